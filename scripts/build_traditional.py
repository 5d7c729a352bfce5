"""Rebuild `toolkit/repair/data/traditional.tsv`: characters of GBK that only traditional text uses.

    python scripts/build_traditional.py

A character is listed when OpenCC's `t2s` turns it, alone, into another one. Two columns: the simplified character, and
the traditional ones that become it.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import opencc

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "toolkit" / "repair" / "data" / "traditional.tsv"


def main() -> int:
    """Write the file and say how many characters it holds."""
    from toolkit.generate.readings import readings

    convert = opencc.OpenCC("t2s").convert
    groups: dict[str, list[str]] = defaultdict(list)
    for char in sorted(readings().usual):
        simplified = convert(char)
        if simplified != char:
            groups[simplified].append(char)
    lines = [f"# simplified, and the traditional characters of GBK that become it (OpenCC {opencc.__version__} t2s)"]
    lines += [f"{simplified}\t{''.join(chars)}" for simplified, chars in sorted(groups.items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{sum(map(len, groups.values()))} characters", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

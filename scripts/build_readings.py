"""Rebuild `toolkit/generate/data/readings.tsv`: the readings of all characters that GBK can write, from pypinyin.

Run it after an update of pypinyin: `python scripts/build_readings.py`. The file says which version it was built from.
One line a reading: the reading with its tone mark, the characters whose usual (first) reading it is, the characters
that have it as another reading.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pypinyin
from pypinyin.constants import PINYIN_DICT

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "generate" / "data" / "readings.tsv"


def gbk_length(text: str) -> int:
    """Return how many bytes GBK needs for `text`, or 0 where it cannot write it."""
    try:
        return len(text.encode("gbk"))
    except UnicodeEncodeError:
        return 0


def main() -> int:
    """Write the file and say how many readings and characters it holds."""
    first: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    characters = 0
    for code in sorted(PINYIN_DICT):
        char = chr(code)
        if gbk_length(char) != 2:
            continue
        # Readings that GBK cannot write (ê̄, m̀ …) cannot have been inserted by a replacement on GBK bytes.
        readings = [reading for reading in PINYIN_DICT[code].split(",") if gbk_length(reading)]
        if not readings:
            continue
        characters += 1
        first[readings[0]].append(char)
        for reading in dict.fromkeys(readings[1:]):
            if reading != readings[0]:
                other[reading].append(char)
    names = sorted(first.keys() | other.keys())
    lines = [f"# readings of the characters of GBK, from pypinyin {pypinyin.__version__} (MIT licence)"]
    lines += [f"{name}\t{''.join(first[name])}\t{''.join(other[name])}" for name in names]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(names)} readings of {characters} characters", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

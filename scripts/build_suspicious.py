"""Build `toolkit/repair/data/suspicious.tsv`: the characters that give text in a wrong charset away at a glance.

    python scripts/build_suspicious.py

One line a class: its name, a tab, and its code points below U+10000 in hexadecimal, neighbours as ranges. The classes
are worked out by `toolkit.repair.marks.hints` from the charsets of Python and from `data/han_frequency.tsv`; build the
file again when that changes (a test compares the two).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.repair.marks import hints

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "repair" / "data" / "suspicious.tsv"
HEADER = """\
# Characters that give mix-ups of charsets away (toolkit.repair.marks): code points in hexadecimal, as ranges.
# Built by scripts/build_suspicious.py; do not edit.
"""


def ranges(chars: Iterable[str]) -> str:
    """Write characters below U+10000 as ranges of code points."""
    found: list[list[int]] = []
    for code in sorted({ord(char) for char in chars if char < "\U00010000"}):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join(f"{low:x}" if low == high else f"{low:x}-{high:x}" for low, high in found)


def table() -> str:
    """Return the text of the file."""
    return HEADER + "".join(f"{name}\t{ranges(chars)}\n" for name, chars in hints()._asdict().items())


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    sys.exit(0)

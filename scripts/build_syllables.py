"""Build `toolkit/induce/data/syllables.tsv`: how the characters of simplified text are spelt without tones.

    python scripts/build_syllables.py

The readings are those of `toolkit/generate/data/readings.tsv`; the characters are those of GB 2312 (1980), so that the
table is read within a millisecond. Names of slots are spelt with it.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from toolkit.generate.readings import readings

TARGET = Path(__file__).resolve().parents[1] / "toolkit" / "induce" / "data" / "syllables.tsv"
HEAD = "# characters of GB 2312 by their usual reading without tone; built by scripts/build_syllables.py, do not edit\n"


def plain(reading: str) -> str:
    """Return a reading in ASCII: `lǜ` becomes `lv`, as it is typed."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v").replace("ê", "e")
    return "".join(c for c in letters if c.isascii() and c.isalpha())


def table() -> str:
    """Return the file."""
    chars: dict[str, list[str]] = {}
    for char, reading in sorted(readings().usual.items()):
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            continue
        if "\u4e00" <= char <= "\u9fff":
            chars.setdefault(plain(reading), []).append(char)
    return HEAD + "".join(f"{name}\t{''.join(found)}\n" for name, found in sorted(chars.items()))


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")

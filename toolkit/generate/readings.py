"""Pinyin readings of the characters that GBK can write: a packaged table, read on first use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Readings(NamedTuple):
    """The table in the three directions that are needed.

    Attributes:
        usual: character → its usual reading, with tone mark (`導` → `dǎo`).
        of: character → all its readings, the usual one first.
        chars: reading → the characters that have it, usual readings first.
    """

    usual: dict[str, str]
    of: dict[str, tuple[str, ...]]
    chars: dict[str, str]


@cache
def readings() -> Readings:
    """Load the packaged table (about 21,000 characters; 20 ms).

    >>> readings().usual["導"], readings().of["行"][0], "譽" in readings().chars["yù"]
    ('dǎo', 'xíng', True)
    """
    usual: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    chars: dict[str, str] = {}
    source = files("toolkit.generate").joinpath("data", "readings.tsv").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        name, first, other = line.split("\t")
        usual.update(dict.fromkeys(first, name))
        for char in other:
            others.setdefault(char, []).append(name)
        chars[name] = first + other
    of = {char: (name, *others.get(char, ())) for char, name in usual.items()}
    return Readings(usual, of, chars)


def is_reading(word: str) -> bool:
    """Tell whether `word` is a reading of any character (`dǎo`; not `dao`, not `note`).

    >>> is_reading("dǎo"), is_reading("note")
    (True, False)
    """
    return word in readings().chars

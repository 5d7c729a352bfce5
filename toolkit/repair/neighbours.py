"""How costly a character is behind a character, and a word behind a word: statistics of pairs, in nats.

Two packaged tables, both of simplified script: `data/character_pairs.txt.gz` is derived from the statistics that
cjclassifier packages, of the whole Chinese Wikipedia; `data/word_pairs.txt.gz` from the bigrams of Lucene's analyser
for Chinese, of newspapers. Rows are unpacked when they are asked for: a page needs a few hundred of them.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import NamedTuple

RAREST = 16.5
"""Cost of a character that the table does not have: fewer than one in ten million."""


class Row(NamedTuple):
    """What costs how much behind one character or word: the listed ones, and what is added to all others."""

    listed: dict[str, float]
    unlisted: float


NO_ROW = Row({}, 0.0)


@cache
def characters_after(char: str) -> Row:
    """Return what characters cost behind `char`.

    >>> characters_after("数").listed["据"] < 4 < 8 < after("数", "锯")
    True
    """
    fields = _characters().get(char)
    if fields is None:
        return NO_ROW
    _, unlisted, groups = fields
    listed: dict[str, float] = {}
    for group in groups.split():
        quarters, _, chars = group.partition(":")
        listed.update(dict.fromkeys(chars, int(quarters) / 4))
    return Row(listed, int(unlisted) / 4)


@cache
def words_after(word: str) -> Row:
    """Return what words, punctuation marks, numbers (`0`) and foreign words (`A`) cost behind `word`.

    >>> words_after("当地").listed["政府"] < 5
    True
    """
    fields = _words().get(word)
    if fields is None:
        return NO_ROW
    unlisted, groups = fields
    listed: dict[str, float] = {}
    for group in groups.split(" "):
        quarters, _, words = group.partition(":")
        listed.update(dict.fromkeys(words.split(","), int(quarters) / 4))
    return Row(listed, int(unlisted) / 4)


@cache
def alone(char: str) -> float:
    """Return what a character costs without regard to its neighbours."""
    fields = _characters().get(char)
    return RAREST if fields is None else int(fields[0]) / 4


def after(first: str, char: str) -> float:
    """Return what `char` costs behind `first`, both simplified."""
    listed, unlisted = characters_after(first)
    cost = listed.get(char)
    return unlisted + alone(char) if cost is None else cost


def _lines(name: str) -> list[list[str]]:
    packed = files("toolkit.repair").joinpath("data", name).read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _characters() -> dict[str, tuple[str, str, str]]:
    """Load a table (9,000 rows; 20 ms): cost alone, cost added to unlisted ones, and the listed ones by row."""
    return {char: (cost, unlisted, groups) for char, cost, unlisted, groups in _lines("character_pairs.txt.gz")}


@cache
def _words() -> dict[str, tuple[str, str]]:
    """Load a table: cost added to unlisted ones, and the listed ones by row."""
    return {word: (unlisted, groups) for word, unlisted, groups in _lines("word_pairs.txt.gz")}

"""Stock phrases: where a text uses words that farm articles are padded with."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from toolkit.sketch.fold import fold_char


class Phrase(NamedTuple):
    """A stock phrase found: its kind, and the characters `start:end` of the folded text."""

    kind: str
    start: int
    end: int


@cache
def stock_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the packaged patterns with their kinds, written as the fold writes them."""
    return tuple((kind, re.compile(fold_pattern(text))) for kind, text in packaged_rows("stock_phrases.tsv"))


def packaged_rows(name: str) -> list[list[str]]:
    """Return the rows of a packaged table, comments left out."""
    lines = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def fold_pattern(pattern: str) -> str:
    """Return a regular expression with the characters of its words as the fold writes them."""
    return "".join(c if c.isascii() else fold_char(c) for c in pattern)


def find_phrases(folded: str) -> list[Phrase]:
    """Return the stock phrases of a folded text, in order, none overlapping; where two compete the earlier one stays.

    >>> from toolkit.sketch.fold import fold
    >>> [phrase.kind for phrase in find_phrases(fold("随着互联网的发展，越来越多的人开始借钱"))]
    ['opening', 'opening']
    """
    found = [
        Phrase(kind, match.start(), match.end())
        for kind, pattern in stock_phrases()
        for match in pattern.finditer(folded)
    ]
    found.sort(key=lambda phrase: (phrase.start, -phrase.end))
    kept: list[Phrase] = []
    for phrase in found:
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept

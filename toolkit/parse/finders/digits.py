"""Runs of digits as people write and hide them: groups, separators, Chinese numerals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = "一二三四五六七八九〇零○壹贰叁肆伍陆柒捌玖貳參陸幺"
_TO_ASCII = str.maketrans(_HAN, "12345678900012345678923" + "61")
SEPARATORS = " \t\u00a0\u3000\\-\u2010-\u2015.·•_~*()（）"
_DIGIT = f"[0-9{_HAN}]"
_RUN = re.compile(f"{_DIGIT}(?:[{SEPARATORS}]{{0,3}}{_DIGIT}){{4,}}")
_GROUP = re.compile(f"{_DIGIT}+")
_HAN_DIGIT = re.compile(f"[{_HAN}]")


class Group(NamedTuple):
    """Digits without anything between them.

    Attributes:
        digits: as ASCII.
        start, end: where they stand in the view.
        han: True when some are Chinese numerals.
    """

    digits: str
    start: int
    end: int
    han: bool


def runs(text: str) -> Iterator[list[Group]]:
    """Yield the runs of at least five digits, each as its groups; groups are at most three separators apart."""
    for match in _RUN.finditer(text):
        groups = []
        for group in _GROUP.finditer(text, match.start(), match.end()):
            raw = group[0]
            han = _HAN_DIGIT.search(raw) is not None
            groups.append(Group(raw.translate(_TO_ASCII) if han else raw, group.start(), group.end(), han))
        yield groups

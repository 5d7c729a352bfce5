"""What a supposed character costs: what the language model says, and what the page says beyond that.

Most suppositions of a search are given up for their price, so that it is asked for far more often than a text is made;
and many are given up for a bound of the price of what has to follow (`Prices._least`), which is cheaper to have.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from toolkit.repair import fluency
from toolkit.repair.evidence import LAST
from toolkit.repair.gbk import FULL_WIDTH_LEAD, codes, pairs, plains
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import only_simplified
from toolkit.repair.search.choices import beginnings, continuing, floor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.repair.evidence import Page
    from toolkit.repair.search.paths import Path, Token

# In nats.
FAMILIAR = 1.0  # taken off where the page has the same two characters in a row elsewhere, and again for three
WIDE = 5.0  # added for a full-width letter, digit or sign that is no Chinese punctuation
FOREIGN = 2.5  # added for a character that Taiwan's Big5 lacks and the page does not have
SIMPLIFIED = 9.0  # added for a simplified character that traditional text does not have, on a page without any
VARIANT = 4.0  # added for a traditional character that Big5 counts among the rare ones: 曏 for 向
_BIG5_SECOND_LEVEL = 0xC9  # first byte from which on Big5 has its less frequently used characters
ROUNDED = 0.1  # more than the model is ever off by rounding
NO_LIMIT = 1e9

_FULL_WIDTH_MARKS = frozenset("，：；？！（）")


class Prices:
    """The prices on one page.

    Args:
        page: what is known about the page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        # After what the last character was supposed: many are tried after the same text.
        self._ahead = fluency.Ahead(fluency.START)
        self._last = ""
        self._familiar: frozenset[str] = frozenset()

    def _priced(self, path: Path, supposed: Iterable[int]) -> list[tuple[float, int]]:
        """Return what a path costs with each of some original characters of two bytes, and their numbers."""
        price = self._price
        return [(price(path, code), code) for code in supposed]

    def _price(self, path: Path, code: int) -> float:
        """Return what a path costs with an original character of two bytes."""
        made, short, always, strange = character(code)
        ahead = self._ahead
        front = path.front
        page = self._page
        if ahead.front is not front or self._last is not path.last:
            ahead = self._ahead = fluency.Ahead(front)
            last = self._last = path.last
            self._familiar = page.followers(last[-1:]) if is_han(last[-1:] or " ") else frozenset()
        cost = path.cost + ahead.cost(short) - ahead.before
        if short in self._familiar:
            cost -= FAMILIAR + FAMILIAR * (len(path.last) == LAST and short in page.followers(path.last))
        if strange and not page.has(made):
            cost += strange if strange != SIMPLIFIED or page.is_converted else FOREIGN
        return cost + always

    def _least(self, path: Path, token: Token) -> float:
        """Return what the character costs at the least that a pair completes behind an unknown byte.

        Most suppositions are given up for that, before the model is asked what exactly it costs.
        """
        last = path.last[-1:]
        if path.back is None or not is_han(last or " "):
            return -NO_LIMIT
        choice = beginnings(codes()[token.char][0])
        pair, opening, joined, mark, marks = floor(choice, last)
        ending = fluency.ending(path.back.front, last)
        if ending is not None:
            mark += ending
        else:  # the character may continue a word: then it takes more to tell
            front = path.front
            if any(len(node) > 1 and continuing(choice, node) for node, *_ in front):
                return -NO_LIMIT
            ending = min([ended for *_, ended in front]) - front[0][1]
            mark = min(fluency.Ahead(front).costs(marks), default=NO_LIMIT) - front[0][1]
        least = min(fluency.mixed(ending + opening, pair), joined, mark) - ROUNDED
        return least - 2 * FAMILIAR if self._page.followers(last) else least


@cache
def character(code: int) -> tuple[str, str, float, float]:
    """Return a character, its simplified form, what it costs beyond that, and what where the page does not have it."""
    made, short = pairs()[code], plains()[code]
    if code >> 8 == FULL_WIDTH_LEAD:
        return made, short, 0.0 if short in _FULL_WIDTH_MARKS else WIDE, 0.0
    return made, short, 0.0, _strangeness(made, short) if made and is_han(made) else 0.0


def _strangeness(made: str, short: str) -> float:
    """Return what an original character costs beyond its simplified form, which is all that the model reads."""
    try:
        lead = made.encode("big5")[0]
    except UnicodeEncodeError:
        return SIMPLIFIED if made in only_simplified() else FOREIGN
    return VARIANT if made != short and lead >= _BIG5_SECOND_LEVEL else 0.0

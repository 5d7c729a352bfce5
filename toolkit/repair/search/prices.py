"""What a supposed character costs: what the language model says, and what the page says beyond that."""

from __future__ import annotations

from bisect import insort
from functools import cache
from typing import TYPE_CHECKING

from toolkit.repair import fluency, language
from toolkit.repair.evidence import LAST
from toolkit.repair.gbk import FULL_WIDTH_LEAD, LEADS, pairs, plains
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import converted, only_simplified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.repair.evidence import Page
    from toolkit.repair.search.paths import Path

# In nats.
FAMILIAR = 1.0  # taken off where the page has the same two characters in a row elsewhere, and again for three
WIDE = 5.0  # added for a full-width letter, digit or sign that is no Chinese punctuation
FOREIGN = 2.5  # added for a character that Taiwan's Big5 lacks and the page does not have
SIMPLIFIED = 9.0  # added for a simplified character that traditional text does not have, on a page without any
VARIANT = 4.0  # added for a traditional character that Big5 counts among the rare ones: 曏 for 向
CONVERTED = 6.0  # added for one that is rare there because a conversion replaces it: 体, 网, 气
_BIG5_SECOND_LEVEL = 0xC9  # first byte from which on Big5 has its less frequently used characters

ROUNDED = 1e-6  # more than sums of costs are off
NO_LIMIT = 1e9

_FULL_WIDTH_MARKS = frozenset("，：；？！（）")


class Prices:
    """The prices on one page.

    Args:
        page: what is known about the page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        # After what the last character was supposed: many are tried after the same text.
        self._ahead = fluency.Ahead(fluency.START)
        self._last = ""
        self._familiar: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    def _look_ahead(self, path: Path) -> fluency.Ahead:
        """Work out what does not depend on the character that follows."""
        if self._ahead.front is not path.front or self._last is not path.last:
            self._ahead = fluency.Ahead(path.front)
            self._last = path.last
            self._familiar = self.familiar(path)
        return self._ahead

    def price(self, path: Path, code: int) -> float:
        """Return what a path costs with an original character of two bytes."""
        made, short, always, strange = character(code)
        ahead = self._look_ahead(path)
        cost = path.cost + (ahead.cost(short) - ahead.before)
        cost -= bonus(short, self._familiar)
        if strange and not self.page.has(made):
            cost += strange if strange != SIMPLIFIED or self.page.is_converted else FOREIGN
        return cost + always

    def cheapest(self, path: Path, supposed: Iterable[int], limit: float, most: int) -> list[tuple[float, int]]:
        """Return the prices and numbers of the cheapest of some characters, up to a limit; at the most so many.

        Most are too dear; that is seen by what they cost as the beginning of a word, before all is looked up.
        """
        ahead = self._look_ahead(path)
        floor, rise = ahead.floor()
        floor += path.cost - 2 * FAMILIAR - ROUNDED
        found: list[tuple[float, int]] = []
        for code in supposed:
            if floor + rise * openings()[code] > limit and not ahead.continues(plains()[code]):
                continue
            cost = self.price(path, code)
            if cost <= limit:
                insort(found, (cost, code))
                if len(found) > most:
                    found.pop()
                if len(found) == most:
                    limit = found[-1][0]
        return found

    def familiar(self, path: Path) -> tuple[frozenset[str], frozenset[str]]:
        """Return what the page has elsewhere behind the last character, and behind the last two."""
        last = path.last
        if not is_han(last[-1:] or " "):
            return frozenset(), frozenset()
        return self.page.followers(last[-1]), self.page.followers(last) if len(last) == LAST else frozenset()


def bonus(short: str, familiar: tuple[frozenset[str], frozenset[str]]) -> float:
    """Return what is taken off a character for what the page has elsewhere; see `Prices.familiar`."""
    once, twice = familiar
    return FAMILIAR + FAMILIAR if short in twice else FAMILIAR if short in once else 0.0


@cache
def openings() -> tuple[float, ...]:
    """Return for each pair of bytes what its character costs as the beginning of a word; nothing if it is not Han."""
    begin = language.words().begin
    return tuple(begin.get(short, language.UNKNOWN if is_han(short or " ") else -NO_LIMIT) for short in plains())


@cache
def ending_with(trail: int) -> tuple[int, ...]:
    """Return the numbers of all characters with a second byte, the commonest first."""
    codes = (lead << 8 | trail for lead in LEADS)
    return tuple(sorted((code for code in codes if pairs()[code]), key=lambda code: (openings()[code], code)))


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
    if lead < _BIG5_SECOND_LEVEL:
        return 0.0
    return VARIANT if made != short else CONVERTED if made in converted() else 0.0

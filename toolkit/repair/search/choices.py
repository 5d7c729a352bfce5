"""Characters of which no byte is known: which are worth supposing.

Where one byte of a character is known, all characters that have it are priced. Where none is, there are a thousand of
them, and only those are priced that something speaks for: the character before them, a word that they continue, the
page, or that they are common.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from toolkit.repair import fluency, language
from toolkit.repair.gbk import LEADS, VANISHING_SECOND, plains, unassigned, vanishing_first
from toolkit.repair.neighbours import characters_after
from toolkit.repair.plausible import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable

MANY = 30
"""So many characters that often follow the one before are priced, and as many that are common by themselves."""

RARE = 10.0
"""Nats: a word of one character that is not supposed to have vanished with byte 80."""

REMEMBERED = 1 << 14
"""Characters before a place whose successors are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Characters that may have stood where no byte is known.

    Attributes:
        common: the commonest ones, simplified.
        codes_of: simplified character → numbers of the pairs of bytes that are it.
    """

    common: frozenset[str]
    codes_of: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, codes: Iterable[int]) -> Choice:
        """Make a choice of the pairs with these numbers."""
        codes_of: dict[str, tuple[int, ...]] = {}
        for code in codes:
            short = plains()[code]
            codes_of[short] = (*codes_of.get(short, ()), code)
        by_cost = sorted(codes_of, key=lambda short: (fluency.first_cost(short), short))
        return cls(frozenset(by_cost[:MANY]), codes_of)

    def worth(self, last: str, nodes: Iterable[str], familiar: Iterable[str]) -> list[int]:
        """Return the numbers of the characters that are worth supposing.

        Args:
            last: the character before, simplified; empty at the beginning.
            nodes: the open words.
            familiar: characters that the page has in this place elsewhere.
        """
        codes_of = self.codes_of
        shorts = {*self.common, *_likely(self, last)}
        for node in nodes:
            if node:
                shorts |= _continuing(self, node)
        shorts.update(char for char in familiar if char in codes_of)
        return [code for short in shorts for code in codes_of[short]]


@lru_cache(maxsize=REMEMBERED)
def _likely(choice: Choice, last: str) -> tuple[str, ...]:
    """Return the characters of a choice that follow the character `last` most often."""
    if not last:
        return ()
    listed = characters_after(last).listed
    found = sorted((listed[short], short) for short in listed.keys() & choice.codes_of.keys())
    return tuple(short for _, short in found[:MANY])


@lru_cache(maxsize=REMEMBERED)
def _continuing(choice: Choice, node: str) -> frozenset[str]:
    """Return the characters of a choice that continue the beginning of a word."""
    return language.followers(node) & choice.codes_of.keys()


@cache
def hidable() -> Choice:
    """Return the characters that may stand wholly within bytes that vanish: first byte and second."""
    between = [lead << 8 | trail for lead in VANISHING_SECOND for trail in vanishing_first()]
    return Choice.of(code for code in between if plains()[code] == "，" or is_han(plains()[code] or " "))


@cache
def unassigned_endings() -> Choice:
    """Return the characters whose first byte vanishes and whose second may begin a pair that is no character."""
    between = [lead << 8 | trail for lead in LEADS for trail in unassigned()]
    return Choice.of(code for code in between if plains()[code])


@cache
def ending_in_80() -> tuple[int, ...]:
    """Return the numbers of the common words of one character that vanish wholly, with byte 80: 穩 above all."""
    codes = [lead << 8 | 0x80 for lead in VANISHING_SECOND]
    whole = language.words().whole
    return tuple(code for code in codes if whole.get(plains()[code], RARE) < RARE)

"""What an unknown byte may have been: the characters that it could make, ranked by the language model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair import fluency, language
from toolkit.repair.gbk import LEADS, plains, unassigned, vanishing_first
from toolkit.repair.neighbours import after, alone, characters_after
from toolkit.repair.plausible import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.repair.fluency import Front


REMEMBERED = 1 << 14
"""Continuations that are kept, of the few hundred choices times the open words of running text."""


MOST = 40
"""Characters that are ranked for an unknown byte."""


FEW, MANY = 3, 14
"""The likeliest of them that are tried, besides those that continue a word: few to see whether another text may be as
good as one in hand, many where there is none in hand."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Characters that an unknown byte could make.

    Attributes:
        ranked: cost at the beginning of a word, and the byte, the commonest character first.
        common: cost and simplified form of the commonest characters.
        bytes_of: simplified character → the bytes that make it.
        short_of: byte → the simplified character that it makes.
    """

    ranked: tuple[tuple[float, int], ...]
    common: tuple[tuple[float, str], ...]
    bytes_of: dict[str, tuple[int, ...]]
    short_of: dict[int, str]

    @classmethod
    def of(cls, characters: Iterable[tuple[str, int]]) -> Choice:
        """Rank (simplified character, byte) pairs."""
        found = sorted((fluency.first_cost(short), short, byte) for short, byte in characters if short)
        bytes_of: dict[str, tuple[int, ...]] = {}
        for _, short, byte in found:
            bytes_of[short] = (*bytes_of.get(short, ()), byte)
        common = tuple((alone(short) if is_han(short) else cost, short) for cost, short, _ in found[:MOST])
        short_of = {byte: short for _, short, byte in found}
        return cls(tuple((cost, byte) for cost, _, byte in found), common, bytes_of, short_of)


def likely(front: Front, choice: Choice, tries: int, room: float) -> list[int]:
    """Return the bytes of the likeliest characters, and of those that continue an open word.

    Args:
        front: the open words.
        choice: what the byte could make.
        tries: how many of the likeliest characters, at most.
        room: what one of them may cost, in nats.
    """
    found = []
    last = front[0][0][-1:]
    for cost, byte in (_ranked(choice, last) if last else choice.ranked)[:tries]:
        if cost > room:
            break
        found.append(byte)
    for node, *_ in front[:3]:
        if node:
            found += continuing(choice, node)
    return found


@lru_cache(maxsize=REMEMBERED)
def _ranked(choice: Choice, last: str) -> tuple[tuple[float, int], ...]:
    """Return costs behind the character `last`, and the bytes, the likeliest character first."""
    listed, unlisted = characters_after(last)
    bytes_of = choice.bytes_of
    found = [(listed[short], short) for short in listed.keys() & bytes_of.keys()]
    found += [(unlisted + cost, short) for cost, short in choice.common if short not in listed]
    found.sort()
    return tuple((cost, byte) for cost, short in found[:MOST] for byte in bytes_of[short])


@lru_cache(maxsize=REMEMBERED)
def continuing(choice: Choice, node: str) -> tuple[int, ...]:
    """Return the bytes of the characters of a choice that continue the beginning of a word."""
    shorts = sorted(language.followers(node) & choice.bytes_of.keys())  # sets have no order of their own
    return tuple(byte for short in shorts for byte in choice.bytes_of[short])


class Floor(NamedTuple):
    """What the characters of a choice that are ever tried cost behind a character at the least.

    Attributes:
        pair: by the model of characters.
        opening: by the model of words, as a new word.
        joined: by both, as part of the same word.
        mark: by the model of words, what is no Han character.
        marks: what is no Han character.
    """

    pair: float
    opening: float
    joined: float
    mark: float
    marks: tuple[str, ...]


@lru_cache(maxsize=REMEMBERED)
def floor(choice: Choice, last: str) -> Floor:
    """Return what the characters of a choice cost at the least behind `last`, where that begins a word."""
    pair = opening = joined = mark = language.IMPOSSIBLE
    marks = []
    begin = language.words().begin
    for cost, byte in _ranked(choice, last)[:MANY]:
        short = choice.short_of[byte]
        if short in begin or is_han(short):
            pair = min(pair, cost)
            opening = min(opening, begin.get(short, language.UNKNOWN))
        else:
            mark = min(mark, fluency.behind(last, short))
            marks.append(short)
    for byte in continuing(choice, last):
        short = choice.short_of[byte]
        cost = after(last, short)
        joined = min(joined, fluency.mixed(begin[last + short] - begin[last], cost))
        pair = min(pair, cost)
        opening = min(opening, begin.get(short, language.UNKNOWN))
    return Floor(pair, opening, joined, mark, tuple(marks))


@cache
def beginnings(trail: int) -> Choice:
    """Return the first bytes that make a character with `trail`."""
    return Choice.of((plains()[lead << 8 | trail], lead) for lead in LEADS)


@cache
def endings(lead: int) -> Choice:
    """Return the second bytes, if they could be first bytes, that make a character with `lead`."""
    return Choice.of((plains()[lead << 8 | trail], trail) for trail in LEADS)


@cache
def vanishing_endings(lead: int) -> Choice:
    """Return the second bytes that make a character with `lead`, and begin a pair that vanishes."""
    return Choice.of((plains()[lead << 8 | trail], trail) for trail in vanishing_first())


@cache
def hidable() -> Choice:
    """Return the characters whose second byte may begin a pair that vanishes, as numbers: 而 above all."""
    between = [lead << 8 | trail for lead in LEADS for trail in vanishing_first()]
    return Choice.of(
        (plains()[code], code) for code in between if plains()[code] == "，" or is_han(plains()[code] or " ")
    )


@cache
def unassigned_endings() -> Choice:
    """Return the characters whose second byte may begin a pair that is no character, as numbers."""
    return Choice.of((plains()[lead << 8 | trail], lead << 8 | trail) for lead in LEADS for trail in unassigned())

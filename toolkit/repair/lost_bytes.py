"""Which character a UTF-8 sequence was of which a byte was lost, by its neighbours.

Up to 64 characters share the bytes that are left. The most frequent of them are judged by the words that they make
with what stands on both sides (`toolkit.repair.language`). Most of them make none, so that all but a few keep the
order that they have by themselves, which is worked out once for each sequence.
"""

from __future__ import annotations

import sys
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.marks import CONTINUATION
from toolkit.repair.plausible import reading_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOST = -1
"""Stands for a byte that the wrong decoder replaced or dropped."""

DROPPED = -2
"""Stands for a byte that a GBK decoder dropped because it can begin no pair."""

VANISHED = -3
"""Stands for one half of a pair in GBK's user-defined area, dropped whole: the half AA-AF."""

VANISHED_TOO = -4
"""Stands for the other half, which is the lead of the next sequence, or the last byte of the same."""

NO_PAIR = -5
"""Stands for a byte that was replaced together with the one behind it, because neither begins a pair with the next."""

_AREA = range(0xAA, 0xB0)  # the user-defined area is AAA1-AFFE
# As lead of the next sequence: CJK punctuation and kana (E3), Han characters (E4-E9), full-width forms (EF).
_AREA_LEAD = (*range(0xE3, 0xEA), 0xEF)
_AREA_LAST = range(0xA1, 0xC0)
# 0x80 never begins a pair; A1-AF are the rows of symbols, which have gaps (and whose AA-AF are user-defined).
_DROPPABLE = (0x80, *range(0xA1, 0xB0))

# The user-defined area is none of what decoders for GBK without it know.
_PAIRLESS = (0x80, *_AREA)

CONTEXT = 3
"""How many characters on either side judge a choice: with it, as long as nearly all words."""

REMEMBERED = 1 << 13
"""Places whose choices are kept: pages of one mould have the same words around the same losses."""

CANDIDATES = 8
"""How many choices, the most frequent characters first, are judged by their neighbours."""

IN_PYTHON = 10_000
"""So many runs with losses of a process are done in Python, in an eighth of a second, or about 400 pages, where the
search behind shifted runs has loaded the arrays of the language model. Then the compiled search takes over, which finds
the same five times as fast."""

IN_PYTHON_ALONE = 100_000
"""The same where nothing has loaded them: that takes as long as Python for so many."""

_ARRAYS = "toolkit.repair.search.arrays"

_ranked_in_python = 0


class Options:
    """What a sequence with lost bytes can be.

    Attributes:
        chars: the most frequent characters that it can be, the likeliest by itself first; none when it is invalid.
    """

    __slots__ = ("_judged", "_packed", "chars")

    def __init__(self, chars: str) -> None:
        self.chars = chars
        self._judged: _Judged | None = None  # loads the language model
        self._packed: bytes | None = None

    def judged(self) -> _Judged:
        """Return what can be said about the options without their neighbours."""
        if self._judged is None:
            self._judged = _judge(self.chars)
        return self._judged

    def packed(self) -> bytes:
        """Return the same for the compiled search."""
        if self._packed is None:
            from toolkit.repair.lost_arrays import packed

            self._packed = packed(self.chars)
        return self._packed


class _Judged(NamedTuple):
    """Options as they are by themselves.

    Attributes:
        shorts: their simplified forms.
        orders: for simplified and for traditional text what decides about each option, sorted: what it costs as a
            word of its own, whether it is of the other script, its place among the options.
    """

    shorts: tuple[str, ...]
    orders: tuple[list[tuple[float, bool, int]], list[tuple[float, bool, int]]]


def _judge(chars: str) -> _Judged:
    from toolkit.repair import language
    from toolkit.repair.script_table import simplified

    short = simplified()
    shorts = tuple([short.get(char, char) for char in chars])
    costs = language.alone()

    def order(*, traditional: bool) -> list[tuple[float, bool, int]]:
        return sorted(
            (round(costs[short_form], 6), traditional != (char in short), place)
            for place, (char, short_form) in enumerate(zip(chars, shorts, strict=True))
        )

    return _Judged(shorts, (order(traditional=False), order(traditional=True)))


class Choice:
    """One character that had to be chosen.

    Attributes:
        options: what it can be.
        best: the one that was chosen.
        other: the next best.
    """

    __slots__ = ("best", "options", "other")

    def __init__(self, options: Options) -> None:
        self.options = options
        self.best = options.chars[0]
        self.other = options.chars[1]


@lru_cache(maxsize=2**12)
def options(sequence: tuple[int, ...]) -> Options:
    """Return the likeliest characters that a sequence of bytes, some of them lost, can be.

    >>> options((0xE4, 0xB8, LOST)).chars[:3]
    '一不上'
    """
    known: list[list[int]] = [[]]
    for index, byte in enumerate(sequence):
        possible: Iterable[int] = (byte,)
        if byte == LOST:
            possible = CONTINUATION
        elif byte == DROPPED:
            possible = _DROPPABLE
        elif byte == NO_PAIR:
            possible = _PAIRLESS
        elif byte == VANISHED:
            possible = _AREA
        elif byte == VANISHED_TOO:
            possible = _AREA_LEAD if index == 0 else _AREA_LAST
        known = [[*head, option] for head in known for option in possible]
    chars = (bytes(candidate).decode("utf-8", "ignore") for candidate in known)
    return Options("".join(sorted(filter(None, chars), key=reading_cost)[:CANDIDATES]))


def is_compiled() -> bool:
    """Tell whether the compiled search has taken over."""
    return _ranked_in_python >= (IN_PYTHON if _ARRAYS in sys.modules else IN_PYTHON_ALONE)


def rank_all(texts: Sequence[Sequence[str | Choice]]) -> list[bool]:
    """Do what `rank` does for several texts."""
    global _ranked_in_python
    if is_compiled():
        from toolkit.repair.lost_arrays import rank_all as compiled

        return compiled(texts)
    _ranked_in_python += len(texts)
    return [rank(items) for items in texts]


def rank(items: Sequence[str | Choice]) -> bool:
    """Choose by how well the options for each character go with their neighbours; tell whether anything changed.

    Args:
        items: a text, as strings that are certain and characters that are not, which are changed in place.
    """
    from toolkit.repair.script_table import simplified

    certain = simplified().keys()
    traditional = any(isinstance(item, str) and not certain.isdisjoint(item) for item in items)
    short = _shortened().__getitem__
    best: list[str] = []
    uncertain: list[tuple[int, Choice]] = []
    for item in items:
        if isinstance(item, str):
            best += item
        else:
            uncertain.append((len(best), item))
            best.append(item.best)
    changed = False
    for index, choice in uncertain:
        before = "".join(map(short, best[max(0, index - CONTEXT) : index]))
        after = "".join(map(short, best[index + 1 : index + 1 + CONTEXT]))
        first, choice.other = _two_best(before, after, choice.options, traditional)
        if first != choice.best:
            choice.best = best[index] = first
            changed = True
    return changed


class _Shortened(dict[str, str]):
    """Characters in simplified form; any character may be asked for."""

    def __missing__(self, char: str) -> str:
        return char


@cache
def _shortened() -> _Shortened:
    from toolkit.repair.script_table import simplified

    return _Shortened(simplified())


@lru_cache(maxsize=REMEMBERED)
def _two_best(before: str, after: str, options: Options, traditional: bool) -> tuple[str, str]:
    from toolkit.repair import language

    shorts, orders = options.judged()
    # The model's costs are tenths of nats, so that equal ones are common: then the script decides, then the frequency.
    order = orders[traditional]
    joined = language.joined_costs(before, shorts, after)
    if joined:
        order = sorted([(joined.get(shorts[place], cost), other, place) for cost, other, place in order])
    return options.chars[order[0][2]], options.chars[order[1][2]]

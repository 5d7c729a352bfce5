"""Heats: a few values tell which ways to explain a column of long texts are worth solving whole.

Most of the time of solving goes into ways that lose in the end: an article as a row of lines, where it is a row of
sections. Sixty articles tell that as well as four hundred. Every way is tried on them, and only those that are not
clearly longer are tried on all. What the heat of a column says of the columns inside it is kept for these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SIZE = 60
"""Values of a heat. With 40 a way that is 2 % shorter on 400 articles may lose by 3 %."""
LEAST = 300
"""Values from which a heat takes less time than it saves: large groups are learnt from four hundred articles."""
LONG = 100
"""Characters (mean) from which a column is worth a heat: several lines."""
SHORT = 24
"""Characters (mean) below which a column inside a heat is a slot or a chain: what that costs too much, it costs all
ways, and it saves half of a heat's time."""
MARGIN = 0.03
"""Share by which a way must be longer than the best one to be left out. What lost a heat by less was up to 1 % shorter
on all articles of the generator's templates; what lost by more was longer in all cases."""
FEW = 16
"""Values of a column inside a heat that tell something."""
NEAR = 0.75
"""Least share of a heat's values that must be in a column, and of its articles that must be as expected, for it to be
the heat of that column."""


class _Heat(NamedTuple):
    """What a heat told of a column: its values, how many articles all of it would have, and which ways lost."""

    values: frozenset[str]
    articles: float
    lost: frozenset[str]


class Heats:
    """What heats told of a group's columns."""

    def __init__(self) -> None:
        self.running = False
        """Whether what is solved is part of a heat."""
        self._seen: list[_Heat] = []
        self._share = 1.0

    def lost(
        self, values: Sequence[str], weights: Sequence[int], run: Callable[[Sequence[str], Sequence[int]], object]
    ) -> frozenset[str]:
        """Return the ways that lose the heat of a column, which is run unless that of a column around it tells.

        Args:
            values: of the column, distinct.
            weights: how many articles have each.
            run: tries all ways on some values and their weights, and has the bits noted.
        """
        known = self._found(values, weights)
        if known is None:
            order = sorted(range(len(values)), key=values.__getitem__)
            drawn = [order[k * len(order) // SIZE] for k in range(SIZE)]
            few = [weights[i] for i in drawn]
            self._share = sum(few) / sum(weights)
            self.running = True
            try:
                run([values[i] for i in drawn], few)
            finally:
                self.running = False
            known = self._found(values, weights)
        return known or frozenset()

    def note(self, values: Sequence[str], weights: Sequence[int], bits: Mapping[str, float]) -> None:
        """Note how many bits each way to explain a column took in the heat that is run."""
        if len(values) >= FEW and is_long(values):
            most = min(bits.values()) * (1 + MARGIN)
            lost = frozenset(way for way, found in bits.items() if found > most)
            self._seen.append(_Heat(frozenset(values), sum(weights) / self._share, lost))

    def _found(self, values: Sequence[str], weights: Sequence[int]) -> frozenset[str] | None:
        """Return the ways that lost the heat that is most like a column's, or None where none is like it."""
        mine = set(values)
        articles = sum(weights)
        best: tuple[float, float] = (0.0, 0.0)
        out: frozenset[str] | None = None
        for seen in self._seen:
            likeness = min(seen.articles, articles) / max(seen.articles, articles)
            held = len(seen.values & mine) / len(seen.values)
            if likeness >= NEAR and held >= NEAR and (held, likeness) > best:
                best, out = (held, likeness), seen.lost
        return out


def is_long(values: Sequence[str]) -> bool:
    """Tell whether values are long enough for a heat."""
    return sum(map(len, values)) >= LONG * len(values)


def is_short(values: Sequence[str]) -> bool:
    """Tell whether values inside a heat are too short to be explained in any way."""
    return sum(map(len, values)) < SHORT * len(values)

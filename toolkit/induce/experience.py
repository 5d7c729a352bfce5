"""Which ways to explain a column are worth their time: those that did not lose clearly where it was solved before.

Most of the time of solving goes into ways that lose in the end. A large group is solved again with some more articles;
which ways lost is known then. A column is recognised by what it holds: the values that were there before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST = 50
"""Articles that a column must have had for what was seen there to tell anything."""
MARGIN = 0.15
"""Share by which a way must have been longer than the best one to be left out."""
NEAR = 0.75
"""Least share of a column's articles that must be as expected, and of its values that must be there again."""


class _Seen(NamedTuple):
    """What was seen of a column: how many values and articles it had, and which ways lost clearly."""

    values: int
    articles: int
    lost: frozenset[str]


class Experience:
    """What is seen in solving the columns of a group.

    Args:
        before: what was seen when some of the articles were solved.
    """

    def __init__(self, before: Experience | None = None) -> None:
        self.articles = 0
        """Of the group; whoever solves it says how many they are."""
        self._before = before
        self._seen: list[_Seen] = []
        self._places: dict[str, list[int]] = defaultdict(list)

    def note(
        self, values: Sequence[str], weights: Sequence[int], bits: Mapping[str, float], lost: frozenset[str]
    ) -> None:
        """Note how many bits each way to explain a column took, and which were not tried as they had lost before."""
        articles = sum(weights)
        if articles < LEAST:
            return
        most = min(bits.values()) * (1 + MARGIN)
        for value in values:
            self._places[value].append(len(self._seen))
        lost |= {way for way, found in bits.items() if found > most}
        self._seen.append(_Seen(len(values), articles, lost))

    def lost(self, values: Sequence[str], weights: Sequence[int]) -> frozenset[str]:
        """Return the ways to explain a column that lost clearly when it was solved before.

        Args:
            values: of the column.
            weights: how many articles have each.
        """
        if self._before is None:
            return frozenset()
        return self._before._found(values, sum(weights) * self._before.articles / max(1, self.articles))

    def _found(self, values: Sequence[str], expected: float) -> frozenset[str]:
        """Return the ways that lost in the column that is most like one of so many expected articles."""
        shared: Counter[int] = Counter()
        for value in values:
            shared.update(self._places.get(value, ()))
        best: tuple[float, float, int] = (0.0, 0.0, -1)
        for index, count in shared.items():
            seen = self._seen[index]
            likeness = min(seen.articles, expected) / max(seen.articles, expected)
            if likeness >= NEAR and count >= NEAR * seen.values:
                best = max(best, (count / seen.values, likeness, index))
        return self._seen[best[2]].lost if best[2] >= 0 else frozenset()

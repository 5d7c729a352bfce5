"""Where every random decision is made, so that an article is its list of decisions.

A template never sees a random generator: it asks for "one of n", and the answer is written down. Drawing from a seed
and replaying a written list are therefore the same code path, and a derivation can be rendered again.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chooser(Protocol):
    """Answers "which of n?", and remembers what it answered."""

    log: list[int]

    def below(self, n: int) -> int:
        """Return a number in `range(n)`; n is at least 1."""


class Drawn:
    """Decisions drawn from a seed.

    Only `random.Random.random()` is used: it is the one method whose sequence Python promises to keep for a given
    seed ("Notes on Reproducibility", module `random`), so a corpus can be made again with a later Python.

    Args:
        seed: any string; strings are hashed with SHA-512 by `random.seed` version 2, alike on every machine.

    >>> Drawn("a").below(10) == Drawn("a").below(10)
    True
    """

    __slots__ = ("below", "log")

    def __init__(self, seed: str) -> None:
        drawn = random.Random(seed).random  # noqa: S311 - a corpus is not a secret
        self.log: list[int] = []
        append = self.log.append

        def below(n: int) -> int:
            """Return a number in `range(n)` and log it; with one possibility there is no decision and no entry."""
            if n == 1:
                return 0
            chosen = int(drawn() * n)
            append(chosen)
            return chosen

        # A closure, not a method: an article makes two hundred decisions, and looking things up was half their time.
        self.below = below


class Replayed:
    """Decisions read back from a list that `Drawn` wrote.

    >>> drawn = Drawn("a")
    >>> first = [drawn.below(5), drawn.below(7)]
    >>> again = Replayed(drawn.log)
    >>> [again.below(5), again.below(7)] == first
    True
    """

    __slots__ = ("_at", "log")

    def __init__(self, log: Sequence[int]) -> None:
        self.log = list(log)
        self._at = 0

    def below(self, n: int) -> int:
        """Return the next number of the list.

        Raises:
            UsageError: the list is at its end or does not fit, as when the template was changed since.
        """
        if n == 1:
            return 0
        if self._at >= len(self.log) or not 0 <= self.log[self._at] < n:
            raise UsageError(f"decision {self._at + 1} of the derivation does not fit this template; was it changed?")
        chosen = self.log[self._at]
        self._at += 1
        return chosen


def weighted(chooser: Chooser, cumulative: Sequence[int]) -> int:
    """Return an index, each as likely as its weight says.

    Args:
        chooser: who decides.
        cumulative: running sums of whole, positive weights.

    >>> weighted(Replayed([0]), [1, 5]), weighted(Replayed([4]), [1, 5])
    (0, 1)
    """
    return bisect_right(cumulative, chooser.below(cumulative[-1]))


def shuffled(chooser: Chooser, n: int) -> list[int]:
    """Return the numbers below n in a random order (Fisher-Yates).

    >>> sorted(shuffled(Drawn("a"), 4))
    [0, 1, 2, 3]
    """
    order = list(range(n))
    for last in range(n - 1, 0, -1):
        other = chooser.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order

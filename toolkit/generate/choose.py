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
    from collections.abc import Callable, Sequence


class Fraction(Protocol):
    """What is drawn: times n and rounded down it is the answer to "which of n?"."""

    def __mul__(self, n: int, /) -> float:
        """Return a number from 0 up to, and without, n."""


class Chooser:
    """Answers "which of n?", and remembers what it answered.

    The answer is `int(fraction() * n)`, and is appended to the log; where there is one possibility there is no
    decision, and no entry. `below` does that; what asks most often (an article makes two hundred decisions) does it in
    place.

    Attributes:
        fraction: draws.
        log: the answers so far.
    """

    __slots__ = ()
    fraction: Callable[[], Fraction]
    log: list[int]

    def below(self, n: int) -> int:
        """Return a number in `range(n)` and log it; n is at least 1."""
        if n == 1:
            return 0
        chosen = int(self.fraction() * n)
        self.log.append(chosen)
        return chosen


class Drawn(Chooser):
    """Decisions drawn from a seed.

    Only `random.Random.random()` is used: it is the one method whose sequence Python promises to keep for a given
    seed ("Notes on Reproducibility", module `random`), so a corpus can be made again with a later Python.

    Args:
        seed: any string; strings are hashed with SHA-512 by `random.seed` version 2, alike on every machine.

    >>> Drawn("a").below(10) == Drawn("a").below(10)
    True
    """

    __slots__ = ("fraction", "log")

    def __init__(self, seed: str) -> None:
        self.fraction = random.Random(seed).random  # noqa: S311 - a corpus is not a secret
        self.log: list[int] = []


class Replayed(Chooser):
    """Decisions read back from a list that `Drawn` wrote.

    It stands for the fractions, too: the next decision, times n, is itself.

    >>> drawn = Drawn("a")
    >>> first = [drawn.below(5), drawn.below(7)]
    >>> again = Replayed(drawn.log)
    >>> [again.below(5), again.below(7)] == first
    True
    """

    __slots__ = ("_answers", "log")

    def __init__(self, log: Sequence[int]) -> None:
        self._answers = iter(log)
        self.log: list[int] = []

    def fraction(self) -> Replayed:
        """Return what is drawn."""
        return self

    def __mul__(self, n: int) -> int:
        """Return the next decision.

        Raises:
            UsageError: the list is at its end or does not fit, as when the template was changed since.
        """
        chosen = next(self._answers, -1)
        if chosen.__class__ is not int or not 0 <= chosen < n:
            at = len(self.log) + 1
            raise UsageError(f"decision {at} of the derivation does not fit this template; was it changed?")
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

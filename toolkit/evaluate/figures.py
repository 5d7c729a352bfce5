"""A figure with its counts and its interval.

Every score of this room is a function of sums over *units* (articles, or true clusters where a score is about groups).
The interval is the percentile bootstrap over units (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993,
chapter 13): units are drawn with replacement, the sums are taken again, the function is applied again. Articles of one
cluster are not independent of each other, so scores of clusters draw whole clusters.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Sums = NDArray[np.float64]
    Function = Callable[[Sums], Sums]

RESAMPLES = 1000
"""Draws of the bootstrap; Efron and Tibshirani ask for at least 1,000 for percentile intervals."""
LEVEL = 0.95
"""Share of the draws that the interval holds."""
MOST_UNITS = 5000
"""Units that are drawn one by one. More are first put together at random into so many groups: the sums of groups
vary as the sums of units do, and the work stays bounded."""
FEWEST_UNITS = 2
"""Units below which there is no interval: one unit drawn again is always itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One score.

    Attributes:
        room: what is scored: `repair`, `parse`, `contacts`, `duplicates`, `templates`.
        name: the score; docs/commands/evaluate.md defines each.
        group: the part of the corpus it is about, `notes` or `0.7–0.8`; empty for all of it.
        value: the score; None where there is nothing to score (0 of 0).
        low: lower end of the interval; None where there are too few units.
        high: its upper end.
        hits: the numerator, where the score is a share; None otherwise.
        of: the denominator.
        units: how many units were drawn from.
    """

    room: str
    name: str
    group: str
    value: float | None
    low: float | None
    high: float | None
    hits: float | None
    of: float | None
    units: int

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are drawn.

    Attributes:
        resamples: number of draws; 0 gives no intervals.
        level: share of the draws that an interval holds.
        seed: the same seed gives the same interval.
    """

    resamples: int = RESAMPLES
    level: float = LEVEL
    seed: int = 0

    def interval(self, units: Sums, function: Function) -> tuple[float, float] | None:
        """Return the percentile interval of `function` of the summed units, or None where there is none.

        Args:
            units: one row a unit, one column a count; shape (units, counts).
            function: takes sums of shape (draws, counts), returns values of shape (draws,); NaN where undefined.
        """
        if len(units) < FEWEST_UNITS or not self.resamples:
            return None
        rng = np.random.default_rng(self.seed)
        grouped = _grouped(np.asarray(units, dtype=np.float64), rng)
        count = len(grouped)
        weights = rng.multinomial(count, np.full(count, 1 / count), size=self.resamples)
        values = function(weights @ grouped)
        values = values[~np.isnan(values)]
        if not len(values):
            return None
        tail = (1 - self.level) / 2
        low, high = np.quantile(values, [tail, 1 - tail])
        return float(low), float(high)


def _grouped(units: Sums, rng: np.random.Generator) -> Sums:
    if len(units) <= MOST_UNITS:
        return units
    group = rng.permutation(len(units)) % MOST_UNITS
    return np.stack([np.bincount(group, column, MOST_UNITS) for column in units.T], axis=1)


def divided(above: Sums, below: Sums) -> Sums:
    """Divide, with NaN for anything over 0.

    >>> divided(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.5, nan]
    """
    out: Sums = np.full(np.shape(below), np.nan)
    return np.divide(above, below, out=out, where=below != 0)


def share(sums: Sums) -> Sums:
    """Return the first count over the second: accuracy, recall, error rates."""
    return divided(sums[:, 0], sums[:, 1])


def precision(sums: Sums) -> Sums:
    """Return right over found, for counts (right, found, true)."""
    return divided(sums[:, 0], sums[:, 1])


def recall(sums: Sums) -> Sums:
    """Return right over true, for counts (right, found, true)."""
    return divided(sums[:, 0], sums[:, 2])


def f1(sums: Sums) -> Sums:
    """Return the harmonic mean of precision and recall, 2 right / (found + true) (van Rijsbergen 1979, chapter 7)."""
    return divided(2 * sums[:, 0], sums[:, 1] + sums[:, 2])


class Scores:
    """Collects the figures of one room.

    Args:
        room: its name.
        bootstrap: how intervals are drawn.
    """

    def __init__(self, room: str, bootstrap: Bootstrap) -> None:
        self._room = room
        self._bootstrap = bootstrap
        self.figures: list[Figure] = []

    def add(
        self, name: str, units: Any, function: Function, *, group: str = "", counts: tuple[int, int] | None = None
    ) -> None:
        """Add a figure; nothing is added where no unit could be scored.

        Args:
            name: the score.
            units: one row a unit, one column a count.
            function: of the sums, see `Bootstrap.interval`.
            group: the part of the corpus.
            counts: which columns are numerator and denominator, where the score is a share.
        """
        rows = np.asarray(units, dtype=np.float64)
        if rows.ndim != 2 or not len(rows):
            return
        sums = rows.sum(axis=0)
        value = float(function(sums[None])[0])
        known = not np.isnan(value)
        low, high = (self._bootstrap.interval(rows, function) if known else None) or (None, None)
        hits, of = (float(sums[counts[0]]), float(sums[counts[1]])) if counts else (None, None)
        self.figures.append(Figure(self._room, name, group, value if known else None, low, high, hits, of, len(rows)))

    def found(self, units: Any, *, group: str = "", prefix: str = "") -> None:
        """Add precision, recall and F1 of counts (right, found, true)."""
        self.add(f"{prefix}precision", units, precision, group=group, counts=(0, 1))
        self.add(f"{prefix}recall", units, recall, group=group, counts=(0, 2))
        self.add(f"{prefix}F1", units, f1, group=group)

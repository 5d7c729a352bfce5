"""Bootstrap intervals of means (Efron 1979), over the units that a measure is a mean of.

A text that stands twice in a resample would count as its own duplicate, so that a bootstrap which measures resampled
corpora anew overstates all that is shared. Here every text keeps the value it has in the whole corpus, and only the
mean is resampled: the interval speaks of other texts drawn from the same source, set against this corpus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 1000
"""Enough for the 2.5 % quantiles to be steady in the second digit (Efron and Tibshirani 1993, ch. 13)."""

CHUNK = 1 << 22
"""Draws held at once."""


def bootstrap_mean(
    values: NDArray[np.float64],
    *,
    level: float = 0.95,
    seed: int = 1,
    weights: NDArray[np.float64] | None = None,
    resamples: int = RESAMPLES,
) -> tuple[float, float] | None:
    """Return the percentile interval of the (weighted) mean, or None for fewer than two values.

    Args:
        values: one a unit.
        level: coverage asked for, between 0 and 1.
        seed: of the draws.
        weights: of the values in the mean; equal where None.
        resamples: draws of the whole.
    """
    count = len(values)
    if count < 2:
        return None
    rng = np.random.default_rng(seed)
    means = np.empty(resamples)
    step = max(1, CHUNK // count)
    for start in range(0, resamples, step):
        drawn = rng.integers(0, count, (min(step, resamples - start), count))
        if weights is None:
            means[start : start + step] = values[drawn].mean(1)
        else:
            w = weights[drawn]
            means[start : start + step] = (values[drawn] * w).sum(1) / w.sum(1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def unseen_share(value: float, count: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share of which nothing, or everything, was seen (Clopper and Pearson 1934).

    Resampling what is all the same gives the same again, and would claim to know what it has not seen.

    Args:
        value: 0 or 1.
        count: units, all of this value.
        level: coverage asked for, between 0 and 1.

    >>> [round(end, 3) for end in unseen_share(0.0, 300)]
    [0.0, 0.012]
    """
    reach = ((1 - level) / 2) ** (1 / count)
    return (0.0, 1 - reach) if value < 1 else (reach, 1.0)

"""Bootstrap intervals cover what they say they cover."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.measure.intervals import bootstrap_mean, unseen_share


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_true_mean_is_covered_as_often_as_asked(level: float) -> None:
    rng = np.random.default_rng(0)
    runs, hits = 300, 0
    for run in range(runs):
        low, high = bootstrap_mean(rng.exponential(2.0, 80), level=level, seed=run, resamples=400) or (0, 0)
        hits += low <= 2.0 <= high
    # Percentile intervals of skewed data fall a little short; three standard errors on either side.
    error = 3 * (level * (1 - level) / runs) ** 0.5
    assert level - 0.03 - error <= hits / runs <= level + error


def test_the_interval_holds_the_mean_and_narrows_with_n() -> None:
    values = np.random.default_rng(1).normal(0, 1, 400)
    low, high = bootstrap_mean(values) or (0, 0)
    few_low, few_high = bootstrap_mean(values[:40]) or (0, 0)
    assert low <= values.mean() <= high
    assert high - low < few_high - few_low


def test_weights_count() -> None:
    values, weights = np.array([0.0, 1.0] * 50), np.array([0.0, 1.0] * 50)
    assert bootstrap_mean(values, weights=weights) == (1.0, 1.0)


def test_one_value_has_no_interval() -> None:
    assert bootstrap_mean(np.array([1.0])) is None
    assert bootstrap_mean(np.zeros(0)) is None


def test_the_seed_decides() -> None:
    values = np.arange(50.0)
    assert bootstrap_mean(values, seed=3) == bootstrap_mean(values, seed=3) != bootstrap_mean(values, seed=4)


@pytest.mark.parametrize("count", [1, 5, 300])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_what_was_not_seen_is_bounded_exactly(count: int, level: float) -> None:
    from scipy.stats import beta

    low, high = unseen_share(0.0, count, level)
    assert (low, high) == (0.0, pytest.approx(beta.ppf((1 + level) / 2, 1, count)))
    assert unseen_share(1.0, count, level) == (pytest.approx(1 - high), 1.0)

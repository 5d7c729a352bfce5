"""Intervals: seeded, around the value, and as wide as theory says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.evaluate.figures import MOST_UNITS, Bootstrap, Scores, f1, precision, recall, share

COUNTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20)


@given(COUNTS)
def test_f1_is_the_harmonic_mean(rows: list[tuple[int, int, int]]) -> None:
    units = np.array([(min(right, found, true), found, true) for right, found, true in rows], dtype=float)
    total = units.sum(axis=0)[None]
    p, r, f = precision(total)[0], recall(total)[0], f1(total)[0]
    if p > 0 and r > 0:
        assert f == pytest.approx(2 / (1 / p + 1 / r))
    elif not np.isnan(f):
        assert f == 0


@given(COUNTS, st.integers(0, 3))
def test_the_interval_is_seeded_and_ordered(rows: list[tuple[int, int, int]], seed: int) -> None:
    bootstrap = Bootstrap(resamples=50, seed=seed)
    units = np.array(rows, dtype=float)
    first = bootstrap.interval(units, share)
    assert first == bootstrap.interval(units, share)
    if first is not None:
        assert first[0] <= first[1]


def test_the_interval_of_a_share_is_about_two_standard_errors_wide() -> None:
    units = np.array([(index < 60, 1) for index in range(200)], dtype=float)
    low, high = Bootstrap().interval(units, share) or (0, 0)
    error = (0.3 * 0.7 / 200) ** 0.5
    assert low == pytest.approx(0.3 - 1.96 * error, abs=0.012)
    assert high == pytest.approx(0.3 + 1.96 * error, abs=0.012)


def test_putting_many_units_together_keeps_the_width() -> None:
    rng = np.random.default_rng(1)
    units = np.stack([rng.random(3 * MOST_UNITS) < 0.3, np.ones(3 * MOST_UNITS)], axis=1).astype(float)
    low, high = Bootstrap(resamples=400).interval(units, share) or (0, 0)
    assert high - low == pytest.approx(2 * 1.96 * (0.3 * 0.7 / len(units)) ** 0.5, rel=0.15)


def test_nothing_to_score_is_no_figure_and_0_of_0_has_no_value() -> None:
    scores = Scores("repair", Bootstrap())
    scores.add("nothing", [], share)
    scores.add("0 of 0", [(0, 0), (0, 0)], share, counts=(0, 1))
    scores.add("one", [(1, 1)], share)
    empty, one = scores.figures
    assert (empty.value, empty.low, empty.hits, empty.of) == (None, None, 0, 0)
    assert (one.value, one.low, one.units) == (1, None, 1)

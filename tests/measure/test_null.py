"""Empirical p-values against the honest values they stand for."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.measure.null import LENGTHS, Null, packaged_null

VALUES = np.round(np.random.default_rng(0).beta(1, 9, 400), 6).tolist()
NULL = Null.of_features({500: [{"stock": value} for value in VALUES]}, "drawn")


@given(st.floats(0, 1))
def test_p_value_is_about_the_share_that_reaches_the_value(value: float) -> None:
    p = NULL.p_value("stock", value, 500)
    share = sum(v >= value for v in VALUES) / len(VALUES)
    assert p is not None
    assert 1 / 401 <= p <= 1
    # Linear between quantiles that are at most 0.25 apart: within a fifth of the true share, or of a hundredth.
    assert p == pytest.approx(max(share, 1 / 401), rel=0.2, abs=0.05)


@given(st.floats(0, 1), st.floats(0, 1))
def test_higher_values_are_rarer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert NULL.p_value("stock", low, 500) >= NULL.p_value("stock", high, 500)  # type: ignore[operator]


def test_ties_at_zero_are_no_evidence() -> None:
    null = Null.of_features({500: [{"stock": 0.0}] * 90 + [{"stock": 0.5}] * 10}, "mostly nothing")
    assert null.p_value("stock", 0.0, 500) == 1
    assert null.p_value("stock", 0.5, 500) <= 0.11  # type: ignore[operator]
    assert null.p_value("stock", 0.6, 500) == 1 / 101


COUNTS = np.random.default_rng(1).poisson(0.7, 300).tolist()


@given(st.integers(0, 9))
def test_of_few_values_the_share_is_kept(value: int) -> None:
    null = Null.of_features({500: [{"siblings": float(np.log1p(count))} for count in COUNTS]}, "counts")
    share = sum(count >= value for count in COUNTS) / len(COUNTS)
    found = null.p_value("siblings", float(np.log1p(value)), 500)
    assert found == pytest.approx(max(share, 1 / 301), abs=1e-6)


def test_honest_texts_reach_a_level_as_often_as_it_says() -> None:
    values = np.random.default_rng(2).gamma(2.0, 1.0, 4000)
    for drawn in (values, np.floor(values * 3)):  # continuous, and counts with ties
        null = Null.of_features({500: [{"x": float(value)} for value in drawn[:2000]]}, "drawn")
        p = np.array([null.p_value("x", float(value), 500) for value in drawn[2000:]])
        for level in (0.01, 0.05, 0.1, 0.25):
            assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / 2000)


def test_the_nearest_length_counts() -> None:
    null = Null.of_features({250: [{"x": 0.1}] * 20, 1000: [{"x": 0.9}] * 20}, "two lengths")
    assert null.p_value("x", 0.5, 300) == 1 / 21
    assert null.p_value("x", 0.5, 900) == 1
    assert null.p_value("unknown", 0.5, 900) is None
    assert null.p_value("x", 0.5, 0) == 1 / 21


def test_too_few_honest_texts_say_nothing() -> None:
    with pytest.raises(UsageError, match="at least 20 honest texts"):
        Null.of_features({500: [{"x": 0.1}] * 19}, "few")


def test_stored_and_read_back() -> None:
    assert Null.from_dict(json.loads(json.dumps(NULL.to_dict()))) == NULL
    null = packaged_null()
    assert Null.from_dict(null.to_dict()) == null
    assert set(null.counts) <= set(LENGTHS)
    for length in null.counts:
        known = {*null.quantiles[length], *null.steps[length]}
        assert {"value", "templated", "stock", "saved", "siblings", "stuffed"} <= known
        assert not set(null.quantiles[length]) & set(null.steps[length])
        assert {"siblings", "pieces", "takedown", "stuffed"} <= set(null.steps[length])
    assert all(list(v) == sorted(v) for row in null.quantiles.values() for v in row.values())

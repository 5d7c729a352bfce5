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
    assert {"value", "templated", "stock", "saved"} <= set(null.quantiles[500])
    assert all(list(v) == sorted(v) for row in null.quantiles.values() for v in row.values())

"""Types of the users' columns: a ladder on which every value finds its place."""

from __future__ import annotations

import json
import math
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.typing_columns import as_text, fit, join, kind_of

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(values, values, values)
def test_joining_is_a_least_upper_bound(a: object, b: object, c: object) -> None:
    x, y, z = kind_of(a), kind_of(b), kind_of(c)
    assert join(x, x) == x
    assert join(x, y) == join(y, x)
    assert join(join(x, y), z) == join(x, join(y, z))
    assert join(x, join(x, y)) == join(x, y)


@given(st.lists(values, max_size=6))
def test_nothing_is_lost_in_a_column(column: list[object]) -> None:
    kind = reduce(join, map(kind_of, column), "null")
    for before, after in zip(column, fit(column, kind), strict=True):
        if kind == "text" and before is not None and not isinstance(before, str):
            assert json.loads(after) == before
        else:
            assert after == before


def test_a_whole_number_has_one_spelling() -> None:
    assert [as_text(value) for value in (1, 1.0, 2**53, float(2**53))] == [
        "1",
        "1",
        "9007199254740992",
        "9007199254740992",
    ]
    assert [as_text(value) for value in (2.0**60, -0.0, math.inf, math.nan)] == [
        "1.152921504606847e+18",
        "-0.0",
        "Infinity",
        None,
    ]
    assert as_text({"a": [math.nan, math.inf, 1.0]}) == '{"a": [null, null, 1.0]}'

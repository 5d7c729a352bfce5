"""Types of the users' columns: a ladder on which every value finds its place."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.typing_columns import fit, join, join_all, kind_of

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
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
    kind = join_all(column)
    for before, after in zip(column, fit(column, kind), strict=True):
        if kind == "text" and before is not None and not isinstance(before, str):
            assert json.loads(after) == before
        else:
            assert after == before

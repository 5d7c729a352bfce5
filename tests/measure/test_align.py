"""Shared segments: true, in order, apart, and as long a chain as there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.measure.align import _ascending, anchors_of, number_bits, saved_bits, shared_segments
from toolkit.measure.columns import Folded

WIDTH = 3


def segments(one: str, other: str) -> list[tuple[int, int, int]]:
    a, b = (anchors_of(Folded.of([text]).shingles(WIDTH).hashes) for text in (one, other))
    return [tuple(segment) for segment in shared_segments(a, b, WIDTH)]  # type: ignore[misc]


@given(st.text("甲乙丙丁", max_size=30), st.text("甲乙丙丁", max_size=30))
def test_segments_are_shared_ordered_and_apart(one: str, other: str) -> None:
    at = there = 0
    for start, begin, length in segments(one, other):
        assert length > 0
        assert one[start : start + length] == other[begin : begin + length]
        assert start >= at
        assert begin >= there
        at, there = start + length, begin + length


@given(st.lists(st.integers(0, 9), max_size=9, unique=True))
def test_chain_is_a_longest_ascending_one(values: list[int]) -> None:
    chain = _ascending(np.array(values, np.int64)).tolist()
    assert chain == sorted(chain)
    picked = [values[place] for place in chain]
    assert picked == sorted(picked)
    longest = max(
        (n for n in range(len(values) + 1) for c in combinations(values, n) if list(c) == sorted(c)), default=0
    )
    assert len(chain) == longest


def test_slots_divide_a_mould() -> None:
    mould = "申請{}只要三分鐘就能得到{}元的額度"
    found = segments(mould.format("小舟花", "五百"), mould.format("橙柚貸", "八千"))
    assert ["申請小舟花只要三分鐘就能得到五百元的額度"[a : a + n] for a, _, n in found] == [
        "只要三分鐘就能得到",
        "元的額度",
    ]


@given(st.text("甲乙丙丁戊己", min_size=3, max_size=40))
def test_a_copy_saves_all_but_the_numbers(text: str) -> None:
    bits = np.full(len(text), 10.0)
    assert saved_bits([], bits) == 0
    found = shared_segments(*(2 * [anchors_of(Folded.of([text]).shingles(WIDTH).hashes)]), WIDTH)
    saved = saved_bits(found, bits)
    assert 0 <= saved <= bits.sum()
    if len(set(text)) == len(text):
        assert saved == bits.sum() - 2 * number_bits(0) - number_bits(len(text))

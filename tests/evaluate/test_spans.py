"""Spans beside the naive way: sets of characters, and every possible matching."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from toolkit.evaluate.spans import IOU, characters, iou, matched, merged

SPANS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair))), max_size=5)


def covered(spans: list[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def naive_iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    either = covered([a, b])
    return len(covered([a]) & covered([b])) / len(either) if either else 0.0


def naive_matched(found: list[tuple[int, int]], true: list[tuple[int, int]]) -> int:
    """Try every way of giving each found span a true one or none."""
    best = 0
    slots = [*range(len(true)), *[None] * len(found)]
    for given_ in set(itertools.permutations(slots, len(found))):
        pairs = [(a, true[i]) for a, i in zip(found, given_, strict=True) if i is not None]
        if all(naive_iou(a, b) >= IOU for a, b in pairs):
            best = max(best, len(pairs))
    return best


@given(SPANS)
def test_merged_spans_cover_the_same_and_are_apart(spans: list[tuple[int, int]]) -> None:
    out = merged(spans)
    assert covered(out) == covered(spans)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(out))


@given(SPANS, SPANS)
def test_characters_are_counted_as_sets(found: list[tuple[int, int]], true: list[tuple[int, int]]) -> None:
    mine, theirs = covered(found), covered(true)
    assert characters(merged(found), merged(true)) == (len(mine & theirs), len(mine), len(theirs))


@given(st.lists(SPANS.filter(bool).map(lambda spans: spans[0]), max_size=3), SPANS)
def test_as_many_spans_are_matched_as_can_be(found: list[tuple[int, int]], true: list[tuple[int, int]]) -> None:
    for a, b in itertools.product(found, true):
        assert iou(a, b) == naive_iou(a, b)
    assert matched(found, true) == (naive_matched(found, true), len(found), len(true))


def test_a_span_gives_way_where_both_find_a_partner() -> None:
    assert matched([(0, 4), (0, 2)], [(0, 2), (2, 4)]) == (2, 2, 2)

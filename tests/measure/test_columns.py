"""Folded columns and shingle counts against their plain definitions."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.measure.columns import Folded, by_key, distinct, frequencies, pick
from toolkit.sketch import fold, shingle_hash64

ANY = st.text(st.characters(), max_size=40) | st.text("平臺台(tái)的問題ab１ \ud800", max_size=40)


@given(st.lists(ANY, max_size=8))
@settings(max_examples=40)
def test_texts_are_folded_as_one_by_one(texts: list[str]) -> None:
    folded = Folded.of(texts)
    assert [folded.text(i) for i in range(len(folded))] == [fold(text) for text in texts]
    assert folded.rows.tolist() == [row for row, text in enumerate(texts) for _ in fold(text)]


@given(st.lists(st.text("甲乙丙", max_size=12), max_size=8), st.integers(1, 6), st.integers(0, 12))
def test_cutting_and_taking_move_whole_texts(texts: list[str], take: int, length: int) -> None:
    folded = Folded.of(texts)
    rows = np.arange(len(folded))[::-1][:take]
    taken = folded.take(rows)
    assert [taken.text(i) for i in range(len(taken))] == [texts[row] for row in rows]
    cut = folded.cut(length)
    assert [cut.text(i) for i in range(len(cut))] == [text[:length] for text in texts]


@given(st.lists(st.text("甲乙丙", max_size=12), max_size=8), st.integers(1, 5))
def test_shingles_stand_where_they_stand(texts: list[str], width: int) -> None:
    folded = Folded.of(texts)
    found = folded.shingles(width)
    expected = [
        (shingle_hash64(text[i : i + width]), row)
        for row, text in enumerate(texts)
        for i in range(len(text) - width + 1)
    ]
    assert list(zip(found.hashes.tolist(), found.rows.tolist(), strict=True)) == expected


@given(st.lists(st.text("甲乙", max_size=8), max_size=8), st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_counts_are_of_groups(texts: list[str], hosts: list[int]) -> None:
    groups = np.array(hosts[: len(texts)], np.int32)
    shingles = Folded.of(texts).shingles(3)
    counted = frequencies(shingles, groups)
    holders = defaultdict(set)
    for hash_, row in zip(shingles.hashes.tolist(), shingles.rows.tolist(), strict=True):
        holders[hash_].add(int(groups[row]))
    assert dict(zip(counted.hashes.tolist(), counted.counts.tolist(), strict=True)) == {
        h: len(g) for h, g in holders.items()
    }
    assert (np.diff(counted.hashes.astype(object)) > 0).all()
    for own in (-1, 0, 1):
        some = counted.others(counted.hashes, own) > 0
        assert some.tolist() == [bool(holders[h] - {own}) for h in counted.hashes.tolist()]


def test_unknown_shingles_stand_nowhere() -> None:
    shingles = Folded.of(["甲乙丙丁"]).shingles(3)
    counted = frequencies(shingles, np.zeros(1, np.int32))
    assert counted.others(np.array([0, 1, 2**64 - 1], np.uint64)).tolist() == [0, 0, 0]
    assert frequencies(Folded.of([]).shingles(3), np.zeros(0, np.int32)).others(shingles.hashes).tolist() == [0, 0]


def test_order_by_key_leaves_empty_texts_out() -> None:
    texts = ["甲", "", "乙", "!?", "丙"]
    rows = by_key(texts)
    assert sorted(rows.tolist()) == [0, 2, 4]
    again = by_key(texts[::-1])
    assert [texts[::-1][row] for row in again] == [texts[row] for row in rows]
    assert pick(texts, rows) == pick(pa.array(texts), rows) == pick(pa.chunked_array([texts[:2], texts[2:]]), rows)


@given(st.lists(st.text("甲乙", max_size=8), max_size=8), st.integers(1, 3))
def test_distinct_shingles_are_those_of_sets(texts: list[str], width: int) -> None:
    hashes, rows = distinct(Folded.of(texts).shingles(width))
    found = list(zip(rows.tolist(), hashes.tolist(), strict=True))
    expected = {
        (row, shingle_hash64(text[i : i + width]))
        for row, text in enumerate(texts)
        for i in range(len(text) - width + 1)
    }
    assert len(found) == len(expected)
    assert set(found) == expected

"""Scores of clusters beside ten-line versions that count pairs and items one by one, and beside scikit-learn."""

from __future__ import annotations

import itertools
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.evaluate import clustering

LABELS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 6), min_size=n, max_size=n) for _ in range(2)])
)


def naive_pairs(truth: list[int], found: list[int]) -> tuple[int, int, int]:
    pairs = list(itertools.combinations(range(len(truth)), 2))
    true = {p for p in pairs if truth[p[0]] == truth[p[1]]}
    mine = {p for p in pairs if found[p[0]] == found[p[1]]}
    return len(true & mine), len(mine), len(true)


def naive_bcubed(truth: list[int], found: list[int]) -> tuple[float, float]:
    precision, recall = [], []
    for i in range(len(truth)):
        true = {j for j, label in enumerate(truth) if label == truth[i]}
        mine = {j for j, label in enumerate(found) if label == found[i]}
        precision.append(len(true & mine) / len(mine))
        recall.append(len(true & mine) / len(true))
    return fmean(precision), fmean(recall)


def sums(truth: list[int], found: list[int]) -> np.ndarray:
    return clustering.compare(truth, found).units().sum(axis=0)[None]


@given(LABELS)
def test_pairs_are_those_that_counting_finds(labels: tuple[list[int], list[int]]) -> None:
    both, mine, true = naive_pairs(*labels)
    total = sums(*labels)
    assert total[0, 3:].tolist() == pytest.approx([both, mine, true])
    for function, above, below in (
        (clustering.pair_precision, both, mine),
        (clustering.pair_recall, both, true),
        (clustering.pair_f1, 2 * both, mine + true),
    ):
        assert function(total)[0] == pytest.approx(above / below if below else float("nan"), nan_ok=True)


@given(LABELS)
def test_bcubed_is_the_mean_over_items(labels: tuple[list[int], list[int]]) -> None:
    p, r = naive_bcubed(*labels)
    total = sums(*labels)
    assert clustering.bcubed_precision(total)[0] == pytest.approx(p)
    assert clustering.bcubed_recall(total)[0] == pytest.approx(r)
    assert clustering.bcubed_f1(total)[0] == pytest.approx(2 * p * r / (p + r))


@given(LABELS)
def test_the_rand_index_is_that_of_scikit_learn(labels: tuple[list[int], list[int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    if len(labels[0]) > 1:
        expected = metrics.adjusted_rand_score(*labels)
        assert clustering.adjusted_rand(sums(*labels))[0] == pytest.approx(expected)


@given(LABELS)
def test_the_rand_index_is_the_one_of_hubert_and_arabie(labels: tuple[list[int], list[int]]) -> None:
    both, mine, true = naive_pairs(*labels)
    every = len(labels[0]) * (len(labels[0]) - 1) / 2
    if every and (mine + true) / 2 != mine * true / every:
        expected = (both - mine * true / every) / ((mine + true) / 2 - mine * true / every)
        assert clustering.adjusted_rand(sums(*labels))[0] == pytest.approx(expected)


@given(LABELS, st.permutations(range(7)))
def test_names_and_order_play_no_part(labels: tuple[list[int], list[int]], names: list[int]) -> None:
    truth, found = labels
    again = sums(truth[::-1], [names[label] for label in found[::-1]])
    assert np.allclose(again, sums(truth, found))


@given(LABELS)
def test_a_part_is_scored_within_the_whole(labels: tuple[list[int], list[int]]) -> None:
    truth, found = labels
    items = clustering.compare(truth, found)
    chosen = np.array([index % 3 == 0 for index in range(len(truth))])
    assert np.allclose(items.units(chosen).sum(axis=0) + items.units(~chosen).sum(axis=0), items.units().sum(axis=0))


def test_perfect_and_hopeless() -> None:
    assert clustering.adjusted_rand(sums([0, 0, 1, 1], [5, 5, 7, 7]))[0] == 1
    assert clustering.bcubed_f1(sums([0, 1, 2, 3], [0, 0, 0, 0]))[0] == pytest.approx(0.4)
    assert clustering.adjusted_rand(sums([0, 0, 1, 1], [0, 1, 0, 1]))[0] == pytest.approx(-0.5)


def test_lengths_must_agree() -> None:
    with pytest.raises(UsageError, match="2 true clusters cannot be compared with 1"):
        clustering.compare([1, 2], [1])

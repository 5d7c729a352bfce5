"""Which copy is kept, and that every removal is justified by what stays."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from toolkit.dedup import dedup
from toolkit.dedup.keep import choose_kept, column_ranks

Spin = Callable[[random.Random, str, int], str]


@pytest.fixture
def texts(rng: random.Random, article: Callable[..., str]) -> list[str]:
    body = article(rng, 10)
    return [body[:-40], body.replace("的", "的(dì)"), body + "最後再補充一句話。", article(rng, 10), body[:-20]]


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        ("first", 0),
        ("last", 4),
        ("longest", 2),
        ([0.0, 5.0, 1.0, 0.0, 5.0], 1),
        ([float("nan"), 0.0, -1.0, 9.0, float("nan")], 1),
    ],
)
def test_rules(texts: list[str], keep: str | list[float], kept: int) -> None:
    clusters = dedup(texts, keep=keep)
    assert clusters.labels.tolist() == [0, 0, 0, 1, 0]
    assert clusters.kept.tolist() == [kept, kept, kept, 3, kept]
    assert [i for i, _, _ in clusters.removed()] == [i for i in (0, 1, 2, 4) if i != kept]


def test_what_the_favourite_does_not_match_goes_in_favour_of_the_representative() -> None:
    # A cluster of four around 1; the favourite 0 matches 1 and 2, but not 3.
    asked: list[tuple[int, int]] = []
    truth = {(0, 0): 1.0, (0, 2): 0.75, (0, 3): 0.5}

    def jaccard(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        asked.extend(zip(a.tolist(), b.tolist(), strict=True))
        return np.array([truth.get((i, j), 0.9) for i, j in zip(a.tolist(), b.tolist(), strict=True)])

    labels, representatives = np.zeros(4, np.int64), np.ones(4, np.int64)
    similarity = np.array([0.9, 1.0, 0.8, 0.8])
    kept, to_kept = choose_kept(labels, representatives, similarity, np.arange(4.0), 0.7, jaccard)
    assert kept.tolist() == [0, 1, 0, 1]
    assert to_kept.tolist() == [1.0, 1.0, 0.75, 0.8]
    assert {i for i, _ in asked} == {0}


def test_every_removal_is_similar_to_what_stays(rng: random.Random, article: Callable[..., str], spun: Spin) -> None:
    base = article(rng, 12)
    texts = [spun(rng, base, 9) for _ in range(120)]
    for keep in ("first", "last", "longest"):
        clusters = dedup(texts, keep=keep)
        stays = set(clusters.kept.tolist())
        assert all(clusters.kept[k] == k for k in stays)
        assert all(kept in stays and value >= 0.7 for _, kept, value in clusters.removed())
        assert len(stays) + len(clusters.removed()) == len(texts)
        assert len(stays) <= len(clusters) + len(set(clusters.representatives.tolist()))


@pytest.mark.parametrize(
    ("values", "highest", "lowest"),
    [
        ([9, 10, -3, None], 1, 2),
        (["9", "10", "-3", ""], 1, 2),  # of a CSV file
        (["9.5", " 1e1", "-3", "   "], 1, 2),
        ([True, 2, 0.5], 1, 2),
        ([float("nan"), 1, float("inf"), -1], 2, 3),
        ([2**53, 2**53 + 1, 2**53 - 1], 1, 2),
        ([str(2**63), str(2**63 + 1), str(2**63 - 1)], 1, 2),
        ([10**400, 1, -(10**400)], 0, 2),
        (["b", "10", "9"], 0, 1),  # not all are numbers: by code point
        (["\ud800", "a", ""], 0, 1),
        ([5, "a", 7], 1, 0),  # text is above all numbers
        (["nan", "1", "2"], 0, 1),
        ([None, 3, [1]], 2, 1),
    ],
)
def test_values_of_a_column_decide(values: list[Any], highest: int, lowest: int) -> None:
    ranks = column_ranks(values)
    assert int(np.nanargmax(ranks)) == highest
    assert int(np.nanargmax(column_ranks(values, lowest=True))) == lowest


def test_only_missing_values_rank_nowhere() -> None:
    assert np.isnan(column_ranks([None, "", " ", float("nan")])).all()
    assert column_ranks([]).shape == (0,)

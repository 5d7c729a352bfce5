"""The measured recall against a count by Python sets."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from toolkit.dedup import dedup
from toolkit.dedup.recall import measure_recall, wilson
from toolkit.sketch import fold, jaccard, shingles
from toolkit.sketch.texts import Texts

Write = Callable[..., str]
Spin = Callable[[random.Random, str, int], str]


@pytest.fixture
def corpus(rng: random.Random, article: Write, spun: Spin) -> list[str]:
    texts = [article(rng, 6) for _ in range(30)]
    return texts + [spun(rng, text, rng.randrange(40)) for text in texts]


def true_pairs(texts: list[str], threshold: float) -> set[tuple[int, int]]:
    sets = [shingles(fold(text)) for text in texts]
    pairs = itertools.combinations(range(len(texts)), 2)
    return {(i, j) for i, j in pairs if jaccard(sets[i], sets[j]) >= threshold}


@pytest.mark.parametrize("threshold", [0.3, 0.7, 1.0])
@pytest.mark.parametrize("workers", [1, 2])
def test_each_text_of_the_sample_gives_its_first_pair(corpus: list[str], threshold: float, workers: int) -> None:
    truth = true_pairs(corpus, threshold)
    asked: list[tuple[int, int]] = []

    def met(a: Any, b: Any) -> Any:
        asked.extend(zip(a.tolist(), b.tolist(), strict=True))
        return a % 2 == 0

    texts = Texts(corpus)
    rows, lengths = np.arange(len(corpus)), texts.keys()[0]
    for chosen in (range(len(corpus)), range(0, len(corpus), 10)):
        asked.clear()
        found = measure_recall(texts, rows, lengths, threshold, 5, met, sample=len(chosen), workers=workers)
        partners = {i: min(((set(pair) - {i}).pop() for pair in truth if i in pair), default=None) for i in chosen}
        expected = {(min(i, j), max(i, j)) for i, j in partners.items() if j is not None}
        assert sorted(asked) == sorted(expected)
        assert (found.sample, found.scanned, found.pairs) == (len(chosen), len(corpus), len(expected))
        assert found.found == sum(i % 2 == 0 for i, _ in expected)


def test_large_corpora_are_scanned_in_part(corpus: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.dedup.recall.BATCH_SHINGLES", 2000)
    texts = Texts(corpus)

    def met(a: Any, b: Any) -> Any:
        return np.ones(len(a), np.bool_)

    rows, lengths = np.arange(len(corpus)), texts.keys()[0]
    found = measure_recall(texts, rows, lengths, 0.7, 5, met, budget=5000)
    assert 0 < found.scanned < len(corpus)
    assert found.pairs == found.found


def test_what_a_search_says_about_itself(corpus: list[str], rng: random.Random) -> None:
    measured = dedup(corpus).stats["measured_recall"]
    truth = true_pairs(corpus, 0.7)
    assert 0 < measured["pairs"] <= len(truth)
    assert measured["recall"] >= 0.95
    assert measured["low"] < measured["recall"] <= measured["high"]
    rng.shuffle(corpus)
    assert dedup(corpus).stats["measured_recall"] == measured
    none = dedup(corpus[:1]).stats["measured_recall"]
    assert (none["pairs"], none["recall"]) == (0, None)
    assert dedup(corpus, sample=0).stats["measured_recall"]["sample"] == 0
    assert dedup([]).stats["measured_recall"]["scanned"] == 0


def test_wilson_at_the_edges() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(10, 10)
    assert (round(low, 4), high) == (0.7225, 1.0)  # Newcombe 1998
    assert wilson(0, 10)[0] == 0.0

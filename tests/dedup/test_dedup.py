"""The search as a whole, against brute force and against its promises."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.dedup import Clusters, dedup
from toolkit.errors import UsageError
from toolkit.sketch import fold, jaccard, shingles

Write = Callable[..., str]
Spin = Callable[[random.Random, str, int], str]


def brute_force(texts: Sequence[str], threshold: float) -> dict[tuple[int, int], float]:
    """All pairs by Python sets; short texts count when equal, empty ones never."""
    folded = [fold(text) for text in texts]
    sets = [shingles(key) for key in folded]
    found = {}
    for i, j in itertools.combinations(range(len(texts)), 2):
        if not folded[i] or not folded[j]:
            continue
        short = min(len(folded[i]), len(folded[j])) < 20
        value = float(folded[i] == folded[j]) if short else jaccard(sets[i], sets[j])
        if value >= threshold:
            found[i, j] = value
    return found


def partition(clusters: Clusters) -> set[frozenset[int]]:
    return {frozenset(clusters.members(k).tolist()) for k in range(len(clusters))}


def check_promises(clusters: Clusters, texts: Sequence[str]) -> None:
    """Everything the docstrings of `Clusters` say, checked on Python sets."""
    sets = [shingles(fold(text)) for text in texts]

    def similarity(i: int, j: int) -> float:
        return 1.0 if fold(texts[i]) == fold(texts[j]) else jaccard(sets[i], sets[j])

    assert len(clusters.labels) == len(texts)
    firsts = [int(np.flatnonzero(clusters.labels == k)[0]) for k in range(len(clusters))]
    assert firsts == sorted(firsts)
    for i, representative in enumerate(clusters.representatives.tolist()):
        assert clusters.labels[i] == clusters.labels[representative]
        assert clusters.representatives[representative] == representative
        assert clusters.similarity[i] == pytest.approx(similarity(i, representative), abs=1e-12)
        assert clusters.similarity[i] >= clusters.threshold
    pairs = list(clusters.pairs)
    assert [(p.i, p.j) for p in pairs] == sorted({(p.i, p.j) for p in pairs})
    for p in pairs:
        assert p.i < p.j
        assert p.jaccard == pytest.approx(similarity(p.i, p.j), abs=1e-12)
        assert p.jaccard >= clusters.threshold
    for gone, kept, value in clusters.removed():
        assert clusters.kept[kept] == kept
        assert clusters.labels[gone] == clusters.labels[kept]
        assert value == pytest.approx(similarity(gone, kept), abs=1e-12)
        assert value >= clusters.threshold


@pytest.fixture
def corpus(rng: random.Random, article: Write, spun: Spin) -> list[str]:
    """Articles alone, and families of copies from barely touched to half rewritten, in mixed order."""
    texts = [article(rng) for _ in range(60)]
    for _ in range(30):
        base = article(rng, rng.randrange(3, 40))
        texts.append(base)
        texts += [spun(rng, base, int(len(base) * rng.uniform(0, 0.06))) for _ in range(rng.randrange(1, 6))]
        texts.append(base[: int(len(base) * rng.uniform(0.6, 1))])
    texts += ["", "投訴", "投诉", "上一篇", "上一篇。", "催收", "  ", "。。"]
    rng.shuffle(texts)
    return texts


def test_pairs_are_those_of_brute_force(corpus: list[str]) -> None:
    clusters = dedup(corpus)
    check_promises(clusters, corpus)
    truth = brute_force(corpus, 0.7)
    found = {(p.i, p.j) for p in clusters.pairs}
    assert found <= set(truth)
    sure = {pair for pair, value in truth.items() if value >= 0.8}
    assert len(sure) > 50
    assert len(sure & found) >= 0.99 * len(sure)
    assert len(found) >= 0.95 * len(truth)


@pytest.mark.parametrize("threshold", [0.4, 0.9, 1.0])
def test_other_thresholds(corpus: list[str], threshold: float) -> None:
    clusters = dedup(corpus, threshold)
    check_promises(clusters, corpus)
    truth = brute_force(corpus, threshold)
    found = {(p.i, p.j) for p in clusters.pairs}
    assert found <= set(truth)
    assert len(found) >= 0.95 * len(truth)


def test_order_workers_and_column_play_no_part(corpus: list[str], rng: random.Random) -> None:
    whole = dedup(corpus, ids=[f"n{i}" for i in range(len(corpus))])
    expected = {frozenset(f"n{i}" for i in group) for group in partition(whole)}
    for workers in (1, 2, 5):
        order = list(range(len(corpus)))
        rng.shuffle(order)
        half = len(order) // 2
        shuffled = [corpus[i] for i in order]
        column = pa.chunked_array([shuffled[:half], shuffled[half:]], pa.large_string())
        ids = [f"n{i}" for i in order]
        clusters = dedup(column, ids=ids, workers=workers)
        assert {frozenset(ids[i] for i in group) for group in partition(clusters)} == expected
        assert {ids[i] for i in clusters.representatives} == {f"n{i}" for i in whole.representatives}
        assert sorted(clusters.cluster_ids) == sorted(whole.cluster_ids)
        assert {frozenset((ids[p.i], ids[p.j])) for p in clusters.pairs} == {
            frozenset((f"n{p.i}", f"n{p.j}")) for p in whole.pairs
        }


def test_script_notes_and_width_play_no_part(corpus: list[str]) -> None:
    from opencc import OpenCC

    expected = dedup(corpus)
    to_hans, to_tw = OpenCC("t2s").convert, OpenCC("s2tw").convert
    disguises: list[Callable[[str], str]] = [
        to_hans,
        to_tw,
        lambda t: t.replace("的", "的(dì)").replace("書", "書(shū)"),
        lambda t: t.replace(",", "， "),
        lambda t: t.replace(",", "").replace("。", "").replace(";", ""),
        lambda t: "\u200b".join(t),
        lambda t: t.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,;"}),
        lambda t: " ".join(t),
    ]
    disguised = [disguises[i % len(disguises)](t) for i, t in enumerate(corpus)]
    clusters = dedup(disguised)
    assert clusters.labels.tolist() == expected.labels.tolist()
    assert clusters.similarity.tolist() == expected.similarity.tolist()


def test_many_copies_of_one_text_are_one_cluster(rng: random.Random, article: Write) -> None:
    body = article(rng, 2)
    texts = [body] * 20_000 + [article(rng, 2)] + ["短"] * 500
    clusters = dedup(texts)
    assert clusters.sizes.tolist() == [20_000, 1, 500]
    assert clusters.stats["candidates"] == 0
    # Linear: a star, not the 200 million pairs of the cluster.
    assert len(clusters.pairs) == 19_999 + 499


def test_many_near_copies_are_one_cluster_in_linear_work(rng: random.Random, article: Write, spun: Spin) -> None:
    body = article(rng, 8)
    texts = [spun(rng, body, 2) for _ in range(3000)]
    clusters = dedup(texts)
    assert clusters.sizes.max() >= 2995
    assert clusters.stats["candidates"] < 40 * len(texts)
    assert (clusters.similarity >= 0.7).all()


def test_a_chain_of_similar_neighbours_does_not_become_one_cluster(rng: random.Random, article: Write) -> None:
    whole = article(rng, 200)
    window, step = 1500, 150  # neighbours share 90 % of their text, the ends nothing
    texts = [whole[at : at + window] for at in range(0, len(whole) - window, step)]
    assert len(texts) > 30
    clusters = dedup(texts)
    check_promises(clusters, texts)
    assert len(clusters) >= len(texts) // 6
    assert jaccard(shingles(fold(texts[0])), shingles(fold(texts[1]))) > 0.8


def test_templated_but_different_articles_stay_apart(rng: random.Random, article: Write) -> None:
    frame = article(rng, 6)
    texts = [frame + article(rng, 9) for _ in range(300)]
    clusters = dedup(texts)
    assert len(clusters) == 300
    assert len(clusters.pairs) == 0


def test_short_and_empty_texts() -> None:
    texts = ["", None, "。", "催收問題", "催收问题", "催收問題多", "催收問題多的平臺", "催收問題多的平臺啊"]
    clusters = dedup(texts)
    assert clusters.labels.tolist() == [0, 1, 2, 3, 3, 4, 5, 6]
    assert clusters.stats["empty"] == 3
    assert [(p.i, p.j, p.jaccard, p.kind) for p in clusters.pairs] == [(3, 4, 1.0, "whole")]


def test_nothing_and_one() -> None:
    assert len(dedup([])) == 0
    assert dedup([]).to_arrow().num_rows == 0
    assert dedup(["一篇文章"]).labels.tolist() == [0]


@settings(max_examples=40)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=()), max_size=50) | st.sampled_from(["甲" * 30, "乙" * 40]),
        max_size=12,
    )
)
def test_any_text_is_taken(texts: list[str]) -> None:
    clusters = dedup(texts)
    check_promises(clusters, texts)
    for i, j in itertools.combinations(range(len(texts)), 2):
        if fold(texts[i]) and fold(texts[i]) == fold(texts[j]):
            assert clusters.labels[i] == clusters.labels[j]


def test_colliding_keys_are_told_apart(corpus: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.sketch.texts import Texts

    expected = dedup(corpus)
    keys = Texts.keys

    def weak(self: Texts) -> Any:
        lengths, real = keys(self)
        return lengths, real % np.uint64(7)

    monkeypatch.setattr(Texts, "keys", weak)
    assert partition(dedup(corpus)) == partition(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"threshold": 0.0}, "threshold"),
        ({"threshold": 1.5}, "threshold"),
        ({"recall": 1.0}, "recall"),
        ({"threshold": 0.1, "recall": 0.99, "num_perm": 8}, "raise num_perm"),
        ({"workers": 0}, "workers"),
        ({"ids": ["a"]}, "ids"),
        ({"ids": ["a", "a"]}, "several are 'a'"),
        ({"ids": ["\ud800", "\ud800"]}, "several are"),
        ({"ids": ["a", 2]}, r"number 1 \(counted from 0\) is int"),
        ({"ids": ["a", None]}, "null"),
        ({"keep": "best"}, "keep must be one of"),
        ({"keep": ["a", "b"]}, "keep must be one of"),
        ({"keep": [1.0]}, "1 numbers for 2 texts"),
    ],
)
def test_wrong_arguments_say_what_is_wrong(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        dedup(["第一篇", "第二篇"], **arguments)


def test_the_room_is_the_verb(corpus: list[str]) -> None:
    assert toolkit.dedup(corpus[:5]).labels.tolist() == dedup(corpus[:5]).labels.tolist()


@pytest.mark.real
def test_real_news_against_brute_force(shared_data: Path, root: Path) -> None:
    lines = (shared_data / "news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    clusters = dedup(texts)
    truth = sparse_brute_force(texts, 0.7)
    found = {(p.i, p.j): p.jaccard for p in clusters.pairs}
    assert all(truth.get(pair) == pytest.approx(value) for pair, value in found.items())
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["dedup"]
    sure = {pair for pair, value in truth.items() if value >= 0.8}
    assert len(sure & set(found)) / len(sure) >= floors["news recall at 0.8"]
    assert len(set(truth) & set(found)) / len(truth) >= floors["news recall at 0.7"]
    assert len(clusters.groups()) >= floors["news clusters"]


def sparse_brute_force(texts: Sequence[str], threshold: float) -> dict[tuple[int, int], float]:
    """All pairs that share a shingle, counted exactly: shingles as columns of a sparse matrix."""
    from scipy.sparse import csr_array

    sets = [shingles(fold(text)) for text in texts]
    column = {shingle: k for k, shingle in enumerate(set().union(*sets))}
    indices = np.array([column[s] for found in sets for s in found])
    indptr = np.cumsum([0, *map(len, sets)])
    matrix = csr_array((np.ones(len(indices), np.int32), indices, indptr), shape=(len(sets), len(column)))
    shared = (matrix @ matrix.T).tocoo()
    pairs = {}
    for i, j, n in zip(shared.coords[0].tolist(), shared.coords[1].tolist(), shared.data.tolist(), strict=True):
        value = n / (len(sets[i]) + len(sets[j]) - n)
        if i < j and value >= threshold:
            pairs[i, j] = value
    return pairs

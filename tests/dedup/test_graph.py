"""The star cover and the exact verification, against readable versions."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dedup import kernels, verify
from toolkit.dedup.graph import Edges, components, star_cover
from toolkit.sketch import fold, jaccard, shingles
from toolkit.sketch.texts import Texts


def naive_star_cover(
    count: int, edges: dict[tuple[int, int], float], lengths: list[int], sizes: list[int]
) -> list[int]:
    near: list[dict[int, float]] = [{} for _ in range(count)]
    for (a, b), value in edges.items():
        near[a][b] = near[b][a] = value
    order = sorted(
        range(count),
        key=lambda v: (
            -sizes[v] - sum(sizes[u] for u in near[v]),
            -sizes[v] - sum(near[v][u] * sizes[u] for u in near[v]),
            -lengths[v],
            v,
        ),
    )
    centre: dict[int, int] = {}
    for v in order:
        if v not in centre:
            centre[v] = v
            for u in near[v]:
                centre.setdefault(u, v)
    centres = {v for v in centre if centre[v] == v}
    return [
        v if v in centres else max((u for u in near[v] if u in centres), key=lambda u: (near[v][u], -u))
        for v in range(count)
    ]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, dict[tuple[int, int], float], list[int], list[int]]:
    count = draw(st.integers(1, 9))
    pairs = list(itertools.combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    # Eighths add up exactly, so that both versions break the same ties.
    edges = {pair: draw(st.integers(1, 8)) / 8 for pair in sorted(chosen)}
    lengths = draw(st.lists(st.integers(20, 22), min_size=count, max_size=count))
    return count, edges, lengths, draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))


@given(graphs())
def test_star_cover_is_the_star_algorithm(
    graph: tuple[int, dict[tuple[int, int], float], list[int], list[int]],
) -> None:
    count, pairs, lengths, sizes = graph
    packed = np.array([a << 32 | b for a, b in pairs], np.uint64)
    edges = Edges(packed, np.array(list(pairs.values()), np.float64))
    centre, similarity, cluster = star_cover(edges, np.array(lengths, np.int64), np.array(sizes, np.int64))
    assert cluster.tolist() == centre.tolist()
    assert centre.tolist() == naive_star_cover(count, pairs, lengths, sizes)
    for node, c in enumerate(centre.tolist()):
        assert centre[c] == c
        assert similarity[node] == (1.0 if c == node else pairs[min(node, c), max(node, c)])
    labels = components(edges.pairs, count)
    assert all(labels[node] == labels[c] for node, c in enumerate(centre))


@pytest.mark.parametrize("room", [1, 900, 1 << 20])
@pytest.mark.parametrize("workers", [1, 3])
def test_verification_is_exact(
    room: int,
    workers: int,
    rng: random.Random,
    article: Callable[..., str],
    spun: Callable[[random.Random, str, int], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify, "BATCH_SHINGLES", room)
    base = article(rng, 5)
    texts = [spun(rng, base, k) for k in (0, 1, 2, 4, 6, 8, 12, 40)] + [base[:100], article(rng, 3), "催收" * 30]
    column = Texts(texts)
    lengths, _ = column.keys()
    pairs = list(itertools.product(range(len(texts)), repeat=2))
    left, right = (np.array([p[k] for p in pairs], np.int64) for k in range(2))
    rows = np.arange(len(texts))
    found = verify.verified(column, rows, lengths, left, right, 0.5, width=5, workers=workers)
    sets = [shingles(fold(text)) for text in texts]
    for (i, j), value in zip(pairs, found.tolist(), strict=True):
        truth = jaccard(sets[i], sets[j])
        assert value == (truth if truth >= 0.5 else -1.0)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)), st.floats(0.01, 1.0))
def test_giving_up_early_loses_no_pair(a: set[int], b: set[int], threshold: float) -> None:
    hashes = np.array([*a, *b], np.uint64)
    starts, counts = np.array([0, len(a)]), np.array([len(a), len(b)])
    shared = np.empty(1, np.int64)
    kernels.intersections(hashes, starts, counts, np.array([0]), np.array([1]), threshold, shared)
    union = len(a | b)
    if union and len(a & b) / union >= threshold:
        assert shared[0] == len(a & b)
    else:
        assert shared[0] in (-1, len(a & b))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))), st.integers(1, 30))
def test_batches_tile_the_pairs_and_fit(pairs: list[tuple[int, int]], room: int) -> None:
    sizes = np.array([3, 1, 4, 1, 5, 9])
    left, right = (np.array([p[k] for p in pairs], np.int64) for k in range(2))
    ends = np.empty(len(pairs), np.int64)
    ends = ends[: kernels.batch_ends(left, right, sizes, room, ends)]
    assert [0, *ends][-1] == len(pairs)
    for begin, end in pairwise([0, *ends.tolist()]):
        held = sum(int(sizes[node]) for node in {n for p in pairs[begin:end] for n in p})
        assert begin < end
        assert held <= room or end - begin == 1

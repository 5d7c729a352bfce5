"""The search for near-duplicates, stage by stage: collapse, sketch, band, verify, divide, choose."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.dedup import band_kernels
from toolkit.dedup.bands import Banding, SketchStore, candidate_pairs, choose_banding, least_agreement, sketch_rows
from toolkit.dedup.clusters import Clusters
from toolkit.dedup.collapse import Nodes, collapse
from toolkit.dedup.graph import Edges, Refiner, Stars
from toolkit.dedup.ids import Ids
from toolkit.dedup.keep import choose_kept, preference
from toolkit.dedup.part_search import Winnowing, find_parts
from toolkit.dedup.parts import join
from toolkit.dedup.recall import measure_recall
from toolkit.dedup.rowpairs import row_pairs
from toolkit.dedup.sets import unpack
from toolkit.dedup.verify import verified
from toolkit.errors import UsageError
from toolkit.sketch.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from toolkit.sketch.minhash import SignatureScheme

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""`with progress("signatures", 1000) as advance: advance(1)`: how a caller draws what is going on."""

MIN_LENGTH = 20
"""Folded characters below which only equal texts are near-duplicates: so few shingles say little about a text."""


def no_progress(_stage: str, _total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Draw nothing."""
    return nullcontext(lambda _steps: None)


def search(
    texts: Any,
    *,
    threshold: float,
    recall: float,
    scheme: SignatureScheme,
    ids: Any,
    keep: str | Sequence[float] | NDArray[np.float64],
    damage: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    parts: int | None,
    sample: int,
    workers: int | None,
    store: SketchStore | None = None,
    progress: Progress = no_progress,
) -> Clusters:
    """Find the clusters of near-duplicates in a column of texts; see `toolkit.dedup.dedup` for the arguments."""
    banding = choose_banding(threshold, recall, scheme.num_perm)
    if parts is not None:
        Winnowing.for_passage(parts)
    clock = _Clock()
    column = Texts(texts, workers)
    if ids is not None and len(ids) != len(column):
        raise UsageError(f"ids must be one distinct id a text: {len(ids)} ids, {len(column)} texts")
    names = None if ids is None else Ids(ids)
    nodes = collapse(column, None if names is None else names.ranks())
    clock.lap("collapse")

    # Only nodes long enough are searched; they keep canonical order, so the result has nothing of the input's order.
    searched = np.flatnonzero(nodes.lengths >= MIN_LENGTH)
    rows, lengths = nodes.rows[searched], nodes.lengths[searched]

    def jaccard(
        left: NDArray[np.int64], right: NDArray[np.int64], advance: Callable[[int], None] = lambda _pairs: None
    ) -> NDArray[np.float64]:
        more: dict[str, Any] = {"width": scheme.width, "workers": workers, "advance": advance}
        return verified(column, rows, lengths, left, right, threshold, **more)

    graph = _connect(column, nodes, searched, scheme, banding, threshold, jaccard, store, progress, clock)
    edges, stars = graph.edges, graph.stars

    representatives, leaders = nodes.rows[nodes.of_row], nodes.rows[nodes.of_row]
    similarity = np.ones(len(column), np.float64)
    node_of = np.full(len(nodes.rows), -1, np.int64)
    node_of[searched] = np.arange(len(searched))
    here = node_of[nodes.of_row]
    inside = here >= 0
    representatives[inside] = rows[stars.centre[here[inside]]]
    leaders[inside] = rows[stars.cluster[here[inside]]]
    similarity[inside] = stars.similarity[here[inside]]
    labels = _number(leaders)

    def row_jaccard(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        left, right = here[a], here[b]
        found = np.ones(len(a), np.float64)  # short texts share a cluster only when they are equal
        ask = np.flatnonzero((left >= 0) & (left != right))
        left, right = left[ask], right[ask]
        known = edges.lookup(left, right)
        new = np.isnan(known)
        known[new] = jaccard(left[new], right[new])
        found[ask] = known
        return found

    preferred = preference(keep, nodes.lengths[nodes.of_row], labels, damage)
    kept, to_kept = choose_kept(labels, representatives, similarity, preferred, threshold, row_jaccard)
    pairs = row_pairs(nodes, searched, edges, stars)
    clock.lap("choose")
    shared = None
    if parts is not None:
        standing = np.flatnonzero(leaders[nodes.rows] == nodes.rows)
        at, sizes = nodes.rows[standing], nodes.lengths[standing]

        def whole_jaccard(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
            return verified(column, at, sizes, a, b, 0.0, width=scheme.width, workers=workers)

        shared = find_parts(column, at, sizes, least=parts, jaccard=whole_jaccard, workers=workers)
        pairs, shared = join(pairs, shared, threshold)
        clock.lap("parts")

    def met(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
        together: NDArray[np.bool_] = ~np.isnan(edges.lookup(a, b)) | (stars.cluster[a] == stars.cluster[b])
        return together

    checked = (rows, lengths, threshold, scheme.width, met)
    measured = measure_recall(column, *checked, sample=sample, workers=workers)
    clock.lap("measure")
    stats = {
        "texts": len(column),
        "empty": int((nodes.lengths == 0).sum()),
        "distinct": len(nodes.rows),
        "short": len(nodes.rows) - len(searched),
        "candidates": graph.candidates,
        "compared": graph.compared,
        "pairs": int((~pairs.part).sum()),
        "clusters": int(labels.max()) + 1 if len(labels) else 0,
        "threshold": threshold,
        "bands": banding.bands,
        "rows": banding.rows,
        **({} if shared is None else shared.stats()),
        "expected_recall": banding.recall(threshold),
        "expected_false_candidates": banding.false_rate(threshold),
        "measured_recall": measured.to_dict(),
        "signature": scheme.to_dict(),
        "seconds": clock.laps,
    }
    return Clusters(
        labels, representatives, similarity, kept, to_kept, pairs, threshold, nodes.keys,
        names, shared, stats,
    )  # fmt: skip


class _Graph(NamedTuple):
    """What is left when the graph is divided: its edges, its stars, and how many pairs were proposed and compared."""

    edges: Edges
    stars: Stars
    candidates: int
    compared: int


def _connect(
    column: Texts,
    nodes: Nodes,
    searched: NDArray[np.int64],
    scheme: SignatureScheme,
    banding: Banding,
    threshold: float,
    jaccard: Callable[..., NDArray[np.float64]],
    store: SketchStore | None,
    progress: Progress,
    clock: _Clock,
) -> _Graph:
    """Sketch, band, verify and divide. Sketches and candidates, a third of all memory, end with this function."""
    rows, lengths = nodes.rows[searched], nodes.lengths[searched]
    with progress("signatures", len(rows)) as advance:
        keys = nodes.keys[rows]
        sketches = sketch_rows(column, rows, keys, scheme, banding, store, advance)
        del keys
    clock.lap("sketch")
    candidates = candidate_pairs(sketches, banding, threshold)
    clock.lap("band")

    doubt = least_agreement(threshold, banding, scheme.num_perm)
    compared = 0

    def verify(pairs: NDArray[np.uint64], stage: str) -> Edges:
        nonlocal compared
        agree = np.empty(len(pairs), np.int32)
        band_kernels.agreements(sketches, pairs, agree)
        pairs = pairs[agree >= doubt]
        compared += len(pairs)
        with progress(stage, len(pairs)) as done:
            found = jaccard(*unpack(pairs), done)
        similar = found >= threshold
        return Edges(pairs[similar], found[similar])

    sure = int(np.ceil(threshold * scheme.num_perm))
    proposed = len(candidates)
    graph = Refiner(sketches, lengths, nodes.sizes[searched], candidates, sure, verify)
    del candidates  # the refiner drops most of them
    graph.verify()
    clock.lap("verify")
    stars = graph.refine()
    clock.lap("divide")
    return _Graph(graph.edges, stars, proposed, compared)


class _Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._at = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._at, 6)
        self._at = now


def _number(representatives: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return cluster numbers in the order of first members."""
    _, first, inverse = np.unique(representatives, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse]

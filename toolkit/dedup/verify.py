"""Verification on text: the exact Jaccard similarity of candidate pairs, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.dedup import kernels
from toolkit.sketch.minhash import spread, tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from toolkit.sketch.texts import ShingleSets, Texts

BATCH_SHINGLES = 4 << 20
"""Shingle hashes held at a time: 32 MB. One pair of longer articles still makes a batch of its own."""

TASK_SHINGLES = 1 << 20
"""Shingles a thread compares at a time."""


def verified(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    threshold: float,
    *,
    width: int,
    workers: int | None = None,
    advance: Callable[[int], None] = lambda _pairs: None,
) -> NDArray[np.float64]:
    """Return the exact Jaccard similarity of the shingle sets of each pair, or -1.0 where it is below `threshold`.

    Args:
        texts: where the texts are.
        rows: int64, the row in `texts` of each node.
        lengths: int64, folded length of each node.
        left: int64, first node of each pair.
        right: int64, second node of each pair.
        threshold: similarity from which the exact number is wanted.
        width: characters in a shingle.
        workers: threads; the result does not depend on it.
        advance: called with the number of pairs done.

    Shingles are compared by 64-bit hashes, so a similarity is wrong only where two shingles of one pair of articles
    collide: at 1,000 shingles each, once in 10^13 pairs.
    """
    # Pairs that hang together go into one batch, so that the set of a text is made once and not once a pair.
    order = np.lexsort((right, left, components(left, right, len(rows))))
    left, right = left[order], right[order]
    ends = np.empty(len(left), np.int64)
    ends = ends[: kernels.batch_ends(left, right, lengths, BATCH_SHINGLES, ends)]
    found = np.empty(len(left), np.float64)
    begin = 0
    for end in ends.tolist():
        nodes, local = np.unique(np.concatenate([left[begin:end], right[begin:end]]), return_inverse=True)
        sets = texts.shingle_sets(rows[nodes], lengths[nodes], width)
        a, b = local[: end - begin], local[end - begin :]
        found[begin:end] = _similarities(sets, a, b, threshold, workers)
        del sets  # before the next ones are made
        advance(end - begin)
        begin = end
    similarity = np.empty(len(left), np.float64)
    similarity[order] = found
    return similarity


def _similarities(
    sets: ShingleSets, a: NDArray[np.int64], b: NDArray[np.int64], threshold: float, workers: int | None
) -> NDArray[np.float64]:
    shared = np.empty(len(a), np.int64)

    def work(part: slice) -> None:
        kernels.intersections(*sets, a[part], b[part], threshold, shared[part])

    spread(work, tasks(sets.counts[b], TASK_SHINGLES), workers)
    union = sets.counts[a] + sets.counts[b] - shared
    similarity: NDArray[np.float64] = shared / np.maximum(union, 1)
    similarity[(shared < 0) | (similarity < threshold)] = -1.0
    return similarity


def components(left: NDArray[np.int64], right: NDArray[np.int64], count: int) -> NDArray[np.int32]:
    """Return the connected component of each pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels[left]

"""Verification on text: the exact Jaccard similarity of candidate pairs, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.dedup import kernels
from toolkit.sketch.minhash import spread, tasks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.sketch.texts import Texts

BATCH_SHINGLES = 8 << 20
"""Shingle hashes held at a time: 64 MB. One pair of longer articles still makes a batch of its own."""

TASK_SHINGLES = 1 << 20
"""Shingles a thread compares at a time."""


def exact_jaccard(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    width: int,
    workers: int | None = None,
) -> NDArray[np.float64]:
    """Return the Jaccard similarity of the shingle sets of each pair.

    Args:
        texts: where the texts are.
        rows: int64, the row in `texts` of each node.
        lengths: int64, folded length of each node.
        left: int64, first node of each pair; sort the pairs by it, or each one costs a table of its own.
        right: int64, second node of each pair.
        width: characters in a shingle.
        workers: threads; the result does not depend on it.

    Shingles are compared by 64-bit hashes, so a similarity is wrong only where two shingles of one pair of articles
    collide: at 1,000 shingles each, once in 10^13 pairs.
    """
    similarity = np.empty(len(left), np.float64)
    # A run of one left set costs it once; each right set is counted where it stands, repeats included.
    new_left = np.ones(len(left), np.bool_)
    new_left[1:] = left[1:] != left[:-1]
    sizes = lengths[right] + lengths[left] * new_left
    for batch in tasks(sizes, BATCH_SHINGLES):
        nodes, local = np.unique(np.concatenate([left[batch], right[batch]]), return_inverse=True)
        sets = texts.shingle_sets(rows[nodes], lengths[nodes], width)
        a, b = np.split(local, 2)
        shared = np.empty(len(a), np.int64)

        def work(
            part: slice,
            a: NDArray[np.int64] = a,
            b: NDArray[np.int64] = b,
            out: NDArray[np.int64] = shared,
            s: object = sets,
        ) -> None:
            kernels.intersections(*s, a[part], b[part], out[part])  # type: ignore[misc]

        spread(work, tasks(sizes[batch], TASK_SHINGLES), workers)
        union = sets.counts[a] + sets.counts[b] - shared
        similarity[batch] = shared / np.maximum(union, 1)
    return similarity

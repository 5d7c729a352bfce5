"""How much a search found: measured on the corpus itself, by exact Jaccard similarities of a sample.

A sample of texts is compared with every other one (with many texts, with a large part of them), not by signatures but
by counting the shingles they share. Of its true pairs each sampled text gives one, with the partner of the lowest key
(as good as drawn at random), so that a cluster of thousands is not all there is to the figure and the trials are nearly
independent, as Wilson's interval asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.dedup import kernels
from toolkit.sketch.minhash import spread, tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from toolkit.sketch.texts import Texts

SAMPLE = 1000
"""Texts that are compared exactly."""

WORK = 50_000_000
"""Shingles looked up and counted at most: a second or less. With more texts, as many as that allows are scanned."""

BATCH_SHINGLES = 1 << 20
"""Shingles held at a time: 8 MB."""

CLOSED = 0.1
"""Share of the texts looked for that have met their partner, from which the index is made anew without them."""

Z = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sample says about recall.

    Attributes:
        sample: texts whose similar ones were sought exactly.
        scanned: texts that they were compared with.
        pairs: pairs at or above the threshold, one a sampled text that has any.
        found: those that the search had met, or put into one cluster.
    """

    sample: int
    scanned: int
    pairs: int
    found: int

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON types, with recall and its 95 % Wilson interval; null where no pair is."""
        low, high = wilson(self.found, self.pairs)
        return {
            "sample": self.sample,
            "scanned": self.scanned,
            "pairs": self.pairs,
            "found": self.found,
            "recall": self.found / self.pairs if self.pairs else None,
            "low": low if self.pairs else None,
            "high": high if self.pairs else None,
            "confidence": 0.95,
        }


def wilson(hits: int, trials: int, z: float = Z) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion (1927); (0, 1) without trials.

    >>> tuple(round(end, 4) for end in wilson(98, 100))
    (0.93, 0.9945)
    """
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At the edges the formula gives 0 and 1 but for rounding.
    low = (centre - half) / scale if hits else 0.0
    return low, (centre + half) / scale if hits < trials else 1.0


def measure_recall(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    threshold: float,
    width: int,
    met: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]],
    *,
    sample: int = SAMPLE,
    budget: int = WORK,
    workers: int | None = None,
) -> Measured:
    """Draw true pairs by a sample of texts, and count those that were found.

    Args:
        texts: where the texts are.
        rows: int64, the distinct texts that were searched, ordered by their keys: as good as at random, and the same
            in every run, whatever the order of input. Every so manieth is taken.
        lengths: int64, their folded lengths.
        threshold: Jaccard similarity from which a pair is one.
        width: characters in a shingle.
        met: tells of two columns of positions in `rows`, the lower first, which pairs the search has found.
        sample: texts to compare.
        budget: shingles to look up and count.
        workers: threads; the result does not depend on it.
    """
    asked = _every(len(rows), sample)
    if not len(asked):
        return Measured(0, 0, 0, 0)
    sets = texts.shingle_sets(rows[asked], lengths[asked], width)
    partner = np.full(len(asked), -1, np.int64)
    open_ones = np.arange(len(asked))
    index = kernels.postings(*sets)
    scanned = done = 0
    for batch in tasks(lengths, BATCH_SHINGLES):
        nodes = np.arange(batch.start, batch.stop)
        nodes = nodes[np.argsort(rows[nodes], kind="stable")]  # texts may be mapped from a disk
        theirs = texts.shingle_sets(rows[nodes], lengths[nodes], width)
        made: list[NDArray[np.int64]] = []
        cost: list[int] = []

        def work(
            piece: slice,
            nodes: NDArray[np.int64] = nodes,
            theirs: Any = theirs,
            made: list[NDArray[np.int64]] = made,
            cost: list[int] = cost,
            index: Any = index,
            sizes: NDArray[np.int64] = sets.counts[open_ones],
            own: NDArray[np.int64] = open_ones,
        ) -> None:
            some = (theirs.hashes, theirs.starts[piece], theirs.counts[piece])
            pairs, counted = kernels.similar_to_sample(*index, sizes, *some, threshold)
            made.append(np.stack([own[pairs[:, 0]], nodes[piece][pairs[:, 1]]], axis=1))
            cost.append(counted)

        spread(work, tasks(theirs.counts, BATCH_SHINGLES // 8), workers)
        found = np.concatenate(made)
        found = found[asked[found[:, 0]] != found[:, 1]]
        found = found[np.lexsort((found[:, 1], found[:, 0]))]
        who, first = np.unique(found[:, 0], return_index=True)
        new = partner[who] < 0
        partner[who[new]] = found[first[new], 1]
        scanned = batch.stop
        done += sum(cost)
        if done > budget or (partner >= 0).all():
            break
        if (partner[open_ones] >= 0).mean() > CLOSED:
            # One pair of each will do: who has met its partner is looked for no longer.
            open_ones = np.flatnonzero(partner < 0)
            del index, work  # before the next one is made
            index = kernels.postings(sets.hashes, sets.starts[open_ones], sets.counts[open_ones])
    some = np.flatnonzero(partner >= 0)
    trials = np.unique(np.sort(np.stack([asked[some], partner[some]], axis=1), axis=1), axis=0)
    return Measured(len(asked), scanned, len(trials), int(met(trials[:, 0], trials[:, 1]).sum()))


def _every(count: int, wanted: int) -> NDArray[np.int64]:
    """Return `wanted` of `count` positions, evenly spread, or all of them."""
    return np.arange(count) if count <= wanted else np.arange(wanted, dtype=np.int64) * count // wanted

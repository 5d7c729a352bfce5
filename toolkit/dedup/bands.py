"""Locality-sensitive hashing: bands and rows from the goal, and the candidate pairs of a set of signatures."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from toolkit.dedup import band_kernels
from toolkit.dedup.sets import distinct
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from toolkit.sketch.minhash import SignatureScheme
    from toolkit.sketch.texts import Texts

SMALL_BUCKET = 32
"""Buckets up to this size are compared in all pairs: at most 16 comparisons a member."""

ROUNDS = 8
"""Centres tried in a larger bucket before it is divided by one more permutation."""

DEPTH = 4
"""How often a bucket is divided; ROUNDS * DEPTH bounds the comparisons a member has in one band."""

ENOUGH = 64
"""Centres of large buckets that a text is perhaps similar to, from which it rests in the others; one that it surely is
counts eight. It is well connected then, and what is close to it besides is met in small buckets."""

CERTAIN = 1e-6
"""Probability that a pair exactly at the threshold passes for close copies."""

EIGHT_BIT_ROWS = 3
"""Rows of a band from which 8 bits of each permutation do: strangers then share a band once in 2^24 times."""

BATCH_ROWS = 1 << 14
"""Texts whose whole signatures are held at a time: 8 MB at 128 permutations."""

MERGE_PAIRS = 4 << 20
"""Candidate pairs of several bands are merged when so many have come together: 32 MB."""


@dataclass(frozen=True, slots=True)
class Banding:
    """How signatures are cut: `bands` groups of `rows` permutations each.

    Two texts are candidates when they agree in all rows of at least one band (Leskovec, Rajaraman, Ullman: Mining
    of Massive Datasets, 3.4).
    """

    bands: int
    rows: int

    def recall(self, similarity: float) -> float:
        """Return the probability that a pair of this Jaccard similarity becomes a candidate: 1 - (1 - s^r)^b.

        >>> round(Banding(25, 5).recall(0.8), 5)
        0.99995
        """
        return float(1.0 - (1.0 - similarity**self.rows) ** self.bands)

    def false_rate(self, threshold: float) -> float:
        """Return the probability that a pair below `threshold`, its similarity uniform there, becomes a candidate.

        The mean of `recall` over [0, threshold), by the midpoint rule; pairs of real corpora are mostly far below, so
        it is an upper limit in practice.

        >>> round(Banding(25, 5).false_rate(0.7), 3)
        0.315
        """
        steps = np.arange(1000) + 0.5
        return float(np.mean([self.recall(threshold * step / 1000) for step in steps]))


def choose_banding(threshold: float, recall: float, num_perm: int) -> Banding:
    """Return the most selective banding that finds a pair exactly at `threshold` with probability `recall`.

    More rows make a band more selective and fewer bands fit; the largest number of rows that keeps the promise has
    the fewest false candidates.

    Raises:
        UsageError: a number is out of range, or no banding of so few permutations keeps the promise.

    >>> choose_banding(0.7, 0.98, 128)
    Banding(bands=25, rows=5)
    """
    if not 0.0 < threshold <= 1.0:
        raise UsageError(f"threshold must be above 0 and at most 1, not {threshold}")
    if not 0.0 < recall < 1.0:
        raise UsageError(f"recall must be between 0 and 1, both excluded, not {recall}")
    for rows in range(num_perm, 0, -1):
        banding = Banding(num_perm // rows, rows)
        if banding.recall(threshold) >= recall:
            return banding
    best = Banding(num_perm, 1).recall(threshold)
    raise UsageError(
        f"{num_perm} permutations find a pair at threshold {threshold} with probability {best:.4f} at most, "
        f"less than the recall of {recall} asked for; raise num_perm or the threshold"
    )


def least_agreement(threshold: float, banding: Banding, num_perm: int) -> int:
    """Return in how many permutations a pair must agree to be worth verifying on its text.

    The agreements of a pair exactly at the threshold are binomial (num_perm, threshold). The quantile returned loses
    it with a tenth of the probability that banding does, so the expected recall hardly changes, while most false
    candidates of a templated corpus never reach the text.
    """
    lost = (1.0 - banding.recall(threshold)) / 10
    return binomial_quantile(lost, num_perm, threshold)


def certain_agreement(threshold: float, num_perm: int) -> int:
    """Return in how many permutations a pair must agree to be taken for close copies unseen.

    More than there are, where so few permutations or so high a threshold make nothing certain.

    >>> certain_agreement(0.7, 128), certain_agreement(0.7, 16)
    (113, 17)
    """
    return binomial_quantile(1.0 - CERTAIN, num_perm, threshold) + 1


def binomial_quantile(probability: float, trials: int, success: float) -> int:
    """Return the smallest k with P(X <= k) >= probability, X binomial; here because scipy.stats takes a second to load.

    >>> binomial_quantile(0.5, 128, 0.7)
    90
    """
    if success >= 1.0:
        return trials
    below = 0.0
    for k in range(trials):
        ways = math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        below += math.exp(ways + k * math.log(success) + (trials - k) * math.log1p(-success))
        if below >= probability:
            return k
    return trials


class SketchStore(Protocol):
    """Where a caller keeps sketches between runs, by the 128-bit keys of the folded texts."""

    def load(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[Any]]:
        """Return which of the texts are known, and the sketches of those, in order."""

    def save(self, keys: NDArray[np.uint64], sketches: NDArray[Any]) -> None:
        """Keep these; called once a batch."""


def sketch_type(banding: Banding) -> np.dtype[Any]:
    """Return how much of each permutation is kept: its lowest 8 bits, or 16 where a band has only one or two.

    Bands are cut from what is kept, so a band needs bits enough that strangers rarely share one (b-bit minwise
    hashing: two unequal values agree in the lowest b bits once in 2^b times, which can only add candidates).
    """
    return np.dtype(np.uint8 if banding.rows >= EIGHT_BIT_ROWS else np.uint16)


def sketch_rows(
    texts: Texts,
    rows: NDArray[np.int64],
    keys: NDArray[np.uint64],
    scheme: SignatureScheme,
    banding: Banding,
    store: SketchStore | None = None,
    advance: Callable[[int], None] = lambda _rows: None,
) -> NDArray[Any]:
    """Return the sketches of `rows` of a column of texts: the lowest bits of each permutation, one row a text.

    A batch at a time, so that whole signatures are never held for all.

    Args:
        texts: where the texts are.
        rows: int64, which of them.
        keys: uint64 of shape (rows, 2), their keys, for the store.
        scheme: of the signatures.
        banding: what they are for.
        store: asked first, and given what was not there.
        advance: called with the number of texts done.
    """
    sketches = np.empty((len(rows), scheme.num_perm), sketch_type(banding))
    in_file_order = np.argsort(rows, kind="stable")  # texts may be mapped from a disk
    for begin in range(0, len(rows), BATCH_ROWS):
        batch = in_file_order[begin : begin + BATCH_ROWS]
        if store is not None:
            known, values = store.load(keys[batch])
            sketches[batch[known]] = values
            batch = batch[~known]
        if len(batch):
            sketches[batch] = texts.signatures(rows[batch], scheme).astype(sketches.dtype)
            if store is not None:
                store.save(keys[batch], sketches[batch])
        advance(min(BATCH_ROWS, len(rows) - begin))
    return sketches


def candidate_pairs(sketches: NDArray[Any], banding: Banding, threshold: float) -> NDArray[np.uint64]:
    """Return the pairs worth verifying, as sorted distinct uint64 `i << 32 | j` with i < j.

    Of close copies, which certainly belong together, only as many pairs are returned as connect them.

    Args:
        sketches: of the texts, see `sketch_rows`, in canonical order (the result depends on it).
        banding: how they are cut.
        threshold: Jaccard similarity from which a pair counts.
    """
    count, num_perm = sketches.shape
    levels = (
        least_agreement(threshold, banding, num_perm),
        int(np.ceil(threshold * num_perm)),
        certain_agreement(threshold, num_perm),
    )
    parent, met = np.arange(count, dtype=np.int32), np.zeros(count, np.uint8)

    def by_key(band: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        keys = np.empty(count, np.uint32)
        band_kernels.band_keys(sketches, band * banding.rows, banding.rows, keys)
        order = np.argsort(keys, kind="stable")
        return order, keys[order]

    if count < 2:
        return np.zeros(0, np.uint64)
    parts: list[NDArray[np.uint64]] = []
    # One band after the other, since each knows what those before it have joined; the next ones are sorted meanwhile.
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(by_key, 0)
        for band in range(banding.bands):
            order, keys = ahead.result()
            if band + 1 < banding.bands:
                ahead = pool.submit(by_key, band + 1)
            after = (band + 1) * banding.rows % num_perm
            state = sketches, order, keys, parent, met
            parts.append(band_kernels.bucket_pairs(*state, SMALL_BUCKET, ROUNDS, DEPTH, ENOUGH, *levels, after))
            if sum(map(len, parts)) > MERGE_PAIRS:
                parts = [distinct(np.concatenate(parts))]
    return distinct(np.concatenate(parts))

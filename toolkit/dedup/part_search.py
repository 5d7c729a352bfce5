"""The search for shared passages.

Fingerprints by winnowing (Schleimer, Wilkerson, Aiken 2003) of the folded texts propose pairs, an exact alignment of
runs decides. What very many texts share is boilerplate, recognised by document frequency, and makes no pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.dedup import kernels, part_kernels
from toolkit.dedup.boilerplate import Common, in_words
from toolkit.dedup.parts import Parts, find_stitched
from toolkit.dedup.sets import distinct, unpack
from toolkit.dedup.verify import components
from toolkit.errors import UsageError
from toolkit.sketch.minhash import spread, tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from toolkit.sketch.texts import Texts

PASSAGE = 50
"""Folded characters that a shared passage has at least, by default: a long sentence. Stock phrases of Chinese prose
are shorter, footers and quoted paragraphs longer."""

SHORTEST = 15
"""Least that may be asked for; below, chance and set phrases decide."""

COMMON_SHARE, COMMON_LEAST, COMMON_MOST = 0.1, 8, 50
"""A passage is boilerplate when more than this share of all texts have it, but never in fewer than the second number
of them, and always in more than the third: it bounds the pairs that one passage makes."""

FINGERPRINTS = 24 << 20
"""Fingerprints held at a time (192 MB); where there would be more, the texts are read several times."""

BATCH_CHARACTERS = 4 << 20
"""Folded characters held at a time while fingerprints are made, and while pairs are aligned."""

TASK_CHARACTERS = 1 << 18
"""Characters that a thread takes at a time."""

MERGE_PAIRS = 8 << 20
"""Pairs collected before repeated ones are dropped: 64 MB."""


@dataclass(frozen=True, slots=True)
class Winnowing:
    """How fingerprints are taken: of every `window` runs of `k` characters the one with the lowest hash.

    So every passage of `k + window - 1` characters that two texts share has a fingerprint that they share. Short
    runs and a wide window make few fingerprints, and a passage that was touched here and there is found as well.
    """

    k: int
    window: int

    @classmethod
    def for_passage(cls, least: int) -> Winnowing:
        """Return how passages of `least` characters are found for certain.

        Raises:
            UsageError: too short.

        >>> Winnowing.for_passage(50)
        Winnowing(k=16, window=35)
        """
        if least < SHORTEST:
            raise UsageError(f"a shared passage must have at least {SHORTEST} characters, not {least}")
        k = least // 3
        return cls(k, least - k + 1)


def common_limit(texts: int) -> int:
    """Return how many of so many texts may share a passage before it is boilerplate.

    >>> [common_limit(n) for n in (10, 200, 100_000)]
    [8, 20, 50]
    """
    return min(COMMON_MOST, max(COMMON_LEAST, int(texts * COMMON_SHARE)))


def find_parts(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    *,
    least: int,
    jaccard: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]],
    workers: int | None = None,
    limit: int | None = None,
) -> Parts:
    """Find the pairs of texts that share a passage of `least` folded characters.

    Args:
        texts: where the texts are.
        rows: int64, the texts to compare, in canonical order (the result depends on it only in how ties of alignment
            fall).
        lengths: int64, the folded length of each.
        least: characters that a passage must share exactly; it may be interrupted by small differences.
        jaccard: returns the exact similarity of two columns of positions in `rows`.
        workers: threads; the result does not depend on it.
        limit: texts that may share a passage before it is boilerplate; None for `common_limit`.
    """
    winnowing = Winnowing.for_passage(least)
    long = np.flatnonzero(lengths >= least)
    at, sizes = rows[long], lengths[long]
    limit = common_limit(len(long)) if limit is None else limit
    bits = np.uint64(max(1, len(long).bit_length()))
    pairs, common = _candidates(texts, at, sizes, winnowing, limit, bits, workers)
    left, right = unpack(pairs)
    kept, shares, spans = _align(texts, at, sizes, left, right, winnowing, least, bits, common.hashes, workers)
    left, right = left[kept], right[kept]
    similarity = jaccard(long[left], long[right])
    stitched = find_stitched(at, sizes, left, right, shares, spans, least)
    spans[:, 1:] = _in_characters(texts, at, sizes, left, right, spans)
    # From here on rows instead of nodes, the earlier one first.
    i, j = at[left], at[right]
    turn = i > j
    i, j = np.where(turn, j, i), np.where(turn, i, j)
    shares[turn] = shares[turn][:, ::-1]
    turned = turn[spans[:, 0]]
    spans[turned] = spans[turned][:, [0, 3, 4, 1, 2]]
    order = np.lexsort((j, i))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    spans[:, 0] = place[spans[:, 0]]
    spans = spans[np.lexsort((spans[:, 3], spans[:, 1], spans[:, 0]))]
    shares = shares[order]
    told = in_words(texts, at, sizes, common, k=winnowing.k, window=winnowing.window, bits=bits)
    return Parts(
        i[order], j[order], similarity[order], shares[:, 0], shares[:, 1], spans, stitched, len(common.hashes), told
    )


def _candidates(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    winnowing: Winnowing,
    limit: int,
    bits: np.uint64,
    workers: int | None,
) -> tuple[NDArray[np.uint64], Common]:
    """Return the packed pairs that share a fingerprint, sorted, and the fingerprints that are boilerplate."""
    # A random text has 2 / (window + 1) fingerprints a character; a third more leaves room for texts that have more.
    expected = int(lengths.sum() * 8 / 3 / (winnowing.window + 1))
    shares = max(1, -(-expected // FINGERPRINTS))
    found, common = [np.empty(0, np.uint64)], [Common.none()]
    room = np.empty(max(1 << 16, limit * limit), np.uint64)
    for share in range(shares):
        prints = distinct(_fingerprints(texts, rows, lengths, winnowing, bits, (share, shares), workers))
        begin = 0
        boiler = np.empty(len(prints) // (limit + 1) + 1, np.uint64)
        while begin < len(prints):
            begin, made, many = part_kernels.sharing(prints, begin, bits, limit, room, boiler)
            found.append(distinct(room[:made]))
            common.append(Common.of(boiler[:many].copy(), prints, bits))
            if sum(map(len, found)) > MERGE_PAIRS:
                found = [distinct(np.concatenate(found))]
    return distinct(np.concatenate(found)), Common.join(common)


def _fingerprints(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    winnowing: Winnowing,
    bits: np.uint64,
    share: tuple[int, int],
    workers: int | None,
) -> NDArray[np.uint64]:
    parts = [np.empty(0, np.uint64)]
    in_file_order = np.argsort(rows, kind="stable")
    for batch in tasks(lengths[in_file_order], BATCH_CHARACTERS):
        nodes = in_file_order[batch]
        flat, starts = texts.folds(rows[nodes], lengths[nodes])
        pieces = tasks(lengths[nodes], TASK_CHARACTERS)
        made: dict[int, NDArray[np.uint64]] = {}

        def work(
            piece: slice,
            nodes: NDArray[np.int64] = nodes,
            flat: NDArray[np.int32] = flat,
            starts: NDArray[np.int64] = starts,
            made: dict[int, NDArray[np.uint64]] = made,
        ) -> None:
            own = nodes[piece]
            out = np.empty(int(lengths[own].sum()), np.uint64)
            ways = (winnowing.k, winnowing.window, own, bits, *share)
            used = part_kernels.winnow(flat, starts[piece], lengths[own], *ways, out)
            made[piece.start] = out[:used].copy()

        spread(work, pieces, workers)
        parts.extend(made.values())
    return np.concatenate(parts)


def _align(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    winnowing: Winnowing,
    least: int,
    bits: np.uint64,
    common: NDArray[np.uint64],
    workers: int | None,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the pairs that do share a passage (positions), the share of each text, and the passages."""
    table = part_kernels.hash_set(common)
    order = np.lexsort((right, left, components(left, right, len(rows))))
    a, b = left[order], right[order]
    ends = np.empty(len(a), np.int64)
    ends = ends[: kernels.batch_ends(a, b, lengths, BATCH_CHARACTERS, ends)]
    figures = np.empty((len(a), 4), np.int64)
    found = [np.empty((0, 5), np.int64)]
    begin = 0
    for end in ends.tolist():
        nodes, local = np.unique(np.concatenate([a[begin:end], b[begin:end]]), return_inverse=True)
        flat, starts = texts.folds(rows[nodes], lengths[nodes])
        one, two = local[: end - begin], local[end - begin :]
        sizes = lengths[nodes]
        made: dict[int, NDArray[np.int64]] = {}

        def work(
            piece: slice,
            begin: int = begin,
            flat: NDArray[np.int32] = flat,
            starts: NDArray[np.int64] = starts,
            sizes: NDArray[np.int64] = sizes,
            one: NDArray[np.int64] = one,
            two: NDArray[np.int64] = two,
            made: dict[int, NDArray[np.int64]] = made,
        ) -> None:
            own = figures[begin + piece.start : begin + piece.stop]
            ways = (winnowing.k, winnowing.window, 2 * winnowing.k, least, bits, table, own)
            spans = part_kernels.passages(flat, starts, sizes, one[piece], two[piece], *ways)
            spans[:, 0] += begin + piece.start
            made[piece.start] = spans

        spread(work, tasks(sizes[two], TASK_CHARACTERS), workers)
        found.extend(made[start] for start in sorted(made))
        begin = end
    spans = np.concatenate(found)
    kept = np.unique(spans[:, 0])
    spans[:, 0] = np.searchsorted(kept, spans[:, 0])
    shares = np.minimum(1.0, figures[kept, :2] / np.maximum(1, figures[kept, 2:]))
    return order[kept], shares, spans


def _in_characters(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    spans: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the ends of the passages as offsets in the texts, from those in the folded texts."""
    result = np.empty((len(spans), 4), np.int64)
    for side, nodes in ((0, left[spans[:, 0]]), (2, right[spans[:, 0]])):
        order = np.argsort(nodes, kind="stable")
        own, first = np.unique(nodes[order], return_index=True)
        for batch in tasks(lengths[own], BATCH_CHARACTERS):
            origins, starts = texts.origins(rows[own[batch]], lengths[own[batch]])
            last = first[batch.stop] if batch.stop < len(own) else len(order)
            asked = order[first[batch.start] : last]
            begins = starts[np.searchsorted(own[batch], nodes[asked])]
            result[asked, side] = origins[begins + spans[asked, side + 1]]
            result[asked, side + 1] = origins[begins + spans[asked, side + 2] - 1] + 1
    return result

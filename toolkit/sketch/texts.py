"""A column of texts as the sketches see it: keys, signatures and shingle sets of any of its rows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.sketch import kernels, signature_kernels
from toolkit.sketch.columns import TextChunk, text_chunks
from toolkit.sketch.fold import load_table
from toolkit.sketch.minhash import SignatureScheme, sign_into, spread, tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray


_Piece = tuple[TextChunk, "NDArray[np.int64]"]
"""Texts of one chunk, and their places among the rows asked for."""


class ShingleSets(NamedTuple):
    """Sets of 64-bit shingle hashes, flat: set i is `hashes[starts[i] : starts[i] + counts[i]]`, without repeats."""

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


class Texts:
    """Rows of text over Arrow buffers, addressed by position; computes what is asked and keeps nothing.

    Args:
        texts: what `toolkit.sketch.text_chunks` takes.
        workers: threads; None uses every core. No result depends on it.
    """

    def __init__(self, texts: Any, workers: int | None = None) -> None:
        self._chunks = text_chunks(texts)
        self._firsts = np.cumsum([0, *map(len, self._chunks)])
        self._workers = workers

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def keys(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return folded lengths (characters) and 128-bit key hashes, shape (rows, 2), of all rows."""
        lengths = np.empty(len(self), np.int64)
        keys = np.empty((len(self), 2), np.uint64)
        table = load_table()

        def work(piece: _Piece) -> None:
            chunk, places = piece
            here = slice(int(places[0]), int(places[-1]) + 1)
            kernels.fold_keys(chunk.data, chunk.starts, chunk.stops, *table, lengths[here], keys[here])

        self._spread(work, np.arange(len(self)))
        return lengths, keys

    def signatures(self, rows: NDArray[np.int64], scheme: SignatureScheme) -> NDArray[np.uint32]:
        """Return the signatures of `rows`, in their order, shape (rows, num_perm)."""
        scheme.require_computable()
        values = np.empty((len(rows), scheme.num_perm), np.uint32)

        def work(piece: _Piece) -> None:
            chunk, places = piece
            own = np.empty((len(chunk), scheme.num_perm), np.uint32)
            sign_into(chunk, scheme, own)
            values[places] = own

        self._spread(work, rows)
        return values

    def shingle_sets(self, rows: NDArray[np.int64], lengths: NDArray[np.int64], width: int) -> ShingleSets:
        """Return the distinct shingles of `rows`, whose folded lengths are `lengths`."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        hashes = np.empty(int(starts[-1]), np.uint64)
        counts = np.zeros(len(rows), np.int64)
        table = load_table()

        def work(piece: _Piece) -> None:
            chunk, places = piece
            own = np.empty(len(chunk), np.int64)
            ranges = (chunk.data, chunk.starts, chunk.stops)
            signature_kernels.distinct_shingles(*ranges, *table, width, starts[places], hashes, own)
            counts[places] = own

        self._spread(work, rows)
        return ShingleSets(hashes, starts[:-1], counts)

    def folds(self, rows: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the folds of `rows`, whose folded lengths are `lengths`: code points, flat, and their starts."""
        starts = np.cumsum(lengths) - lengths
        flat = np.empty(int(lengths.sum()), np.int32)
        table = load_table()

        def work(piece: _Piece) -> None:
            chunk, places = piece
            kernels.fold_rows(chunk.data, chunk.starts, chunk.stops, *table, starts[places], flat)

        self._spread(work, rows)
        return flat, starts

    def origins(
        self, rows: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return for each folded character of `rows` the offset in its text that it comes from: flat, and the starts.

        Offsets count characters, as in `toolkit.sketch.fold_with_offsets`.
        """
        starts = np.cumsum(lengths) - lengths
        flat = np.empty(int(lengths.sum()), np.int64)
        table = load_table()

        def work(piece: _Piece) -> None:
            chunk, places = piece
            kernels.fold_rows_origins(chunk.data, chunk.starts, chunk.stops, *table[:2], starts[places], flat)

        self._spread(work, rows)
        return flat, starts

    def same_fold(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each position whether `rows` and `others` fold to the same key, compared in full."""
        same = np.zeros(len(rows), np.bool_)
        table = load_table()

        def work(piece: _Piece) -> None:
            chunk, places = piece
            for other, inner in self._split(others[places]):
                one = chunk.take(inner)
                own = np.empty(len(inner), np.bool_)
                ranges = (one.data, one.starts, one.stops, other.data, other.starts, other.stops)
                kernels.same_fold(*ranges, *table, own)
                same[places[inner]] = own

        self._spread(work, rows)
        return same

    def folded(self, row: int) -> str:
        """Return the folded text of one row."""
        (chunk, _), *_ = self._split(np.array([row], np.int64))
        room = np.empty(64, np.int32)
        code_points, used = kernels.fold_row(chunk.data, int(chunk.starts[0]), int(chunk.stops[0]), *load_table(), room)
        return "".join(map(chr, code_points[:used].tolist()))

    def _split(self, rows: NDArray[np.int64]) -> Iterator[_Piece]:
        """Yield, chunk by chunk, the texts asked for and their places in `rows`."""
        home = np.searchsorted(self._firsts, rows, side="right") - 1
        order = np.argsort(home, kind="stable")
        edges = [0, *(np.flatnonzero(np.diff(home[order])) + 1).tolist(), len(rows)]
        for begin, end in pairwise(edges):
            if begin < end:
                places = order[begin:end]
                number = int(home[places[0]])
                yield self._chunks[number].take(rows[places] - self._firsts[number]), places

    def _spread(self, work: Callable[[_Piece], None], rows: NDArray[np.int64]) -> None:
        """Run `work` on pieces of some milliseconds each, over all chunks, on threads."""
        pieces = [
            (chunk.take(part), places[part])
            for chunk, places in self._split(rows)
            for part in tasks(chunk.stops - chunk.starts)
        ]
        spread(work, pieces, self._workers)

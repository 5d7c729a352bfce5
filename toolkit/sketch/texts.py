"""A column of texts as the sketches see it: keys, signatures and shingle sets of any of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.sketch import kernels
from toolkit.sketch.columns import TextChunk, text_chunks
from toolkit.sketch.fold import load_table
from toolkit.sketch.minhash import SignatureScheme, fold_keys, sign, spread, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


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
        parts = [fold_keys(chunk, self._workers) for chunk in self._chunks]
        if not parts:
            return np.zeros(0, np.int64), np.zeros((0, 2), np.uint64)
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def signatures(self, rows: NDArray[np.int64], scheme: SignatureScheme) -> NDArray[np.uint32]:
        """Return the signatures of `rows`, in their order, shape (rows, num_perm)."""
        values = np.empty((len(rows), scheme.num_perm), np.uint32)
        for chunk, places in self._split(rows):
            values[places] = sign(chunk, scheme, self._workers)
        return values

    def shingle_sets(self, rows: NDArray[np.int64], lengths: NDArray[np.int64], width: int) -> ShingleSets:
        """Return the distinct shingles of `rows`, whose folded lengths are `lengths`."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        hashes = np.empty(int(starts[-1]), np.uint64)
        counts = np.zeros(len(rows), np.int64)
        table = load_table()
        for chunk, places in self._split(rows):
            chunk_starts = starts[places]
            chunk_counts = np.zeros(len(chunk), np.int64)

            def work(part: slice, c: TextChunk = chunk, s: Any = chunk_starts, n: Any = chunk_counts) -> None:
                kernels.distinct_shingles(
                    c.data, c.starts[part], c.stops[part], *table, width, s[part], hashes, n[part]
                )

            spread(work, tasks(chunk.stops - chunk.starts), self._workers)
            counts[places] = chunk_counts
        return ShingleSets(hashes, starts[:-1], counts)

    def same_fold(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return for each position whether `rows` and `others` fold to the same key, compared in full."""
        same = np.zeros(len(rows), np.bool_)
        table = load_table()
        for chunk, places in self._split(rows):
            for other, inner in self._split(others[places]):
                where = places[inner]
                found = np.zeros(len(where), np.bool_)
                one = chunk.take(inner)

                def work(part: slice, a: TextChunk = one, b: TextChunk = other, out: Any = found) -> None:
                    ranges = (a.data, a.starts[part], a.stops[part], b.data, b.starts[part], b.stops[part])
                    kernels.same_fold(*ranges, *table, out[part])

                spread(work, tasks(one.stops - one.starts), self._workers)
                same[where] = found
        return same

    def folded(self, row: int) -> str:
        """Return the folded text of one row."""
        (chunk, _), *_ = self._split(np.array([row], np.int64))
        room = np.empty(64, np.int32)
        code_points, used = kernels.fold_row(chunk.data, int(chunk.starts[0]), int(chunk.stops[0]), *load_table(), room)
        return "".join(map(chr, code_points[:used].tolist()))

    def _split(self, rows: NDArray[np.int64]) -> Iterator[tuple[TextChunk, NDArray[np.int64]]]:
        """Yield, chunk by chunk, the texts asked for and their places in `rows`."""
        home = np.searchsorted(self._firsts, rows, side="right") - 1
        for number in np.unique(home):
            places = np.flatnonzero(home == number)
            yield self._chunks[number].take(rows[places] - self._firsts[number]), places

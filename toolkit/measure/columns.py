"""Folded texts as flat arrays, and how many texts or hosts hold each shingle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.sketch import kernels
from toolkit.sketch.columns import text_chunks
from toolkit.sketch.fold import load_table
from toolkit.sketch.minhash import fold_keys, spread, tasks
from toolkit.sketch.shingles import MULTIPLIER
from toolkit.sketch.texts import Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

_P = np.uint64(MULTIPLIER)


@dataclass(frozen=True, eq=False)
class Folded:
    """Folded texts, one after the other.

    Attributes:
        codes: int32 code points of all texts.
        offsets: int64, one more than there are texts; text i is `codes[offsets[i]:offsets[i + 1]]`.
        keys: uint64 of shape (texts, 2): a 128-bit hash of each text.
    """

    codes: NDArray[np.int32]
    offsets: NDArray[np.int64]
    keys: NDArray[np.uint64]

    @classmethod
    def of(cls, texts: Any, workers: int | None = None) -> Folded:
        """Fold texts: a sequence of str (None is empty) or an Arrow array of strings.

        Raises:
            UsageError: the items are no strings.
        """
        table = load_table()
        codes, lengths, keys = [], [], []
        for chunk in text_chunks(texts):
            long, key = fold_keys(chunk, workers)
            offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(long)])
            flat = np.empty(int(offsets[-1]), np.int32)

            def work(part: slice, c: Any = chunk, o: Any = offsets, f: Any = flat) -> None:
                at = o[part.start : part.stop + 1]
                kernels.fold_rows(c.data, c.starts[part], c.stops[part], *table, at, f)

            spread(work, tasks(chunk.stops - chunk.starts), workers)
            codes.append(flat)
            lengths.append(long)
            keys.append(key)
        every = np.concatenate([np.zeros(1, np.int64), *lengths])
        return cls(
            np.concatenate([np.zeros(0, np.int32), *codes]),
            np.cumsum(every),
            np.concatenate([np.zeros((0, 2), np.uint64), *keys]),
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Characters of each text."""
        return np.diff(self.offsets)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """For each character the text it belongs to."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def text(self, i: int) -> str:
        """Return folded text i."""
        part = self.codes[self.offsets[i] : self.offsets[i + 1]]
        return part.astype("<i4").tobytes().decode("utf-32-le", "surrogatepass")

    def take(self, rows: NDArray[np.int64]) -> Folded:
        """Return the texts at `rows`, in that order."""
        return self._cut(rows, self.lengths[rows])

    def cut(self, length: int) -> Folded:
        """Return the texts with no more than their first `length` characters."""
        return self._cut(np.arange(len(self)), np.minimum(self.lengths, length))

    def _cut(self, rows: NDArray[np.int64], lengths: NDArray[np.int64]) -> Folded:
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[rows] - offsets[:-1], lengths)
        return Folded(self.codes[places], offsets, self.keys[rows])

    def shingles(self, width: int) -> Positions:
        """Return the hash of the shingle that begins at each character, where a whole one does.

        The hashes are those of `toolkit.sketch.shingles.shingle_hash64`. Texts shorter than `width` have none.
        """
        total = len(self.codes)
        places = np.arange(total)
        whole = places + width <= np.repeat(self.offsets[1:], self.lengths)
        places = places[whole]
        hashes = np.zeros(len(places), np.uint64)
        wide = self.codes.astype(np.uint64)
        for step in range(width):
            hashes = (hashes + wide[places + step]) * _P
        return Positions(hashes, places, self.rows[places], width)


def by_key(texts: Any, workers: int | None = None) -> NDArray[np.int64]:
    """Return the numbers of the texts that are not empty when folded, in the order of their keys.

    That order does not depend on the order the texts came in; keys are hashes, so the first so many are a sample.

    Raises:
        UsageError: the items are no strings.
    """
    lengths, keys = Texts(texts, workers).keys()
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    return np.asarray(order[lengths[order] > 0])


def pick(texts: Any, rows: NDArray[np.int64]) -> list[str]:
    """Return the texts at `rows` as strings; of Arrow columns only these are made."""
    if hasattr(texts, "take"):
        listed: list[str] = texts.take(rows).to_pylist()
        return listed
    return [texts[row] for row in rows.tolist()]


class Positions(NamedTuple):
    """Shingles where they stand: hash, character they begin at, text they are of; and their width."""

    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]
    rows: NDArray[np.int64]
    width: int


def distinct(shingles: Positions) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return hash and text of each distinct shingle of each text, by hash."""
    order = np.argsort(shingles.hashes, kind="stable")  # texts stand in order and stay so
    hashes, rows = shingles.hashes[order], shingles.rows[order]
    if not len(hashes):
        return hashes, rows
    fresh = np.concatenate([[True], (hashes[1:] != hashes[:-1]) | (rows[1:] != rows[:-1])])
    return hashes[fresh], rows[fresh]


class Frequencies(NamedTuple):
    """Distinct shingles and in how many groups (texts, or hosts) they stand.

    Attributes:
        hashes: uint64, ascending.
        counts: int32, groups that hold the shingle.
        sole: int32, the group where it is only one, else -1.
    """

    hashes: NDArray[np.uint64]
    counts: NDArray[np.int32]
    sole: NDArray[np.int32]

    def others(self, hashes: NDArray[np.uint64], own: NDArray[np.int32] | int = -1) -> NDArray[np.int32]:
        """Return in how many groups other than `own` each shingle stands; groups below 0 are nobody's.

        Exact where the own group is known to hold the shingle; else right about none and some, and at most one too
        high: a table of every holder would take many times the room.
        """
        if not len(self.hashes):
            return np.zeros(len(hashes), np.int32)
        # Looked up in their order, neighbours are found in the same pages of memory.
        order = np.argsort(hashes)
        at = np.empty(len(hashes), np.int64)
        at[order] = np.minimum(np.searchsorted(self.hashes, hashes[order]), len(self.hashes) - 1)
        found = self.hashes[at] == hashes
        mine = (self.sole[at] == own) & (self.sole[at] >= 0)
        return np.where(found & ~mine, self.counts[at], 0).astype(np.int32)


def frequencies(shingles: Positions, groups: NDArray[np.int32]) -> Frequencies:
    """Count for each distinct shingle the groups it stands in.

    Args:
        shingles: of all texts.
        groups: the group of each text, 0 or higher.
    """
    owner = groups[shingles.rows]
    # Texts stand in order, so that a stable sort leaves ascending groups ascending, at half the cost of two keys.
    ascending = bool((groups[1:] >= groups[:-1]).all())
    order = np.argsort(shingles.hashes, kind="stable") if ascending else np.lexsort((owner, shingles.hashes))
    hashes, owner = shingles.hashes[order], owner[order]
    if not len(hashes):
        return Frequencies(hashes, np.zeros(0, np.int32), np.zeros(0, np.int32))
    new_hash = np.concatenate([[True], hashes[1:] != hashes[:-1]])
    new_pair = new_hash | np.concatenate([[True], owner[1:] != owner[:-1]])
    hashes, owner, new_hash = hashes[new_pair], owner[new_pair], new_hash[new_pair]
    starts = np.flatnonzero(new_hash)
    counts = np.diff(np.concatenate([starts, [len(hashes)]])).astype(np.int32)
    return Frequencies(hashes[starts], counts, np.where(counts == 1, owner[starts], -1).astype(np.int32))

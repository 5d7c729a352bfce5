"""Texts with equal keys are one before anything is searched: the largest clusters of a farm cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.sketch.texts import Texts


class Nodes(NamedTuple):
    """Distinct folded texts in canonical order: by their 128-bit key, so that input order plays no part.

    Attributes:
        rows: int64, the first row of each node (by id where there are ids, else by position).
        lengths: int64, folded length in characters.
        sizes: int64, rows with this folded text.
        of_row: int64, the node of each row.
        order: int64, all rows, node after node, the first row of a node ahead.
        keys: uint64 of shape (all rows, 2), the key of each row.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.int64]
    sizes: NDArray[np.int64]
    of_row: NDArray[np.int64]
    order: NDArray[np.int64]
    keys: NDArray[np.uint64]

    def firsts(self) -> NDArray[np.int64]:
        """Return where each node begins in `order`."""
        return np.cumsum(self.sizes) - self.sizes


def collapse(texts: Texts, ranks: NDArray[np.int64] | None) -> Nodes:
    """Group equal folded texts: by hash, then compared in full. A text that folds to nothing stays by itself.

    Args:
        texts: the texts.
        ranks: int64, which of several equal ones comes first; None takes the order of input.
    """
    lengths, keys = texts.keys()
    count = len(lengths)
    rank = np.arange(count) if ranks is None else ranks
    sorting = (keys[:, 1], keys[:, 0]) if ranks is None else (ranks, keys[:, 1], keys[:, 0])
    order = np.lexsort(sorting).astype(np.int64, copy=False)  # stable
    new = np.ones(count, np.bool_)
    new[1:] = (keys[order[1:]] != keys[order[:-1]]).any(axis=1)
    new[lengths[order] == 0] = True
    differ = _differing(texts, order, new)
    if len(differ):
        # Two texts made to collide in the hash (the odds are 2^-128 otherwise): part them by their folded text.
        order, new = _part(texts, order, new, rank)
    starts = np.flatnonzero(new)
    of_row = np.empty(count, np.int64)
    of_row[order] = np.cumsum(new) - 1
    rows = order[starts]
    return Nodes(rows, lengths[rows], np.diff(np.append(starts, count)), of_row, order, keys)


def _differing(texts: Texts, order: NDArray[np.int64], new: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the places in `order` whose text is not that of the first of their run."""
    starts = np.flatnonzero(new)
    heads = order[starts[np.cumsum(new) - 1]] if len(order) else order
    follow = np.flatnonzero(~new)
    return follow[~texts.same_fold(order[follow], heads[follow])]


def _part(
    texts: Texts, order: NDArray[np.int64], new: NDArray[np.bool_], rank: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    order, new = order.copy(), new.copy()
    runs = np.append(np.flatnonzero(new), len(order))
    run_of = np.cumsum(new) - 1
    for run in np.unique(run_of[_differing(texts, order, new)]):
        begin, end = int(runs[run]), int(runs[run + 1])
        named = sorted((texts.folded(int(row)), int(rank[row]), int(row)) for row in order[begin:end])
        for place, (text, _, row) in enumerate(named):
            order[begin + place] = row
            new[begin + place] = place == 0 or text != named[place - 1][0]
    return order, new

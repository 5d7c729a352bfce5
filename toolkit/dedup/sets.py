"""Sorted sets of packed pairs, by sorting: numpy's set functions hash large arrays, many times slower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the distinct values in ascending order.

    >>> distinct(np.array([3, 1, 3], np.uint64)).tolist()
    [1, 3]
    """
    values = np.sort(values)
    keep = np.ones(len(values), np.bool_)
    keep[1:] = values[1:] != values[:-1]
    kept: NDArray[np.uint64] = values[keep]
    return kept


def without(values: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return those of the sorted `values` that are not among the sorted `known`.

    >>> without(np.array([1, 3, 5], np.uint64), np.array([3, 4], np.uint64)).tolist()
    [1, 5]
    """
    if not len(known):
        return values
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    left: NDArray[np.uint64] = values[known[place] != values]
    return left


def pack(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Pack pairs of nodes, in either order, as sorted distinct uint64 `low << 32 | high`."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    return distinct(low << _HALF | high)


def unpack(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the lower and the higher node of packed pairs.

    >>> [nodes.tolist() for nodes in unpack(pack(np.array([7, 2]), np.array([4, 9])))]
    [[2, 4], [9, 7]]
    """
    return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)

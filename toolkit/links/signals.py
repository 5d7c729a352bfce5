"""From facts to integer signals: which articles share a cluster, a mould, a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def coded(values: Iterable[str | None]) -> NDArray[Any]:
    """Number names in the order they are met; None is -1.

    >>> coded(["b", None, "a", "b"]).tolist()
    [0, -1, 1, 0]
    """
    import numpy as np

    codes: dict[str, int] = {}
    return np.array([-1 if v is None else codes.setdefault(v, len(codes)) for v in values], dtype=np.int64)


def moulds(pair: NDArray[Any], sizes: NDArray[Any]) -> NDArray[Any]:
    """Group articles by their headings: those that share two neighbouring headings are of one mould.

    Args:
        pair: the numbers of `heading_pairs` of all articles, one after the other, int64.
        sizes: how many of them belong to each article, int64.

    Returns:
        For each article the index of the first article of its mould; -1 where it shares headings with none.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(sizes)
    none = np.full(count, -1, dtype=np.int64)
    if not len(pair):
        return none
    article = np.repeat(np.arange(count), sizes)
    _, vertex, seen = np.unique(pair, return_inverse=True, return_counts=True)
    size = count + len(seen)
    graph = coo_array((np.ones(len(article), dtype=np.int8), (article, count + vertex)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    labels = labels[:count]
    first = np.full(int(labels.max()) + 1, count, dtype=np.int64)
    np.minimum.at(first, labels, np.arange(count))
    several = np.bincount(labels)[labels] > 1
    return np.where(several, first[labels], none)

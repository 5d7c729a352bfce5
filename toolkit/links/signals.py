"""From facts to integer signals: which articles share a cluster, a mould, a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


def coded(values: Iterable[str | None]) -> NDArray[Any]:
    """Number names in the order they are met; None is -1.

    >>> coded(["b", None, "a", "b"]).tolist()
    [0, -1, 1, 0]
    """
    import numpy as np

    codes: dict[str, int] = {}
    return np.array([-1 if v is None else codes.setdefault(v, len(codes)) for v in values], dtype=np.int64)


def kit_settings(levels: Sequence[int], limits: Sequence[int]) -> list[int]:
    """Give each page a setting of the annotator's kit, so that as few settings as can be explain all pages.

    A page whose notes reach place `level` of the order, and that has the character of place `limit` without a note, was
    made with a kit of `level` to `limit - 1` characters; how near the two are depends on what the page says. The fewest
    settings that meet all these ranges are found by taking, from the lowest limit up, each range that is not met yet.

    Args:
        levels: of each page.
        limits: of each page, above its level.

    Returns:
        For each page the highest level among the pages of its setting, whatever the order of the pages.

    >>> kit_settings([39, 38, 40, 64], [45, 46, 41, 72])
    [40, 40, 40, 64]
    """
    group: list[int] = [0] * len(levels)
    highest: list[int] = []
    point = -1  # the longest kit that the pages of the last setting allow
    for at in sorted(range(len(levels)), key=lambda at: (limits[at], levels[at])):
        if not highest or levels[at] > point:
            point = limits[at] - 1
            highest.append(levels[at])
        highest[-1] = max(highest[-1], levels[at])
        group[at] = len(highest) - 1
    return [highest[number] for number in group]


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

"""From edges between distinct texts to pairs of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.dedup.clusters import Pairs
from toolkit.dedup.graph import ALL_PAIRS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.dedup.collapse import Nodes
    from toolkit.dedup.graph import Edges, Stars

FEW = 64
"""Pairs of copies behind one edge up to which all are listed; `ALL_PAIRS` is the same for copies of one text."""


def row_pairs(nodes: Nodes, searched: NDArray[np.int64], edges: Edges, stars: Stars) -> Pairs:
    """Return the pairs of rows behind the edges of nodes: all of them for few copies, else through the first copy.

    Every row is paired with its representative, whatever the number of copies. No pair comes up twice, so that
    nothing has to be held twice to find out.

    Args:
        nodes: the distinct texts.
        searched: int64, the node of each end of an edge.
        edges: the verified pairs.
        stars: how they divide.
    """
    firsts = nodes.firsts()
    count = max(1, len(nodes.of_row))
    packed_parts: list[NDArray[np.int64]] = []
    value_parts: list[NDArray[np.float64]] = []

    def add(a: NDArray[np.int64], b: NDArray[np.int64], value: NDArray[np.float64]) -> None:
        packed_parts.append(np.minimum(a, b) * count + np.maximum(a, b))
        value_parts.append(value)

    left, right = (searched[ends] for ends in edges.ends)
    product = nodes.sizes[left] * nodes.sizes[right]
    single = (product == 1) | (product > FEW)
    add(nodes.rows[left[single]], nodes.rows[right[single]], edges.similarity[single])
    for edge in np.flatnonzero(~single):
        a, b = int(left[edge]), int(right[edge])
        copies_a = nodes.order[firsts[a] : firsts[a] + nodes.sizes[a]]
        copies_b = nodes.order[firsts[b] : firsts[b] + nodes.sizes[b]]
        grid_a, grid_b = np.repeat(copies_a, len(copies_b)), np.tile(copies_b, len(copies_a))
        add(grid_a, grid_b, np.full(len(grid_a), edges.similarity[edge]))
    del left, right, product, single

    # The other copies of a text, of which some stand for another one.
    own = nodes.of_row
    copies = np.flatnonzero(nodes.rows[own] != np.arange(len(own)))
    of = own[copies]
    starlike = (nodes.sizes[of] == 2) | (nodes.sizes[of] > ALL_PAIRS)
    add(copies[starlike], nodes.rows[of[starlike]], np.ones(int(starlike.sum()), np.float64))
    centre, similarity = np.arange(len(nodes.rows)), np.ones(len(nodes.rows), np.float64)
    centre[searched], similarity[searched] = searched[stars.centre], stars.similarity
    away = copies[(centre[of] != of) & (nodes.sizes[of] * nodes.sizes[centre[of]] > FEW)]
    add(away, nodes.rows[centre[own[away]]], similarity[own[away]])
    for node in np.flatnonzero((nodes.sizes > 2) & (nodes.sizes <= ALL_PAIRS)):
        members = nodes.order[firsts[node] : firsts[node] + nodes.sizes[node]]
        one, two = np.triu_indices(len(members), 1)
        add(members[one], members[two], np.ones(len(one), np.float64))

    packed, value = np.concatenate(packed_parts), np.concatenate(value_parts)
    packed_parts.clear()
    value_parts.clear()
    order = np.argsort(packed, kind="stable")
    packed = packed[order]
    value = value[order]
    del order
    return Pairs(packed // count, packed % count, value)

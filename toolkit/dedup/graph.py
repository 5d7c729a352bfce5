"""From verified pairs to clusters whose members all match one of them: components, completion, star cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.dedup import kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ALL_PAIRS = 64
"""Components up to this size are verified in all pairs, so that their centre is the true one."""

HUB_ROUNDS = 8
"""In a larger component the best-connected text meets every other; what it does not match is tried again with the
next one, this many times. Each round is linear."""

HALF = np.uint64(32)


class Edges(NamedTuple):
    """Verified pairs of nodes, sorted by (left, right), left < right, with their exact Jaccard similarity."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]


def unpack(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two nodes of pairs packed as `left << 32 | right`."""
    return (pairs >> HALF).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def pack(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Pack pairs of nodes, in either order, as sorted distinct uint64 `left << 32 | right`."""
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    packed: NDArray[np.uint64] = np.unique(low << HALF | high)
    return packed


def merge(one: Edges, two: Edges) -> Edges:
    """Return the union of two sets of edges without a pair in common."""
    left = np.concatenate([one.left, two.left])
    right = np.concatenate([one.right, two.right])
    order = np.lexsort((right, left))
    return Edges(left[order], right[order], np.concatenate([one.similarity, two.similarity])[order])


def components(edges: Edges, count: int) -> NDArray[np.int64]:
    """Return the connected component of each node, numbered by first node."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(edges.left), np.int8)
    graph = coo_array((ones, (edges.left, edges.right)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    return labels.astype(np.int64)


def complete(
    edges: Edges, tried: NDArray[np.uint64], count: int, verify: Callable[[NDArray[np.uint64]], Edges]
) -> Edges:
    """Verify the pairs that banding did not propose but that decide how a component divides.

    Args:
        edges: what is verified so far.
        tried: pairs whose similarity is known (they are in `edges` if it is high enough), packed and sorted.
        count: number of nodes.
        verify: returns those of the packed pairs that are similar enough.
    """
    labels = components(edges, count)
    sizes = np.bincount(labels, minlength=count)
    wanted = []
    by_label = np.argsort(labels, kind="stable")
    firsts = np.cumsum(sizes) - sizes
    for label in np.flatnonzero((sizes > 2) & (sizes <= ALL_PAIRS)):
        members = by_label[firsts[label] : firsts[label] + sizes[label]]
        a, b = np.triu_indices(len(members), 1)
        wanted.append(pack(members[a], members[b]))
    if wanted:
        pairs = np.setdiff1d(np.concatenate(wanted), tried, assume_unique=True)
        edges = merge(edges, verify(pairs))
        tried = np.union1d(tried, pairs)
    open_nodes = np.flatnonzero(sizes[labels] > ALL_PAIRS)
    for _ in range(HUB_ROUNDS):
        if not len(open_nodes):
            break
        hubs, hub_of = _hubs(edges, open_nodes, labels, count)
        pairs = np.setdiff1d(pack(open_nodes[open_nodes != hub_of], hub_of[open_nodes != hub_of]), tried)
        edges = merge(edges, verify(pairs))
        tried = np.union1d(tried, pairs)
        matched = np.zeros(count, np.bool_)
        matched[hubs] = True
        is_hub = matched.copy()
        matched[edges.right[is_hub[edges.left]]] = True
        matched[edges.left[is_hub[edges.right]]] = True
        open_nodes = open_nodes[~matched[open_nodes]]
    return edges


def _hubs(
    edges: Edges, nodes: NDArray[np.int64], labels: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the node of highest degree among `nodes` in each component, and for each node the hub of its own."""
    inside = np.zeros(count, np.bool_)
    inside[nodes] = True
    both = inside[edges.left] & inside[edges.right]
    degree = np.bincount(edges.left[both], minlength=count) + np.bincount(edges.right[both], minlength=count)
    order = nodes[np.lexsort((nodes, -degree[nodes], labels[nodes]))]
    _, first = np.unique(labels[order], return_index=True)
    hubs = order[first]
    hub_by_label = np.zeros(count, np.int64)
    hub_by_label[labels[hubs]] = hubs
    return hubs, hub_by_label[labels[nodes]]


def star_cover(edges: Edges, lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Divide the graph into stars: return the centre of each node and its similarity to it.

    The star algorithm (Aslam, Pelekhov, Rus 2004): the node of highest degree that is in no star yet becomes a
    centre and takes its neighbours. Ties go to the more similar neighbourhood, the longer text, the lower node. At
    the end each satellite joins the most similar of the centres that it is verified against, so every member of a
    cluster matches its representative, and a chain of pairwise similar texts falls into pieces.
    """
    count = len(lengths)
    tail = np.concatenate([edges.left, edges.right])
    head = np.concatenate([edges.right, edges.left])
    similarity = np.concatenate([edges.similarity, edges.similarity])
    order = np.lexsort((head, tail))
    tail, head, similarity = tail[order], head[order], similarity[order]
    degree = np.bincount(tail, minlength=count)
    closeness = np.bincount(tail, weights=similarity, minlength=count)
    indptr = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    best_first = np.lexsort((np.arange(count), -lengths, -closeness, -degree)).astype(np.int64)
    centre = np.empty(count, np.int64)
    kernels.star_cover(best_first, indptr, head, similarity, centre)
    to_centre = np.ones(count, np.float64)
    satellite = centre[tail] == head
    to_centre[tail[satellite]] = similarity[satellite]
    return centre, to_centre

"""From verified pairs to clusters whose members all match one of them: components, completion, star cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.dedup import kernels
from toolkit.dedup.sets import distinct, pack, unpack, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ALL_PAIRS = 64
"""Components up to this size are verified in all pairs, so that their centre is the true one."""

HUB_ROUNDS = 8
"""In a larger component its most central text meets every other; what it does not match is tried again with the next
one, this many times. Each round is linear."""

SAMPLE = 64
"""Members of a large component that centrality is measured against."""

SECOND_CHANCES = 3
"""How often candidates that failed against one text are tried against the centre of its cluster."""


class Edges(NamedTuple):
    """Verified pairs of nodes, sorted by (left, right), left < right, with their exact Jaccard similarity."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    similarity: NDArray[np.float64]


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


class Refiner:
    """Verifies the pairs that banding did not propose but that decide how the graph divides.

    Args:
        signatures: uint8, the lowest bits of each permutation, one row a node.
        lengths: int64, folded length of each node.
        sizes: int64, texts that each node stands for.
        candidates: the pairs that banding proposed, packed and sorted.
        verify: returns those of the packed pairs that are similar enough.
    """

    def __init__(
        self,
        signatures: NDArray[np.uint8],
        lengths: NDArray[np.int64],
        sizes: NDArray[np.int64],
        candidates: NDArray[np.uint64],
        verify: Callable[[NDArray[np.uint64]], Edges],
    ) -> None:
        self._signatures = signatures
        self._lengths = lengths
        self._sizes = sizes
        self._candidates = candidates
        self._verify = verify
        self._tried = candidates
        self.edges = verify(candidates)

    def refine(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Complete the graph and return the centre of each node and its similarity to it."""
        count = len(self._lengths)
        labels = components(self.edges, count)
        sizes = np.bincount(labels, minlength=count)
        self._complete_small(labels, sizes)
        self._meet_hubs(labels, np.flatnonzero(sizes[labels] > ALL_PAIRS))
        centre, similarity = star_cover(self.edges, self._lengths, self._sizes)
        left, right = unpack(self._candidates)
        for _ in range(SECOND_CHANCES):
            # A pair of candidates that are in different clusters: each may still match the other's centre.
            apart = np.flatnonzero(centre[left] != centre[right])
            a, b = left[apart], right[apart]
            ends = (a, b, centre[a]), (centre[b], centre[a], centre[b])
            if not self._add(pack(np.concatenate(ends[0]), np.concatenate(ends[1]))):
                break
            centre, similarity = star_cover(self.edges, self._lengths, self._sizes)
        return centre, similarity

    def _add(self, pairs: NDArray[np.uint64]) -> bool:
        """Verify those of the packed pairs that are new; tell whether any was similar enough."""
        pairs = without(pairs, self._tried)
        if not len(pairs):
            return False
        self._tried = distinct(np.concatenate([self._tried, pairs]))
        found = self._verify(pairs)
        self.edges = merge(self.edges, found)
        return len(found.left) > 0

    def _complete_small(self, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        by_label = np.argsort(labels, kind="stable")
        firsts = np.cumsum(sizes) - sizes
        wanted = []
        for label in np.flatnonzero((sizes > 2) & (sizes <= ALL_PAIRS)):
            members = by_label[firsts[label] : firsts[label] + sizes[label]]
            a, b = np.triu_indices(len(members), 1)
            wanted.append(pack(members[a], members[b]))
        if wanted:
            self._add(distinct(np.concatenate(wanted)))

    def _meet_hubs(self, labels: NDArray[np.int64], nodes: NDArray[np.int64]) -> None:
        count = len(self._lengths)
        for _ in range(HUB_ROUNDS):
            if len(nodes) < 2:
                return
            hubs, hub_of = self._hubs(labels, nodes)
            others = nodes != hub_of
            self._add(pack(nodes[others], hub_of[others]))
            is_hub = np.zeros(count, np.bool_)
            is_hub[hubs] = True
            matched = is_hub.copy()
            matched[self.edges.right[is_hub[self.edges.left]]] = True
            matched[self.edges.left[is_hub[self.edges.right]]] = True
            nodes = nodes[~matched[nodes]]

    def _hubs(self, labels: NDArray[np.int64], nodes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the most central of `nodes` in each component, and for each node the hub of its own.

        Centrality is the agreement of signatures with a sample: the lowest nodes of the component.
        """
        order = np.lexsort((nodes, labels[nodes]))
        grouped = labels[nodes][order]
        _, first, sizes = np.unique(grouped, return_index=True, return_counts=True)
        central = np.empty(len(nodes), np.int64)
        kernels.centrality(self._signatures, nodes[order], first, sizes, SAMPLE, central)
        best_first = np.lexsort((nodes[order], -central, grouped))
        hubs = nodes[order][best_first[first]]
        hub_by_label = np.zeros(len(self._lengths), np.int64)
        hub_by_label[labels[hubs]] = hubs
        return hubs, hub_by_label[labels[nodes]]


def star_cover(
    edges: Edges, lengths: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Divide the graph into stars: return the centre of each node and its similarity to it.

    The star algorithm (Aslam, Pelekhov, Rus 2004): the node of highest degree that is in no star yet becomes a
    centre and takes its neighbours; a node of several equal texts counts as so many. Ties go to the more similar
    neighbourhood, the longer text, the lower node. At the end each satellite joins the most similar of the centres
    that it is verified against, so every member of a cluster matches its representative, and a chain of pairwise
    similar texts falls into pieces.
    """
    count = len(lengths)
    tail = np.concatenate([edges.left, edges.right])
    head = np.concatenate([edges.right, edges.left])
    similarity = np.concatenate([edges.similarity, edges.similarity])
    order = np.lexsort((head, tail))
    tail, head, similarity = tail[order], head[order], similarity[order]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=count))]).astype(np.int64)
    degree = np.bincount(tail, weights=sizes[head], minlength=count) + sizes
    closeness = np.bincount(tail, weights=similarity * sizes[head], minlength=count) + sizes
    best_first = np.lexsort((np.arange(count), -lengths, -closeness, -degree)).astype(np.int64)
    centre = np.empty(count, np.int64)
    kernels.star_cover(best_first, indptr, head, similarity, centre)
    to_centre = np.ones(count, np.float64)
    satellite = centre[tail] == head
    to_centre[tail[satellite]] = similarity[satellite]
    return centre, to_centre

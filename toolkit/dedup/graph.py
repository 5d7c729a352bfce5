"""From candidate pairs to clusters whose members all match a representative: hubs, completion, star cover, deputies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.dedup import band_kernels, graph_kernels
from toolkit.dedup.sets import distinct, pack, unpack, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

ALL_PAIRS = 64
"""Components up to this size are verified in all pairs, so that their centre is the true one."""

HUB_ROUNDS = 8
"""In a larger component its most central text meets every other; what it does not match is tried again with the next
one, this many times. Each round is linear."""

WORTH = 1 / 8
"""Before candidates are verified, hubs are tried as long as one matches this share of those that it meets: of many
articles that are alike in part, none would match many, and their candidates say more."""

SAMPLE = 64
"""Members of a large component that centrality is measured against."""

FINALISTS, FINALIST_OF = 64, 512
"""In a giant so many of the most central nodes at most, one for so many that it has, are held against a sample on the
text: an eighth of a pair more a node."""

BESIDE = 16
"""Candidates in the stars of hubs that a text outside of them is verified against, the most similar by estimate."""

SECOND_CHANCES = 3
"""How often candidates that failed against one text are tried against the centre of its cluster."""

DEPUTIES = 16
"""Further representatives that a large star may have."""

COVER = 0.75
"""A deputy matches the centre, and at least this share of a sample of the centre's members. So it stands for the same
texts. In a chain, where similarity falls with the distance, a text as far from the centre as a star reaches matches
half of the members, and one that matches three quarters is half as far: deputies carry a cluster at most half a star's
radius further on either side."""


class Edges(NamedTuple):
    """Verified pairs of nodes.

    Attributes:
        pairs: uint64, packed (see `toolkit.dedup.sets`), sorted, distinct.
        similarity: float64, their exact Jaccard similarity.
    """

    pairs: NDArray[np.uint64]
    similarity: NDArray[np.float64]

    @property
    def ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The lower and the higher node of each."""
        return unpack(self.pairs)

    def lookup(self, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the similarity of each pair of nodes, in either order; NaN where they are no edge."""
        found = np.full(len(a), np.nan)
        if len(self.pairs):
            packed = np.minimum(a, b).astype(np.uint64) << np.uint64(32) | np.maximum(a, b).astype(np.uint64)
            place = np.minimum(np.searchsorted(self.pairs, packed), len(self.pairs) - 1)
            known = self.pairs[place] == packed
            found[known] = self.similarity[place[known]]
        return found


class Stars(NamedTuple):
    """How the graph divides.

    Attributes:
        centre: int64, for each node the one that stands for it, itself perhaps.
        similarity: float64, the similarity of the two.
        cluster: int64, the first centre of its cluster; the others are its deputies.
    """

    centre: NDArray[np.int64]
    similarity: NDArray[np.float64]
    cluster: NDArray[np.int64]


def merge(one: Edges, two: Edges) -> Edges:
    """Return the union of two sets of edges without a pair in common."""
    if not len(one.pairs) or not len(two.pairs):
        return two if not len(one.pairs) else one
    pairs = np.concatenate([one.pairs, two.pairs])
    order = np.argsort(pairs, kind="stable")
    return Edges(pairs[order], np.concatenate([one.similarity, two.similarity])[order])


def components(pairs: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
    """Return the connected component of each node, numbered by first node."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs), np.int8), unpack(pairs)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    return labels.astype(np.int64)


class Refiner:
    """Chooses what is verified: the pairs that banding proposed, and those that decide how the graph divides.

    Args:
        signatures: what is kept of them, one row a node.
        lengths: int64, folded length of each node.
        sizes: int64, texts that each node stands for.
        candidates: the pairs that banding proposed, packed and sorted.
        sure: equal permutations from which a pair is similar enough by estimate.
        verify: returns those of the packed pairs that are similar enough; also gets the name of the stage.
    """

    def __init__(
        self,
        signatures: NDArray[np.uint8],
        lengths: NDArray[np.int64],
        sizes: NDArray[np.int64],
        candidates: NDArray[np.uint64],
        sure: int,
        verify: Callable[[NDArray[np.uint64], str], Edges],
    ) -> None:
        self._signatures = signatures
        self._lengths = lengths
        self._sizes = sizes
        self._candidates = candidates
        self._sure = sure
        self._verify = verify
        self._tried = np.empty(0, np.uint64)
        self._hub = np.full(len(lengths), -1, np.int64)
        self.edges = Edges(np.empty(0, np.uint64), np.empty(0, np.float64))

    def verify(self) -> None:
        """Verify the candidates, but for those that would say nothing new since a hub has met both of their texts."""
        agree = np.empty(len(self._candidates), np.int32)
        band_kernels.agreements(self._signatures, self._candidates, agree)
        self._meet_sure_hubs(agree)
        left, right = unpack(self._candidates)
        here, there = self._hub[left], self._hub[right]
        wanted = (here != there) | (here < 0)
        # One that its hub did not match still meets the members of the star that it is most similar to by estimate.
        beside = np.flatnonzero((here < 0) != (there < 0))
        outside = np.where(here < 0, left, right)[beside]
        order = np.lexsort((beside, -agree[beside], outside))
        first = np.flatnonzero(np.diff(outside[order], prepend=-1) != 0)
        rank = np.arange(len(order)) - np.repeat(first, np.diff(np.append(first, len(order))))
        wanted[beside[order[rank >= BESIDE]]] = False
        del left, right, here, there, beside, outside, order, first, rank, agree
        self._candidates = self._candidates[wanted]
        self._add(self._candidates, "pairs")

    def refine(self) -> Stars:
        """Complete the graph and divide it."""
        count = len(self._lengths)
        labels = components(self.edges.pairs, count)
        sizes = np.bincount(labels, minlength=count)
        self._complete_small(labels, sizes)
        self._meet_hubs(labels, np.flatnonzero((sizes[labels] > ALL_PAIRS) & (self._hub < 0)))
        del labels, sizes
        stars = star_cover(self.edges, self._lengths, self._sizes)
        for _ in range(SECOND_CHANCES):
            # A pair of candidates that are in different clusters: each may still match the other's centre.
            a, b = self._apart(stars)
            ends = (a, b, stars.centre[a]), (stars.centre[b], stars.centre[a], stars.centre[b])
            if not len(self._add(pack(np.concatenate(ends[0]), np.concatenate(ends[1])), "pairs").pairs):
                break
            stars = star_cover(self.edges, self._lengths, self._sizes)
        deputies = self._meet_deputies(stars)
        if deputies:
            stars = star_cover(self.edges, self._lengths, self._sizes, deputies)
        return stars

    def _apart(self, stars: Stars) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the candidates whose two ends are in different clusters."""
        left, right = unpack(self._candidates)
        apart = stars.cluster[left] != stars.cluster[right]
        return left[apart], right[apart]

    def _add(self, pairs: NDArray[np.uint64], stage: str) -> Edges:
        """Verify those of the sorted packed pairs that are new; return those that are similar enough."""
        pairs = without(pairs, self._tried)
        if not len(pairs):
            return Edges(pairs, np.empty(0, np.float64))
        self._tried = distinct(np.concatenate([self._tried, pairs]))
        found = self._verify(pairs, stage)
        self.edges = merge(self.edges, found)
        return found

    def _complete_small(self, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        by_label = np.argsort(labels, kind="stable")
        small = np.flatnonzero((sizes > 2) & (sizes <= ALL_PAIRS))
        wanted = np.empty(int((sizes[small] * (sizes[small] - 1) // 2).sum()), np.uint64)
        graph_kernels.all_pairs(by_label, (np.cumsum(sizes) - sizes)[small], sizes[small], wanted)
        self._add(distinct(wanted), "pairs")

    def _meet_sure_hubs(self, agree: NDArray[np.int32]) -> None:
        """Let the hubs of what hangs together by estimate meet their likes, before any candidate is verified."""
        count = len(self._lengths)
        labels = components(self._candidates[agree >= self._sure], count)
        sizes = np.bincount(labels, minlength=count)
        self._meet_hubs(labels, np.flatnonzero(sizes[labels] > ALL_PAIRS), WORTH)

    def _meet_hubs(self, labels: NDArray[np.int64], nodes: NDArray[np.int64], worth: float = 0.0) -> None:
        """Let the most central of `nodes` in each component meet the others, and again with those it does not match."""
        count = len(self._lengths)
        for _ in range(HUB_ROUNDS):
            if len(nodes) < 2:
                return
            hub_of = self._hubs(labels, nodes)
            others = nodes != hub_of
            self._add(pack(nodes[others], hub_of[others]), "stars")
            is_hub = np.zeros(count, np.bool_)
            is_hub[hub_of] = True
            left, right = self.edges.ends
            for near, far in ((left, right), (right, left)):
                matched = np.flatnonzero(is_hub[near] & (self._hub[far] < 0) & (labels[near] == labels[far]))
                self._hub[far[matched]] = near[matched]
            self._hub[hub_of] = hub_of
            met = np.bincount(labels[nodes], minlength=count)
            open_ones = self._hub[nodes] < 0
            nodes = nodes[open_ones]
            missed = np.bincount(labels[nodes], minlength=count)
            nodes = nodes[((met - missed) >= worth * met)[labels[nodes]]]

    def _hubs(self, labels: NDArray[np.int64], nodes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each of `nodes` the most central of those in its component.

        Centrality is the agreement of signatures with a sample, the lowest nodes of the component. In a giant some
        signatures agree well by luck, so the best ones are held against another sample on the text.
        """
        order = np.lexsort((nodes, labels[nodes]))
        grouped, ordered = labels[nodes][order], nodes[order]
        _, firsts, sizes = np.unique(grouped, return_index=True, return_counts=True)
        central = np.empty(len(nodes), np.int64)
        band_kernels.centrality(self._signatures, ordered, firsts, sizes, SAMPLE, central)
        best_first = np.lexsort((ordered, -central, grouped))
        hubs = ordered[best_first[firsts]]
        giants = np.flatnonzero(sizes >= 2 * FINALIST_OF)
        asked = []
        for first, size in zip(firsts[giants].tolist(), sizes[giants].tolist(), strict=True):
            best = ordered[best_first[first : first + min(FINALISTS, size // FINALIST_OF)]]
            asked.append((best, ordered[first + np.arange(SAMPLE) * size // SAMPLE]))
        for group, (best, _), covers in zip(giants.tolist(), asked, self._covers(asked), strict=True):
            hubs[group] = best[np.lexsort((best, -covers.sum(axis=1), -(covers > 0).sum(axis=1)))[0]]
        hub_by_label = np.zeros(len(self._lengths), np.int64)
        hub_by_label[grouped[firsts]] = hubs
        return hub_by_label[labels[nodes]]

    def _covers(self, asked: list[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> Iterator[NDArray[np.float64]]:
        """Yield for each (nodes, sample) the similarity of every node to every one of the sample.

        Verified on the text, all together; 0 below the threshold.
        """
        grids = [(np.repeat(nodes, len(sample)), np.tile(sample, len(nodes))) for nodes, sample in asked]
        packed = [pack(a[a != b], b[a != b]) for a, b in grids]
        self._add(distinct(np.concatenate([np.empty(0, np.uint64), *packed])), "stars")
        for (nodes, sample), (a, b) in zip(asked, grids, strict=True):
            found = np.nan_to_num(self.edges.lookup(a, b), nan=0.0)
            found[a == b] = 1.0
            yield found.reshape(len(nodes), len(sample))

    def _meet_deputies(self, stars: Stars) -> dict[int, NDArray[np.int64]]:
        """Let each node that is a candidate beside a member of a larger star, but not of it, meet its deputies.

        Returns the deputies of each star that has such nodes.
        """
        a, b = self._beside(stars)
        deputies = self._deputies(stars, np.unique(b))
        order = np.argsort(b, kind="stable")
        a, b = a[order], b[order]
        wanted = [np.empty(0, np.uint64)]
        for centre, own in deputies.items():
            beside = a[slice(*np.searchsorted(b, [centre, centre + 1]))]
            wanted.append(pack(np.repeat(beside, len(own)), np.tile(own, len(beside))))
        self._add(distinct(np.concatenate(wanted)), "stars")
        return deputies

    def _beside(self, stars: Stars) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return nodes, and for each the centre of the largest of the large stars beside it, larger than its own."""
        sizes = np.bincount(stars.cluster, minlength=len(stars.cluster))
        a, b = self._apart(stars)
        a, b = np.concatenate([a, b]), stars.cluster[np.concatenate([b, a])]
        up = (sizes[b] > ALL_PAIRS) & (sizes[b] > sizes[stars.cluster[a]])
        a, b = a[up], b[up]
        order = np.lexsort((b, -sizes[b], a))
        a, b = a[order], b[order]
        first = np.diff(a, prepend=-1) != 0
        return a[first], b[first]

    def _deputies(self, stars: Stars, centres: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
        """Return the further representatives of some stars: their most central members that cover them."""
        sizes = np.bincount(stars.centre, minlength=len(stars.centre))
        by_centre = np.argsort(stars.centre, kind="stable")
        firsts = np.cumsum(sizes) - sizes
        asked = []
        for centre in centres.tolist():
            members = by_centre[firsts[centre] : firsts[centre] + sizes[centre]]
            members = members[members != centre]
            central = np.empty(len(members), np.int64)
            whole = np.zeros(1, np.int64), np.array([len(members)])
            band_kernels.centrality(self._signatures, members, *whole, SAMPLE, central)
            best = members[np.lexsort((members, -central))[: 2 * DEPUTIES]]
            asked.append((best, members[np.arange(SAMPLE) * len(members) // SAMPLE]))
        found = {}
        for centre, (best, _), covers in zip(centres.tolist(), asked, self._covers(asked), strict=True):
            fit = (covers > 0).mean(axis=1) >= COVER
            if fit.any():
                found[centre] = best[fit][:DEPUTIES]
        return found


def star_cover(
    edges: Edges,
    lengths: NDArray[np.int64],
    sizes: NDArray[np.int64],
    deputies: dict[int, NDArray[np.int64]] | None = None,
) -> Stars:
    """Divide the graph into stars.

    The star algorithm (Aslam, Pelekhov, Rus 2004): the node of highest degree that is in no star yet becomes a
    centre and takes its neighbours; a node of several equal texts counts as so many. Ties go to the more similar
    neighbourhood, the longer text, the lower node. A centre's deputies, as far as it has taken them, then take theirs,
    in their order; those that find none remain satellites. At the end each satellite joins the most similar of the
    first centres that it is verified against, if there is any, so every member of a cluster matches its representative,
    and a chain of pairwise similar texts falls into pieces.
    """
    count = len(lengths)
    indptr = np.zeros(count + 1, np.int64)
    neighbours, edge = np.empty(2 * len(edges.pairs), np.int32), np.empty(2 * len(edges.pairs), np.int32)
    graph_kernels.adjacency(edges.pairs, indptr, neighbours, edge)
    degree, closeness = np.empty(count, np.int64), np.empty(count, np.float64)
    graph_kernels.centralities(indptr, neighbours, edge, edges.similarity, sizes, degree, closeness)
    np.negative(degree, out=degree)
    np.negative(closeness, out=closeness)
    best_first = np.lexsort((-lengths, closeness, degree))  # stable: ties go to the lower node
    del degree, closeness
    numbers = np.zeros(count + 1, np.int64)
    for centre, own in (deputies or {}).items():
        numbers[centre + 1] = len(own)
    listed = [deputies[centre] for centre in sorted(deputies)] if deputies else []
    flat = np.concatenate([np.empty(0, np.int64), *listed])
    stars = Stars(np.empty(count, np.int64), np.empty(count, np.float64), np.empty(count, np.int64))
    graph = best_first, indptr, neighbours, edge, edges.similarity
    graph_kernels.star_cover(*graph, np.cumsum(numbers), flat, stars.centre, stars.cluster, stars.similarity)
    return stars

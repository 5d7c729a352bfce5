"""Compiled loops over the graph of verified pairs."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@kernel
def all_pairs(members, firsts, sizes, out):  # type: ignore[no-untyped-def]
    """Write all pairs of members of each group, packed.

    Args:
        members: int64, group after group, ascending in each.
        firsts: int64, where each group begins.
        sizes: int64, its size.
        out: uint64, room for all pairs.
    """
    used = 0
    for group in range(firsts.size):
        for a in range(firsts[group], firsts[group] + sizes[group]):
            for b in range(a + 1, firsts[group] + sizes[group]):
                out[used] = np.uint64(members[a]) << _SHIFT | np.uint64(members[b])
                used += 1


@kernel
def adjacency(pairs, indptr, neighbours, edge):  # type: ignore[no-untyped-def]
    """Write the neighbours of each node, ascending, and the edges that lead there.

    Args:
        pairs: uint64, the edges, packed and sorted.
        indptr: int64, one more than nodes, zeros; becomes where the neighbours of each node begin.
        neighbours: int32, room for two a pair.
        edge: int32, likewise: positions in `pairs`.
    """
    for pair in pairs:
        indptr[np.int64(pair >> _SHIFT) + 1] += 1
        indptr[np.int64(pair & _LOW) + 1] += 1
    for node in range(1, indptr.size):
        indptr[node] += indptr[node - 1]
    cursor = indptr[:-1].copy()
    for backward in range(2):  # first the lower neighbours of all nodes, then the higher ones
        for at in range(pairs.size):
            low = np.int64(pairs[at] >> _SHIFT)
            high = np.int64(pairs[at] & _LOW)
            own = low if backward else high
            neighbours[cursor[own]] = high if backward else low
            edge[cursor[own]] = at
            cursor[own] += 1


@kernel
def centralities(indptr, neighbours, edge, similarity, sizes, degree, closeness):  # type: ignore[no-untyped-def]
    """Write how many texts each node stands close to, itself included, and the sum of their similarities."""
    for node in range(degree.size):
        degree[node] = sizes[node]
        closeness[node] = 0.0
        for at in range(indptr[node], indptr[node + 1]):
            degree[node] += sizes[neighbours[at]]
            closeness[node] += similarity[edge[at]] * sizes[neighbours[at]]
        closeness[node] += sizes[node]


@kernel
def _similarity(indptr, neighbours, edge, similarity, node, other):  # type: ignore[no-untyped-def]
    for at in range(indptr[node], indptr[node + 1]):
        if neighbours[at] == other:
            return similarity[edge[at]]
    return 0.0


@kernel
def star_cover(  # type: ignore[no-untyped-def]
    order, indptr, neighbours, edge, similarity, first_deputy, deputies, centre, cluster, found
):
    """Write the centre and the cluster of each node: stars picked in `order`, then each joins the most similar one.

    Args:
        order: int64, all nodes, the best centre first.
        indptr: int64, CSR row pointers of the verified graph.
        neighbours: int32, CSR columns.
        edge: int32, the edge of each CSR entry.
        similarity: float64, of each edge.
        first_deputy: int64, one more than nodes: where the deputies of each node begin.
        deputies: int64, nodes that become centres in the cluster of a node, if they are in its star.
        centre: int64, the result; a centre is its own.
        cluster: int64, the result: the first centre of the cluster.
        found: float64, the result: similarity of each node to its centre.
    """
    centre[:] = -1
    for node in order:
        if centre[node] >= 0:
            continue
        centre[node] = node
        cluster[node] = node
        for at in range(indptr[node], indptr[node + 1]):
            if centre[neighbours[at]] < 0:
                centre[neighbours[at]] = node
        for place in range(first_deputy[node], first_deputy[node + 1]):
            deputy = deputies[place]
            if centre[deputy] != node:
                continue
            centre[deputy] = deputy
            cluster[deputy] = node
            for at in range(indptr[deputy], indptr[deputy + 1]):
                if centre[neighbours[at]] < 0:
                    centre[neighbours[at]] = deputy
    used = np.zeros(centre.size, np.bool_)
    for node in range(centre.size):
        found[node] = 1.0
        if centre[node] == node:
            continue
        best = -1.0
        for at in range(indptr[node], indptr[node + 1]):
            other = neighbours[at]
            # Ties go to the lower node: nodes are in canonical order, so the choice is the same in every run.
            if centre[other] == other and cluster[other] == other and similarity[edge[at]] > best:
                best = similarity[edge[at]]
                centre[node] = other
        if best < 0.0:  # near no first centre: it stays with the first deputy that took it
            best = _similarity(indptr, neighbours, edge, similarity, node, centre[node])
            used[centre[node]] = True
        found[node] = best
        cluster[node] = cluster[centre[node]]
    for deputy in deputies:
        if centre[deputy] == deputy and cluster[deputy] != deputy and not used[deputy]:
            centre[deputy] = cluster[deputy]
            found[deputy] = _similarity(indptr, neighbours, edge, similarity, deputy, cluster[deputy])

"""Compiled loops of the banding: band keys, candidate pairs in a band's buckets, agreement of signatures."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@kernel
def band_keys(signatures, first, rows, out):  # type: ignore[no-untyped-def]
    """Write a 32-bit hash of `signatures[i, first:first + rows]` for each text."""
    for i in range(signatures.shape[0]):
        h = np.uint64(rows)
        for k in range(first, first + rows):
            h = (h ^ np.uint64(signatures[i, k])) * _MIX
            h ^= h >> _SHIFT
        out[i] = np.uint32(h >> _SHIFT)


@kernel
def matches(signatures, i, j):  # type: ignore[no-untyped-def]
    """Return in how many columns two rows of `signatures` agree."""
    left = signatures[i]
    right = signatures[j]
    agree = np.int32(0)
    for k in range(left.size):
        agree += np.int32(left[k] == right[k])
    return agree


@kernel
def root(parent, node):  # type: ignore[no-untyped-def]
    """Return the lowest node that `node` hangs together with, and shorten the way there."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def _connect(parent, i, j):  # type: ignore[no-untyped-def]
    i = root(parent, i)
    j = root(parent, j)
    if i < j:
        parent[j] = i
    else:
        parent[i] = j


@kernel
def bucket_pairs(  # type: ignore[no-untyped-def]
    signatures, order, keys, parent, met, small, rounds, depth, enough, doubt, sure, certain, first
):
    """Return the candidate pairs of one band, as uint64 `i << 32 | j` with i < j; a pair may repeat.

    Args:
        signatures: uint8 or uint16, lowest bits of each permutation, one row a text, rows in canonical order.
        order: the texts sorted by band key, ties in canonical order.
        keys: uint32, the band key of each text in `order`.
        parent: int32, a forest of close copies, of this band and those before; texts of one tree make no pair.
        met: uint8, for each text how many centres of large buckets it was perhaps similar to, so far; eight for one
            that it surely is.
        small: buckets up to this size are compared in all pairs.
        rounds: centres tried in a larger bucket before it is divided further.
        depth: how often a bucket may be divided.
        enough: so many of those do: the text rests in the large buckets that are left.
        doubt: fewest equal permutations of a pair worth verifying.
        sure: equal permutations from which a member is taken to belong to its centre, and rests.
        certain: equal permutations that only close copies reach.
        first: permutation that the first division goes by; the next ones follow, wrapping around.

    In a larger bucket the first member is the centre and meets every other; members it does not explain go to the
    next round. What is left after all rounds is divided by one more permutation and handled likewise. The work is
    at most (rounds * depth) comparisons a member, so a bucket of any size takes linear time and none is skipped.
    """
    pairs = np.empty(1024, np.uint64)
    used = np.int64(0)  # one type throughout, or numba compiles what it is passed to twice
    begin = 0
    while begin < order.size:
        stop = begin + 1
        while stop < order.size and keys[stop] == keys[begin]:
            stop += 1
        if stop - begin > small:
            pairs, used = _large_bucket(
                signatures,
                order[begin:stop].copy(),
                parent,
                met,
                rounds,
                depth,
                enough,
                doubt,
                sure,
                certain,
                first,
                pairs,
                used,
            )
        elif stop - begin > 1:
            if used + small * small > pairs.size:
                pairs = _grown(pairs, used, small * small)
            for a in range(begin, stop):
                for b in range(a + 1, stop):
                    if root(parent, order[a]) == root(parent, order[b]):
                        continue
                    agree = matches(signatures, order[a], order[b])
                    if agree >= doubt:
                        pairs[used] = np.uint64(order[a]) << _SHIFT | np.uint64(order[b])
                        used += 1
                    if agree >= certain:
                        _connect(parent, order[a], order[b])
        begin = stop
    return pairs[:used]


@kernel
def _grown(pairs, used, extra):  # type: ignore[no-untyped-def]
    more = np.empty(2 * (used + extra), np.uint64)
    more[:used] = pairs[:used]
    return more


@kernel
def _large_bucket(  # type: ignore[no-untyped-def]
    signatures, members, parent, met, rounds, depth, enough, doubt, sure, certain, first, pairs, used
):
    groups = np.zeros(members.size, np.int64)  # members of one group are adjacent, in canonical order
    for level in range(depth):
        for _ in range(rounds):
            if members.size < 2:
                return pairs, used
            if used + members.size > pairs.size:
                pairs = _grown(pairs, used, members.size)
            left = 0
            centre_member = members[0]
            centre_group = np.int64(-1)
            for a in range(members.size):
                if groups[a] != centre_group:
                    centre_member = members[a]
                    centre_group = groups[a]
                    continue
                if met[members[a]] >= enough or root(parent, members[a]) == root(parent, centre_member):
                    continue
                agree = matches(signatures, centre_member, members[a])
                if agree >= doubt:
                    pairs[used] = np.uint64(centre_member) << _SHIFT | np.uint64(members[a])
                    used += 1
                    met[members[a]] += np.uint8(8 if agree >= sure else 1)
                if agree >= certain:
                    _connect(parent, centre_member, members[a])
                if agree < sure:
                    members[left] = members[a]
                    groups[left] = centre_group
                    left += 1
            members = members[:left]
            groups = groups[:left]
        # Divide what is left by one more permutation: similar texts mostly stay together, others part.
        column = (first + level) % signatures.shape[1]
        values = np.empty(members.size, np.uint64)
        for a in range(members.size):
            values[a] = (np.uint64(groups[a]) << _SHIFT) | np.uint64(signatures[members[a], column])
        by_value = np.argsort(values, kind="mergesort")
        members = members[by_value]
        values = values[by_value]
        groups = np.zeros(members.size, np.int64)
        for a in range(1, members.size):
            groups[a] = groups[a - 1] + np.int64(values[a] != values[a - 1])
    return pairs, used


@kernel
def centrality(signatures, nodes, firsts, sizes, sample, out):  # type: ignore[no-untyped-def]
    """Write for each node its agreement with a sample of its group.

    Args:
        signatures: uint8, one row a node.
        nodes: int64, group after group.
        firsts: int64, where each group begins.
        sizes: int64, its size.
        sample: nodes at the beginning of a group that its members are compared with.
        out: int64, equal permutations with the whole sample, for each of `nodes`.
    """
    for group in range(firsts.size):
        begin = firsts[group]
        taken = min(sample, sizes[group])
        for a in range(begin, begin + sizes[group]):
            total = 0
            for b in range(begin, begin + taken):
                total += matches(signatures, nodes[a], nodes[b])
            out[a] = total


@kernel
def agreements(signatures, pairs, out):  # type: ignore[no-untyped-def]
    """Write in how many permutations each packed pair agrees."""
    for p in range(pairs.size):
        out[p] = matches(signatures, np.int64(pairs[p] >> _SHIFT), np.int64(pairs[p] & _LOW))

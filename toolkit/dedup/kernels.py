"""Compiled loops of the search: band keys, candidate pairs in a band's buckets, exact intersections."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)
_FIRST_SLOTS = 64


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
def bucket_pairs(signatures, order, keys, small, rounds, depth, doubt, sure, first):  # type: ignore[no-untyped-def]
    """Return the candidate pairs of one band, as uint64 `i << 32 | j` with i < j; a pair may repeat.

    Args:
        signatures: uint8, lowest bits of each permutation, one row a text, rows in canonical order.
        order: int64, the texts sorted by band key, ties in canonical order.
        keys: uint32, the band key of each text in `order`.
        small: buckets up to this size are compared in all pairs.
        rounds: centres tried in a larger bucket before it is divided further.
        depth: how often a bucket may be divided.
        doubt: fewest equal permutations of a pair worth verifying.
        sure: equal permutations from which a member is taken to belong to its centre, and rests.
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
                signatures, order[begin:stop].copy(), rounds, depth, doubt, sure, first, pairs, used
            )
        elif stop - begin > 1:
            if used + small * small > pairs.size:
                pairs = _grown(pairs, used, small * small)
            for a in range(begin, stop):
                for b in range(a + 1, stop):
                    if matches(signatures, order[a], order[b]) >= doubt:
                        pairs[used] = np.uint64(order[a]) << _SHIFT | np.uint64(order[b])
                        used += 1
        begin = stop
    return pairs[:used]


@kernel
def _grown(pairs, used, extra):  # type: ignore[no-untyped-def]
    more = np.empty(2 * (used + extra), np.uint64)
    more[:used] = pairs[:used]
    return more


@kernel
def _large_bucket(signatures, members, rounds, depth, doubt, sure, first, pairs, used):  # type: ignore[no-untyped-def]
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
                agree = matches(signatures, centre_member, members[a])
                if agree >= doubt:
                    pairs[used] = np.uint64(centre_member) << _SHIFT | np.uint64(members[a])
                    used += 1
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
def batch_ends(left, right, sizes, room, ends):  # type: ignore[no-untyped-def]
    """Cut the pairs into batches whose sets fit together; write one past the last pair of each, return how many.

    Args:
        left: int64, one node of each pair.
        right: int64, the other.
        sizes: int64, size of each node's set.
        room: size that the distinct sets of a batch may have together; a pair larger than that is a batch.
        ends: int64, room for one number a pair.
    """
    batch = 1
    seen = np.zeros(sizes.size, np.int64)
    used = 0
    for p in range(left.size):
        extra = 0
        if seen[left[p]] != batch:
            extra += sizes[left[p]]
        if seen[right[p]] != batch:
            extra += sizes[right[p]]
        if used > 0 and used + extra > room:
            ends[batch - 1] = p
            batch += 1
            used = 0
            extra = sizes[left[p]] + sizes[right[p]]
        seen[left[p]] = batch
        seen[right[p]] = batch
        used += extra
    if left.size > 0:
        ends[batch - 1] = left.size
        return batch
    return 0


@kernel
def intersections(hashes, starts, counts, left, right, threshold, shared):  # type: ignore[no-untyped-def]
    """Write the size of the intersection of set `left[p]` and set `right[p]`, or -1 where it cannot be similar.

    Sets are those of `ShingleSets`. Pairs with the same left set should be adjacent: its table is built once a run.
    A pair is given up as soon as too many members have been missing for a Jaccard similarity of `threshold`:
    J >= t means that at least t / (1 + t) * (|A| + |B|) are shared.
    """
    table = np.empty(_FIRST_SLOTS, np.uint64)
    slots = _FIRST_SLOTS
    has_zero = False
    for p in range(left.size):
        if p == 0 or left[p] != left[p - 1]:
            begin = starts[left[p]]
            size = counts[left[p]]
            slots = _FIRST_SLOTS
            while slots < 2 * size:
                slots *= 2
            if slots > table.size:
                table = np.empty(slots, np.uint64)
            table[:slots] = np.uint64(0)
            has_zero = False
            mask = np.uint64(slots - 1)
            for i in range(begin, begin + size):
                value = hashes[i]
                if value == np.uint64(0):
                    has_zero = True
                    continue
                slot = (value >> _SHIFT) & mask
                while table[slot] != np.uint64(0):
                    slot = (slot + np.uint64(1)) & mask
                table[slot] = value
        mask = np.uint64(slots - 1)
        begin = starts[right[p]]
        size = counts[right[p]]
        # Rounded down with a little to spare: this only saves work, the caller decides on the exact quotient.
        needed = np.int64((threshold / (1.0 + threshold)) * (counts[left[p]] + size) - 1e-6)
        may_miss = size - needed
        missed = 0
        for i in range(begin, begin + size):
            value = hashes[i]
            if value == np.uint64(0):
                found = has_zero
            else:
                slot = (value >> _SHIFT) & mask
                while table[slot] != np.uint64(0) and table[slot] != value:
                    slot = (slot + np.uint64(1)) & mask
                found = table[slot] == value
            if not found:
                missed += 1
                if missed > may_miss:
                    break
        shared[p] = size - missed if missed <= may_miss else -1


@kernel
def star_cover(order, indptr, neighbours, similarity, centre):  # type: ignore[no-untyped-def]
    """Write the centre of each node: stars picked in `order`, then each satellite joins its most similar centre.

    Args:
        order: int64, all nodes, the best centre first.
        indptr: int64, CSR row pointers of the verified graph.
        neighbours: int64, CSR columns.
        similarity: float64, of each CSR entry.
        centre: int64, the result; a centre is its own.
    """
    centre[:] = -1
    for node in order:
        if centre[node] >= 0:
            continue
        centre[node] = node
        for at in range(indptr[node], indptr[node + 1]):
            if centre[neighbours[at]] < 0:
                centre[neighbours[at]] = node
    for node in range(centre.size):
        if centre[node] == node:
            continue
        best = -1.0
        for at in range(indptr[node], indptr[node + 1]):
            other = neighbours[at]
            # Ties go to the lower node: nodes are in canonical order, so the choice is the same in every run.
            if centre[other] == other and similarity[at] > best:
                best = similarity[at]
                centre[node] = other


@kernel
def plausible(signatures, left, right, doubt, out):  # type: ignore[no-untyped-def]
    """Write whether each pair agrees in at least `doubt` permutations."""
    for p in range(left.size):
        out[p] = matches(signatures, left[p], right[p]) >= doubt


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
def postings(hashes, starts, counts):  # type: ignore[no-untyped-def]
    """Return which of some sets hold each hash.

    Args:
        hashes: uint64, the sets, flat, as in `ShingleSets`.
        starts: int64, where each begins.
        counts: int64, its size.

    Returns:
        An open-addressing table of hashes (uint64, 0 is free: a hash of 0 is left out), where the owners of each slot
        begin (int64, one more than slots), and the owners (int32).
    """
    slots = _FIRST_SLOTS
    while slots < 2 * counts.sum():
        slots *= 2
    table = np.zeros(slots, np.uint64)
    mask = np.uint64(slots - 1)
    firsts = np.zeros(slots + 1, np.int64)
    for fill in range(2):
        owners = np.empty(firsts[slots] if fill else 0, np.int32)
        for i in range(starts.size):
            for at in range(starts[i], starts[i] + counts[i]):
                value = hashes[at]
                if value == np.uint64(0):
                    continue
                slot = (value >> _SHIFT) & mask
                while table[slot] != np.uint64(0) and table[slot] != value:
                    slot = (slot + np.uint64(1)) & mask
                if fill:
                    firsts[slot] -= 1
                    owners[firsts[slot]] = i
                else:
                    table[slot] = value
                    firsts[slot] += 1
        if not fill:
            for slot in range(1, slots + 1):
                firsts[slot] += firsts[slot - 1]
    return table, firsts, owners


@kernel
def similar_to_sample(table, firsts, owners, sizes, hashes, starts, counts, threshold):  # type: ignore[no-untyped-def]
    """Return the pairs (sampled set, set) of at least this Jaccard similarity, and how much was counted for it.

    Args:
        table: of `postings`, as the next two.
        firsts: where the owners of a slot begin.
        owners: the owners.
        sizes: int64, size of each sampled set.
        hashes: uint64, the other sets, flat.
        starts: int64, where each begins.
        counts: int64, its size.
        threshold: Jaccard similarity.

    Returns:
        (int64 of shape (pairs, 2), shingles looked up and counted)
    """
    mask = np.uint64(table.size - 1)
    work = counts.sum()
    shared = np.zeros(sizes.size, np.int64)
    met = np.empty(sizes.size, np.int64)
    pairs = np.empty((64, 2), np.int64)
    used = 0
    for i in range(starts.size):
        seen = 0
        for at in range(starts[i], starts[i] + counts[i]):
            value = hashes[at]
            if value == np.uint64(0):
                continue
            slot = (value >> _SHIFT) & mask
            while table[slot] != np.uint64(0) and table[slot] != value:
                slot = (slot + np.uint64(1)) & mask
            if table[slot] == value:
                work += firsts[slot + 1] - firsts[slot]
                for k in range(firsts[slot], firsts[slot + 1]):
                    if shared[owners[k]] == 0:
                        met[seen] = owners[k]
                        seen += 1
                    shared[owners[k]] += 1
        for k in range(seen):
            both = shared[met[k]]
            shared[met[k]] = 0
            if both / (sizes[met[k]] + counts[i] - both) >= threshold:
                if used == pairs.shape[0]:
                    more = np.empty((2 * used, 2), np.int64)
                    more[:used] = pairs
                    pairs = more
                pairs[used, 0] = met[k]
                pairs[used, 1] = i
                used += 1
    return pairs[:used].copy(), work

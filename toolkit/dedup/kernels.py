"""Compiled loops of the verification and of the measurement: batches of pairs, exact intersections."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_SHIFT = np.uint64(32)
_FIRST_SLOTS = 64


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

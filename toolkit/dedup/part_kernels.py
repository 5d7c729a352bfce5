"""Compiled loops of the search for shared passages: winnowed fingerprints, pairs that share one, aligned passages.

Texts are folded code points, flat: text i is `flat[starts[i] : starts[i] + lengths[i]]`.
"""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_P = np.uint64(6364136223846793005)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_FIRST_SLOTS = 64


@kernel
def gram_hashes(flat, start, length, k, out):  # type: ignore[no-untyped-def]
    """Write a 64-bit hash of each run of `k` characters; return how many runs there are.

    A rolling polynomial, mixed so that its order is as good as random: winnowing takes the lowest.
    """
    if length < k:
        return 0
    lead = _P
    for _ in range(k):
        lead *= _P
    state = np.uint64(0)
    for i in range(length):
        state = (state + np.uint64(flat[start + i])) * _P
        if i >= k:
            state -= np.uint64(flat[start + i - k]) * lead
        if i >= k - 1:
            h = (state ^ (state >> _HALF)) * _MIX
            out[i - k + 1] = h ^ (h >> _HALF)
    return length - k + 1


@kernel
def stored(value, bits):  # type: ignore[no-untyped-def]
    """Return a hash as fingerprints keep it: mixed anew (the lowest hashes are no uniform sample), low bits clear."""
    return ((value * _MIX) >> bits) << bits


@kernel
def winnow(flat, starts, lengths, k, window, nodes, bits, share, shares, out):  # type: ignore[no-untyped-def]
    """Write the fingerprints of each text, `hash | node`; return how many.

    Args:
        flat: int32, the texts.
        starts: int64, where each begins.
        lengths: int64, its characters.
        k: characters in a run that is hashed.
        window: runs of which the lowest hash is taken; any passage of `k + window - 1` characters has a fingerprint.
        nodes: int64, the number that stands for each text.
        bits: uint64, low bits that the number takes.
        share: keep only fingerprints of this share of all hashes ...
        shares: ... of so many.
        out: uint64, room for one fingerprint a character.
    """
    hashes = np.empty(1024, np.uint64)
    used = 0
    for t in range(starts.size):
        if lengths[t] > hashes.size:
            hashes = np.empty(2 * lengths[t], np.uint64)
        count = gram_hashes(flat, starts[t], lengths[t], k, hashes)
        best = -1
        for right in range(window - 1, count):
            left = right - window + 1
            taken = False
            if best < left:
                best = left
                for i in range(left + 1, right + 1):
                    if hashes[i] <= hashes[best]:
                        best = i
                taken = True
            elif hashes[right] <= hashes[best]:
                best = right
                taken = True
            if taken:
                kept = stored(hashes[best], bits)
                if ((kept >> _HALF) * np.uint64(shares)) >> _HALF == np.uint64(share):
                    out[used] = kept | np.uint64(nodes[t])
                    used += 1
    return used


@kernel
def sharing(prints, begin, bits, limit, pairs, common):  # type: ignore[no-untyped-def]
    """Write the pairs of texts that share a fingerprint, and the fingerprints that too many share.

    Args:
        prints: uint64, sorted and distinct `hash | node`.
        begin: where to go on.
        bits: low bits that are the node.
        limit: texts that may share a fingerprint; above it, it is boilerplate and makes no pairs.
        pairs: uint64, room for `low << 32 | high`; a pair may repeat.
        common: uint64, room for one hash in `limit` fingerprints.

    Returns:
        (where to go on, pairs written, hashes written); stops early when `pairs` is full.
    """
    mask = (_ONE << bits) - _ONE
    made = 0
    boiler = 0
    while begin < prints.size:
        head = prints[begin] >> bits
        stop = begin + 1
        while stop < prints.size and prints[stop] >> bits == head:
            stop += 1
        size = stop - begin
        if size > limit:
            common[boiler] = head << bits
            boiler += 1
        elif size > 1:
            if made + size * (size - 1) // 2 > pairs.size:
                return begin, made, boiler
            for a in range(begin, stop):
                for b in range(a + 1, stop):
                    pairs[made] = (prints[a] & mask) << _HALF | (prints[b] & mask)
                    made += 1
        begin = stop
    return begin, made, boiler


@kernel
def _find(table, slots, value):  # type: ignore[no-untyped-def]
    """Return the slot of `value`, or the free one where it belongs; 0 marks free slots and is never asked for."""
    mask = np.uint64(slots - 1)
    slot = (value >> _HALF) & mask
    while table[slot] != np.uint64(0) and table[slot] != value:
        slot = (slot + _ONE) & mask
    return slot


@kernel
def hash_set(values):  # type: ignore[no-untyped-def]
    """Return an open-addressing table of the values, a power of two in size, at most half full."""
    slots = _FIRST_SLOTS
    while slots < 2 * values.size:
        slots *= 2
    table = np.zeros(slots, np.uint64)
    for value in values:
        if value != np.uint64(0):
            table[_find(table, slots, value)] = value
    return table


@kernel
def boilerplate(hashes, count, k, window, bits, common, length, out):  # type: ignore[no-untyped-def]
    """Mark in `out[:length]` the characters of passages that very many texts share; return how many.

    Runs whose fingerprint is among `common` (a table of `hash_set`) are marked, and what lies between two of them no
    further apart than a window: inside a shared passage fingerprints are never further apart.
    """
    out[:length] = False
    if common.size <= _FIRST_SLOTS and not common.any():
        return 0
    last = -1
    for i in range(count):
        value = stored(hashes[i], bits)
        if value == np.uint64(0) or common[_find(common, common.size, value)] != value:
            continue
        first = last if last >= 0 and i - last <= window else i
        out[first : i + k] = True
        last = i
    marked = 0
    for i in range(length):
        marked += out[i]
    return marked


@kernel
def passages(flat, starts, lengths, left, right, k, window, gap, least, bits, common, figures):  # type: ignore[no-untyped-def]
    """Align the shared passages of each pair of texts.

    Args:
        flat: int32, the texts.
        starts: int64, where each begins.
        lengths: int64, its characters.
        left: int64, one text of each pair; those with the same one adjacent.
        right: int64, the other.
        k: characters in a run.
        window: runs of which one was a fingerprint.
        gap: characters that may differ between two shared runs of one passage, on either side.
        least: characters that a passage must share exactly, boilerplate apart.
        bits: low bits of a fingerprint that are no hash.
        common: table of the fingerprints that are boilerplate, of `hash_set`.
        figures: int64 of shape (pairs, 4), written: characters of left and of right that are shared, and how many each
            has that are no boilerplate.

    Returns:
        int64 of shape (passages, 5): pair, start and end in the left text, start and end in the right one.
    """
    found = np.empty((64, 5), np.int64)
    used = 0
    table = np.empty(_FIRST_SLOTS, np.uint64)
    place = np.empty(_FIRST_SLOTS, np.int32)
    longest = 1
    for p in range(left.size):
        longest = max(longest, max(lengths[left[p]], lengths[right[p]]))
    one = np.empty(longest, np.uint64)
    two = np.empty(longest, np.uint64)
    stock_one = np.zeros(longest, np.bool_)
    stock_two = np.zeros(longest, np.bool_)
    seen = np.zeros(longest, np.bool_)
    count = 0
    own_one = 0
    slots = _FIRST_SLOTS
    for p in range(left.size):
        a, b = left[p], right[p]
        if p == 0 or a != left[p - 1]:
            count = gram_hashes(flat, starts[a], lengths[a], k, one)
            own_one = lengths[a] - boilerplate(one, count, k, window, bits, common, lengths[a], stock_one)
            slots = _FIRST_SLOTS
            while slots < 2 * count:
                slots *= 2
            if slots > table.size:
                table = np.empty(slots, np.uint64)
                place = np.empty(slots, np.int32)
            table[:slots] = np.uint64(0)
            for i in range(count):
                slot = _find(table, slots, one[i])
                if table[slot] == np.uint64(0):
                    table[slot] = one[i]
                    place[slot] = i
        count_two = gram_hashes(flat, starts[b], lengths[b], k, two)
        own_two = lengths[b] - boilerplate(two, count_two, k, window, bits, common, lengths[b], stock_two)
        seen[: lengths[a]] = False
        figures[p, 0] = 0
        figures[p, 1] = 0
        figures[p, 2] = own_one
        figures[p, 3] = own_two
        at = -2  # run of the left text that the last run of the right one matched
        a0, a1, b0, b1, covered = 0, -1, 0, -1, 0  # the passage that is growing; none while a1 < 0
        for j in range(count_two + 1):
            match = -1
            if j < count_two and not (stock_two[j] and stock_two[j + k - 1]):
                if at >= 0 and at + 1 < count and one[at + 1] == two[j]:
                    match = at + 1
                elif a1 >= 0 and a1 + j - b1 < count and one[a1 + j - b1] == two[j]:
                    match = a1 + j - b1  # after a substitution: where a run occurs twice, the place in step is meant
                elif two[j] != np.uint64(0):
                    slot = _find(table, slots, two[j])
                    if table[slot] == two[j]:
                        match = place[slot]
            goes_on = match >= 0 and a1 >= 0 and -k <= match - a1 <= gap and j - b1 <= gap and match >= a0
            ended = a1 >= 0 and (j == count_two or (match >= 0 and not goes_on))
            if ended:
                if covered >= least:
                    if used == found.shape[0]:
                        more = np.empty((2 * used, 5), np.int64)
                        more[:used] = found
                        found = more
                    found[used, 0] = p
                    found[used, 1] = a0
                    found[used, 2] = a1
                    found[used, 3] = b0
                    found[used, 4] = b1
                    used += 1
                    fresh = 0
                    for i in range(a0, a1):
                        fresh += not seen[i]
                        seen[i] = True
                    figures[p, 0] += covered * fresh // (a1 - a0)  # the right text may repeat a passage of the left
                    figures[p, 1] += covered
                a1 = -1
                b1 = -1
                covered = 0
            if match >= 0:
                if a1 < 0:
                    a0, b0, b1, a1 = match, j, j, match
                for i in range(max(j, b1), j + k):
                    covered += not stock_two[i] and not stock_one[match + i - j]
                b1 = j + k
                a1 = max(a1, match + k)
            at = match
    return found[:used].copy()

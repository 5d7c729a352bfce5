"""Compiled loops from Arrow string buffers to shingles, their sets and signatures; texts are folded on the way.

Arguments are those of `toolkit.sketch.kernels`. `toolkit.sketch.shingles` and `toolkit.sketch.fastsim` say the same in
plain Python.
"""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel
from toolkit.sketch.kernels import fold_row

# Rules of `toolkit.sketch.shingles`, written out again as in `toolkit.sketch.kernels`; the tests compare.
_P = np.uint64(6364136223846793005)
_NARROW = 8
_MAX32 = np.uint32(0xFFFFFFFF)
_HALF = np.uint64(32)

# SplitMix64's finaliser (Steele, Lea, Flood 2014, after Stafford's mix 13).
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW_32 = np.uint64(0xFFFFFFFF)
_THROWS = 4  # a bin; filling 128 bins takes 5.4 on average (coupon collector), 4 suffice once in ten texts
_NO_VALUE = np.uint64(0xFFFFFFFFFFFFFFFF)

_EMPTY_SLOT = np.uint64(0)
_FIRST_SLOTS = 64


@kernel
def hash_shingles(folded, used, width, out):  # type: ignore[no-untyped-def]
    """Write the 64-bit hash of each shingle of `folded[:used]` to `out`; return how many there are.

    A text shorter than `width` is one shingle, an empty one has none. `toolkit.sketch.shingles.shingle_hash64`, which
    is h = sum of c[i] * P^(width - i) modulo 2^64: step by step for all narrow shingles at once, which compilers turn
    into vector instructions; rolling along the text for wide ones.
    """
    if used == 0:
        return 0
    if width <= min(used, _NARROW):
        count = used - width + 1
        for i in range(count):
            out[i] = np.uint64(folded[i]) * _P
        for k in range(1, width):
            for i in range(count):
                out[i] = (out[i] + np.uint64(folded[i + k])) * _P
        return count
    lead = _P
    for _ in range(width):
        lead *= _P  # P^(width + 1): weight of the character that leaves, after the next multiplication
    state = np.uint64(0)
    for i in range(min(used, width)):
        state = (state + np.uint64(folded[i])) * _P
    out[0] = state
    for i in range(width, used):
        state = (state + np.uint64(folded[i])) * _P - np.uint64(folded[i - width]) * lead
        out[i - width + 1] = state
    return max(1, used - width + 1)


@kernel
def minhash(data, starts, stops, codes, ends, text, width, a, b, signatures):  # type: ignore[no-untyped-def]
    """Write the MinHash signature (uint32) of each text: datasketch's affine32 scheme over its shingles.

    Each shingle hash is mixed once by MurmurHash3's finaliser, then sig[k] = min over shingles of a[k] * h + b[k]
    modulo 2^32. Four shingles a step keep the permutations in registers.
    """
    out = np.empty(1024, np.int32)
    hashes = np.empty(1024, np.uint64)
    mixed = np.empty(1024, np.uint32)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        if used + 4 > hashes.size:
            hashes = np.empty(2 * used + 4, np.uint64)
            mixed = np.empty(2 * used + 4, np.uint32)
        count = hash_shingles(out, used, width, hashes)
        for i in range(count):
            h = np.uint32(hashes[i] >> np.uint64(32))
            h ^= h >> np.uint32(16)
            h = np.uint32(h * np.uint32(0x85EBCA6B))
            h ^= h >> np.uint32(13)
            h = np.uint32(h * np.uint32(0xC2B2AE35))
            h ^= h >> np.uint32(16)
            mixed[i] = h
        signature = signatures[row]
        for k in range(a.size):
            signature[k] = _MAX32
        if count == 0:
            continue
        for i in range(count, (count + 3) // 4 * 4):
            mixed[i] = mixed[0]  # a repeated shingle changes no minimum
        for i in range(0, count, 4):
            w, x, y, z = mixed[i], mixed[i + 1], mixed[i + 2], mixed[i + 3]
            for k in range(a.size):
                one = np.uint32(np.uint32(a[k] * w) + b[k])
                two = np.uint32(np.uint32(a[k] * x) + b[k])
                three = np.uint32(np.uint32(a[k] * y) + b[k])
                four = np.uint32(np.uint32(a[k] * z) + b[k])
                signature[k] = min(signature[k], min(min(one, two), min(three, four)))


@kernel
def similarity_sketch(data, starts, stops, codes, ends, text, width, seeds, signatures):  # type: ignore[no-untyped-def]
    """Write the fast similarity sketch (uint32) of each text; `seeds` are two a bin, one for each possible round.

    `toolkit.sketch.fastsim` says what it is. `lowest` holds round and value, so that an earlier round always wins.
    """
    out = np.empty(1024, np.int32)
    hashes = np.empty(1024, np.uint64)
    mixed = np.empty(1024, np.uint64)
    bins = signatures.shape[1]
    lowest = np.empty(bins, np.uint64)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        if used > hashes.size:
            hashes = np.empty(2 * used, np.uint64)
            mixed = np.empty(2 * used, np.uint64)
        count = hash_shingles(out, used, width, hashes)
        lowest[:] = _NO_VALUE
        empty = bins if count else 0
        turn = 0
        while empty:
            throw(hashes, count, seeds[turn], np.uint64(turn), turn - bins, mixed, lowest)
            turn += 1
            if turn * count < _THROWS * bins and turn < 2 * bins:
                continue  # so few throws hardly ever fill all bins, and a round too many changes nothing
            empty = 0
            for b in range(bins):
                empty += lowest[b] == _NO_VALUE
        for b in range(bins):
            signatures[row, b] = np.uint32(lowest[b] & _LOW_32)


@kernel
def throw(hashes, count, seed, turn, only, mixed, lowest):  # type: ignore[no-untyped-def]
    """Throw each shingle into the bin of this turn, or all into the bin `only` if that is not negative."""
    for i in range(count):  # apart from the loop below, for vector instructions
        z = hashes[i] ^ seed
        z = (z ^ (z >> np.uint64(30))) * _MIX_1
        z = (z ^ (z >> np.uint64(27))) * _MIX_2
        mixed[i] = z ^ (z >> np.uint64(31))
    bins = np.uint64(lowest.size)
    rank = turn << _HALF
    if only < 0:
        for i in range(count):
            b = np.int64((mixed[i] >> _HALF) * bins >> _HALF)
            lowest[b] = min(lowest[b], mixed[i] & _LOW_32 | rank)
    else:
        for i in range(count):
            lowest[only] = min(lowest[only], mixed[i] & _LOW_32 | rank)


@kernel
def distinct_shingles(data, starts, stops, codes, ends, text, width, offsets, flat, counts):  # type: ignore[no-untyped-def]
    """Write the distinct 64-bit shingle hashes of text i to `flat[offsets[i]:]` and their number to `counts[i]`.

    The order is that of first occurrence. `offsets` leaves room for one hash a folded character.
    """
    out = np.empty(1024, np.int32)
    hashes = np.empty(1024, np.uint64)
    table = np.empty(_FIRST_SLOTS, np.uint64)
    for row in range(starts.size):
        out, used = fold_row(data, starts[row], stops[row], codes, ends, text, out)
        if used > hashes.size:
            hashes = np.empty(2 * used, np.uint64)
        count = hash_shingles(out, used, width, hashes)
        slots = _FIRST_SLOTS
        while slots < 2 * count:
            slots *= 2
        if slots > table.size:
            table = np.empty(slots, np.uint64)
        counts[row] = unique_into(hashes, count, table, slots, flat[offsets[row] : offsets[row] + count])


@kernel
def unique_into(hashes, count, table, slots, out):  # type: ignore[no-untyped-def]
    """Copy the distinct values of `hashes[:count]` to `out` by open addressing; return how many."""
    mask = np.uint64(slots - 1)
    table[:slots] = _EMPTY_SLOT
    distinct = 0
    zero_seen = False
    for i in range(count):
        value = hashes[i]
        if value == _EMPTY_SLOT:
            if not zero_seen:
                zero_seen = True
                out[distinct] = value
                distinct += 1
            continue
        slot = (value >> _HALF) & mask
        while table[slot] != _EMPTY_SLOT and table[slot] != value:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == _EMPTY_SLOT:
            table[slot] = value
            out[distinct] = value
            distinct += 1
    return distinct

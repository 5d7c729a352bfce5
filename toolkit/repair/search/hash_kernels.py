"""Hash tables with open addressing, compiled: numbers as keys, of which 0 is none."""

from __future__ import annotations

import numpy as np

from toolkit.repair.search.memory import i64
from toolkit.sketch._jit import kernel

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # of Fibonacci hashing: 2^64 over the golden ratio
_SHIFT = np.uint64(32)


@kernel
def first_place(key, mask):
    """Return the place where a key is looked for first."""
    return np.int64((np.uint64(key) * _MULTIPLIER) >> _SHIFT) & mask


@kernel
def place_of(c, array, key, mask):
    """Return where a key is in a table among the arrays at `c` (see `memory`); -1 where it is not."""
    place = first_place(key, mask)
    while True:
        there = i64(c, array, place)
        if there == key:
            return place
        if there == 0:
            return -1
        place = (place + 1) & mask


@kernel
def place_for(keys, key):
    """Return where a key is in a table, or where it is to be put."""
    mask = len(keys) - 1
    place = first_place(key, mask)
    while keys[place] != 0 and keys[place] != key:
        place = (place + 1) & mask
    return place


@kernel
def fill(keys, values, new_keys, new_values):
    """Put all pairs into a table whose length is a power of two."""
    for index in range(len(new_keys)):
        place = place_for(keys, new_keys[index])
        keys[place] = new_keys[index]
        values[place] = new_values[index]


@kernel
def fill_keys(keys, new_key):
    """Put a key into a table without values."""
    keys[place_for(keys, new_key)] = new_key

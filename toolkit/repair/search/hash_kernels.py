"""Hash tables with open addressing, compiled: numbers as keys, of which 0 is none."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # of Fibonacci hashing: 2^64 over the golden ratio
_SHIFT = np.uint64(32)


@kernel
def first_place(key, mask):
    """Return the place where a key is looked for first."""
    return np.int64((np.uint64(key) * _MULTIPLIER) >> _SHIFT) & mask


@kernel
def fill(keys, values, new_keys, new_values):
    """Put all pairs into a table whose length is a power of two."""
    mask = len(keys) - 1
    for index in range(len(new_keys)):
        place = first_place(new_keys[index], mask)
        while keys[place] != 0 and keys[place] != new_keys[index]:
            place = (place + 1) & mask
        keys[place] = new_keys[index]
        values[place] = new_values[index]


@kernel
def fill_keys(keys, new_key):
    """Put a key into a table without values."""
    mask = len(keys) - 1
    place = first_place(new_key, mask)
    while keys[place] != 0 and keys[place] != new_key:
        place = (place + 1) & mask
    keys[place] = new_key

"""Compiled loops that turn a page into what the compiled search knows of it; see `price_kernels`."""

from __future__ import annotations

import numpy as np

from toolkit.repair.search import model as m
from toolkit.repair.search.hash_kernels import fill_keys
from toolkit.repair.search.model_kernels import char, find
from toolkit.repair.search.path_kernels import ELSEWHERE, KIT, PAIR_GRAM, SHOWN
from toolkit.sketch._jit import kernel


@kernel
def count(c, text, notes, kit, known):
    """Write what is known of each character; return how many are of simplified script only.

    Args:
        c: the address of the arrays of the model.
        text: int32, code points of the page.
        notes: int32 rows: a character, and how often it is annotated.
        kit: int32 rows: a character, and the number of the reading that it is always annotated with.
        known: int32, zeros; a row a character, to be filled.
    """
    simplified = 0
    for cp in text:  # how often it is there, negative until it is known what that says
        if cp < m.PLANE:
            known[cp] -= 1
            simplified += char(c, np.int64(cp), m.PLAIN_ONLY)
        else:
            simplified += find(c, m.READ | np.int64(cp)) >= 0
    for index in range(len(notes)):
        if known[notes[index, 0]] < 0 <= known[notes[index, 0]] + notes[index, 1]:
            known[notes[index, 0]] = SHOWN
    for cp in text:
        if cp < m.PLANE and known[cp] < 0:
            known[cp] = SHOWN | ELSEWHERE
    for index in range(len(kit)):
        known[kit[index, 0]] |= kit[index, 1] << KIT
    return simplified


@kernel
def clear(known, text, notes, kit):
    """Forget what was known of each character of a page."""
    for cp in text:
        if cp < m.PLANE:
            known[cp] = 0
    for index in range(len(notes)):
        known[notes[index, 0]] = 0
    for index in range(len(kit)):
        known[kit[index, 0]] = 0


@kernel
def gather(c, vocabulary, grams):
    """Make a vocabulary simplified; put its two and three characters in a row into the hash table `grams`."""
    for at in range(len(vocabulary)):
        if vocabulary[at] < m.PLANE:
            vocabulary[at] = char(c, np.int64(vocabulary[at]), m.SHORT)
    for at in range(1, len(vocabulary)):
        two = np.int64(vocabulary[at - 1]) << m.WIDTH | vocabulary[at]
        fill_keys(grams, PAIR_GRAM | two)
        if at > 1:
            fill_keys(grams, np.int64(vocabulary[at - 2]) << 2 * m.WIDTH | two)

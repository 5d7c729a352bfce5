"""Fast similarity sketching, in plain Python: the definition that the kernel follows.

Dahlgaard, Knudsen, Thorup, *Fast similarity sketching* (FOCS 2017): t bins; in round 0 every element is thrown into one
bin with a random value; while bins are empty, all elements are thrown again, in round r by other hash functions; in
round t + b all go into bin b, so that 2t rounds fill every bin. A bin keeps the lowest value of the first round that
reached it. Whether two sets agree in a bin depends only on which element of their union comes first in it, so the share
of equal bins estimates the Jaccard similarity without bias, as with t permutations; but a set of many more than
t ln t elements is done in one round, and no element is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.sketch.shingles import shingle_hash64

if TYPE_CHECKING:
    from collections.abc import Iterable

GAMMA = 0x9E3779B97F4A7C15
"""Step of SplitMix64: odd, the fractional digits of the golden ratio."""

_MASK64 = (1 << 64) - 1
_MASK32 = (1 << 32) - 1


def mix64(z: int) -> int:
    """Return SplitMix64's finaliser of a 64-bit number (Steele, Lea, Flood, OOPSLA 2014).

    >>> hex(mix64(GAMMA))
    '0xe220a8397b1dcdaf'
    """
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _MASK64
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _MASK64
    return z ^ z >> 31


def round_seeds(bins: int, seed: int) -> list[int]:
    """Return a 64-bit number for each of the 2 * `bins` rounds there may be.

    >>> len(round_seeds(3, 1)), round_seeds(1, 0)[0] == mix64(GAMMA)
    (6, True)
    """
    return [mix64(((seed << 32) + turn + 1) * GAMMA & _MASK64) for turn in range(2 * bins)]


def fast_similarity_sketch(shingles: Iterable[str], bins: int = 128, seed: int = 1) -> list[int]:
    """Return the sketch of a set of shingles: one 32-bit value a bin, all 0xFFFFFFFF for the empty set.

    In round r a shingle of hash h (`shingle_hash64`) has z = mix64(h xor seed r): the upper half of z chooses the bin
    (times `bins`, divided by 2^32), the lower half is the value.

    >>> one = fast_similarity_sketch(["催收問題很", "收問題很多"], 4)
    >>> one == fast_similarity_sketch(["收問題很多", "催收問題很"], 4), len(one)
    (True, 4)
    """
    hashes = [shingle_hash64(shingle) for shingle in shingles]
    values: list[int | None] = [None] * bins
    if not hashes:
        return [_MASK32] * bins
    for turn, salt in enumerate(round_seeds(bins, seed)):
        lowest: dict[int, int] = {}
        for h in hashes:
            z = mix64(h ^ salt)
            b = (z >> 32) * bins >> 32 if turn < bins else turn - bins
            lowest[b] = min(lowest.get(b, _MASK32), z & _MASK32)
        values = [lowest.get(b) if value is None else value for b, value in enumerate(values)]
        if None not in values:
            break
    return [value for value in values if value is not None]

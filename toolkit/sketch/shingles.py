"""Shingles and their hash, in plain Python: the definition that the kernels follow.

A shingle is a run of `width` characters of the folded text (Broder 1997). A folded text shorter than that is one
shingle by itself; an empty one has none.
"""

from __future__ import annotations

MULTIPLIER = 6364136223846793005
"""Base of the shingle hash: Knuth's MMIX multiplier, chosen for its spectral test (TAOCP vol. 2, 3.3.4, table 1,
line 26). That test bounds how small the differences between two colliding shingles can be."""

_MASK64 = (1 << 64) - 1


def shingles(folded: str, width: int = 5) -> set[str]:
    """Return the distinct shingles of a folded text.

    >>> sorted(shingles("abcdefg", 5)), shingles("ab", 5), shingles("", 5)
    (['abcde', 'bcdef', 'cdefg'], {'ab'}, set())
    """
    if not folded:
        return set()
    return {folded[i : i + width] for i in range(max(1, len(folded) - width + 1))}


def shingle_hash64(shingle: str) -> int:
    """Return the 64-bit hash of a shingle: h = (h + code point) * MULTIPLIER modulo 2^64, from h = 0.

    >>> hex(shingle_hash64("a"))
    '0x770d852a04a5300d'
    """
    h = 0
    for char in shingle:
        h = (h + ord(char)) * MULTIPLIER & _MASK64
    return h


def shingle_hash32(shingle: str) -> int:
    """Return the upper half of `shingle_hash64`: what MinHash permutes, and a `hashfunc` for datasketch."""
    return shingle_hash64(shingle) >> 32


def jaccard(a: set[str], b: set[str]) -> float:
    """Return the Jaccard similarity of two sets: shared over all; 0.0 when both are empty.

    >>> jaccard({"a", "b"}, {"b", "c"})
    0.3333333333333333
    """
    union = len(a | b)
    return len(a & b) / union if union else 0.0

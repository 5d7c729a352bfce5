"""What two folded texts share in the same order, and how many bits that saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANCHOR = 6
"""Characters of an anchor: longer than a Chinese word, so that an anchor is a phrase that both texts use."""


class Segment(NamedTuple):
    """`length` characters that begin at `start` in one text and at `other` in the other."""

    start: int
    other: int
    length: int


class Anchors(NamedTuple):
    """The shingles that stand once in a text: their hashes, ascending, and the characters they begin at."""

    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]


def anchors_of(hashes: NDArray[np.uint64]) -> Anchors:
    """Return the anchors of a text, given the 64-bit hashes of its shingles in order, one a character."""
    order = np.argsort(hashes, kind="stable")
    ascending = hashes[order]
    fresh = np.concatenate([[True], ascending[1:] != ascending[:-1], [True]])
    once = fresh[:-1] & fresh[1:] if len(ascending) else np.zeros(0, np.bool_)
    return Anchors(ascending[once], order[once])


def shared_segments(one: Anchors, other: Anchors, width: int = ANCHOR) -> list[Segment]:
    """Return the segments that two texts share in the same order, as those of one mould do.

    Anchors are shingles that stand once in each text; the longest chain of them that ascends in both is found as by
    patience sorting (Hunt and Szymanski 1977; the "patience" difference), and neighbours on one diagonal are joined.

    Args:
        one: anchors of the one text.
        other: those of the other text.
        width: characters in a shingle.
    """
    if not len(one.hashes) or not len(other.hashes):
        return []
    at = np.minimum(np.searchsorted(other.hashes, one.hashes), len(other.hashes) - 1)
    both = other.hashes[at] == one.hashes
    if not both.any():
        return []
    left, right = one.places[both], other.places[at[both]]
    order = np.argsort(left)
    left, right = left[order], right[order]
    chain = _ascending(right)
    left, right = left[chain], right[chain]
    # A run: anchors on one diagonal that touch or overlap. Few are left to be walked one by one.
    broken = (np.diff(left) != np.diff(right)) | (np.diff(left) > width)
    starts = np.concatenate([[0], np.flatnonzero(broken) + 1])
    stops = np.concatenate([starts[1:], [len(left)]]) - 1
    found: list[Segment] = []
    last = Segment(0, 0, 0)
    for a, b, end in zip(left[starts].tolist(), right[starts].tolist(), (left[stops] + width).tolist(), strict=True):
        if found and a - last.start == b - last.other and a <= last.start + last.length:
            found[-1] = last = Segment(last.start, last.other, max(last.length, end - last.start))
            continue
        # Anchors of two segments may overlap by some characters; those belong to the first.
        over = max(0, last.start + last.length - a, last.other + last.length - b)
        if a + over < end:
            last = Segment(a + over, b + over, end - a - over)
            found.append(last)
    return found


def _ascending(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of a longest strictly ascending subsequence."""
    from toolkit.measure.kernels import longest_ascending

    places: NDArray[np.int64] = longest_ascending(values)
    return places


def number_bits(value: int) -> int:
    """Return the bits of a number from 0 in Elias' gamma code (Elias 1975) of `value + 1`.

    >>> [number_bits(n) for n in (0, 1, 2, 3, 7)]
    [1, 3, 3, 5, 7]
    """
    return 2 * (value + 1).bit_length() - 1


def saved_bits(segments: list[Segment], literal: NDArray[np.float64]) -> float:
    """Return the bits that writing the shared segments as pointers saves, never below 0.

    Each segment that is worth it costs three numbers (characters to write plainly before it, characters of the other
    text to skip, its length) instead of its characters.

    Args:
        segments: in the order of the texts.
        literal: bits of each character of the first text, written plainly.
    """
    total = 0.0
    at = other = 0
    for segment in segments:
        plain = float(literal[segment.start : segment.start + segment.length].sum())
        cost = number_bits(segment.start - at) + number_bits(segment.other - other) + number_bits(segment.length)
        if plain > cost:
            total += plain - cost
            at, other = segment.start + segment.length, segment.other + segment.length
    return total

"""What two folded texts share in the same order, and how many bits that saves."""

from __future__ import annotations

from bisect import bisect_left
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


def shared_segments(one: NDArray[np.uint64], other: NDArray[np.uint64], width: int = ANCHOR) -> list[Segment]:
    """Return the segments that two texts share in the same order, as those of one mould do.

    Anchors are shingles that stand once in each text; the longest chain of them that ascends in both is found as by
    patience sorting (Hunt and Szymanski 1977; the "patience" difference), and neighbours on one diagonal are joined.

    Args:
        one: the 64-bit shingle hashes of the one text, in the order of the text, one a character.
        other: those of the other text.
        width: characters in a shingle.
    """
    first, at_first, n_first = np.unique(one, return_index=True, return_counts=True)
    second, at_second, n_second = np.unique(other, return_index=True, return_counts=True)
    _, in_first, in_second = np.intersect1d(
        first[n_first == 1], second[n_second == 1], assume_unique=True, return_indices=True
    )
    left, right = at_first[n_first == 1][in_first], at_second[n_second == 1][in_second]
    order = np.argsort(left)
    chain = _ascending(right[order].tolist())
    left, right = left[order][chain], right[order][chain]
    found: list[Segment] = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if found:
            last = found[-1]
            if a - last.start == b - last.other and a <= last.start + last.length:
                found[-1] = Segment(last.start, last.other, a - last.start + width)
                continue
            # Anchors of two segments may overlap by some characters; those belong to the first.
            over = max(0, last.start + last.length - a, last.other + last.length - b)
            if over >= width:
                continue
            found.append(Segment(a + over, b + over, width - over))
        else:
            found.append(Segment(a, b, width))
    return found


def _ascending(values: list[int]) -> list[int]:
    """Return the places of a longest strictly ascending subsequence."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(places[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            places.append(place)
        else:
            tails[at] = value
            places[at] = place
    chain: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]


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

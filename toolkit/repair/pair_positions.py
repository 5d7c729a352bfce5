"""Where pairs of bytes occur, for pages with many of them: one look at all places instead of one for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

_VALUES = 1 << 16


def only_at(data: bytes, ends: Sequence[int], pairs: bytes, elsewhere: bytes) -> bool:
    r"""Tell whether pairs of bytes occur just where they are said to, and none of them overlap.

    Args:
        data: the bytes.
        ends: behind how many bytes the occurrences end, ascending.
        pairs: the pair of bytes of each of them, one behind the other.
        elsewhere: other bytes, two at the least, in which none of the pairs may occur.

    >>> only_at(b"ab-cd", [2, 5], b"abcd", b"--"), only_at(b"ab-cd-cd", [2, 5], b"abcd", b"--")
    (True, False)
    >>> only_at(b"abc", [2], b"ab", b"bc"), only_at(b"abc", [2, 3], b"abbc", b"--")
    (True, False)
    """
    if len(data) < 2 or not ends:
        return not ends
    wanted = np.frombuffer(pairs, ">u2").astype(np.intp)
    among = np.zeros(_VALUES, np.bool_)
    among[wanted] = True
    if among[_numbers(elsewhere)].any():
        return False
    numbers = _numbers(data)
    found = np.flatnonzero(among[numbers])
    return bool(
        len(found) == len(ends)
        and (found + 2 == ends).all()
        and (numbers[found] == wanted).all()
        and (found[1:] > found[:-1] + 1).all()
    )


def _numbers(data: bytes) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the number that two bytes make, at each place."""
    single = np.frombuffer(data, np.uint8).astype(np.intp)
    return single[:-1] << 8 | single[1:]

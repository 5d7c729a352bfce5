"""Fixed text and the slots between it, seen from shingle counts alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.measure.columns import Folded, Frequencies, Positions

EDGE = 5
"""Characters of fixed text on either side that tell one slot from another."""

WIDEST = 40
"""Characters of a filler at most: what is longer is a passage of its own rather than a value."""

SEEN = 5
"""Fillers from which a slot's entropy is estimated."""


class Slot(NamedTuple):
    """A place where texts differ between the same words: fillers seen, and their entropy in bits."""

    left: str
    right: str
    seen: int
    entropy: float


def fixed_characters(
    folded: Folded, shingles: Positions, counts: Frequencies, groups: NDArray[np.int32], least: int
) -> NDArray[np.bool_]:
    """Return which characters stand in a shingle that at least `least` other groups have.

    Args:
        folded: the texts.
        shingles: theirs.
        counts: groups that hold each shingle.
        groups: the group of each text, all of them counted in `counts`.
        least: other groups.
    """
    others = counts.others(shingles.hashes, groups[shingles.rows]) - 1
    # `others` is 0 for a shingle of the own group only, and counts the own group among several.
    hit = shingles.places[others >= least]
    steps = np.zeros(len(folded.codes) + 1, np.int64)
    np.add.at(steps, hit, 1)
    np.add.at(steps, hit + shingles.width, -1)
    return np.asarray(np.cumsum(steps[:-1]) > 0)


def find_slots(folded: Folded, fixed: NDArray[np.bool_]) -> list[Slot]:
    """Return the slots: gaps of up to `WIDEST` characters between the same `EDGE` fixed ones, `SEEN` times or more.

    The entropy is that of the fillers' frequencies with the correction of Miller and Madow (1955): half the number of
    distinct fillers less one, over the number seen, in nats.
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[True], fixed, [True]]).astype(np.int8)))
    fillers: dict[tuple[str, str], Counter[str]] = {}
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start > WIDEST or end >= len(fixed):
            continue
        row = folded.rows[start]
        if start - EDGE < folded.offsets[row] or end + EDGE > folded.offsets[row + 1]:
            continue
        words = _words(folded, start - EDGE, end + EDGE)
        key = words[:EDGE], words[-EDGE:]
        fillers.setdefault(key, Counter())[words[EDGE:-EDGE]] += 1
    found = []
    for (left, right), counted in sorted(fillers.items()):
        seen = sum(counted.values())
        if seen >= SEEN and len(counted) > 1:
            share = np.array(list(counted.values())) / seen
            nats = float(-(share * np.log(share)).sum()) + (len(counted) - 1) / (2 * seen)
            found.append(Slot(left, right, seen, nats / float(np.log(2))))
    return found


def _words(folded: Folded, start: int, end: int) -> str:
    return folded.codes[start:end].astype("<i4").tobytes().decode("utf-32-le", "surrogatepass")

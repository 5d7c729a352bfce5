"""Where fixed texts stand in a value: as they are, in order, or damaged, which alignment finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SIMILAR = 0.7
"""Lowest similarity (1 - edits / length) at which a damaged segment is recognised."""
SHORTEST = 4
"""Characters of the shortest segment that is recognised damaged: `終結技：` is no damaged `戰技：`."""
Place = tuple[int, int] | None
"""Where a segment stands in a value, or None where it is missing."""


def read(value: str, segments: Sequence[str]) -> list[Place]:
    """Find the segments in a value, in order; a damaged one is found by alignment between its neighbours."""
    out: list[Place] = []
    at = 0
    for segment in segments:
        start = value.find(segment, at)
        if start < 0:
            return _read_damaged(value, segments)
        at = start + len(segment)
        out.append((start, at))
    return out


def _read_damaged(value: str, segments: Sequence[str]) -> list[Place]:
    """Read with some segments missing: fix those that are unique and in order, then look between them."""
    out: list[Place] = [None] * len(segments)
    unique = [(i, value.find(s)) for i, s in enumerate(segments) if value.count(s) == 1]
    for i, start in _longest_chain(unique, segments):
        out[i] = (start, start + len(segments[i]))
    exact_left = [i for i, place in enumerate(out) if place is None]
    for look in (_exact, locate):
        for i in exact_left:
            if out[i] is not None:
                continue
            low = next((p[1] for p in reversed(out[:i]) if p), 0)
            high = next((p[0] for p in out[i + 1 :] if p), len(value))
            out[i] = look(segments[i], value, low, high)
    return out


def _longest_chain(found: list[tuple[int, int]], segments: Sequence[str]) -> list[tuple[int, int]]:
    """Return the heaviest subset (by length of text) whose segments do not overlap and keep their order."""
    best: list[tuple[int, int]] = []
    for j, (i, start) in enumerate(found):
        weight, back = 0, -1
        for k in range(j):
            other, other_start = found[k]
            if other_start + len(segments[other]) <= start and best[k][0] > weight:
                weight, back = best[k][0], k
        best.append((weight + len(segments[i]), back))
    at = max(range(len(best)), key=lambda j: best[j][0], default=-1)
    chain = []
    while at >= 0:
        chain.append(found[at])
        at = best[at][1]
    return chain[::-1]


def _exact(segment: str, value: str, low: int, high: int) -> Place:
    start = value.find(segment, low, high)
    return None if start < 0 else (start, start + len(segment))


def locate(segment: str, value: str, low: int, high: int) -> Place:
    """Find a damaged copy of `segment` in `value[low:high]`, or None.

    The window is proposed by rapidfuzz's partial alignment and its ends are moved by one where that lowers the
    Levenshtein distance.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    size = len(segment)
    if size < SHORTEST or high - low < size * SIMILAR:
        return None
    window = value[low:high]
    if len(window) <= size:
        start, end = 0, len(window)
    else:
        found = fuzz.partial_ratio_alignment(segment, window, score_cutoff=50)
        if found is None:
            return None
        start, end = found.dest_start, found.dest_end
    allowed = int(size * (1 - SIMILAR))
    best: tuple[int, int, int] | None = None
    for s in (start, start - 1, start + 1):
        for e in (end, end - 1, end + 1):
            if 0 <= s < e <= len(window):
                distance = Levenshtein.distance(segment, window[s:e], score_cutoff=allowed)
                if distance <= allowed and (best is None or distance < best[0]):
                    best = (distance, s, e)
    return None if best is None else (low + best[1], low + best[2])

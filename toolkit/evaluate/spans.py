"""Spans against spans: how many characters two sets share, and how many spans are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Span: TypeAlias = "tuple[int, int]"
"""First character, one past the last."""

IOU = 0.5
"""Intersection over union from which a span is found again: the threshold of PASCAL VOC (Everingham et al. 2010,
*International Journal of Computer Vision* 88). Above it a span has at most one partner among disjoint ones."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return sorted, disjoint spans that cover the same characters; those that touch are one.

    >>> merged([(4, 6), (0, 2), (2, 3), (5, 5), (5, 7)])
    [(0, 3), (4, 7)]
    """
    out: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], end)
        else:
            out.append((start, end))
    return out


def characters(found: Sequence[Span], true: Sequence[Span]) -> tuple[int, int, int]:
    """Count characters: in both, in what was found, in the truth.

    Args:
        found: sorted, disjoint spans.
        true: the same.

    >>> characters([(0, 4)], [(2, 3), (3, 9)])
    (2, 4, 7)
    """
    both = at = 0
    for start, end in found:
        while at < len(true) and true[at][1] <= start:
            at += 1
        for index in range(at, len(true)):
            low, high = true[index]
            if low >= end:
                break
            both += min(high, end) - max(low, start)
    return both, sum(end - start for start, end in found), sum(end - start for start, end in true)


def iou(a: Span, b: Span) -> float:
    """Return the shared characters of two spans over those of either; 0 for empty spans.

    >>> iou((0, 4), (2, 6))
    0.3333333333333333
    """
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def matched(found: Sequence[Span], true: Sequence[Span], least: float = IOU) -> tuple[int, int, int]:
    """Count spans: found again, found, true.

    As many as possible are matched, one to one, each pair with an IoU of at least `least` (a maximum matching, by
    augmenting paths: Kuhn 1955).

    >>> matched([(0, 4), (5, 9)], [(0, 5), (20, 30)])
    (1, 2, 2)
    """
    order = sorted(range(len(true)), key=true.__getitem__)
    near: list[list[int]] = []
    for span in found:
        mine: list[int] = []
        for index in order:
            if true[index][0] >= span[1]:
                break
            if iou(span, true[index]) >= least:
                mine.append(index)
        near.append(mine)
    partner: dict[int, int] = {}

    def pair(mine: int, seen: set[int]) -> bool:
        for index in near[mine]:
            if index not in seen:
                seen.add(index)
                if index not in partner or pair(partner[index], seen):
                    partner[index] = mine
                    return True
        return False

    return sum(pair(mine, set()) for mine in range(len(found))), len(found), len(true)

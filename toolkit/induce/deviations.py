"""Where an article deviates from its template: the deviations of readings become edits of what is rendered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.induce.nodes import OTHER, Node, Reading, Slot, Text, walk, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce.ends import Edits

MOST = 8
"""Deviations of one fixed text that are looked for in other articles."""


def settle(
    readings: Sequence[Reading], tree: Node, texts: Sequence[str], *, noisy: bool
) -> list[list[tuple[int, int, str]]]:
    """Take the deviations out of the readings and return them as edits of each rendered article.

    Args:
        readings: of the tree, deviations included.
        tree: the template.
        texts: the articles as they are: as long as what the readings stand for, but noise may differ.
        noisy: whether it does; else only readings that hold a deviation are looked at.

    Returns:
        For each reading `(start, end, text)`: `text` stands where the template has its characters start to end.
    """
    places = _places(tree)
    out = []
    for reading, text in zip(readings, texts, strict=True):
        edits: list[tuple[int, int, str]] = []
        if not noisy and not _deviates(reading, places):
            out.append(edits)
            continue
        at = seen = 0
        for _, said, stands in write(tree, reading):
            actual = text[seen : seen + len(stands)]
            if said != actual:
                edits += _edits(at, said, actual)
            at += len(said)
            seen += len(stands)
        if edits:
            _clean(reading, places)
        out.append(edits)
    return out


def _edits(at: int, said: str, actual: str) -> list[tuple[int, int, str]]:
    """Return the replacements that make `actual` of `said`."""
    if len(said) == len(actual):
        runs: list[tuple[int, int, str]] = []
        for k, (a, b) in enumerate(zip(said, actual, strict=True)):
            if a != b:
                if runs and runs[-1][1] == at + k:
                    runs[-1] = (runs[-1][0], at + k + 1, runs[-1][2] + b)
                else:
                    runs.append((at + k, at + k + 1, b))
        if sum(end - start for start, end, _ in runs) * 2 <= len(said):
            return runs
    return [_edit(at, said, actual)]


def forget(reading: Reading, tree: Node) -> None:
    """Take the deviations out of a reading of the tree, in place."""
    _clean(reading, _places(tree))


def differences(said: str, actual: str) -> list[tuple[int, int, str]]:
    """Return the fewest replacements that make `actual` of `said` (Levenshtein), in order, not overlapping."""
    from rapidfuzz.distance import Levenshtein

    low = 0
    while low < min(len(said), len(actual)) and said[low] == actual[low]:
        low += 1
    high = 0
    while high < min(len(said), len(actual)) - low and said[-1 - high] == actual[-1 - high]:
        high += 1
    inner, other = said[low : len(said) - high], actual[low : len(actual) - high]
    out: list[tuple[int, int, str]] = []
    for code in Levenshtein.opcodes(inner, other):
        if code.tag == "equal":
            continue
        start, end, new = low + code.src_start, low + code.src_end, other[code.dest_start : code.dest_end]
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end, out[-1][2] + new)
        else:
            out.append((start, end, new))
    return out


def _edit(at: int, said: str, actual: str) -> tuple[int, int, str]:
    """Return the smallest replacement: common beginnings and ends are no part of it."""
    low = 0
    while low < min(len(said), len(actual)) and said[low] == actual[low]:
        low += 1
    high = 0
    while high < min(len(said), len(actual)) - low and said[-1 - high] == actual[-1 - high]:
        high += 1
    return at + low, at + len(said) - high, actual[low : len(actual) - high]


def _places(tree: Node) -> set[int]:
    """Return the ids under which deviations are kept."""
    return {n.id for n in walk(tree) if isinstance(n, Text)} | {n.at for n in walk(tree) if isinstance(n, Slot)}


def _deviates(reading: Reading, places: set[int]) -> bool:
    if not places.isdisjoint(reading):
        return True
    return any(
        kind != OTHER and _deviates(item, places)
        for value in reading.values()
        if isinstance(value, list)
        for kind, item in value
    )


def _clean(reading: Reading, places: set[int]) -> None:
    for key in [key for key in reading if key in places]:
        del reading[key]
    for value in reading.values():
        if isinstance(value, list):
            for kind, item in value:
                if kind != OTHER:
                    _clean(item, places)


def of_texts(tree: Node, readings: Sequence[Reading], edits: Sequence[Edits]) -> dict[int, list[str]]:
    """Return what stands in place of fixed texts in articles that deviate, the most frequent first.

    Args:
        tree: the template.
        readings: by it.
        edits: of each article, in the order of the text.
    """
    held: dict[int, Counter[str]] = {}
    for reading, mine in zip(readings, edits, strict=False):
        left = list(mine[::-1])
        at = 0
        for node, said, _ in write(tree, reading) if left else ():
            end = at + len(said)
            actual, done = "", at
            while left and left[-1][1] <= end:
                start, stop, new = left.pop()
                if start >= done:
                    actual += said[done - at : start - at] + new
                    done = stop
            actual += said[done - at :]
            if done > at and isinstance(node, Text) and 0 < len(said) <= 2 * len(actual):
                held.setdefault(node.id, Counter())[actual] += 1
            if not left:
                break
            at = end
    return {
        key: [text for text, _ in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:MOST]]
        for key, counts in held.items()
    }

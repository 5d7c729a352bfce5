"""Boilerplate in words: what stands in very many texts, as passages that can be shown, the most widespread first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.dedup import part_kernels

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from toolkit.sketch.texts import Texts

SHOWN = 20
"""Passages that are told; there are as many fingerprints as one likes, but few disclaimers and menus."""

ASKED = 2000
"""Fingerprints, the most widespread ones, whose passages are looked up; each costs one text at most."""


class Boilerplate(NamedTuple):
    """A passage that very many texts share: one of them, its place there in characters, and how many have it."""

    row: int
    start: int
    end: int
    texts: int


class Common(NamedTuple):
    """Fingerprints that too many texts share, sorted: the hash, how many texts have it, three of those."""

    hashes: NDArray[np.uint64]
    texts: NDArray[np.int64]
    some: NDArray[np.int64]

    @classmethod
    def of(cls, hashes: NDArray[np.uint64], prints: NDArray[np.uint64], bits: np.uint64) -> Common:
        """Count `hashes` in the sorted fingerprints `hash | node` that they were found in."""
        mask = (np.uint64(1) << bits) - np.uint64(1)
        low = np.searchsorted(prints, hashes)
        high = np.searchsorted(prints, hashes | mask, side="right")
        some = prints[np.stack([low, (low + high) // 2, high - 1], axis=1)] & mask
        return cls(hashes, high - low, some.astype(np.int64))

    @classmethod
    def join(cls, parts: list[Common]) -> Common:
        """Return all together."""
        hashes, texts, some = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(hashes)
        return cls(hashes[order], texts[order], some[order])

    @classmethod
    def none(cls) -> Common:
        """Return no fingerprints."""
        return cls(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty((0, 3), np.int64))


class _Folded(NamedTuple):
    """One text: its folded code points, the hash of each run as fingerprints keep it, where each code point is from."""

    codes: NDArray[np.int32]
    stored: NDArray[np.uint64]
    origins: NDArray[np.int64]


class _Run(NamedTuple):
    """A stretch of a text: how many texts have it, where its first and last fingerprints stand and which they are."""

    texts: int
    node: int
    first: int
    last: int
    first_print: int
    last_print: int


def in_words(
    texts: Texts,
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    common: Common,
    *,
    k: int,
    window: int,
    bits: np.uint64,
    shown: int = SHOWN,
) -> tuple[Boilerplate, ...]:
    """Return the passages that the fingerprints stand for, each once, those in the most texts first.

    A passage begins and ends where three of the texts that have it stop agreeing.

    Args:
        texts: where the texts are.
        rows: int64, the texts that were compared; `common.some` counts in them.
        lengths: int64, their folded lengths.
        common: the fingerprints.
        k: characters in a run that was hashed.
        window: runs of which one is a fingerprint.
        bits: low bits of a fingerprint that are no hash.
        shown: passages at most.
    """

    def look(node: int) -> _Folded:
        row, size = rows[node : node + 1], lengths[node : node + 1]
        codes, starts = texts.folds(row, size)
        hashes = np.empty(len(codes), np.uint64)
        count = part_kernels.gram_hashes(codes, int(starts[0]), len(codes), k, hashes)
        return _Folded(codes, part_kernels.stored(hashes[:count], bits), texts.origins(row, size)[0])

    told: set[int] = set()
    runs: list[_Run] = []
    for node in dict.fromkeys(common.some[np.argsort(-common.texts, kind="stable")[:ASKED], 0].tolist()):
        stored = look(node).stored
        at = np.minimum(np.searchsorted(common.hashes, stored), len(common.hashes) - 1)
        places = np.flatnonzero(common.hashes[at] == stored)
        # Inside one passage two fingerprints are never further apart than a window.
        for run in np.split(places, np.flatnonzero(np.diff(places) > window) + 1):
            prints = at[run]
            new = [entry for entry in prints.tolist() if entry not in told]
            told.update(new)
            if 2 * len(new) > len(prints):  # else it has been told from another text
                ends = (int(run[0]), int(run[-1]), int(prints[0]), int(prints[-1]))
                runs.append(_Run(int(np.median(common.texts[prints])), node, *ends))
    runs.sort(key=lambda run: (-run.texts, int(rows[run.node]), run.first))
    found = []
    for one in runs[:shown]:
        own = look(one.node)
        before = _agreeing(own, one.first, one.first_print, common, look, step=-1, most=window)
        after = _agreeing(own, one.last, one.last_print, common, look, step=1, most=k + window)
        start, end = int(own.origins[one.first - before]), int(own.origins[one.last + after]) + 1
        found.append(Boilerplate(int(rows[one.node]), start, end, one.texts))
    return tuple(found)


def _agreeing(
    own: _Folded, at: int, entry: int, common: Common, look: Callable[[int], _Folded], *, step: int, most: int
) -> int:
    """Return how many characters from a fingerprint at `at` on, in steps of `step`, three texts that have it agree."""
    others = [look(node) for node in common.some[entry, 1:].tolist()]
    places = [int(np.flatnonzero(other.stored == common.hashes[entry])[0]) for other in others]
    far = 0
    while far < most:
        here = at + step * (far + 1)
        there = [place + step * (far + 1) for place in places]
        if not 0 <= here < len(own.codes):
            break
        if any(
            not 0 <= place < len(other.codes) or other.codes[place] != own.codes[here]
            for other, place in zip(others, there, strict=True)
        ):
            break
        far += 1
    return far

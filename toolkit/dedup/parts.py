"""Duplicates of a part: passages that two otherwise different texts share, as they are handed back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.dedup.clusters import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.dedup.boilerplate import Boilerplate

WITHIN = 0.8
"""Share of a text that another one must have for it to lie within that one."""

STITCHED = 0.7
"""Share of a text that several others must have between them, and none alone, for it to be stitched from them."""


class Stitched(NamedTuple):
    """A text made of passages of several others: its row, theirs (the one that gives most first), the share found."""

    row: int
    sources: tuple[int, ...]
    share: float


@dataclass(frozen=True)
class Parts:
    """Pairs of texts that share passages and are no near-duplicates as a whole, sorted by (i, j).

    Texts are those that stand for a cluster: what one of them shares, its copies share too.

    Attributes:
        i: int64, the earlier text of each pair.
        j: int64, the later one.
        jaccard: float64, exact Jaccard similarity of the two whole texts.
        share_i: float64, share of text i (folded, boilerplate apart) that stands in text j.
        share_j: float64, share of text j that stands in text i.
        passages: int64 of shape (passages, 5), sorted by pair: number of the pair, start and end in text i, start and
            end in text j, in characters of the texts as they were given.
        stitched: the texts made of passages of several others.
        boilerplate: fingerprints that too many texts share.
        common: the passages that those stand for, each once, those in the most texts first; the widest-spread only.
    """

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    jaccard: NDArray[np.float64]
    share_i: NDArray[np.float64]
    share_j: NDArray[np.float64]
    passages: NDArray[np.int64]
    stitched: tuple[Stitched, ...]
    boilerplate: int
    common: tuple[Boilerplate, ...] = ()

    def __len__(self) -> int:
        return len(self.i)

    def at(self, which: NDArray[np.bool_]) -> Parts:
        """Return the pairs where `which` is true, with their passages."""
        place = np.cumsum(which) - 1
        passages = self.passages[which[self.passages[:, 0]]].copy()
        passages[:, 0] = place[passages[:, 0]]
        return replace(
            self,
            i=self.i[which],
            j=self.j[which],
            jaccard=self.jaccard[which],
            share_i=self.share_i[which],
            share_j=self.share_j[which],
            passages=passages,
        )

    def stats(self) -> dict[str, int]:
        """Return counts as plain JSON types."""
        return {
            "part_pairs": len(self),
            "passages": len(self.passages),
            "stitched": len(self.stitched),
            "boilerplate": self.boilerplate,
        }

    def spans(self, pair: int) -> list[tuple[int, int, int, int]]:
        """Return the passages of one pair: (start in i, end in i, start in j, end in j)."""
        first, last = np.searchsorted(self.passages[:, 0], [pair, pair + 1])
        return [(a, b, c, d) for _, a, b, c, d in self.passages[first:last].tolist()]

    def relation(self, pair: int) -> str:
        """Return what the pair is: `contains` (i has j), `within` (i lies in j), `reworked` (both), else `passage`."""
        has_i, has_j = self.share_i[pair] >= WITHIN, self.share_j[pair] >= WITHIN
        if has_i and has_j:
            return "reworked"
        return "contains" if has_j else "within" if has_i else "passage"


def join(pairs: Pairs, parts: Parts, threshold: float) -> tuple[Pairs, Parts]:
    """Return all pairs together, and the parts that are no near-duplicates.

    Two texts that share passages and prove to be `threshold` similar are a pair of whole texts that banding missed,
    or one across clusters that nobody had met; it is added as such.
    """
    part = parts.jaccard < threshold
    size = 1 + max(int(pairs.j.max(initial=0)), int(parts.j.max(initial=0)))
    new = part | ~np.isin(parts.i * size + parts.j, pairs.i * size + pairs.j)
    i, j = np.concatenate([pairs.i, parts.i[new]]), np.concatenate([pairs.j, parts.j[new]])
    order = np.lexsort((j, i))
    jaccard = np.concatenate([pairs.jaccard, parts.jaccard[new]])[order]
    kinds = np.concatenate([pairs.part, part[new]])[order]
    return Pairs(i[order], j[order], jaccard, kinds), parts.at(part)


def find_stitched(
    rows: NDArray[np.int64],
    lengths: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    shares: NDArray[np.float64],
    spans: NDArray[np.int64],
    least: int,
) -> tuple[Stitched, ...]:
    """Return the texts of which several others have `STITCHED` between them and none alone; greedily, best first."""
    text = np.concatenate([left, right])
    share = np.concatenate([shares[:, 0], shares[:, 1]])
    together = _covered(left, right, spans, lengths) / np.maximum(lengths, 1)
    most = np.zeros(len(rows))
    np.maximum.at(most, text, share)
    firsts = np.searchsorted(spans[:, 0], np.arange(len(left) + 1))
    sides: dict[int, list[tuple[float, int, NDArray[np.int64]]]] = {}
    for at in np.flatnonzero((together >= STITCHED)[text] & (most < STITCHED)[text]).tolist():
        pair, side = at % len(left), 1 + 2 * (at >= len(left))
        other = int((right if side == 1 else left)[pair])
        own = spans[firsts[pair] : firsts[pair + 1], side : side + 2]
        sides.setdefault(int(text[at]), []).append((-float(share[at]), other, own))
    found = []
    for node, others in sides.items():
        covered = np.zeros(int(lengths[node]), np.bool_)
        sources = []
        for _, other, ranges in sorted(others, key=lambda entry: entry[:2]):
            before = covered.copy()
            for start, end in ranges.tolist():
                covered[start:end] = True
            if int(covered.sum()) - int(before.sum()) >= least:
                sources.append(int(rows[other]))
            else:
                covered = before
        if len(sources) > 1 and covered.mean() >= STITCHED:
            found.append(Stitched(int(rows[node]), tuple(sources), float(covered.mean())))
    return tuple(sorted(found))


def _covered(
    left: NDArray[np.int64], right: NDArray[np.int64], spans: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how many characters of each text stand in passages that others share: the union of all its passages."""
    text = np.concatenate([left[spans[:, 0]], right[spans[:, 0]]])
    # All texts on one line, end to end: what one text's passages reach never gets into the next.
    base = (np.cumsum(lengths) - lengths)[text]
    start = np.concatenate([spans[:, 1], spans[:, 3]]) + base
    end = np.concatenate([spans[:, 2], spans[:, 4]]) + base
    order = np.argsort(start, kind="stable")
    text, start, end = text[order], start[order], end[order]
    reached = np.maximum.accumulate(np.concatenate([np.zeros(1, np.int64), end]))[:-1]
    return np.bincount(text, np.maximum(0, end - np.maximum(start, reached)), len(lengths)).astype(np.int64)

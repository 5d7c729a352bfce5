"""Scores of near-duplicates: clusters against true clusters, by kind of copy and by similarity."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.evaluate import clustering
from toolkit.evaluate.figures import Scores, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.evaluate.figures import Bootstrap

BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Lower edges of the bins of similarity; the last holds equal shingle sets only."""
MOST_PAIRS = 200
"""Pairs of one true cluster whose similarity is measured; of larger clusters as many are drawn."""


class Member(NamedTuple):
    """One article as far as clusters are concerned.

    Attributes:
        true: its true cluster.
        found: the cluster that the run put it into.
        ways: kinds of copying and damage that made it; empty for an original.
        text: its text as it was compared; None leaves it out of the figures by similarity.
    """

    true: str
    found: str
    ways: tuple[str, ...]
    text: str | None


def figures(members: Sequence[Member], bootstrap: Bootstrap) -> Scores:
    """Return the scores of clusters, of all articles, of each kind of copy, and of pairs by similarity."""
    scores = Scores("duplicates", bootstrap)
    if not members:
        return scores
    items = clustering.compare([m.true for m in members], [m.found for m in members])
    units = items.units()
    scores.add("B-cubed precision", units, clustering.bcubed_precision)
    scores.add("B-cubed recall", units, clustering.bcubed_recall)
    scores.add("B-cubed F1", units, clustering.bcubed_f1)
    scores.add("pair precision", units, clustering.pair_precision, counts=(3, 4))
    scores.add("pair recall", units, clustering.pair_recall, counts=(3, 5))
    scores.add("pair F1", units, clustering.pair_f1)
    scores.add("adjusted Rand index", units, clustering.adjusted_rand)
    # A way counts only where there is something to find: an article that is alone is no copy of anything here.
    copied = items.true_size > 1
    for way in sorted({way for m in members for way in m.ways}):
        chosen = np.fromiter((way in m.ways for m in members), np.bool_, len(members)) & copied
        units = items.units(chosen)
        scores.add("B-cubed precision", units, clustering.bcubed_precision, group=way)
        scores.add("B-cubed recall", units, clustering.bcubed_recall, group=way)
        scores.add("B-cubed F1", units, clustering.bcubed_f1, group=way)
    by_bin: dict[int, list[tuple[int, int]]] = {}
    for similarity, together in _pairs(members, bootstrap.seed):
        at = int(np.searchsorted(BINS, similarity + 1e-9, side="right")) - 1
        by_bin.setdefault(at, []).append((int(together), 1))
    for at in sorted(by_bin):
        scores.add("pair recall", by_bin[at], share, group=bin_name(at), counts=(0, 1))
    return scores


def bin_name(at: int) -> str:
    """Return the name of bin number `at`.

    >>> bin_name(3), bin_name(7)
    ('Jaccard 0.6–0.7', 'Jaccard 1')
    """
    return f"Jaccard {BINS[at]:g}–{BINS[at + 1]:g}" if at + 1 < len(BINS) else "Jaccard 1"


def _pairs(members: Sequence[Member], seed: int) -> Iterator[tuple[float, bool]]:
    """Yield the similarity of pairs of one true cluster, and whether they were found together."""
    from toolkit.sketch import fold, jaccard, shingles

    clusters: dict[str, list[Member]] = {}
    for member in members:
        if member.text is not None:
            clusters.setdefault(member.true, []).append(member)
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    for cluster in clusters.values():
        count = len(cluster)
        if count < 2:
            continue
        if count * (count - 1) // 2 <= MOST_PAIRS:
            chosen = list(itertools.combinations(range(count), 2))
        else:
            chosen = [(a, b) for a, b in (draw.sample(range(count), 2) for _ in range(MOST_PAIRS))]
        sets = {index: shingles(fold(cluster[index].text or "")) for index in sorted({i for p in chosen for i in p})}
        for a, b in chosen:
            yield jaccard(sets[a], sets[b]), cluster[a].found == cluster[b].found

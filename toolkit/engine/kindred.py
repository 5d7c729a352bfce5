"""Texts that may be of one mould though they share little: those that hold the same phrases in the same order.

Articles of a rich mould, with its synonyms and optional parts, share too little for near-duplicate search; but a text
that quotes another shares one passage or two, and one of the same mould many short ones, in one order. Who is kindred
is a guess, which induction confirms or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

ALIGNED = 1000
"""Texts that are compared at most: some milliseconds each."""
LONGEST = 20_000
"""Characters of the longest text that is compared: an alignment takes time and room with the length."""


class Kinship(NamedTuple):
    """Which texts share how much.

    Attributes:
        texts: positions of the texts that were compared, in the order of the hashes of their keys.
        pairs: int64 of shape (pairs, 2); places in `texts`.
        segments: int64; how many segments each pair shares in the same order.
    """

    texts: list[int]
    pairs: NDArray[np.int64]
    segments: NDArray[np.int64]

    def groups(self, chain: int = 0, *, least: int = 3, among: Collection[int] | None = None) -> list[list[int]]:
        """Return groups of texts that share segments, directly or through others.

        Args:
            chain: segments that two texts must share; by default the four that make a sibling in `toolkit.measure`.
            least: texts that a group has at least.
            among: positions of the texts to look at; all by default.

        Returns:
            Positions, in the order of the hashes of the texts' keys; the largest group first.
        """
        import numpy as np
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        from toolkit.measure.evidence import CHAIN

        size = len(self.texts)
        alive = np.ones(size, bool) if among is None else np.isin(self.texts, list(among))
        near = self.pairs[(self.segments >= max(chain, CHAIN)) & alive[self.pairs].all(axis=1)]
        graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(size, size))
        groups: dict[int, list[int]] = {}
        for place, label in enumerate(connected_components(graph, directed=False)[1].tolist()):
            if alive[place]:
                groups.setdefault(label, []).append(self.texts[place])
        # Places are in the order of keys, so that groups of one size are, too, whatever the order of the texts.
        return sorted((group for group in groups.values() if len(group) >= least), key=lambda group: -len(group))


def kinship(texts: Sequence[str], *, aligned: int = ALIGNED) -> Kinship:
    """Align texts with those that they share most phrases with.

    It is what `toolkit.measure` finds groups by for `template_gain`, without what else it measures.

    Args:
        texts: any; empty and very long ones are kindred to none.
        aligned: texts that are compared at most, drawn by the hashes of their keys.
    """
    import numpy as np

    from toolkit.measure.align import ANCHOR, anchors_of, shared_segments
    from toolkit.measure.columns import Folded, by_key
    from toolkit.measure.evidence import CANDIDATES
    from toolkit.measure.reference import LONG, Reference

    able = [i for i, text in enumerate(texts) if len(text) <= LONGEST]
    able = [able[row] for row in by_key([texts[i] for i in able]).tolist()[:aligned]] if able else []
    if not able:
        return Kinship([], np.zeros((0, 2), np.int64), np.zeros(0, np.int64))
    size = len(able)
    reference = Reference(Folded.of([texts[i] for i in able]), tuple(map(str, able)), np.arange(size, dtype=np.int32))
    folded = reference.folded
    rows = [folded.take(np.array([row])) for row in range(size)]
    anchors = [anchors_of(row.shingles(ANCHOR).hashes) for row in rows]
    found = []
    for own, row in enumerate(rows):
        near = reference.candidates(row.shingles(LONG).hashes, own, CANDIDATES)
        found += [(own, other, len(shared_segments(anchors[own], anchors[other]))) for other in near]
    # Equal texts stand together in the order of keys, and are candidates of others only as one: they stay together.
    same = np.flatnonzero((folded.keys[1:] == folded.keys[:-1]).all(axis=1)).tolist()
    found += [(row, row + 1, LONGEST) for row in same]
    table = np.array(found, np.int64).reshape(-1, 3)
    return Kinship(able, table[:, :2], table[:, 2])

"""What a search for near-duplicates found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from toolkit.dedup import tables
from toolkit.dedup.ids import Ids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from toolkit.dedup.parts import Parts

SHOWN = 20
"""Clusters that the notebook view lists."""


class Pair(NamedTuple):
    """Two texts, i < j, and the exact Jaccard similarity of their shingles.

    `kind` is `whole` for near-duplicates, `part` for texts that share passages only.
    """

    i: int
    j: int
    jaccard: float
    kind: str


class Pairs(Sequence[Pair]):
    """Verified pairs in columns, sorted by (i, j); reads as a sequence of `Pair`.

    Attributes:
        i: int64, the earlier text of each pair.
        j: int64, the later one.
        jaccard: float64, exact Jaccard similarity of the two shingle sets.
        part: bool, whether the two share passages only.
    """

    def __init__(
        self,
        i: NDArray[np.int64],
        j: NDArray[np.int64],
        jaccard: NDArray[np.float64],
        part: NDArray[np.bool_] | None = None,
    ) -> None:
        self.i, self.j, self.jaccard = i, j, jaccard
        self.part = np.zeros(len(i), np.bool_) if part is None else part

    @property
    def whole(self) -> Pairs:
        """The near-duplicates among them."""
        return self._at(~self.part)

    def _at(self, which: Any) -> Pairs:
        return Pairs(self.i[which], self.j[which], self.jaccard[which], self.part[which])

    def __len__(self) -> int:
        return len(self.i)

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> Pairs: ...
    def __getitem__(self, at: int | slice) -> Pair | Pairs:
        if isinstance(at, slice):
            return self._at(at)
        return Pair(int(self.i[at]), int(self.j[at]), float(self.jaccard[at]), tables.KINDS[int(self.part[at])])

    def __repr__(self) -> str:
        return f"<{len(self)} pairs>"


@dataclass(frozen=True)
class Clusters:
    """Texts grouped by near-duplication; every text is in exactly one cluster, most alone in theirs.

    Attributes:
        labels: int64; the cluster of each text, numbered by its first member (text 0 is in cluster 0).
        representatives: int64; for each text the text that stands for it in its cluster. It is the member with the
            most near-duplicates, copies counted (then the most similar ones, the longest, the lowest key), not the
            first. A cluster of more than `ALL_PAIRS` texts may have several, see `toolkit.dedup.graph.COVER`.
        similarity: float64; exact Jaccard similarity of each text to its representative, at least `threshold`.
        kept: int64; for each text the copy to keep in its stead, itself where it is kept.
        kept_similarity: float64; exact Jaccard similarity of each text to the copy kept.
        pairs: the verified pairs. Every text of a cluster with its representative; in clusters of up to
            `ALL_PAIRS` texts every pair at or above the threshold; and pairs across clusters that were met on the way.
            If parts were asked for, also texts that share passages only.
        threshold: the Jaccard similarity asked for.
        parts: the shared passages behind the pairs of kind `part`, if they were asked for.
        ids: the caller's ids, if given.
        stats: counts, parameters and seconds of each stage, as plain JSON types.
    """

    labels: NDArray[np.int64]
    representatives: NDArray[np.int64]
    similarity: NDArray[np.float64]
    kept: NDArray[np.int64]
    kept_similarity: NDArray[np.float64]
    pairs: Pairs
    threshold: float
    keys: NDArray[np.uint64] = field(repr=False)
    ids: Sequence[str] | None = None
    parts: Parts | None = None
    stats: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of clusters."""
        return len(self.sizes)

    def __repr__(self) -> str:
        grouped = int((self.sizes > 1).sum())
        return f"<Clusters: {len(self.labels)} texts in {len(self)} clusters, {grouped} with near-duplicates>"

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Number of texts in each cluster, int64."""
        return np.bincount(self.labels).astype(np.int64, copy=False)

    @cached_property
    def _by_label(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.argsort(self.labels, kind="stable"), np.concatenate([[0], np.cumsum(self.sizes)])

    def by_label(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all texts, cluster after cluster, and where each cluster begins (one number more than clusters)."""
        return self._by_label

    def members(self, label: int) -> NDArray[np.int64]:
        """Return the texts of one cluster, in the order of input.

        Raises:
            IndexError: there is no such cluster.
        """
        if not 0 <= label < len(self):
            raise IndexError(f"no cluster {label}; there are {len(self)}")
        order, firsts = self._by_label
        return order[firsts[label] : firsts[label + 1]]

    def representative(self, label: int) -> int:
        """Return the text that stands for most of a cluster; the only representative, unless the cluster is large."""
        members = self.members(label)
        standing, counts = np.unique(self.representatives[members], return_counts=True)
        return int(standing[np.argmax(counts)])

    def groups(self) -> list[NDArray[np.int64]]:
        """Return the members of every cluster of at least two texts, the largest first, ties by first member."""
        several = np.flatnonzero(self.sizes > 1)
        return [self.members(int(label)) for label in several[np.argsort(-self.sizes[several], kind="stable")]]

    @cached_property
    def names(self) -> Ids | None:
        """The ids as a column, if there are any."""
        return None if self.ids is None else Ids(self.ids)

    @cached_property
    def cluster_ids(self) -> list[str]:
        """A stable id for each cluster: a hash of its members' ids, or of their folded texts where none were given.

        The same members have the same id in every run, whatever else is in the corpus and in whatever order.
        """
        return [identity for block in tables.cluster_ids(self) for identity in block]

    def cluster_id_column(self) -> Any:
        """Return `cluster_ids` as an Arrow array."""
        import pyarrow as pa

        blocks = (pa.array(block, pa.string()) for block in tables.cluster_ids(self))
        return pa.concat_arrays([pa.array([], pa.string()), *blocks])

    @property
    def gone(self) -> NDArray[np.int64]:
        """The texts that are not kept, int64, ascending."""
        return np.flatnonzero(self.kept != np.arange(len(self.kept)))

    def removed(self) -> list[tuple[int, int, float]]:
        """Return (text, the copy kept in its stead, their similarity) for every text that is not kept."""
        gone = self.gone
        return list(zip(gone.tolist(), self.kept[gone].tolist(), self.kept_similarity[gone].tolist(), strict=True))

    def to_arrow(self) -> Any:
        """Return a `pyarrow.Table` with one row a text: `id, cluster, representative, similarity, size, kept`.

        Ids are the caller's, or positions as text where none were given.
        """
        import pyarrow as pa

        return pa.concat_tables(tables.cluster_tables(self))

    def pairs_to_arrow(self) -> Any:
        """Return a `pyarrow.Table` with one row a pair: `id_a, id_b, jaccard, kind`.

        If parts were asked for, also `relation` (see `Parts.relation`; `copy` for near-duplicates) and, for pairs of
        kind `part`, `share_a` and `share_b`: how much of each text stands in the other.
        """
        import pyarrow as pa

        return pa.concat_tables(tables.pair_tables(self))

    def passages_to_arrow(self) -> Any:
        """Return a `pyarrow.Table` with one row a shared passage: `id_a, id_b, start_a, end_a, start_b, end_b`.

        Offsets are in characters of the texts as they were given. Without parts it is empty.
        """
        return tables.passage_table(self)

    def _repr_html_(self) -> str:
        groups = self.groups()
        names = self.ids if self.ids is not None else range(len(self.labels))
        rows = []
        for members in groups[:SHOWN]:
            first = int(members[0])
            lowest = float(self.similarity[members].min())
            representative = str(names[self.representative(int(self.labels[first]))])
            rows.append(
                f"<tr><td>{int(self.labels[first])}</td><td>{len(members)}</td>"
                f"<td>{escape(representative)}</td><td>{lowest:.3f}</td></tr>"
            )
        more = f"<p>… and {len(groups) - SHOWN} more</p>" if len(groups) > SHOWN else ""
        return (
            f"<p>{escape(repr(self)[1:-1])}</p><table><thead><tr><th>cluster</th><th>texts</th>"
            "<th>representative</th><th>lowest similarity</th></tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>{more}"
        )

"""What a search found, as Arrow tables, some rows at a time: names are much larger than the numbers behind them."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.dedup.clusters import Clusters

BLOCK = 1 << 16
"""Rows of one table: a few megabytes."""

KINDS = ("whole", "part")
"""Kinds of pairs, by whether the two texts share passages only."""


def cluster_ids(clusters: Clusters) -> Iterator[list[str]]:
    """Yield the stable ids of the clusters, a block at a time; see `Clusters.cluster_ids`."""
    order, firsts = clusters.by_label()
    for begin in range(0, len(clusters), BLOCK):
        ends = firsts[begin : begin + BLOCK + 1]
        rows = order[ends[0] : ends[-1]]
        if clusters.names is not None:
            names = clusters.names.take(rows)
        else:
            data = clusters.keys[rows].astype(">u8").tobytes()
            names = [data[at : at + 16] for at in range(0, len(data), 16)]
        edges = (ends - ends[0]).tolist()
        yield [_identity(names[first:last]) for first, last in pairwise(edges)]


def _identity(names: list[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(names):
        digest.update(len(name).to_bytes(4, "big") + name)
    return "c" + digest.hexdigest()


def cluster_tables(clusters: Clusters) -> Iterator[Any]:
    """Yield tables with one row a text: `id, cluster, representative, similarity, size, kept`; at least one table."""
    import pyarrow as pa

    names, known = _names(clusters), clusters.cluster_id_column()
    for begin in range(0, max(1, len(clusters.labels)), BLOCK):
        rows = slice(begin, begin + BLOCK)
        labels = clusters.labels[rows]
        yield pa.table(
            {
                "id": names.slice(begin, BLOCK).cast(pa.string()),
                "cluster": known.take(pa.array(labels)),
                "representative": _take(names, clusters.representatives[rows]),
                "similarity": pa.array(clusters.similarity[rows]),
                "size": pa.array(clusters.sizes[labels]),
                "kept": _take(names, clusters.kept[rows]),
            }
        )


def pair_tables(clusters: Clusters) -> Iterator[Any]:
    """Yield tables with one row a pair; see `Clusters.pairs_to_arrow`; at least one table."""
    import pyarrow as pa

    names, kinds = _names(clusters), pa.array(KINDS, pa.string())
    pairs, parts = clusters.pairs, clusters.parts
    before = 0
    for begin in range(0, max(1, len(pairs)), BLOCK):
        rows = slice(begin, begin + BLOCK)
        part = pairs.part[rows]
        columns = {
            "id_a": _take(names, pairs.i[rows]),
            "id_b": _take(names, pairs.j[rows]),
            "jaccard": pa.array(pairs.jaccard[rows]),
            "kind": kinds.take(pa.array(part.astype(np.int8))),
        }
        if parts is not None:
            which = np.zeros(len(part), np.int64)
            which[part] = np.arange(before, before + int(part.sum()))  # both are sorted by (i, j)
            before += int(part.sum())
            relations = [parts.relation(k) if own else "copy" for k, own in zip(which.tolist(), part, strict=True)]
            columns["relation"] = pa.array(relations, pa.string())
            for name, share in (("share_a", parts.share_i), ("share_b", parts.share_j)):
                columns[name] = pa.array(np.append(share, 0.0)[which], mask=~part)
        yield pa.table(columns)


def passage_table(clusters: Clusters) -> Any:
    """Return a table with one row a shared passage: `id_a, id_b, start_a, end_a, start_b, end_b`."""
    import pyarrow as pa

    names, parts = _names(clusters), clusters.parts
    spans = parts.passages if parts is not None else np.empty((0, 5), np.int64)
    i, j = (parts.i, parts.j) if parts is not None else (spans[:, 0], spans[:, 0])
    columns = {"id_a": _take(names, i[spans[:, 0]]), "id_b": _take(names, j[spans[:, 0]])}
    for at, name in enumerate(("start_a", "end_a", "start_b", "end_b"), start=1):
        columns[name] = pa.array(spans[:, at])
    return pa.table(columns)


def _names(clusters: Clusters) -> Any:
    """Return the ids of the texts, or their positions where there are none, as one Arrow array."""
    import pyarrow as pa

    if clusters.names is None:
        return pa.array(np.arange(len(clusters.labels))).cast(pa.large_string())
    if clusters.names.array.type == pa.large_binary():
        clusters.names[0].encode()  # names that no table can hold: says which
        return pa.array(list(clusters.names), pa.large_string())
    return clusters.names.array


def _take(names: Any, rows: Any) -> Any:
    import pyarrow as pa

    return names.take(pa.array(rows)).cast(pa.string())

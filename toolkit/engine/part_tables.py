"""The files about shared passages, as every command that looks for them writes them; see docs/formats.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.corpus import RunFolder
    from toolkit.dedup import Clusters

PAIRS = {"id_a": "string", "id_b": "string", "jaccard": "float64", "kind": "string"}
PART_PAIRS = {**PAIRS, "relation": "string", "share_a": "float64", "share_b": "float64"}
PASSAGES = {"id_a": "string", "id_b": "string", **dict.fromkeys(("start_a", "end_a", "start_b", "end_b"), "int64")}


def write_pairs(run: RunFolder, clusters: Clusters) -> None:
    """Write the pairs, and if parts were looked for the passages, the stitched articles and the boilerplate.

    Args:
        run: where to.
        clusters: what `toolkit.dedup` found, with the articles' ids.

    Raises:
        OutputError: a file cannot be written.
    """
    from toolkit.dedup.tables import pair_tables

    columns = PAIRS if clusters.parts is None else PART_PAIRS
    with run.parquet("pairs.parquet", columns) as table:
        for found in pair_tables(clusters):
            table.write_columns({name: found.column(name) for name in columns})
    if clusters.parts is None:
        return
    ids = clusters.ids or []
    found = clusters.passages_to_arrow()
    with run.parquet("passages.parquet", PASSAGES) as table:
        table.write_columns({name: found.column(name) for name in PASSAGES})
    with run.jsonl("stitched.jsonl") as lines:
        for row, sources, share in clusters.parts.stitched:
            lines.write({"id": ids[row], "sources": [ids[source] for source in sources], "share": share})
    with run.jsonl("boilerplate.jsonl") as lines:
        for row, start, end, texts in clusters.parts.common:
            lines.write({"id": ids[row], "start": start, "end": end, "articles": texts})

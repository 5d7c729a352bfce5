"""What linking needs to know, read back from the folder of a complete run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from toolkit.errors import InputError
from toolkit.links.facts import Facts, heading_pairs, host_of, kit_limit, mentions, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDED = ("articles.jsonl", "articles.parquet", "clusters.parquet")
"""Files of a run that hold the facts."""


def facts_of_run(folder: Path) -> Iterator[Facts]:
    """Yield the facts of each article of a run, in the order of its tables.

    Args:
        folder: what `contentfarm scan -o FOLDER` has written.

    Raises:
        InputError: a file of the run is missing or does not fit the others.
    """
    import pyarrow.parquet as pq

    try:
        levels = pq.read_table(folder / "articles.parquet", columns=["id", "kit_level"])
        clusters = pq.read_table(folder / "clusters.parquet", columns=["id", "cluster", "similarity"])
        sizes = {row["values"]: row["counts"] for row in clusters["cluster"].value_counts().to_pylist()}
        rows = zip(
            *(levels[name].to_pylist() for name in ("id", "kit_level")),
            *(clusters[name].to_pylist() for name in ("id", "cluster", "similarity")),
            strict=True,
        )
        with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
            for line, (identity, level, same, cluster, similarity) in zip(lines, rows, strict=True):
                article = json.loads(line)
                if not article["id"] == identity == same:
                    raise InputError(f"{folder}: the tables of this run do not fit each other at {identity!r}")
                copied = sizes[cluster] > 1
                yield _facts(article, level, cluster if copied else None, similarity if copied else 1.0)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{folder} holds no complete run of contentfarm scan: {error}") from error


def _facts(article: dict[str, Any], kit_level: int | None, cluster: str | None, similarity: float) -> Facts:
    outline = article["outline"]
    return Facts(
        id=article["id"],
        title=article["title"],
        host=host_of(article["url"]),
        mentions=mentions(outline, article["contacts"]),
        headings=heading_pairs(outline),
        cluster=cluster,
        similarity=similarity,
        kit_level=kit_level,
        notes=sum(edit["kind"] == "notes" for edit in article["edits"]),
        kit_limit=kit_limit(text_of(outline), kit_level),
    )

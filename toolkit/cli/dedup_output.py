"""What `contentfarm dedup` prints and writes."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Article
    from toolkit.corpus import ReadOptions, RunFolder
    from toolkit.dedup import Clusters
    from toolkit.engine.resume import Reading

WIDE = 160
"""Columns of a table that does not go to a terminal."""

KEPT_FOLDER = "corpus/"
"""Where `--apply` writes, below the output folder."""

SIGNATURES = "signatures.arrow"
"""What `--rethreshold` takes up."""

CLUSTERS = {"id": "string", "cluster": "string", "representative": "string", "similarity": "float64"}

EXPLAINED = 10_000
"""Removed articles whose difference from the kept copy is written out, a fraction of a millisecond each."""

BLOCK = 1 << 16
"""Removed articles looked at together."""

SHOWN = 3
"""Differences named of one removed article."""

EXCERPT = 16
"""Characters shown of each."""


def lines(clusters: Clusters, reading: Reading, *, singles: bool) -> Iterator[str]:
    """Yield one JSON object a cluster, the largest first."""
    groups = [clusters.members(k) for k in range(len(clusters))] if singles else clusters.groups()
    ids = clusters.ids or []
    sources = reading.column("source")
    for members in sorted(groups, key=len, reverse=True):
        label = int(clusters.labels[members[0]])
        representative = clusters.representative(label)
        listed: list[dict[str, Any]] = []
        for member in members.tolist():
            listed.append(
                {
                    "id": ids[member],
                    "source": sources[member].as_py(),
                    "similarity": round(float(clusters.similarity[member]), 6),
                    "kept": int(clusters.kept[member]) == member,
                }
            )
            if (own := int(clusters.representatives[member])) != representative:
                listed[-1]["representative"] = ids[own]  # one of several that a large cluster has
        entry = {
            "cluster": clusters.cluster_ids[label],
            "size": len(members),
            "representative": ids[representative],
            "members": listed,
        }
        yield json.dumps(entry, ensure_ascii=False)


def print_table(clusters: Clusters, reading: Reading, *, singles: bool) -> None:
    """Print one row a cluster."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from toolkit.cli.common import print_table, printable

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("cluster", no_wrap=True, min_width=17)
    table.add_column("articles", justify="right", no_wrap=True, min_width=8)
    table.add_column("similarity", justify="right", no_wrap=True, min_width=10)
    table.add_column("representative", overflow="fold", min_width=20)
    table.add_column("title", overflow="ellipsis", no_wrap=True)
    groups = [clusters.members(k) for k in range(len(clusters))] if singles else clusters.groups()
    for members in sorted(groups, key=len, reverse=True):
        representative = clusters.representative(int(clusters.labels[members[0]]))
        table.add_row(
            clusters.cluster_ids[int(clusters.labels[representative])],
            f"{len(members):,}",
            f"≥ {float(clusters.similarity[members].min()):.3f}",
            Text(printable((clusters.ids or [])[representative])),
            Text(printable(reading.row(representative).title or "")),
        )
    print_table(table, wide=WIDE)


def part_lines(clusters: Clusters) -> Iterator[str]:
    """Yield one JSON object a pair of articles that share passages."""
    parts, ids = clusters.parts, clusters.ids or []
    if parts is None:
        return
    names = ("start_a", "end_a", "start_b", "end_b")
    for pair in range(len(parts)):
        entry = {
            "kind": "part",
            "id_a": ids[int(parts.i[pair])],
            "id_b": ids[int(parts.j[pair])],
            "relation": parts.relation(pair),
            "jaccard": round(float(parts.jaccard[pair]), 6),
            "share_a": round(float(parts.share_i[pair]), 6),
            "share_b": round(float(parts.share_j[pair]), 6),
            "passages": [dict(zip(names, span, strict=True)) for span in parts.spans(pair)],
        }
        yield json.dumps(entry, ensure_ascii=False)
    for stitched in parts.stitched:
        sources = [ids[row] for row in stitched.sources]
        entry = {"kind": "stitched", "id": ids[stitched.row], "sources": sources, "share": round(stitched.share, 6)}
        yield json.dumps(entry, ensure_ascii=False)


def write_tables(run: RunFolder, clusters: Clusters, reading: Reading, keep: str) -> None:
    """Write the tables of a run; see docs/formats.md."""
    from toolkit.dedup.tables import cluster_tables
    from toolkit.engine.part_tables import write_pairs

    with run.parquet("clusters.parquet", CLUSTERS) as table:
        for found in cluster_tables(clusters):
            table.write_columns({name: found.column(name) for name in CLUSTERS})
    write_pairs(run, clusters)
    with run.jsonl("removed.jsonl") as removed:
        for entry in removals(clusters, reading, keep):
            removed.write(entry)
    with run.jsonl("rejects.jsonl") as rejected:
        for reject in reading.rejects:
            rejected.write(reject.to_dict())


def removals(clusters: Clusters, reading: Reading, keep: str) -> Iterator[dict[str, Any]]:
    """Yield what `removed.jsonl` says of each article that goes."""
    ids, explained = clusters.ids or [], 0
    rows = clusters.gone
    for begin in range(0, len(rows), BLOCK):
        gone = rows[begin : begin + BLOCK]
        kept, similarity = clusters.kept[gone], clusters.kept_similarity[gone]
        same = (clusters.keys[gone] == clusters.keys[kept]).all(axis=1)
        columns = (column.tolist() for column in (gone, kept, similarity, same))
        for one, stays, value, equal in zip(*columns, strict=True):
            differs: list[str] | None = [] if equal else None
            if not equal and explained < EXPLAINED:
                explained += 1
                differs = differences(reading.text(stays), reading.text(one))
            why = f"{'the same text' if equal else 'near-duplicate'} (keep {keep})"
            yield {"id": ids[one], "kept": ids[stays], "similarity": value, "why": why, "differs": differs}


def differences(kept: str, gone: str) -> list[str]:
    """Return the first differences of two texts for a person: what the kept one has, and what stands there instead.

    Punctuation, spaces and notes, which the comparison leaves out, are told only where nothing else differs.

    >>> differences("攤主,總是把詩集排在最前面。", "攤主總是把小說排在最前面,天天如此。")
    ['「詩集」→「小說」', '+「,天天如此」']
    """
    from toolkit.dedup.evidence import differing
    from toolkit.sketch import fold

    blocks = [(kept[x.a_start : x.a_end], gone[x.b_start : x.b_end]) for x in differing(kept, gone)]
    weighty = list(islice((pair for pair in blocks if fold(pair[0]) != fold(pair[1])), SHOWN + 1))
    found: list[str] = []
    for before, after in weighty or blocks:
        if len(found) == SHOWN:
            return [*found, "…"]
        one, two = (f"「{text[:EXCERPT]}{'…' if len(text) > EXCERPT else ''}」" for text in (before, after))
        found.append(f"{one}→{two}" if before and after else f"-{one}" if before else f"+{two}")
    return found


def manifest(
    clusters: Clusters,
    texts: Reading,
    paths: tuple[str, ...],
    reading: ReadOptions,
    options: dict[str, Any],
    seconds: dict[str, float],
) -> dict[str, Any]:
    """Return what a later reader needs to know about this run.

    Args:
        clusters: what was found.
        texts: what was read.
        paths: from where.
        reading: how.
        options: what was asked for besides.
        seconds: of each stage.
    """
    from toolkit._version import __version__
    from toolkit.engine.manifest import library_versions, peak_memory

    gone = len(clusters.gone)
    return {
        "command": "dedup",
        "toolkit": __version__,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "inputs": list(paths),
        "options": options,
        "reading": {k: v for k, v in dataclasses.asdict(reading).items() if k != "skip_dirs"},
        "versions": library_versions(),
        "counts": {
            "read": len(clusters.labels) + len(texts.rejects),
            "kept": len(clusters.labels) - gone,
            "removed": gone,
            "rejected": len(texts.rejects),
        },
        "dedup": clusters.stats,
        "seconds": seconds,
        "peak_memory_bytes": peak_memory(),
    }


def kept_files(output: str | None) -> set[str]:
    """Return the files below `corpus/` that the run in this folder wrote, by its manifest."""
    try:
        files = json.loads(Path(output or "", "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()  # no run, or none of ours
    return {name for name in files if isinstance(name, str) and name.startswith(KEPT_FOLDER) and ".." not in name}


def write_kept(run: RunFolder, clusters: Clusters, paths: tuple[str, ...], reading: ReadOptions) -> None:
    """Write the inputs again without the articles that go, below `corpus/`.

    Raises:
        InputError: the inputs are not what was read the first time.
    """
    from itertools import zip_longest

    from toolkit.corpus import rewrite
    from toolkit.errors import InputError

    stays = (clusters.kept == range(len(clusters.kept))).tolist()

    def drop(articles: Iterator[Article]) -> Iterator[str | None]:
        for article, identity, stay in zip_longest(articles, clusters.ids or [], stays):
            if article is None or article.id != identity:
                raise InputError("the inputs changed while they were compared; nothing was written. Run again")
            yield article.text if stay else None

    for _ in rewrite(paths, run, drop, reading, under=KEPT_FOLDER):
        pass

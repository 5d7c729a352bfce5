"""`contentfarm dedup`: near-duplicates of a corpus, as clusters on stdout or as tables in a folder."""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import EXIT_DONE, EXIT_FINDINGS, EXIT_REJECTS, common_options, read_articles, reading_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from toolkit.article import Article, Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions, RunFolder
    from toolkit.dedup import Clusters
    from toolkit.engine.spool import Spool

KEEP_RULES = ("first", "last", "longest", "cleanest")
WIDE = 160
"""Columns of a table that does not go to a terminal."""

KEPT_FOLDER = "corpus/"
"""Where `--apply` writes, below the output folder."""

CLUSTERS = {"id": "string", "cluster": "string", "representative": "string", "similarity": "float64"}
PAIRS = {"id_a": "string", "id_b": "string", "jaccard": "float64", "kind": "string"}


@click.command("dedup", short_help="Find near-duplicates and group them into clusters.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for tables, instead of stdout.")
@click.option(
    "-t",
    "--threshold",
    type=float,
    default=0.7,
    show_default=True,
    help="Similarity from which two articles are near-duplicates.",
)
@click.option(
    "--recall",
    type=float,
    default=0.98,
    show_default=True,
    help="Probability that a pair exactly at the threshold is found.",
)
@click.option(
    "--keep",
    metavar="RULE",
    default="first",
    show_default=True,
    help="Copy to keep: first, last, longest, cleanest, or COLUMN for its highest value, COLUMN:min for its lowest.",
)
@click.option("--apply", is_flag=True, help="Also write the corpus without the copies, each file in its own format.")
@click.option("--num-perm", metavar="N", type=int, default=128, show_default=True, help="Permutations of a signature.")
@click.option("--width", metavar="N", type=int, default=5, show_default=True, help="Characters in a shingle.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Seed of the permutations.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Threads [default: all].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table"]),
    default="jsonl",
    show_default=True,
    help="What is printed without -o.",
)
@click.option("--all", "singles", is_flag=True, help="Print articles without near-duplicates too.")
@click.option("--fail-on", type=click.Choice(["duplicates"]), help="Exit with 4 when there is any.")
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    keep: str,
    apply: bool,
    form: str,
    singles: bool,
    fail_on: str | None,
    reading: ReadOptions,
    ui: Ui,
    **settings: Any,
) -> int:
    """Find near-duplicates among articles, verify them on their text and group them into clusters.

    PATH is a file, a folder, a glob, or - for standard input. Without -o one line a cluster goes to stdout.
    """
    if not paths:
        raise UsageError("nothing to compare; type for example: contentfarm dedup corpus/")
    from toolkit.corpus import RunFolder
    from toolkit.dedup import dedup
    from toolkit.engine.spool import Spool

    if apply and output is None:
        raise UsageError("--apply needs a folder to write to; type for example: contentfarm dedup PATH --apply -o out")
    if apply and "-" in paths:
        raise UsageError("--apply reads its inputs twice, which standard input cannot be; name a file")
    if output is not None:
        reading = dataclasses.replace(reading, skip_dirs=(*reading.skip_dirs, output))
    earlier = _kept_files(output)
    rejects: list[Reject] = []
    column = None if keep in KEEP_RULES else keep
    with (
        RunFolder(output) if output is not None else nullcontext() as run,
        _scratch(run) as scratch,
        Spool(scratch / "texts.arrow") as spool,
    ):
        values = _read(paths, reading, ui, rejects, spool, column)
        spool.seal()
        ids = spool.column("id").to_pylist()
        with ui.progress("Finding near-duplicates", None):
            rule = keep if column is None else _ranks(values, column)
            clusters = dedup(spool.column("text"), ids=ids, keep=rule, **settings)
        for stage, seconds in clusters.stats["seconds"].items():
            ui.detail(f"contentfarm: {stage}: {seconds:.2f} s")
        if run is not None:
            _write(run, clusters, rejects, paths, keep)
            if apply:
                _write_kept(run, clusters, paths, reading)
        elif form == "table":
            _print_table(clusters, spool, singles=singles)
        else:
            for line in _lines(clusters, spool, singles=singles):
                click.echo(line)
    for name in earlier - _kept_files(output):  # of an earlier run, which kept other copies
        (Path(output or "") / name).unlink(missing_ok=True)
    _check_balance(clusters, spool)
    if not ui.quiet:
        gone = len(clusters.removed())
        message = f"{spool.rows - gone:,} kept + {gone:,} copies + {len(rejects):,} rejected"
        where = "" if output is None else f"; tables: {output}"
        ui.info(f"{message} = {spool.rows + len(rejects):,} read; {len(clusters.groups()):,} clusters{where}")
    if fail_on is not None and len(clusters.pairs):
        return EXIT_FINDINGS
    return EXIT_REJECTS if rejects else EXIT_DONE


def _scratch(run: RunFolder | None) -> Any:
    """Return a context manager of the folder where texts lie while they are compared."""
    return nullcontext(run.staging) if run is not None else _Temporary()


class _Temporary(tempfile.TemporaryDirectory[str]):
    """A temporary folder that is entered as a path."""

    def __enter__(self) -> Any:
        return Path(super().__enter__())


def _read(
    paths: tuple[str, ...], reading: ReadOptions, ui: Ui, rejects: list[Reject], spool: Spool, column: str | None
) -> list[Any]:
    """Put all articles on the spool; return the values of the column that decides what is kept."""
    from toolkit.engine.spool import Row

    values: list[Any] = []
    name = column.removesuffix(":min").removesuffix(":max") if column is not None else ""
    known: set[str] = set()
    with ui.progress("Reading", None) as advance:
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            spool.append(Row(article.id, article.title, article.source, article.text))
            if column is not None:
                values.append(article.extra.get(name))
                known.update(article.extra)
            advance(1)
    if column is not None and values and name not in known:
        there = ", ".join(sorted(known)) or "none"
        raise UsageError(f"--keep {column}: no rule and no column of this name; columns: {there}")
    return values


def _ranks(values: list[Any], column: str) -> NDArray[np.float64]:
    """Return a number for each value, the highest for the one to keep: numbers by value, text by code point."""
    import numpy as np

    keys = [(0, float(v), "") if isinstance(v, (int, float)) else (1, 0.0, str(v)) for v in values]
    known = sorted({key for key, value in zip(keys, values, strict=True) if value is not None})
    place = {key: float(rank) for rank, key in enumerate(known)}
    ranks = np.array([np.nan if v is None else place[key] for key, v in zip(keys, values, strict=True)], np.float64)
    return -ranks if column.endswith(":min") else ranks


def _check_balance(clusters: Clusters, spool: Spool) -> None:
    from toolkit.errors import ContractError

    if len(clusters.labels) != spool.rows or int(clusters.sizes.sum()) != spool.rows:
        raise ContractError(f"{spool.rows} articles went in, {int(clusters.sizes.sum())} came out; please report this")


def _lines(clusters: Clusters, spool: Spool, *, singles: bool) -> Iterator[str]:
    """Yield one JSON object a cluster, the largest first."""
    groups = [clusters.members(k) for k in range(len(clusters))] if singles else clusters.groups()
    ids = clusters.ids or []
    sources = spool.column("source")
    for members in sorted(groups, key=len, reverse=True):
        first = int(members[0])
        listed = [
            {
                "id": ids[member],
                "source": sources[member].as_py(),
                "similarity": round(float(clusters.similarity[member]), 6),
                "kept": int(clusters.kept[member]) == member,
            }
            for member in members.tolist()
        ]
        entry = {
            "cluster": clusters.cluster_ids[int(clusters.labels[first])],
            "size": len(members),
            "representative": ids[int(clusters.representatives[first])],
            "members": listed,
        }
        yield json.dumps(entry, ensure_ascii=False)


def _print_table(clusters: Clusters, spool: Spool, *, singles: bool) -> None:
    """Print one row a cluster."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from toolkit.cli.common import printable

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("cluster", no_wrap=True, min_width=17)
    table.add_column("articles", justify="right", no_wrap=True, min_width=8)
    table.add_column("similarity", justify="right", no_wrap=True, min_width=10)
    table.add_column("representative", overflow="fold", min_width=20)
    table.add_column("title", overflow="ellipsis", no_wrap=True)
    groups = [clusters.members(k) for k in range(len(clusters))] if singles else clusters.groups()
    for members in sorted(groups, key=len, reverse=True):
        representative = int(clusters.representatives[int(members[0])])
        table.add_row(
            clusters.cluster_ids[int(clusters.labels[representative])],
            f"{len(members):,}",
            f"≥ {float(clusters.similarity[members].min()):.3f}",
            Text(printable((clusters.ids or [])[representative])),
            Text(printable(spool.row(representative).title or "")),
        )
    width = None if sys.stdout.isatty() else WIDE
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def _write(run: RunFolder, clusters: Clusters, rejects: list[Reject], paths: tuple[str, ...], keep: str) -> None:
    """Write the tables of a run; see docs/formats.md."""
    from toolkit._version import __version__

    found = clusters.to_arrow()
    with run.parquet("clusters.parquet", CLUSTERS) as table:
        table.write_columns({name: found.column(name) for name in CLUSTERS})
    found = clusters.pairs_to_arrow()
    with run.parquet("pairs.parquet", PAIRS) as table:
        table.write_columns({name: found.column(name) for name in PAIRS})
    ids = clusters.ids or []
    with run.jsonl("removed.jsonl") as removed:
        for gone, kept, similarity in clusters.removed():
            why = "the same text" if similarity == 1.0 else "near-duplicate"
            removed.write({"id": ids[gone], "kept": ids[kept], "similarity": similarity, "why": f"{why} (keep {keep})"})
    with run.jsonl("rejects.jsonl") as rejected:
        for reject in rejects:
            rejected.write(reject.to_dict())
    gone_count = len(clusters.removed())
    run.manifest(
        {
            "command": "dedup",
            "toolkit": __version__,
            "inputs": list(paths),
            "keep": keep,
            "counts": {
                "read": len(clusters.labels) + len(rejects),
                "kept": len(clusters.labels) - gone_count,
                "removed": gone_count,
                "rejected": len(rejects),
            },
            "dedup": clusters.stats,
        }
    )


def _kept_files(output: str | None) -> set[str]:
    """Return the files below `corpus/` that the run in this folder wrote, by its manifest."""
    try:
        files = json.loads(Path(output or "", "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()  # no run, or none of ours
    return {name for name in files if isinstance(name, str) and name.startswith(KEPT_FOLDER) and ".." not in name}


def _write_kept(run: RunFolder, clusters: Clusters, paths: tuple[str, ...], reading: ReadOptions) -> None:
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

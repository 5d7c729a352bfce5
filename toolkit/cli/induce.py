"""`contentfarm induce`: the templates of clusters, as Jinja files, contexts and a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_REJECTS,
    common_options,
    print_table,
    printable,
    read_articles,
    reading_options,
)
from toolkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.induce import Template

Group = tuple[str, list[str], list[str]]
"""A group's name, the ids of its articles, and their texts."""


@click.command("induce", short_help="Find the templates of clusters of articles.")
@click.argument("paths", nargs=-1, metavar="RUN|PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for the templates (required).")
@click.option("--one-group", is_flag=True, help="Take all articles as one group, instead of looking for clusters.")
@click.option(
    "--min-size",
    metavar="N",
    type=click.IntRange(min=2),
    default=3,
    show_default=True,
    help="Articles that a cluster must have.",
)
@click.option(
    "-t",
    "--threshold",
    type=float,
    default=0.3,
    show_default=True,
    help="Similarity from which articles of a corpus share a cluster.",
)
@click.option("--spintax", is_flag=True, help="Also write each template as spintax.")
@click.option("--title", metavar="TEXT", default="Templates", show_default=True, help="Heading of the page.")
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    one_group: bool,
    min_size: int,
    threshold: float,
    spintax: bool,
    title: str,
    reading: ReadOptions,
    ui: Ui,
) -> int:
    """Find the template of each cluster of articles, and write it so that it renders them exactly.

    RUN is the folder of an earlier scan, whose clusters are taken; PATH is a file, a folder, a glob, or - for standard
    input, in which clusters are looked for first.
    """
    if not paths:
        raise UsageError("nothing to learn from; type for example: contentfarm induce out/ -o templates")
    if output is None:
        raise UsageError(f"where to? type for example: contentfarm induce {printable(paths[0])} -o templates")
    rejects: list[Reject] = []
    run = Path(paths[0]) if len(paths) == 1 and (Path(paths[0]) / "clusters.parquet").is_file() else None
    if run is not None and not one_group:
        groups = _of_run(run, min_size)
    else:
        groups = _of_corpus(paths, reading, ui, rejects, one_group=one_group, min_size=min_size, threshold=threshold)
    if not groups:
        ui.info(f"no cluster has {min_size} articles or more; nothing was written")
        return EXIT_REJECTS if rejects else EXIT_DONE
    from toolkit.induce import induce

    found: list[tuple[Group, Template]] = []
    with ui.progress("Finding templates", len(groups)) as advance:
        for group in groups:
            found.append((group, induce(group[2])))
            advance(1)
    _write(output, found, title, spintax=spintax)
    if not ui.quiet:
        _print(found, output)
    return EXIT_REJECTS if rejects else EXIT_DONE


def _of_run(run: Path, min_size: int) -> list[Group]:
    """Return the clusters of a scan, largest first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        articles = pq.read_table(run / "articles.parquet", columns=["id", "text"])
        clusters = pq.read_table(run / "clusters.parquet", columns=["id", "cluster"])
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{run}: not the folder of a finished scan: {error}") from error
    text_of = dict(zip(articles["id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    members: dict[str, list[str]] = {}
    for id_, cluster in zip(clusters["id"].to_pylist(), clusters["cluster"].to_pylist(), strict=True):
        if id_ in text_of:
            members.setdefault(str(cluster), []).append(id_)
    groups = [(name, ids, [text_of[i] or "" for i in ids]) for name, ids in members.items() if len(ids) >= min_size]
    return sorted(groups, key=lambda g: (-len(g[1]), g[0]))


def _of_corpus(
    paths: tuple[str, ...],
    reading: ReadOptions,
    ui: Ui,
    rejects: list[Reject],
    *,
    one_group: bool,
    min_size: int,
    threshold: float,
) -> list[Group]:
    """Read articles and return their clusters, largest first."""
    ids: list[str] = []
    texts: list[str] = []
    for article in read_articles(paths, reading, ui, on_reject=rejects.append):
        ids.append(article.id)
        texts.append(article.text)
    if one_group:
        return [("all", ids, texts)] if len(ids) >= min_size else []
    if not texts:
        return []
    from toolkit.dedup import dedup

    with ui.progress("Finding clusters", None):
        labels = dedup(texts, threshold, ids=ids).labels
    members: dict[int, list[int]] = {}
    for i, label in enumerate(labels):
        members.setdefault(int(label), []).append(i)
    large = sorted((m for m in members.values() if len(m) >= min_size), key=lambda m: (-len(m), ids[m[0]]))
    return [
        (f"cluster-{k:03}", [ids[i] for i in group], [texts[i] for i in group])
        for k, group in enumerate(large, start=1)
    ]


def _write(output: str, found: list[tuple[Group, Template]], title: str, *, spintax: bool) -> None:
    """Write all files of the library together."""
    import json

    from toolkit._version import __version__
    from toolkit.corpus import RunFolder
    from toolkit.report.template_view import Named, templates_page

    used: set[str] = set()
    files: dict[str, str] = {}
    with RunFolder(output, command="induce") as folder:
        for (name, ids, _), template in found:
            if not template:
                continue
            file = _file_name(name, used)
            files[name] = f"{file}.j2"
            with folder.binary(f"{file}.j2") as out:
                # As it is: a text file would change the line ends of the template, which are the articles'.
                out.write(template.source.encode("utf-8", "surrogatepass"))
            data = template.to_dict() | {"name": name, "ids": [ids[i] for i in template.members]}
            data["unparsed_ids"] = [ids[i] for i in template.unparsed]
            folder.text(f"{file}.json", json.dumps(data))
            if spintax:
                with folder.binary(f"{file}.spintax.txt") as out:
                    out.write(template.to_spintax().encode("utf-8", "surrogatepass"))
        shown = [Named(name, template) for (name, _, _), template in found]
        folder.text("index.html", templates_page(shown, title=title, files=files))
        counts = {
            "groups": len(found),
            "templates": len(files),
            "articles": sum(len(group[1]) for group, _ in found),
            "parsed": sum(template.report.parsed for _, template in found),
        }
        folder.manifest({"toolkit": __version__, "command": "induce", "counts": counts})


def _file_name(name: str, used: set[str]) -> str:
    """Return a name for files that no other group has."""
    plain = re.sub(r"[^0-9A-Za-z_-]+", "-", name).strip("-")[:60] or "template"
    file, n = plain, 1
    while file.lower() in used:
        n += 1
        file = f"{plain}-{n}"
    used.add(file.lower())
    return file


def _print(found: list[tuple[Group, Template]], output: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("cluster", "articles", "of the mould", "kind", "fixed", "saved", "slots"):
        table.add_column(heading, justify="left" if heading in ("cluster", "kind") else "right")
    for (name, ids, _), template in found:
        r = template.report
        cells = [f"{r.parsed:,}", r.kind, f"{r.fixed_share:.0%}", f"{r.saved:.0%}", f"{len(template.slots):,}"]
        table.add_row(printable(name), f"{len(ids):,}", *(cells if template else ["0", "none", "", "", ""]))
    print_table(table)
    click.echo(f"templates: {printable(str(Path(output) / 'index.html'))}")

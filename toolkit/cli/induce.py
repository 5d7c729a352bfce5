"""`contentfarm induce`: the templates of clusters, as Jinja files, contexts and a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
    from collections.abc import Callable, Iterable, Sequence

    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.induce import Template


TOO_LONG = "far longer than the others"
STRANGE = "does not share the mould"
"""Why an article is unparsed, as the library says it."""


@dataclass(slots=True)
class Group:
    """Articles that may be of one mould.

    Attributes:
        name: of the group, as in the library.
        ids: of its articles.
        originals: the articles as they were found.
        texts: what is learnt from: their repaired forms.
        clusters: the clusters it was put together from, where it is more than one.
        rows: positions of its articles in the corpus; empty where clusters of a scan were taken.
    """

    name: str
    ids: list[str]
    originals: list[str]
    texts: list[str]
    clusters: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def template(self) -> Template:
        """Induce the template."""
        from toolkit.induce import induce

        return induce(self.texts, self.originals)


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
@click.option(
    "--repair/--no-repair",
    "with_repair",
    default=True,
    show_default=True,
    help="Learn from the repaired form of damaged articles; their damage is kept as edits.",
)
@click.option(
    "--merge/--no-merge",
    "with_merge",
    default=True,
    show_default=True,
    help="Put clusters together of which one's template reads the other's articles.",
)
@click.option(
    "--kindred/--no-kindred",
    "with_kindred",
    default=True,
    show_default=True,
    help="Also look in a corpus for moulds whose articles share too little to be a cluster.",
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
    with_repair: bool,
    with_merge: bool,
    with_kindred: bool,
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
    corpus: _Corpus | None = None
    if run is not None and not one_group:
        groups = _of_run(run, min_size, ui, with_repair=with_repair)
    else:
        corpus = _Corpus.read(paths, reading, ui, rejects, with_repair=with_repair)
        groups = corpus.groups(ui, one_group=one_group, min_size=min_size, threshold=threshold)
    found: list[tuple[Group, Template]] = []
    with ui.progress("Finding templates", len(groups)) as advance:
        for group in groups:
            found.append((group, group.template()))
            advance(1)
    if corpus is not None and with_kindred and not one_group:
        with ui.progress("Finding further templates", None):
            found = corpus.completed(found, min_size)
    if not found:
        ui.info(f"no group has {min_size} articles or more; nothing was written")
        return EXIT_REJECTS if rejects else EXIT_DONE
    if corpus is not None and not one_group:
        corpus.tell_alone(found, ui, min_size)
    if with_merge:
        found = _merged(found)
    _write(output, found, title, spintax=spintax)
    if not ui.quiet:
        _print(found, output)
    return EXIT_REJECTS if rejects else EXIT_DONE


def _of_run(run: Path, min_size: int, ui: Ui, *, with_repair: bool) -> list[Group]:
    """Return the clusters of a scan, largest first."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        path = run / "articles.parquet"
        column = "raw" if "raw" in pq.read_schema(path).names else "text"
        articles = pq.read_table(path, columns=["id", column])
        clusters = pq.read_table(run / "clusters.parquet", columns=["id", "cluster"])
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{run}: not the folder of a finished scan: {error}") from error
    text_of = dict(zip(articles["id"].to_pylist(), articles[column].to_pylist(), strict=True))
    members: dict[str, list[str]] = {}
    for id_, cluster in zip(clusters["id"].to_pylist(), clusters["cluster"].to_pylist(), strict=True):
        if id_ in text_of:
            members.setdefault(str(cluster), []).append(id_)
    large = sorted((p for p in members.items() if len(p[1]) >= min_size), key=lambda p: (-len(p[1]), p[0]))
    with ui.progress("Repairing", sum(len(ids) for _, ids in large) if with_repair else 0) as advance:
        groups = []
        for name, ids in large:
            originals = [text_of[i] or "" for i in ids]
            groups.append(Group(name, ids, originals, _clean(originals, advance) if with_repair else originals))
    return groups


def _clean(originals: Iterable[str], advance: Callable[[int], None]) -> list[str]:
    """Return the repaired forms; what is inferred is good enough, since nothing is lost by it."""
    from toolkit.repair import repair

    out = []
    for text in originals:
        out.append(repair(text, level="inferred").text)
        advance(1)
    return out


@dataclass(slots=True)
class _Corpus:
    """Articles read from files."""

    ids: list[str]
    originals: list[str]
    texts: list[str]

    @classmethod
    def read(
        cls, paths: tuple[str, ...], reading: ReadOptions, ui: Ui, rejects: list[Reject], *, with_repair: bool
    ) -> _Corpus:
        """Read and repair articles."""
        ids: list[str] = []
        originals: list[str] = []
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            ids.append(article.id)
            originals.append(article.text)
        if not with_repair:
            return cls(ids, originals, originals)
        with ui.progress("Repairing", len(originals)) as advance:
            return cls(ids, originals, _clean(originals, advance))

    def groups(self, ui: Ui, *, one_group: bool, min_size: int, threshold: float) -> list[Group]:
        """Return the clusters, largest first, or all articles as one group."""
        if one_group:
            return [Group("all", self.ids, self.originals, self.texts)] if len(self.ids) >= min_size else []
        if not self.texts:
            return []
        from toolkit.dedup import dedup

        with ui.progress("Finding clusters", None):
            labels = dedup(self.texts, threshold, ids=self.ids).labels
        members: dict[int, list[int]] = {}
        for i, label in enumerate(labels):
            members.setdefault(int(label), []).append(i)
        large = [m for m in members.values() if len(m) >= min_size]
        large.sort(key=lambda m: (-len(m), min(self.ids[i] for i in m)))
        return [self._group(f"cluster-{k:03}", rows) for k, rows in enumerate(large, start=1)]

    def _group(self, name: str, rows: Sequence[int]) -> Group:
        ids, originals, texts = ([column[i] for i in rows] for column in (self.ids, self.originals, self.texts))
        return Group(name, ids, originals, texts, rows=list(rows))

    def completed(self, found: list[tuple[Group, Template]], min_size: int) -> list[tuple[Group, Template]]:
        """Add to the groups the articles that their templates read, and the moulds among those in no group."""
        from toolkit.engine.mould_search import Mould, more_moulds

        moulds = more_moulds(
            self.texts,
            {group.name: Mould(group.rows, template) for group, template in found},
            lambda rows: self._group("", rows).template(),
            least=min_size,
        )
        taken = {row for mould in moulds.values() for row in mould.rows}
        out = [(self._group(name, mould.rows), mould.template) for name, mould in moulds.items()]
        for group, template in found:
            if group.name in moulds:
                continue
            left = group if template else self._group(group.name, [row for row in group.rows if row not in taken])
            if len(left.rows) == len(group.rows):
                out.append((group, template))
            elif len(left.rows) >= min_size:
                out.append((left, left.template()))
        return sorted(out, key=lambda pair: (-len(pair[0].ids), pair[0].name))

    def tell_alone(self, found: list[tuple[Group, Template]], ui: Ui, min_size: int) -> None:
        """Say how many articles are of no group."""
        alone = len(self.ids) - sum(len(group.ids) for group, _ in found)
        if alone:
            ui.info(f"{alone:,} of {len(self.ids):,} articles are in no group of {min_size} or more")


def _merged(found: list[tuple[Group, Template]]) -> list[tuple[Group, Template]]:
    """Put clusters of one mould together, each where the first of them stands."""
    from toolkit.induce.merge import merged

    by_name = {group.name: group for group, _ in found}
    unions: dict[tuple[str, ...], Group] = {}

    def again(names: Sequence[str]) -> Template:
        groups = [by_name[name] for name in names]
        union = unions[tuple(names)] = Group(
            names[0],
            [id_ for group in groups for id_ in group.ids],
            [text for group in groups for text in group.originals],
            [text for group in groups for text in group.texts],
            list(names),
        )
        return union.template()

    templates = {group.name: template for group, template in found}
    new = merged(templates, {name: group.texts for name, group in by_name.items()}, again)
    gone = {name for names in new for name in names[1:]}
    first = {names[0]: (unions[names], template) for names, template in new.items()}
    out = [first.get(group.name, (group, template)) for group, template in found if group.name not in gone]
    return sorted(out, key=lambda pair: (-len(pair[0].ids), pair[0].name))


def _write(output: str, found: list[tuple[Group, Template]], title: str, *, spintax: bool) -> None:
    """Write all files of the library together."""
    import json

    from toolkit._version import __version__
    from toolkit.corpus import RunFolder
    from toolkit.induce.members import oversized
    from toolkit.report.template_view import Named, templates_page

    used: set[str] = set()
    files: dict[str, str] = {}
    with RunFolder(output, command="induce") as folder:
        for group, template in found:
            if not template:
                continue
            name, ids = group.name, group.ids
            file = _file_name(name, used)
            files[name] = f"{file}.j2"
            with folder.binary(f"{file}.j2") as out:
                # As it is: a text file would change the line ends of the template, which are the articles'.
                out.write(template.source.encode("utf-8", "surrogatepass"))
            data = template.to_dict() | {"name": name, "ids": [ids[i] for i in template.members]}
            data["unparsed_ids"] = [ids[i] for i in template.unparsed]
            far = oversized([len(text) for text in group.texts])
            data["unparsed_why"] = [TOO_LONG if i in far else STRANGE for i in template.unparsed]
            if group.clusters:
                data["clusters"] = group.clusters
            folder.text(f"{file}.json", json.dumps(data))
            if spintax:
                with folder.binary(f"{file}.spintax.txt") as out:
                    out.write(template.to_spintax().encode("utf-8", "surrogatepass"))
        shown = [Named(group.name, template) for group, template in found]
        folder.text("index.html", templates_page(shown, title=title, files=files))
        counts = {
            "groups": len(found),
            "templates": len(files),
            "clusters": sum(max(1, len(group.clusters)) for group, _ in found),
            "articles": sum(len(group.ids) for group, _ in found),
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
    for group, template in found:
        r = template.report
        name = group.name + (f" + {len(group.clusters) - 1:,}" if group.clusters else "")
        cells = [f"{r.parsed:,}", r.kind, f"{r.fixed_share:.0%}", f"{r.saved:.0%}", f"{len(template.slots):,}"]
        table.add_row(printable(name), f"{len(group.ids):,}", *(cells if template else ["0", "none", "", "", ""]))
    print_table(table)
    click.echo(f"templates: {printable(str(Path(output) / 'index.html'))}")

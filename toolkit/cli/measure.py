"""`contentfarm measure`: how templated a corpus is, and each of its articles against a reference."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    listed,
    printable,
    read_articles,
    reading_options,
    threshold_option,
)
from toolkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.engine.scores import Asked, Entry
    from toolkit.engine.spool import Spool
    from toolkit.measure import Reference

MAGIC = b"PK\x03\x04"
"""How a stored reference begins: it is a NumPy archive, which is a ZIP file."""


@click.command("measure", short_help="Measure how templated a corpus is, and score its articles.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for tables and a page with figures.")
@click.option(
    "-r", "--reference", metavar="REF", help="Also score each article against REF: a corpus or a stored reference."
)
@click.option("--save-reference", metavar="FILE", type=click.Path(), help="Store the corpus as a reference.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "text"]),
    default="table",
    show_default=True,
    help="What is printed without -o.",
)
@click.option("--only", metavar="NAME", multiple=True, help="Run only these measures; may be given again.")
@click.option("--length", metavar="N", type=int, help="Characters that texts are cut to [default: lower quartile].")
@click.option("--sample", metavar="N", type=int, default=2000, show_default=True, help="Texts measured at most.")
@threshold_option
@click.option("--level", type=float, default=0.95, show_default=True, help="Coverage of the intervals.")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Seed of all draws.")
@click.option("--by-host", is_flag=True, help="Measures: count what one site repeats once; needs addresses.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Threads, and processes [default: all].")
@click.option("--title", metavar="TEXT", default="How templated is this corpus?", help="Heading of the page.")
@click.option(
    "--fail-on", type=click.Choice(["possible", "likely"]), help="Exit with 4 when an article is called this or worse."
)
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    reference: str | None,
    save_reference: str | None,
    form: str,
    only: tuple[str, ...],
    by_host: bool,
    title: str,
    fail_on: str | None,
    reading: ReadOptions,
    ui: Ui,
    **settings: Any,
) -> int:
    """Measure how templated a corpus is; with --reference, also score each of its articles.

    PATH is a file, a folder, a glob, or - for standard input. Templated is not the same as spam.
    """
    if not paths:
        raise UsageError("nothing to measure; type for example: contentfarm measure corpus/")
    if fail_on is not None and reference is None:
        raise UsageError("--fail-on needs scores; name what to score against with --reference")
    if form == "text" and reference is None:
        raise UsageError("--format text tells of scores; name what to score against with --reference")
    from toolkit.cli.measure_output import json_pieces, print_tables, statements, write_csv, write_folder
    from toolkit.engine.scores import LABELS, Scores, score_all
    from toolkit.engine.spool import Spool
    from toolkit.measure import Reference, measure
    from toolkit.measure.corpus import TooFewTextsError
    from toolkit.sketch.minhash import worker_count

    rejects: list[Reject] = []
    with tempfile.TemporaryDirectory() as scratch, Spool(Path(scratch) / "texts.arrow") as spool:
        hosts = _read(paths, reading, ui, rejects, spool)
        texts, ids = spool.column("text"), spool.column("id").to_pylist()
        if by_host and not all(hosts):
            raise UsageError(f"--by-host needs an address for every article; {ids[hosts.index('')]!r} has none")
        groups = hosts if by_host else None
        sites = hosts if all(hosts) else None  # scores ask whose a mould is wherever that can be told
        names = list(listed(only)) or None
        unread: list[Reject] = []
        known = _reference(reference, reading, ui, unread) if reference is not None else None
        with ui.progress("Measuring", None):
            try:
                table = measure(texts, ids, hosts=groups, only=names, **settings)
            except TooFewTextsError as few:
                # One article can be scored or stored, and what was rejected is to be told.
                if not (rejects or known or save_reference):
                    raise
                table = few.table
                ui.warn(str(few))
        if save_reference is not None:
            _save(save_reference, Reference.build(texts, ids, hosts=sites, workers=settings["workers"]))
        scored = Scores(Path(scratch) / "scores.jsonl")
        if known is not None:
            workers = worker_count(settings["workers"])
            with ui.progress("Scoring", spool.rows) as advance:
                asked = _asked(spool, hosts)
                found = score_all(asked, known, Path(scratch), processes=workers)
                scored.fill(_entries(found, rejects, ui, advance))
        if output is not None:
            about = f"{reference}, {len(known):,} texts" if known is not None else ""
            write_folder(output, paths, table, scored, rejects, title, about)
        elif form == "table":
            print_tables(table, scored)
        elif form == "csv":
            write_csv(table, scored)
        elif form == "text":
            for piece in statements(scored):
                click.echo(piece)
        else:
            for piece in json_pieces(table, scored):
                click.echo(piece, nl=False)
        worst = scored.worst
        counts = ", ".join(f"{scored.count(label):,} {label}" for label in reversed(LABELS)) if len(scored) else ""
    if not ui.quiet:
        said = f"; content farm: {counts}" if counts else ""
        where = f"; page: {Path(output) / 'measure.html'}" if output is not None else ""
        # One text has no measures of a corpus, but a score against a reference.
        alone = counts and not table.measured
        done = "1 text scored" if alone else f"{table.measured:,} of {table.texts:,} texts measured"
        ui.info(f"{done}{said}{where}")
    if fail_on is not None and worst >= LABELS.index(fail_on):
        return EXIT_FINDINGS
    return EXIT_REJECTS if rejects or unread else EXIT_DONE


def _asked(spool: Spool, hosts: list[str]) -> Iterator[Asked]:
    from toolkit.engine.scores import Asked

    for index in range(spool.rows):
        row = spool.row(index)
        yield Asked(row.id, row.source, row.title, row.text, hosts[index] or None)


def _entries(
    found: Iterable[Entry | Reject], rejects: list[Reject], ui: Ui, advance: Callable[[int], None]
) -> Iterator[Entry]:
    """Yield the scores; what could not be scored is told and put into `rejects`."""
    from toolkit.article import Reject

    for entry in found:
        advance(1)
        if isinstance(entry, Reject):
            ui.warn(entry.reason)
            rejects.append(entry)
        else:
            yield entry


def _read(paths: tuple[str, ...], reading: ReadOptions, ui: Ui, rejects: list[Reject], spool: Spool) -> list[str]:
    """Put all articles on the spool; return the sites they stand on, empty where there is no address."""
    from toolkit.engine.spool import Row

    hosts: list[str] = []
    with ui.progress("Reading", None) as advance:
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            spool.append(Row(article.id, article.title, article.source, article.text))
            hosts.append(_site(article.url))
            advance(1)
    spool.seal()
    return hosts


def _site(url: str | None) -> str:
    from toolkit.measure.sites import site_of

    try:
        return site_of((urlsplit(url).hostname if url else None) or "")
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _reference(path: str, reading: ReadOptions, ui: Ui, rejects: list[Reject]) -> Reference:
    """Read a stored reference, or make one of a corpus, whose rejects are told and put into `rejects`."""
    from toolkit.engine.spool import Spool
    from toolkit.measure import Reference

    place = Path(path)
    try:
        if place.is_file():
            with place.open("rb") as file:
                if file.read(len(MAGIC)) == MAGIC:
                    return Reference.from_bytes(place.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {printable(path)}: {error.strerror}") from error
    with tempfile.TemporaryDirectory() as scratch, Spool(Path(scratch) / "reference.arrow") as spool:
        hosts = _read((path,), reading, ui, rejects, spool)
        ids = spool.column("id").to_pylist()
        return Reference.build(spool.column("text"), ids, hosts=hosts if all(hosts) else None)


def _save(path: str, reference: Reference) -> None:
    from toolkit.corpus.writers import writing

    content = reference.to_bytes()
    place = Path(path)
    fresh = place.with_name(f".{place.name}.new")
    with writing(path):
        fresh.write_bytes(content)
        fresh.replace(place)

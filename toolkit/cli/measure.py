"""`contentfarm measure`: how templated a corpus is, and each of its articles against a reference."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from datetime import UTC, datetime
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
    print_table,
    printable,
    read_articles,
    reading_options,
    threshold_option,
)
from toolkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.engine.spool import Spool
    from toolkit.measure import Reference, Score, Table

LABELS = ("none", "possible", "likely")
"""Labels, the least suspicious first."""

WIDE = 160
"""Columns of a table that does not go to a terminal."""

SHOWN = 50
"""Articles that a printed table lists; the other formats list all."""

MAGIC = b"PK\x03\x04"
"""How a stored reference begins: it is a NumPy archive, which is a ZIP file."""

MEASURES = {
    "name": "string",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
    "per": "string",
    "unit": "string",
    "formula": "string",
    "length_control": "string",
    "note": "string",
}
SCORES = {
    "id": "string",
    "label": "string",
    "value": "float64",
    "templated": "bool",
    "templatedness": "float64",
    "p_value": "float64",
    "why": "string",
}


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
    type=click.Choice(["table", "json", "csv"]),
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
@click.option("--by-host", is_flag=True, help="Count what one host repeats once; needs the articles' addresses.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Threads [default: all].")
@click.option("--title", metavar="TEXT", default="How templated is this corpus?", help="Heading of the page.")
@click.option("--fail-on", type=click.Choice(LABELS[1:]), help="Exit with 4 when an article is called this or worse.")
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
    from toolkit.engine.spool import Spool
    from toolkit.measure import Reference, measure
    from toolkit.measure.corpus import TooFewTextsError

    rejects: list[Reject] = []
    with tempfile.TemporaryDirectory() as scratch, Spool(Path(scratch) / "texts.arrow") as spool:
        hosts = _read(paths, reading, ui, rejects, spool)
        texts, ids = spool.column("text"), spool.column("id").to_pylist()
        if by_host and not all(hosts):
            raise UsageError(f"--by-host needs an address for every article; {ids[hosts.index('')]!r} has none")
        groups = hosts if by_host else None
        names = list(listed(only)) or None
        unread: list[Reject] = []
        known = _reference(reference, reading, ui, unread, by_host=by_host) if reference is not None else None
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
            _save(save_reference, Reference.build(texts, ids, hosts=groups, workers=settings["workers"]))
        # Evidence of a million articles does not fit memory: it waits on disk, and a line an article stays here.
        details = Path(scratch) / "scores.jsonl"
        scored = _score_all(spool, known, details, ui) if known is not None else []
        if output is not None:
            about = f"{reference}, {len(known):,} texts" if known is not None else ""
            _write(output, paths, table, scored, details, rejects, title, about)
        elif form == "table":
            _print(table, scored)
        elif form == "csv":
            click.echo(_csv(table, scored), nl=False)
        else:
            for piece in _json(table, scored, details):
                click.echo(piece, nl=False)
    if not ui.quiet:
        counts = ", ".join(f"{sum(row['label'] == label for row in scored):,} {label}" for label in reversed(LABELS))
        said = f"; content farm: {counts}" if scored else ""
        where = f"; page: {Path(output) / 'measure.html'}" if output is not None else ""
        ui.info(f"{table.measured:,} of {table.texts:,} texts measured{said}{where}")
    worst = max((LABELS.index(row["label"]) for row in scored), default=0)
    if fail_on is not None and worst >= LABELS.index(fail_on):
        return EXIT_FINDINGS
    return EXIT_REJECTS if rejects or unread else EXIT_DONE


def _read(paths: tuple[str, ...], reading: ReadOptions, ui: Ui, rejects: list[Reject], spool: Spool) -> list[str]:
    """Put all articles on the spool; return their hosts, empty where there is no address."""
    from toolkit.engine.spool import Row

    hosts: list[str] = []
    with ui.progress("Reading", None) as advance:
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            spool.append(Row(article.id, article.title, article.source, article.text))
            hosts.append(_host(article.url))
            advance(1)
    spool.seal()
    return hosts


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url).hostname if url else None) or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _reference(path: str, reading: ReadOptions, ui: Ui, rejects: list[Reject], *, by_host: bool) -> Reference:
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
        return Reference.build(spool.column("text"), ids, hosts=hosts if by_host and all(hosts) else None)


def _save(path: str, reference: Reference) -> None:
    from toolkit.corpus.writers import writing

    content = reference.to_bytes()
    place = Path(path)
    fresh = place.with_name(f".{place.name}.new")
    with writing(path):
        fresh.write_bytes(content)
        fresh.replace(place)


def _score_all(spool: Spool, known: Reference, details: Path, ui: Ui) -> list[dict[str, Any]]:
    """Score each article; return the columns of `SCORES`, and write everything else to `details`, a line an article."""
    from toolkit.measure import score

    rows = []
    with ui.progress("Scoring", spool.rows) as advance, details.open("w", encoding="ascii") as lines:
        for index in range(spool.rows):
            article = spool.row(index)
            found = score(article.text, known, title=article.title)
            rows.append(_score_row(article.id, found))
            lines.write(json.dumps({"id": article.id, **found.to_dict()}) + "\n")
            advance(1)
    return rows


def _detailed(details: Path) -> Iterator[dict[str, Any]]:
    with details.open(encoding="ascii") as lines:
        yield from map(json.loads, lines)


def _score_row(identity: str, score: Score) -> dict[str, Any]:
    """Return the columns of `SCORES`; `why` holds the weightiest reasons, with quotations and sibling articles."""
    return {
        "id": identity,
        "label": score.label,
        "value": round(score.value, 6),
        "templated": score.templated,
        "templatedness": round(score.templatedness, 6),
        "p_value": score.p_value,
        "why": score.summary,
    }


def _json(table: Table, scored: list[dict[str, Any]], details: Path) -> Iterator[str]:
    """Yield one JSON object in pieces: the table, and under `scores` every article with its evidence."""
    content = json.dumps(table.to_dict(), ensure_ascii=False, indent=1)
    if not scored:
        yield content + "\n"
        return
    yield content.removesuffix("\n}") + ',\n "scores": ['
    for number, entry in enumerate(_detailed(details)):
        yield ("," if number else "") + "\n  " + json.dumps(entry, ensure_ascii=False)
    yield "\n ]\n}\n"


def _csv(table: Table, scored: list[dict[str, Any]]) -> str:
    """Return the scores as CSV, or the measures where nothing was scored."""
    rows = scored or table.to_arrow().to_pylist()
    out = io.StringIO()
    writer = csv.DictWriter(out, list(SCORES if scored else MEASURES), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _print(table: Table, scored: list[dict[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawn
    from rich.text import Text

    from toolkit.measure.table import interval, number

    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("measure", "value", f"{table.level:.0%} interval", "n", "unit", "note"):
        drawn.add_column(name, justify="right" if name in ("value", "n") else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(row.name, number(row.value), interval(row), f"{row.n:,} {row.per}", row.unit, row.note)
    if table.measured:
        print_table(drawn, wide=WIDE)
    if not scored:
        return
    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("article", "farm", "value", "templated", "why"):
        drawn.add_column(name, justify="right" if name == "value" else "left", overflow="fold")
    for entry in _highest(scored):
        templated = f"{'yes' if entry['templated'] else 'no'} ({entry['templatedness']:.2f})"
        why = Text(printable(entry["why"]))
        drawn.add_row(Text(printable(entry["id"])), entry["label"], f"{entry['value']:.2f}", templated, why)
    print_table(drawn, wide=WIDE)
    if len(scored) > SHOWN:
        click.echo(f"… and {len(scored) - SHOWN:,} more; --format csv or json lists all")


def _highest(scored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the articles that are shown, the highest values first."""
    return sorted(scored, key=lambda row: (-row["value"], row["id"]))[:SHOWN]


def _write(
    output: str,
    paths: tuple[str, ...],
    table: Table,
    scored: list[dict[str, Any]],
    details: Path,
    rejects: list[Reject],
    title: str,
    reference: str,
) -> None:
    """Write tables, page and manifest, all or nothing."""
    from toolkit._version import __version__
    from toolkit.corpus import RunFolder
    from toolkit.report.measures import MeasureView, render_measures

    with RunFolder(output, command="measure") as run:
        found = table.to_arrow()
        with run.parquet("measures.parquet", MEASURES) as out:
            out.write_columns({name: found.column(name) for name in MEASURES})
        listed = {row["id"]: place for place, row in enumerate(_highest(scored))}
        highest: list[dict[str, Any]] = []
        if scored:
            with run.parquet("scores.parquet", SCORES) as out:
                out.write_columns({name: [row[name] for row in scored] for name in SCORES})
            with run.jsonl("scores.jsonl") as lines:
                for entry in _detailed(details):
                    lines.write(entry)
                    if entry["id"] in listed:
                        highest.append(entry)
        with run.jsonl("rejects.jsonl") as rejected:
            for reject in rejects:
                rejected.write(reject.to_dict())
        view = MeasureView(
            title=title,
            created=datetime.now(UTC),
            version=__version__,
            inputs=paths,
            measures=table.to_dict(),
            parts={name: part.tolist() for name, part in table.parts.items()},
            scores=scored,
            highest=sorted(highest, key=lambda entry: listed[entry["id"]]),
            reference=reference,
        )
        run.text("measure.html", render_measures(view))
        run.manifest(
            {
                "command": "measure",
                "toolkit": __version__,
                "inputs": list(paths),
                "reference": reference or None,
                "counts": {"read": table.texts + len(rejects), "kept": table.texts, "rejected": len(rejects)},
                "measures": table.to_dict(),
            }
        )

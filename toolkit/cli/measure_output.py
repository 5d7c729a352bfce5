"""What `contentfarm measure` prints and writes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import print_table, printable
from toolkit.engine.scores import COLUMNS, LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Reject
    from toolkit.engine.scores import Scores
    from toolkit.measure import Table

WIDE = 160
"""Columns of a table that does not go to a terminal."""

BATCH = 10_000
"""Rows written at once: some megabytes."""

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


def json_pieces(table: Table, scored: Scores) -> Iterator[str]:
    """Yield one JSON object in pieces: the table, and under `scores` every article with its evidence."""
    content = json.dumps(table.to_dict(), ensure_ascii=False, indent=1)
    if not len(scored):
        yield content + "\n"
        return
    yield content.removesuffix("\n}") + ',\n "scores": ['
    for number, entry in enumerate(scored.details()):
        yield ("," if number else "") + "\n  " + json.dumps(entry, ensure_ascii=False)
    yield "\n ]\n}\n"


def write_csv(table: Table, scored: Scores) -> None:
    """Print the scores as CSV, or the measures where nothing was scored."""
    rows = scored.rows() if len(scored) else iter(table.to_arrow().to_pylist())
    header = True
    while batch := list(islice(rows, BATCH)):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(COLUMNS if len(scored) else MEASURES), lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(batch)
        click.echo(out.getvalue(), nl=False)
        header = False


def statements(scored: Scores) -> Iterator[str]:
    """Yield the statement of each article that is called possible or likely, with a line of dashes between them."""
    first = True
    for entry in scored.details():
        if "statement" in entry:
            yield ("" if first else "-" * 8 + "\n") + entry["statement"]
            first = False


def print_tables(table: Table, scored: Scores) -> None:
    """Print the measures, and the articles of the highest scores."""
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
    if not len(scored):
        return
    drawn = Drawn(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("article", "farm", "value", "templated", "why"):
        drawn.add_column(name, justify="right" if name == "value" else "left", overflow="fold")
    for entry, _ in scored.highest():
        templated = f"{'yes' if entry['templated'] else 'no'} ({entry['templatedness']:.2f})"
        why = Text(printable(entry["why"]))
        drawn.add_row(Text(printable(entry["id"])), entry["label"], f"{entry['value']:.2f}", templated, why)
    print_table(drawn, wide=WIDE)
    if len(scored) > LISTED:
        click.echo(f"… and {len(scored) - LISTED:,} more; --format csv or json lists all")


def write_folder(
    output: str,
    paths: tuple[str, ...],
    table: Table,
    scored: Scores,
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
        if len(scored):
            rows = scored.rows()
            with run.parquet("scores.parquet", COLUMNS) as out:
                while batch := list(islice(rows, BATCH)):
                    out.write_columns({name: [row[name] for row in batch] for name in COLUMNS})
            with run.jsonl("scores.jsonl") as lines:
                for entry in scored.details():
                    lines.write(entry)
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
            scores=scored.numbers(),
            highest=[entry for _, entry in scored.highest()],
            reference=reference,
        )
        run.text("measure.html", render_measures(view))
        run.manifest(_manifest(paths, table, scored, rejects, reference))


def _manifest(
    paths: tuple[str, ...], table: Table, scored: Scores, rejects: list[Reject], reference: str
) -> dict[str, Any]:
    from toolkit._version import __version__

    unread = len(rejects) - (table.texts - len(scored) if reference else 0)
    return {
        "command": "measure",
        "toolkit": __version__,
        "inputs": list(paths),
        "reference": reference or None,
        "counts": {
            "read": table.texts + unread,
            "kept": table.texts - (len(rejects) - unread),
            "rejected": len(rejects),
        },
        "measures": table.to_dict(),
    }

"""`contentfarm evaluate`: the results of a scan, or templates, against what is true."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.common import EXIT_DONE, EXIT_FINDINGS, common_options, print_table, printable
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.cli.common import Ui
    from toolkit.evaluate import Evaluation

NAMED = 5
"""Ids that are named of those that could not be compared."""
WIDE = 120
"""Columns of the table where standard output is no terminal: nothing is cut off in a file."""


@click.command("evaluate", short_help="Compare the results of a scan with the truth.")
@click.argument("run", metavar="RUN")
@click.option("--truth", metavar="TRUTH", help="JSON Lines that say what is right, as corpus/truth.jsonl (required).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table for reading; json for a program.",
)
@click.option("-o", "--output", metavar="OUT.html", help="Also write a page with tables and charts.")
@click.option(
    "--resamples", metavar="N", type=click.IntRange(min=0), default=1000, show_default=True,
    help="Draws of the bootstrap; 0 for no intervals.",
)  # fmt: skip
@click.option("--level", metavar="P", type=float, default=0.95, show_default=True, help="Level of the intervals.")
@click.option("--seed", metavar="S", type=click.IntRange(min=0), default=0, show_default=True, help="Of the bootstrap.")
@click.option(
    "--at-least", metavar="ROOM.SCORE=X", multiple=True,
    help="Exit with 4 when the score is below X; may be given again.",
)  # fmt: skip
@common_options
def command(
    run: str,
    truth: str | None,
    form: str,
    output: str | None,
    resamples: int,
    level: float,
    seed: int,
    at_least: tuple[str, ...],
    ui: Ui,
) -> int:
    """Compare RUN with the truth, and print every score with counts and intervals.

    RUN is the folder of a scan or of a dedup, that of an induce, or the lines of a match: the last two are scored as
    templates.

    Ids may lack the folders that the scan was called with.
    """
    if truth is None:
        raise UsageError(f"what is true? type for example: contentfarm evaluate {printable(run)} --truth truth.jsonl")
    if output is not None and not output.endswith(".html"):
        raise UsageError(f"the page is HTML; end its name in .html, not {printable(output)!r}")
    floors = [_floor(text) for text in at_least]
    from toolkit.evaluate import evaluate

    found = evaluate(run, truth, resamples=resamples, level=level, seed=seed)
    for ids, what in ((found.missing, "of the truth are missing in the run"), (found.unknown, "are not in the truth")):
        if ids:
            named = ", ".join(printable(name) for name in ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
            ui.warn(f"{len(ids)} articles {what} and are not compared: {named}")
    if output is not None:
        from toolkit.corpus import RunFolder
        from toolkit.evaluate.page import page

        path = Path(output)
        with RunFolder(path.parent) as folder:
            folder.text(path.name, page(found, f"Evaluation of {printable(run)}"))
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace"))
    else:
        _print(found)
    below = []
    for room, name, floor in floors:
        value = found.value(room, name)
        if value is None or value < floor:
            below.append(f"{room}.{name} is {'not known' if value is None else f'{value:.4f}'}, below {floor:g}")
    for message in below:
        ui.warn(message)
    return EXIT_FINDINGS if below else EXIT_DONE


def _floor(text: str) -> tuple[str, str, float]:
    where, equals, number = text.rpartition("=")
    room, dot, name = where.partition(".")
    try:
        floor = float(number)
        if equals and dot and not math.isnan(floor):
            return room, name, floor
    except ValueError:
        pass
    raise UsageError(f"--at-least is written like 'duplicates.B-cubed F1=0.97', not {printable(text)!r}") from None


def _print(found: Evaluation) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from toolkit.evaluate.evaluation import ROOMS, written

    for room, heading in ROOMS.items():
        figures = [figure for figure in found.figures if figure.room == room]
        if not figures:
            continue
        table = Table(box=SIMPLE_HEAD, pad_edge=False, title=heading, title_justify="left", title_style="bold")
        table.add_column("score", overflow="fold")
        table.add_column("part", overflow="fold")
        for name in ("value", f"{found.bootstrap.level:.0%} interval", "counts"):
            table.add_column(name, justify="right", no_wrap=True)
        for figure in figures:
            if figure.group and figure.name in ("B-cubed precision", "B-cubed recall", "precision", "recall"):
                continue  # of parts, F1 is enough for the eye; JSON and the page have all
            table.add_row(figure.name, printable(figure.group), *written(figure))
        print_table(table, wide=WIDE)
    click.echo(f"{found.compared:,} articles compared")

"""`contentfarm scan`: the main job over a corpus, one folder of results, one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    part_options,
    print_table,
    printable,
    reading_options,
    repair_options,
    signature_option,
    threshold_option,
)
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.engine import Scan

FINDINGS = {"damage": "damaged", "duplicates": "duplicates", "contacts": "shared_contacts"}
"""What `--fail-on` may name, and the count that decides."""


@click.command("scan", short_help="Read, repair, parse, deduplicate a corpus and write one report.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for the results (required).")
@threshold_option
@signature_option
@part_options
@click.option(
    "--templates/--no-templates",
    default=True,
    show_default=True,
    help="Induce the templates of the larger clusters.",
)
@repair_options
@click.option("--raw", is_flag=True, help="Also write each text as it was read.")
@click.option("--workers", metavar="N", type=click.IntRange(min=0), default=0, help="Processes [default: all].")
@click.option("--title", metavar="TEXT", help="Heading of the report.")
@click.option(
    "--fail-on", type=click.Choice(list(FINDINGS)), multiple=True, help="Exit with 4 when there is any of these."
)
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    raw: bool,
    title: str | None,
    fail_on: tuple[str, ...],
    reading: ReadOptions,
    ui: Ui,
    **settings: Any,
) -> int:
    """Read, repair, parse and deduplicate articles, and write tables and a report into OUT.

    PATH is a file, a folder, a glob, or - for standard input.
    """
    if not paths:
        raise UsageError("nothing to scan; type for example: contentfarm scan corpus/ -o out")
    if output is None:
        first = printable(paths[0])
        raise UsageError(f"where to? type for example: contentfarm scan {'./' * first.startswith('-')}{first} -o out")
    from toolkit.engine import ScanOptions, scan

    options = ScanOptions(keep_raw=raw, **settings)
    stages = {
        "articles": "Reading and repairing",
        "duplicates": "Finding duplicates",
        "templates": "Finding templates",
    }

    def progress(stage: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        return ui.progress(stages.get(stage, stage.capitalize()), total)

    run = scan(
        paths,
        output,
        options=options,
        reading=reading,
        title=title,
        on_reject=ui.reject,
        on_ignored=ui.ignored,
        progress=progress,
    )
    if not ui.quiet:
        _print_summary(run)
    for stage, seconds in run.manifest["seconds"].items():
        ui.detail(f"contentfarm: {stage}: {seconds:.2f} s")
    if any(run.counts[FINDINGS[name]] for name in fail_on):
        return EXIT_FINDINGS
    return EXIT_REJECTS if run.counts["rejected"] else EXIT_DONE


def _print_summary(run: Scan) -> None:
    """Print the totals as a small table, and where the report is."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from toolkit.report.text import plural

    c = run.counts
    table = Table(box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim", overflow="fold")
    damage = ", ".join(f"{kind} {n['edits']:,}" for kind, n in run.manifest["damage"].items() if n["edits"])
    left = f"; {plural(c['left'], 'place')} found and left" if c["left"] else ""
    balance = f"{c['kept']:,} kept + {c['rejected']:,} rejected = {c['read']:,} read"
    measured = run.manifest["dedup"]["measured_recall"]
    copies = plural(c["duplicates"], "copy of another article", "copies of another article")
    if measured["recall"] is not None:
        copies += f"; recall {measured['recall']:.3f} ({measured['low']:.3f} to {measured['high']:.3f})"
    rows: list[tuple[str, int, str]] = [
        ("articles", c["kept"], balance),
        ("damaged", c["damaged"], (f"{c['edits']:,} edits: {damage}" if damage else "no edits") + left),
        ("with sections", c["with_sections"], ""),
        ("near-duplicate clusters", c["clusters"], copies),
        (
            "shared contacts",
            c["shared_contacts"],
            f"those that tie make {plural(c['contact_groups'], 'group')} of articles",
        ),
    ]
    if run.manifest["options"]["parts"]:
        stitched = plural(c["stitched"], "article is", "articles are")
        rows.append(("pairs sharing passages", c["part_pairs"], f"{stitched} stitched from others"))
    if c["ignored"]:
        rows.append(("ignored files", c["ignored"], "-v names them"))
    if c["rejected"]:
        rows.append(("rejected", c["rejected"], printable(str(run.folder / "rejects.jsonl"))))
    for name, value, about in rows:
        table.add_row(name, f"{value:,}", about)
    print_table(table)
    click.echo(f"report: {printable(str(run.report))}")

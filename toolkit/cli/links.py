"""`contentfarm links`: who stands behind which articles, as a graph, tables, lists of hosts and a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from toolkit.article import CERTAINTIES
from toolkit.cli.common import EXIT_DONE, EXIT_REJECTS, common_options, listed, print_table, printable, reading_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.engine import LinkRun


@click.command("links", short_help="Link articles by contacts, copies, moulds and hosts.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", type=click.Path(), help="Folder for the results (required).")
@click.option("--by", metavar="KIND", multiple=True, help="Kind that ties; may be given again [default: contacts].")
@click.option("-t", "--threshold", type=float, default=0.7, show_default=True, help="Similarity of copies.")
@click.option(
    "--level",
    type=click.Choice(CERTAINTIES),
    default="proved",
    show_default=True,
    help="Weakest certainty of an edit that is applied before contacts are looked for.",
)
@click.option("--workers", metavar="N", type=click.IntRange(min=0), default=0, help="Processes [default: all].")
@click.option("--title", metavar="TEXT", help="Heading of the page and name of the lists.")
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    by: tuple[str, ...],
    threshold: float,
    level: str,
    workers: int,
    title: str | None,
    reading: ReadOptions,
    ui: Ui,
) -> int:
    """Link the articles of a corpus, or of a complete scan, by what they share.

    PATH is the folder of a scan, which is not read again; or a file, a folder, a glob, or - for standard input.
    """
    if not paths:
        raise UsageError("nothing to link; type for example: contentfarm links corpus/ -o out")
    if output is None:
        raise UsageError(f"where to? type for example: contentfarm links {printable(paths[0])} -o out")
    from toolkit.engine import ScanOptions, link
    from toolkit.links import TYING_KINDS

    stages = {"articles": "Reading and repairing", "duplicates": "Finding duplicates", "links": "Linking"}

    def progress(stage: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        return ui.progress(stages.get(stage, stage.capitalize()), total)

    kinds = listed(by)
    run = link(
        paths,
        output,
        by=kinds or TYING_KINDS,
        options=ScanOptions(threshold=threshold, level=level, workers=workers),  # type: ignore[arg-type]
        reading=reading,
        title=title,
        on_reject=ui.reject,
        on_ignored=ui.ignored,
        progress=progress,
    )
    if not ui.quiet:
        _print_summary(run)
    return EXIT_REJECTS if run.counts["rejected"] else EXIT_DONE


def _print_summary(run: LinkRun) -> None:
    """Print the largest components as a small table, and where the report is."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    c, links = run.counts, run.links
    # What the report lists: a shared editor is a hub, too, but would not have tied anything.
    hubs = sum(node.kind in (*links.by, "host") for node in links.hubs)
    click.echo(
        f"{c['articles']:,} articles, {c['linked']:,} of them in {c['components']:,} components; "
        f"{hubs:,} hubs tie nothing; {c['hosts']:,} hosts to review"
    )
    if links.components:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        table.add_column("articles", justify="right")
        table.add_column("tied by", overflow="fold")
        for component in links.components[:10]:
            ties = [printable(links.nodes[node].id) for node in component.nodes]
            more = f" and {len(ties) - 4} more" if len(ties) > 4 else ""
            table.add_row(f"{len(component.articles):,}", "  ".join(ties[:4]) + more)
        print_table(table)
    click.echo(f"report: {printable(str(run.report))}")

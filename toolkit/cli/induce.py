"""`contentfarm induce`: the templates of clusters, as Jinja files, contexts and a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.common import EXIT_DONE, EXIT_REJECTS, common_options, printable, reading_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.cli.induce_groups import Found
    from toolkit.corpus import ReadOptions


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
    help="Also read the articles of no cluster by the templates, and look for moulds among them.",
)
@click.option(
    "--script",
    metavar="NAME",
    default="common",
    show_default=True,
    help="Script that a group is learnt in: common (that of most of its articles), keep, hans, hant, tw, hk, or an "
    "OpenCC name. Contexts render the articles as they are.",
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
    script: str,
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
    from toolkit.cli.induce_groups import Corpus
    from toolkit.cli.induce_output import tell, write
    from toolkit.induce.scripts import check

    check(script)
    rejects: list[Reject] = []
    run = Path(paths[0]) if len(paths) == 1 and (Path(paths[0]) / "clusters.parquet").is_file() else None
    if run is not None and not one_group:
        corpus = Corpus.of_run(run, min_size, ui, with_repair=with_repair, script=script)
    else:
        corpus = Corpus.read(paths, reading, ui, rejects, with_repair=with_repair, script=script)
    found: Found = []
    groups = corpus.groups(ui, one_group=one_group, min_size=min_size, threshold=threshold)
    with ui.progress("Finding templates", len(groups)) as advance:
        for group in groups:
            found.append((group, group.template()))
            advance(1)
    if not one_group:
        if with_kindred:
            with ui.progress("Finding further templates", None):
                found = corpus.completed(found, min_size)
        if with_merge:
            with ui.progress("Merging templates", None):
                apart, found = found, corpus.merged(found)
            if with_kindred and len(found) < len(apart):
                # The template of several clusters reads what none of theirs did.
                found = corpus.completed(found, min_size, search=False)
    if not found:
        ui.info(f"no group has {min_size} articles or more; nothing was written")
        return EXIT_REJECTS if rejects else EXIT_DONE
    if not one_group:
        corpus.tell_alone(found, ui, min_size)
    write(output, found, corpus.ids, title, spintax=spintax)
    if not ui.quiet:
        tell(found, output)
    return EXIT_REJECTS if rejects else EXIT_DONE

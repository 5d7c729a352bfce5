"""`contentfarm match`: which articles of a corpus come from the templates of a library."""

from __future__ import annotations

import os
import sys
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    printable,
    read_articles,
    reading_options,
)
from toolkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.engine.matching import Asked, MatchTask

STEP = 100
"""Articles between two moves of the bar."""
NAMED = 5
"""Templates that the last line names."""


@click.command("match", short_help="Find the articles that come from the templates of a library.")
@click.argument("library", metavar="LIBRARY", required=False)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="JSON Lines file, instead of stdout.")
@click.option("--all", "singles", is_flag=True, help="Write a line for articles of no template too.")
@click.option("--spans", is_flag=True, help="Also write where the slots stand in the article.")
@click.option(
    "--repair/--no-repair",
    "with_repair",
    default=True,
    show_default=True,
    help="Undo proved damage first; slots hold the repaired text's values.",
)
@click.option(
    "--script",
    metavar="NAME",
    default="keep",
    show_default=True,
    help="Convert the articles first, to the script of the templates: keep, hans, hant, tw, hk, or an OpenCC name.",
)
@click.option("--workers", metavar="N", type=click.IntRange(min=0), default=0, help="Processes [default: all].")
@click.option("--fail-on", type=click.Choice(["match"]), help="Exit with 4 when an article comes from a template.")
@reading_options
@common_options
def command(
    library: str | None,
    paths: tuple[str, ...],
    output: str | None,
    singles: bool,
    spans: bool,
    with_repair: bool,
    script: str,
    workers: int,
    fail_on: str | None,
    reading: ReadOptions,
    ui: Ui,
) -> int:
    """Tell which articles come from a template, with their slot values; one line of JSON for each.

    LIBRARY is a folder that `contentfarm induce` or `contentfarm scan` wrote, or the .json file of a template. PATH
    is a file, a folder, a glob, or - for standard input.
    """
    if library is None or not paths:
        raise UsageError("a library and a corpus, please; type for example: contentfarm match templates/ corpus/")
    from toolkit.engine.matching import MatchTask, read_library

    try:
        known = sum(map(bool, read_library(Path(library)).values()))
    except InputError as error:
        raise InputError(printable(str(error))) from error
    if not known:
        raise InputError(f"{printable(library)}: no template in it; make some with: contentfarm induce PATH -o FOLDER")
    if script != "keep":
        if not with_repair:
            raise UsageError("--script converts repaired text; leave --no-repair out")
        from toolkit.repair import repair

        repair("", script=script)  # refuses an unknown name before anything is read
    settings = {"repair": with_repair, "spans": spans, "singles": singles}
    task = MatchTask(str(Path(library).resolve()), script=script, **settings)
    run = _Run(task, reading, ui)
    if output is None:
        run.match(paths, sys.stdout.buffer, workers or os.cpu_count() or 1)
        sys.stdout.buffer.flush()
    else:
        run.write(paths, Path(output), workers or os.cpu_count() or 1)
    found = run.matched.total()
    named = ", ".join(f"{printable(name)} {n:,}" for name, n in run.matched.most_common(NAMED))
    named = f" ({named}{', …' if len(run.matched) > NAMED else ''})" if found else ""
    ui.info(
        f"{found:,} of {run.read:,} articles come from one of {known:,} templates{named}; "
        f"{len(run.rejects):,} inputs rejected"
    )
    if not run.read and not run.rejects:
        ui.warn("no article was found under " + ", ".join(printable(path) for path in paths))
    if fail_on and found:
        return EXIT_FINDINGS
    return EXIT_REJECTS if run.rejects else EXIT_DONE


class _Run:
    """Matches a corpus and counts.

    Args:
        task: what is done with an article.
        reading: how the corpus is read.
        ui: where progress and rejects are told.
    """

    def __init__(self, task: MatchTask, reading: ReadOptions, ui: Ui) -> None:
        self._task = task
        self._reading = reading
        self._ui = ui
        self.rejects: list[Reject] = []
        self.matched: Counter[str] = Counter()
        self.read = 0

    def match(self, paths: tuple[str, ...], out: BinaryIO, processes: int) -> None:
        """Write the lines of all articles, in the order of reading."""
        from toolkit.article import Reject
        from toolkit.engine.matching import Asked
        from toolkit.engine.pool import map_ordered

        waiting: deque[tuple[str, int | None]] = deque()  # where the articles come from that are in work

        def articles() -> Iterator[Asked]:
            for article in read_articles(paths, self._reading, self._ui, on_reject=self.rejects.append):
                waiting.append((article.source, article.record))
                yield Asked(article.id, article.text)

        with self._ui.progress("Matching") as advance:
            for answer in map_ordered(self._task, articles(), processes=processes):
                source, record = waiting.popleft()
                if answer.failed:
                    reject = Reject(source, record, answer.failed)
                    self._ui.reject(reject)
                    self.rejects.append(reject)
                    continue
                self.read += 1
                if answer.template is not None:
                    self.matched[answer.template] += 1
                out.write(answer.line)
                if self.read % STEP == 0:
                    advance(STEP)

    def write(self, paths: tuple[str, ...], target: Path, processes: int) -> None:
        """Write the lines into a file, and the rejects beside it; both appear when they are complete."""
        from toolkit.corpus import RunFolder
        from toolkit.corpus.writers import writing

        with RunFolder(target.parent) as folder:
            out = folder.binary(target.name)
            with writing(target):
                self.match(paths, out, processes)
                out.close()
            with folder.jsonl(f"{target.stem}.rejects.jsonl") as rejected:
                for reject in self.rejects:
                    rejected.write(reject.to_dict())

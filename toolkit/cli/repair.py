"""`contentfarm repair`: damage undone and explained; texts to standard output, or a tree of files to a folder."""

from __future__ import annotations

import glob
import os
import sys
from collections import Counter, deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.article import Reject
from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    printable,
    read_articles,
    reading_options,
    repair_options,
)
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from toolkit.article import Article
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.repair import Repair

FORMS = ("json", "diff")


class _Command(click.Command):
    """Lets `--explain` stand without a value, also in front of a path."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write `--explain` and `--explain diff` as `--explain=json` and `--explain=diff`."""
        words: list[str] = []
        rest = deque(args)
        while rest:
            word = rest.popleft()
            if word == "--":
                words += [word, *rest]
                break
            if word == "--explain":
                word += "=" + (rest.popleft() if rest and rest[0] in FORMS else "json")
            words.append(word)
        return super().parse_args(ctx, words)


@click.command("repair", cls=_Command, short_help="Undo the damage in articles, with every edit explained.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="DIR", type=click.Path(), help="Write repaired files here, keeping the tree.")
@click.option("--force", is_flag=True, help="With -o, replace files that are there already.")
@repair_options
@click.option(
    "--explain",
    metavar="[=json|diff]",
    type=click.Choice(FORMS),
    help="Print every edit instead of the text: JSON lines, or a coloured difference.",
)
@click.option("--check", is_flag=True, help="Only list the articles that would change; exit with 4 if there are any.")
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=0), default=0, help="Processes, with -o [default: all]."
)
@reading_options
@common_options
def command(
    paths: tuple[str, ...],
    output: str | None,
    force: bool,
    level: str,
    only: tuple[str, ...],
    also: tuple[str, ...],
    skip: tuple[str, ...],
    script: str,
    explain: str | None,
    check: bool,
    workers: int,
    reading: ReadOptions,
    ui: Ui,
) -> int:
    """Undo damage in articles: mojibake, pinyin notes and shifted bytes, entities, invisible characters and more.

    PATH is a file, a folder, a glob, or - for standard input, which is also the default. Without -o one text is
    printed as it is, several articles as JSON lines. Nothing is ever changed in place.

    KIND is one of mojibake, invisible, shifted, notes, entities, radicals, spaces, holes; only when it is asked for:
    punctuation, widths, commas; with --script: script.
    """
    if not paths:
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("nothing to repair; type for example: contentfarm repair article.txt")
        paths = ("-",)
    if check and output is not None:
        raise UsageError("--check writes nothing; leave out either --check or -o")
    if force and output is None:
        raise UsageError("--force replaces files of a folder; name it with -o")
    if script == "keep" and "script" in {*only, *also}:
        raise UsageError("name what to convert to, too: --script hans, hant, tw, hk, or an OpenCC name such as s2twp")
    kinds: dict[str, Any] = {"only": only or None, "also": also, "skip": skip}
    fix: Callable[[str], Repair] = partial(_fixed, level=level, script=script, **kinds)
    fix("")  # wrong names are found before anything is read
    run = _Run(ui, explain, check=check, force=force)
    if output is not None:
        run.rewrite(paths, output, reading, fix, workers or os.cpu_count() or 1)
    else:
        run.print(read_articles(paths, reading, ui, on_reject=run.rejects.append), fix)
    return run.exit_code(paths)


def _fixed(text: str, **options: Any) -> Repair:
    """Repair one text; a function of the module, so that it can travel to a worker."""
    from toolkit.repair import repair

    return repair(text, **options)


class _Run:
    """What one call of the command does and has done."""

    def __init__(self, ui: Ui, explain: str | None, *, check: bool, force: bool) -> None:
        self.ui = ui
        self.explain = explain
        self.check = check
        self.force = force
        self.rejects: list[Reject] = []
        self.articles = 0
        self.changed = 0
        self.kinds: Counter[str] = Counter()
        self.ignored = 0

    def print(self, articles: Iterator[Article], fix: Callable[[str], Repair]) -> None:
        """Print texts, explanations or findings to standard output."""
        waiting: tuple[Article, Repair] | None = None  # one text is printed as it is; so wait for a second article
        for article in articles:
            repair = fix(article.text)
            self._count(article, repair)
            if self.check or self.explain:
                continue
            if self.articles > 1 or article.record is not None:
                if waiting:
                    _write(_record(*waiting))
                    waiting = None
                _write(_record(article, repair))
            else:
                waiting = (article, repair)
        if waiting:
            _write(waiting[1].text)

    def rewrite(
        self, paths: tuple[str, ...], output: str, reading: ReadOptions, fix: Callable[[str], Repair], processes: int
    ) -> None:
        """Write the inputs again below `output`, all files or, after an error, none."""
        from dataclasses import replace

        from toolkit.corpus import RunFolder, rewrite
        from toolkit.engine.pool import map_ordered

        _refuse_in_place(paths, output)
        repairs: deque[Repair] = deque()

        def texts(articles: Iterator[Article]) -> Iterable[str]:
            for repair in map_ordered(fix, (article.text for article in articles), processes=processes):
                repairs.append(repair)
                yield repair.text

        stdin = sys.stdin.buffer if "-" in paths else None
        reading = replace(reading, skip_dirs=(*reading.skip_dirs, output))
        with RunFolder(output, replace=self.force) as folder, self.ui.progress("Repairing") as advance:
            for item in rewrite(paths, folder, texts, reading, stdin=stdin, on_ignored=self._ignore):
                if isinstance(item, Reject):
                    self.ui.reject(item)
                    self.rejects.append(item)
                else:
                    self._count(item, repairs.popleft())
                    advance(1)
        self.ui.info(f"repaired {self.changed:,} of {self.articles:,} articles{_tally(self.kinds)}; see {output}")
        if self.ignored and not self.ui.verbose:
            self.ui.info(f"{self.ignored:,} files were left out, being of other kinds or met before; -v names them")

    def _ignore(self, path: str, reason: str) -> None:
        self.ignored += 1
        self.ui.ignored(path, reason)

    def _count(self, article: Article, repair: Repair) -> None:
        """Count an article, and print what was asked to be known of it."""
        self.articles += 1
        self.changed += bool(repair.edits)
        kinds = Counter(edit.kind for edit in repair.edits)
        self.kinds += kinds
        if self.explain:
            from toolkit.cli import explain

            lines = (
                explain.json_lines(article, repair) if self.explain == "json" else explain.difference(article, repair)
            )
            for line in lines:
                click.echo(line, color=explain.colour())
        elif self.check and repair.edits:
            where = printable(article.source) + (f", record {article.record}" if article.record is not None else "")
            click.echo(f"{where}{_tally(kinds)}")

    def exit_code(self, paths: tuple[str, ...]) -> int:
        """Return the exit code of what was done."""
        if not self.articles and not self.rejects:
            self.ui.warn("no article was found under " + ", ".join(printable(path) for path in paths))
        if self.check and self.changed:
            return EXIT_FINDINGS
        return EXIT_REJECTS if self.rejects else EXIT_DONE


def _tally(kinds: Counter[str]) -> str:
    """Return the number of edits, and of each kind, the most frequent first."""
    if not kinds:
        return ""
    each = ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common())
    return f": {kinds.total():,} edit{'s' if kinds.total() > 1 else ''} ({each})"


def _record(article: Article, repair: Repair) -> str:
    """Return one article as a line of JSON: our columns, then the user's own."""
    import json

    from toolkit.corpus import with_own
    from toolkit.repair.script import script_of

    ours = {"id": article.id, "source": article.source, "title": article.title, "url": article.url}
    found = {"n_edits": len(repair.edits), "kit_level": repair.kit_level, "script": script_of(repair.text).label}
    row = with_own({**ours, "text": repair.text, **found}, article.extra)
    return json.dumps(row, ensure_ascii=False, default=str) + "\n"


def _write(text: str) -> None:
    """Write text as UTF-8, line ends as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def _refuse_in_place(paths: tuple[str, ...], output: str) -> None:
    """Raise a UsageError where a repaired file would take the place of its original."""
    folder = Path(output).resolve()
    for path in paths:
        # Path.glob takes no absolute pattern.
        for name in [path] if Path(path).exists() else glob.glob(path, recursive=True):  # noqa: PTH207
            if Path(name).is_file() and Path(name).resolve().parent == folder:
                raise UsageError(f"{printable(name)} lies in {printable(output)}; name another folder with -o")

"""What the commands share: reading options, messages and progress on stderr, and the fate of rejects.

Data goes to stdout or to `-o`; everything else goes to stderr. No progress bar is drawn when stderr is no terminal.
"""

from __future__ import annotations

import functools
import io
import sys
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.article import CERTAINTIES
from toolkit.sketch.scheme import DEFAULT_SCHEME, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console
    from rich.table import Table

    from toolkit.article import Article, Reject
    from toolkit.corpus import ReadOptions

F = TypeVar("F", bound="Callable[..., Any]")

EXIT_DONE = 0
EXIT_REJECTS = 3
EXIT_FINDINGS = 4


def say(message: str) -> None:
    """Print a message on stderr; a run goes on when nobody can be told (the terminal is gone, its disk is full)."""
    with suppress(OSError, ValueError):
        click.echo(message, err=True)


class Ui:
    """Messages for the person at the terminal, all on stderr.

    Args:
        quiet: say nothing but errors.
        verbose: say more: ignored files, versions, stage times.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose and not quiet
        if quiet:
            warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"toolkit\.")

    @functools.cached_property
    def console(self) -> Console:
        """A rich console on stderr; honours NO_COLOR."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def info(self, message: str) -> None:
        """Say something that is good to know, unless `-q`."""
        if not self.quiet:
            say(message)

    def detail(self, message: str) -> None:
        """Say something that only `-v` asked for."""
        if self.verbose:
            say(message)

    def warn(self, message: str) -> None:
        """Say that something went wrong and the run goes on; never silenced."""
        say(f"contentfarm: {message}")

    def reject(self, reject: Reject) -> None:
        """Name one rejected input: file, record, reason."""
        where = (
            printable(reject.source) if reject.record is None else f"{printable(reject.source)}, record {reject.record}"
        )
        self.warn(f"rejected {where}: {printable(reject.reason)}")

    def ignored(self, path: str, reason: str) -> None:
        """Name one file that was passed over, if `-v` asked for it."""
        self.detail(f"contentfarm: ignored {printable(path)}: {reason}")

    @contextmanager
    def progress(self, description: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Draw a bar on a terminal's stderr; yields a function that moves it on by a number of steps."""
        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            yield lambda _steps: None
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            *([] if total is None else [TextColumn("left:"), TimeRemainingColumn()]),
        )
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task(description, total=total, rate="")

            def advance(steps: int) -> None:
                speed = bar.tasks[0].speed
                bar.update(task, advance=steps, rate=f"{speed:,.0f}/s" if speed else "")

            yield advance


def printable(text: str) -> str:
    r"""Make `text` safe to print: control characters and lone surrogates are shown as code points.

    >>> print(printable("a" + chr(27) + "[31m" + chr(0xD800)))
    a\x1b[31m\ud800
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def common_options(function: F) -> F:
    """Add `-q` and `-v`; the command receives `ui`, a `Ui`."""

    @click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
    @click.option("-v", "--verbose", is_flag=True, help="Say more: ignored files, times, versions.")
    @functools.wraps(function)
    def wrapper(*args: Any, quiet: bool, verbose: bool, **kwargs: Any) -> Any:
        return function(*args, ui=Ui(quiet=quiet, verbose=verbose), **kwargs)

    return wrapper  # type: ignore[return-value]


def print_table(table: Table, *, wide: int | None = None) -> None:
    """Print a table on stdout; its cells are text, never markup.

    Drawn first and printed by click: rich would end the process when the reader of our output has gone.

    Args:
        table: what to print.
        wide: columns where stdout is no terminal; None takes rich's own.
    """
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = Console().width if terminal or wide is None else wide
    page = io.StringIO()
    Console(file=page, width=width, force_terminal=terminal, highlight=False, markup=False).print(table)
    click.echo(page.getvalue(), nl=False)


def listed(values: Iterable[str]) -> tuple[str, ...]:
    """Return the names of an option that may be given again and may hold several with commas between.

    >>> listed(["notes, shifted", "entities"])
    ('notes', 'shifted', 'entities')
    """
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


threshold_option = click.option(
    "-t",
    "--threshold",
    type=float,
    default=0.7,
    show_default=True,
    help="Similarity from which two articles are near-duplicates.",
)
"""Adds `-t`; the command receives `threshold`."""

signature_option = click.option(
    "--signature",
    "scheme",
    type=click.Choice(list(SCHEMES)),
    default=DEFAULT_SCHEME,
    show_default=True,
    help="How texts are sketched: fast similarity sketching, or datasketch's MinHash.",
)
"""Adds `--signature`; the command receives `scheme`."""


def part_options(function: F) -> F:
    """Add the options of shared passages; the command receives `parts part_length`."""
    length = click.option(
        "--part-length",
        metavar="N",
        type=click.IntRange(min=15),
        default=50,
        show_default=True,
        help="Characters that a shared passage has at least.",
    )
    parts = click.option("--parts", is_flag=True, help="Also find passages that otherwise different articles share.")
    return parts(length(function))


def repair_options(function: F) -> F:
    """Add the options that say what is repaired; the command receives `level only also skip script`."""

    @click.option(
        "--level",
        type=click.Choice(CERTAINTIES),
        default="proved",
        show_default=True,
        help="Weakest certainty of an edit that is applied.",
    )
    @click.option(
        "--only", metavar="KIND", multiple=True, help="Run only these kinds of repair (a,b); may be given again."
    )
    @click.option("--also", metavar="KIND", multiple=True, help="Run these kinds besides, such as punctuation,widths.")
    @click.option("--skip", metavar="KIND", multiple=True, help="Leave out these kinds of repair; may be given again.")
    @click.option(
        "--script",
        metavar="NAME",
        default="keep",
        show_default=True,
        help="keep, hans, hant, tw, hk, or an OpenCC name.",
    )
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        for name in ("only", "also", "skip"):
            kwargs[name] = listed(kwargs[name])
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]


def reading_options(function: F) -> F:
    """Add the options that say how to read a corpus; the command receives `reading`, a `ReadOptions`."""

    @click.option("--text-column", metavar="NAME", help="Column that holds the article [default: by usual names].")
    @click.option("--id-column", metavar="NAME", help="Column that names the article [default: by usual names].")
    @click.option("--title-column", metavar="NAME", help="Column that holds the title [default: by usual names].")
    @click.option("--url-column", metavar="NAME", help="Column that holds the address [default: by usual names].")
    @click.option("--encoding", metavar="NAME", help="Encoding of all inputs [default: detected, file by file].")
    @click.option("--exclude", metavar="GLOB", multiple=True, help="Leave out files that match; may be given again.")
    @click.option("--max-bytes", metavar="N", type=click.IntRange(min=1), help="Reject an article larger than N bytes.")
    @click.option(
        "--stdin-format",
        type=click.Choice(["auto", "text", "html", "jsonl", "json", "csv", "tsv", "parquet"]),
        default="auto",
        show_default=True,
        help="What '-' carries.",
    )
    @functools.wraps(function)
    def wrapper(*args: Any, exclude: tuple[str, ...], max_bytes: int | None, **kwargs: Any) -> Any:
        from toolkit.corpus import ReadOptions

        names = ("text_column", "id_column", "title_column", "url_column", "encoding", "stdin_format")
        chosen: dict[str, Any] = {name: kwargs.pop(name) for name in names}
        if max_bytes is not None:
            chosen["max_bytes"] = max_bytes
        return function(*args, reading=ReadOptions(exclude=exclude, **chosen), **kwargs)

    return wrapper  # type: ignore[return-value]


def read_articles(
    paths: tuple[str, ...], reading: ReadOptions, ui: Ui, *, on_reject: Callable[[Reject], None] | None = None
) -> Iterator[Article]:
    """Yield the articles under `paths`; rejects are named on stderr and handed to `on_reject`.

    Args:
        paths: files, folders, globs; `-` is standard input.
        reading: how to read them.
        ui: where ignored files and rejects are named.
        on_reject: called with each reject, for commands that count or keep them.
    """
    from toolkit.article import Reject as RejectType
    from toolkit.corpus import read

    stdin = sys.stdin.buffer if "-" in paths else None
    for item in read(paths, reading, stdin=stdin, on_ignored=ui.ignored):
        if isinstance(item, RejectType):
            ui.reject(item)
            if on_reject is not None:
                on_reject(item)
        else:
            yield item

"""The `contentfarm` command: finds a command by name, runs it, and turns errors into exit codes.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were rejected, 4 findings (`--check`,
`--fail-on`), 130 interrupted. A command returns its code; nothing below this module exits.
"""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from toolkit._version import __version__
from toolkit.errors import ContentFarmError, is_interrupt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

COMMANDS: dict[str, tuple[str, str]] = {
    "scan": ("toolkit.cli.scan", "Read, repair, parse, deduplicate a corpus and write one report."),
    "repair": ("toolkit.cli.repair", "Undo the damage in articles, with every edit explained."),
    "parse": ("toolkit.cli.parse", "Show the outline of articles: title, lead, sections, lists, footer."),
    "dedup": ("toolkit.cli.dedup", "Find near-duplicates and group them into clusters."),
    "induce": ("toolkit.cli.induce", "Find the templates of clusters of articles."),
    "match": ("toolkit.cli.match", "Find the articles that come from the templates of a library."),
    "links": ("toolkit.cli.links", "Link articles by contacts, copies, moulds and hosts."),
    "generate": ("toolkit.cli.generate", "Write synthetic articles from templates, with their truth."),
    "measure": ("toolkit.cli.measure", "Measure how templated a corpus is, and score its articles."),
    "evaluate": ("toolkit.cli.evaluate", "Compare the results of a scan with the truth."),
}
"""Command name to (module, short help). The module is imported when the command runs, so `--help` stays quick."""


EXIT_INTERRUPTED = 130
"""128 + 2, the number of SIGINT: what shells report for a process that Ctrl-C ended."""


class LazyGroup(click.Group):
    """A group whose commands live in modules named by `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order they are documented."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command, or None when there is no such name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(entry[0]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve as click does, but say what to type instead when the name is unknown."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            known = ", ".join(COMMANDS)
            raise click.UsageError(f"No such command {name!r}. Commands: {known}. Try 'contentfarm --help'.", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some inputs rejected, 4 findings, 130 interrupted.",
)
@click.version_option(__version__, prog_name="contentfarm")
def cli() -> None:
    """Repair, parse, deduplicate and explain templated Chinese articles."""


def _raise_interrupt(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
    raise KeyboardInterrupt


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; messages go to stderr.

    Args:
        argv: the words after `contentfarm`; None takes those of this process.
    """
    try:
        # Not cli.main(): it turns a closed pipe into exit code 1 before we can see it.
        words = sys.argv[1:] if argv is None else list(argv)
        try:
            with cli.make_context("contentfarm", words) as context:
                result: Any = cli.invoke(context)
        except click.exceptions.Exit as done:
            result = done.exit_code
        _flush()
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt, SystemError) as error:
        if isinstance(error, SystemError) and not is_interrupt(error):
            raise
        _say("interrupted; nothing half-written was left behind")
        return EXIT_INTERRUPTED
    except ContentFarmError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`), which is no failure. Messages on stderr never come here.
        _abandon(sys.stdout)
        return 0
    except OSError as error:
        _abandon(sys.stdout)
        _say(str(error))
        return ContentFarmError.exit_code
    return result if isinstance(result, int) else 0


def _say(message: str) -> None:
    with suppress(OSError, ValueError):
        click.echo(f"contentfarm: {message}", err=True)


def _flush() -> None:
    if sys.stdout is not None:  # None in a process that was started without one (`>&-`)
        sys.stdout.flush()


def _abandon(stream: IO[str] | None) -> None:
    """Point a stream elsewhere, so that what could not be written is not tried again when the process ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def _settle() -> None:
    """Write what is still kept for the two streams, or give it up: Python would end with 120 instead of our code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _abandon(stream)


def _open_streams() -> None:
    """Make both streams take any text: names and articles may hold what the terminal's encoding does not."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - stays open as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """Entry point of the console script."""
    _open_streams()
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal ends a run as tidily as Ctrl-C does
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _raise_interrupt)
    code = run()
    if code == EXIT_INTERRUPTED:
        # Where Ctrl-C met code given to exec() (a dataclass being made, say), Python remembers an interrupt that nobody
        # handled, and would end by the signal instead of with our code. Everything is tidied up: end here.
        _settle()
        os._exit(code)
    _settle()
    sys.exit(code)

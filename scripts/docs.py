"""Keep the help texts in docs/commands/ equal to what the commands print.

Usage: python scripts/docs.py [--check]

Each page holds its command's help between the markers `<!-- help -->` and `<!-- /help -->`; this script writes it
there, or with `--check` exits 1 and names the pages that are out of date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from toolkit.cli.main import COMMANDS, cli

PAGES = Path(__file__).resolve().parent.parent / "docs" / "commands"
BLOCK = re.compile(r"<!-- help -->.*?<!-- /help -->", re.DOTALL)


def help_text(name: str) -> str:
    """Return what `contentfarm NAME --help` prints at a width of 100 columns."""
    # With the group's own settings: a command keeps the help option that it was first asked with.
    parent = click.Context(cli, info_name="contentfarm", terminal_width=100, **cli.context_settings)
    command = cli.get_command(parent, name)
    assert command is not None
    return command.get_help(click.Context(command, info_name=name, parent=parent, terminal_width=100))


def updated(page: str, name: str) -> str:
    """Return the text of `page` with the help of command `name` between its markers."""
    block = f"<!-- help -->\n```text\n{help_text(name)}\n```\n<!-- /help -->"
    return BLOCK.sub(lambda _match: block, page, count=1)


def main(argv: list[str]) -> int:
    """Write or check all pages; returns the exit code."""
    stale = []
    for name in COMMANDS:
        path = PAGES / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        new = updated(text, name)
        if new != text:
            stale.append(path.name)
            if "--check" not in argv:
                path.write_text(new, encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in argv else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

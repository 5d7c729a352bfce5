"""Edits for a program, as JSON lines, and for a person, as a coloured difference."""

from __future__ import annotations

import json
import os
import sys
from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING

import click

from toolkit.cli.common import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Article, Edit
    from toolkit.repair import Repair

CONTEXT = 16
"""How many characters of the line are shown on either side of an edit."""

LONGEST = 60
"""How many characters of an edit are shown; of longer ones both ends."""


def json_lines(article: Article, repair: Repair) -> Iterator[str]:
    """Yield one object an edit, in order of place; `applied` is false for what was only found."""
    for edit, applied in _edits(repair):
        where = {"source": article.source, "record": article.record, "id": article.id}
        line = {**where, **edit.to_dict(), "applied": applied}
        text = json.dumps(line, ensure_ascii=False)
        # A lone surrogate has no UTF-8; JSON can carry it escaped.
        yield text if _has_utf8(text) else json.dumps(line)


def difference(article: Article, repair: Repair) -> Iterator[str]:
    """Yield for each edit where it is, what and why, and the difference in its line; first what there is in all.

    What is taken out is red, or stands in `[-…-]`; what is put in is green, or stands in `{+…+}`.
    """
    text = repair.original
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    name = printable(article.source) + (f"#{article.record}" if article.record is not None else "")
    coloured = colour() is not False and sys.stdout.isatty()
    if repair.edits or repair.left:
        yield click.style(name, bold=True) + _summary(repair)
    for edit, applied in _edits(repair):
        line = bisect_right(starts, edit.start)
        place = f"{name}:{line}:{edit.start - starts[line - 1] + 1}"
        status = edit.certainty if applied else f"{edit.certainty}, not applied"
        yield f"{click.style(place, bold=True)} {edit.kind} ({status}): {printable(edit.why)}"
        left = text[max(starts[line - 1], edit.start - CONTEXT) : edit.start]
        end = text.find("\n", edit.end, edit.end + CONTEXT)
        right = text[edit.end : edit.end + CONTEXT if end < 0 else end]
        yield f"    {printable(left)}{_change(edit, coloured=coloured)}{printable(right)}"
        if edit.runner_up is not None:
            yield f"    or {_short(edit.runner_up)}"


def colour() -> bool | None:
    """Return what to tell click about colours: never where NO_COLOR says so, else only on a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _summary(repair: Repair) -> str:
    level = "" if repair.kit_level is None else f"; annotated by a page generator, kit level {repair.kit_level}"
    edits, left = len(repair.edits), len(repair.left)
    return f": {edits:,} edit{'s' * (edits != 1)}, {left:,} place{'s' * (left != 1)} left{level}"


def _edits(repair: Repair) -> Iterator[tuple[Edit, bool]]:
    pairs = chain(((edit, True) for edit in repair.edits), ((edit, False) for edit in repair.left))
    yield from sorted(pairs, key=lambda pair: (pair[0].start, pair[0].end))


def _change(edit: Edit, *, coloured: bool) -> str:
    if edit.before == edit.after:
        return click.style(_short(edit.before), fg="yellow") if coloured else f"[={_short(edit.before)}=]"
    before, after = _short(edit.before), _short(edit.after)
    if coloured:
        return click.style(before, fg="red", strikethrough=True) + click.style(after, fg="green")
    return (f"[-{before}-]" if before else "") + (f"{{+{after}+}}" if after else "")


def _short(text: str) -> str:
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"
    return printable(text)


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Small HTML snippets for notebooks, with the same escaping as the report.

A notebook brings its own style sheet and may strip ours, so these are plain tables with a caption.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from toolkit.report.text import clip, marked, number, plural, share, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_ROWS = 20
"""Rows shown of a table; a notebook's output is for a look, the data is in the object."""

MAX_FIELD = 200
"""Characters shown of one cell."""


def table_html(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, total: int | None = None
) -> Markup:
    """Draw a small table; every cell may be hostile text.

    Args:
        caption: what the table holds.
        columns: headings; empty for none.
        rows: the cells; integers are written with thousands apart and set to the right.
        total: how many rows there are, where `rows` holds fewer.
    """
    listed = [list(row) for row in rows]
    shown = listed[:MAX_ROWS]
    whole = max(total or 0, len(listed))
    if len(shown) < whole:
        caption = f"{caption} (showing {number(len(shown))} of {number(whole)})"
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(visible(column)) for column in columns)
    body = Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(map(_cell, row))) for row in shown)
    return Markup("<table><caption>{}</caption>{}<tbody>{}</tbody></table>").format(
        visible(caption), Markup("<thead><tr>{}</tr></thead>").format(head) if columns else "", body
    )


def scan_html(manifest: Mapping[str, Any], *, folder: str | None = None) -> str:
    """Draw the totals of a run from its manifest.

    Args:
        manifest: `manifest.json` as a mapping; `counts` holds the fields of `Counts`, missing ones count as 0.
        folder: where the results are, to be named below the table.
    """
    n = defaultdict(int, {name: int(value) for name, value in manifest.get("counts", {}).items()})
    kept = n["kept"]

    def line(name: str, count: int, *said: str) -> tuple[str, int, str]:
        return name, count, " · ".join((share(count, kept), *said))

    rows = [
        ("read", n["read"], f"{number(kept)} kept + {number(n['rejected'])} rejected"),
        line("damaged", n["damaged"], plural(n["edits"], "edit"), f"{number(n['left'])} left"),
        line("copies", n["duplicates"], plural(n["clusters"], "cluster")),
        line("with contacts", n["with_contacts"], plural(n["contacts"], "contact")),
        ("contact groups", n["contact_groups"], plural(n["shared_contacts"], "shared contact")),
    ]
    out = table_html("Scan", ["", "articles", ""], rows)
    seconds = manifest.get("seconds") or {}
    if seconds:
        said = f"{sum(float(value) for value in seconds.values()):.1f} s"
        out += Markup("<p>{}</p>").format(f"{said} · contentfarm-toolkit {manifest.get('version', '')}".rstrip(" ·"))
    if folder is not None:
        out += Markup("<p><code>{}</code></p>").format(marked(clip(folder, MAX_FIELD)))
    return str(out)


def _cell(value: object) -> Markup:
    if isinstance(value, int) and not isinstance(value, bool):
        return Markup('<td align="right">{}</td>').format(number(value))
    if isinstance(value, float):
        return Markup('<td align="right">{}</td>').format(number(value, 3))
    return Markup("<td><bdi>{}</bdi></td>").format(marked(clip(str(value), MAX_FIELD)))

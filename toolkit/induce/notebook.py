"""What a notebook shows of a template: an article with its slots coloured and its parts underlined, and the table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from toolkit.induce.drawing import examples, exemplary, shown

if TYPE_CHECKING:
    from toolkit.induce.template import Template

MAX_ARTICLE = 20_000
"""Characters shown of an article: a notebook keeps what it shows."""
MAX_ROWS = 40
MAX_FIELD = 40
PART = "text-decoration:underline dotted;text-underline-offset:.28em"
COLOURS = ("#dbeafe", "#fde68a", "#bbf7d0", "#fbcfe8", "#ddd6fe", "#fed7aa", "#a5f3fc", "#e5e7eb")


def _shown(text: str) -> str:
    if not text:
        return "<i>empty</i>"
    cut = text if len(text) <= MAX_FIELD else text[: MAX_FIELD - 1] + "…"
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
    return escape(safe)


def template_html(template: Template) -> str:
    """Draw a template as small, escaped HTML."""
    report = template.report
    if not template:
        return f"<p>No template: {escape(report.reason)}.</p>"
    colours = {info.name: COLOURS[k % len(COLOURS)] for k, info in enumerate(template.slots)}
    k = exemplary(template)
    whole = template.render(template.contexts[k])
    text = whole[:MAX_ARTICLE]
    pieces = []
    at = 0
    for start, end, name, is_slot in shown(template, k):
        if start >= len(text):
            break
        style = f"background:{colours.get(name, COLOURS[-1])};color:#111" if is_slot else PART
        tag = "mark" if is_slot else "span"
        pieces.append(_body(text[at:start]))
        pieces.append(f'<{tag} style="{style}" title="{escape(name)}">{_body(text[start:end])}</{tag}>')
        at = end
    pieces.append(_body(text[at:]) + (" …" if len(whole) > len(text) else ""))
    said = examples(template)
    rows = "".join(
        f"<tr><td><code>{escape(s.name)}</code></td><td>{escape(s.kind)}</td><td align=right>{s.distinct:,}</td>"
        f"<td align=right>{s.entropy:.1f}</td><td>{' · '.join(map(_shown, said[s.name]))}</td></tr>"
        for s in template.slots[:MAX_ROWS]
    )
    caption = f"Template of {report.parsed:,} of {report.articles:,} articles, {report.fixed_share:.0%} fixed text"
    if len(template.slots) > MAX_ROWS:
        caption += f"; {MAX_ROWS} of {len(template.slots):,} slots"
    head = "<tr><th>slot</th><th>type</th><th>values</th><th>bits</th><th>examples</th></tr>"
    article = f"<pre style='white-space:pre-wrap'>{''.join(pieces)}</pre>"
    table = f"<table><caption>{caption}</caption>{head}{rows}</table>"
    return f"<div>{article}<div style='overflow-x:auto'>{table}</div></div>"


def _body(text: str) -> str:
    return escape(
        "".join(c if c == "\n" or c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    )

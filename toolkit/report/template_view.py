"""Draw induced templates: fixed text plain, slots coloured, and the table of what varies.

`template_section` is markup for any page of this house; `templates_page` is a page of its own. Articles and values are
hostile text and go through `text.marked` like everything else that a report shows.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from toolkit.report import text as texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.induce import Template

HUES = 8
"""Colours of slots; slots beyond share them in turn, the name in the tooltip tells them apart."""
MAX_SLOTS = 60
MAX_ARTICLE = 20_000
"""Characters shown of an article, and of a source."""
MAX_VALUE = 60
EXAMPLES = 3
LEGEND = Markup(
    '<p class="note">Plain text is fixed. <span class="part">Underlined</span> is an optional part, an alternative or '
    'an item of a list; <mark class="s0">coloured</mark> is what a slot holds. Point at either for its name.</p>'
)
_JINJA = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)
NUMBERS = frozenset({"in", "values", "bits"})
"""Columns of the table that hold numbers."""


class Named(NamedTuple):
    """A template and what it is called on the page."""

    name: str
    template: Template


def template_section(name: str, template: Template, *, source: bool = True) -> Markup:
    """Draw one template.

    Args:
        name: its heading.
        template: what `toolkit.induce` returned; one that found nothing is named with the reason.
        source: whether to show the Jinja source, folded.
    """
    report = template.report
    if not template:
        return Markup('<section><h2>{}</h2><p class="note">No template: {}.</p></section>').format(
            texts.marked(name), texts.marked(report.reason)
        )
    facts = (
        f"{texts.plural(report.parsed, 'article')} of {texts.number(report.articles)} · {report.kind} · "
        f"{texts.share(report.fixed_share, 1)} of the characters are fixed · "
        f"{texts.share(report.saved, 1)} of the bits saved · {texts.plural(report.edited, 'article')} with deviations"
    )
    return Markup('<section id="{}"><h2>{}</h2><p class="note">{}</p>{}</section>').format(
        anchor(name), texts.marked(name), facts, template_body(template, source=MAX_ARTICLE if source else 0)
    )


def template_body(
    template: Template, *, article: int = MAX_ARTICLE, source: int = MAX_ARTICLE, slots: int = MAX_SLOTS, level: int = 3
) -> Markup:
    """Draw what a template is: an article of it with what varies in colour, the table of slots, the folded source.

    Args:
        template: one that found something.
        article: characters shown of the article.
        source: characters shown of the Jinja source; 0 leaves it out.
        slots: rows of the table.
        level: of the heading.
    """
    example = Markup('<h{0}>An article</h{0}>{1}<pre class="mould" lang="zh">{2}</pre>').format(
        level, LEGEND, _article(template, article)
    )
    folded = (
        Markup('<details><summary>Jinja source</summary><pre class="source">{}</pre></details>').format(
            _source(texts.clip(template.source, source))
        )
        if source
        else Markup("")
    )
    return Markup("{}{}{}").format(example, _table(template, slots), folded)


def anchor(name: str) -> str:
    """Return an identifier for a name that is safe in an attribute."""
    return "t-" + "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in name)


def _article(template: Template, most: int) -> Markup:
    """Draw the article that deviates least from the mould, cut after `most` characters."""
    from toolkit.induce.drawing import exemplary, shown

    k = exemplary(template)
    whole = template.render(template.contexts[k])
    body = whole[:most]
    hues = {info.name: k % HUES for k, info in enumerate(template.slots)}
    out: list[Markup] = []
    at = 0
    for start, end, name, is_slot in shown(template, k):
        if start >= len(body):
            break
        out.append(texts.marked(body[at:start], lines=True))
        run, label = texts.marked(body[start:end], lines=True), texts.visible(name)
        if is_slot:
            out.append(Markup('<mark class="s{}" title="{}">{}</mark>').format(hues.get(name, 0), label, run))
        else:
            out.append(Markup('<span class="part" title="{}">{}</span>').format(label, run))
        at = end
    out.append(texts.marked(body[at:], lines=True))
    if len(whole) > most:
        out.append(Markup(" …"))
    return Markup("").join(out)


def _source(source: str) -> Markup:
    """Draw Jinja source, what it says apart from what it does."""
    kinds = {"{%": "tag", "{{": "expr", "{#": "tag"}
    out = []
    for k, piece in enumerate(_JINJA.split(source)):
        text = texts.marked(piece, lines=True)
        out.append(Markup('<span class="{}">{}</span>').format(kinds[piece[:2]], text) if k % 2 else text)
    return Markup("").join(out)


def _table(template: Template, most: int) -> Markup:
    from toolkit.induce.drawing import examples

    row = Markup(
        '<tr><th scope="row"><mark class="s{}"><code>{}</code></mark></th><td>{}</td><td class="n">{}</td>'
        '<td class="n">{}</td><td class="n">{}</td><td lang="zh">{}</td></tr>'
    )
    said = examples(template)
    rows = [
        row.format(
            k % HUES,
            texts.visible(info.name),
            info.kind,
            texts.number(info.present),
            texts.number(info.distinct),
            texts.number(info.entropy, 1),
            Markup(" · ").join(map(_value, said[info.name][:EXAMPLES])),
        )
        for k, info in enumerate(template.slots[:most])
    ]
    left = len(template.slots) - len(rows)
    caption = f"What varies{f' (showing {len(rows)} of {len(template.slots)})' if left else ''}"
    columns = ("slot", "type", "in", "values", "bits", "what it says")
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if name in NUMBERS else "", name)
        for name in columns
    )
    if not rows:
        return Markup('<p class="note">Nothing varies.</p>')
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="Table: What varies">'
        '<table class="varies"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(
        caption,
        head,
        Markup("").join(rows),
    )


def _value(value: str) -> Markup:
    """Draw a value; one that is empty is a value too."""
    return texts.marked(texts.clip(value, MAX_VALUE)) if value else Markup("<i>empty</i>")


def templates_page(
    templates: Sequence[Named], *, title: str = "Templates", files: Mapping[str, str] | None = None
) -> str:
    """Draw templates as one self-contained page.

    Args:
        templates: what to show, in order.
        title: heading of the page.
        files: name of a template to the name of its file beside the page.
    """
    from toolkit.report.page import content_security_policy

    css = _packaged("report.css") + _packaged("induced.css")
    items = []
    for name, template in templates:
        link = Markup('<li><a href="#{}">{}</a> <span>{}</span>{}</li>')
        file = (files or {}).get(name)
        where = Markup(" <code>{}</code>").format(texts.visible(file)) if file else Markup("")
        items.append(link.format(anchor(name), texts.marked(name), texts.number(template.report.parsed), where))
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        '<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head><body>'
        '<header><p class="eyebrow">contentfarm induce</p><h1>{title}</h1><p class="lead">{lead}</p></header>'
        '<nav aria-label="Contents"><ol>{items}</ol></nav><main>{sections}</main></body></html>\n'
    )
    found = sum(bool(template) for _, template in templates)
    return str(
        page.format(
            policy=content_security_policy(css, ""),
            title=texts.visible(title),
            css=Markup(css),  # noqa: S704 - our own files
            lead=f"{texts.plural(found, 'template')}, of {texts.plural(len(templates), 'group')} of articles.",
            items=Markup("").join(items),
            sections=Markup("").join(template_section(name, template) for name, template in templates),
        )
    )


@cache
def _packaged(name: str) -> str:
    content = resources.files("toolkit.report").joinpath("templates", name).read_text(encoding="utf-8")
    return content.replace("\r\n", "\n")

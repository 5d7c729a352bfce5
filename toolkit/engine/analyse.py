"""What happens to one article, from the text as read to everything that is written about it.

A pure function of the article and the settings, so that it can run in any process; an article that makes it fail
becomes a reject with the reason, never the end of a run.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.article import Article, Edit, Reject
from toolkit.errors import is_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.engine.options import ScanOptions
    from toolkit.links import Mention


@dataclass(frozen=True, slots=True)
class Analysed:
    """One article with all that a scan finds out about it alone.

    Attributes:
        article: as it was read.
        title: the record's own title, repaired like the text; else the first title of the outline.
        text: the repaired text; `outline` and `contacts` count their offsets in it.
        edits: what was changed, spans in `article.text`.
        left: what was found and not changed, spans in `article.text`.
        kit_level: how far down the generator's fixed order the notes of this page reach; None without notes.
        script: `hans`, `hant`, `mixed` or `none`.
        outline: the tree of `toolkit.parse` as plain JSON types.
        sections: number of sections, of all levels.
        contacts: see `toolkit.contacts`, each with the part of the outline that it stands in.
        host: canonical name of the host that served it, if its address is known.
        headings: a number for each two neighbouring headings (see `toolkit.links.facts.heading_pairs`).
        notes: pinyin notes taken out.
    """

    article: Article
    title: str | None
    text: str
    edits: tuple[Edit, ...]
    left: tuple[Edit, ...]
    kit_level: int | None
    script: str
    outline: dict[str, Any]
    sections: int
    contacts: tuple[Mention, ...]
    host: str | None
    headings: tuple[int, ...]
    notes: int


def analyse(article: Article, options: ScanOptions) -> Analysed | Reject:
    """Repair and parse one article and find its contacts.

    Args:
        article: as it was read.
        options: the settings of the scan.

    Returns:
        What was found; or a reject that names the article, when the toolkit itself failed on it.
    """
    try:
        return _analyse(article, options)
    except Exception as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from error
        reason = f"the toolkit failed on this article ({type(error).__name__}: {error}); please report it"
        return Reject(article.source, article.record, reason)


def _analyse(article: Article, options: ScanOptions) -> Analysed:
    from toolkit.links.facts import heading_pairs, host_of, mentions
    from toolkit.parse import contacts, parse
    from toolkit.repair.script import script_of

    repaired = options.repair(article.text)
    outline = parse(repaired.text)
    tree = outline.to_dict()
    return Analysed(
        article=article,
        title=_title(article, outline.title, options),
        text=repaired.text,
        edits=tuple(repaired.edits),
        left=tuple(repaired.left),
        kit_level=repaired.kit_level,
        script=script_of(repaired.text).label,
        outline=tree,
        sections=len(outline.sections()),
        contacts=mentions(tree, [contact.to_dict() for contact in contacts(repaired.text)]),
        host=host_of(article.url),
        headings=heading_pairs(tree),
        notes=sum(edit.kind == "notes" for edit in repaired.edits),
    )


def _title(article: Article, found: str | None, options: ScanOptions) -> str | None:
    """Return the record's own title, repaired; the first line of the text knows better how, with a page around it."""
    if not article.title:
        return found
    first = article.text.lstrip().partition("\n")[0].strip()
    return found if found and article.title.strip() == first else options.repair(article.title).text


def analyser(options: ScanOptions) -> Callable[[Article], Analysed | Reject]:
    """Return `analyse` with its settings filled in, in a form that can be sent to another process."""
    return functools.partial(analyse, options=options)

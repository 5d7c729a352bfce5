"""What is true of a copy of a generated article: its damage, sections and contacts, where they are in the copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.errors import UsageError
from toolkit.generate.slots import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.generate.article import Generated
    from toolkit.generate.copying import Copy, Step

ADVERT_CONTACTS = (("wechat", "example_ads01"), ("email", "ads@example.com"))
"""Contacts in the advertising lines of data/adverts.txt."""
_WHOLE = ("other",)
"""Options that are whole articles; they are left out of what is written down."""


def short_options(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a step without whole articles."""
    return {key: value for key, value in options.items() if key not in _WHOLE}


def copying_of(copied: Copy) -> list[dict[str, Any]]:
    """Return the steps of a copy: `way` and `options`."""
    return [{"way": step.way, "options": short_options(step.options)} for step in copied.steps]


def damage_of(step: Step) -> list[dict[str, Any]]:
    """Return the kinds of damage of one step with the number of places; a kit's page has three kinds.

    Raises:
        UsageError: the step is a way of copying, not of damaging.
    """
    from toolkit.generate.copying import WAYS

    if WAYS[step.way].kind != "damage":
        raise UsageError(f"{step.way} is no damage")
    changed = [piece for piece in step.pieces if piece.new is not None]
    if step.way != "notes":
        places = len(changed) if changed else sum(piece.start != 0 for piece in step.pieces)
        return [{"kind": step.way, "options": step.options, "places": places}] if places else []
    counts = {"notes": 0, "shifted": 0, "folded": 0}
    for piece in changed:
        what = "notes" if piece.start == piece.end else "shifted" if ")" in str(piece.new) else "folded"
        counts[what] += 1
    return [{"kind": kind, "options": step.options, "places": count} for kind, count in counts.items() if count]


def sections_of(article: Generated, copied: Copy) -> list[dict[str, Any]]:
    """Return the sections of an article where they are in its copy; those that were cut are left out."""
    headings = {n.parent: n for n in article.derivation if (n.node, n.type) == ("heading", "part")}
    parts = ("lead", "section", "conclusion")
    out: list[dict[str, Any]] = []
    for index, node in enumerate(article.derivation):
        span = copied.follow(node.start, node.end) if node.type == "part" and node.node in parts else None
        if span is None:
            continue
        heading, found = headings.get(index), ""
        if heading is not None:
            where = copied.follow(heading.start + heading.value, heading.end)
            found = copied.text[slice(*where)] if where else ""
        number = list(node.value or [])
        out.append({"kind": node.node, "number": number, "heading": found, "start": span[0], "end": span[1]})
    return sorted(out, key=lambda part: (part["start"], -part["end"]))


def contacts_of(article: Generated, copied: Copy, others: Sequence[Generated] = ()) -> list[dict[str, Any]]:
    """Return the contacts that a copy has: those of its footer, of stitched articles, and of advertising.

    Args:
        article: what was copied.
        copied: the copy.
        others: articles that it was stitched together with.
    """
    spans: list[tuple[str, int, int]] = []
    for contact in article.contacts:
        span = copied.follow(contact.start, contact.end)
        if span is not None:
            spans.append((contact.kind, *span))
    stitched = [(contact.kind, contact.raw) for other in others for contact in other.contacts]
    for kind, value in [*ADVERT_CONTACTS, *stitched]:
        at = copied.text.find(value)
        if at >= 0:
            spans.append((kind, at, at + len(value)))
    out: list[dict[str, Any]] = []
    for kind, start, end in sorted(spans, key=lambda span: span[1]):
        raw = copied.text[start:end]
        out.append({"kind": kind, "value": normal(kind, raw, 0), "raw": raw, "start": start, "end": end})
    return out

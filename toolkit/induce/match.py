"""Read a new article by a template: does it come from this mould, and with which values?

First it is seen how much of the article the template's words could explain at all; that refuses nearly every foreign
article in microseconds. What is left is read in full. The article is accepted if most of the template's obligatory text
is there and the template explains the article in clearly fewer bits than its characters alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.readings import edits_of, pieces
from toolkit.induce.strength import strength

if TYPE_CHECKING:
    from toolkit.induce.contexts import Context
    from toolkit.induce.readings import Piece
    from toolkit.induce.template import Template, VariableSpan


class Bounds(NamedTuple):
    """What an article must reach to be accepted.

    Attributes:
        covered: share of its characters inside k-grams of the template's literals, for it to be read at all.
        found: share of the template's obligatory fixed text (by characters) that it has.
        saved: share of its bits that the template saves.
    """

    covered: float
    found: float
    saved: float


BOUNDS = {
    "template": Bounds(covered=0.35, found=0.5, saved=0.25),
    "skeleton": Bounds(covered=0.02, found=0.7, saved=0.015),
}
"""By kind of template. Draws of a mould are covered to 0.56 and more and save 0.33 and more, even by a template of
twenty articles and with 1 % of their characters changed; what chance made look obligatory there leaves 0.55 found.
Other moulds that share stock phrases are covered to 0.3 and save at most 0.19, honest news 0.15 and nothing
(`benchmarks/match.py`). A skeleton is an outline: nearly all of it must be there, but it explains few characters."""


@dataclass(frozen=True, slots=True)
class Match:
    """How an article reads by a template. True if it comes from the mould.

    Attributes:
        accepted: whether it does.
        context: slot values and choices, by name, as in `Template.contexts`.
        spans: the variable characters of the article; what is not in a span is fixed text of the template.
        found: share of the template's obligatory fixed text that is in the article; 0 where it was not looked for.
        bits_saved: bits that the template saves on this article; 0 where it was not accepted.
        raw_bits: bits of the article's characters alone.
        strength: bits by which the fixed words that it has are no chance; see `toolkit.induce.strength`.
        covered: share of the article's characters that are fixed text of the template.
    """

    accepted: bool
    context: Context
    spans: tuple[VariableSpan, ...]
    found: float
    bits_saved: float
    raw_bits: float
    strength: float = 0.0
    covered: float = 0.0

    def __bool__(self) -> bool:
        return self.accepted


def needed(template: Template, length: int) -> int:
    """Return how many characters of a text of some length must be covered for it to be worth reading."""
    return max(1, int(bounds(template).covered * length))


def bounds(template: Template) -> Bounds:
    """Return what an article must reach to be of a template."""
    return BOUNDS.get(template.report.kind, BOUNDS["template"])


def match(template: Template, text: str) -> Match:
    """Read `text` by `template`; see `Match`."""
    from toolkit.induce.grams import code_points

    if not template:
        return refused()
    if template.reader.index.covered(code_points(text))[0] < needed(template, len(text)):
        return refused(template.reader.raw(text))
    return match_likely(template, text)


def refused(raw: float = 0.0, found: float = 0.0) -> Match:
    """Return the answer for a text that is not of the mould."""
    return Match(False, {}, (), found, 0.0, raw)


def match_likely(template: Template, text: str, better_than: float = 0.0) -> Match:
    """Read a text in full, whatever it shares with the template.

    Args:
        template: one that found something.
        text: what to read.
        better_than: bits that must be saved to matter; a reading that cannot is given up early.
    """
    reader = template.reader
    raw = reader.raw(text)
    least = bounds(template)
    most = min(raw * (1 - least.saved), raw - better_than)
    read = reader.read(text, most)
    if read is None:
        return refused(raw)
    if read.found < least.found or read.bits > most:
        return refused(raw, read.found)
    found = strength(template.tree, read.reading, reader.costs)
    if template.report.kind == "skeleton" and found < template.least_strength:
        return refused(raw, read.found)
    listed = pieces(template.tree, read.reading, template.names, template.layout)
    edits = edits_of(listed, text)
    spans = _spans(listed) if "".join([p.actual for p in listed]) == text else template.spans_of(read.reading, edits)
    context = template.naming.context(read.reading, edits)
    covered = 1 - sum(span.end - span.start for span in spans) / len(text) if text else 0.0
    return Match(True, context, tuple(spans), read.found, raw - read.bits, raw, found, covered)


def _spans(listed: list[Piece]) -> list[VariableSpan]:
    """Return the spans of what slots wrote; neighbours of one slot are one span."""
    from toolkit.induce.template import VariableSpan

    out: list[VariableSpan] = []
    at = 0
    for owner, _, actual in listed:
        if owner and actual:
            start = at
            if out and out[-1].end == at and out[-1].slot == owner:
                start = out.pop().start
            out.append(VariableSpan(start, at + len(actual), owner))
        at += len(actual)
    return out

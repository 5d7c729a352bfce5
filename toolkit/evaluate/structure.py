"""Scores of parsing and of contacts: are the sections where they are, called what they are; is every contact found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.evaluate.alignment import Carrier
from toolkit.evaluate.figures import Scores, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.evaluate.figures import Bootstrap
    from toolkit.evaluate.inputs import Found

SECTIONS = frozenset({"lead", "section", "conclusion"})
"""Kinds of an outline that the truth of sections knows."""


class Parsed(NamedTuple):
    """What is counted of one article.

    Attributes:
        boundaries: lines that begin a section in both, in the outline found, in the truth.
        kinds: of the lines in both, how many are of the same kind.
        numbers: of the lines in both, how many have the same number.
        headings: of the lines in both, how many have the same heading.
    """

    boundaries: tuple[int, int, int]
    kinds: int
    numbers: int
    headings: int


def outline_sections(outline: Mapping[str, Any], text: str) -> Iterator[tuple[int, str, tuple[int, ...], str]]:
    """Yield start, kind, number and heading of each section of an outline (a tree as `toolkit.parse` gives it)."""
    for node in outline.get("children") or ():
        if node["kind"] in SECTIONS:
            heading = next((c for c in node.get("children") or () if c["kind"] == "heading"), None)
            written = text[heading["start"] : heading["end"]].strip() if heading else ""
            label = (heading.get("label") or "") if heading else ""
            yield node["start"], node["kind"], tuple(node.get("number") or ()), written.removeprefix(label).strip()
        yield from outline_sections(node, text)


def judge(found: Found, clean: str, sections: Sequence[Mapping[str, Any]]) -> Parsed:
    """Compare the outline of one article with its true sections.

    Args:
        found: the article as the run has it, with its outline.
        clean: the text that the truth's offsets refer to; they are carried over to the text of the run.
        sections: the true sections: `kind`, `number`, `heading`, `start`.
    """
    carry = Carrier(clean, found.text).carry
    true = {
        found.text.count("\n", 0, carry(row["start"])): (row["kind"], tuple(row["number"]), row["heading"].strip())
        for row in sections
    }
    mine = {
        found.text.count("\n", 0, start): (kind, number, heading)
        for start, kind, number, heading in outline_sections(found.outline or {}, found.text)
    }
    both = true.keys() & mine.keys()
    same = [sum(true[line][part] == mine[line][part] for line in both) for part in range(3)]
    return Parsed((len(both), len(mine), len(true)), *same)


def parse_figures(articles: Sequence[Parsed], bootstrap: Bootstrap) -> Scores:
    """Return the scores of outlines over articles."""
    scores = Scores("parse", bootstrap)
    scores.found([a.boundaries for a in articles], prefix="boundary ")
    for name, column in (("kind right", "kinds"), ("number right", "numbers"), ("heading right", "headings")):
        scores.add(name, [(getattr(a, column), a.boundaries[0]) for a in articles], share, counts=(0, 1))
    return scores


def contact_counts(
    found: Sequence[Mapping[str, Any]], true: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[int, int, int]]:
    """Count contacts of one article by kind: right, found, true. The same value twice counts once.

    >>> a, b = {"kind": "qq", "value": "99900"}, {"kind": "qq", "value": "99901"}
    >>> contact_counts([a, b], [a])
    {'qq': (1, 2, 1)}
    """
    mine = {(row["kind"], row["value"]) for row in found}
    theirs = {(row["kind"], row["value"]) for row in true}
    right, all_mine, all_theirs = (Counter(kind for kind, _ in part) for part in (mine & theirs, mine, theirs))
    return {kind: (right[kind], all_mine[kind], all_theirs[kind]) for kind in sorted(all_mine | all_theirs)}


def contact_figures(articles: Sequence[Mapping[str, tuple[int, int, int]]], bootstrap: Bootstrap) -> Scores:
    """Return the scores of contacts over articles, of all and of each kind."""
    scores = Scores("contacts", bootstrap)
    if not articles:
        return scores
    scores.found([[sum(column) for column in zip((0, 0, 0), *a.values(), strict=True)] for a in articles])
    for kind in sorted({kind for a in articles for kind in a}):
        scores.found([a.get(kind, (0, 0, 0)) for a in articles], group=kind)
    return scores

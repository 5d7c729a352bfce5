"""What each feature of a score says, in a sentence and with quotations."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.measure.evidence import MANY
from toolkit.measure.quotes import Quote
from toolkit.measure.reference import LONG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.measure.align import Segment
    from toolkit.measure.evidence import Evidence, Owner
    from toolkit.measure.reference import Reference
    from toolkit.measure.signs import Signs
    from toolkit.parse import Contact

SHOWN = 5
"""Pieces of evidence that a contribution lists."""

TOLD = 3
"""Of these, those that a line of plain text shows."""

EVEN = 0.5
"""Probability from which a mould is spoken of."""

VALUE = 12
"""Characters of a slot's value at most; what is longer between shared segments is a passage of its own."""

QUOTED = 40
"""Characters of one piece of evidence."""

OWNERS: dict[Owner, str] = {
    "same": "by the same house",
    "here": "on the same host",
    "other": "on other hosts",
}
"""Whose siblings are, where that can be told."""

Reason = tuple[str, tuple[Quote, ...]]
"""A sentence, and what it rests on."""


def explanations(
    text: str,
    offsets: Sequence[int],
    evidence: Evidence,
    signs: Signs,
    reference: Reference,
    templatedness: float,
) -> dict[str, Reason]:
    """Return the sentence and the quotations for each feature.

    Args:
        text: the article.
        offsets: where each character of its fold is from.
        evidence: what it shares with the reference.
        signs: of a content farm.
        reference: see `Reference.build`.
        templatedness: the probability of a mould.
    """
    said = _of_moulds(text, offsets, evidence, reference) | _of_signs(signs)
    said["templated"] = (
        f"comes from a mould with probability {templatedness:.2f}, as farms' articles do, and bulletins too"
        if templatedness >= EVEN
        else f"little says that it comes from a mould (probability {templatedness:.2f})",
        (),
    )
    return {
        name: (why, tuple(quote.clipped(QUOTED) for quote in list(dict.fromkeys(quotes))[:SHOWN]))
        for name, (why, quotes) in said.items()
    }


def _of_moulds(text: str, offsets: Sequence[int], evidence: Evidence, reference: Reference) -> dict[str, Reason]:
    def quoted(spans: list[tuple[int, int]]) -> tuple[Quote, ...]:
        """Return the longest spans of the folded text as they are written in the text."""
        longest = sorted(spans, key=lambda span: span[0] - span[1])[:SHOWN]
        return tuple(Quote.of(text, offsets[a], offsets[b - 1] + 1) for a, b in longest if b <= len(offsets))

    def between(segments: Sequence[Segment]) -> tuple[Quote, ...]:
        """Return the short pieces between shared segments, where the texts of a mould differ."""
        gaps = [(a.start + a.length, b.start) for a, b in pairwise(segments)]
        return quoted([(a, b) for a, b in gaps if 0 < b - a <= VALUE])[:TOLD]

    best = evidence.siblings[0] if evidence.siblings else None
    where = best.id if best else "no text"
    ids = tuple(Quote(sibling.id) for sibling in evidence.siblings)
    values = between(best.segments) if best else ()
    differ = f"; between them it has {', '.join(value.replace(chr(10), ' ') for value in values)}" if values else ""
    others = "other hosts" if reference.hosts else "other texts"
    counts = Counter(sibling.owner for sibling in evidence.siblings)
    theirs = "".join(
        f", {counts[owner] if counts[owner] < len(ids) else 'all'} of them {told}"
        for owner, told in OWNERS.items()
        if counts[owner]
    )
    return {
        "saved": (
            f"{evidence.novelty_bits:.1f} bits of news a character, of {evidence.literal_bits:.1f} written plainly",
            (),
        ),
        "replicated": (
            f"{evidence.replicated:.0%} of the characters stand in {LONG}-character shingles of {others}",
            quoted([(run.start, run.end) for run in evidence.runs]),
        ),
        "widespread": (
            f"{evidence.widespread:.0%} of the characters stand in shingles of {MANY} or more {others}",
            quoted([(run.start, run.end) for run in evidence.runs if run.groups >= MANY]),
        ),
        "replicated_short": (f"{evidence.replicated_short:.0%} of the 5-character shingles stand in {others}", ()),
        "template_saving": (
            f"{evidence.template_saving:.0%} of it need not be written, given the best other text",
            ids[:1],
        ),
        "pieces": (
            f"{evidence.pieces} segments in the same order as in {where}{differ}",
            quoted([(s.start, s.start + s.length) for s in best.segments]) if best else (),
        ),
        "siblings": (
            f"{len(ids)} other {'text has' if len(ids) == 1 else 'texts have'} segments of it in the same order"
            + theirs,
            ids,
        ),
        "outline": (
            f"its outline ({evidence.outline_rarity:.1f} bits rare) is {evidence.outline_likeness:.0%} another text's",
            (Quote(evidence.outline_match),) if evidence.outline_match is not None else (),
        ),
        "stock": (
            f"{evidence.stock_share:.1%} of the characters are stock phrases",
            quoted([(phrase.start, phrase.end) for phrase in evidence.phrases]),
        ),
    }


def _of_signs(signs: Signs) -> dict[str, Reason]:
    return {
        "contacts": (
            "1 contact" if len(signs.contacts) == 1 else f"{len(signs.contacts)} contacts",
            _contacts(signs.contacts),
        ),
        "takedown": (
            "gives a contact for infringement, deletion, advertising or joining",
            _contacts(signs.takedown),
        ),
        "disclaimer": ("disclaims responsibility", signs.disclaimers),
        "frame": ("its lead or conclusion has a heading", signs.frame),
        "editorial": ("the site's editor speaks in its headings", signs.editorial),
        "addressing": (
            "speaks of itself and to its reader" + (", as one person does: counted once" if signs.personal else ""),
            signs.addressing,
        ),
        "bait": ("the title is written for a search field", signs.bait),
        "disowned": ("the site says that the article is somebody else's", signs.disowned),
        "kit": (
            f"{len(signs.kit)} characters carry pinyin notes as a farm's generator writes them",
            signs.kit,
        ),
        "padding": (f"{signs.padding:.1%} of the characters are empty phrases", ()),
        "deletion": ("gives a contact for infringement or deletion", _contacts(signs.deletion)),
        "hidden": ("a contact is written so that filters do not find it", signs.hidden),
        "stuffed": (
            "the words of the title, which is written for a search field, are said over and over",
            signs.stuffed,
        ),
    }


def _contacts(contacts: Sequence[Contact]) -> tuple[Quote, ...]:
    return tuple(Quote(contact.raw, contact.start, contact.end) for contact in contacts)

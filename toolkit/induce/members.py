"""Who belongs to the group, and whether the group has a template at all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.induce import places, spine
from toolkit.induce.nodes import Node, Seq, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 4
"""Length of the k-grams whose chain tells who belongs."""
SHARE = 0.75
"""Share of the group that must hold a fixed text for the text to tell who belongs."""
LEAST = 4
"""Texts below which nobody is told to leave."""
FEWEST = 3
"""Texts below which none is far longer than the others."""
FAR = 10
"""Times the median length from which a text is no member: with all their optional parts and lists, the longest of forty
articles of the generator's templates has 1.2 times the median."""
SHORT = 5000
"""Characters up to which a text is looked at in any case: that takes milliseconds."""
OUTSIDE = 0.4
"""Share of the group's fixed text below which a text is not of the group …"""
INSIDE = 0.7
"""… provided that the others hold at least this share of it."""
KNOWN = 0.5
"""Share of a text's k-grams, of what is usual in the group, that the others must have for it to belong nevertheless."""
SKELETON = 0.03
"""Share of the bits that a skeleton must save to be claimed."""
TEMPLATE = 0.15
"""Share of the bits from which it is a template whatever is obligatory in it."""
HEADINGS = 3
"""Obligatory texts that make an outline: a by-line and a footer that all pages of a site print do not."""


def oversized(lengths: Sequence[int]) -> set[int]:
    """Return the positions of texts that are far longer than the others, which no template could explain.

    They are left out before anything is compared: solving takes more time than the length, and one of them costs more
    bits than all others save.

    Args:
        lengths: of all texts, in characters.
    """
    if len(lengths) < FEWEST:
        return set()
    most = max(FAR * sorted(lengths)[len(lengths) // 2], SHORT)
    return {i for i, length in enumerate(lengths) if length > most}


def outsiders(texts: Sequence[str]) -> set[str]:
    """Return the texts that hold little of what nearly all others hold.

    Args:
        texts: distinct lifted texts.
    """
    if len(texts) < LEAST:
        return set()
    drawn = spine.sample(texts)
    if min(map(len, drawn)) < WIDTH and max(map(len, drawn)) < WIDTH:
        return set()
    segments = [s.text for s in spine.propose(drawn, WIDTH, need=max(2, int(SHARE * len(drawn))))]
    total = sum(map(len, segments))
    if not total:
        return set()
    shares = {}
    for text in texts:
        if all(s in text for s in segments):
            shares[text] = 1.0
        else:
            found = places.read(text, segments)
            shares[text] = sum(len(s) for s, place in zip(segments, found, strict=True) if place) / total
    out = {text for text, share in shares.items() if share < OUTSIDE}
    rest = sorted(share for text, share in shares.items() if text not in out)
    if not out or len(rest) < SHARE * len(texts) or rest[len(rest) // 10] < INSIDE:
        return set()
    return _strange(out, texts)


def _strange(suspects: set[str], texts: Sequence[str]) -> set[str]:
    """Return the suspects whose wording the others do not know either: a mould may have little text that all share."""
    inside = spine.sample([text for text in texts if text not in suspects])
    grams = [_grams(text) for text in inside]
    held: Counter[str] = Counter()
    for mine in grams:
        held.update(mine)
    usual = sorted(sum(held[g] > 1 for g in mine) / max(1, len(mine)) for mine in grams)
    least = KNOWN * usual[len(usual) // 2]
    return {
        text for text in suspects if (mine := _grams(text)) and sum(g in held for g in mine) < least * len(mine)
    } | {text for text in suspects if len(text) < WIDTH}


def _grams(text: str) -> set[str]:
    return {text[i : i + WIDTH] for i in range(len(text) - WIDTH + 1)}


def kind_of(tree: Node, saved: float) -> str:
    """Tell what a solution is: `template`, `skeleton`, or `none`.

    Args:
        tree: over lifted texts.
        saved: share of the bits that it saves.
    """
    parts = tree.parts if isinstance(tree, Seq) else [tree]
    headings = sum(isinstance(part, Text) and sum(map(str.isalpha, part.text)) > 1 for part in parts)
    if saved >= TEMPLATE:
        return "template"
    return "skeleton" if saved >= SKELETON and headings >= HEADINGS else "none"

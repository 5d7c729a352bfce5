"""Scores of repair: what came back as it was, and what was touched that was right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.evaluate.alignment import differences, fold_width, places, touched
from toolkit.evaluate.figures import Scores, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from toolkit.evaluate.figures import Bootstrap
    from toolkit.evaluate.inputs import Found

PLACES = ("notes", "shifted", "other")


class Repaired(NamedTuple):
    """What is counted of one article.

    Attributes:
        damage: kinds of damage that the truth names.
        was_clean: the article was read as it should be.
        exact: the result is the clean text, character for character.
        same: the same, widths of signs aside.
        undone: places undone, by kind.
        places: places, by kind.
        right_edits: edits that touched a damaged place which is now right.
        false_edits: edits that touched what was right.
        edits: edits that changed more than widths.
        before: edit distance to the clean text, before (Levenshtein, widths folded).
        after: the same afterwards.
        length: characters of the clean text.
    """

    damage: tuple[str, ...]
    was_clean: bool
    exact: bool
    same: bool
    undone: Mapping[str, int]
    places: Mapping[str, int]
    right_edits: int
    false_edits: int
    edits: int
    before: int
    after: int
    length: int


def original(text: str, edits: Sequence[Mapping[str, Any]]) -> str:
    """Return the text that the edits were applied to: undo them from `text`.

    >>> original("導語", [{"start": 1, "end": 6, "before": "(dǎo)", "after": ""}])
    '導(dǎo)語'
    """
    out: list[str] = []
    at = shift = 0
    for edit in edits:
        start = edit["start"] + shift
        out += [text[at:start], edit["before"]]
        at = start + len(edit["after"])
        shift += len(edit["after"]) - (edit["end"] - edit["start"])
    return "".join([*out, text[at:]])


def judge(found: Found, clean: str, damage: Iterable[str] = ()) -> Repaired:
    """Count what repair did to one article.

    Args:
        found: the article as the run has it.
        clean: what it should be; line ends at the end play no part.
        damage: kinds of damage that the truth names.
    """
    before = original(found.text, found.edits).rstrip("\n")
    after, clean = found.text.rstrip("\n"), clean.rstrip("\n")
    was = places(before, clean)
    left = differences(after, clean)
    wrong = [(op.other_start, op.other_end) for op in left]
    undone, total = dict.fromkeys(PLACES, 0), dict.fromkeys(PLACES, 0)
    mended: list[tuple[int, int]] = []
    for place in was:
        total[place.kind] += 1
        if not touched(wrong, place.clean_start, place.clean_end):
            undone[place.kind] += 1
            mended.append((place.start, place.end))
    spans = [(place.start, place.end) for place in was]
    edits = [e for e in found.edits if fold_width(e["before"]) != fold_width(e["after"])]
    return Repaired(
        damage=tuple(damage),
        was_clean=before == clean,
        exact=after == clean,
        same=not left,
        undone=undone,
        places=total,
        right_edits=sum(touched(mended, e["start"], e["end"]) for e in edits),
        false_edits=sum(not touched(spans, e["start"], e["end"]) for e in edits),
        edits=len(edits),
        before=_distance(before, clean),
        after=_distance(after, clean),
        length=len(clean),
    )


def _distance(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(fold_width(a), fold_width(b)))


def figures(articles: Sequence[Repaired], bootstrap: Bootstrap) -> Scores:
    """Return the scores of repair over articles."""
    scores = Scores("repair", bootstrap)
    damaged = [a for a in articles if not a.was_clean]
    untouched = [a for a in articles if a.was_clean]
    scores.add("clean articles unchanged", [(a.exact, 1) for a in untouched], share, counts=(0, 1))
    scores.add("damaged articles exact", [(a.exact, 1) for a in damaged], share, counts=(0, 1))
    scores.add("damaged articles exact but for widths", [(a.same, 1) for a in damaged], share, counts=(0, 1))
    for kind in PLACES:
        rows = [(a.undone[kind], a.places[kind]) for a in articles if a.places[kind]]
        scores.add("places undone", rows, share, group=kind, counts=(0, 1))
    rows = [(a.right_edits, a.edits) for a in articles if a.edits]
    scores.add("edits right", rows, share, counts=(0, 1))
    scores.add("edits false", [(a.false_edits, a.edits) for a in articles if a.edits], share, counts=(0, 1))
    scores.add("character error rate before", [(a.before, a.length) for a in articles], share, counts=(0, 1))
    scores.add("character error rate after", [(a.after, a.length) for a in articles], share, counts=(0, 1))
    for kind in sorted({kind for a in damaged for kind in a.damage}):
        rows = [(a.same, 1) for a in damaged if kind in a.damage]
        scores.add("exact but for widths", rows, share, group=kind, counts=(0, 1))
    return scores

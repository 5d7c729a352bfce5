"""Count how much of the damage that a kit did is undone, place by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolkit.article import Edit
from toolkit.generate.damage import Truth, damage
from toolkit.generate.kit import random_kit
from toolkit.repair import Repair, repair

KITS = range(20, 131)
"""Sizes of the random kits: all that the known characters allow, from 20 up."""


def recoverable(place: Truth) -> bool:
    """Tell whether the observation holds all that is needed to undo a place."""
    return not place.lost


def score(texts: Iterable[str], seed: int) -> Counter[str]:
    """Damage each text with a random kit, repair it at `inferred`, and count.

    Returns:
        For `notes`, `runs` (recoverable ones) and `all runs`: how many there are, and under `… right` how many are
        restored exactly. For `proved` edits likewise.
    """
    count: Counter[str] = Counter()
    for number, text in enumerate(texts):
        kit = random_kit(seed + number, KITS[(seed + 37 * number) % len(KITS)])
        done = damage(text, kit)
        result = repair(done.text, "inferred", only=["shifted", "notes"])
        wanted = {edit: done.clean_of(edit.start, edit.end) for edit in result.edits}
        right = {edit: wanted[edit] == edit.after for edit in result.edits}
        for place in done.truth:
            kinds = ["notes"] if place.kind == "notes" else ["all runs"] + ["runs"] * recoverable(place)
            for kind in kinds:
                count[kind] += 1
                count[f"{kind} right"] += _undone(result, place, right)
        for edit in result.edits:
            if edit.certainty == "proved":
                count["proved"] += 1
                count["proved right"] += right[edit]
        count["false"] += sum(
            not right[edit] and done.clean_of(edit.start, edit.end) == edit.before for edit in result.edits
        )
    return count


def _undone(result: Repair, place: Truth, right: dict[Edit, bool]) -> bool:
    return any(edit.start <= place.start and place.end <= edit.end and right[edit] for edit in result.edits)

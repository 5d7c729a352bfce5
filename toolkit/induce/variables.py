"""The variable that an article repeats: the name of the lender, the town, the product it is about.

In each article, strings that come twice or more and that few other articles hold are candidates; the one whose
neighbours (the characters before and after each occurrence) are the neighbours of the other articles' candidates is the
variable's value there.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 12
"""Characters of the longest name that is looked for."""
COMMON = 0.5
"""A string in more than this share of the articles is wording, not a value."""
CANDIDATES = 6
"""Strings an article may propose."""
SHARED = 0.3
"""Share of the articles whose candidates must have a neighbourhood for it to count as the template's."""
AGREED = 0.7
"""Share of the articles that must have a value for the variable to exist."""
SIDE = 2
"""Characters looked at before and after an occurrence."""
SEEDS = 12
"""Places that are tried as the one by which the variable is recognised."""
TOGETHER = 0.4
"""Share of the candidates at one place that must stand at another for both to be the same variable's; a place in an
optional part is there in about half of the articles."""

VARIED = 3
"""Values that must be seen at a place (all, if there are fewer): what stands beside one value only is of that value."""

Side = tuple[str, str]
"""`<` and what stands before, or `>` and what stands behind."""
Sides = tuple[Side, Side]


class Found(NamedTuple):
    """A variable.

    Attributes:
        values: of each text, "" for none.
        places: the sides by which its places are told.
    """

    values: list[str]
    places: frozenset[Side]


def find(texts: Sequence[str]) -> Found | None:
    """Find the variable that most is gained by.

    A variable stands at the same places in (nearly) all articles that have those places: a place is told by what stands
    before it or behind it. One place that many candidates share is taken as the seed, the places that most of its
    candidates have too are the variable's, and in each article the candidate that fills most of them is its value.

    Args:
        texts: a sample of the group, at least three.

    Returns:
        Each text's value and the places, or None where there is no variable.
    """
    n = len(texts)
    if n < 3:
        return None
    repeated = [_repeated(text) for text in texts]
    held: Counter[str] = Counter()
    for strings in repeated:
        held.update(list(strings))
    most = max(1, int(COMMON * n))
    proposals: list[list[tuple[str, list[Sides]]]] = []
    around: Counter[Side] = Counter()
    for text, strings in zip(texts, repeated, strict=True):
        rare = [s for s in strings if held[s] <= most]
        rare.sort(key=lambda s: (-(strings[s] - 1) * len(s), s))
        mine = [(s, _sides(text, s)) for s in rare[:CANDIDATES]]
        proposals.append(mine)
        around.update({side for _, sides in mine for pair in sides for side in pair})
    need = max(2, SHARED * n)
    seeds = sorted((side for side, k in around.items() if k >= need), key=lambda side: (-around[side], side))
    best: Found | None = None
    gained = 0
    tried: set[frozenset[Side]] = set()
    for seed in seeds[:SEEDS]:
        places = _places(proposals, seed, need)
        if places in tried:
            continue
        tried.add(places)
        values, gain = _filled(texts, proposals, places)
        given = [value for value in values if value]
        if len(given) >= AGREED * n and len(set(given)) > 1 and gain > gained:
            best, gained = Found(values, places), gain
    return best


def _filled(
    texts: Sequence[str], proposals: Sequence[Sequence[tuple[str, list[Sides]]]], places: frozenset[Side]
) -> tuple[list[str], int]:
    """Return each text's value, and how many characters need not be written again.

    An article may repeat more than the value (`白渡縣氣` in 白渡縣氣象臺 and 白渡縣氣溫); what others have tells.
    """
    known = sorted({value for mine in proposals if (value := _best(mine, places)[0])})
    values = []
    gain = 0
    for text, mine in zip(texts, proposals, strict=True):
        value, covered = _best([*((v, _sides(text, v)) for v in known if v in text), *mine], places)
        values.append(value)
        gain += max(0, covered - 1) * len(value)
    return values, gain


def _places(proposals: Sequence[Sequence[tuple[str, list[Sides]]]], seed: Side, need: float) -> frozenset[Side]:
    """Return the sides that most of the candidates with the side `seed` have too, whatever their value."""
    counts: Counter[Side] = Counter()
    values: dict[Side, set[str]] = {}
    members = 0
    for mine in proposals:
        for s, sides in mine:
            flat = {side for pair in sides for side in pair}
            if seed in flat:
                members += 1
                counts.update(flat)
                for side in flat:
                    values.setdefault(side, set()).add(s)
                break
    least = max(need, TOGETHER * members)
    several = min(VARIED, len(values.get(seed, ())))
    return frozenset(side for side, k in counts.items() if k >= least and len(values[side]) >= several)


def _best(mine: Sequence[tuple[str, list[Sides]]], places: frozenset[Side]) -> tuple[str, int]:
    """Return the candidate that fills most of the places, and how many; "" where none fills two."""
    best, most, fitting = "", 1, 0
    for s, sides in mine:
        covered = sum(before in places or after in places for before, after in sides)
        if covered > 1:
            both = sum((before in places) + (after in places) for before, after in sides)
            if (both, covered) > (fitting, most):
                best, most, fitting = s, covered, both
    return best, most


def _repeated(text: str) -> dict[str, int]:
    """Return the maximal strings of 2 to LONGEST letters that come twice or more, with their counts."""
    alive = list(range(len(text) - 1))
    counts: dict[str, int] = {}
    out: dict[str, int] = {}
    for width in range(2, LONGEST + 1):
        grams = [(i, text[i : i + width]) for i in alive if i + width <= len(text)]
        here = Counter(gram for _, gram in grams)
        alive = [i for i, gram in grams if here[gram] > 1]
        if not alive:
            break
        counts = {gram: k for gram, k in here.items() if k > 1 and gram.isalnum()}
        for gram, k in counts.items():
            for inner in (gram[:-1], gram[1:]):
                if out.get(inner) == k:
                    del out[inner]
            out[gram] = k
    return out


def _sides(text: str, value: str) -> list[Sides]:
    """Return what stands before and behind each occurrence of a value."""
    out = []
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        out.append((("<", text[max(0, at - SIDE) : at]), (">", text[end : end + SIDE])))
        at = text.find(value, end)
    return out


class Finder:
    """Finds the variable's value in texts outside the sample.

    Args:
        found: what the sample gave.
    """

    def __init__(self, found: Found) -> None:
        self._places = found.places
        kept = sorted(found.places)
        before = "|".join(re.escape(c) for s, c in kept if s == "<")
        after = "|".join(re.escape(c) for s, c in kept if s == ">")
        self._known = [v for v, _ in sorted(Counter(v for v in found.values if v).items(), key=lambda p: (-p[1], p[0]))]
        self._between = re.compile(rf"(?:{before})([^\W_]{{2,{LONGEST}}}?)(?={after})") if before and after else None

    def value(self, text: str) -> str:
        """Return the known value, or else the string between known sides, that fills two places or more, or nothing."""
        known = [(v, _sides(text, v)) for v in self._known if v in text]
        value, _ = _best(known, self._places)
        if not value and self._between is not None:
            strings = [s for s, _ in Counter(self._between.findall(text)).most_common(CANDIDATES)]
            value, _ = _best([(s, _sides(text, s)) for s in strings], self._places)
        return value

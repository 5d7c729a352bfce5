"""The variable that an article repeats: the name of the lender, the town, the product it is about.

In each article, strings that come twice or more and that few other articles hold are candidates; the one whose
neighbours (the characters before and after each occurrence) are the neighbours of the other articles' candidates is the
variable's value there.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

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


def find(texts: Sequence[str]) -> list[str] | None:
    """Return each text's value of the variable that most is gained by, "" where it has none, or None if there is none.

    Args:
        texts: a sample of the group, at least three.
    """
    n = len(texts)
    if n < 3:
        return None
    repeated = [_repeated(text) for text in texts]
    held: Counter[str] = Counter()
    for strings in repeated:
        held.update(list(strings))
    most = max(1, int(COMMON * n))
    proposals: list[list[tuple[str, frozenset[tuple[str, str]]]]] = []
    around: Counter[tuple[str, str]] = Counter()
    for text, strings in zip(texts, repeated, strict=True):
        rare = [s for s in strings if held[s] <= most]
        rare.sort(key=lambda s: (-(strings[s] - 1) * len(s), s))
        mine = [(s, _neighbourhoods(text, s)) for s in rare[:CANDIDATES]]
        proposals.append(mine)
        around.update({place for _, places in mine for place in places})
    need = max(2, SHARED * n)
    values = []
    for mine in proposals:
        best, score = "", 1.5
        for s, places in mine:
            shared = sum(around[place] >= need for place in places)
            if shared > score:
                best, score = s, shared
        values.append(best)
    given = [v for v in values if v]
    if len(given) < AGREED * n or len(set(given)) < 2:
        return None
    return values


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


def _neighbourhoods(text: str, value: str) -> frozenset[tuple[str, str]]:
    """Return what stands before and what stands after the occurrences of a value."""
    places = set()
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        places.add(("<", text[max(0, at - SIDE) : at]))
        places.add((">", text[end : end + SIDE]))
        at = text.find(value, end)
    return frozenset(places)


class Finder:
    """Finds the variable's value in texts outside the sample.

    Args:
        texts: the sample.
        values: each text's value, "" for none.
    """

    def __init__(self, texts: Sequence[str], values: Sequence[str]) -> None:
        sides: Counter[tuple[str, str]] = Counter()
        for text, value in zip(texts, values, strict=True):
            if value:
                sides.update(_neighbourhoods(text, value))
        need = max(2, SHARED * len(texts))
        kept = sorted((side for side, n in sides.items() if n >= need and side[1]), key=lambda s: (-sides[s], s))
        before = "|".join(re.escape(c) for s, c in kept if s == "<")
        after = "|".join(re.escape(c) for s, c in kept if s == ">")
        self._known = [v for v, _ in sorted(Counter(v for v in values if v).items(), key=lambda p: (-p[1], p[0]))]
        self._between = re.compile(rf"(?:{before})([^\W_]{{2,{LONGEST}}}?)(?={after})") if before and after else None

    def value(self, text: str) -> str:
        """Return what comes twice in a text and is a known value or stands in known surroundings, or nothing."""
        for value in self._known:
            if value in text and text.count(value) > 1:
                return value
        if self._between is not None:
            for value, _ in Counter(self._between.findall(text)).most_common():
                if text.count(value) > 1:
                    return str(value)
        return ""

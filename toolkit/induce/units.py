"""The sentences of a column: which are the same sentence in other words, which exclude each other, which change places.

Where no fixed text runs through all values of a column, its values are cut at line ends, else at the ends of
sentences, else at commas. Units that are alike form a class; classes that change places form a list; the others stand
in one order, and neighbours that never occur together are alternatives.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.abstract import BEFORE, BEHIND, FIRST_SIGN, NUMERAL
from toolkit.induce.linkage import alike
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LEVELS = (
    re.compile(r"[^\n]*\n|[^\n]+"),
    re.compile(r"[^。！？!?；;\n]*[。！？!?；;]+[”」』）)]*\n?|[^。！？!?；;]+"),
    re.compile(r"[^，,、：:]*[，,、：:]+|[^，,、：:]+"),
)
"""Where a text may be cut: lines, sentences, clauses. The units of a text always join to the text."""
MARKED = re.compile(r"[，,]*[^，,、：:]+[、：:]*|[，,、：:]+")
"""Clauses with the comma before them: what may be left out behind another clause takes it along (`{，真的|}。`)."""
SAMPLE = 160
"""Values whose units propose classes: a sentence written by one article in twenty is seen about eight times."""
ALIKE = 55.0
"""Similarity (rapidfuzz's `ratio`, 0–100) from which two units are the same sentence in other words. Sentences of one
stock with all their synonyms changed measure 60–90, unrelated ones of this genre 10–35."""
SWAPPED = 0.1
"""Share of values with both classes in which the rarer order must occur for the two to change places."""
COMPARED = 16
"""Members of a class that a new unit is compared with: they need not be alike all among each other."""
TYPICAL = 0.2
"""Share of a class's members that must hold a k-gram (two characters) for it to tell the class: each of a sentence's
words may be one of five."""

OFTEN = 8
"""Members that suffice for it: single linkage may hold a class of hundreds together that have no word in common."""
_BEFORE = "|".join(map(re.escape, BEFORE[1:]))
_MARK = r"[、．.）):：]"
NUMBERED = re.compile(
    rf"(?:{_BEFORE})?(?:[{NUMERAL}]{{1,3}}(?:{_MARK}|[{BEHIND}](?:{_MARK}|[ \u3000]))|[{FIRST_SIGN}-\U000ffffd]{_MARK})"
    r"[ \u3000]*"
)
"""The running number of a line. What has one is like nothing that has none, and the number says nothing of its line:
`问题三：` before two questions makes them no more alike."""

NONE = -1


class Layout(NamedTuple):
    """How the units of a column are arranged.

    Attributes:
        groups: what stands one after the other: each a list of classes.
        repeats: whether the group is a list (items in any order) rather than alternatives.
        place: class to its group.
    """

    groups: list[list[int]]
    repeats: list[bool]
    place: dict[int, int]


def split(values: Sequence[str]) -> list[list[list[str]]]:
    """Cut the values at the coarsest level that cuts any of them more than at its end.

    Returns:
        The units of each value; in two ways where clauses may as well take along the comma before them; none where
        nothing is cut.
    """
    for level in LEVELS:
        out = [level.findall(value) for value in values]
        if any(len(units) > 1 for units in out):
            if level is not LEVELS[-1]:
                return [out]
            other = [MARKED.findall(value) for value in values]
            return [out, other] if _told(other) < _told(out) else [out]
    return []


def _told(rows: Iterable[Sequence[str]]) -> int:
    """Return the characters of all different units: the fewer there are, the better they are cut."""
    return sum(map(len, {unit for row in rows for unit in row}))


class Classes:
    """Classes of alike units.

    Args:
        rows: the units of each value.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        drawn = sample(["\x00".join(units) for units in rows], SAMPLE)
        counts: Counter[str] = Counter()
        for row in drawn:
            counts.update(set(row.split("\x00")))
        self._numbered: list[bool] = []
        self.members: list[list[str]] = []
        """What the units of a class say, their numbers left out."""
        self._known: dict[str, int] = {}
        numbered, others = _by_number(sorted(counts))
        for said in (numbered, others):
            bodies = sorted(said)
            for group in alike(bodies, ALIKE):
                units = [unit for i in group for unit in said[bodies[i]]]
                support = sum(counts[unit] for unit in units)
                for unit in units:
                    self._known[unit] = len(self.members) if support > 1 else NONE
                if support > 1:
                    self.members.append([bodies[i] for i in group])
                    self._numbered.append(said is numbered)

    @cached_property
    def _votes(self) -> dict[bool, _Votes]:
        """The k-grams that many of a class's members hold, with the classes that do; of those with a number or not."""
        votes = {True: _Votes(), False: _Votes()}
        for index, members in enumerate(self.members):
            mine = votes[self._numbered[index]]
            held = Counter(chain.from_iterable([_grams(body) for body in members]))
            for gram, n in held.items():
                if n >= min(TYPICAL * len(members), OFTEN):
                    mine.setdefault(gram, []).append(index)
        return votes

    def of(self, unit: str) -> int:
        """Return the class of a unit, or NONE."""
        known = self._known.get(unit)
        if known is None:
            known = self._known[unit] = self._nearest(unit)
        return known

    def _nearest(self, unit: str) -> int:
        from rapidfuzz import fuzz, process

        number = NUMBERED.match(unit)
        unit = unit[number.end() :] if number else unit
        votes = self._votes[bool(number)]
        scores = Counter(chain.from_iterable(map(votes.__getitem__, map(add, unit, unit[1:]))))
        best, similarity = NONE, ALIKE
        likely = sorted(scores.most_common(3), key=lambda pair: (-pair[1], pair[0]))
        for every in (False, True):
            for index, _ in likely:
                members = self.members[index]
                if every and len(members) < 2 * COMPARED:
                    continue
                some = members if every else members[:: max(1, len(members) // COMPARED)]
                found = process.extractOne(unit, some, scorer=fuzz.ratio, score_cutoff=similarity)
                if found is not None and found[1] > similarity:
                    best, similarity = index, found[1]
            if best != NONE:
                break
        return best


class _Votes(dict[str, list[int]]):
    """Classes by k-gram; none where there is no such k-gram."""

    def __missing__(self, gram: str) -> list[int]:
        return []


def _grams(text: str) -> set[str]:
    """Return the k-grams of a text, each once."""
    return set(map(add, text, text[1:]))


def _by_number(units: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the units that have a number, by what they say behind it, and those that have none."""
    numbered: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = {}
    for unit in units:
        number = NUMBERED.match(unit)
        if number:
            numbered[unit[number.end() :]].append(unit)
        else:
            others[unit] = [unit]
    return numbered, others


def arrange(rows: Sequence[Sequence[int]], weights: Sequence[int], swaps: int = 2) -> Layout | None:
    """Find how classes are arranged.

    Args:
        rows: the classes of each value's units, in order; NONE for a unit of no class.
        weights: how many articles have the value.
        swaps: articles in the rarer order that are needed for two classes to change places.

    Returns:
        None where there is nothing to arrange.
    """
    support: dict[int, int] = defaultdict(int)
    before: dict[tuple[int, int], int] = defaultdict(int)
    where: dict[int, int] = defaultdict(int)
    doubled: set[int] = set()
    total: dict[int, int] = defaultdict(int)
    sums: dict[tuple[int, ...], int] = {}
    for row, weight in zip(rows, weights, strict=True):
        key = tuple(row)
        sums[key] = sums.get(key, 0) + weight
    rows, weights = list(sums), list(sums.values())
    for row, weight in sums.items():
        real = [(k, c) for k, c in enumerate(row) if c != NONE]
        classes = [c for _, c in real]
        if len(set(classes)) < len(classes):
            counts = Counter(classes)
            doubled.update(c for c, n in counts.items() if n > 1)
        for c in set(classes):
            support[c] += weight
        for k, c in real:
            where[c] += weight * (k + 1) * 1000 // (len(row) + 1)
            total[c] += weight
        for i, (_, a) in enumerate(real):
            for _, b in real[i + 1 :]:
                if a != b:
                    before[a, b] += weight
    if not support:
        return None
    cluster = _Merge(support)
    for (a, b), n in before.items():
        other = before.get((b, a), 0)
        if a < b and other and min(n, other) >= max(swaps, SWAPPED * (n + other)):
            cluster.join(a, b)
    mean = {c: where[c] / total[c] for c in support}
    listed = _close(rows, cluster, doubled)
    return _groups(support, before, mean, cluster, listed, sum(weights), rows, weights)


class _Merge:
    """Classes that change places, as sets."""

    def __init__(self, classes: Iterable[int]) -> None:
        self.root = {c: c for c in classes}

    def find(self, c: int) -> int:
        while self.root[c] != c:
            c = self.root[c]
        return c

    def join(self, a: int, b: int) -> bool:
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        self.root[max(a, b)] = min(a, b)
        return True

    def sets(self) -> dict[int, list[int]]:
        out: dict[int, list[int]] = defaultdict(list)
        for c in sorted(self.root):
            out[self.find(c)].append(c)
        return out


def _close(rows: Sequence[Sequence[int]], cluster: _Merge, doubled: set[int]) -> set[int]:
    """Make each list one run in each value: what stands between two of its items belongs to it.

    Returns:
        The roots of the sets that are lists.
    """
    for _ in range(8):
        lists = {cluster.find(c) for members in cluster.sets().values() if len(members) > 1 for c in members}
        lists |= {cluster.find(c) for c in doubled if c in cluster.root}
        changed = False
        for row in rows:
            first: dict[int, int] = {}
            last: dict[int, int] = {}
            for k, c in enumerate(row):
                if c != NONE and cluster.find(c) in lists:
                    root = cluster.find(c)
                    first.setdefault(root, k)
                    last[root] = k
            for root, start in first.items():
                for k in range(start + 1, last[root]):
                    if row[k] != NONE and cluster.find(row[k]) != cluster.find(root):
                        changed |= cluster.join(row[k], root)
        if not changed:
            break
    return {cluster.find(c) for c in lists}


def _groups(
    support: Mapping[int, int],
    before: Mapping[tuple[int, int], int],
    mean: dict[int, float],
    cluster: _Merge,
    listed: set[int],
    total: int,
    rows: Sequence[Sequence[int]],
    weights: Sequence[int],
) -> Layout:
    """Put sets of classes in order, and neighbours that exclude each other and complete each other together."""
    sets = cluster.sets()
    ahead: dict[tuple[int, int], int] = defaultdict(int)
    for (a, b), n in before.items():
        x, y = cluster.find(a), cluster.find(b)
        if x != y:
            ahead[x, y] += n
    middle = {root: sum(mean[c] * support[c] for c in cs) / sum(support[c] for c in cs) for root, cs in sets.items()}
    order = _topological(sorted(sets, key=lambda r: (middle[r], r)), ahead)
    presence = dict.fromkeys(sets, 0)
    for row, weight in zip(rows, weights, strict=True):
        for root in {cluster.find(c) for c in row if c != NONE}:
            presence[root] += weight
    groups: list[list[int]] = []
    repeats: list[bool] = []
    roots: list[list[int]] = []
    for root in order:
        alone = root in listed
        fits = (
            roots
            and not alone
            and not repeats[-1]
            and all(ahead.get((other, root), 0) + ahead.get((root, other), 0) == 0 for other in roots[-1])
            and sum(presence[other] for other in roots[-1]) + presence[root] <= total
        )
        if fits:
            groups[-1] += sets[root]
            roots[-1].append(root)
        else:
            groups.append(list(sets[root]))
            repeats.append(alone)
            roots.append([root])
    place = {c: g for g, members in enumerate(groups) for c in members}
    return Layout(groups, repeats, place)


def _topological(roots: list[int], ahead: Mapping[tuple[int, int], int]) -> list[int]:
    """Sort by who mostly stands before whom; among the free, by the mean place (the order of `roots`)."""
    left = list(roots)
    out = []
    while left:
        free = next(
            (r for r in left if all(ahead.get((o, r), 0) <= ahead.get((r, o), 0) for o in left if o != r)), left[0]
        )
        out.append(free)
        left.remove(free)
    return out


def fit_all(rows: Sequence[Sequence[int]], layout: Layout) -> list[list[int]]:
    """Return what `fit` returns for each row, each a list of its own."""
    known: dict[tuple[int, ...], list[int]] = {}
    out = []
    for row in rows:
        key = tuple(row)
        found = known.get(key)
        if found is None:
            found = known[key] = fit(row, layout)
        out.append(found.copy())
    return out


def fit(row: Sequence[int], layout: Layout) -> list[int]:
    """Return the group of each unit of a value, NONE where it has no place: groups never go back.

    Alternatives take one unit, a list takes a run of units.
    """
    real = [(k, layout.place[c]) for k, c in enumerate(row) if c in layout.place]
    best: list[tuple[int, int]] = []
    for j, (_, group) in enumerate(real):
        weight, back = 0, -1
        for i in range(j):
            other = real[i][1]
            if (other < group or (other == group and layout.repeats[group])) and best[i][0] > weight:
                weight, back = best[i][0], i
        best.append((weight + 1, back))
    out = [NONE] * len(row)
    at = max(range(len(best)), key=lambda j: best[j][0], default=-1)
    while at >= 0:
        k, group = real[at]
        out[k] = group
        at = best[at][1]
    return out

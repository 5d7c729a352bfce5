"""Explain a column by its numbered sections: left out, chosen, or in any order, each with all its lines.

This is for groups in which running numbers wander from one heading to another (see `abstract.wandering`), and for
headings in brackets: where every heading has its own number, the chain of fixed texts finds the sections by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from toolkit.induce import units
from toolkit.induce.abstract import BEFORE, BEHIND, NUMERAL
from toolkit.induce.nodes import joined
from toolkit.induce.sentences import explain
from toolkit.induce.solve import Solved
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.induce.solve import Solver

BRACKET = "【"
"""What a heading without a number begins with."""
SAMPLE = 40
"""Values whose sections propose classes."""
WIDTH = 4
"""Length of the k-grams by which two sections' wording is compared."""
SHARED = 0.3
"""Share of the shorter section's k-grams that the other must have for both to be the same section, if their headings
differ. Sections of one stock share their fixed lines, those of one outline only connectives."""
KINDRED = 0.15
"""The same where their headings are alike: short headings are so by chance."""


def by_sections(solver: Solver, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
    """Explain a column by its sections, or return None where there are none or they show no order.

    Args:
        solver: solves the columns inside.
        values: distinct texts.
        weights: how many articles have each.
        depth: of columns around this one.
    """
    headings = []
    if solver.ordinal and any(solver.ordinal in value for value in values):
        before = "|".join(map(re.escape, BEFORE))
        headings.append(f"(?:{before})(?:[{NUMERAL}]{{1,3}}|{re.escape(solver.ordinal)})[{BEHIND}]")
    if any("\n" + BRACKET in value for value in values):
        headings.append(BRACKET)
    if not headings:
        return None
    begins = re.compile(rf"(?:\A|(?<=\n))(?={'|'.join(headings)})")
    rows = [[unit for unit in begins.split(value) if unit] for value in values]
    # What stands before the first heading, a title and a lead, is no section.
    openings = [row.pop(0) if row and not begins.match(row[0]) else "" for row in rows]
    if max(map(len, rows)) < 2:
        return None
    classes = _Sections(rows)
    sorts = [[classes.of(unit) for unit in row] for row in rows]
    if len({tuple(row) for row in sorts}) == 1:
        return None  # the same sections in the same order: a chain of fixed texts tells that for less
    layout = units.arrange(sorts, weights)
    if layout is None or (len(layout.groups) == 1 and not layout.repeats[0]):
        return None
    found = explain(solver, rows, sorts, layout, weights, depth)
    if not any(openings):
        return found
    opening = solver.spread(openings, weights, found.readings, depth)
    return Solved(joined([opening.node, found.node]), found.readings, opening.bits + found.bits)


class _Sections:
    """Classes of sections: of the same heading, or of much the same wording.

    Args:
        rows: the sections of each value.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        drawn = sample(["\x00".join(row) for row in rows], SAMPLE)
        counts: Counter[str] = Counter()
        for row in drawn:
            counts.update(set(row.split("\x00")))
        bodies = sorted(counts)
        grams = [_grams(body) for body in bodies]
        self._known: dict[str, int] = {}
        self._holders = _Holders()
        self._owners: list[int] = []
        """The class of each section that `_holders` knows."""
        self._headings: dict[str, int] = {}
        classes = 0
        for group in _alike(bodies, grams):
            if sum(counts[bodies[i]] for i in group) > 1:
                for i in group:
                    self._known[bodies[i]] = classes
                    self._headings.setdefault(_heading(bodies[i]), classes)
                    self._holders.add(grams[i])
                    self._owners.append(classes)
                classes += 1
            else:
                self._known[bodies[group[0]]] = units.NONE

    def of(self, unit: str) -> int:
        """Return the class of a section, or `units.NONE`."""
        known = self._known.get(unit)
        if known is None:
            known = self._headings.get(_heading(unit))
            if known is None:
                known = self._nearest(_grams(unit))
            self._known[unit] = known
        return known

    def _nearest(self, grams: set[str]) -> int:
        found = [(share, self._owners[i]) for i, share in self._holders.shares(grams) if share >= SHARED]
        return max(found)[1] if found else units.NONE


class _Holders:
    """Which sections hold a k-gram."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._by_gram: dict[str, list[int]] = {}

    def add(self, grams: set[str]) -> None:
        """Add a section; they are numbered from 0."""
        for gram in grams:
            self._by_gram.setdefault(gram, []).append(len(self._sizes))
        self._sizes.append(len(grams))

    def shares(self, grams: set[str]) -> Iterator[tuple[int, float]]:
        """Yield the sections that share k-grams with another, and which share of the shorter one's that is."""
        by_gram, sizes = self._by_gram, self._sizes
        counts = Counter(chain.from_iterable([by_gram[gram] for gram in grams if gram in by_gram]))
        for i, count in counts.items():
            yield i, count / min(len(grams), sizes[i])


def _alike(bodies: list[str], grams: list[set[str]]) -> list[list[int]]:
    """Group sections by single linkage; groups in order of their first member."""
    from rapidfuzz import fuzz

    heads = [_heading(body) for body in bodies]
    root = list(range(len(bodies)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    holders = _Holders()
    first: dict[str, int] = {}
    for i, head in enumerate(heads):
        alike = [first.setdefault(head, i)]
        for j, share in holders.shares(grams[i]):
            if share >= SHARED or (share >= KINDRED and fuzz.ratio(head, heads[j]) >= units.ALIKE):
                alike.append(j)
        for j in alike:
            a, b = find(i), find(j)
            root[max(a, b)] = min(a, b)
        holders.add(grams[i])
    groups: dict[int, list[int]] = {}
    for i in range(len(bodies)):
        groups.setdefault(find(i), []).append(i)
    return list(groups.values())


def _heading(section: str) -> str:
    return section.split("\n", 1)[0]


def _grams(text: str) -> set[str]:
    return {text[i : i + WIDTH] for i in range(len(text) - WIDTH + 1)}

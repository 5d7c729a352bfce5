"""Explain a column by its sentences: optional ones, alternatives, lists in any order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log2, perm
from typing import TYPE_CHECKING

from toolkit.induce import abstract, units
from toolkit.induce.bits import NODE, entropy_bits, length_bits
from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, joined
from toolkit.induce.solve import SHORT, STOPS, Solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce.solve import Solver

ABSENT = -1
ADOPTED = 0.8
"""Share of the articles lacking a group that must have something else in its place, for that to be an alternative."""
FEW = 40
"""Articles below which one swap is tried as the sign of a list."""
FEWEST = 12
"""Articles below which a whole line may be one sentence in so many words that none is seen twice; above, a clause."""
WORDINGS = 40
"""Different units up to which it is tried whether units of several classes are one sentence."""
FULL = 0.9
"""Share of the articles that must have every item of a list once for the list to be the same in all but its order;
noise takes an item from one in twenty lists."""


def by_sentences(solver: Solver, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
    """Explain a column by its sentences, or return None where they show no order.

    Args:
        solver: solves the columns inside.
        values: distinct texts.
        weights: how many articles have each.
        depth: of columns around this one.
    """
    best: Solved | None = None
    for rows in units.split(values):
        found = _by_units(solver, rows, weights, depth)
        if found is not None and (best is None or found.bits < best.bits):
            best = found
    return best


def _by_units(solver: Solver, rows: list[list[str]], weights: Sequence[int], depth: int) -> Solved | None:
    """Explain a column by the units that its values were cut into, or return None where they show no order."""
    classes = units.Classes(rows)
    if not classes.members:
        return None
    sorts = [[classes.of(unit) for unit in row] for row in rows]
    best: Solved | None = None
    # Who writes in order swaps nothing, so in few articles one swap may tell; but units may also be taken for others'.
    tried: list[units.Layout] = []
    for swaps in (2, 1) if sum(weights) < FEW else (2,):
        layout = units.arrange(sorts, weights, swaps)
        if layout is None or (len(layout.groups) == 1 and len(layout.groups[0]) == 1 and not layout.repeats[0]):
            continue
        if layout in tried:
            continue
        tried.append(units.Layout([list(group) for group in layout.groups], layout.repeats, dict(layout.place)))
        found = explain(solver, rows, [list(row) for row in sorts], layout, weights, depth)
        if best is None or found.bits < best.bits:
            best = found
    return best


def explain(
    solver: Solver,
    rows: list[list[str]],
    sorts: list[list[int]],
    layout: units.Layout,
    weights: Sequence[int],
    depth: int,
) -> Solved:
    """Explain a column whose units have been sorted and arranged.

    Args:
        solver: solves the columns inside.
        rows: the units of each value.
        sorts: their classes.
        layout: how the classes are arranged.
        weights: how many articles have each value.
        depth: of columns around this one.
    """
    fitted = units.fit_all(sorts, layout)
    _adopt(layout, sorts, fitted)
    work = _Sentences(solver, layout, rows, sorts, fitted, weights, [{} for _ in rows], depth)
    parts: list[Node] = []
    for g in range(len(layout.groups)):
        parts += [work.loose(g), work.listed(g) if layout.repeats[g] else work.alternatives(g)]
    parts.append(work.loose(len(layout.groups)))
    return Solved(joined(parts), work.readings, work.bits)


@dataclass
class _Sentences:
    """A column being explained.

    Attributes:
        solver: solves the columns inside.
        layout: how the classes of units are arranged.
        rows: the units of each value.
        sorts: their classes.
        fitted: their groups.
        weights: how many articles have each value.
        readings: of the values, being filled.
        depth: of columns around this one.
        bits: so far.
    """

    solver: Solver
    layout: units.Layout
    rows: list[list[str]]
    sorts: list[list[int]]
    fitted: list[list[int]]
    weights: Sequence[int]
    readings: list[Reading]
    depth: int
    bits: float = 0.0

    @cached_property
    def _loose(self) -> list[dict[int, str]]:
        return [
            _between(row, fit) if units.NONE in fit else {} for row, fit in zip(self.rows, self.fitted, strict=True)
        ]

    @cached_property
    def _places(self) -> list[dict[int, int]]:
        """By value: group to the first of its units."""
        out = []
        for fit in self.fitted:
            places: dict[int, int] = {}
            for k, g in enumerate(fit):
                places.setdefault(g, k)
            out.append(places)
        return out

    def loose(self, group: int) -> Node:
        """Solve the column of what has no group and stands before `group`."""
        texts = [found.get(group, "") for found in self._loose]
        solved = self.solver.spread(texts, self.weights, self.readings, self.depth)
        self.bits += solved.bits
        return solved.node

    def alternatives(self, group: int) -> Node:
        """Build an optional part, alternatives, or (in all values and of one class) just the sentence."""
        chosen = [
            (sort[places[group]], row[places[group]]) if group in places else (ABSENT, "")
            for row, sort, places in zip(self.rows, self.sorts, self._places, strict=True)
        ]
        several = len({sort for sort, _ in chosen} - {ABSENT}) > 1
        head, tail = _frame([unit for sort, unit in chosen if sort != ABSENT]) if several else ("", "")
        self.bits += self.solver.alphabet.bits(head + tail)
        chosen = [(sort, unit[len(head) : len(unit) - len(tail)]) for sort, unit in chosen]
        branches: list[Node] = []
        counts: list[int] = []
        branch_of = [ABSENT] * len(chosen)
        found: list[Reading] = [{} for _ in chosen]
        bits = 0.0
        for c in self.layout.groups[group]:
            where = [i for i, (sort, _) in enumerate(chosen) if sort == c]
            if not where:
                continue
            solved = self._inside(chosen, where, found)
            bits += solved.bits
            for i in where:
                branch_of[i] = len(branches)
            branches.append(solved.node)
            counts.append(sum(self.weights[i] for i in where))
        if len(branches) > 1 and self._may_be_one([unit for _, unit in chosen]):
            # What classes tell apart may be one sentence: `完全可以。`, `沒問題，三天就好。`
            where = [i for i, branch in enumerate(branch_of) if branch != ABSENT]
            readings: list[Reading] = [{} for _ in chosen]
            solved = self._inside(chosen, where, readings)
            if solved.bits < bits + NODE + entropy_bits(counts):
                branches, counts, found, bits = [solved.node], [sum(counts)], readings, solved.bits
                branch_of = [min(branch, 0) for branch in branch_of]
        self.bits += bits
        for reading, inner in zip(self.readings, found, strict=True):
            reading.update(inner)
        if not branches:
            return self.solver.text("")
        absent = sum(self.weights) - sum(counts)
        before, after = [self.solver.text(head)] if head else [], [self.solver.text(tail)] if tail else []
        if len(branches) == 1 and not absent:
            return joined([*before, branches[0], *after])
        self.bits += NODE + entropy_bits([*counts, absent])
        if len(branches) == 1:
            part = Opt(self.solver.new_id(), joined([*before, branches[0], *after]))
            for reading, branch in zip(self.readings, branch_of, strict=True):
                reading[part.id] = branch == 0
            return part
        choice = Choice(self.solver.new_id(), branches)
        for reading, branch in zip(self.readings, branch_of, strict=True):
            reading[choice.id] = branch
        # In a noisy group an article without a branch may be a damaged one: that is no part that was left out.
        if not absent or (self.solver.noisy and not head + tail):
            return joined([*before, choice, *after])
        part = Opt(self.solver.new_id(), joined([*before, choice, *after]))
        for reading, branch in zip(self.readings, branch_of, strict=True):
            reading[part.id] = branch != ABSENT
        return part

    def _may_be_one(self, units: Sequence[str]) -> bool:
        """Tell whether units of several classes may be one sentence in other words."""
        few = sum(self.weights) < FEWEST
        return max(map(len, units)) <= (SHORT if few else SHORT // 2) and len(set(units)) <= WORDINGS

    def _inside(self, chosen: Sequence[tuple[int, str]], where: Sequence[int], readings: Sequence[Reading]) -> Solved:
        """Solve the column of some of the units that stand at one place, and fill their readings."""
        return self.solver.spread(
            [chosen[i][1] for i in where], [self.weights[i] for i in where], [readings[i] for i in where], self.depth
        )

    def listed(self, group: int) -> Node:
        """Build a list whose items come in any order."""
        members = self.layout.groups[group]
        items: list[list[tuple[int, str]]] = []
        for row, sort, fit in zip(self.rows, self.sorts, self.fitted, strict=True):
            inside = [k for k, g in enumerate(fit) if g == group]
            run = range(inside[0], inside[-1] + 1) if inside else range(0)
            items.append([(members.index(sort[k]) if fit[k] == group else OTHER, row[k]) for k in run])
        sep = _separator(items)
        if sep:
            items = [
                [(kind, unit.removesuffix(sep) if k + 1 < len(item) else unit) for k, (kind, unit) in enumerate(item)]
                for item in items
            ]
        node = Repeat(self.solver.new_id(), [], sep=sep)
        inner: list[list[Reading]] = [[{} for _ in item] for item in items]
        rank: dict[int, int] = {}
        for kind in range(len(members)):
            where = [(i, k) for i, item in enumerate(items) for k, (other, _) in enumerate(item) if other == kind]
            if not where:
                continue
            solved = self.solver.spread(
                [items[i][k][1] for i, k in where],
                [self.weights[i] for i, _ in where],
                [inner[i][k] for i, k in where],
                self.depth,
            )
            self.bits += solved.bits
            rank[kind] = len(node.kinds)
            node.kinds.append(solved.node)
        for i, item in enumerate(items):
            listed: list[tuple[int, Reading | str]] = []
            for k, (kind, unit) in enumerate(item):
                if kind == OTHER:
                    node.other = True
                    listed.append((OTHER, unit))
                    self.bits += self.weights[i] * (self.solver.alphabet.bits(unit) + length_bits(len(unit)))
                else:
                    listed.append((rank[kind], inner[i][k]))
            self.readings[i][node.id] = listed
        full = list(range(len(node.kinds)))
        whole = [sorted(kind for kind, _ in reading[node.id]) == full for reading in self.readings]
        node.full = sum(w for w, yes in zip(self.weights, whole, strict=True) if yes) >= FULL * sum(self.weights)
        self.bits += NODE + _order_bits(items, self.weights, len(node.kinds))
        return node


def _adopt(layout: units.Layout, sorts: list[list[int]], fitted: list[list[int]]) -> None:
    """Where articles that lack a group have a loose unit in its place, make it a further alternative; in place."""
    fresh = max(layout.place, default=0) + 1
    for g in range(len(layout.groups)):
        if layout.repeats[g]:
            continue
        lacking = [i for i, fit in enumerate(fitted) if g not in fit]
        found = [(i, k) for i in lacking if (k := _loose_unit(fitted[i], g)) >= 0]
        if len(found) < ADOPTED * len(lacking) or not found:
            continue
        for i, k in found:
            sorts[i][k] = fresh
            fitted[i][k] = g
        layout.groups[g].append(fresh)
        layout.place[fresh] = g
        fresh += 1


def _loose_unit(fit: list[int], group: int) -> int:
    """Return the first unit without a group that may stand at `group`, or -1."""
    low = max((k for k, g in enumerate(fit) if units.NONE < g < group), default=-1)
    high = min((k for k, g in enumerate(fit) if g > group), default=len(fit))
    return low + 1 if low + 1 < high else -1


def _frame(texts: Sequence[str]) -> tuple[str, str]:
    """Return the number or mark that all alternatives begin with, and the marks and line end that all end with."""
    if not texts:
        return "", ""
    shortest = min(map(len, texts))
    tail = _common([t[:0:-1] for t in texts])[::-1]
    while tail and tail[0].isalnum():
        tail = tail[1:]
    head = _common([t[: shortest - len(tail) - 1] for t in texts])
    while head and (head[-1].isalnum() or head[-1] in STOPS):
        head = head[:-1]
    return head, tail


def _common(texts: list[str]) -> str:
    """Return the longest common beginning."""
    low, high = min(texts), max(texts)
    n = next((k for k, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    return low[:n]


def _order_bits(items: list[list[tuple[int, str]]], weights: Sequence[int], kinds: int) -> float:
    """Return the bits to say which items stand in which order.

    Without repetition: the length of the list, then one of kinds!/(kinds - length)! orders; else item by item.
    """
    if all(kind != OTHER for item in items for kind, _ in item) and all(
        len({kind for kind, _ in item}) == len(item) for item in items
    ):
        lengths: dict[int, int] = {}
        for item, weight in zip(items, weights, strict=True):
            lengths[len(item)] = lengths.get(len(item), 0) + weight
        return entropy_bits(lengths.values()) + sum(log2(perm(kinds, m)) * n for m, n in lengths.items())
    counts: dict[int, int] = {}
    for item, weight in zip(items, weights, strict=True):
        for kind, _ in item:
            counts[kind] = counts.get(kind, 0) + weight
    return entropy_bits([*counts.values(), sum(weights)])


def _separator(items: list[list[tuple[int, str]]]) -> str:
    """Return what ends every item of every list but the last, or "" if nothing does.

    That is one mark; and before it what all other items end with, where the last one was robbed of that by the fixed
    text behind the list: `{甲站3|乙站5}米。`.
    """
    inner = [unit for item in items for _, unit in item[:-1]]
    last = {item[-1][1] for item in items if item}
    tail = _common([unit[::-1] for unit in inner])[::-1] if inner else ""
    if not tail or any(unit.endswith(tail[-1]) for unit in last):
        return ""
    for cut in range(len(tail) - 1, 0, -1):
        if all(unit.endswith(tail[:cut]) for unit in last):
            rest = tail[cut:]
            # Typed values and variables are single characters here, which are no part of what separates.
            return rest if max(rest) < abstract.FIRST_SIGN else tail[-1]
    return tail[-1]


def _between(row: list[str], fit: list[int]) -> dict[int, str]:
    """Return the text of the units that have no group, by the group before which they stand.

    Loose units inside a list's run belong to the list; loose units before absent groups go to the earliest gap.
    """
    last = -1
    out: dict[int, str] = {}
    for k, unit in enumerate(row):
        if fit[k] >= 0:
            last = fit[k]
        elif not (last >= 0 and last in fit[k + 1 :]):
            out[last + 1] = out.get(last + 1, "") + unit
    return out

"""Read texts by a template: the reading that costs fewest bits, in time that grows with the text.

Pieces of the obligatory fixed text that stand once in template and text are found first and put in order (the longest
increasing chain, as genome aligners do with seeds: Li 2018); between two of them the cheapest path through the
automaton is looked for. Known values, typed values and variables whose value is already known are edges of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from math import inf, log2
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.induce import viterbi
from toolkit.induce.automaton import compiled
from toolkit.induce.bits import Bits, length_bits
from toolkit.induce.grams import GramIndex, code_points
from toolkit.induce.nodes import Repeat, Slot, Text, literals, walk
from toolkit.induce.readings import TYPED, Assembly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from toolkit.induce.nodes import Node
    from toolkit.induce.readings import Read

SEED = 6
"""Characters of a piece that ties a text to the template: six in a row that stand once in both are no chance."""
MAX_CELLS = 40_000_000
"""States by characters that reading a text may take, some 0.2 s; a text that needs more is not of the mould, or is many
articles in one."""
SLACK = 64.0
"""Bits by which a path may be over its limit: values that are not read to their end may turn out to be known."""


class Gap(NamedTuple):
    """What lies between two ties: from state `begin` at character `low` to state `end` at character `high`."""

    begin: int
    end: int
    low: int
    high: int

    @property
    def cells(self) -> int:
        """States by characters: the work of reading it."""
        return (self.end - self.begin + 1) * (self.high - self.low + 1)


class _Spans(NamedTuple):
    """Where slots may hold values as wholes, sorted by their ends; see `viterbi.best_path`."""

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    slot: NDArray[np.int32]
    cost: NDArray[np.float32]


class Reader:
    """Reads texts by a template's tree.

    Args:
        tree: the template.
        costs: bits of each known character.
    """

    def __init__(self, tree: Node, costs: Mapping[str, float]) -> None:
        self.tree = tree
        self.costs = Bits(costs)
        self.automaton = compiled(tree)
        self.index = GramIndex([literals(tree)])
        self._seeds = self._unique_pieces()
        items = {
            id(n) for r in walk(tree) if isinstance(r, Repeat) for n in walk(r) if isinstance(n, Slot) and not n.shared
        }
        places: dict[int, list[int]] = defaultdict(list)
        for number, slot in enumerate(self.automaton.slots):
            if id(slot) not in items:
                places[slot.id].append(number)
        self._variables = {slot: np.array(numbers, np.int32) for slot, numbers in places.items() if len(numbers) > 1}
        self._values()

    def raw(self, text: str) -> float:
        """Return the bits of a text without any template."""
        return sum(map(self.costs.__getitem__, text)) + length_bits(len(text))

    def read(self, text: str, limit: float) -> Read | None:
        """Return the cheapest reading of a text, or None where it would cost more than `limit` bits or `MAX_CELLS`."""
        gaps = self._gaps(text)
        if sum(gap.cells for gap in gaps) > MAX_CELLS:
            return None
        codes = code_points(text).astype(np.int32)
        raw = np.fromiter(map(self.costs.__getitem__, text), np.float32, len(text))
        occurrences = self._occurrences(text, raw)
        known: dict[int, str] = {}
        assembly = self._paths(text, gaps, codes, raw, occurrences, known, limit)
        if assembly is not None and assembly.disagree:
            known = assembly.settled
            assembly = self._paths(text, gaps, codes, raw, occurrences, known, limit)
        return None if assembly is None else assembly.finish(known)

    def _paths(
        self,
        text: str,
        gaps: list[Gap],
        codes: NDArray[np.int32],
        raw: NDArray[np.float32],
        occurrences: NDArray[np.float64],
        known: dict[int, str],
        limit: float,
    ) -> Assembly | None:
        """Read all gaps, the smallest first: what variables hold is best seen where nothing else is."""
        automaton = self.automaton
        arrays = (
            automaton.kinds,
            automaton.args,
            automaton.costs,
            automaton.first,
            automaton.before,
            automaton.bits,
            automaton.back,
            automaton.marked,
            automaton.slot_state,
        )
        spans = self._spans(text, occurrences, known)
        paths: dict[Gap, tuple[NDArray[np.int32], NDArray[np.int32]]] = {}
        left = limit + SLACK
        for gap in sorted(gaps, key=lambda g: g.cells):
            base = int(np.searchsorted(automaton.slot_state, gap.begin, side="right"))
            bits, states, places = viterbi.best_path(
                codes, raw, *arrays, *spans, base, gap.begin, gap.end, gap.low, gap.high, left
            )
            left -= bits
            if bits == inf or left < 0:
                return None
            paths[gap] = states, places
        assembly = Assembly(self.tree, automaton.events, text, self.costs, frozenset(self._variables))
        for gap in gaps:
            assembly.follow(*paths[gap])
        return assembly

    def _unique_pieces(self) -> dict[str, int]:
        """Return the pieces of obligatory fixed text that stand nowhere else in the template, and the state before."""
        held: Counter[str] = Counter()
        for node in walk(self.tree):
            for said in (node.text,) if isinstance(node, Text) else node.choices if isinstance(node, Slot) else ():
                held.update(said[i : i + SEED] for i in range(len(said) - SEED + 1))
        return {
            piece: state + i
            for state, node in self.automaton.tops
            for i in range(len(node.text) - SEED + 1)
            if held[piece := node.text[i : i + SEED]] == 1
        }

    def _gaps(self, text: str) -> list[Gap]:
        """Tie the text to the template where that is beyond doubt, and return what is left between."""
        seeds = self._seeds
        found: dict[int, int] = {}
        for i in range(len(text) - SEED + 1) if seeds else ():
            state = seeds.get(text[i : i + SEED])
            if state is not None:
                found[state] = -1 if state in found else i
        gaps = []
        begin = low = 0
        for state, i in _chain([(state, i) for state, i in sorted(found.items()) if i >= 0]):
            if state < begin or i < low:
                if state - begin == i - low and begin > 0:
                    begin, low = state + SEED, i + SEED  # it goes on where the last one has not ended yet
                continue
            if (state, i) != (begin, low):
                gaps.append(Gap(begin, state, low, i))
            begin, low = state + SEED, i + SEED
        gaps.append(Gap(begin, len(self.automaton) - 1, low, len(text)))
        return gaps

    def _values(self) -> None:
        """Collect the values of closed lists, with the slots that may hold them, and the slots of each type."""
        owners: dict[str, list[tuple[int, float]]] = defaultdict(list)
        typed: dict[str, list[int]] = defaultdict(list)
        slots = self.automaton.slots
        extra = np.array([log2(len(s.choices) + 1) if s.choices else 0.0 for s in slots], np.float64)
        for number, slot in enumerate(slots):
            for value in slot.choices:
                if value:
                    owners[value].append((number, float(extra[number])))
            if slot.kind in TYPED:
                typed[slot.kind].append(number)
        self._extra = extra
        self._typed = {kind: np.array(numbers, np.int32) for kind, numbers in typed.items()}
        self._by_first: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for k, value in enumerate(owners):
            self._by_first[value[0]].append((value, k))
        self._holders = [np.array([n for n, _ in pairs], np.float64) for pairs in owners.values()]
        self._prices = [np.array([c for _, c in pairs], np.float64) for pairs in owners.values()]

    def _occurrences(self, text: str, raw: NDArray[np.float32]) -> NDArray[np.float64]:
        """Find values of closed lists and typed values: rows of start, end, slot, bits."""
        rows: list[NDArray[np.float64]] = []

        def add(start: int, end: int, slots: NDArray[Any], bits: NDArray[np.float64]) -> None:
            row = np.empty((len(slots), 4))
            row[:, 0] = start
            row[:, 1] = end
            row[:, 2] = slots
            row[:, 3] = bits
            rows.append(row)

        by_first = self._by_first
        for i, c in enumerate(text):
            for value, k in by_first.get(c, ()):
                if text.startswith(value, i) and _whole(text, i, i + len(value)):
                    add(i, i + len(value), self._holders[k], self._prices[k])
        summed = np.concatenate([np.zeros(1), np.cumsum(raw, dtype=np.float64)])
        for kind, numbers in self._typed.items():
            for m in TYPED[kind].finditer(text):
                start, end = m.span()
                bits = float(summed[end] - summed[start]) + length_bits(end - start)
                add(start, end, numbers, self._extra[numbers] + bits)
        return np.concatenate(rows) if rows else np.empty((0, 4))

    def _spans(self, text: str, occurrences: NDArray[np.float64], known: Mapping[int, str]) -> _Spans:
        rows = [occurrences]
        for slot, value in known.items():
            numbers = self._variables.get(slot)
            at = text.find(value) if value and numbers is not None else -1
            while at >= 0 and numbers is not None:
                if _whole(text, at, at + len(value)):
                    rows.append(np.array([(at, at + len(value), n, 0.0) for n in numbers]))
                at = text.find(value, at + 1)
        every = np.concatenate(rows) if len(rows) > 1 else occurrences
        every = every[np.argsort(every[:, 1], kind="stable")]
        first = np.searchsorted(every[:, 1], np.arange(len(text) + 2)).astype(np.int64)
        return _Spans(first, every[:, 0].astype(np.int64), every[:, 2].astype(np.int32), every[:, 3].astype(np.float32))


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch cuts no Latin word and no number."""
    return not (
        (start and _latin(text[start]) and _latin(text[start - 1]))
        or (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))
    )


def _latin(c: str) -> bool:
    return c.isascii() and c.isalnum()


def _chain(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sequence of pairs whose second members rise; the first ones do already (Schensted 1961)."""
    tails: list[int] = []
    ends: list[int] = []
    back = [-1] * len(found)
    for k, (_, place) in enumerate(found):
        at = bisect_left(tails, place)
        back[k] = ends[at - 1] if at else -1
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [k]
    out = []
    at = ends[-1] if ends else -1
    while at >= 0:
        out.append(found[at])
        at = back[at]
    return out[::-1]

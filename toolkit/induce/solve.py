"""From a column of values to a node of the template, by the shortest code.

A column is the distinct texts that stand at one place, with the number of articles that have each. Every way to
explain it (a slot, a chain of fixed texts with columns between them, sentences that are optional, alternative or in any
order) is solved whole and the one with the fewest bits stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from toolkit.induce import heats, noise, places, spine
from toolkit.induce.abstract import BEHIND, NUMERAL, stands_outside
from toolkit.induce.bits import NODE, entropy_bits, length_bits
from toolkit.induce.nodes import Node, Opt, Reading, Slot, Text, copied, joined, reread
from toolkit.induce.sure import LABELLED, ORDERLY, how_sure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toolkit.induce.bits import Alphabet
    from toolkit.induce.experience import Experience

    Key = tuple[tuple[str, ...], tuple[int, ...]]

MAX_DEPTH = 40
"""Columns within columns: a bound for hostile input only."""
STOPS = frozenset("。！？")
CLOSING = "\n。，、；！？"
"""What closes a line, a sentence or a clause."""
LOST = 0.05
"""Share of values in which a fixed text may be damaged beyond recognition and still be fixed (an edit to nothing). A
single character is lost in 2 % of the articles under the noisiest text promised."""
DAMAGED, TOLD = 0.1, 30
"""The same for damaged or lost text in a clean group of so many articles: `| 小孩 |` is an item like `| 大人 |`, and
two of twenty articles lack an item by chance in one of eleven cases."""
REMEMBERED = 1000
"""Values up to which a solved column is kept for when it is met again: of twice what a large group is learnt from."""
SHORT = 60
"""Characters (mean) up to which a column is short: a sentence or two, or a list."""
QUICKLY = frozenset(("empty", "sections", "sentences", "pair"))
"""The ways that a short column is not explained by in a heat."""


@dataclass(slots=True)
class Solved:
    """A node, the reading of each value of its column by it, and the bits of both.

    `sure`: whether it is beyond doubt if it is the shortest so far (STEADY), or whatever else is shorter (LABELLED).
    """

    node: Node
    readings: list[Reading]
    bits: float
    sure: int = 0


class Solver:
    """Solves columns.

    Args:
        alphabet: the cost of characters.
        noisy: where characters may have been changed, the signs that were not; None for a clean group.
        ordinal: the sign of headings' running numbers that wander, "" where none does.
        number: the sign of numbers.
        experience: of solving the group before; what is seen is noted there.
    """

    def __init__(
        self,
        alphabet: Alphabet,
        noisy: frozenset[str] | None = None,
        ordinal: str = "",
        number: str = "",
        experience: Experience | None = None,
    ) -> None:
        from toolkit.induce.pairs import by_pairs
        from toolkit.induce.sections import by_sections
        from toolkit.induce.sentences import by_sentences

        self._ways: dict[str, Callable[[Sequence[str], Sequence[int], int], Solved | None]] = {
            "empty": self._empty,
            "sections": partial(by_sections, self),
            "chain": self._chain,
            "sentences": partial(by_sentences, self),
            "pair": partial(by_pairs, self),
        }
        """How a column may be explained, in the order in which the ways are tried."""
        self._experience = experience
        self.alphabet = alphabet
        self.ordinal = ordinal
        self._noisy = noisy
        signs = re.escape(ordinal + number)
        self._numbering = re.compile(rf"[第（(]?[{signs}{NUMERAL}]{{1,3}}[{BEHIND}]?" if signs else "(?!)")
        self._ids: Iterator[int] = count()
        self._known: tuple[dict[Key, Solved], dict[Key, Solved]] = ({}, {})
        """What was solved, and in heats: the ways to explain a column come upon the same columns inside."""
        self._heats = heats.Heats()

    @property
    def noisy(self) -> bool:
        """Whether characters may have been changed."""
        return self._noisy is not None

    def text(self, text: str) -> Text:
        """Return a new fixed text."""
        return Text(next(self._ids), text)

    def column(self, values: Sequence[str], weights: Sequence[int], depth: int = 0) -> Solved:
        """Explain a column.

        Args:
            values: distinct texts, at least one.
            weights: how many articles have each.
            depth: of columns around this one.
        """
        if self._experience is not None and not depth:
            self._experience.articles = sum(weights)
        if len(values) == 1:
            bits = self.alphabet.bits(values[0]) + NODE if values[0] else 0.0
            return Solved(self.text(values[0]), [{}], bits)
        if len(values) > REMEMBERED:
            return self._column(values, weights, depth)
        key = (tuple(values), tuple(weights))
        memory = self._known[self._heats.running]
        known = memory.get(key)
        if known is None:
            known = memory[key] = self._column(values, weights, depth)
            return known
        of: dict[int, int] = {}
        node = copied(known.node, self._ids, of)
        return Solved(node, [reread(reading, of) for reading in known.readings], known.bits)

    def _column(self, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved:
        if self._noisy is not None:
            steady = self._dominant(values, weights)
            if steady is not None:
                return steady
            damaged = noise.snapped(values, weights, self._noisy)
            if damaged:
                return self._whole(values, weights, damaged, depth)
        return self._plain(values, weights, depth)

    def _plain(self, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved:
        """Explain a column of several values, none of which is taken for another one damaged."""
        if len(values) == 2 and not values[0] and (len(values[1]) > 1 or values[1].isalpha()):
            return self._part(values[1], weights)
        peeled = self._peeled(values, weights, depth)
        if peeled is not None:
            return peeled
        best = self.slot(values, weights)
        if depth > MAX_DEPTH or max(map(len, values)) < 2:
            return best
        bits = {"slot": best.bits}
        lost = self._hopeless(values, weights, depth)
        chain = None if "chain" in lost else self._chain(values, weights, depth)
        if chain is not None and chain.sure == LABELLED and chain.bits < best.bits:
            return chain
        for name, way in self._ways.items():
            other = chain if name == "chain" else None if name in lost else way(values, weights, depth)
            if other is None:
                continue
            bits[name] = other.bits
            if other.bits < best.bits:
                best = other
                if other.sure:
                    break
        if self._heats.running:
            self._heats.note(values, weights, bits)
        elif self._experience is not None:
            self._experience.note(values, weights, bits, lost)
        return best

    def _hopeless(self, values: Sequence[str], weights: Sequence[int], depth: int) -> frozenset[str]:
        """Return the ways to explain a column that are not worth trying."""
        if self._heats.running:
            return QUICKLY if heats.is_short(values) else frozenset()
        lost = self._experience.lost(values, weights) if self._experience is not None else frozenset()
        if lost or len(values) < heats.LEAST or not heats.is_long(values):
            return lost
        return self._heats.lost(values, weights, lambda some, few: self._plain(some, few, depth))

    def slot(self, values: Sequence[str], weights: Sequence[int]) -> Solved:
        """Explain a column as a slot, closed or free, whichever is shorter."""
        bits, closed = self.alphabet.values(values, weights)
        node = Slot(next(self._ids), tuple(values) if closed else ())
        return Solved(node, [{node.id: value} for value in values], bits + NODE)

    def _dominant(self, values: Sequence[str], weights: Sequence[int]) -> Solved | None:
        """In a noisy group: explain a column that nearly always holds the same as that, the others as deviations."""
        total = sum(weights)
        most = max(range(len(values)), key=lambda i: weights[i])
        if total < noise.LEAST or weights[most] < (1 - LOST) * total or len(values) < 2:
            return None
        others = [w for i, w in enumerate(weights) if i != most]
        if max(others) > max(1, noise.RARE * total / 2):
            return None
        node = self.text(values[most])
        bits = self.alphabet.bits(node.text) + NODE
        readings: list[Reading] = []
        for i, (value, weight) in enumerate(zip(values, weights, strict=True)):
            readings.append({} if i == most else {node.id: value})
            bits += 0.0 if i == most else weight * (self.alphabet.bits(value) + length_bits(len(value)) + NODE)
        return Solved(node, readings, bits)

    def _whole(self, values: Sequence[str], weights: Sequence[int], damaged: dict[str, str], depth: int) -> Solved:
        """Solve a column without its damaged values; they read like what they were, with deviations."""
        sums = {v: w for v, w in zip(values, weights, strict=True) if v not in damaged}
        bits = 0.0
        for value, weight in zip(values, weights, strict=True):
            if value in damaged:
                sums[damaged[value]] += weight
                bits += weight * NODE
        kept = list(sums)
        solved = self.column(kept, [sums[v] for v in kept], depth + 1)
        known = dict(zip(kept, solved.readings, strict=True))
        host = self.text("")  # holds what stands where nothing should
        node = joined([host, solved.node])
        readings: list[Reading] = []
        strange = set()
        for value, weight in zip(values, weights, strict=True):
            meant = damaged.get(value, value)
            reading: Reading | None = known[meant]
            if value in damaged and not noise.aligned(value, meant, self._noisy or frozenset()):
                reading = noise.deviating(node, known[meant], value)
                bits += weight * self.alphabet.bits(value) / 2
            if reading is None:
                strange.add(value)
            readings.append(reading or {})
        if strange:
            left = {value: meant for value, meant in damaged.items() if value not in strange}
            return self._whole(values, weights, left, depth) if left else self._plain(values, weights, depth)
        return Solved(node, readings, solved.bits + bits)

    def _peeled(self, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
        """Put line ends and marks that all values begin or end with outside: they are layout, not values.

        So are typed values and variables, which stand for many values though they are one character here.
        """
        shortest = min(map(len, values))
        first = values[0]
        head = tail = 0
        while head < shortest and stands_outside(first[head]) and all(v[head] == first[head] for v in values):
            head += 1
        while (
            tail < shortest - head
            and stands_outside(first[-1 - tail])
            and all(v[-1 - tail] == first[-1 - tail] for v in values)
        ):
            tail += 1
        if head + tail < shortest:  # no value is marks alone
            while tail and any(first[-tail] in v[head : len(v) - tail] for v in values):
                tail -= 1  # it ends each of several lines or sentences, whichever is the last
        if head + tail < shortest:
            while head and any(first[head - 1] in v[head : len(v) - tail] for v in values):
                head -= 1
        if not head + tail:
            return None
        before, after = self.text(first[:head]), self.text(first[len(first) - tail :])
        inner = self.column([v[head : len(v) - tail] for v in values], weights, depth + 1)
        bits = self.alphabet.bits(before.text) + self.alphabet.bits(after.text)
        return Solved(joined([before, inner.node, after]), inner.readings, inner.bits + bits)

    def _part(self, text: str, weights: Sequence[int]) -> Solved:
        """Explain a column of nothing and one text as an optional part."""
        node = Opt(next(self._ids), self.text(text))
        bits = self.alphabet.bits(text) + NODE + entropy_bits(weights)
        return Solved(node, [{node.id: False}, {node.id: True}], bits)

    def _empty(self, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
        """Explain a column that is empty in some articles as an optional part."""
        if "" not in values:
            return None
        rest = [(v, w) for v, w in zip(values, weights, strict=True) if v]
        inner = self.column([v for v, _ in rest], [w for _, w in rest], depth + 1)
        if isinstance(inner.node, Slot):
            return None
        node = Opt(next(self._ids), inner.node)
        readings = iter(inner.readings)
        out = [{node.id: True, **next(readings)} if v else {node.id: False} for v in values]
        written = sum(w for _, w in rest)
        return Solved(node, out, inner.bits + NODE + entropy_bits([written, sum(weights) - written]))

    def _chain(self, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
        """Explain a column as fixed texts that all values hold, with columns between them."""
        if "" in values:
            return None
        drawn = spine.sample(values)
        # In a short column every pair of characters counts: only so is it seen that the items of a list change places.
        short = sum(map(len, drawn)) <= SHORT * len(drawn)
        for width, proposed in spine.proposals(drawn, spine.SHORT_WIDTHS if short else spine.WIDTHS):
            segments = spine.guarded(proposed, drawn)
            if width == 1 and all(v[-1:] in STOPS for v in drawn):
                segments = [s for s in segments if s not in STOPS]  # it ends the sentences, whatever they say
            labels = {s[1:] for s in segments if s[0] == "\n" and len(s) >= spine.WIDTHS[0]}
            segments = [self._whole_lines(segment) for segment in segments]
            segments = spine.without_traders(self._worthwhile(segments, sum(weights)), drawn)
            if segments:
                solved = self._along(segments, values, weights, depth)
                if solved is not None:
                    solved.sure = how_sure(solved.node, values, segments, labels if sum(weights) > ORDERLY else set())
                    return solved
        return None

    def _whole_lines(self, segment: str) -> str:
        """Return a fixed text without what belongs to the lines around it, which may be left out or change places.

        That is the end of the line before it, and the number that the line behind it begins with.
        """
        bare = segment.lstrip(CLOSING)
        if not bare or "\n" not in segment[: len(segment) - len(bare)]:
            bare = segment
        line = bare.rfind("\n") + 1
        return bare[:line] if line and self._numbering.fullmatch(bare, line) else bare

    def _worthwhile(self, segments: list[str], total: int) -> list[str]:
        """Keep the segments that save more in all articles than splitting a slot costs."""
        framing = NODE * 2 + total * 1.5
        return [s for s in segments if self.alphabet.bits(s) * (total - 1) > framing]

    def _along(self, segments: list[str], values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
        placed = [places.read(value, segments) for value in values]
        total, missing, damaged = sum(weights), [0] * len(segments), [0] * len(segments)
        for value, row, weight in zip(values, placed, weights, strict=True):
            for i, place in enumerate(row):
                if place is None:
                    missing[i] += weight
                elif self._noisy is None and value[place[0] : place[1]] != segments[i]:
                    damaged[i] += weight
        lost = LOST * total if len(values) >= spine.FEW else 0
        odd = DAMAGED * total if lost and total >= TOLD else lost
        steady = [s for s, m, d in zip(segments, missing, damaged, strict=True) if m <= lost and m + d <= odd]
        if len(steady) < len(segments):
            return self._along(steady, values, weights, depth) if steady else None
        return self._columns(segments, values, weights, placed, depth)

    def _columns(
        self,
        segments: list[str],
        values: Sequence[str],
        weights: Sequence[int],
        placed: list[list[places.Place]],
        depth: int,
    ) -> Solved:
        """Solve the columns between fixed texts and put all in a row."""
        texts = [self.text(segment) for segment in segments]
        readings: list[Reading] = [{} for _ in values]
        gaps: list[list[str]] = []
        bits = sum(self.alphabet.bits(segment) + NODE for segment in segments)
        for value, row, reading, weight in zip(values, placed, readings, weights, strict=True):
            at = 0
            gap: list[str] = []
            for text, place in zip(texts, row, strict=True):
                start, end = place if place is not None else (at, at)
                gap.append(value[at:start])
                at = end
                if end - start != len(text.text) or (actual := value[start:end]) != text.text:
                    actual = value[start:end]
                    reading[text.id] = actual
                    bits += weight * (self.alphabet.bits(actual) / 2 + length_bits(len(actual)) + NODE)
            gap.append(value[at:])
            gaps.append(gap)
        parts: list[Node] = []
        for k in range(len(segments) + 1):
            solved = self.spread([gap[k] for gap in gaps], weights, readings, depth)
            bits += solved.bits
            parts.append(solved.node)
            if k < len(texts):
                parts.append(texts[k])
        return Solved(joined(parts), readings, bits)

    def new_id(self) -> int:
        """Return an id for a node."""
        return next(self._ids)

    def spread(
        self,
        texts: Sequence[str],
        weights: Sequence[int],
        readings: Sequence[Reading],
        depth: int,
    ) -> Solved:
        """Solve the column of texts that may be equal, and add the readings to those given, one a text."""
        if texts.count(texts[0]) == len(texts):  # most columns between fixed texts are
            return self.column([texts[0]], [sum(weights)], depth + 1)
        sums: dict[str, int] = {}
        for text, weight in zip(texts, weights, strict=True):
            sums[text] = sums.get(text, 0) + weight
        order = sorted(sums)
        solved = self.column(order, [sums[v] for v in order], depth + 1)
        known = dict(zip(order, solved.readings, strict=True))
        for text, reading in zip(texts, readings, strict=True):
            inner = known[text]
            if inner:
                reading.update(inner)
        return solved

"""From paths through the automaton to a reading: which values, which parts, and what deviates from the template."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from math import log2
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.induce import units
from toolkit.induce.abstract import ENTITIES
from toolkit.induce.automaton import SKIP
from toolkit.induce.bits import NEW_CHARACTER, NODE, length_bits
from toolkit.induce.frames import Frames, cut
from toolkit.induce.nodes import OTHER, Choice, Opt, Reading, Repeat, Seq, Slot, Text
from toolkit.induce.source import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from toolkit.induce.automaton import Event
    from toolkit.induce.bits import Bits
    from toolkit.induce.nodes import Node

TYPED = {kind: re.compile(pattern, re.ASCII) for kind, pattern in ENTITIES.items()}
"""What values of a type look like."""
Edit = tuple[int, int, str]


class Read(NamedTuple):
    """A reading of a text.

    Attributes:
        reading: values by node id, deviations included.
        bits: of the text given the template.
        found: share of the obligatory fixed text, by characters, that is there.
    """

    reading: Reading
    bits: float
    found: float


class Piece(NamedTuple):
    """What a leaf wrote: the slot that owns it ("" for fixed text), what Jinja writes there, and what stands there."""

    owner: str
    said: str
    actual: str


class Assembly:
    """Puts a reading together from the marked states of paths, followed in the order of the text.

    Args:
        tree: the template.
        events: what its states mean.
        text: what is read.
        costs: bits of each known character.
        variables: ids of slots that stand in several places and hold the same value in all.
    """

    def __init__(
        self, tree: Node, events: Mapping[int, Event], text: str, costs: Bits, variables: frozenset[int]
    ) -> None:
        tops = tree.parts if isinstance(tree, Seq) else [tree]
        self._top = {part.id: len(part.text) for part in tops if isinstance(part, Text)}
        self._events = events
        self._text = text
        self._costs = costs
        self._variables = variables
        self._at = 0
        self._lost = 0
        self._bits = 0.0
        self._article: Reading = {}
        self._around: list[Reading] = [self._article]
        self._places: dict[int, list[tuple[Slot, str, Reading]]] = defaultdict(list)

    @property
    def disagree(self) -> bool:
        """Whether the places of some variable hold different values."""
        return any(len({value for _, value, _ in places}) > 1 for places in self._places.values())

    @property
    def settled(self) -> dict[int, str]:
        """What each variable holds: the value of most of its places, of equally many the first."""
        return {
            slot: Counter(value for _, value, _ in places).most_common(1)[0][0] for slot, places in self._places.items()
        }

    def follow(self, states: NDArray[Any], places: NDArray[Any]) -> None:
        """Go along a path: its marked states, and the place in the text after each."""
        for state, place in zip(states.tolist(), places.tolist(), strict=True):
            kind, node, which = self._events[state]
            here = self._around[-1]
            if isinstance(node, Text):
                self._fixed(node, self._until(place), here)
            elif isinstance(node, Slot):
                self._slot(node, self._until(place), here)
            elif isinstance(node, Opt):
                if kind == "written" or node.id not in here:
                    here[node.id] = kind == "written"
                    self._bits += 1.0
            elif isinstance(node, Choice):
                if kind == "branch" or node.id not in here:
                    here[node.id] = which
                    self._bits += log2(len(node.branches) + 1) if kind == "branch" else 1.0
            elif isinstance(node, Repeat):
                self._list(kind, node, which, place)

    def _list(self, kind: str, node: Repeat, which: int, place: int) -> None:
        if kind == "item":
            inner: Reading = {}
            if which != OTHER:
                self._around[-1].setdefault(node.id, []).append((which, inner))
                self._bits += log2(len(node.kinds) + 1)
            self._around.append(inner)
        elif kind == "other":
            self._strange(node, self._until(place), self._around[-2])
        elif kind == "done":
            self._around.pop()
        elif kind == "separator":
            self._until(place)
        else:
            self._around[-1].setdefault(node.id, [])
            self._bits += 1.0

    def _until(self, place: int) -> str:
        """Return the text from the last leaf's end to a place."""
        out = self._text[self._at : place]
        self._at = place
        return out

    def _fixed(self, node: Text, actual: str, here: Reading) -> None:
        if actual == node.text:
            return
        from rapidfuzz.distance import Levenshtein

        distance = Levenshtein.distance(node.text, actual)
        here[node.id] = actual
        self._bits += NODE + min(distance * NEW_CHARACTER, SKIP - NODE + self._raw(actual))
        if node.id in self._top:
            self._lost += min(distance, len(node.text))

    def _slot(self, node: Slot, value: str, here: Reading) -> None:
        if node.id in self._variables:
            self._places[node.id].append((node, value, here))
            return
        (self._article if node.shared else here)[node.id] = value
        self._bits += self._value_bits(node, value)

    def _strange(self, node: Repeat, text: str, here: Reading) -> None:
        """Put what is no kind of a list's item into it, cut as the list is."""
        items = text.split(node.sep) if node.sep else (units.split([text]) or [[[text]]])[0][0]
        here.setdefault(node.id, []).extend((OTHER, item) for item in items)
        self._bits += sum(NODE + self._raw(item) for item in items)

    def _raw(self, text: str) -> float:
        return sum(map(self._costs.__getitem__, text)) + length_bits(len(text))

    def _value_bits(self, node: Slot, value: str) -> float:
        choice = log2(len(node.choices) + 1) if node.choices else 0.0
        if value in node.choices:
            return choice
        odd = node.kind in TYPED and not TYPED[node.kind].fullmatch(value)
        return self._raw(value) + choice + (NODE if odd else 0.0)

    def finish(self, known: Mapping[int, str]) -> Read:
        """Return the reading, with variables set.

        Args:
            known: their values, where they were settled before.
        """
        for slot, said in (self.settled | dict(known)).items():
            self._article[slot] = said
            places = self._places.get(slot, ())
            if places:
                self._bits += min(self._value_bits(node, said) for node, _, _ in places)
            for node, value, here in places:
                if value != said:
                    here[node.at] = value
                    self._bits += NODE + self._raw(value)
        total = sum(self._top.values())
        return Read(self._article, self._bits, (total - self._lost) / total if total else 1.0)


def pieces(
    node: Node,
    reading: Mapping[int, Any],
    names: Mapping[int, str],
    layout: Frames | None = None,
    owner: str = "",
) -> list[Piece]:
    """Return what each leaf wrote, in order; joining `actual` gives the text of the reading.

    Args:
        node: of the template.
        reading: of the text by it.
        names: of the template's slots, choices and lists.
        layout: of the template, which nobody owns.
        owner: whose the pieces are, inside alternatives and lists.
    """
    return list(_pieces(node, reading, reading, names, layout or {}, owner))


def _pieces(
    node: Node,
    reading: Mapping[int, Any],
    article: Mapping[int, Any],
    names: Mapping[int, str],
    layout: Frames,
    owner: str,
) -> Iterator[Piece]:
    if isinstance(node, Text):
        if node.id in reading:
            yield Piece(owner, node.text, reading[node.id])
        else:
            yield from (Piece(mine, text, text) for mine, text in cut(node, owner, layout))
    elif isinstance(node, Slot):
        value = (article if node.shared else reading).get(node.id, "")
        actual = reading.get(node.at, value) if node.at >= 0 else value
        mine = "" if node.id in layout else owner or names.get(node.id, "")
        yield Piece(mine, value, actual)
    elif isinstance(node, Seq):
        for part in node.parts:
            yield from _pieces(part, reading, article, names, layout, owner)
    elif isinstance(node, Opt):
        if reading.get(node.id):
            yield from _pieces(node.body, reading, article, names, layout, owner)
    elif isinstance(node, Choice):
        branch = reading.get(node.id, OTHER)
        if branch != OTHER:
            mine = owner or names[node.id]
            yield from _pieces(node.branches[branch], reading, article, names, layout, mine)
    else:
        mine = owner or ("" if node.full else names[node.id])
        # The source of a list that never held a strange item has no place for one: it is an edit.
        written = node.other or is_plain(node)
        for k, (kind, item) in enumerate(reading.get(node.id, ())):
            if k and node.sep:
                yield Piece("", node.sep, node.sep)
            if kind == OTHER:
                yield Piece(mine or names[node.id], item if written else "", item)
            else:
                yield from _pieces(node.kinds[kind], item, article, names, layout, mine)


def edits_of(listed: list[Piece], text: str) -> list[Edit]:
    """Return what makes `text` of the template's rendering: replacements `(start, end, new)` of its characters."""
    out: list[Edit] = []
    if "".join([piece.actual for piece in listed]) != text:  # a deviation that no node of the template can hold
        return _edits(0, "".join([piece.said for piece in listed]), text)
    at = 0
    for _, said, actual in listed:
        for start, end, new in _edits(at, said, actual) if said != actual else ():
            if out and out[-1][1] == start:  # what deviates goes on in the next leaf
                start, new = out[-1][0], out.pop()[2] + new
            out.append((start, end, new))
        at += len(said)
    return out


def _edits(at: int, said: str, actual: str) -> list[Edit]:
    from rapidfuzz.distance import Levenshtein

    out: list[Edit] = []
    for op in Levenshtein.opcodes(said, actual):
        if op.tag == "equal":
            continue
        start, end, new = at + op.src_start, at + op.src_end, actual[op.dest_start : op.dest_end]
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end, out[-1][2] + new)
        else:
            out.append((start, end, new))
    return out

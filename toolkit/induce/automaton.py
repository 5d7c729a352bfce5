"""A template as an automaton: the states through which reading a text goes, in the order of the template.

Each character of fixed text is a state, so that a text with changed, lost or added characters still has a path; a slot
has a state for its inside and one for its end; optional parts, alternatives and lists are joints, where paths part and
meet. It is the graph of a partial-order alignment (Lee, Grasso & Sharlow 2002) with costs in bits, and a loop for each
list. States are numbered so that every step goes forward, but for the loops.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from toolkit.induce.abstract import ENTITIES
from toolkit.induce.bits import NEW_CHARACTER, NODE
from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Repeat, Seq, Slot, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

JOIN, CHAR, EXACT, INSIDE, END = range(5)
"""Kinds of state: a joint; a character of fixed text; one that must be as it is (what stands between the items of a
list); the inside of a slot; its end."""
SKIP = 3 * NODE
"""Bits at most that a fixed text costs which is left out or written anew (beside what stands there): where, how long,
and that it is so, a node's worth each. So one missing sentence never outweighs all the rest."""
OPENED = 4.0
"""Bits charged for the length of a slot's value while reading; the exact ones (Elias) are counted afterwards."""


class Event(NamedTuple):
    """What a state means for the reading: `kind`, the node, and which of its branches or kinds (-1 for none)."""

    kind: Literal["text", "slot", "separator", "other", "written", "part", "branch", "choice", "item", "done", "list"]
    node: Node
    which: int = OTHER


@dataclass(slots=True)
class Automaton:
    """The states of a template; arrays by state.

    Attributes:
        kinds: JOIN, CHAR ….
        args: the code point of a character, the number of a slot for its END, else 0.
        costs: what entering a slot's inside costs, or leaving it empty, for INSIDE and END.
        first: where the predecessors of a joint begin in `before` and `bits`; one longer than the others.
        before: predecessors of joints, one after the other.
        bits: what coming from each costs.
        back: the state that a loop goes back to from here, or -1.
        events: what the states mean, by state.
        marked: whether a state has an event.
        slots: the slot of each number.
        slot_state: the END of each.
        tops: fixed texts that every article has: the state before the first character, and the node.
    """

    kinds: NDArray[np.int8]
    args: NDArray[np.int32]
    costs: NDArray[np.float32]
    first: NDArray[np.int32]
    before: NDArray[np.int32]
    bits: NDArray[np.float32]
    back: NDArray[np.int32]
    events: dict[int, Event]
    marked: NDArray[np.bool_]
    slots: list[Slot]
    slot_state: NDArray[np.int32]
    tops: list[tuple[int, Text]]

    def __len__(self) -> int:
        return len(self.kinds)


def compiled(tree: Node) -> Automaton:
    """Return the automaton of a template's tree."""
    made = _Builder()
    made.join([])
    parts = tree.parts if isinstance(tree, Seq) else [tree]
    tops: list[tuple[int, Text]] = []
    for part in parts:
        if isinstance(part, Text):
            tops.append((made.last, part))
        made.add(part)
    n = len(made.kinds)
    first = np.zeros(n + 1, np.int32)
    before: list[int] = []
    bits: list[float] = []
    for state in range(n):
        for other, cost in made.joints.get(state, ()):
            before.append(other)
            bits.append(cost)
        first[state + 1] = len(before)
    back = np.full(n, -1, np.int32)
    for end, start in made.loops.items():
        back[end] = start
    marked = np.zeros(n, np.bool_)
    marked[list(made.events)] = True
    return Automaton(
        kinds=np.array(made.kinds, np.int8),
        args=np.array(made.args, np.int32),
        costs=np.array(made.costs, np.float32),
        first=first,
        before=np.array(before, np.int32),
        bits=np.array(bits, np.float32),
        back=back,
        events=made.events,
        marked=marked,
        slots=made.slots,
        slot_state=np.flatnonzero(np.array(made.kinds, np.int8) == END).astype(np.int32),
        tops=tops,
    )


class _Builder:
    """Appends the states of nodes; each node's states begin after `last` and end with the new `last`."""

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.args: list[int] = []
        self.costs: list[float] = []
        self.joints: dict[int, list[tuple[int, float]]] = {}
        self.loops: dict[int, int] = {}
        self.events: dict[int, Event] = {}
        self.slots: list[Slot] = []

    @property
    def last(self) -> int:
        return len(self.kinds) - 1

    def state(self, kind: int, arg: int = 0, cost: float = 0.0) -> int:
        self.kinds.append(kind)
        self.args.append(arg)
        self.costs.append(cost)
        return self.last

    def join(self, before: list[tuple[int, float]], event: Event | None = None) -> int:
        state = self.state(JOIN)
        self.joints[state] = before
        if event is not None:
            self.events[state] = event
        return state

    def add(self, node: Node) -> None:
        if isinstance(node, Text):
            self.text(node)
        elif isinstance(node, Slot):
            self.slot(node)
        elif isinstance(node, Seq):
            for part in node.parts:
                self.add(part)
        elif isinstance(node, Opt):
            start = self.last
            self.join([(start, 1.0)], Event("written", node))
            self.add(node.body)
            self.join([(self.last, 0.0), (start, 1.0)], Event("part", node))
        elif isinstance(node, Choice):
            start = self.last
            ends = []
            for k, branch in enumerate(node.branches):
                self.join([(start, log2(len(node.branches) + 1))], Event("branch", node, k))
                self.add(branch)
                ends.append((self.last, 0.0))
            self.join([*ends, (start, 1.0)], Event("choice", node))
        else:
            self.list(node)

    def text(self, node: Text) -> None:
        start = self.last
        for c in node.text:
            self.state(CHAR, ord(c))
        ways = [(self.last, 0.0)]
        if len(node.text) * NEW_CHARACTER > SKIP:
            ways.append((start, SKIP))
        self.join(ways, Event("text", node))

    def slot(self, node: Slot) -> None:
        choice = log2(len(node.choices) + 1) if node.choices else 0.0
        strange = NODE if node.kind in ENTITIES else 0.0
        self.state(INSIDE, 0, OPENED + choice + strange)
        empty = choice if "" in node.choices else choice + strange + 1.0
        end = self.state(END, len(self.slots), empty)
        self.slots.append(node)
        self.events[end] = Event("slot", node)

    def list(self, node: Repeat) -> None:
        before = self.last
        start = self.join([(before, 1.0)])
        ends = []
        for k, kind in enumerate(node.kinds):
            self.join([(start, log2(len(node.kinds) + 1))], Event("item", node, k))
            self.add(kind)
            ends.append((self.last, 0.0))
        self.join([(start, NODE)], Event("item", node, OTHER))
        self.state(INSIDE, 0, OPENED)
        ends.append((self.join([(self.last, 0.0)], Event("other", node)), 0.0))
        done = self.join(ends, Event("done", node))
        end = done
        if node.sep:
            for c in node.sep:
                self.state(EXACT, ord(c))
            end = self.join([(self.last, 0.0)], Event("separator", node))
        self.joints[start].append((end, 0.0))
        self.loops[end] = start
        self.join([(done, 0.0), (before, 1.0)], Event("list", node))

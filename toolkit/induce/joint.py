"""Two choices that depend on each other are one: `{帶|和}大家{一起}` was written as 帶大家 or 和大家一起.

Fixed text that two wordings share inside cuts them apart. Where it is clearly shorter to list the wordings whole than
to tell both halves in every article, they are put together again: the halves of independent choices never are.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.induce.bits import NODE, entropy_bits, length_bits
from toolkit.induce.nodes import (
    OTHER,
    Choice,
    Node,
    Opt,
    Reading,
    Repeat,
    Seq,
    Slot,
    Text,
    unused_id,
    walk,
    with_neighbours_joined,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce.bits import Alphabet

SURE = 10.0
"""Bits that must be saved: a wrong guess of that size comes once in a thousand times."""
MOST = 12
"""Wordings up to which two choices are taken for one: what has more is two slots to any reader."""
LONGEST = 24
"""Characters of the longest wording, and of the text between the halves."""

Leaf = Slot | Opt | Choice


def whole(tree: Node, readings: Sequence[Reading], alphabet: Alphabet) -> Node:
    """Put choices together that depend on each other, in the tree and in the readings.

    Args:
        tree: a tree whose deviations have been settled.
        readings: of it; changed in place.
        alphabet: the cost of characters.

    Returns:
        The tree itself where nothing is put together.
    """
    joining = _Joining(tree, readings, alphabet)
    out = with_neighbours_joined(tree, joining.join_last)
    return out if joining.changed else tree


class _Joining:
    def __init__(self, tree: Node, readings: Sequence[Reading], alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._fresh = unused_id(tree)
        self.changed = False
        self._holding: dict[int, list[Reading]] = {}
        """The readings, those of lists' items too, that hold a choice which may be put together with another."""
        wanted = _candidates(tree)
        lists = [n.id for n in walk(tree) if isinstance(n, Repeat)]
        todo = list(readings) if wanted else []
        while todo:
            reading = todo.pop()
            # Readings still hold what the tree has no place for any more, such as parts that became one with others.
            self._fresh = max(self._fresh, max(reading, default=-1) + 1)
            for key in wanted & reading.keys():
                self._holding.setdefault(key, []).append(reading)
            for key in lists:
                todo += [item for kind, item in reading.get(key, ()) if kind != OTHER]

    def join_last(self, parts: list[Node]) -> bool:
        """Put the last part together with the choice before it, if that is shorter."""
        last = parts[-1]
        between = parts[-2].text if len(parts) > 2 and isinstance(parts[-2], Text) else ""
        before = parts[-3] if between else parts[-2] if len(parts) > 1 else None
        if before is None or len(between) > LONGEST or "\n" in between:
            return False
        if not (_may(before) and _may(last)) or not isinstance(before, Leaf) or not isinstance(last, Leaf):
            return False
        holding = self._holding.get(before.id, [])
        if not holding or any(last.id not in reading for reading in holding):
            return False
        pairs = [(_said(before, reading), _said(last, reading)) for reading in holding]
        wordings = Counter(a + between + b for a, b in pairs)
        if not 1 < len(wordings) <= MOST or max(map(len, wordings)) > LONGEST or "" in wordings:
            return False
        apart = self._bits(Counter(a for a, _ in pairs)) + self._bits(Counter(b for _, b in pairs))
        apart += self._alphabet.bits(between) + NODE * (2 if between else 1)
        if self._bits(wordings) + SURE >= apart:
            return False
        slot = Slot(self._fresh)
        self._fresh += 1
        self.changed = True
        for reading, (a, b) in zip(holding, pairs, strict=True):
            reading[slot.id] = a + between + b
            for part in (before, last):
                reading.pop(part.id, None)
        self._holding[slot.id] = holding
        parts[-3 if between else -2 :] = [slot]
        return True

    def _bits(self, values: Counter[str]) -> float:
        """Return the bits of a closed list and of who has what."""
        return sum(self._alphabet.bits(v) + length_bits(len(v)) for v in values) + entropy_bits(values.values())


def _candidates(tree: Node) -> set[int]:
    """Return the ids of choices that have another one beside them."""
    out: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Seq):
            near = [part for part in node.parts if not isinstance(part, Text) or "\n" in part.text]
            for a, b in pairwise(near):
                if _may(a) and _may(b):
                    out |= {part.id for part in (a, b) if not isinstance(part, Seq)}
    return out


def _may(node: Node) -> bool:
    """Tell whether a node is a choice among texts, and of no other place."""
    if isinstance(node, Slot):
        return not node.kind and node.at < 0 and not node.shared
    if isinstance(node, Opt):
        return isinstance(node.body, Text)
    return isinstance(node, Choice) and all(isinstance(branch, Text) for branch in node.branches)


def _said(node: Leaf, reading: Reading) -> str:
    """Return the text that the node wrote."""
    value = reading[node.id]
    if isinstance(node, Slot):
        return str(value)
    if isinstance(node, Opt):
        return node.body.text if value and isinstance(node.body, Text) else ""
    branch = node.branches[value] if value >= 0 else Text(-1, "")
    return branch.text if isinstance(branch, Text) else ""

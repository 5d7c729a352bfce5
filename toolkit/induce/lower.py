"""From a tree over lifted texts to a tree over the texts themselves: signs become slots with types and values."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.induce.abstract import Signs


class Lowering:
    """Puts values back into a tree and into readings by it.

    Args:
        tree: over lifted texts.
        signs: what stands for what.
    """

    def __init__(self, tree: Node, signs: Signs) -> None:
        self._signs = signs
        self._all = frozenset(signs.types) | frozenset(signs.variables)
        self._cut = re.compile("([" + "".join(sorted(self._all)) + "])") if self._all else None
        highest = max((n.id for n in walk(tree) if not isinstance(n, Seq)), default=0)
        self._ids = count(highest + 1)
        self._variables = {sign: next(self._ids) for sign in signs.variables}
        self._parts: dict[int, list[Text | Slot]] = {}
        self._old = tree
        self.tree = self._node(tree)
        # One that stands in values only has no slot: an id that is not in the tree may be given to something else.
        self._placed = {part.id for parts in self._parts.values() for part in parts if isinstance(part, Slot)}

    @property
    def variables(self) -> dict[str, int]:
        """Sign of each variable to the id of its slot."""
        return dict(self._variables)

    def _node(self, node: Node) -> Node:
        if isinstance(node, Text):
            return self._text(node)
        if isinstance(node, Slot):
            return Slot(node.id)
        if isinstance(node, Seq):
            return Seq([self._node(part) for part in node.parts])
        if isinstance(node, Opt):
            return Opt(node.id, self._node(node.body))
        if isinstance(node, Choice):
            return Choice(node.id, [self._node(branch) for branch in node.branches])
        return Repeat(node.id, [self._node(kind) for kind in node.kinds], node.full, node.other, node.sep)

    def _text(self, node: Text) -> Node:
        if self._cut is None or self._all.isdisjoint(node.text):
            return node
        parts: list[Text | Slot] = []
        for piece in self._cut.split(node.text):
            if piece in self._signs.variables:
                parts.append(Slot(self._variables[piece], (), "", next(self._ids), shared=True))
            elif piece in self._signs.types:
                parts.append(Slot(next(self._ids), (), self._signs.types[piece]))
            else:
                parts.append(Text(next(self._ids), piece))  # kept when empty: a deviation may stand there
        self._parts[node.id] = parts
        return Seq(list(parts))

    def reading(self, reading: Reading, values: Sequence[str]) -> Reading:
        """Return the reading of the text itself.

        Args:
            reading: of the lifted text by the old tree.
            values: what the signs of that text stand for, in order.
        """
        out: Reading = {}
        self._article: Reading = {}
        self._fill(self._old, reading, iter(values), out)
        for variable in self._variables.values():
            if variable in self._placed:
                out[variable] = self._article.get(variable, "")
        return out

    def _lowered(self, text: str, values: Iterator[str]) -> str:
        if self._all.isdisjoint(text):
            return text
        return "".join([next(values) if c in self._all else c for c in text])

    def _fill(self, node: Node, reading: Reading, values: Iterator[str], out: Reading) -> None:
        if isinstance(node, Text):
            parts = self._parts.get(node.id)
            if node.id in reading:
                self._fill_damaged(node, parts, reading[node.id], values, out)
            elif parts:
                for part in parts:
                    if isinstance(part, Slot):
                        (self._article if part.shared else out)[part.id] = next(values)
        elif isinstance(node, Slot):
            out[node.id] = self._lowered(reading[node.id], values)
        elif isinstance(node, Seq):
            parts_of = self._parts
            for child in node.parts:
                # The two leaves that nearly all nodes are, without a call.
                if type(child) is Text and child.id not in reading:
                    for part in parts_of.get(child.id, ()):
                        if isinstance(part, Slot):
                            (self._article if part.shared else out)[part.id] = next(values)
                elif type(child) is Slot and self._all.isdisjoint(reading[child.id]):
                    out[child.id] = reading[child.id]
                else:
                    self._fill(child, reading, values, out)
        elif isinstance(node, Opt):
            out[node.id] = reading[node.id]
            if reading[node.id]:
                self._fill(node.body, reading, values, out)
        elif isinstance(node, Choice):
            out[node.id] = branch = reading[node.id]
            if branch >= 0:
                self._fill(node.branches[branch], reading, values, out)
        else:
            items: list[tuple[int, Any]] = []
            for kind, item in reading[node.id]:
                if kind == OTHER:
                    items.append((OTHER, self._lowered(item, values)))
                else:
                    inner: Reading = {}
                    self._fill(node.kinds[kind], item, values, inner)
                    items.append((kind, inner))
            out[node.id] = items

    def _fill_damaged(
        self, node: Text, parts: list[Text | Slot] | None, actual: str, values: Iterator[str], out: Reading
    ) -> None:
        """Read a fixed text that deviates: sign by sign where the signs are the same, else as one deviation."""
        if not parts:
            out[node.id] = self._lowered(actual, values)
            return
        assert self._cut is not None
        pieces = self._cut.split(actual)
        if pieces[1::2] == self._cut.split(node.text)[1::2]:
            for part, piece in zip(parts, pieces, strict=True):
                if isinstance(part, Slot):
                    (self._article if part.shared else out)[part.id] = next(values)
                elif piece != part.text:
                    out[part.id] = piece
            return
        whole = self._lowered(actual, values)
        for part in parts:
            if isinstance(part, Slot):
                out[part.at if part.shared else part.id] = ""
            else:
                out[part.id] = whole
                whole = ""

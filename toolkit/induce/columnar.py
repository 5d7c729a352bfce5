"""Reads texts by a template column by column, each value of a column once.

The articles of a mould differ as wholes, but not what stands between two of their fixed texts: ten thousand articles
have a dozen titles and some hundred first sentences. So fixed text is looked for with `str.find`, and what stands
between is read by the part of the template there, down to values of slots; what was read is remembered. Parts without
fixed text between them are told apart by a small regular expression of `toolkit.induce.regular`.

A reading is a function of the text alone, whatever was read before. Where fixed text stands first is where it is
taken to be, as the solver finds it; what is not read so may still be read by the expression of the whole template.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from toolkit.induce.nodes import Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, begins, walk
from toolkit.induce.parts import Branches, Fixed, Items, Neighbours, Part, Row, Step, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.induce.regular import Regular
    from toolkit.induce.tally import Column


class Columnar:
    """Reads texts by a tree, exactly or not at all.

    Args:
        tree: finished; no text of it is empty.
        cols: the values of its slots that were seen.
        regular: writes the expressions of its parts.
        drawn: some texts of the tree, which tell where lists had better end.
    """

    def __init__(self, tree: Node, cols: Mapping[int, Column], regular: Regular, drawn: Sequence[str] = ()) -> None:
        def root(greedy: bool) -> Part:
            return _Builder(
                tree,
                cols,
                partial(regular.pattern, greedy=greedy),
                partial(regular.row, greedy=greedy),
                partial(regular.item, greedy=greedy),
            ).root

        self._roots = [root(True)]
        missed = sum(self._roots[0].read(text) is None for text in drawn)
        if missed:
            other = root(False)
            self._roots.insert(sum(other.read(text) is None for text in drawn) >= missed, other)

    def read(self, text: str) -> Reading | None:
        """Return the reading of a text, parts of which other readings may hold too, or None where it is not read."""
        for root in self._roots:
            found = root.read(text)
            if found is not None:
                return dict(found)
        return None

    def unread(self, text: str) -> frozenset[int]:
        """Return the slots of the column that stops the reading of a text, which is not read."""
        root = self._roots[0]
        return root.stuck_at(text) if isinstance(root, Row) else frozenset()


class _Builder:
    """Makes the reader of a tree.

    Attributes:
        root: reads whole texts.
    """

    def __init__(
        self,
        tree: Node,
        cols: Mapping[int, Column],
        pattern: Callable[[Node], str],
        row: Callable[[Sequence[Node]], list[str]],
        item: Callable[[Repeat, Sequence[int]], str],
    ) -> None:
        self._cols = cols
        self._pattern, self._row, self._item = pattern, row, item
        held = Counter(node.id for node in walk(tree) if isinstance(node, Slot))
        self._repeated = {slot for slot, places in held.items() if places > 1}
        self.root = self._part(tree)

    def _part(self, node: Node) -> Part:
        if isinstance(node, Text):
            return Fixed(node)
        if isinstance(node, Slot):
            return Value(node, self._cols[node.id].counts, self._pattern)
        if isinstance(node, Opt):
            return Branches(node.id, [self._part(node.body)], optional=True)
        if isinstance(node, Choice):
            return Branches(node.id, [self._part(branch) for branch in node.branches], optional=False)
        if isinstance(node, Repeat):
            return Items(node, [self._part(kind) for kind in node.kinds], self._item)
        return Row(self._steps(node))

    def _steps(self, node: Seq) -> list[Step]:
        """Cut a row behind each of its fixed texts, but where it may be the beginning of a list's item."""
        steps: list[Step] = []
        waiting: list[Node] = []
        lists: list[Repeat] = []
        for k, part in enumerate(node.parts):
            if isinstance(part, Repeat):
                lists.append(part)
            last = k + 1 == len(node.parts)
            if isinstance(part, Text) and (last or not any(begins(listed, part.text) for listed in lists)):
                steps.append(self._step(waiting, part.text))
                waiting, lists = [], []
            else:
                waiting.append(part)
        if waiting:
            steps.append(self._step(waiting, ""))
        return steps

    def _step(self, nodes: Sequence[Node], text: str) -> Step:
        if not nodes:
            return Step(None, text)
        parts = [self._part(node) for node in nodes]
        inner = {n.id for node in nodes for n in walk(node) if isinstance(n, Slot)}
        both = frozenset(inner & self._repeated)
        together = Neighbours(nodes, parts, self._row, both)
        # The first place of what stands behind a list may be inside it: its items may hold the same.
        lists = any(isinstance(n, Repeat) for node in nodes for n in walk(node))
        anchored = together if lists and text else None
        return Step(parts[0] if len(parts) == 1 else together, text, both, anchored, frozenset(inner))

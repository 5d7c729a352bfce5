"""Articles without a line end behind their last line: solved as if they had one, then it is taken away again.

Lines that are left out, chosen or listed are alike only if each ends the same way; where the last line of an article
may be any of several, the line end belongs to the lines before it: `a{% if b %}⏎b{% endif %}`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

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
    joined,
    text_of,
    unused_id,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

END = "\n"

Edits = list[tuple[int, int, str]]


def lacking(texts: Sequence[str]) -> bool:
    """Tell whether no text ends a line and some text has several lines."""
    return not any(text.endswith(END) for text in texts) and any(END in text for text in texts)


def taken_away(tree: Node, readings: Sequence[Reading]) -> Node | None:
    """Return the tree that writes each reading's text without its last line end, or None where that cannot be said.

    Args:
        tree: writes texts that all end in a line end; deviations are settled.
        readings: of it; changed in place, only where a tree is returned.
    """
    work = _Taking(tree, readings)
    try:
        out = work.without(tree)
    except _CannotError:
        return None
    before = [text_of(tree, reading) for reading in readings] if work.told else []
    undone = [(reading, key, reading.get(key)) for reading, key, _ in work.changes]
    for reading, key, value in work.changes:
        reading[key] = value
    if any(text_of(out, reading) + END != text for text, reading in zip(before, readings, strict=False)):
        for reading, key, value in reversed(undone):
            reading[key] = value
        return None
    return out


def shortened(edits: Sequence[Edits], lengths: Sequence[int]) -> list[Edits] | None:
    """Return the edits of articles that have lost their last line end, or None where an edit replaced it.

    Args:
        edits: of each article.
        lengths: of what the template wrote, the line end included.
    """
    out: list[Edits] = []
    for mine, length in zip(edits, lengths, strict=True):
        if mine and mine[-1][1] >= length:
            start, end, new = mine[-1]
            if not new.endswith(END) or start >= length:
                return None
            mine = [*mine[:-1], (start, end - 1, new[:-1])]
        out.append(mine)
    return out


class _CannotError(Exception):
    """The line end is not the same one in all articles."""


class _Taking:
    def __init__(self, tree: Node, readings: Sequence[Reading]) -> None:
        self._readings = readings
        self._shared = {n.id for n in walk(tree) if isinstance(n, Slot) and (n.shared or n.at >= 0)}
        self._fresh = unused_id(tree)
        self.changes: list[tuple[Reading, int, Any]] = []
        self.told = False
        """Whether only the readings told where some line end stands."""

    @cached_property
    def _items(self) -> dict[int, list[Reading]]:
        """The readings that hold a node, those of lists' items too."""
        out: dict[int, list[Reading]] = {}
        todo = list(self._readings)
        while todo:
            reading = todo.pop()
            for key, value in reading.items():
                out.setdefault(key, []).append(reading)
                if isinstance(value, list):
                    todo += [item for kind, item in value if kind != OTHER]
        return out

    def _full(self, node: Choice | Repeat | Slot) -> bool:
        """Tell whether the node writes something wherever it is."""
        empty: tuple[Any, ...] = ("", [], -1)
        return all(reading[node.id] not in empty for reading in self._items.get(node.id, ()))

    def _surely(self, node: Node) -> bool:
        """Tell whether the node writes something in all articles that have it."""
        if isinstance(node, Text):
            return bool(node.text)
        if isinstance(node, Seq):
            return any(map(self._surely, node.parts))
        if isinstance(node, Choice):
            return self._full(node) and all(map(self._surely, node.branches))
        return not isinstance(node, Opt) and self._full(node)

    def without(self, node: Node) -> Node:
        """Return the node that writes the same without the line end, which it always has."""
        if isinstance(node, Text) and node.text.endswith(END):
            return Text(node.id, node.text[:-1])
        if isinstance(node, Slot):
            return self._slot(node, "")
        if isinstance(node, Choice) and self._full(node):
            return Choice(node.id, [self.without(branch) for branch in node.branches])
        if isinstance(node, Repeat) and self._full(node):
            return self._list(node)
        if isinstance(node, Seq):
            mark = len(self.changes)
            try:
                return self._row(node.parts)
            except _CannotError:
                del self.changes[mark:]
                return self._row_by_readings(node.parts)
        raise _CannotError

    def _row(self, row: Sequence[Node]) -> Node:
        """Return a row without its line end, which stands before each part behind the last that is always there."""
        parts = list(row)
        for k in range(len(parts) - 1, -1, -1):
            if self._surely(parts[k]):
                parts[k] = self.without(parts[k])
                return joined(parts)
            parts[k] = self._before(parts[k])
        raise _CannotError

    def _row_by_readings(self, row: Sequence[Node]) -> Node:
        """Do the same where only the readings tell that one of several parts is always there.

        An optional part may stand behind a line end in some articles and within a line in others (`總結⏎`,
        `六、總結⏎`); the line end before it is a part of its own then.
        """
        first = next((part for part in row if isinstance(part, Opt)), None)
        if first is None:
            raise _CannotError
        self.told = True
        left = self._items.get(first.id, [])
        done: list[Reading] = []  # their line end was taken from a part already
        parts = list(row)
        for k in range(len(parts) - 1, -1, -1):
            part = parts[k]
            if any(text_of(part, reading) for reading in done):
                raise _CannotError
            if not isinstance(part, Opt) or not self._surely(part.body):
                if self._surely(part):
                    parts[k] = self.without(part)
                    return joined(parts)
                parts[k] = self._before(part)
                continue
            written = [reading for reading in left if reading[part.id]]
            behind = {id(reading) for reading in written if self._last_of(row[:k], reading) == END}
            body = self.without(part.body)
            if len(written) == len(left):
                parts[k] = Opt(part.id, body)
                return joined(parts)
            if len(behind) == len(written):
                parts[k] = Opt(part.id, joined([self._end(), body]))
                continue
            end = Opt(self._new(), self._end())
            self.changes += [(reading, end.id, id(reading) in behind) for reading in self._items[part.id]]
            parts[k] = joined([end, Opt(part.id, body)])
            done += [reading for reading in written if id(reading) not in behind]
            left = [reading for reading in left if not reading[part.id] or id(reading) in behind]
        raise _CannotError

    def _last_of(self, row: Sequence[Node], reading: Reading) -> str:
        """Return the last character that nodes in a row write, "" if they write nothing."""
        for node in reversed(row):
            if isinstance(node, Slot) and node.id in self._shared:
                raise _CannotError  # its value is told elsewhere
            last = text_of(node, reading)[-1:]
            if last:
                return last
        return ""

    def _before(self, node: Node) -> Node:
        """Return the node that writes the line end before, where it writes anything."""
        if isinstance(node, Text):
            return node
        if isinstance(node, Slot):
            return self._slot(node, END)
        if isinstance(node, Opt) and self._surely(node.body):
            return Opt(node.id, joined([self._end(), self.without(node.body)]))
        if isinstance(node, Choice) and all(map(self._surely, node.branches)):
            return Choice(node.id, [joined([self._end(), self.without(branch)]) for branch in node.branches])
        if isinstance(node, Repeat):
            part = Opt(self._new(), joined([self._end(), self._list(node)]))
            for reading in self._items.get(node.id, ()):
                self.changes.append((reading, part.id, bool(reading[node.id])))
            return part
        raise _CannotError

    def _new(self) -> int:
        self._fresh += 1
        return self._fresh - 1

    def _end(self) -> Text:
        return Text(self._new(), END)

    def _slot(self, node: Slot, start: str) -> Slot:
        if node.id in self._shared or node.kind:
            raise _CannotError
        for reading in self._items.get(node.id, ()):
            value = reading[node.id]
            if value and not value.endswith(END):
                raise _CannotError
            self.changes.append((reading, node.id, value and start + value[:-1]))
        return node

    def _list(self, node: Repeat) -> Repeat:
        """Return the list with line ends between its items only."""
        if node.sep:
            raise _CannotError
        for reading in self._items.get(node.id, ()):
            items = reading[node.id]
            if not all(item.endswith(END) for kind, item in items if kind == OTHER):
                raise _CannotError
            cut = [(kind, item[:-1] if kind == OTHER else item) for kind, item in items]
            self.changes.append((reading, node.id, cut))
        return Repeat(node.id, [self.without(kind) for kind in node.kinds], node.full, node.other, END)

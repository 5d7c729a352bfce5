"""Readers of the parts of a template: each reads all that stands in its place, and remembers what it has read."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolkit.induce.nodes import OTHER, Node, Reading, Repeat, Slot, Text, literals, walk
from toolkit.induce.regular import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

REMEMBERED = 8192
"""Values of a part that are remembered: where there are more, few of them come twice."""
PLACES = 12
"""Places of a fixed text that are tried: a column of sentences holds as many full stops."""


class Part(ABC):
    """A part of the template, which reads what stands in its place.

    Attributes:
        known: what was read.
    """

    def __init__(self) -> None:
        self.known: dict[str, Reading | None] = {}

    def read(self, value: str) -> Reading | None:
        """Return the reading of a value, not to be changed, or None where the part never writes it."""
        known = self.known
        if value in known:
            return known[value]
        found = self._read(value)
        if len(known) < REMEMBERED:
            known[value] = found
        return found

    @abstractmethod
    def _read(self, value: str) -> Reading | None: ...


class Fixed(Part):
    """Fixed text."""

    def __init__(self, node: Text) -> None:
        super().__init__()
        self._text = node.text

    def read(self, value: str) -> Reading | None:
        """See `Part`; there is nothing to remember."""
        return {} if value == self._text else None

    _read = read


class Value(Part):
    """A slot: the values that were seen, and what its expression takes for one.

    Args:
        node: the slot.
        values: that were seen.
        pattern: writes the expression of a node.
    """

    def __init__(self, node: Slot, values: Iterable[str], pattern: Callable[[Node], str]) -> None:
        super().__init__()
        self._node, self._pattern = node, pattern
        self.known = {value: {node.id: value} for value in values}

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self._pattern(self._node))

    def _read(self, value: str) -> Reading | None:
        return {self._node.id: value} if self._expression.fullmatch(value) else None


class Branches(Part):
    """An optional part, or alternatives."""

    def __init__(self, key: int, bodies: Sequence[Part], *, optional: bool) -> None:
        super().__init__()
        self._key = key
        self._bodies = bodies
        self._optional = optional

    def _read(self, value: str) -> Reading | None:
        for k, body in enumerate(self._bodies):
            found = body.read(value)
            if found is not None:
                return {self._key: True if self._optional else k, **found}
        if value:
            return None
        return {self._key: False if self._optional else OTHER}


class Step:
    """A fixed text of a row, with what waits for it before.

    Attributes:
        column: reads what stands before the text; None where nothing does.
        text: the fixed text; "" at the end of the row.
        both: slots of the column that stand elsewhere too.
        slots: all slots of the column.
        anchored: the column, if it tells itself where it ends: the text may stand first inside it.
    """

    __slots__ = ("anchored", "both", "column", "slots", "text")

    def __init__(
        self,
        column: Part | None,
        text: str,
        both: frozenset[int] = frozenset(),
        anchored: Neighbours | None = None,
        slots: frozenset[int] = frozenset(),
    ) -> None:
        self.column = column
        self.text = text
        self.both = both
        self.anchored = anchored
        self.slots = slots


class Row(Part):
    """Parts with fixed text between them.

    Args:
        steps: in order.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self._first = "" if steps[0].column else steps[0].text
        self._steps = steps[1:] if self._first else steps
        self._last = steps[-1].text
        self._stuck: Step | None = None
        """The step at which reading what was not read last ended."""

    def read(self, value: str) -> Reading | None:
        """See `Part`; what is around a row remembers it."""
        if not value.startswith(self._first) or not value.endswith(self._last):
            return None
        return self._read(value)

    def stuck_at(self, value: str) -> frozenset[int]:
        """Return the slots of the column at which reading a value ends, if it does."""
        self._stuck = None
        self.read(value)
        stuck: Step | None = self._stuck
        return frozenset() if stuck is None else stuck.slots

    def _read(self, value: str) -> Reading | None:
        out: Reading = {}
        at = len(self._first)
        final = len(value) - len(self._last)
        last = self._steps[-1] if self._steps else None
        for step in self._steps:
            column, text = step.column, step.text
            if column is None:
                if not value.startswith(text, at):
                    return None
                at += len(text)
                continue
            if step is last:
                if final < at:
                    return None
                place = final
            elif step.anchored is None:
                place = value.find(text, at)
            else:
                found, place = step.anchored.read_before(text, value, at)
            if place < 0:
                self._stuck = step
                return None
            if step is last or step.anchored is None:
                said = value[at:place]
                found = column.known.get(said) or column.read(said)
                for _ in range(PLACES if found is None and step is not last else 0):
                    place = value.find(text, place + 1)
                    if place < 0:
                        break
                    found = column.read(value[at:place])
                    if found is not None:
                        break
            if found is None or (step.both and not _agree(out, found, step.both)):
                self._stuck = step
                return None
            out.update(found)
            at = place + len(text)
        return out if at == len(value) else None


class Neighbours(Part):
    """Parts with no fixed text between them."""

    def __init__(
        self,
        nodes: Sequence[Node],
        parts: Sequence[Part],
        row: Callable[[Sequence[Node]], list[str]],
        both: frozenset[int],
    ) -> None:
        super().__init__()
        self._nodes, self._parts, self._row, self._both = nodes, parts, row, both
        self._before: re.Pattern[str] | None = None

    @cached_property
    def _said(self) -> str:
        try:
            return "".join(f"({pattern})" for pattern in self._row(self._nodes))
        except UnreadableError:  # tied to what stands before in the expression of the whole template, which reads it
            return "(?!)"

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self._said)

    def _read(self, value: str) -> Reading | None:
        match = self._expression.fullmatch(value)
        return None if match is None else self._of(match)

    def read_before(self, text: str, value: str, start: int) -> tuple[Reading | None, int]:
        """Read what begins at a place and ends before a fixed text, which is the same in each call.

        Returns:
            The reading, and where the text stands; -1 if it does not.
        """
        if self._before is None:
            self._before = re.compile(self._said + re.escape(text))
        match = self._before.match(value, start)
        return (None, -1) if match is None else (self._of(match), match.end(len(self._parts)))

    def _of(self, match: re.Match[str]) -> Reading | None:
        out: Reading = {}
        for part, said in zip(self._parts, match.groups(), strict=True):
            found = part.known.get(said) or part.read(said)
            if found is None or (self._both and not _agree(out, found, self._both)):
                return None
            out.update(found)
        return out


class Items(Part):
    """A list. Values that are the article's are told beside its items."""

    def __init__(self, node: Repeat, kinds: Sequence[Part], expression: Callable[[Repeat, Sequence[int]], str]) -> None:
        super().__init__()
        self._node, self._kinds, self._one = node, kinds, expression
        # One of two kinds may hold a variable of the article where the other holds any value: what the variable is, is
        # known elsewhere, so what may be any value is taken for that.
        bound = [any(isinstance(n, Slot) and n.shared for n in walk(kind)) for kind in node.kinds]
        self._order = sorted(range(len(kinds)), key=bound.__getitem__)
        self._shared = {n.id for n in walk(node) if isinstance(n, Slot) and n.shared}
        self._whole = bool(node.sep) and not any(node.sep in said for kind in node.kinds for said in literals(kind))
        """Whether each separator stands between two items."""
        self._lined = not node.sep and all(map(_is_line, node.kinds))
        self._said: dict[str, int] = {}
        self._items: list[dict[str, tuple[int, Any, Reading] | None]] = [{} for _ in (*kinds, None)]

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self._one(self._node, self._order))

    def _read(self, value: str) -> Reading | None:
        if self._whole and value:
            found = self._told([self._item(said) for said in value.split(self._node.sep)])
            if found is not None:
                return found
        elif self._lined:
            items = [self._item(line) for line in _lines(value)]
            # What is of no kind as a line may be a part of an item of several lines.
            found = self._told(items) if all(item is not None and item[0] != OTHER for item in items) else None
            if found is not None:
                return found
        sep, expression = self._node.sep, self._expression
        out: list[tuple[int, Any, Reading] | None] = []
        at = 0
        while at < len(value):
            if out:
                if not value.startswith(sep, at):
                    return None
                at += len(sep)
            match = expression.match(value, at)
            if match is None or match.end() == at:
                return None
            out.append(self._of_kind(self._kind(match), match[match.lastindex or 0]))
            at = match.end()
        return self._told(out)

    def _kind(self, match: re.Match[str]) -> int:
        """Return the kind of an item that matched; the one behind the last is that of no kind."""
        group = (match.lastindex or 0) - 1
        return self._order[group] if group < len(self._order) else group

    def _item(self, said: str) -> tuple[int, Any, Reading] | None:
        kind = self._said.get(said)
        if kind is None:
            match = self._expression.fullmatch(said) if said else None
            kind = -1 if match is None else self._kind(match)
            if len(self._said) < REMEMBERED:
                self._said[said] = kind
        return None if kind < 0 else self._of_kind(kind, said)

    def _of_kind(self, kind: int, said: str) -> tuple[int, Any, Reading] | None:
        """Return the kind of an item, its reading or text, and what is the article's."""
        known = self._items[kind]
        if said in known:
            return known[said]
        found = self._kinds[kind].read(said) if kind < len(self._kinds) else {}
        out: tuple[int, Any, Reading] | None
        if found is None:
            out = None
        elif kind == len(self._kinds):
            out = OTHER, said, {}
        elif self._shared.isdisjoint(found):
            out = kind, found, {}
        else:
            article = {slot: value for slot, value in found.items() if slot in self._shared}
            out = kind, {slot: value for slot, value in found.items() if slot not in self._shared}, article
        if len(known) < REMEMBERED:
            known[said] = out
        return out

    def _told(self, items: Sequence[tuple[int, Any, Reading] | None]) -> Reading | None:
        out: Reading = {}
        listed: list[tuple[int, Any]] = []
        for item in items:
            if item is None:
                return None
            kind, inner, article = item
            if article and not _agree(out, article, article.keys()):
                return None
            out.update(article)
            listed.append((kind, inner))
        out[self._node.id] = listed
        return out


def _is_line(node: Node) -> bool:
    """Tell whether what a node writes is one line with its end."""
    inner = list(walk(node))
    if any(isinstance(n, Repeat) for n in inner):
        return False
    return isinstance(inner[-1], Text) and inner[-1].text.endswith("\n") and _line_ends(inner) == 1


def _line_ends(nodes: Sequence[Node]) -> int:
    return sum(n.text.count("\n") for n in nodes if isinstance(n, Text))


def _lines(text: str) -> list[str]:
    """Cut a text behind each of its line ends."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _agree(one: Reading, other: Reading, slots: Any) -> bool:
    """Tell whether two readings hold the same in some slots that stand in both."""
    for slot in slots:  # noqa: SIM110 - a generator takes three times as long for two or three slots
        if slot in other and slot in one and one[slot] != other[slot]:
            return False
    return True

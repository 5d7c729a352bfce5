"""Parts that always come together: optional parts that are one, and those that belong to one of several branches.

A column is cut at marks, so what a writer chose as a whole (`用手輕晃，看是否鬆動` or `觀察有無裂紋`) may come out as a
choice and an optional part behind it. Where one tells the other in all articles, and chance would seldom do that, they
are put together: that saves the bits that the second one cost.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from toolkit.induce.bits import entropy_bits
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
    unused_id,
    walk,
    with_neighbours_joined,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SURE = 10.0
"""Bits that the telling must save: by chance that happens less than once in 2^10 times."""
SURE_LINES = 4.0
"""The same for optional parts that come and go together: neighbours often are one part."""

MOST = 12
"""Wordings up to which a slot is taken for a choice of which some wordings have a part behind them."""

Held = dict[int, tuple[Any, ...]]
"""What an optional part or a choice is, whether a list or a slot holds anything: in all readings that have it, in their
order."""


def together(node: Node, readings: Sequence[Reading]) -> Node:
    """Put coupled parts together.

    Args:
        node: a tree whose deviations have been settled.
        readings: of it; changed in place.
    """
    found: dict[int, list[Any]] = {}
    wanted = {n.id for n in walk(node) if isinstance(n, Opt | Choice) or (isinstance(n, Slot) and _own(n))}
    _gather(readings, wanted, found)
    holding: dict[int, list[Reading]] = {}
    highest = _hold(readings, {n.id for n in walk(node) if isinstance(n, Opt | Slot)}, holding)
    fresh = max(unused_id(node), highest + 1)  # readings still hold what the tree has no place for any more
    coupling = _Coupling({key: tuple(values) for key, values in found.items()}, holding, fresh)
    return with_neighbours_joined(node, coupling.join_last)


def _own(node: Node) -> bool:
    """Tell whether a node is a slot whose values are of this place only."""
    return isinstance(node, Slot) and node.at < 0 and not node.shared


def _gather(readings: Iterable[Reading], wanted: set[int], found: dict[int, list[Any]]) -> None:
    """Note what optional parts and choices are, and whether slots and lists hold anything."""
    for reading in readings:
        for key, value in reading.items():
            if key in wanted:
                found.setdefault(key, []).append(bool(value) if isinstance(value, str) else value)
            elif isinstance(value, list):
                found.setdefault(key, []).append(bool(value))
                _gather([item for kind, item in value if kind != OTHER], wanted, found)


def _hold(readings: Iterable[Reading], wanted: set[int], holding: dict[int, list[Reading]]) -> int:
    """Note which readings, those of lists' items too, hold each node; returns the highest id in them."""
    highest = -1
    for reading in readings:
        highest = max(highest, max(reading, default=-1))
        for key, value in reading.items():
            if key in wanted:
                holding.setdefault(key, []).append(reading)
            elif isinstance(value, list):
                highest = max(highest, _hold([item for kind, item in value if kind != OTHER], wanted, holding))
    return highest


class _Coupling:
    def __init__(self, held: Held, holding: dict[int, list[Reading]], fresh: int) -> None:
        self._held = held
        self._holding = holding
        self._fresh = fresh

    def join_last(self, parts: list[Node]) -> bool:
        """Put the last part together with the one before it, if they are coupled."""
        if len(parts) < 2:
            return False
        before, last = parts[-2], parts[-1]
        if isinstance(before, Opt) and isinstance(last, Opt):
            mine, theirs = self._held.get(before.id), self._held.get(last.id)
            if mine is not None and mine == theirs and _bits(mine) >= SURE_LINES:
                parts[-2:] = [Opt(before.id, joined([before.body, last.body]))]
                return True
            return False
        if isinstance(before, Opt) and self._comes_with(last, before):
            parts[-2:] = [Opt(before.id, joined([before.body, last]))]
            return True
        if isinstance(last, Opt) and self._comes_with(before, last):
            parts[-2:] = [Opt(last.id, joined([before, last.body]))]
            return True
        if isinstance(before, Slot) and isinstance(last, Opt):
            return self._wordings(before, last, parts, behind=True)
        if isinstance(before, Opt) and isinstance(last, Slot):
            return self._wordings(last, before, parts, behind=False)
        if isinstance(before, Choice) and isinstance(last, Opt):
            k = self._told(before, last)
            if k is not None:
                parts[-2:] = [_with(before, k, joined([before.branches[k], last.body]))]
                return True
            return False
        if isinstance(before, Opt) and isinstance(last, Choice):
            k = self._told(last, before)
            if k is not None:
                parts[-2:] = [_with(last, k, joined([before.body, last.branches[k]]))]
                return True
            return False
        return self._joined_over(parts)

    def _comes_with(self, node: Node, part: Opt) -> bool:
        """Tell whether a list or a slot holds something where the part is written, and nothing where it is not."""
        if not (isinstance(node, Repeat) or _own(node)):
            return False
        assert isinstance(node, Repeat | Slot)
        mine, theirs = self._held.get(node.id), self._held.get(part.id)
        return mine is not None and mine == theirs and _bits(mine) >= SURE_LINES

    def _wordings(self, slot: Slot, part: Opt, parts: list[Node], *, behind: bool) -> bool:
        """Make a choice of a slot some of whose wordings always have the part beside them: `{其次是水壓|另外，{…}}`."""
        rows, others = self._holding.get(slot.id, []), self._holding.get(part.id, [])
        if not _own(slot) or slot.kind or len(rows) != len(others) or any(map(_is_not, rows, others)):
            return False
        told = {True: Counter[str](), False: Counter[str]()}
        for reading in rows:
            told[bool(reading[part.id])][reading[slot.id]] += 1
        values = told[True].keys() | told[False].keys()
        sides = [n.total() for n in told.values()]
        # To say on which side a wording is takes a bit each.
        if told[True].keys() & told[False].keys() or len(values) > MOST or entropy_bits(sides) - len(values) < SURE:
            return False
        choice, new = self._fresh, self._fresh + 1
        self._fresh += 2
        alone: Node = Slot(slot.id)
        beside: Node = Slot(new)
        if len(told[False]) == 1:
            alone = Text(slot.id, next(iter(told[False])))
        if len(told[True]) == 1:
            beside = Text(new, next(iter(told[True])))
        branches = []
        for reading in rows:
            written, value = bool(reading.pop(part.id)), reading.pop(slot.id)
            reading[choice] = int(written)
            branches.append(int(written))
            node = beside if written else alone
            if isinstance(node, Slot):
                reading[node.id] = value
        self._held[choice] = tuple(branches)
        whole = [beside, part.body] if behind else [part.body, beside]
        parts[-2:] = [Choice(choice, [alone, joined([p for p in whole if not isinstance(p, Text) or p.text])])]
        return True

    def _joined_over(self, parts: list[Node]) -> bool:
        """The same over a mark: `{a|b}，` and `c，` only with b is `{a|b，c}，`."""
        if len(parts) < 3:
            return False
        choice, mark, last = parts[-3:]
        if not (isinstance(choice, Choice) and isinstance(mark, Text) and isinstance(last, Opt)):
            return False
        body = last.body.parts if isinstance(last.body, Seq) else [last.body]
        end = body[-1]
        if not isinstance(end, Text) or not end.text.endswith(mark.text) or mark.text.isalnum():
            return False
        k = self._told(choice, last)
        if k is None:
            return False
        rest = Text(end.id, end.text[: len(end.text) - len(mark.text)])
        whole = joined([choice.branches[k], Text(mark.id, mark.text), *body[:-1], rest])
        parts[-3:] = [_with(choice, k, whole), mark]
        return True

    def _told(self, choice: Choice, part: Opt) -> int | None:
        """Return the branch with which the part always comes and without which it never does."""
        branches, written = self._held.get(choice.id), self._held.get(part.id)
        if branches is None or written is None or len(branches) != len(written) or _bits(written) < SURE:
            return None
        told = {branch for branch, yes in zip(branches, written, strict=True) if yes}
        if len(told) != 1 or min(told) < 0:
            return None
        k = min(told)
        return int(k) if all(yes for branch, yes in zip(branches, written, strict=True) if branch == k) else None


def _is_not(a: object, b: object) -> bool:
    return a is not b


def _with(choice: Choice, k: int, branch: Node) -> Choice:
    return Choice(choice.id, [branch if i == k else other for i, other in enumerate(choice.branches)])


def _bits(values: Sequence[Any]) -> float:
    return entropy_bits(Counter(values).values())

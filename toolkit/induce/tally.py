"""What stands in the readings of a tree, counted: the values of slots, the outcomes of parts, the items of lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Seq, Slot, children, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Sequence

EXCEPTED = 0.1
"""Share of the items that may have another number than a running one: noise, or one is left out before."""


@dataclass(slots=True)
class Column:
    """All values of a slot: `counts` of each value, and where it is not in a list, the value by row if asked for."""

    counts: Counter[str]
    rows: dict[int, str]
    listed: bool


def columns(
    tree: Node, readings: Sequence[Reading], only: Container[int] | None = None, *, rows: bool = True
) -> dict[int, Column]:
    """Return the column of each slot of a tree, or of those in `only`; without `rows` the counts of the values only."""
    out = {node.id: Column(Counter(), {}, listed) for node, listed in _slots(tree, listed=False)}
    if only is not None:
        out = {slot: column for slot, column in out.items() if slot in only}
    plain = [slot for slot, column in out.items() if not column.listed]
    if not rows:
        for slot, values in _values(readings, frozenset(plain)).items():
            out[slot].counts = Counter(values)
    for slot in plain if rows else ():
        out[slot].rows = {i: reading[slot] for i, reading in enumerate(readings) if slot in reading}
        out[slot].counts = Counter(out[slot].rows.values())
    for item, held in items(tree, readings):
        for slot, value in item.items():
            if slot in out and isinstance(value, str):
                out[slot].counts[value] += held
    return out


def _values(readings: Sequence[Reading], keys: Collection[int]) -> dict[int, list[Any]]:
    """Return what the readings hold under some keys, in one pass: of hundreds of slots each holds few."""
    out: dict[int, list[Any]] = {key: [] for key in keys}
    for reading in readings:
        for key in reading.keys() & out.keys():
            out[key].append(reading[key])
    return out


def items(tree: Node, readings: Sequence[Reading]) -> Sequence[tuple[Reading, int]]:
    """Return the readings of the items of all lists, and how often each is held: articles may share one object."""
    inner = _lists_of(tree)
    out: dict[int, tuple[Reading, int]] = {}
    level: list[tuple[int, Sequence[tuple[Reading, int]]]] = [(-1, [(reading, 1) for reading in readings])]
    while level:
        outer, holders = level.pop()
        for key in inner[outer]:
            held: dict[int, tuple[Reading, int]] = {}
            for reading, weight in holders:
                for kind, item in reading.get(key, ()):
                    if kind != OTHER:
                        known = held.get(id(item))
                        held[id(item)] = (item, weight if known is None else known[1] + weight)
            for which, (item, weight) in held.items():
                out[which] = (item, weight + (out[which][1] if which in out else 0))
            if inner[key]:
                level.append((key, list(held.values())))
    return list(out.values())


def _lists_of(tree: Node) -> dict[int, list[int]]:
    """Return the lists that each list's items may hold directly; under -1 those of the article."""
    out: dict[int, list[int]] = {-1: []}
    todo: list[tuple[Node, int]] = [(tree, -1)]
    while todo:
        node, around = todo.pop()
        if isinstance(node, Repeat):
            out[around].append(node.id)
            around = node.id
            out[around] = []
        todo += [(child, around) for child in children(node)]
    return out


def _slots(node: Node, *, listed: bool) -> Iterable[tuple[Slot, bool]]:
    if isinstance(node, Slot):
        yield node, listed and not node.shared
    elif isinstance(node, Seq):
        for part in node.parts:
            yield from _slots(part, listed=listed)
    elif isinstance(node, Opt):
        yield from _slots(node.body, listed=listed)
    elif isinstance(node, Choice):
        for part in node.branches:
            yield from _slots(part, listed=listed)
    elif isinstance(node, Repeat):
        for part in node.kinds:
            yield from _slots(part, listed=True)


def presence(tree: Node, readings: Sequence[Reading]) -> dict[int, Counter[Any]]:
    """Return, for each optional part, choice and list, how often each outcome came.

    Args:
        tree: the template.
        readings: of the articles.

    Returns:
        By id: whether the part was written, the branch, or the kinds of the items.
    """
    nodes = {node.id: node for node in walk(tree) if isinstance(node, Opt | Choice | Repeat)}
    lists = {key for key, node in nodes.items() if isinstance(node, Repeat)}
    out: dict[int, Counter[Any]] = {key: Counter() for key in nodes}
    for key, values in _values(readings, nodes.keys()).items():
        out[key] = Counter(map(_kinds, values) if key in lists else values)
    for item, held in items(tree, readings):
        for key, value in item.items():
            if key in nodes:
                out[key][_kinds(value) if key in lists else value] += held
    return out


def _kinds(listed: list[tuple[int, Any]]) -> tuple[int, ...]:
    return tuple([kind for kind, _ in listed])


def strange(tree: Node, readings: Sequence[Reading]) -> dict[int, list[str]]:
    """Return the items of no kind that the lists of the readings hold, by list; those that hold none are left out."""
    inner = _lists_of(tree)
    lists = inner.keys() - {-1}
    holding = [item for item, _ in items(tree, readings)] if any(inner[key] for key in lists) else []
    out: dict[int, list[str]] = {}
    for key in lists:
        for reading in [*readings, *holding]:
            for kind, item in reading.get(key, ()):
                if kind == OTHER:
                    out.setdefault(key, []).append(item)
    return out


def running(tree: Node, readings: Sequence[Reading]) -> frozenset[int]:
    """Return the slots that number the items of lists: nearly all of their values are 1 in a first item, and so on."""
    numbers = {
        node.id: [
            frozenset(n.id for n in walk(kind) if isinstance(n, Slot) and n.kind == "number" and not n.shared)
            for kind in node.kinds
        ]
        for node in walk(tree)
        if isinstance(node, Repeat)
    }
    numbers = {key: kinds for key, kinds in numbers.items() if any(kinds)}
    right: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    inner = _lists_of(tree) if numbers else {}
    nested = [item for item, _ in items(tree, readings)] if any(inner[key] for key in inner if key != -1) else []
    for reading in [*readings, *nested] if numbers else []:
        for key in numbers.keys() & reading.keys():
            for k, (kind, item) in enumerate(reading[key]):
                if kind != OTHER:
                    for slot in numbers[key][kind] & item.keys():
                        (right if item[slot] == str(k + 1) else wrong)[slot] += 1
    return frozenset(slot for slot, n in right.items() if wrong[slot] <= EXCEPTED * n)

"""After solving: constants become text, one variable gets one name, closed lists get their values."""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.nodes import (
    OTHER,
    Node,
    Opt,
    Reading,
    Seq,
    Slot,
    Text,
    joined,
    unused_id,
    walk,
    with_inner,
)
from toolkit.induce.pairs import factors
from toolkit.induce.tally import Column, columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.induce.bits import Alphabet

SURE = 12.0
"""Bits of coincidence (articles with both × log2 of the distinct values) from which equal columns are one variable:
a chance below 1 in 4,000."""
SURE_WORDS = 4.0
"""The same for words, which seldom are drawn from the same list at two places for another reason."""
FIRST = 50
"""Readings that tell which slots may be constant."""
ENDS = frozenset("\n。！？；，、")
"""Marks that close a part: they stand at its end, not at its beginning."""


def constants(tree: Node, readings: Sequence[Reading], keep: frozenset[int]) -> Node:
    """Turn slots that have one value in all articles into fixed text; `keep` names slots to leave."""
    likely = {
        slot for slot, column in columns(tree, readings[:FIRST], rows=False).items() if len(column.counts) <= 1
    } - keep
    fixed = {
        slot: next(iter(column.counts))
        for slot, column in columns(tree, readings, likely, rows=False).items()
        if len(column.counts) == 1 and slot not in keep
    }
    if not fixed:
        return tree
    for reading in readings:
        _forget(reading, fixed)
    return _replace(tree, fixed)


def _forget(reading: Reading, fixed: dict[int, str]) -> None:
    for key in [key for key in reading if key in fixed]:
        del reading[key]
    for value in reading.values():
        if isinstance(value, list):
            for kind, item in value:
                if kind != OTHER:
                    _forget(item, fixed)


def _replace(node: Node, fixed: dict[int, str]) -> Node:
    if isinstance(node, Slot) and node.id in fixed:
        return Text(node.id, fixed[node.id])
    return with_inner(node, lambda inner: _replace(inner, fixed))


def unify(tree: Node, readings: list[Reading]) -> dict[int, Column]:
    """Give slots with equal values in all articles that have both one id, in the tree and in the readings.

    Returns:
        The columns of all slots, as they are then.
    """
    every = columns(tree, readings)
    cols = {slot: c for slot, c in every.items() if not c.listed and len(c.counts) > 1 and _can_be_equal(c)}
    order = sorted(cols, key=lambda s: (-len(cols[s].rows), s))
    root: dict[int, int] = {}
    heads: list[int] = []
    for slot in order:
        mine = cols[slot]
        for head in heads:
            theirs = cols[head].rows
            few, many = (mine.rows, theirs) if len(mine.rows) < len(theirs) else (theirs, mine.rows)
            if any(many.get(i, v) != v for i, v in few.items()):
                continue
            both = [v for i, v in few.items() if i in many]
            distinct = len(set(both))
            words = all(map(_is_word, set(both)))
            if distinct > 1 and len(both) * log2(distinct) >= (SURE_WORDS if words else SURE):
                root[slot] = head
                for i, v in mine.rows.items():
                    theirs.setdefault(i, v)
                break
        else:
            heads.append(slot)
    if not root:
        return every
    for slot in root:
        del every[slot]
    for head in set(root.values()):
        every[head].counts = Counter(every[head].rows.values())
    fresh = unused_id(tree)
    for node in walk(tree):
        if isinstance(node, Slot) and (node.id in root or node.id in root.values()) and node.at < 0:
            node.at = fresh
            fresh += 1
    for node in walk(tree):
        if isinstance(node, Slot) and node.id in root:
            node.id = root[node.id]
    for reading in readings:
        for slot, head in root.items():
            if slot in reading:
                reading[head] = reading.pop(slot)
    return every


def _can_be_equal(column: Column) -> bool:
    """Tell whether a column has the values to be equal to another by more than chance: thousands of slots have not."""
    words = {i: v for i, v in column.rows.items() if _is_word(v)}
    return any(
        bool(rows) and len(rows) * log2(len(set(rows.values()))) >= sure
        for rows, sure in ((column.rows, SURE), (words, SURE_WORDS))
    )


def _is_word(value: str) -> bool:
    return len(value) > 1 and not value.isascii()


def split_products(tree: Node, readings: list[Reading], alphabet: Alphabet, cols: dict[int, Column]) -> Node:
    """Make two slots of a variable that is a product, brand and thing: in the tree, the readings and the columns.

    Only for a tree whose deviations have been settled.
    """
    fresh = unused_id(tree)
    halves: dict[int, tuple[int, int]] = {}
    typed = {node.id for node in walk(tree) if isinstance(node, Slot) and node.kind}
    for slot, column in list(cols.items()):
        if slot in typed or column.listed or len(column.counts) < 2:
            continue
        values = sorted(column.counts)
        cuts = factors(values)
        if cuts is None:
            continue
        heads: Counter[str] = Counter()
        tails: Counter[str] = Counter()
        for value, cut in zip(values, cuts, strict=True):
            heads[value[:cut]] += column.counts[value]
            tails[value[cut:]] += column.counts[value]
        whole, _ = alphabet.values(values, [column.counts[v] for v in values])
        apart = sum(alphabet.values(list(half), list(half.values()))[0] for half in (heads, tails))
        if apart < whole:
            halves[slot] = (fresh, fresh + 1)
            fresh += 2
            cut_of = dict(zip(values, cuts, strict=True))
            del cols[slot]
            for half, counts in zip(halves[slot], (heads, tails), strict=True):
                cols[half] = Column(counts, {}, listed=False)
            for reading in readings:
                if slot in reading:
                    value = reading.pop(slot)
                    reading[halves[slot][0]], reading[halves[slot][1]] = value[: cut_of[value]], value[cut_of[value] :]
    return _halved(tree, halves) if halves else tree


def parted(tree: Node, readings: Sequence[Reading], cols: Mapping[int, Column]) -> Node:
    """Make an optional part of a slot that is empty in some articles and lines, sentences or clauses in the others.

    The marks that all of these begin or end with are text of the part. Only for a tree whose deviations have been
    settled; readings and columns are changed in place.
    """
    own = {node.id for node in walk(tree) if isinstance(node, Slot) and not node.kind and node.at < 0}
    fresh = unused_id(tree)
    parts: dict[int, _Part] = {}
    for slot in sorted(own & cols.keys()):
        counts = cols[slot].counts
        values = [value for value in counts if value]
        if counts[""] and values and all(map(_is_clause, values)):
            head, tail = _marks(values)
            parts[slot] = _Part(fresh, head, tail)
            fresh += 3
            del counts[""]
            cols[slot].rows = {i: parts[slot].inside(value) for i, value in cols[slot].rows.items() if value}
            cols[slot].counts = Counter({parts[slot].inside(value): n for value, n in counts.items()})
    if not parts:
        return tree
    todo = list(readings)
    while todo:
        reading = todo.pop()
        for key, value in list(reading.items()):
            if isinstance(value, list):
                todo += [item for kind, item in value if kind != OTHER]
            elif key in parts:
                reading[parts[key].id] = bool(value)
                if value:
                    reading[key] = parts[key].inside(value)
                else:
                    del reading[key]
    return _parted(tree, parts)


class _Part(NamedTuple):
    """An optional part made of a slot: its id (the next two are of its texts), and the marks around the slot."""

    id: int
    head: str
    tail: str

    def inside(self, value: str) -> str:
        """Return a value without the marks."""
        return value[len(self.head) : len(value) - len(self.tail)]


def _is_clause(value: str) -> bool:
    """Tell whether a value is a line, a sentence or a clause with its mark."""
    return (value[-1] in ENDS or value[0] in ENDS) and any(map(str.isalnum, value))


def _marks(values: Sequence[str]) -> tuple[str, str]:
    """Return the mark that all values begin with, and the one that all end with, or "" for each."""
    head, tail = values[0][0], values[0][-1]
    return (
        head if head in ENDS and all(value[0] == head for value in values) else "",
        tail if tail in ENDS and all(value[-1] == tail for value in values) else "",
    )


def _parted(node: Node, parts: dict[int, _Part]) -> Node:
    if isinstance(node, Slot) and node.id in parts:
        number, head, tail = parts[node.id]
        before, after = [Text(number + 1, head)] if head else [], [Text(number + 2, tail)] if tail else []
        return Opt(number, joined([*before, node, *after]))
    return with_inner(node, lambda inner: _parted(inner, parts))


def _halved(node: Node, halves: dict[int, tuple[int, int]]) -> Node:
    if isinstance(node, Slot) and node.id in halves:
        return Seq(
            [Slot(half, (), "", node.at if k == 0 else -1, node.shared) for k, half in enumerate(halves[node.id])]
        )
    changed = with_inner(node, lambda inner: _halved(inner, halves))
    return joined(changed.parts) if isinstance(changed, Seq) else changed


def close(tree: Node, cols: dict[int, Column], alphabet: Alphabet) -> None:
    """Set the values of closed lists on the tree's slots."""
    choices: dict[int, tuple[str, ...]] = {}
    for slot, column in cols.items():
        values = sorted(column.counts)
        if values:
            _, closed = alphabet.values(values, [column.counts[v] for v in values])
            choices[slot] = tuple(values) if closed else ()
    for node in walk(tree):
        if isinstance(node, Slot):
            node.choices = choices.get(node.id, ())


def merged(node: Node) -> Node:
    """Make neighbouring fixed texts one; only for a tree whose deviations have been settled."""
    if isinstance(node, Seq):
        flat = joined([merged(part) for part in node.parts])
        if not isinstance(flat, Seq):
            return flat
        parts: list[Node] = []
        for part in flat.parts:
            if isinstance(part, Text) and not part.text:
                continue
            if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
                parts[-1] = Text(parts[-1].id, parts[-1].text + part.text)
            else:
                parts.append(part)
        return joined(parts)
    return with_inner(node, merged)


def rotated(node: Node) -> Node:
    """Move optional parts by a mark: `高{。也快}。` becomes `高。{也快。}`, which is the same and reads better."""
    for inner in walk(node):
        if not isinstance(inner, Seq):
            continue
        for before, part, after in zip(inner.parts, inner.parts[1:], inner.parts[2:], strict=False):
            if not (isinstance(part, Opt) and isinstance(before, Text) and isinstance(after, Text)):
                continue
            body = part.body.parts if isinstance(part.body, Seq) else [part.body]
            first, last = body[0], body[-1]
            if not (isinstance(first, Text) and isinstance(last, Text) and len(after.text) > 1):
                continue
            mark = after.text[0]
            if mark in ENDS and first.text[0] == mark and len(first.text) > 1:
                first.text = first.text[1:]
                last.text += mark
                before.text += mark
                after.text = after.text[1:]
    return node

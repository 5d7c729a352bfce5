"""What a template is made of: a tree whose leaves are fixed text and slots.

A *reading* of a text by a tree is a dict from node id to value: the text of a `Slot`; whether an `Opt` is written;
which branch of a `Choice`, or -1 for none; the list of items of a `Repeat`, each `(kind, reading of its body)`. A
`Text` is in a reading only where the article deviates from it (noise): the value is what stands there instead.
`write` is the inverse of reading, and all spans come from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Reading = dict[int, Any]
"""Values by node id."""

OTHER = -1
"""The kind of a `Repeat`'s item that is none of its kinds; the item is then a text."""


@dataclass(slots=True)
class Text:
    """Fixed text."""

    id: int
    text: str


@dataclass(slots=True)
class Slot:
    """A place that each article fills anew.

    Attributes:
        id: shared by all places of one variable.
        choices: the values of a closed list, else empty.
        kind: `number`, `date` … where the value's type is known.
        at: where the variable stands in several places, the id of this place: a deviation is kept under it.
        shared: it is the article's, also inside the items of a list.
    """

    id: int
    choices: tuple[str, ...] = ()
    kind: str = ""
    at: int = -1
    shared: bool = False


@dataclass(slots=True)
class Seq:
    """Nodes one after the other."""

    parts: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Opt:
    """A part that is written or left out."""

    id: int
    body: Node


@dataclass(slots=True)
class Choice:
    """One of several branches, or (branch -1) none of them."""

    id: int
    branches: list[Node]


@dataclass(slots=True)
class Repeat:
    """A list whose items come in any order and number; each is one of `kinds`, or of kind -1, any text.

    Attributes:
        id: of the list.
        kinds: what an item may be.
        full: (nearly) every article has every kind exactly once, so only the order varies.
        other: some item is of no kind.
        sep: what stands between two items, but not after the last.
    """

    id: int
    kinds: list[Node]
    full: bool = False
    other: bool = False
    sep: str = ""


Node = Text | Slot | Seq | Opt | Choice | Repeat


def write(
    node: Node, reading: Mapping[int, Any], article: Mapping[int, Any] | None = None
) -> Iterator[tuple[Node, str, str]]:
    """Yield the pieces of a text in order: leaf (or `Repeat`, for an item of no kind), template text, actual text.

    The two texts differ only where a fixed text deviates. `article` is the reading around that of a list's item.
    """
    article = reading if article is None else article
    if isinstance(node, Text):
        yield node, node.text, reading.get(node.id, node.text)
    elif isinstance(node, Slot):
        value = (article if node.shared else reading).get(node.id, "")
        yield node, value, reading.get(node.at, value) if node.at >= 0 else value
    elif isinstance(node, Seq):
        for part in node.parts:
            yield from write(part, reading, article)
    elif isinstance(node, Opt):
        if reading.get(node.id):
            yield from write(node.body, reading, article)
    elif isinstance(node, Choice):
        branch = reading.get(node.id, -1)
        if branch >= 0:
            yield from write(node.branches[branch], reading, article)
    else:
        for k, (kind, item) in enumerate(reading.get(node.id, ())):
            if k and node.sep:
                yield node, node.sep, node.sep
            if kind == OTHER:
                yield node, item, item
            else:
                yield from write(node.kinds[kind], item, article)


def text_of(node: Node, reading: Mapping[int, Any], article: Mapping[int, Any] | None = None) -> str:
    """Return the text that a reading stands for, deviations included; `article` is the reading around an item's."""
    return "".join([actual for _, _, actual in write(node, reading, article)])


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, in order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def children(node: Node) -> list[Node]:
    """Return the nodes directly below."""
    if isinstance(node, Seq):
        return node.parts
    if isinstance(node, Opt):
        return [node.body]
    if isinstance(node, Choice):
        return node.branches
    if isinstance(node, Repeat):
        return node.kinds
    return []


def literals(tree: Node) -> set[str]:
    """Return all texts that a template may write as they are: fixed text, in branches too, and values of closed lists.

    >>> sorted(literals(Slot(0, ("甲", "乙"))))
    ['乙', '甲']
    """
    out: set[str] = set()
    for node in walk(tree):
        if isinstance(node, Text):
            out.add(node.text)
        elif isinstance(node, Slot):
            out.update(node.choices)
    return out


def begins_line(node: Node) -> bool:
    """Tell whether whatever a node writes begins with a line end."""
    if isinstance(node, Text):
        return node.text.startswith("\n")
    if isinstance(node, Seq):
        return begins_line(node.parts[0])
    if isinstance(node, Choice):
        return all(map(begins_line, node.branches))
    return isinstance(node, Opt) and begins_line(node.body)


def begins(node: Node, text: str) -> bool:
    """Tell whether what a node writes may begin with a text."""
    if isinstance(node, Text):
        return node.text.startswith(text)
    if isinstance(node, Seq):
        return begins(node.parts[0], text)
    if isinstance(node, Repeat):
        return any(begins(kind, text) for kind in node.kinds)
    return False


def unused_id(tree: Node) -> int:
    """Return the first id above all of a tree."""
    ids = [max(n.id, n.at if isinstance(n, Slot) else -1) for n in walk(tree) if not isinstance(n, Seq)]
    return max(ids, default=-1) + 1


def copied(node: Node, ids: Iterator[int], of: dict[int, int]) -> Node:
    """Return a copy with new ids, and note in `of` which id became which; only for a tree without places (`at`)."""
    if isinstance(node, Seq):
        return Seq([copied(part, ids, of) for part in node.parts])
    of[node.id] = new = next(ids)
    if isinstance(node, Text):
        return Text(new, node.text)
    if isinstance(node, Slot):
        return Slot(new, node.choices, node.kind)
    if isinstance(node, Opt):
        return Opt(new, copied(node.body, ids, of))
    if isinstance(node, Choice):
        return Choice(new, [copied(branch, ids, of) for branch in node.branches])
    return Repeat(new, [copied(kind, ids, of) for kind in node.kinds], node.full, node.other, node.sep)


def reread(reading: Mapping[int, Any], of: Mapping[int, int]) -> Reading:
    """Return a reading by the copy of a tree."""
    return {
        of[key]: [(kind, item if kind == OTHER else reread(item, of)) for kind, item in value]
        if isinstance(value, list)
        else value
        for key, value in reading.items()
    }


def joined(parts: list[Node]) -> Node:
    """Put nodes in a row: nested rows are opened, a single node stands for itself."""
    flat: list[Node] = []
    for part in parts:
        inner = part.parts if isinstance(part, Seq) else [part]
        flat += inner
    return flat[0] if len(flat) == 1 else Seq(flat)


def with_inner(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the node with each of the nodes directly in it changed; one that holds none is returned as it is."""
    if isinstance(node, Seq):
        return Seq([change(part) for part in node.parts])
    if isinstance(node, Opt):
        return Opt(node.id, change(node.body))
    if isinstance(node, Choice):
        return Choice(node.id, [change(branch) for branch in node.branches])
    if isinstance(node, Repeat):
        return Repeat(node.id, [change(kind) for kind in node.kinds], node.full, node.other, node.sep)
    return node


def with_neighbours_joined(node: Node, join_last: Callable[[list[Node]], bool]) -> Node:
    """Return the tree with neighbours of each row put together, from the innermost rows outwards.

    Args:
        node: the tree.
        join_last: puts the last of the nodes that it is given together with those before it, in place, if they belong
            together; tells whether it did. It is asked again until it did not.
    """
    if not isinstance(node, Seq):
        return with_inner(node, lambda inner: with_neighbours_joined(inner, join_last))
    parts: list[Node] = []
    for part in node.parts:
        parts.append(with_neighbours_joined(part, join_last))
        while join_last(parts):
            pass
    return joined(parts)

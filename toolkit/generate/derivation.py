"""The derivation of an article: who wrote which characters, as it is kept and as one works with it.

It is kept as a tree in JSON that mentions no offset:

    ["title", "phrase", 2, ["platform", "name", 7, 4], [1, 2], 3]

is a node: name of the slot, part, optional part or choice; its type; its value; then what it wrote, in order: nodes,
and numbers of characters that belong to itself. A node that begins with a number is a choice of a closed list: `[1, 2]`
is member 1, of two characters. A contact whose value is null is its own normal form. A whole derivation is a list of
such content. `expand` adds the lengths up.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from toolkit.errors import UsageError
from toolkit.generate.slots import CONTACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Tree: TypeAlias = "list[Any]"


class Node(NamedTuple):
    """One node of a derivation: `text[start:end]` was written by `node`.

    Attributes:
        start: first character of the span.
        end: one past the last.
        node: name of the slot (`platform`), of the part (`section`, `item` …) or of the optional part or choice.
        type: type of the slot (`phrase`, `name`, `number`, `phone` …), `part`, `choice` (of a phrase's group),
            `optional`, `oneof`, `permuted`, or `branch` of the last two.
        value: what was drawn: the number of the phrase, the number or ISO date, a contact's normal form; of parts a
            section's number `[2, 1]`, the number of an item or question, how many characters of a heading are its
            number; None where there is nothing to say.
        parent: index of the node around it in the derivation, or -1.
    """

    start: int
    end: int
    node: str
    type: str
    value: Any
    parent: int


def expand(tree: Sequence[Any], text: str) -> list[Node]:
    r"""Return the nodes of a derivation, outer before inner, in order of their start.

    Line ends at the end of a node belong to none: they separate parts. Those at the end of the article are not even in
    its text.

    Args:
        tree: the derivation, as `Generated.to_dict` and `contentfarm generate` write it.
        text: the article.

    Raises:
        UsageError: it is no derivation, or one of another text.

    >>> expand([1, ["platform", "name", 3, 2, [1, 1]], 2], "用青禾贷借钱")[1]
    Node(start=3, end=4, node='', type='choice', value=1, parent=0)
    """
    if not isinstance(tree, (list, tuple)):
        raise UsageError(f"a derivation is a list, not {tree!r:.40}")
    rows: list[list[Any]] = []
    stack: list[tuple[Iterator[Any], int]] = [(iter(tree), -1)]
    at = 0
    while stack:
        content, parent = stack[-1]
        for part in content:
            kind = part.__class__
            if kind is int and part >= 0:
                at += part
                continue
            if kind is not list or len(part) < 1:
                raise UsageError(f"a derivation holds numbers and nodes, not {part!r:.40}")
            if part[0].__class__ is int:
                rows.append([at, at, "", "choice", part[0], parent])
                rest = islice(part, 1, None)
            elif len(part) > 2 and part[0].__class__ is part[1].__class__ is str:
                rows.append([at, at, part[0], part[1], part[2], parent])
                rest = islice(part, 3, None)
            else:
                raise UsageError(f"a node has name, type and value: {part!r:.40}")
            stack.append((rest, len(rows) - 1))
            break
        else:
            if parent >= 0:
                rows[parent][1] = at
            stack.pop()
    if at < len(text):
        raise UsageError(f"the derivation is of {at} characters, the text has {len(text)}")
    _trim(rows, text)
    return [Node(*row) for row in rows]


def _trim(rows: list[list[Any]], text: str) -> None:
    """Leave line ends at the end of spans out (what is within stays within), and look values up that are the text."""
    for row in rows:
        start, end, parent = row[0], row[1], row[5]
        limit = rows[parent][1] if parent >= 0 else len(text)
        end = min(end, limit)
        start = min(start, limit)
        while end > start and text[end - 1] == "\n":
            end -= 1
        row[0], row[1] = start, end
        if row[4] is None and row[3] in CONTACT_TYPES:
            row[4] = text[start:end]

"""Marks: how a span survives a template engine.

Whatever a slot writes is wrapped in two kinds of characters that no text contains: OPEN, followed by the number of a
node, and CLOSE. They pass through Jinja's concatenation, macros, `set` blocks and joins like any character; at the end
they are taken out, and the places where they stood are the exact spans. They are Unicode *noncharacters* (U+FDD0,
U+FDD1) and private-use characters of plane 15: the Unicode Standard (23.7) keeps noncharacters for such internal use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN = "\ufdd0"
CLOSE = "\ufdd1"
_FIRST = 0xF0000
MAX_NODES = 0xFFFE
"""Nodes that one article may have: as many as plane 15 has private-use characters."""

_MARK = re.compile(f"({OPEN}[\U000f0000-\U000ffffd]|{CLOSE})")
FORBIDDEN = re.compile(f"[{OPEN}{CLOSE}]")
"""What lexicons and templates may not contain."""


class Label(NamedTuple):
    """What a mark says about the text between its ends: name of the slot or part, its type, the value drawn."""

    name: str
    type: str
    value: Any


class Node(NamedTuple):
    """One node of a derivation: `text[start:end]` was written by `name`.

    Attributes:
        start: first character of the span.
        end: one past the last.
        node: name of the slot (`platform`), of the part (`section`, `item` …) or of the optional part or choice.
        type: type of the slot (`phrase`, `name`, `number`, `phone` …), `part`, `choice` (of a phrase's group),
            `optional`, `oneof`, `permuted`, or `branch` of the last two.
        value: what was drawn: the number of the phrase, the number or ISO date, a section's number `[2, 1]` …
        parent: index of the node around it in the derivation, or -1.
    """

    start: int
    end: int
    node: str
    type: str
    value: Any
    parent: int


class UnbalancedError(ValueError):
    """The marks do not nest: a filter of the template cut through them."""


def opening(index: int) -> str:
    """Return the characters that open node number `index`."""
    return OPEN + chr(_FIRST + index)


def bare(marked: str) -> str:
    """Return the text without its marks.

    >>> bare(opening(0) + "青禾" + CLOSE + "贷")
    '青禾贷'
    """
    return _MARK.sub("", marked) if OPEN in marked else marked


def strip(marked: str, labels: Sequence[Label]) -> tuple[str, list[Node]]:
    """Take the marks out and return the text and its nodes, outer before inner, in order of their start.

    Args:
        marked: a text with marks.
        labels: what the node numbers mean.

    Raises:
        UnbalancedError: a mark is missing or was cut.

    >>> text, nodes = strip("用" + opening(0) + "青禾贷" + CLOSE + "借钱", [Label("platform", "name", 3)])
    >>> text, nodes[0].start, nodes[0].end, text[nodes[0].start:nodes[0].end]
    ('用青禾贷借钱', 1, 4, '青禾贷')
    """
    out: list[str] = []
    nodes: list[list[Any]] = []
    stack: list[int] = []
    at = 0
    for index, piece in enumerate(_MARK.split(marked)):
        if index % 2 == 0:
            out.append(piece)
            at += len(piece)
        elif piece == CLOSE:
            if not stack:
                raise UnbalancedError("a slot is closed that was never opened")
            nodes[stack.pop()][1] = at
        else:
            number = ord(piece[1]) - _FIRST
            if number >= len(labels):
                raise UnbalancedError("a slot is opened that does not exist")
            nodes.append([at, at, *labels[number], stack[-1] if stack else -1])
            stack.append(len(nodes) - 1)
    if stack:
        raise UnbalancedError(f"slot {nodes[stack[-1]][2]!r} is never closed")
    text = "".join(out)
    if FORBIDDEN.search(text):
        raise UnbalancedError("half of a mark is left in the text")
    return text, [Node(*node) for node in nodes]

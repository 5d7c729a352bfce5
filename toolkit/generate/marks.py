"""Marks: how a span survives a template engine.

Whatever a slot writes is wrapped in two kinds of characters that no text contains: OPEN, followed by the number of a
node, and CLOSE. They pass through Jinja's concatenation, macros, `set` blocks and joins like any character; at the end
they are taken out, and the places where they stood are the exact spans. They are Unicode *noncharacters* (U+FDD0,
U+FDD1) and private-use characters of plane 15: the Unicode Standard (23.7) keeps noncharacters for such internal use.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

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


Label: TypeAlias = "tuple[str, str, Any]"
"""What a mark says about the text between its ends: name of the slot or part, its type, the value drawn."""


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


class Spans(NamedTuple):
    """A text without its marks and where they stood, a row a node; cheap to make, `nodes` gives the comfortable form.

    Attributes:
        text: the text.
        rows: for each node `[start, end, number of its label, row of the node around it or -1]`.
    """

    text: str
    rows: list[list[int]]

    def nodes(self, labels: Sequence[Label]) -> list[Node]:
        """Return the nodes, outer before inner, in order of their start."""
        return [Node(start, end, *labels[number], parent) for start, end, number, parent in self.rows]


def strip(marked: str, labels: Sequence[Label]) -> Spans:
    """Take the marks out and return the text and the spans.

    Line ends at the end of the text are dropped, and those at the end of a span are left out of it: they separate
    parts, they do not belong to them.

    Args:
        marked: a text with marks.
        labels: what the node numbers mean.

    Raises:
        UnbalancedError: a mark is missing or was cut.

    >>> spans = strip("用" + opening(0) + "青禾贷" + CLOSE + "借钱", [("platform", "name", 3)])
    >>> spans.text, spans.nodes([("platform", "name", 3)])
    ('用青禾贷借钱', [Node(start=1, end=4, node='platform', type='name', value=3, parent=-1)])
    """
    pieces = _MARK.split(marked)
    plain = pieces[::2]
    text = "".join(plain)
    if FORBIDDEN.search(text):
        raise UnbalancedError("half of a mark is left in the text")
    rows: list[list[int]] = []
    stack: list[int] = []
    parent = -1
    at = 0
    for before, mark in zip(plain, pieces[1::2], strict=False):
        at += len(before)
        if mark == CLOSE:
            if not stack:
                raise UnbalancedError("a slot is closed that was never opened")
            rows[parent][1] = at
            parent = stack.pop()
        else:
            number = ord(mark[1]) - _FIRST
            if number >= len(labels):
                raise UnbalancedError("a slot is opened that does not exist")
            stack.append(parent)
            rows.append([at, at, number, parent])
            parent = len(rows) - 1
    if stack:
        raise UnbalancedError(f"slot {labels[rows[parent][2]][0]!r} is never closed")
    text = text.rstrip("\n")
    _trim(text, rows)
    return Spans(text, rows)


def _trim(text: str, rows: list[list[int]]) -> None:
    """Leave line ends at the end of spans out; what is within stays within."""
    for row in rows:
        start, end, _, parent = row
        limit = rows[parent][1] if parent >= 0 else len(text)
        end = min(end, limit)
        start = min(start, limit)
        while end > start and text[end - 1] == "\n":
            end -= 1
        row[0], row[1] = start, end

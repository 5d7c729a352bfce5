"""What is odd in the numbering of an outline: gaps, repeats, restarts, children under a foreign parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.parse.model import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.parse.model import IssueKind, Node

_COUNTED = ("section", "conclusion", "lead", "item")


def find_issues(nodes: Sequence[Node]) -> list[Issue]:
    """Return the issues of all levels in the order of the text.

    Args:
        nodes: the nodes of the first level.
    """
    found: list[Issue] = []
    stack: list[tuple[Sequence[Node], list[int] | None]] = [(nodes, None)]
    while stack:
        siblings, parent = stack.pop()
        _check(siblings, parent, found)
        for node in siblings:
            if node.children:
                own = node.number if node.kind in ("section", "conclusion") else None
                stack.append((node.children, own if node.kind != "list" else parent))
    found.sort(key=lambda issue: issue.start)
    return found


def _check(siblings: Sequence[Node], parent: list[int] | None, found: list[Issue]) -> None:
    previous: dict[str, list[int]] = {}
    down: set[str] | None = None
    for node in siblings:
        number, family = node.number, node.family
        if node.kind not in _COUNTED or number is None or family is None:
            continue
        last = previous.get(family)
        previous[family] = number
        kind: IssueKind | None = None
        if last is None:
            expected = [*number[:-1], 1]
            if len(number) > 1 and parent and number[: len(parent)] != parent:
                kind, expected = "mismatch", [*parent, *number[len(parent) :]]
            elif number[-1] > 1:
                kind = "missing first"
        else:
            expected = [*last[:-1], last[-1] + 1]
            next_parent = [*last[:-2], last[-2] + 1, 1] if len(last) > 1 else None
            if number in (expected, next_parent):
                continue
            if number[:-1] != last[:-1]:
                kind = "gap" if number > last else "repeat"
            elif number[-1] == 1 and last[-1] > 1 and len(number) == 1:
                kind = "restart"
            else:
                kind = "gap" if number[-1] > last[-1] else "repeat"
        if kind is not None:
            down = _count_down(siblings) if down is None else down
            if family in down:
                continue
            mark = node.label if node.kind != "item" else None
            found.append(Issue(kind, node.start, mark or ".".join(map(str, number)), expected, list(number)))


def _count_down(siblings: Sequence[Node]) -> set[str]:
    """Return the families that count down to one (TOP 3, TOP 2, TOP 1)."""
    numbers: dict[str, list[int]] = {}
    for node in siblings:
        if node.number is not None and node.family is not None and len(node.number) == 1:
            numbers.setdefault(node.family, []).append(node.number[0])
    return {family for family, row in numbers.items() if len(row) > 1 and row == list(range(len(row), 0, -1))}

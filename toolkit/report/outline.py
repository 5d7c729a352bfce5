"""An outline prepared for drawing: a bounded tree of short lines, and the strip that shows its rhythm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.report.text import clip, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_DEPTH = 8
"""Levels of the drawn tree; articles have three or four. A branch below is drawn as one line."""

BLANKS = " \t\r\n\u3000"
"""What is trimmed from a line: leaves end in their line break, paragraphs begin with ideographic spaces."""

SNIPPET = 64
"""Characters shown of a leaf's text: a line on a wide screen, two on a phone."""

STRIP_CLASS = {
    "title": "s-head",
    "heading": "s-head",
    "lead": "s-lead",
    "paragraph": "s-para",
    "quote": "s-para",
    "list": "s-item",
    "item": "s-item",
    "question": "s-item",
    "answer": "s-para",
    "conclusion": "s-lead",
    "footer": "s-foot",
    "editor": "s-foot",
    "source": "s-foot",
    "disclaimer": "s-foot",
    "contact": "s-foot",
    "furniture": "s-furn",
}
"""Kind of a leaf to its class in the strip; an unknown kind is drawn as a paragraph."""

WHOLE = frozenset({"lead", "conclusion", "footer"})
"""Kinds that colour everything below them but headings."""


@dataclass(slots=True)
class Node:
    """A line of the drawn tree."""

    kind: str
    number: str
    text: str
    chars: int
    head: bool
    children: list[Node] = field(default_factory=list)
    hidden: int = 0


@dataclass(slots=True)
class Tree:
    """A drawn outline: its top lines, the strip's parts, how many nodes there are, are shown, and lack at the top."""

    nodes: list[Node]
    parts: list[tuple[str, int, int]]
    length: int
    shown: int
    total: int
    hidden: int

    @property
    def summary(self) -> str:
        """Count the top-level sections and leaves, for the strip's label."""
        sections = plural(sum(node.kind == "section" for node in self.nodes), "section")
        return f"{sections} · {plural(self.total, 'part')} · {plural(self.length, 'character')}"


def prepare(outline: Mapping[str, Any], *, nodes: int) -> Tree:
    """Prepare an outline (`Outline.to_dict()`) for drawing.

    Args:
        outline: the root node; its own line is not drawn, its children are.
        nodes: how many nodes to draw at most; the rest are counted.
    """
    tree = Tree([], [], 0, 0, 0, 0)
    tree.hidden = _walk(outline.get("children") or (), tree.nodes, tree, limit=nodes, depth=0, colour=None)
    return tree


def _walk(
    nodes: Sequence[Mapping[str, Any]], into: list[Node], tree: Tree, *, limit: int, depth: int, colour: str | None
) -> int:
    """Add `nodes` to `into`; return how many of them, and below them, were left out."""
    hidden = 0
    for child in nodes:
        kind = str(child.get("kind", ""))
        # Below the last level a branch counts as one part, so that no outline can exhaust the stack.
        children = (child.get("children") or ()) if depth < MAX_DEPTH else ()
        start, end = int(child.get("start") or 0), int(child.get("end") or 0)
        tree.length = max(tree.length, end)
        tree.total += 1
        if not children:
            name = colour if colour and kind not in ("heading", "title") else STRIP_CLASS.get(kind, "s-para")
            tree.parts.append((name, start, end))
        below = STRIP_CLASS[kind] if kind in WHOLE else colour
        if tree.shown >= limit:
            hidden += 1 + _walk(children, [], tree, limit=0, depth=depth + 1, colour=below)
            continue
        tree.shown += 1
        heading = next((node for node in children if node.get("kind") == "heading"), None)
        own = str(child.get("text") or (heading or {}).get("text") or "").strip(BLANKS)
        head = heading is not None or kind in ("title", "heading")
        node = Node(kind, _number(child.get("number"), own), clip(own, SNIPPET), end - start, head)
        into.append(node)
        node.hidden = _walk(children, node.children, tree, limit=limit, depth=depth + 1, colour=below)
        if heading is not None and node.children and node.children[0].kind == "heading":
            # The section's line already says its heading.
            del node.children[0]
    return hidden


def _number(value: object, text: str) -> str:
    """Write a number as `2.1`; nothing where the text says it in the same digits."""
    written = ".".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value or "")
    return "" if text.startswith(written) else written

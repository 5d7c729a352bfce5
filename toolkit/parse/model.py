"""The nouns of parsing: a node of the outline, an issue of its numbering, the outline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (
    *("title", "lead", "heading", "section", "paragraph", "list", "item", "question", "answer", "quote", "conclusion"),
    *("footer", "editor", "source", "disclaimer", "contact", "furniture"),
)
"""Every kind a node can have. `lead section list conclusion footer` have children; `item` and `answer` may."""

IssueKind = Literal["gap", "repeat", "restart", "mismatch", "missing first"]


@dataclass(slots=True)
class Node:
    """One node of an outline.

    Attributes:
        kind: one of `KINDS`.
        start: first character, as an offset into the parsed text.
        end: one past the last character; line breaks and empty lines belong to the leaf before them.
        number: value of the numbering as a list, `[2, 1]` for 2.1; None where there is none.
        label: the numbering as written (`一、`, `2.1`, `步骤一：`) of a section, heading, conclusion, question or
            answer; the name in front of the colon of an item or a part of the footer (`便捷性`, `責任編輯`); else None.
        source: the parsed text (shared by all nodes).
        children: the nodes inside; empty for a leaf.
        family: the family of numbering (see `toolkit.parse.numbering`), None without a mark.
    """

    kind: str
    start: int
    end: int
    number: list[int] | None = None
    label: str | None = None
    source: str = field(default="", repr=False)
    children: list[Node] = field(default_factory=list)
    family: str | None = None

    @property
    def text(self) -> str:
        """The characters of the node, `source[start:end]`."""
        return self.source[self.start : self.end]

    @property
    def heading(self) -> Node | None:
        """The first child of kind `heading`, or None."""
        return next((child for child in self.children if child.kind == "heading"), None)

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it, in the order of the text."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def to_dict(self) -> dict[str, Any]:
        """Return the node as plain JSON types; see `docs/outline.md`. Levels are few, so recursion is safe."""
        out: dict[str, Any] = {"kind": self.kind, "number": self.number, "label": self.label}
        if self.children:
            out["children"] = [child.to_dict() for child in self.children]
        else:
            out["text"] = self.text
        out["start"] = self.start
        out["end"] = self.end
        return out


@dataclass(frozen=True, slots=True)
class Issue:
    """Something odd in the numbering, as left by cutting and pasting.

    Attributes:
        kind: `gap` (a number is missing), `repeat` (the same number twice, or a step back), `restart` (counting
            begins again at 1 among the same siblings), `mismatch` (3.1 under the section 二), `missing first`
            (siblings begin after 1).
        start: where the mark stands in the text.
        label: the mark as written.
        expected: the number that would have been in order.
        found: the number that stands there.
    """

    kind: IssueKind
    start: int
    label: str
    expected: list[int]
    found: list[int]

    def to_dict(self) -> dict[str, Any]:
        """Return the issue as plain JSON types."""
        return {
            "kind": self.kind,
            "start": self.start,
            "label": self.label,
            "expected": self.expected,
            "found": self.found,
        }


@dataclass(slots=True, eq=False)
class Outline:
    """The outline of one article: a tree whose leaves tile the text.

    Attributes:
        source: the parsed text.
        children: the nodes of the first level, in the order of the text.
        issues: what is odd in the numbering.
    """

    source: str
    children: list[Node]
    issues: list[Issue]

    def walk(self) -> Iterator[Node]:
        """Yield every node, parents before children, in the order of the text."""
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Node]:
        """Yield the leaves; joining their texts gives the parsed text back."""
        return (node for node in self.walk() if not node.children)

    def sections(self) -> list[Node]:
        """Return all nodes of kind `section`, whatever their level, in the order of the text."""
        return [node for node in self.walk() if node.kind == "section"]

    @property
    def title(self) -> str | None:
        """The text of the first title without surrounding space, or None."""
        return next((node.text.strip() for node in self.children if node.kind == "title"), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the outline as plain JSON types: a node of kind `article` that also lists the issues."""
        return {
            "kind": "article",
            "number": None,
            "label": None,
            "children": [child.to_dict() for child in self.children],
            "start": 0,
            "end": len(self.source),
            "issues": [issue.to_dict() for issue in self.issues],
        }

    def to_markdown(self) -> str:
        """Return the article as Markdown: headings, lists and quotations by level, footers after a rule."""
        from toolkit.parse.render import markdown

        return markdown(self)

    def to_tree(self, width: int = 72) -> str:
        """Return the outline as an indented plain text, one node a line, texts cut to `width` characters."""
        from toolkit.parse.render import tree

        return tree(self, width)

    def skeleton(self) -> str:
        """Return the outline with the variable words taken out; see `toolkit.parse.compare.skeleton`."""
        from toolkit.parse.compare import skeleton

        return skeleton(self)

    def similarity(self, other: Outline) -> float:
        """Return how alike two outlines are in structure, 0 to 1; see `toolkit.parse.compare.similarity`."""
        from toolkit.parse.compare import similarity

        return similarity(self, other)

    def _repr_html_(self) -> str:
        """Return the outline as escaped HTML for notebooks."""
        from toolkit.parse.render import html

        return html(self)

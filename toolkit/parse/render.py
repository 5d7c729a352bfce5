"""An outline as Markdown, as an indented tree, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.parse.model import Node, Outline

_DEEPEST_HEADING = 6  # CommonMark 4.2: ATX headings have 1 to 6 signs


def markdown(outline: Outline) -> str:
    """Return the article as Markdown; page furniture is left out, footers stand after a rule."""
    out: list[str] = []
    stack: list[tuple[Node, int]] = [(node, 1) for node in reversed(outline.children)]
    while stack:
        node, level = stack.pop()
        line = " ".join(node.text.split()) if not node.children else ""
        if node.kind == "title":
            out.append(f"# {_strip_hash(line)}")
        elif node.kind == "heading":
            out.append(f"{'#' * min(level, _DEEPEST_HEADING)} {_strip_hash(line)}")
        elif node.kind == "item" and not node.children:
            out.append(line if line[:1] in "-*+" else f"- {line}")
        elif node.kind == "quote":
            out.append(line if line.startswith(">") else f"> {line}")
        elif node.kind == "footer":
            out.append("---")
        elif not node.children and node.kind != "furniture" and line:
            out.append(line)
        deeper = level + (node.kind in ("section", "lead", "conclusion"))
        stack.extend((child, deeper) for child in reversed(node.children))
    lines: list[str] = []
    for block in out:
        if lines and not (block.startswith("- ") and lines[-1].startswith("- ")):
            lines.append("")
        lines.append(block)
    return "\n".join(lines) + "\n" if lines else ""


def _strip_hash(line: str) -> str:
    return line.lstrip("#").lstrip() if line.startswith("#") else line


def tree(outline: Outline, width: int = 72) -> str:
    """Return the outline as text, a node a line: indent, kind, number, beginning of the text."""
    out: list[str] = []
    stack = [(node, 0) for node in reversed(outline.children)]
    while stack:
        node, depth = stack.pop()
        number = "" if node.number is None else " " + ".".join(map(str, node.number))
        words = "" if node.children else "  " + _cut(node.text, width)
        out.append(f"{'  ' * depth}{node.kind}{number}{words}")
        stack.extend((child, depth + 1) for child in reversed(node.children))
    out += [
        f"! {issue.kind} at {issue.start}: {issue.label} (expected {_dots(issue.expected)})" for issue in outline.issues
    ]
    return "\n".join(out) + "\n" if out else ""


def html(outline: Outline) -> str:
    """Return the outline as nested lists of HTML, every text escaped."""
    out = ["<div class='outline'><ul>"]
    stack: list[Node | str] = list(reversed(outline.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        number = "" if node.number is None else f" {_dots(node.number)}"
        words = "" if node.children else f": {escape(_cut(node.text, 120))}"
        out.append(f"<li><b>{node.kind}</b>{number}{words}")
        if node.children:
            out.append("<ul>")
            stack.append("</ul></li>")
            stack.extend(reversed(node.children))
        else:
            out.append("</li>")
    out.append("</ul>")
    out += [
        f"<p>{escape(issue.kind)}: {escape(issue.label)}, expected {_dots(issue.expected)}</p>"
        for issue in outline.issues
    ]
    out.append("</div>")
    return "".join(out).encode("utf-8", "replace").decode("utf-8")


def _dots(number: list[int]) -> str:
    return ".".join(map(str, number))


def _cut(text: str, width: int) -> str:
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else line[: width - 1] + "…"

"""An HTML page as lines, broken where a browser breaks them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "head", "title", "button", "select", "option", "textarea", "input", "nav", "aside", "dialog", "rt", "rp",
})  # fmt: skip
"""Elements that are no text of the page, or text around it; `rt` is the reading above a character."""

BLOCKS = frozenset({
    "html", "body", "div", "p", "section", "article", "main", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote",
    "pre", "figure", "figcaption", "form", "fieldset", "details", "summary", "address", "center", "hr",
})  # fmt: skip

_CONTAINERS = frozenset(["body", "div", "section", "article", "main", "td", "th", "form", "center", "blockquote"])
"""Elements that may be the one around the article."""

_ASIDE = re.compile(
    r"(?:^|[-_\s])(?:comments?|pinglun|repl(?:y|ies)|related|relevant|recommend\w*|tuijian|side|sidebar|bread-?crumbs?|crumbs?"
    r"|rank\w*|hot\w*|pager|pagination|navi?|menu|login|advert\w*)(?:$|[-_\s])",
    re.IGNORECASE,
)
"""Classes and ids of what stands beside an article: set apart first, used when nothing else is there."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKED = re.compile(r"[0-9０-９一二三四五六七八九十①-⑳（(【•·●-]")
"""How an item begins that carries its own number or mark."""


class PageLine(NamedTuple):
    """One line of a page.

    Attributes:
        text: its characters, white space collapsed.
        linked: how many of them are inside links.
        tag: the innermost block element around it.
        within: the elements around it that may be the article's, the outermost first, by number.
        aside: it stands in a part that is marked as comments, menu or recommendations.
    """

    text: str
    linked: int
    tag: str
    within: tuple[int, ...]
    aside: bool


def page_lines(tree: LexborHTMLParser) -> list[PageLine]:
    """Return the lines of a parsed page; table rows of plain cells are one line, with tabs between the cells."""
    body = tree.body
    if body is None:
        return []
    writer = _Writer()
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    while stack:  # an explicit stack: pages nest deeper than Python's
        node, done = stack.pop()
        if done:
            writer.leave(node)
            continue
        if not writer.enter(node):
            continue
        stack.append((node, True))
        children = []
        child = node.child
        while child is not None:
            children.append((child, False))
            child = child.next
        stack.extend(reversed(children))
    writer.flush()
    return writer.lines


class _Writer:
    """Collects text until a block ends."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0  # how many links are open
        self._pre = 0
        self._blocks: list[str] = []
        self._within: tuple[int, ...] = ()
        self._count = 0
        self._aside = 0
        self._prefix = ""
        self._numbers: list[int | None] = []  # next number of each open list; None for lists without
        self._rows: list[bool] = []  # whether each open row has plain cells

    def enter(self, node: LexborNode) -> bool:
        """Begin an element or take a text; False when its children are not wanted."""
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text_content or "")
            return False
        if tag == "br":
            self.flush()
            return False
        if tag in _SKIPPED or not tag or tag.startswith(("-", "!")) or _hidden(node):
            return False
        if tag == "a":
            self._links += 1
        if tag not in BLOCKS:
            return True
        if tag in ("td", "th") and self._rows and self._rows[-1]:
            if self._parts:
                self._parts.append("\t")
        else:
            self.flush()
        self._blocks.append(tag)
        if tag in _CONTAINERS:
            self._count += 1
            self._within = (*self._within, self._count)
        self._aside += _is_aside(node)
        if tag in ("ol", "ul"):
            start = node.attributes.get("start") or "1"
            self._numbers.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)
        elif tag == "li":
            self._prefix = self._next_prefix()
        elif tag == "tr":
            self._rows.append(_plain_row(node))
        elif tag == "pre":
            self._pre += 1
        return True

    def leave(self, node: LexborNode) -> None:
        """End an element."""
        tag = node.tag or ""
        if tag == "a":
            self._links -= 1
        if tag not in BLOCKS:
            return
        if not (tag in ("td", "th") and self._rows and self._rows[-1]):
            self.flush()
        self._blocks.pop()
        if tag in _CONTAINERS:
            self._within = self._within[:-1]
        self._aside -= _is_aside(node)
        if tag in ("ol", "ul"):
            self._numbers.pop()
        elif tag == "li":
            self._prefix = ""
        elif tag == "tr":
            self._rows.pop()
        elif tag == "pre":
            self._pre -= 1

    def flush(self) -> None:
        """End the line."""
        text = "".join(self._parts)
        text = "\t".join(" ".join(_SPACES.split(cell)).strip() for cell in text.split("\t")).strip()
        if text:
            if self._prefix and not _MARKED.match(text):
                text = self._prefix + text
            self._prefix = ""
            tag = self._blocks[-1] if self._blocks else "body"
            linked = min(self._linked, len(text))
            self.lines.append(PageLine(text, linked, tag, self._within, self._aside > 0))
        self._parts.clear()
        self._linked = 0

    def _add(self, text: str) -> None:
        if self._pre and "\n" in text:
            for line in text.split("\n"):
                self._add(line)
                self.flush()
            return
        collapsed = _SPACES.sub(" ", text)
        self._parts.append(collapsed)
        if self._links:
            self._linked += len(collapsed.strip())

    def _next_prefix(self) -> str:
        if not self._numbers:
            return ""
        number = self._numbers[-1]
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _is_aside(node: LexborNode) -> bool:
    attributes = node.attributes
    return any(_ASIDE.search(attributes.get(name) or "") for name in ("class", "id"))


def _plain_row(row: LexborNode) -> bool:
    """Tell whether a table row is data, two or more cells of plain text, and not the layout of a page."""
    cells = 0
    child = row.child
    while child is not None:
        if child.tag in ("td", "th"):
            cells += 1
            for inner in child.traverse():
                if (inner.tag in BLOCKS and inner.mem_id != child.mem_id) or inner.tag == "br":
                    return False
        child = child.next
    return cells > 1

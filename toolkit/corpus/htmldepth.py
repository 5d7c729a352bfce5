"""A limit to how deep a page nests, kept before it is parsed.

A parser asks at nearly every tag which elements are open, so a page of a few megabytes that opens an element in an
element, on and on, takes it minutes (quadratic time). Browsers have a limit, too: what would nest deeper becomes a
sibling. Here tags beyond it become void elements, a line break or nothing, so all text stays, in order.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from toolkit.corpus.htmllines import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Container

MAX_DEPTH = 512
"""Open elements; as in Blink and WebKit (`maximumHTMLParserDOMTreeDepth`). Pages of people stay below 100."""

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
"""Elements that hold nothing (HTML standard, 13.1.2)."""
_RAW = frozenset({"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "plaintext"})
"""Elements that hold text alone: they nest nothing, and without their tags that text would be the page's."""
_ENDED_BY = {
    "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "option": {"option"}, "a": {"a"},
    "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr", "td", "th"},
    "tbody": {"tr", "td", "th", "tbody", "thead", "tfoot"}, "tfoot": {"tr", "td", "th", "tbody", "thead", "tfoot"},
}  # fmt: skip
"""Start tag to the elements right around it that it ends (HTML standard, 13.1.2.4)."""


_FORMATTING = frozenset({
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
"""Elements that a parser opens again, in each paragraph to come, when they were never ended (13.2.4.3)."""
_OUT_OF_ORDER = _FORMATTING | {"a"}
"""Elements that end although blocks inside them go on (the "adoption agency"); a form does with anything inside."""
_BARRIERS = frozenset({
    "applet", "button", "caption", "desc", "foreignobject", "marquee", "object", "select", "table", "td", "template",
    "th",
})  # fmt: skip
"""Elements past which an end tag inside them reaches nothing (13.2.4.2)."""
_OF_TABLES = frozenset({"table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"})
"""Elements whose end tags reach past all barriers but a table."""
_SPECIAL = _BARRIERS | _RAW | frozenset({
    "aside", "colgroup", "dir", "frameset", "head", "hgroup", "listing", "menu", "nav", "noscript", "search",
})  # fmt: skip
"""What the standard calls special, besides `BLOCKS`: the end tag of another element reaches nothing outside."""
_ALIKE = 3
"""How many of one name and the same attributes it opens again at most."""
_TAG_LENGTH = 200
"""Characters within which tags are compared; a longer one counts as different from all others."""


def limit_depth(html: str, limit: int = MAX_DEPTH) -> str:
    """Return a page in which no more than about `limit` elements are open at a time; others stay as they are.

    Linear in the page's length. It follows what a parser does with tags without building its tree, so it may count
    too many where end tags are missing that may not be (and then flattens what a parser would have taken), and too
    few by the elements that a parser adds of itself (`tbody`, formatting).

    >>> limit_depth("<div><div>a<div><p>b</p></div></div>c</div>", 2)
    '<div><div>a<br><br>b</br></br></div>c</div>'
    """
    if html.count("<") <= limit:
        return html
    parts: list[str] = []
    copied = 0
    still_open = _Open()
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if match[1]:
            depth = still_open.end(name)
        elif name in _VOID:
            continue
        else:
            depth = still_open.begin(name, html[match.start() : match.start() + _TAG_LENGTH])
        if depth > limit and name not in _RAW:
            parts += html[copied : match.start(2)], "br" if name in BLOCKS else "wbr"
            copied = match.end(2)
    return "".join((*parts, html[copied:])) if parts else html


class _Element(NamedTuple):
    """An open element: its name, and the beginning of its tag."""

    name: str
    tag: str


class _Open:
    """The elements that are open, and the formatting elements that a parser would open again."""

    def __init__(self) -> None:
        self._stack: list[_Element | None] = []  # None: ended, while those inside it go on
        self._places: dict[str, list[int]] = {}  # name to indices of the stack
        self._blocks: list[int] = []  # indices of the stack
        self._barriers = [-1]  # indices of the stack
        self._again: dict[str, list[str]] = {}  # name to tags
        self._alike: Counter[str] = Counter()  # of these
        self._count = 0  # of all that are open or will be opened again

    def begin(self, name: str, tag: str) -> int:
        """Open an element; return its depth."""
        if name in _OF_TABLES and name != "table" and self._last("table") < 0:
            return self._count  # a parser passes over it
        if name in BLOCKS and self._last("p") > self._barriers[-1]:  # a block ends the paragraph that it stands in
            self._pop_to(self._last("p"))
        while self._is_inside(_ENDED_BY.get(name, ())):
            self._pop()
        index = len(self._stack)
        self._stack.append(_Element(name, tag))
        self._places.setdefault(name, []).append(index)
        if name in _BARRIERS:
            self._barriers.append(index)
        if name in BLOCKS or name in _SPECIAL:
            self._blocks.append(index)
        self._count += 1
        return self._count

    def end(self, name: str) -> int:
        """End the innermost element of a name, if that ends any; return the depth that it had, else 0."""
        places = self._places.get(name)
        if not places:
            if self._again.get(name):
                self._alike[self._again[name].pop()] -= 1
                self._count -= 1
            return 0
        index, depth = places[-1], self._count
        if index < self._floor(name):
            return 0
        around_block = self._blocks[-1:] > [index]
        if (name in _OUT_OF_ORDER and around_block) or (name == "form" and index < len(self._stack) - 1):
            self._stack[index] = None
            places.pop()
            self._count -= 1
        elif name in BLOCKS or name in _SPECIAL or not around_block:
            self._pop_to(index)
        else:
            return 0
        return depth

    def _floor(self, name: str) -> int:
        """Return the index below which no element of this name is looked for."""
        if name in _OF_TABLES:
            return max(self._last("table"), self._last("template"))
        return max(self._barriers[-1], self._last("ul"), self._last("ol")) if name == "li" else self._barriers[-1]

    def _last(self, name: str) -> int:
        places = self._places.get(name)
        return places[-1] if places else -1

    def _is_inside(self, names: Container[str]) -> bool:
        last = self._stack[-1] if self._stack else None
        return last is not None and last.name in names

    def _pop_to(self, index: int) -> None:
        while len(self._stack) > index + 1:
            self._linger(self._pop())
        self._pop()

    def _pop(self) -> _Element | None:
        element = self._stack.pop()
        index = len(self._stack)
        if self._blocks and self._blocks[-1] == index:
            self._blocks.pop()
        if self._barriers[-1] == index:
            self._barriers.pop()
        if element is not None:
            self._places[element.name].pop()
            self._count -= 1
        return element

    def _linger(self, element: _Element | None) -> None:
        if element is None or element.name not in _FORMATTING:
            return
        beginning, whole, _ = element.tag.partition(">")
        if not whole or self._alike[beginning] < _ALIKE:
            self._again.setdefault(element.name, []).append(beginning)
            self._alike[beginning] += 1
            self._count += 1

"""A limit to how deep a page nests, kept before it is parsed.

A parser asks at nearly every tag which elements are open, so a page of a few megabytes that opens an element in an
element, on and on, takes it minutes (quadratic time). Browsers have a limit, too: what would nest deeper becomes a
sibling. Here tags beyond it become void elements, a line break or nothing, so all text stays, in order.
"""

from __future__ import annotations

import re
from collections import Counter

from toolkit.corpus.htmllines import BLOCKS

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
_ALIKE = 3
"""How many of one name and the same attributes it opens again at most."""
_TAG_LENGTH = 200
"""Characters within which tags are compared; a longer one counts as different from all others."""


def limit_depth(html: str, limit: int = MAX_DEPTH) -> str:
    """Return a page in which no more than about `limit` elements are open at a time; others stay as they are.

    Linear in the page's length. It counts tags without building a tree, so it may count too many where end tags are
    missing that may not be (and then flattens what a parser would have taken), never too few but for the elements
    that a parser adds of itself (`tbody`).

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


class _Open:
    """The elements that are open, by name, and those that a parser would open again."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, str]] = []  # names, and the beginnings of tags
        self._names: Counter[str] = Counter()  # of the stack
        self._again: dict[str, list[str]] = {}  # name to tags
        self._alike: Counter[str] = Counter()  # of these
        self._count = 0  # of these

    def begin(self, name: str, tag: str) -> int:
        """Open an element; return its depth."""
        if self._stack and self._stack[-1][0] == "p" and name in BLOCKS:
            self._pop()
        ended = _ENDED_BY.get(name, ())
        while self._stack and self._stack[-1][0] in ended:
            self._pop()
        self._stack.append((name, tag))
        self._names[name] += 1
        return len(self._stack) + self._count

    def end(self, name: str) -> int:
        """End the innermost element of a name and all inside it; return the depth that it had, 0 if none is open."""
        if not self._names[name]:
            if self._again.get(name):
                self._alike[self._again[name].pop()] -= 1
                self._count -= 1
            return 0
        while self._stack[-1][0] != name:
            self._linger(*self._pop())
        self._pop()
        return len(self._stack) + 1 + self._count

    def _pop(self) -> tuple[str, str]:
        name, tag = self._stack.pop()
        self._names[name] -= 1
        return name, tag

    def _linger(self, name: str, tag: str) -> None:
        if name in _FORMATTING:
            beginning, whole, _ = tag.partition(">")
            if not whole or self._alike[beginning] < _ALIKE:
                self._again.setdefault(name, []).append(beginning)
                self._alike[beginning] += 1
                self._count += 1

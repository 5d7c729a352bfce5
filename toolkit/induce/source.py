"""Write a tree as a Jinja template that a person can read and that any Jinja renders exactly.

Tags stand on lines of their own where they stand between lines; `-%}` takes the line end after them back. What Jinja
would change or misread is written as a string: a carriage return, a brace before `{`, `%` or `#`, the last line end,
blanks after a tag that takes line ends back.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from toolkit.induce.nodes import Choice, Node, Opt, Repeat, Seq, Slot, Text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_LISTED = 24
"""Values that a closed list may have to be written out in the template."""
SHORT = 48
"""Characters of the values of a closed list up to which they are written where one of them stands: half a line."""
MANY = 3
"""Kinds of a list's items from which the kind has a name of its own, instead of being looked up for each."""
ONCE = "What stands in several places; it is drawn once where the context does not name it."
STOCKS = "Long lists of what may stand in a slot; one of it is drawn where the context names none."
BODY = "The article."
"""Comments: what is not written where it stands is told before the text begins."""
ITEM = "item"
KIND = "kind"
EDITS = "edits"
RESERVED = (ITEM, EDITS, "article", "loop", "at", "start", "end", "new", "range", "dict", "self", "namespace", "cycler")
"""Names that the source uses itself or Jinja defines."""

CLOSER_OF = {"if": "endif", "for": "endfor", "set": "endset", "autoescape": "endautoescape"}
CLOSERS = frozenset({"elif", "else", *CLOSER_OF.values()})

_UNSAFE = re.compile(r"\{(?=[{%#\r\x00\ud800-\udfff]|$)|\r|[\ud800-\udfff\x00]")


class Token(NamedTuple):
    """A piece of source: text as it is, an expression, a tag, or a comment."""

    kind: Literal["text", "expr", "tag", "note"]
    text: str


def quoted(text: str) -> str:
    r"""Return a Jinja string literal in ASCII-safe escapes where needed.

    >>> print(quoted('a"b'), quoted("\r"))
    "a\"b" "\r"
    """
    out = json.dumps(text, ensure_ascii=False)
    return re.sub("[\ud800-\udfff\x7f-\x9f\u2028\u2029]", lambda m: f"\\u{ord(m.group()):04x}", out)


def source_of(
    tree: Node, names: Mapping[int, str], *, edited: bool, escape_off: bool, running: frozenset[int] = frozenset()
) -> str:
    """Return the Jinja source of a tree.

    Args:
        tree: the finished tree.
        names: of its slots, optional parts, choices and lists.
        edited: whether some article deviates; then the source applies the edits in its context.
        escape_off: whether values hold characters that autoescaping would change.
        running: slots that number the items of a list; they do so where an item does not name them.
    """
    tokens: list[Token] = []
    if escape_off:
        tokens.append(Token("tag", "autoescape false"))
    writer = _Writer(tree, names, running)
    for note, heads in ((ONCE, writer.once), (STOCKS, writer.stocks)):
        tokens += [Token("note", note), *heads] if heads else []
    if writer.once or writer.stocks:
        tokens.append(Token("note", BODY))
    if edited:
        tokens.append(Token("tag", "set article"))
    tokens += writer.tokens(tree)
    if edited:
        tokens.append(Token("tag", "endset"))
        tokens.append(Token("tag", "set at = namespace(n=0)"))
        tokens.append(Token("tag", f"for start, end, new in {EDITS} | default([])"))
        tokens.append(Token("expr", "article[at.n:start]"))
        tokens.append(Token("expr", "new"))
        tokens.append(Token("tag", "set at.n = end"))
        tokens.append(Token("tag", "endfor"))
        tokens.append(Token("expr", "article[at.n:]"))
    if escape_off:
        tokens.append(Token("tag", "endautoescape"))
    return _lay_out(tokens)


class _Writer:
    """Writes the nodes of a tree.

    What a closed list may hold stands where it is used, if that is one place and the list is short; so nothing is done
    for a slot of a part that is left out, which makes rendering several times as fast.

    Args:
        tree: the finished tree.
        names: of its slots, optional parts, choices and lists.
        running: slots that number the items of a list.
    """

    def __init__(self, tree: Node, names: Mapping[int, str], running: frozenset[int]) -> None:
        self._names = names
        self._running = running
        self.once: list[Token] = []
        """A line for each closed list of which a value stands in several places."""
        self.stocks: list[Token] = []
        """A line for each other that is too long to be written where it is used."""
        self._drawn: dict[int, str] = {}
        """What is written for a slot that may be drawn in its place."""
        lists = [node for node in walk(tree) if isinstance(node, Repeat)]
        inside = {n.id for r in lists for n in walk(r) if isinstance(n, Slot) and not n.shared}
        places = Counter(node.id for node in walk(tree) if isinstance(node, Slot))
        taken = {*names.values(), *RESERVED}
        seen: set[int] = set()
        for node in walk(tree):
            if isinstance(node, Slot) and 1 < len(node.choices) <= MAX_LISTED and node.id not in inside | seen:
                seen.add(node.id)
                self._closed(node, places[node.id], taken)

    def _closed(self, node: Slot, places: int, taken: set[str]) -> None:
        """Decide where the values of a closed list are written."""
        name = self._names[node.id]
        values = f"[{', '.join(map(quoted, node.choices))}]"
        if places > 1:
            self.once.append(Token("tag", f"set {name} = {name} | default({values} | random)"))
            return
        if sum(map(len, node.choices)) > SHORT:
            stock = f"{name}_values"
            while stock in taken:
                stock += "_"
            taken.add(stock)
            self.stocks.append(Token("tag", f"set {stock} = {values}"))
            values = stock
        self._drawn[node.id] = f"{name} | default({values} | random)"

    def tokens(self, node: Node, item: str | None = None) -> Iterator[Token]:
        """Yield what writes a node.

        Args:
            node: of the tree.
            item: the variable of the list's item that it is in.
        """
        within = f"{item}." if item else ""
        if isinstance(node, Text):
            yield Token("text", node.text)
        elif isinstance(node, Slot):
            name = self._names[node.id]
            if node.id in self._running:
                yield Token("expr", f"{within}{name} | default(loop.index)")
            else:
                yield Token("expr", within + name if item and not node.shared else self._drawn.get(node.id, name))
        elif isinstance(node, Seq):
            for part in node.parts:
                yield from self.tokens(part, item)
        elif isinstance(node, Opt):
            yield Token("tag", f"if {within}{self._names[node.id]}")
            yield from self.tokens(node.body, item)
            yield Token("tag", "endif")
        elif isinstance(node, Choice):
            yield from self._branches(f"{within}{self._names[node.id]}", node.branches, item)
            yield Token("tag", "endif")
        else:
            yield from self._list(node, f"{within}{self._names[node.id]}", item)

    def _branches(self, subject: str, branches: Sequence[Node], item: str | None) -> Iterator[Token]:
        for k, branch in enumerate(branches):
            yield Token("tag", f"{'elif' if k else 'if'} {subject} == {k + 1}")
            yield from self.tokens(branch, item)

    def _list(self, node: Repeat, subject: str, item: str | None) -> Iterator[Token]:
        variable = ITEM if item is None else f"{item}_{ITEM}"
        if is_plain(node) and "\n" not in node.sep:
            yield Token("expr", f"{subject} | join({quoted(node.sep)})" if node.sep else f"{subject} | join")
            return
        yield Token("tag", f"for {variable} in {subject}")
        if is_plain(node):
            yield Token("expr", variable)
        else:
            kind = f"{variable}.kind"
            if len(node.kinds) >= MANY:
                yield Token("tag", f"set {KIND} = {kind}")
                kind = KIND
            yield from self._branches(kind, node.kinds, variable)
            if node.other:
                yield Token("tag", "else")
                yield Token("expr", f"{variable}.text")
            yield Token("tag", "endif")
        yield from _separator(node)
        yield Token("tag", "endfor")


def _separator(node: Repeat) -> list[Token]:
    if not node.sep:
        return []
    return [Token("tag", "if not loop.last"), Token("text", node.sep), Token("tag", "endif")]


def is_plain(node: Repeat) -> bool:
    """Tell whether all items of a list are fixed texts; its context is then a list of texts."""
    return all(isinstance(kind, Text) for kind in node.kinds)


def _lay_out(tokens: list[Token]) -> str:
    """Join tokens to source."""
    texts = _joined(tokens)
    out: list[str] = []
    fresh = True
    """Whether the output so far ends a line, or is empty."""
    swallowing = False
    """Whether the last tag takes following blanks back."""
    blocks: list[bool] = []
    """Whether the tags of the blocks around stand on lines of their own."""
    for k, (kind, text) in enumerate(texts):
        if kind == "tag":
            word = text.split(" ", 1)[0]
            if word in CLOSERS:
                own_line = blocks.pop() if word.startswith("end") else blocks[-1]
            else:
                opens = word in CLOSER_OF and not (word == "set" and " = " in text)
                own_line = fresh and (not opens or _of_lines(texts, k))
                if opens:
                    blocks.append(own_line)
            out.append(f"{{% {text} -%}}\n" if own_line else f"{{% {text} %}}")
            fresh = swallowing = own_line
        elif kind == "note":
            out.append(f"{{# {text} -#}}\n")
            fresh = swallowing = True
        elif kind == "expr":
            out.append(f"{{{{ {text} }}}}")
            fresh = swallowing = False
        else:
            last = k + 1 == len(texts)
            out.append(_escaped(text, last=last, guarded=swallowing))
            fresh = text.endswith("\n") and not last
            swallowing = False
    return "".join(out)


def _of_lines(tokens: list[Token], k: int) -> bool:
    """Tell whether the block that token `k` opens can have its tags on lines of their own: all in it ends lines."""
    depth = 0
    for i in range(k, len(tokens)):
        kind, text = tokens[i]
        if kind != "tag":
            continue
        word = text.split(" ", 1)[0]
        if word == "set" and " = " in text:
            continue
        if depth == 1 and word in CLOSERS:
            before = tokens[i - 1]
            closes = before.kind == "tag" and before.text.startswith("end")
            if not closes and not (before.kind == "text" and before.text.endswith("\n")):
                return False
            if closes and not _ends_line(tokens, i - 1):
                return False
        if word in CLOSER_OF:
            depth += 1
        elif word.startswith("end"):
            depth -= 1
            if depth == 0:
                return True
    return False


def _ends_line(tokens: list[Token], k: int) -> bool:
    """Tell whether what stands before the closing tag(s) at `k` ends a line."""
    while k >= 0 and tokens[k].kind == "tag" and tokens[k].text.startswith("end"):
        k -= 1
    return k >= 0 and tokens[k].kind == "text" and tokens[k].text.endswith("\n")


def _joined(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    for token in tokens:
        if token.kind == "text" and out and out[-1].kind == "text":
            out[-1] = Token("text", out[-1].text + token.text)
        elif token.text or token.kind != "text":
            out.append(token)
    return out


def _escaped(text: str, *, last: bool, guarded: bool) -> str:
    """Write text so that Jinja gives it back.

    Args:
        text: what to write.
        last: no text follows; the final line end is written as a string, because Jinja drops it.
        guarded: the tag before takes blanks back.
    """
    end = ""
    if last and text.endswith("\n"):
        text, end = text[:-1], '{{ "\\n" }}'
    start = ""
    if guarded and text[:1].isspace():
        blank = len(text) - len(text.lstrip())
        start, text = f"{{{{ {quoted(text[:blank])} }}}}", text[blank:]
    body = _UNSAFE.sub(lambda m: f"{{{{ {quoted(m.group())} }}}}", text)
    return start + body + end

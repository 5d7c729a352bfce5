"""From blocks to the nodes of the outline: sections, lists, paragraphs, footers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.blocks import Block
from toolkit.parse.lines import find_label
from toolkit.parse.model import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.parse.blocks import Group
    from toolkit.parse.lines import Line

_UNLABELLED = ("【】", "**", "plain", "sign")  # families whose signs say nothing
_ARTICLES = ("条", "條")  # articles of rules count on through the chapters: 第五条 may stand alone in its own
_NAME_MAX = 24  # characters of a heading below its number, as of one without a number
_BARE_LABEL_MAX = 12  # characters of a name in a list without numbers (`便捷性:…`); longer ones are clauses


class TreeBuilder:
    """Turns the blocks of one text into nodes.

    Args:
        text: the parsed text, shared by all nodes.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def outline(self, root: Block) -> list[Node]:
        """Return the nodes of the first level."""
        content = root.content
        sections = next((i for i, part in enumerate(content) if self._opens_body(part)), None)
        if sections is None:
            return self.nodes(_shorten_leads(content), top=True)
        front = content[:sections]
        out: list[Node] = []
        lead: list[Line | Block] = []
        for at, part in enumerate(front):
            if isinstance(part, Block) and part.role == "mark":
                lead.append(part)
            elif not isinstance(part, Block) and part.kind in ("question", "answer"):
                # Questions and answers are the body already; nothing behind them leads in.
                return _join_footers(out + self._lead(lead) + self.nodes(content[at:], top=True))
            elif isinstance(part, Block) or part.kind in ("title", "footer", "furniture"):
                out += self._lead(lead)
                lead = []
                out += self.nodes([part], top=True)
            else:
                lead.append(part)
        out += self._lead(lead)
        return _join_footers(out + self.nodes(content[sections:], top=True))

    def _opens_body(self, part: Line | Block) -> bool:
        """Tell whether a part of the root is the first section or conclusion."""
        if not isinstance(part, Block):
            return False
        if part.role == "mark":
            return part.group is not None and not part.group.is_list()
        return part.role == "conclusion"

    def _lead(self, parts: Sequence[Line | Block]) -> list[Node]:
        """Wrap what stands between title and first section as a lead, but for lists at its top (contents, facts)."""
        children = self.nodes(parts)
        first = next((at for at, child in enumerate(children) if child.kind != "list"), len(children))
        rest = children[first:]
        return [*children[:first], self._inner("lead", rest)] if rest else children

    def nodes(self, content: Sequence[Line | Block], *, top: bool = False) -> list[Node]:
        """Return the nodes of lines and blocks that stand at one level."""
        out: list[Node] = []
        i = 0
        while i < len(content):
            part = content[i]
            if isinstance(part, Block):
                if part.role != "mark":
                    out.append(self._special(part))
                    i += 1
                    continue
                group = part.group
                assert group is not None
                run: list[Block] = []
                while i < len(content):
                    member = content[i]
                    if not isinstance(member, Block) or member.group is not group:
                        break
                    run.append(member)
                    i += 1
                out += self._group(group, run, top=top)
                continue
            j = i
            while j < len(content) and not isinstance(content[j], Block):
                j += 1
            out += self._lines([line for line in content[i:j] if not isinstance(line, Block)])
            i = j
        return _join_footers(out)

    # Sections and lists

    def _group(self, group: Group, run: list[Block], *, top: bool) -> list[Node]:
        if group.is_list():
            return self._list(run)
        return [self._section(block, top=top) for block in run]

    def _section(self, block: Block, *, top: bool) -> Node:
        line = block.line
        assert line is not None
        mark = line.mark
        assert mark is not None
        number = list(mark.number) or None
        label = None
        if not mark.family.startswith(_UNLABELLED):
            label = self.text[line.a : mark.end].strip() or None
        kind = "section"
        if top and lexicon.conclusion_heading().fullmatch(self.text, line.cut, line.b):
            kind = "conclusion"
        elif top and lexicon.numbered_lead().fullmatch(self.text, line.cut, line.b):
            kind = "lead"
        children = self._heading(line, number, label, split=block.shape == "item")
        content = block.content
        if number and line.cut >= line.b and len(content) > 1 and label and self._names(content[0]):
            # A number alone on its line: the heading goes on with the next.
            assert not isinstance(content[0], Block)
            children[0].end = content[0].end
            content = content[1:]
        children += self.nodes(content)
        node = self._inner(kind, children)
        node.number, node.label, node.family = number, label, mark.family
        return node

    def _names(self, part: Line | Block) -> bool:
        """Tell whether a part is a short line without punctuation, such as stands below a number."""
        if isinstance(part, Block) or part.kind != "plain" or part.b - part.a > _NAME_MAX:
            return False
        return not any(sign in self.text[part.a : part.b] for sign in "。，；：！…,;:")

    def _heading(self, line: Line, number: list[int] | None, label: str | None, *, split: bool) -> list[Node]:
        """Return the heading; a section whose text follows on the same line is split at the colon."""
        family = line.mark.family if line.mark else None
        cut = line.end
        if split:
            found = find_label(self.text, line.cut, line.b)
            if found is not None:
                cut = found[1]
        out = [Node("heading", line.start, cut, number, label, self.text, family=family)]
        if cut < line.end:
            out.append(Node("paragraph", cut, line.end, source=self.text))
        return out

    def _list(self, run: list[Block]) -> list[Node]:
        """Return the list of a run of blocks, and what only follows the list.

        Text under the last item belongs to it as far as the other items have text, too.
        """
        line = run[0].line
        assert line is not None
        firm = line.mark is not None and line.mark.family in _ARTICLES
        if len(run) == 1 and run[0].shape == "item" and not firm and not _starts_counting(run[0]):
            return self.nodes([_as_plain(line), *run[0].content])
        own = max((len(block.content) for block in run[:-1]), default=0)
        items = [self._item(block, block.content) for block in run[:-1]]
        last = run[-1]
        nested = 0
        while nested < len(last.content) and isinstance(last.content[nested], Block):
            nested += 1
        keep = max(own, nested)
        items.append(self._item(last, last.content[:keep]))
        return [self._inner("list", items), *self.nodes(last.content[keep:])]

    def _item(self, block: Block, content: Sequence[Line | Block]) -> Node:
        line = block.line
        assert line is not None
        assert line.mark is not None
        number = list(line.mark.number) or None
        found = find_label(self.text, line.cut, line.b)
        label = found[0] if found else None
        if not content:
            return Node("item", line.start, line.end, number, label, self.text, family=line.mark.family)
        first = Node("paragraph", line.start, line.end, source=self.text)
        node = self._inner("item", [first, *self.nodes(content)])
        node.number, node.label, node.family = number, label, line.mark.family
        return node

    # Leads and conclusions

    def _special(self, block: Block) -> Node:
        line = block.line
        assert line is not None
        if line.kind.endswith(":"):
            label = self.text[line.a : line.cut].strip(" :：【】[]［］「」\t\u3000")
            children = [Node("paragraph", line.start, line.end, None, label, self.text)]
        else:
            children = [Node("heading", line.start, line.end, source=self.text)]
        return self._inner(block.role, children + self.nodes(block.content))

    # Lines without marks

    def _lines(self, lines: list[Line]) -> list[Node]:
        out: list[Node] = []
        i = 0
        while i < len(lines):
            line = lines[i]
            kind = line.kind
            if kind == "bullet":
                j = i
                while j < len(lines) and lines[j].kind == "bullet":
                    j += 1
                if j == i + 1:  # one bullet is a rubric (`■ 焦點`), not a list
                    out.append(self._leaf(line))
                    i = j
                    continue
                out.append(self._inner("list", [self._plain_item(line) for line in lines[i:j]]))
                i = j
                continue
            if kind == "plain":
                j, is_list = self._labelled_run(lines, i)
                if is_list:
                    out.append(self._inner("list", [self._plain_item(line) for line in lines[i:j]]))
                else:
                    j = max(j, i + 1)
                    out += [self._leaf(line) for line in lines[i:j]]
                i = j
                continue
            out.append(self._leaf(line))
            i += 1
        return out

    def _labelled_run(self, lines: list[Line], i: int) -> tuple[int, bool]:
        """Return the end of a run of lines `name: text`, and whether it is a list.

        It is none when it has one line, or when a name comes back: then the names are speakers.
        """
        names: list[str] = []
        j = i
        while j < len(lines) and lines[j].kind == "plain":
            found = find_label(self.text, lines[j].a, lines[j].b)
            if found is None or len(found[0]) > _BARE_LABEL_MAX:
                break
            names.append(found[0])
            j += 1
        return j, len(names) >= 2 and len(set(names)) == len(names)

    def _plain_item(self, line: Line) -> Node:
        found = find_label(self.text, line.cut, line.b)
        return Node("item", line.start, line.end, None, found[0] if found else None, self.text)

    def _leaf(self, line: Line) -> Node:
        node = Node("paragraph", line.start, line.end, source=self.text)
        kind = line.kind
        if kind in ("title", "furniture", "quote"):
            node.kind = kind
        elif kind == "footer":
            node.kind = line.part
            found = find_label(self.text, line.a, line.b)
            node.label = found[0].lstrip("（(【[※*★") if found else None
        elif kind in ("question", "answer"):
            node.kind = kind
            node.number = line.number
            node.label = self.text[line.a : line.cut].strip(" :：\t\u3000") or None
        return node

    def _inner(self, kind: str, children: list[Node]) -> Node:
        return Node(kind, children[0].start, children[-1].end, source=self.text, children=children)


def _shorten_leads(content: Sequence[Line | Block]) -> list[Line | Block]:
    """Where no section ends a lead, it has one paragraph; what follows belongs to the article."""
    out: list[Line | Block] = []
    for part in content:
        out.append(part)
        if isinstance(part, Block) and part.role == "lead" and part.line is not None:
            keep = 0 if part.line.kind.endswith(":") else 1
            out += part.content[keep:]
            del part.content[keep:]
    return out


def _starts_counting(block: Block) -> bool:
    line = block.line
    return line is not None and line.mark is not None and (not line.mark.number or line.mark.number[-1] == 1)


def _as_plain(line: Line) -> Line:
    line.kind, line.mark, line.cut = "plain", None, line.a
    return line


_FOOTER_PARTS = frozenset({"editor", "source", "disclaimer", "contact"})


def _join_footers(nodes: list[Node]) -> list[Node]:
    """Wrap neighbouring parts of a footer in one node of kind `footer`."""
    if not any(node.kind in _FOOTER_PARTS for node in nodes):
        return nodes
    out: list[Node] = []
    for node in nodes:
        if node.kind not in _FOOTER_PARTS:
            out.append(node)
        elif out and out[-1].kind == "footer":
            out[-1].children.append(node)
            out[-1].end = node.end
        else:
            out.append(Node("footer", node.start, node.end, source=node.source, children=[node]))
    return out

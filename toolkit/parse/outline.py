"""`parse`: one text in, its outline out."""

from __future__ import annotations

from toolkit.parse import lexicon
from toolkit.parse.blocks import believe, build
from toolkit.parse.frame import settle
from toolkit.parse.inline import cut_lines
from toolkit.parse.issues import find_issues
from toolkit.parse.lines import classify, split_lines
from toolkit.parse.model import Outline
from toolkit.parse.tree import TreeBuilder


def parse(text: str) -> Outline:
    r"""Return the outline of an article: title, lead, sections, lists, conclusion, footer, furniture.

    The leaves tile the text: `"".join(leaf.text for leaf in outline.leaves()) == text` for any string whatever. Text
    that is damaged can be parsed as it is; offsets always refer to the text given.

    Args:
        text: one article as plain text or Markdown, lines divided as by `str.splitlines`.

    >>> outline = parse("小鹿貸怎麼樣\n一、概述\n它是一款產品。\n二、特點\n1. 便捷:用手機申請。\n2. 快速:當天放款。\n")
    >>> outline.title, [(s.number, s.heading.text.strip()) for s in outline.sections()]
    ('小鹿貸怎麼樣', [([1], '一、概述'), ([2], '二、特點')])
    >>> [item.label for item in outline.walk() if item.kind == "item"]
    ['便捷', '快速']
    """
    lines = cut_lines(text, split_lines(text))
    folded = lexicon.fold(text)
    classify(text, folded, lines)
    believe(text, lines)
    settle(text, folded, lines)
    nodes = TreeBuilder(text).outline(build(text, lines))
    return Outline(text, nodes, find_issues(nodes))

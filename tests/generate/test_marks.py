"""Marks: whatever is wrapped comes out at its place, and a text without marks comes out as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.marks import CLOSE, OPEN, UnbalancedError, bare, opening, strip

if TYPE_CHECKING:
    from toolkit.generate.marks import Label

plain = st.text(st.characters(exclude_characters=OPEN + CLOSE + "\n"), max_size=12)
trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=4), max_leaves=20)


def write(tree: object, labels: list[Label], at: int, spans: list[tuple[int, int, str]]) -> tuple[str, str]:
    """Write a nested list with marks, and collect the spans by plain counting."""
    if isinstance(tree, str):
        return tree, tree
    assert isinstance(tree, list)
    number = len(labels)
    labels.append((f"n{number}", "phrase", number))
    spans.append((0, 0, ""))
    marked, text = opening(number), ""
    for child in tree:
        more, shown = write(child, labels, at + len(text), spans)
        marked += more
        text += shown
    spans[number] = (at, at + len(text), f"n{number}")
    return marked + CLOSE, text


@given(trees)
def test_spans_are_where_the_characters_are(tree: object) -> None:
    labels: list[Label] = []
    spans: list[tuple[int, int, str]] = []
    marked, text = write(tree, labels, 0, spans)
    spans_found = strip(marked, labels)
    stripped, nodes = spans_found.text, spans_found.nodes(labels)
    assert stripped == text == bare(marked)
    assert [(node.start, node.end, node.node) for node in nodes] == spans
    for node in nodes:
        if node.parent >= 0:
            parent = nodes[node.parent]
            assert parent.start <= node.start <= node.end <= parent.end


@pytest.mark.parametrize("broken", [CLOSE, opening(0), opening(1) + CLOSE, OPEN + "x", opening(0)[0] + CLOSE])
def test_cut_marks_are_noticed(broken: str) -> None:
    with pytest.raises(UnbalancedError):
        strip(f"a{broken}b", [("x", "phrase", 0)])


def test_line_ends_belong_to_no_part() -> None:
    labels: list[Label] = [("section", "part", None), ("extra", "optional", None), ("last", "part", None)]
    marked = f"{opening(0)}甲\n乙\n{opening(1)}{CLOSE}{CLOSE}{opening(2)}丙\n{CLOSE}\n\n"
    spans = strip(marked, labels)
    assert spans.text == "甲\n乙\n丙"
    assert [(node.start, node.end) for node in spans.nodes(labels)] == [(0, 3), (3, 3), (4, 5)]

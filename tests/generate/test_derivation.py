"""Derivations: expanded to what a plain count gives; what is no derivation is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate.derivation import Node, expand

TREES = st.recursive(
    st.integers(0, 9),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda content: [2, *content]),
        st.lists(inner, max_size=3).map(lambda content: ["slot", "phrase", 7, *content]),
    ),
    max_leaves=20,
)


def naive(tree: list[Any], start: int, parent: int, nodes: list[Any]) -> int:
    for part in tree:
        if isinstance(part, int):
            start += part
            continue
        head = part[:3] if isinstance(part[0], str) else ["", "choice", part[0]]
        number = len(nodes)
        nodes.append(None)
        end = naive(part[3 if isinstance(part[0], str) else 1 :], start, number, nodes)
        nodes[number] = Node(start, end, *head, parent)
        start = end
    return start


@given(st.lists(TREES, max_size=4))
def test_spans_are_where_the_characters_are(tree: list[Any]) -> None:
    nodes: list[Node] = []
    text = "字" * naive(tree, 0, -1, nodes)
    assert expand(tree, text) == nodes


def test_line_ends_belong_to_no_part() -> None:
    tree = [["section", "part", None, 4, ["extra", "optional", None]], ["last", "part", None, 2], 2]
    assert [node[:2] for node in expand(tree, "甲\n乙\n丙")] == [(0, 3), (3, 3), (4, 5)]


def test_a_contact_may_be_its_own_normal_form() -> None:
    (node, phone) = expand([1, ["ed", "email", None, 3], ["tel", "phone", "+861", 1]], "@a@b1")
    assert (node.value, phone.value) == ("a@b", "+861")


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ([1.5], "numbers and nodes"),
        ([True], "numbers and nodes"),
        ([-1], "numbers and nodes"),
        ([[]], "numbers and nodes"),
        (["x"], "numbers and nodes"),
        ([["a", "b"]], "name, type and value"),
        ([[None, "b", 1]], "name, type and value"),
        ([{"start": 0}], "numbers and nodes"),
        ([2], "the text has 3"),
    ],
)
def test_what_is_no_derivation_is_refused(tree: list[Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        expand(tree, "三个字")

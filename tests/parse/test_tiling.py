"""Whatever the text, the leaves of its outline tile it, and the dictionary form says the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.parse import KINDS, Outline, contacts, parse

MARKS = [
    *(
        "一、",
        "二、",
        "（一）",
        "(2)",
        "1.",
        "2.",
        "1.1",
        "1.2",
        "2.1 ",
        "第一章 ",
        "第二节",
        "①",
        "Ⅰ.",
        "A.",
        "B.",
        "【】",
        "【甲】",
    ),
    *(
        "步骤一：",
        "問題二:",
        "Q1:",
        "## ",
        "# ",
        "- ",
        "• ",
        "> ",
        "問：",
        "答：",
        "3.5 万元",
        "小編導語",
        "導(dǎo)語",
        "總結",
        "七、小編總結",
    ),
    *(
        "責任編輯:某某",
        "特別聲明:",
        "內容侵權聯系方式:15000001234",
        "投訴",
        "上一篇",
        "便捷性:快",
        "優勢：多",
        "短",
        "一句話。",
        "很長的句子，",
    ),
    *(
        "\n",
        "\r\n",
        "\r",
        "\x85",
        "\u2028",
        "\n\n",
        " ",
        "\u3000",
        "\x00",
        "\ud800",
        "。",
        "(",
        ")",
        "1",
        "@",
        ".com",
        "QQ:",
        "微信：",
    ),
]
hostile = st.lists(st.sampled_from(MARKS), max_size=40).map("".join)
anything = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too


def check(text: str) -> Outline:
    outline = parse(text)
    assert "".join(leaf.text for leaf in outline.leaves()) == text
    at = 0
    for leaf in outline.leaves():
        assert leaf.start == at
        at = leaf.end
    assert at == len(text)
    for node in outline.walk():
        assert node.kind in KINDS
        if node.children:
            assert (node.start, node.end) == (node.children[0].start, node.children[-1].end)
    check_dict(outline.to_dict(), text)
    return outline


def check_dict(node: dict[str, Any], text: str) -> None:
    assert ("text" in node) != ("children" in node)
    if "text" in node:
        assert node["text"] == text[node["start"] : node["end"]]
    for child in node.get("children", ()):
        check_dict(child, text)


@given(st.one_of(anything, hostile))
def test_leaves_tile_any_text(text: str) -> None:
    outline = check(text)
    for made in (outline.to_markdown(), outline.to_tree(), outline.skeleton(), outline._repr_html_()):
        assert isinstance(made, str)
    assert outline.similarity(outline) == 1.0


@given(st.one_of(anything, hostile))
def test_contacts_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    at = 0
    for contact in contacts(text):
        assert text[contact.start : contact.end] == contact.raw
        assert contact.start >= at
        assert contact.raw
        assert contact.value
        at = contact.end


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\n\n一、甲", "無換行", "甲\r\n乙\r\n", "\ud800", "\x00", "1.1", "（" * 50]
)
def test_corners(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text", ["1 " * 20_000, "1-" * 20_000, "QQ:12345 " * 5_000, "a@" * 20_000, ".com" * 20_000, "+1" * 20_000]
)
def test_contacts_of_hostile_texts_end(text: str) -> None:
    for contact in contacts(text):
        assert text[contact.start : contact.end] == contact.raw


def test_empty_text_has_no_nodes() -> None:
    assert parse("").children == []


@pytest.mark.parametrize(
    "line",
    [
        "1.1\n",
        "一、\n",
        "1. 短\n",
        "(\n",
        "1. 短\n1. 這一條很長，有說明。\n",
        "第一章 甲\n第一節 乙\n一、丙\n(一)丁\n1.戊\n(1)己\nA.庚\n",
    ],
)
def test_many_lines_do_not_nest_without_end(line: str) -> None:
    outline = check(line * 3000)
    assert depth(outline) <= 40


def depth(outline: Outline) -> int:
    deepest = 0
    stack = [(node, 1) for node in outline.children]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in node.children)
    return deepest

"""Marks of every family, in both scripts, both widths, with notes; and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.parse import parse
from toolkit.parse.numbering import MAX_DEPTH, find_mark, follows, han_number, roman_number

MARKS = [
    ("一、概述", "cjk", (1,), "概述"),
    ("十二、概述", "cjk", (12,), "概述"),
    ("⼀、概述", "cjk", (1,), "概述"),
    ("一.概述", "cjk", (1,), "概述"),
    ("一：概述", "cjk", (1,), "概述"),
    ("（一）概述", "(cjk)", (1,), "概述"),
    ("(一)概述", "(cjk)", (1,), "概述"),
    ("（三）、概述", "(cjk)", (3,), "概述"),
    ("㈢概述", "(cjk)", (3,), "概述"),
    ("1.概述", "arabic", (1,), "概述"),
    ("1. 概述", "arabic", (1,), "概述"),
    ("１．概述", "arabic", (1,), "概述"),
    ("2、概述", "arabic", (2,), "概述"),
    ("⒊概述", "arabic", (3,), "概述"),
    ("(2) 概述", "(arabic)", (2,), "概述"),
    ("⑵概述", "(arabic)", (2,), "概述"),
    ("3)概述", "arabic)", (3,), "概述"),
    ("2.1 概述", "dotted2", (2, 1), "概述"),
    ("２．１概述", "dotted2", (2, 1), "概述"),
    ("1.2.3 概述", "dotted3", (1, 2, 3), "概述"),
    ("第一章 概述", "章", (1,), "概述"),
    ("第12节：概述", "节", (12,), "概述"),
    ("第二節 概述", "節", (2,), "概述"),
    ("第三部分、概述", "部分", (3,), "概述"),
    ("①概述", "circled", (1,), "概述"),
    ("❷概述", "circled", (2,), "概述"),
    ("1️⃣概述", "keycap", (1,), "概述"),
    ("Ⅳ. 概述", "roman", (4,), "概述"),
    ("IV. 概述", "roman", (4,), "概述"),
    ("B. 概述", "alpha", (2,), "概述"),
    ("步骤一：概述", "word:步骤", (1,), "概述"),
    ("步驟二 概述", "word:步驟", (2,), "概述"),
    ("問(wèn)題(tí)一:概述", "word:問(wèn)題(tí)", (1,), "概述"),
    ("方法2：概述", "word:方法", (2,), "概述"),
    ("Q3：概述", "word:Q", (3,), "概述"),
    ("## 概述", "##", (), "概述"),
]


@pytest.mark.parametrize(("line", "family", "number", "rest"), MARKS)
def test_mark_is_read(line: str, family: str, number: tuple[int, ...], rest: str) -> None:
    mark = find_mark(line, 0, len(line))
    assert mark is not None
    assert (mark.family, mark.number, line[mark.end :]) == (family, number, rest)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "一是提高效率",
            "2020. 那一年",
            "12.5% 的人",
            "3:2 获胜",
            "10:30 开始",
            "第一，要冷静",
            "第一次来",
            "A股上涨",
            "概述",
        ),
        *("192.168.1.1.1.1.1", "一", "1", "(", "【", "I am", "一五〇", "二十年后", "#话题#", "第三节比赛中", "0.5 元"),
    ],
)
def test_prose_has_no_mark(line: str) -> None:
    mark = find_mark(line, 0, len(line))
    assert mark is None or mark.needs_support


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("3.5 万元的成交额", "1.1 亿用户"),
        ("1.2.3 版本发布了", "2.0 时代来了"),
        ("三、四线城市增长快", "五、六年前"),
        ("9.11 的教训", "5.1 假期"),
        ("A. 某品牌", "C. 另一个品牌"),
    ],
)
def test_marks_without_a_neighbour_are_text(first: str, second: str) -> None:
    text = f"一份回顾\n{first}，说明了许多问题。\n这是中间的一段话。\n{second}，也说明了许多问题。\n"
    assert {node.kind for node in parse(text).walk()} == {"title", "paragraph"}


def test_numbers_are_read() -> None:
    spelled = ["一", "二", "九", "十", "十一", "十九", "二十", "二十一", "九十九", "一百", "一百零三"]
    assert [han_number(word) for word in spelled] == [1, 2, 9, 10, 11, 19, 20, 21, 99, 100, 103]
    assert han_number("甲") is None
    assert [roman_number(word) for word in ("I", "IIII", "VX", "XIX", "")] == [1, None, None, 19, None]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_following_is_a_strict_order(before: list[int], after: list[int]) -> None:
    if follows(tuple(before), tuple(after)):
        assert before < after
        assert not follows(tuple(after), tuple(before))


def test_next_numbers_follow() -> None:
    chain = [(1,), (1, 1), (1, 1, 1), (1, 1, 2), (1, 2), (2,), (2, 1), (3,)]
    for before, after in pairwise(chain):
        assert follows(before, after)


def test_long_dotted_numbers_are_no_headings() -> None:
    line = ".".join(["1"] * (MAX_DEPTH + 1)) + " 概述"
    assert find_mark(line, 0, len(line)) is None

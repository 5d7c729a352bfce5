"""Punctuation, widths and doubled commas: changed on request, and never in numbers, addresses or code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Edit, apply_edits
from toolkit.repair.commas import find_commas
from toolkit.repair.punctuation import find_punctuation
from toolkit.repair.widths import find_widths

FINDERS = {"punctuation": find_punctuation, "widths": find_widths, "commas": find_commas}


def fixed(kind: str, text: str) -> str:
    edits: list[Edit] = FINDERS[kind](text)
    assert all(edit.kind == kind and edit.certainty == "proved" for edit in edits)
    return apply_edits(text, edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("在現代社會,人們", "在現代社會，人們"),
        ("催收頻率過高:部分用戶", "催收頻率過高：部分用戶"),
        ("怎麼辦?\n好!真的;對:", "怎麼辦？\n好！真的；對："),
        ("真的嗎?!是的", "真的嗎？！是的"),
        ("天啊!!!真的???\n「好嗎?」她問", "天啊！！！真的？？？\n「好嗎？」她問"),
        ("他說,「好」,然後", "他說，「好」，然後"),
        ("你好, 世界! 再見", "你好，世界！再見"),
        ("電話:13800138000", "電話：13800138000"),
        ("下載APP,然後登錄", "下載APP，然後登錄"),
        ("增長50%,下降", "增長50%，下降"),
        ("9:30至21:00,每月休息;見附錄A;然後", "9:30至21:00，每月休息；見附錄A；然後"),
        ("疑問也越來越多.近年來\n以規定為準.\n", "疑問也越來越多。近年來\n以規定為準。\n"),
        ("在30天內,逾期3,000元,於12:30前", "在30天內，逾期3,000元，於12:30前"),
        ("第一:https://a.com/?x=1,2;3!a:好", "第一：https://a.com/?x=1,2;3!a:好"),
    ],
)
def test_punctuation_between_han_becomes_wide(before: str, after: str) -> None:
    assert fixed("punctuation", before) == after


@pytest.mark.parametrize(
    "text",
    [
        "1,234,567 12:30:59 2020:01 3:2 v1.2.3",
        "mail:someone@example.com,http://example.com/a,b?c:d",
        "Hello, world! How are you? Fine; thanks: bye",
        "a,b;c:d?e!f",
        "一.概述 約翰.史密斯 克里斯托弗.諾蘭 第三.五章",
        "好....",
        "現代社會，人們：好！",
        "好:) 呵呵;D 哈:D",
        "f(x,y)[0:1]{a:b}",
        "https://例子.com/路徑?鍵=值",
        "，,：:",
        "打 &lt; 就好，&amp;gt; 也是",
        "int 計算(int 甲,int 乙){ return 甲?乙:0; }",
        "name=小明,age=12,city=臺中",
        'print("你好,世界");',
        "站名,票價,備註\n臺北,15,起點\n板橋,18,轉車",
    ],
)
def test_other_punctuation_stays(text: str) -> None:
    assert fixed("punctuation", text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("下載ＡＰＰ和ａｐｐ１２３", "下載APP和app123"),
        ("ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ／ａ＿ｂ－ｃ", "www.example.com/a_b-c"),
        ("ｈｔｔｐ：／／ａ．ｃｏｍ", "http://a.com"),
        ("ａ＠ｂ．ｃｏｍ", "a@b.com"),
        ("１２：３０，５０％，１．５倍，１５０－１２３４", "12:30，50%，1.5倍，150-1234"),
        ("１，０００元", "1,000元"),
        ("ＱＱ：１００００", "QQ：10000"),
        ("（Ａ）、！？", "（A）、！？"),
    ],
)
def test_full_width_letters_and_digits_are_folded(before: str, after: str) -> None:
    assert fixed("widths", before) == after


@pytest.mark.parametrize("text", ["，。！？：；（）％", "ｱｲｳ ﾊﾝｶｸ", "ﾡﾢ", "plain ASCII 123, 中文", "　　", "￥￡￠"])
def test_other_widths_stay(text: str) -> None:
    assert fixed("widths", text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("說明情況,,安排", "說明情況,安排"),
        ("說明情況，，安排", "說明情況，安排"),
        ("說明情況,，安排", "說明情況，安排"),
        ("甲、、乙", "甲、乙"),
        ("他說「好」,,然後", "他說「好」,然後"),
        ("好，。然後", "好。然後"),
        ("在2020,,年", "在2020,年"),
        ("結束,,\n下一行", "結束,\n下一行"),
    ],
)
def test_doubled_commas_become_one(before: str, after: str) -> None:
    assert fixed("commas", before) == after


@pytest.mark.parametrize(
    "text", ["a,,b", "1,,2,,3", "姓名,,,年齡", "我想，，，算了", "好。。。", "，，開頭", "甲,乙,丙", "f(,,)"]
)
def test_other_commas_stay(text: str) -> None:
    assert fixed("commas", text) == text


PIECES = [*"中文aZ09,:?!;，：。、．Ａｂ０９％ \n「」()@./-", "http://", "１２", "\ud800"]
ANY = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(ANY)
@pytest.mark.parametrize("kind", FINDERS)
def test_a_second_run_changes_nothing(kind: str, text: str) -> None:
    once = fixed(kind, text)
    assert fixed(kind, once) == once

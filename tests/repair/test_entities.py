"""Character references: decoded where a page forgot to, left where they are meant."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair.entities import find_entities


def fixed(text: str) -> str:
    return apply_edits(text, find_entities(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("小編&nbsp;導語", "小編\xa0導語"),
        ("&#20013;&#25991;&#x5167;&#X5BB9;", "中文內容"),
        ("&amp;nbsp;&amp;amp;ldquo;", "\xa0“"),
        ("&amp;#20013;&#38;#20013;&#x26;amp;#20013;", "中中中"),
        ("甲&ldquo;乙&rdquo;丙&hellip;&mdash;&middot;", "甲“乙”丙…—·"),
        ("3 &lt; 5 &gt; 2，甲&amp;乙 &quot;好&quot; it&#39;s it&apos;s", "3 < 5 > 2，甲&乙 \"好\" it's it's"),
        ("&NBSP;&Amp;&LT;", "\xa0&<"),
        ("&nbsp&nbsp&nbsp;段落", "\xa0\xa0\xa0段落"),
        ("&#20013&#25991，", "中文，"),
        ("&#128;&#150;", "€–"),
        ("零&#8203;寬&shy;字", "零寬字"),
        ("&&#97;mp;lt;", "<"),
        ("https://example.com/?a=1&amp;b=2&amp;copy=3", "https://example.com/?a=1&b=2&copy=3"),
        ("“&#20013;&#25991;”", "“中文”"),
    ],
)
def test_references_are_decoded(before: str, after: str) -> None:
    assert fixed(before) == after
    assert all(edit.certainty == "proved" for edit in find_entities(before))


def test_a_full_width_semicolon_is_only_inferred() -> None:
    (edit,) = find_entities("段落&nbsp；開始")
    assert (edit.before, edit.after, edit.certainty) == ("&nbsp；", "\xa0", "inferred")


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/list?a=1&copy=2&reg=3&times=4&lt;=5",
        "AT&T、R&D、B&B、H&M；S&P; 500 &foo; &;",
        "在HTML裡，小於號要寫成&lt;，空格寫成&nbsp;。",
        "<p>這裡顯示 &lt;b&gt; 與 &amp;nbsp;</p>",
        "用“&nbsp;”表示空格，用`&lt;`表示小於號",
        "&#0;&#7;&#xD800;&#x110000;&#xFFFE;&#1114112;",
        "&copy 2020 &times 3 &amp 4",
        "&#12;&#123",
        "每一段用 &lt;p&gt; 開頭，要看到小於號就打 &lt;，打很多空格要用 &nbsp; 才會保留。",
        "你写 &amp;lt;div&amp;gt; 试试，还不行就写 &lt; 再发。",
        "表格裡的箭頭請打 &rarr; 或 &larr;，不要貼圖片。",
        "版權符號是 &copy;，商標是 &trade;。",
        "a && b &&& c & d",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert find_entities(text) == []


@pytest.mark.parametrize("text", ["外面用 &lt;div&gt; 包住", "&lt;p&gt;正文&lt;/p&gt;", "換行&amp;lt;br /&amp;gt;再寫"])
def test_a_tag_in_references_is_a_guess(text: str) -> None:
    edits = find_entities(text)
    assert edits
    assert {edit.certainty for edit in edits} == {"guess"}


def test_other_references_of_a_page_with_a_tag_in_references_are_decoded() -> None:
    edits = find_entities("甲&amp;乙&lt;br&gt;丙&nbsp;丁，1 &lt; 2")
    assert [edit.after for edit in edits if edit.certainty == "proved"] == ["&", "\xa0", "<"]


def test_words_before_what_a_page_says_are_no_mention() -> None:
    assert fixed("稱為&ldquo;微服務&rdquo;，就是&hellip;&hellip;，用&nbsp;電話") == "稱為“微服務”，就是……，用\xa0電話"


def test_a_page_with_tags_still_gets_its_spaces() -> None:
    assert fixed("<br>&nbsp;&nbsp;正文&ldquo;好&rdquo;，1&lt;2") == "<br>\xa0\xa0正文“好”，1&lt;2"


NAMES = [
    "&lt;p&gt;",
    "div",
    "用 ",
    "&copy;",
    "&amp;",
    "amp;",
    "&nbsp",
    "&lt;",
    "lt;",
    "&gt;",
    "&zwj;",
    "nbsp;",
    "HTML",
    "http://a.b/?",
]
NUMBERS = ["#38;", "&#20013;", "&#x4e2d", "#97;", "&#8203;"]
PARTS = st.sampled_from([*NAMES, *NUMBERS, *"&;；<>p中“”=1", "\ud800"])


@given(st.lists(PARTS, max_size=16).map("".join))
def test_a_second_run_changes_nothing(text: str) -> None:
    once = fixed(text)
    assert fixed(once) == once


@given(st.text("中文ab &<>…", max_size=30))
def test_what_was_escaped_comes_back(text: str) -> None:
    escaped = html.escape(text).replace("…", "&hellip;").replace("中", "&#20013;")
    if "<" not in text and find_entities(text) == []:
        assert fixed(escaped) == text

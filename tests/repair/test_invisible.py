"""Invisible characters: gone where nobody needs them, kept where a script or an emoji does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair.invisible import find_invisible

INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u061c\u034f\u180e"
    "\x00\x07\x1b\x7f\x80\x9f\ufe0f\ufe01\U000e0001\U000e0041\U000e0100\u3164\u115f\ufff9\uffff"
)


def fixed(text: str) -> str:
    return apply_edits(text, find_invisible(text))


@pytest.mark.parametrize("char", INVISIBLE)
def test_each_goes_between_letters_and_at_the_edges(char: str) -> None:
    assert fixed(f"ab{char}c") == "abc"
    assert fixed(f"{char}abc{char}") == "abc"
    assert fixed(char * 3) == ""


@pytest.mark.parametrize("char", sorted(set(INVISIBLE) - {"\ufe01", "\U000e0100"}))
def test_each_goes_between_han_characters(char: str) -> None:
    assert fixed(f"催{char}收") == "催收"


KEPT = [
    "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️ ☎️ ✔︎ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣#️⃣ ©️™️ ‼️ ⁉️ ℹ️ Ⓜ️ ㊗️ ▪️ 🤷🏿‍♂️",
    "می‌خواهم کتاب‌ها",
    "क्‍ष श्री‌मान",
    "ខ្ញុំ​ស្រឡាញ់​ភាសា ไทย​ภาษา မြန်မာ​စာ",
    "\u200fעברית\u200f (test) \u202bשלום\u202c",
    "葛\U000e0100城 辻\U000e0101 羽\ufe00",
    "ᠮᠣᠩᠭᠣᠯ᠎ᠠ",
    "ㅤ한글",
    "tab\tline\nfeed\r\n　　段首",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert find_invisible(text) == []


def test_bidi_marks_on_lines_without_right_to_left_letters_go() -> None:
    assert fixed("שלום\u200f עולם\nQQ\u202e：12345\u202c") == "שלום\u200f עולם\nQQ：12345"


def test_line_breaks_of_other_worlds_become_line_feeds() -> None:
    assert fixed("一\x0b二\u2028三\u2029四\x0c五\x85六") == "一\n二\n三\n四\n五\n六"


def test_terminal_colours_go_whole() -> None:
    assert fixed("\x1b[31m紅\x1b[0m字") == "紅字"


def test_runs_are_one_edit_that_names_them() -> None:
    (edit,) = find_invisible("一\u200b\u200b\ufeff二")
    assert edit.before == "\u200b\u200b\ufeff"
    assert "U+200B ZERO WIDTH SPACE" in edit.why
    assert edit.certainty == "proved"


def test_tags_that_are_no_flag_go() -> None:
    assert fixed("🏴\U000e0067x 🏴\U000e0067\U000e0062") == "🏴x 🏴"


ANY = st.text(
    st.one_of(st.characters(), st.sampled_from(INVISIBLE + "👩💻❤催收aم\ud800\n"), st.characters(categories=("Cs",)))
)


@given(ANY)
def test_only_invisible_characters_go_and_a_second_run_finds_nothing_new(text: str) -> None:
    once = fixed(text)
    visible = [
        c for c in text if c != "\n" and unicodedata.category(c) not in ("Cc", "Cf", "Mn", "Lo", "Cn", "Zl", "Zp")
    ]
    assert [c for c in once if c in visible] == [c for c in text if c in visible]
    assert fixed(fixed(once)) == fixed(once)

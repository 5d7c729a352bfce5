"""Text made visible: nothing hidden survives, nothing visible changes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.report.text import MAX_MARKS, clip, clip_columns, marked, share, visible, width

ANY = st.text(st.characters(exclude_categories=()))
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@given(ANY)
def test_nothing_hidden_survives(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(char) for char in shown} & HIDDEN
    assert "\xa0" not in shown
    shown.encode("utf-8")


@given(ANY)
def test_is_idempotent(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANY)
def test_lines_stay_when_asked_for(text: str) -> None:
    shown = visible(text, lines=True)
    assert shown.count("\n") == text.count("\n")
    assert shown.count("\t") == text.count("\t")
    assert not {unicodedata.category(char) for char in shown.replace("\n", "").replace("\t", "")} & HIDDEN


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("abc ,。()〈é〉àＡ①導⼀")))
def test_visible_text_is_untouched(text: str) -> None:
    assert visible(text) == text


@given(ANY, st.booleans())
def test_markup_says_the_same_as_text(text: str, lines: bool) -> None:
    tree = LexborHTMLParser(f"<p>{marked(text, lines=lines)}</p>")
    assert tree.css_first("p").text() == visible(text, lines=lines)
    assert {node.tag for node in tree.css("p *")} <= {"span"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202e倒\u202c", "⟨U+202E⟩倒⟨U+202C⟩"),
        ("\x00", "⟨U+0000⟩"),
        ("\ud83d", "⟨U+D83D⟩"),
        ("a\u00a0b", "a⟨U+00A0⟩b"),
        ("段\u3000落", "段\u3000落"),
        ("a\r\nb", "a⟨U+000D⟩⏎b"),
        ("\u3164", "⟨U+3164⟩"),
        ("\ue000", "⟨U+E000⟩"),
        ("\u200b" * 3, "⟨U+200B⟩" * 3),
        ("\u200b" * 500, "⟨U+200B⟩×500"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_windows_line_ends_are_line_ends() -> None:
    assert visible("a\r\nb\rc", lines=True) == "a\nb⟨U+000D⟩c"


def test_a_pile_of_marks_is_spelled_out() -> None:
    assert visible("e" + "\u0301" * MAX_MARKS) == "e" + "\u0301" * MAX_MARKS
    assert visible("e" + "\u0301\u0302" * 20).count("⟨") == 40 - MAX_MARKS
    assert visible("é" * 50) == "é" * 50
    assert visible("e\u0301" * 50) == "e\u0301" * 50


@given(ANY, st.integers(1, 50))
def test_clipping(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit
    assert clip(text, limit) == text or clip(text, limit).endswith("…")
    assert width(clip_columns(text, limit)) <= max(limit, 1)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_never_rounded_to_all_or_nothing(part: int, whole: int) -> None:
    part = min(part, whole)
    assert (share(part, whole) == "0 %") == (part == 0)
    assert (share(part, whole) == "100 %") == (part == whole)

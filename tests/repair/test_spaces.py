"""Odd spaces: plain in Chinese lines, untouched elsewhere, the ideographic one always."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair.spaces import find_spaces

ODD = [c for code in range(0x80, 0x3000) if unicodedata.category(c := chr(code)) == "Zs" and c != "\u1680"]


def fixed(text: str) -> str:
    return apply_edits(text, find_spaces(text))


@pytest.mark.parametrize("char", ODD)
def test_every_odd_space_becomes_plain(char: str) -> None:
    assert fixed(f"客服{char}{char}電話{char}") == "客服  電話 "


@pytest.mark.parametrize(
    "text",
    [
        "　　段首縮進，作者　王某",
        "Il a dit\xa0: «\xa0Bonjour\xa0!\xa0» 1\u202f500\xa0€",
        "10\xa0000 kr",
        "日本\xa0の\u2003東京",
        "한국\xa0漢字",
        " plain space 半形 空格",
        "\u1680",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert find_spaces(text) == []


def test_each_line_is_judged_by_itself() -> None:
    assert fixed("Prix\xa0: 5\xa0€\n價格\xa0：五元\nfin\xa0!") == "Prix\xa0: 5\xa0€\n價格 ：五元\nfin\xa0!"


@given(st.text(st.sampled_from([*ODD, *"中a \n　の", "\ud800"])))
def test_lengths_stay_and_a_second_run_changes_nothing(text: str) -> None:
    once = fixed(text)
    assert len(once) == len(text)
    assert find_spaces(once) == []

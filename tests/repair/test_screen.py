"""The screen in front of four fixers: what it turns away, none of them has anything to say about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair import FIXERS
from toolkit.repair.screen import SCREENED, shows

ODD = "\u200b\u00ad\x00\x7f\x9f\ufe0f\ufeff\u2028&⼀⻓⾦\uf90a\U0002f800\xa0\u2009\U000e0041\U000e0100\u3164"


@given(
    st.text(
        st.one_of(
            st.characters(exclude_categories=()), st.sampled_from("中文的，。 \n;#1nbsp\ud800"), st.sampled_from(ODD)
        )
    )
)
def test_what_is_turned_away_has_nothing_to_find(text: str) -> None:
    if not shows(text):
        assert not any(FIXERS[name].load()(text) for name in SCREENED)


def test_each_of_the_odd_characters_is_let_through() -> None:
    for char in ODD:
        assert shows(f"中文{char}的"), ascii(char)


def test_plain_text_is_turned_away() -> None:
    assert not shows("乾淨的文字，沒有問題：APP 2.5%（12:30）？\n")

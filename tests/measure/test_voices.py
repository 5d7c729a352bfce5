"""Whose words: quotations begin and end where they do, whatever the text, and one person is told from an editor."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.measure.voices import LONGEST, voices_of

NASTY = st.text(st.sampled_from('“”「」『』‘’《》"甲我吗？。\n \x00\ud800'), max_size=60)


@given(NASTY)
@settings(max_examples=200)
def test_quotations_are_apart_within_a_line_and_nothing_else_is_blanked(text: str) -> None:
    voices = voices_of(text)
    assert len(voices.plain) == len(text)
    spans = list(zip(voices.starts, voices.ends, strict=True))
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    inside = {place for a, b in spans for place in range(a, b)}
    for place, char in enumerate(text):
        assert voices.plain[place] == (" " if place in inside else char)
        assert voices.quoted(place, place + 1) == (place in inside)
    for start, end in spans:
        assert "\n" not in text[start:end]
        assert end - start <= LONGEST + 2
        rest = text[text.rfind("\n", 0, start) + 1 : start] + text[end:].partition("\n")[0]
        assert rest.strip(" "), "a whole line is no quotation"


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("蒸糕那天我忘了包布。", True),
        ("欠了錢,我該怎麼辦?先和對方談。", False),
        ("我還能申請嗎。可以。", False),
        ("我們店裡每天開門。我國有很多橋。我市下雪。", False),
        ("怎樣寫自我介紹。", False),
        ("他說「我不去」,就走了。", False),
        ("小編我今天去看了花。", False),
        ("", False),
    ],
)
def test_one_person_or_not(text: str, personal: bool) -> None:
    assert voices_of(text).personal is personal


def test_what_is_never_closed_or_too_long_is_no_quotation() -> None:
    assert voices_of("他說“小編帶大家看看").starts == ()
    assert voices_of(f"他說“{'甲' * (LONGEST + 1)}”。").starts == ()
    assert voices_of(f"他說“{'甲' * LONGEST}”。").starts == (2,)

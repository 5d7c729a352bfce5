"""Words that may have vanished wholly: what is said to be possible must be, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.kit import Kit
from toolkit.generate.readings import readings
from toolkit.repair import repair, unseen
from toolkit.repair.gbk import plains, vanishing_first
from toolkit.repair.neighbours import after


@pytest.mark.parametrize(("before", "after"), [("，", "時"), ("請", "在")])
def test_a_word_may_vanish_where_it_shares_a_byte(before: str, after: str) -> None:
    word = {"，": "同", "請": "曾"}[before]
    made = Kit.of([("驗", readings().usual["驗"])])
    with_it, without = (f"這是因為那人邀請{before}{middle}{after}武漢A" for middle in (word, ""))
    assert made.annotate(with_it) == made.annotate(without)


def test_a_run_that_may_lack_a_word_is_not_proved() -> None:
    page = Kit.of([("驗", readings().usual["驗"])]).annotate("這是因為目標，時訴諸於人。A")
    assert "?" in page
    assert repair(page).edits == ()


@given(st.text(alphabet="邀請在武漢，時\ud800a。", max_size=8), st.text(alphabet="邀請在武漢，時\ud800a。", max_size=4))
def test_any_text_has_an_answer(clean: str, beside: str) -> None:
    assert unseen.cheapest_insertion(beside, clean, beside) > -30


def test_what_is_tried_has_the_byte() -> None:
    trail = "，".encode("gbk")[1]
    ending = {plains()[lead << 8 | trail] for lead in range(0xA1, 0xFF)}
    found = {char for char, _ in unseen._ending_in(trail)}
    assert found <= ending
    assert "同" in found


@given(st.sampled_from(vanishing_first()), st.characters(), st.one_of(st.characters(), st.sampled_from("时在的，年")))
def test_the_likeliest_are_those_of_all_that_cost_least(trail: int, before: str, behind: str) -> None:
    characters = unseen._ending_in(trail)
    price_of = {char: after(before, char) + after(char, behind) for char, _ in characters}
    assert unseen._likeliest(before, characters, behind) == sorted(price_of, key=lambda c: (price_of[c], c))[:4]

"""The model of fluency: against the model of words that it builds on, and against its definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair import fluency, language
from toolkit.repair.neighbours import NO_ROW, after, alone, characters_after, words_after

HAN = st.text(alphabet=st.sampled_from("数据分析平台的业务用户在中国龘"), max_size=9)
ANY = st.text(alphabet=st.sampled_from("数据的a1，。?\ud800\x00é") | st.characters(), max_size=12)


@given(HAN)
def test_without_pairs_it_is_the_model_of_words(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fluency, "words_after", lambda _: NO_ROW)
        patch.setattr(fluency, "_mixed", lambda by_words, *_: by_words)
        assert fluency.cost(text) == pytest.approx(language.cost(text))


@given(st.floats(0, 30), st.floats(0, 100), st.sampled_from("数的龘"), st.sampled_from("据人龘"))
def test_the_cost_is_the_mean_of_both_models(by_words: float, before: float, last: str, char: str) -> None:
    exact = fluency.WORDS * by_words + fluency.CHARACTERS * after(last, char)
    mixed = fluency._mixed(before + by_words, before, characters_after(last), char)
    assert mixed - before == pytest.approx(exact)


@given(ANY, st.text(alphabet=st.sampled_from("数据的1，"), min_size=1, max_size=3))
def test_looking_ahead_is_taking_the_step(text: str, more: str) -> None:
    front = fluency.START
    for char in text:
        front = fluency.step(front, char)
    ahead = fluency.Ahead(front)
    for char in more:
        assert ahead.cost(char) == pytest.approx(fluency.step(front, char)[0][1])


@given(ANY)
def test_any_text_has_a_cost(text: str) -> None:
    assert -1.0 < fluency.cost(text) < 1e6


@pytest.mark.parametrize("char", "数的人是龘")
def test_what_follows_a_character_is_a_distribution(char: str) -> None:
    listed, unlisted = characters_after(char)
    assert sum(math.exp(-cost) for cost in listed.values()) < 1.1  # costs are rounded to quarter nats
    assert all(cost < unlisted + alone(other) for other, cost in listed.items())


@pytest.mark.parametrize("word", ["当地", "的", "，", "0"])
def test_what_follows_a_word_is_a_distribution(word: str) -> None:
    listed, unlisted = words_after(word)
    assert len(listed) > 10
    assert sum(math.exp(-cost) for cost in listed.values()) < 1.1
    assert unlisted >= 0


def test_what_the_tables_do_not_have_is_as_dear_as_alone() -> None:
    assert characters_after("\ud800") == words_after("無此詞") == NO_ROW
    assert after("\ud800", "的") == alone("的") < alone("龘") <= alone("\ud800")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("当地政府的监督", "当地正文监督"),
        ("相当的原始风貌", "相当的约风貌"),
        ("他们接受教育的同时", "他们接受惶迎的同时"),
        ("在当地的用户", "在当地约用户"),
    ],
)
def test_texts_that_people_write_are_cheaper(better: str, worse: str) -> None:
    assert fluency.cost(better) < fluency.cost(worse)

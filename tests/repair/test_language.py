"""The language model: evaluated step by step, it must give what a plain division into words gives."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair import language

HAN = st.text(alphabet=st.sampled_from("数据分析平台的业务用户在中国龘"), max_size=9)


def naive(text: str) -> float:
    """The cheapest division into words, by trying all first words."""
    whole, _ = language.words()

    @cache
    def best(at: int) -> float:
        if at == len(text):
            return 0.0
        found = [whole[text[at:end]] + best(end) for end in range(at + 1, len(text) + 1) if text[at:end] in whole]
        if text[at] not in whole:
            found.append(language.UNKNOWN + language.BETWEEN * (text[at] in language.words().begin) + best(at + 1))
        return min(found)

    return best(0)


@given(HAN)
def test_the_cost_is_that_of_the_cheapest_division(text: str) -> None:
    assert language.cost(text) == pytest.approx(naive(text))


@given(HAN, HAN)
def test_costs_add_up_across_punctuation(left: str, right: str) -> None:
    joined = language.cost(left + "，" + right)
    assert joined == pytest.approx(language.cost(left) + language.price("，") + language.cost(right))


@given(st.text(alphabet=st.sampled_from("数据a1，\ud800\x00é") | st.characters(), max_size=12))
def test_any_text_has_a_cost_that_only_grows(text: str) -> None:
    front = language.START
    before = 0.0
    for char in text:
        front = language.step(front, char)
        least = min(cost for _, cost in front)
        assert least >= before - 1e-9
        before = least


@pytest.mark.parametrize(
    ("better", "worse"), [("当地政府", "当地正府"), ("业务发展", "业务友展"), ("因为服务", "因灏服务")]
)
def test_words_are_cheaper_than_strings(better: str, worse: str) -> None:
    assert language.cost(better) < language.cost(worse)


def test_what_follows_a_beginning_is_found_either_way() -> None:
    following, _ = language._joints()
    nodes = ["", *language.words().begin][::97]
    assert all(language.followers(node) == frozenset(following.get(node, "")) for node in [*nodes, "鿋", "x", "\ud800"])


def test_each_beginning_of_a_word_costs_what_the_cheapest_such_word_does() -> None:
    whole, begin = language.words()
    plain: dict[str, float] = {}
    for word, cost in whole.items():
        for end in range(1, len(word) + 1):
            plain[word[:end]] = min(cost, plain.get(word[:end], cost))
    assert begin == plain

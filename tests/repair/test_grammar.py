"""Class-based models: division against all divisions there are, chances that add up, and any string."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.repair import grammar
from toolkit.repair.fluency import kind_of
from toolkit.repair.grammar import classes_cost, divide, divide_all, tag, tags_cost, word_class
from toolkit.repair.language import BETWEEN, UNKNOWN, words
from toolkit.repair.neighbours import words_after

TEXTS = st.text(
    st.one_of(
        st.sampled_from("的了是我们公司提供服务，。催收平台手机3A"),
        st.characters(),
        st.characters(categories=["Cs"]),
    ),
    max_size=12,
)
GRAMS = ("tag_grams.txt.gz", "class_grams.txt.gz")


def cost_of(parts: list[str]) -> float:
    """Return what a division costs, the slow way."""
    whole, begin = words()
    total, previous = 0.0, ""
    for part in parts:
        alone = whole.get(part)
        if alone is None:
            alone = UNKNOWN + (BETWEEN if part in begin else 0.0)
        listed, unlisted = words_after(previous)
        total += listed.get(part, alone + unlisted)
        previous = part
    return total


@given(st.text(st.sampled_from("的了是我们公司提供服务平台手机催收不当"), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_the_cheapest_of_all_divisions_is_found(text: str) -> None:
    whole = words().whole
    prices = []
    for count in range(len(text)):
        for cuts in combinations(range(1, len(text)), count):
            parts = [text[a:b] for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True)]
            if all(len(part) == 1 or part in whole for part in parts):
                prices.append(cost_of(parts))
    assert cost_of([word.name for word in divide(text)]) == pytest.approx(min(prices))


@given(TEXTS)
@example("")
@example("\ud800的\x00")
@settings(max_examples=80, deadline=None)
def test_words_tile_any_text_and_all_of_them_are_priced(text: str) -> None:
    found = divide(text)
    ends = [*[word.start for word in found], len(text)][1:]
    assert [word.start for word in found[:1]] == [0][: len(text)]
    for (start, name), end in zip(found, ends, strict=True):
        assert name in (text[start:end], kind_of(text[start:end]) if end == start + 1 else None)
    assert abs(tags_cost(found)) < 1e3 > abs(classes_cost(found))


@pytest.mark.parametrize("name", GRAMS)
def test_chances_behind_a_history_are_no_more_than_one(name: str) -> None:
    grams = grammar._grams(name)
    symbols = [line[0] for line in grams._lines if len(line) == 1]
    assert len(symbols) > 50
    histories = sorted(grams._lines)
    for history in [(), ("no such",), *histories[:: len(histories) // 20]]:
        chances = [grams._chance((*history, symbol)) for symbol in symbols]
        assert min(chances) > 0
        assert 0.9 < sum(chances) < 1 + 1e-9
        assert grams.surprise((*history, "no such")) == grams.surprise((*history, "no such"))


def test_each_word_has_one_tag_and_one_class_and_both_were_counted() -> None:
    listed = [word for line in grammar._read("word_classes.txt.gz") for word in line.split("\t")[2].split(" ")]
    assert len(listed) == len(set(listed)) > 90_000
    for name, of in zip(GRAMS, (tag, word_class), strict=True):
        counted = {symbol for line in grammar._read(name) if line[0] == "\t" for symbol in line.split()[1:]}
        counted = {symbol.rpartition(":")[0] for symbol in counted}
        assert {of(word) for word in ("平台", "提供", "的", "，", "0", "A")} <= counted


@pytest.mark.parametrize(
    ("natural", "odd"),
    [("平台提高了效率", "平台效率了提高"), ("我們在公司工作", "我們工作公司在"), ("他沒有還款", "他還款沒有")],
)
def test_sentences_are_less_surprising_than_their_words_in_disorder(natural: str, odd: str) -> None:
    from toolkit.repair.script_table import simplifying

    one, other = (divide(text.translate(simplifying())) for text in (natural, odd))
    assert tags_cost(one) + classes_cost(one) < tags_cost(other) + classes_cost(other)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.text(st.sampled_from("提供服务，。"), max_size=6))
@settings(deadline=None, max_examples=80)
def test_texts_that_begin_alike_are_divided_as_if_alone(parts: list[str], end: str) -> None:
    texts = ["".join(parts[:stop]) + end for stop in range(len(parts) + 1)]
    assert divide_all(texts) == [divide(text) for text in texts]

"""New articles: accepted when they come from the mould, refused when they do not."""

from __future__ import annotations

import random
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import Template, induce
from toolkit.induce.library import Library
from toolkit.induce.nodes import Seq, Slot, Text
from toolkit.induce.strength import strength


@pytest.fixture(scope="module")
def template(farm: list[str]) -> Template:
    return induce(farm)


def test_fresh_articles_are_accepted(template: Template, fresh: list[str]) -> None:
    for text in fresh:
        match = template.match(text)
        assert match
        assert match.bits_saved > 0
        assert match.found == 1
        assert template.render(match.context) == text
        assert {text[s:e] for s, e, name in match.spans if name == "phone"} == {match.context["phone"]}


def test_damaged_articles_are_accepted_with_edits(template: Template, fresh: list[str]) -> None:
    text = fresh[0].replace("基本概述", "基木概述").replace("小編導語", "小编導語")
    match = template.match(text)
    assert match
    assert len(match.context["edits"]) == 2
    assert template.render(match.context) == text


def test_honest_articles_are_refused(template: Template, honest: list[str]) -> None:
    for text in [*honest, "", "\n", honest[0] * 20]:
        match = template.match(text)
        assert not match
        assert match.context == {}


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60))
@settings(max_examples=30)
def test_any_text_can_be_asked(template: Template, text: str) -> None:
    match = template.match(text)
    if match:
        assert template.render(match.context) == text


def test_an_item_that_the_list_never_held_is_an_edit(template: Template, fresh: list[str]) -> None:
    text = fresh[0].replace("利息低", "櫃檯不用排隊")
    match = template.match(text)
    assert match
    assert template.render(match.context) == text
    assert "櫃檯不用排隊" in {text[start:end] for start, end, _ in match.spans}


def test_changed_characters_do_not_hide_the_mould(template: Template, fresh: list[str]) -> None:
    rng = random.Random(5)
    for text in fresh:
        noisy = "".join(rng.choice("的一是了我不") if rng.random() < 0.02 else c for c in text)
        match = template.match(noisy)
        assert match
        assert template.render(match.context) == noisy


def test_hostile_texts_are_refused(template: Template, fresh: list[str]) -> None:
    sentences = fresh[0].split("，")
    for text in (
        "".join(sentences) * 300,  # the mould's wording over and over
        "，".join(reversed(sentences)) + "。" * 50_000,
        fresh[0][:6] * 20_000,
        "".join(c + "的" for c in fresh[0]) * 50,
    ):
        assert not template.match(text)


def test_a_skeleton_is_matched_by_its_outline() -> None:
    lines = ("一、先看天氣", "二、再看路況", "三、最後出門")
    rng = random.Random(2)
    stock = [chr(c) for c in range(0x4E00, 0x9000, 3)]

    def page() -> str:
        return "".join(f"{line}\n{''.join(rng.choices(stock, k=60))}。\n" for line in lines)

    template = induce([page() for _ in range(12)])
    assert template.report.kind in {"skeleton", "template"}
    assert template.match(page())
    assert not template.match("".join(rng.choices(stock, k=200)))


STOCK = [chr(c) for c in range(0x4E00, 0x9000, 3)]


def _outline(lines: tuple[str, ...], rng: random.Random) -> str:
    return "".join(f"{line}\n{''.join(rng.choices(STOCK, k=60))}。\n" for line in lines)


def test_an_outline_of_numbers_alone_matches_nothing() -> None:
    """All articles with numbered lines have it, so it says nothing about an article."""
    rng = random.Random(6)

    def page() -> str:
        heads = ["".join(rng.choices(STOCK, k=4)) for _ in range(4)]
        return _outline(tuple(f"{n}、{head}" for n, head in zip("一二三四", heads, strict=True)), rng)

    template = induce([page() for _ in range(8)])
    if template:
        assert template.least_strength == float("inf")
        assert not any(template.match(page()) for _ in range(5))


def test_an_outline_is_matched_by_its_words_and_not_by_its_numbers() -> None:
    rng = random.Random(3)
    lines = ("一、先看天氣", "二、再看路況", "三、最後出門")
    template = induce([_outline(lines, rng) for _ in range(10)])
    assert template.report.kind in {"skeleton", "template"}
    match = template.match(_outline(lines, rng))
    assert match
    assert match.strength >= template.least_strength > 0
    assert 0 < match.covered < 0.2
    other = ("一、費用說明", "二、常見問題", "三、注意事項")
    assert not any(template.match(_outline(other, rng)) for _ in range(5))


def test_strength_counts_a_word_once_and_no_changed_one() -> None:
    tree = Seq([Text(0, "小編導語\n"), Slot(1), Text(2, "小編導語\n"), Text(3, "、\n"), Text(4, "總結如下")])
    costs = dict.fromkeys("小編導語總結如下", 10.0)
    place = log2(len("小編導語\n甲小編導語\n、\n總結如下") + 1)
    assert strength(tree, {1: "甲"}, costs) == pytest.approx(2 * (40 - place))
    assert strength(tree, {1: "甲", 4: "總吉如下"}, costs) == pytest.approx(40 - place)
    assert strength(tree, {1: "甲" * 10**6}, costs) < 2 * (40 - place)


def test_a_library_names_the_mould(farm: list[str], fresh: list[str], honest: list[str]) -> None:
    bulletins = [
        f"{c}氣象臺今天發布預報：明天最高氣溫{t}度，風力{w}級，請市民外出時注意防曬補水。"
        for c, t, w in [("臨江", 33, 3), ("雲溪", 29, 4), ("霧海", 31, 2), ("白渡", 35, 5), ("南塢", 30, 3)]
    ]
    library = Library({"farm": induce(farm), "weather": induce(bulletins), "none": induce(honest)})
    assert len(library) == 2
    assert {hit.name if (hit := library.match(text)) else None for text in fresh} == {"farm"}
    assert (
        library.match("松江氣象臺今天發布預報：明天最高氣溫28度，風力4級，請市民外出時注意防曬補水。").name == "weather"
    )  # type: ignore[union-attr]
    assert list(library.match_all(honest)) == [None] * len(honest)


def test_the_index_loses_nothing(farm: list[str], fresh: list[str], honest: list[str]) -> None:
    """Oracle: every template is asked about every text, and the one that saves most is taken."""
    swapped = [text.replace("小編", "編者").replace("互聯網金融", "線上購物") for text in farm]
    templates = {"farm": induce(farm), "shop": induce(swapped), "few": induce(farm[:6])}
    library = Library(templates)
    others = [text.replace("小編", "編者") for text in fresh]
    for text in [*fresh, *others, *honest]:
        asked = {name: found for name, template in templates.items() if (found := template.match(text))}
        best = max(asked, key=lambda name: asked[name].bits_saved, default=None)
        hit = library.match(text)
        assert (hit.name if hit else None) == best
        assert set(asked) <= set(library.candidates(text))

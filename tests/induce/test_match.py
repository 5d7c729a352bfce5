"""New articles: accepted when they come from the mould, refused when they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import Template, induce
from toolkit.induce.library import Library


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
    """Oracle: every template that accepts a text is a candidate for it."""
    template = induce(farm)
    library = Library({"farm": template})
    for text in [*fresh, *honest]:
        assert bool(template.match(text)) <= ("farm" in library.candidates(text))

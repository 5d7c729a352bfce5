"""Groups in two scripts: learnt in one, rendered as they were found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.induce import induce
from toolkit.induce.scripts import common, converted, forms, in_one

ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()) | st.sampled_from("导導语語发發髮后後"))


@pytest.fixture(scope="module")
def mixed(farm: list[str]) -> list[str]:
    """Thirty articles of one mould, every third one simplified."""
    return [converted(text, "hans") if k % 3 == 0 else text for k, text in enumerate(farm[:30])]


def test_one_script_has_the_slots_of_one_script(farm: list[str], mixed: list[str]) -> None:
    as_it_is, one = induce(mixed), induce(mixed, script="common")
    pure = induce(farm[:30])
    assert [slot.name for slot in one.slots] == [slot.name for slot in pure.slots]
    assert len(as_it_is.slots) > len(one.slots)
    assert one.report.damaged == 10


@pytest.mark.parametrize("script", ["keep", "common", "hans", "hant", "tw"])
def test_every_article_is_rendered_as_it_was_found(mixed: list[str], script: str) -> None:
    template = induce(mixed, script=script)
    assert [template.render(context) for context in template.contexts] == mixed
    for k in (0, 1, 9):
        text = mixed[k]
        assert all(0 <= start < end <= len(text) for start, end, _ in template.spans(k))


def test_slots_hold_the_same_values_in_both_scripts(mixed: list[str], farm: list[str]) -> None:
    """OpenCC alone would write 審覈 for 审核, where the other articles have 審核."""
    one, pure = induce(mixed, script="common"), induce(farm[:30])
    names = {slot.name for slot in pure.slots}
    for mine, theirs in zip(one.contexts, pure.contexts, strict=True):
        assert {n: v for n, v in mine.items() if n in names} == {n: v for n, v in theirs.items() if n in names}


def test_repaired_originals_and_scripts_go_together(mixed: list[str]) -> None:
    damaged = [text.replace("導", "導(dǎo)").replace("导", "导(dǎo)") for text in mixed]
    template = induce(mixed, damaged, script="common")
    assert [template.render(context) for context in template.contexts] == damaged


def test_a_group_in_one_script_is_left_as_it_is(farm: list[str]) -> None:
    assert common(farm) == "keep"
    assert in_one(farm, "common") == farm
    assert induce(farm[:20], script="common").to_dict() == induce(farm[:20]).to_dict()


def test_unknown_scripts_are_refused() -> None:
    with pytest.raises(UsageError, match="unknown script"):
        induce(["一", "二"], script="klingon")


@given(st.lists(ANY, max_size=5))
@settings(max_examples=40)
def test_any_texts_are_taken(texts: list[str]) -> None:
    assert common(texts) in {"keep", "hans", "hant"}
    for text in texts:
        assert forms(text)[0] == text
    template = induce(texts, script="common")
    assert [template.render(c) for c in template.contexts] == [texts[i] for i in template.members]


def test_folded_punctuation_is_no_choice(farm: list[str]) -> None:
    narrow = str.maketrans("，：？", ",:?")
    mixed = [text.translate(narrow) if k % 4 == 0 else text for k, text in enumerate(farm[:24])]
    one, pure = induce(mixed, script="common"), induce(farm[:24])
    assert [slot.name for slot in one.slots] == [slot.name for slot in pure.slots]
    assert [one.render(context) for context in one.contexts] == mixed
    folded = [text.translate(narrow) for text in farm[:24]]
    assert in_one(folded, "common") == folded
    mostly = [text if k % 4 == 0 else text.translate(narrow) for k, text in enumerate(farm[:24])]
    assert in_one(mostly, "common") == folded


def test_full_width_digits_and_letters_are_no_choice(farm: list[str]) -> None:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789%ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    mixed = [text.translate(wide) if k % 4 == 0 else text for k, text in enumerate(farm[:24])]
    one, pure = induce(mixed, script="common"), induce(farm[:24])
    assert [(slot.name, slot.kind) for slot in one.slots] == [(slot.name, slot.kind) for slot in pure.slots]
    assert [one.render(context) for context in one.contexts] == mixed
    mostly = [text if k % 4 == 0 else text.translate(wide) for k, text in enumerate(farm[:24])]
    assert in_one(mostly, "common") == farm[:24]  # only in half width is a number known as one
    everywhere = [text.translate(wide) for text in farm[:24]]
    assert in_one(everywhere, "common") == everywhere

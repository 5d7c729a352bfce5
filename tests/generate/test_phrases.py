"""Phrases: spintax with names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.phrases import MAX_DEPTH, Group, PhraseError, Place, parse_phrase, places


def unparse(phrase: object) -> str:
    if isinstance(phrase, str):
        return "".join("\\" + char if char in "{}|\\" else char for char in phrase)
    if isinstance(phrase, Place):
        return "{" + phrase.name + (f".{phrase.field}" if phrase.field else "") + "}"
    if isinstance(phrase, Group):
        return "{" + "|".join(unparse(member) for member in phrase.members) + "}"
    assert isinstance(phrase, tuple)
    return "".join(map(unparse, phrase))


def merge(parts: list[object]) -> tuple[object, ...]:
    """Join neighbouring texts, as the parser does."""
    out: list[object] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)


words = st.text(max_size=5)
names = st.builds(Place, st.sampled_from(["a", "city", "x_1"]), st.sampled_from([None, "river"]))
phrases = st.recursive(
    st.lists(words | names, max_size=4).map(merge),
    lambda inner: st.lists(
        words | names | st.builds(Group, st.lists(inner, min_size=2, max_size=3).map(tuple)), max_size=3
    ).map(merge),
    max_leaves=12,
)


@given(phrases)
def test_what_is_written_is_read_back(phrase: tuple[object, ...]) -> None:
    assert parse_phrase(unparse(phrase)) == phrase


@given(st.text(alphabet="{}|\\ab.中", max_size=20))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        phrase = parse_phrase(source)
    except PhraseError:
        return
    assert parse_phrase(unparse(phrase)) == phrase


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{a", "never closed"),
        ("a}", "closing brace"),
        ("a|b", "bar outside"),
        ("{很好}", "neither the name"),
        ("{}", "neither"),
        ("{1a}", "neither"),
        ("{" * (MAX_DEPTH + 1), "nested deeper"),
    ],
)
def test_mistakes_are_named(source: str, message: str) -> None:
    with pytest.raises(PhraseError, match=message):
        parse_phrase(source)


def test_places_are_found_at_any_depth() -> None:
    found = places(parse_phrase("{a}{{b.c}|{|{d}}}"))
    assert [(place.name, place.field) for place in found] == [("a", None), ("b", "c"), ("d", None)]

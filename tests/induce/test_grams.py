"""The index of wording against a naive count."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce.grams import WIDTH, GramIndex, code_points
from toolkit.induce.nodes import Choice, Opt, Repeat, Seq, Slot, Text, literals

TEXTS = st.text(alphabet=st.sampled_from("甲乙丙a\x00\ud800\U0010ffff"), max_size=14)


def naive(text: str, wording: list[str]) -> int:
    """Characters of `text` inside k-grams of `wording`."""
    grams = {said[i : i + WIDTH] for said in wording for i in range(len(said) - WIDTH + 1)}
    inside = {i + k for i in range(len(text)) if text[i : i + WIDTH] in grams for k in range(WIDTH)}
    return len(inside)


@given(st.lists(st.lists(TEXTS, max_size=3), min_size=1, max_size=4), TEXTS)
@settings(max_examples=200, deadline=None)
def test_coverage_is_the_naive_count(sets: list[list[str]], text: str) -> None:
    assert GramIndex(sets).covered(code_points(text)).tolist() == [naive(text, wording) for wording in sets]


def test_literals_are_all_that_may_stand_as_it_is() -> None:
    tree = Seq(
        [
            Text(0, "甲"),
            Opt(1, Text(2, "乙")),
            Choice(3, [Text(4, "丙"), Slot(5, ("丁", "戊"))]),
            Repeat(6, [Seq([Text(7, "己"), Slot(8)])]),
        ]
    )
    assert literals(tree) == set("甲乙丙丁戊己")


def test_an_index_of_nothing() -> None:
    assert GramIndex([]).covered(code_points("甲乙丙")).tolist() == []
    assert GramIndex([[]]).covered(code_points("甲乙丙")).tolist() == [0]

"""Scores of repair: by hand on small cases, and on edits that are right, false or missing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Edit, apply_edits
from toolkit.evaluate.figures import Bootstrap
from toolkit.evaluate.inputs import Found
from toolkit.evaluate.repair import figures, judge, original

CLEAN = "在現代社會，資金周轉是難題。導語和現象都要看。"
DAMAGED = "在現(xiàn)代社會，資金周轉是難題。導(dǎo)語和現(xiàn)象都要看。"


NOTES = [
    {"start": match.start(), "end": match.end(), "before": match[0], "after": ""}
    for match in re.finditer(r"\([^)]+\)", DAMAGED)
]


def edit(start: int, before: str, after: str) -> dict[str, object]:
    return {"start": start, "end": start + len(before), "before": before, "after": after}


@given(st.text(st.sampled_from("甲乙丙\n"), max_size=15), st.data())
def test_undoing_edits_gives_the_original(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    edits = [
        Edit("x", a, b, text[a:b], data.draw(st.text(max_size=3)), "proved", "")
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    assert original(apply_edits(text, edits), [e.to_dict() for e in edits]) == text


def test_all_undone() -> None:
    judged = judge(Found("a", CLEAN, edits=NOTES), CLEAN, ["notes"])
    assert (judged.exact, judged.same, judged.was_clean) == (True, True, False)
    assert judged.places["notes"] == judged.undone["notes"] == judged.right_edits == 3
    assert (judged.false_edits, judged.after, judged.before) == (0, 0, 17)


def test_nothing_undone() -> None:
    judged = judge(Found("a", DAMAGED), CLEAN)
    assert (judged.exact, judged.undone["notes"], judged.places["notes"], judged.edits) == (False, 0, 3, 0)
    assert judged.before == judged.after


def test_an_edit_of_what_was_right_is_false() -> None:
    harmed = judge(Found("a", "資本周轉", edits=[edit(1, "金", "本")]), "資金周轉")
    assert (harmed.was_clean, harmed.exact, harmed.false_edits, harmed.right_edits) == (True, False, 1, 0)


def test_a_wrong_edit_of_a_damaged_place_is_neither_right_nor_false() -> None:
    judged = judge(Found("a", "資本周轉", edits=[edit(1, "?", "本")]), "資金周轉")
    assert (judged.edits, judged.right_edits, judged.false_edits) == (1, 0, 0)
    assert judged.undone["shifted"] == 0 < judged.places["shifted"]


def test_widths_are_told_apart_from_the_rest() -> None:
    judged = judge(Found("a", "周轉,難題", edits=[edit(2, "(x)", "")]), "周轉，難題")
    assert (judged.exact, judged.same) == (False, True)


def test_figures_count_what_was_judged() -> None:
    articles = [
        judge(Found("a", CLEAN, edits=NOTES), CLEAN, ["notes"]),
        judge(Found("b", DAMAGED), CLEAN, ["notes"]),
        judge(Found("c", CLEAN), CLEAN),
    ]
    found = {(f.name, f.group): (f.hits, f.of) for f in figures(articles, Bootstrap(20)).figures}
    assert found["clean articles unchanged", ""] == (1, 1)
    assert found["damaged articles exact", ""] == (1, 2)
    assert found["places undone", "notes"] == (3, 6)
    assert found["exact but for widths", "notes"] == (1, 2)
    assert found["character error rate after", ""] == (17, 3 * len(CLEAN))

"""Boundaries, labels and contacts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.evaluate.inputs import Found
from toolkit.evaluate.structure import contact_counts, judge
from toolkit.generate import generate
from toolkit.parse import parse

TEXT = "標題\n小編導語\n前面的話。\n一、緣起\n第一段。\n二、經過\n第二段。"
SECTIONS = [
    {"kind": "lead", "number": [], "heading": "小編導語", "start": 3, "end": 13},
    {"kind": "section", "number": [1], "heading": "緣起", "start": 14, "end": 23},
    {"kind": "section", "number": [2], "heading": "經過", "start": 24, "end": 33},
]


def found(text: str) -> Found:
    return Found("a", text, outline=parse(text).to_dict())


def test_all_right() -> None:
    judged = judge(found(TEXT), TEXT, SECTIONS)
    assert judged == ((3, 3, 3), 3, 3, 3)


def test_offsets_are_carried_over_to_a_text_that_differs() -> None:
    judged = judge(found(TEXT.replace("標題", "很長的標題").replace("一、緣起", "一、 緣起")), TEXT, SECTIONS)
    assert judged == ((3, 3, 3), 3, 3, 3)


def test_a_missing_and_a_wrong_one() -> None:
    wrong = [SECTIONS[0], {**SECTIONS[1], "number": [7], "heading": "別的"}]
    assert judge(found(TEXT), TEXT, wrong) == ((2, 3, 2), 2, 1, 1)


def test_the_outline_of_the_truth_itself_is_right() -> None:
    for name in ("loan_guide", "health_advice"):
        for article in generate(name, 3, 11):
            true = [section._asdict() for section in article.sections]
            mine = Found("a", article.text, outline=_with_labels(article.outline(), article.text))
            judged = judge(mine, article.text, true)
            assert judged.boundaries == (len(true),) * 3
            assert judged.kinds == judged.numbers == len(true)


def _with_labels(node: dict, text: str) -> dict:
    return {**node, "children": [_with_labels(child, text) for child in node.get("children", [])]}


CONTACT = st.fixed_dictionaries({"kind": st.sampled_from(["qq", "phone"]), "value": st.sampled_from("abc")})


@given(st.lists(CONTACT), st.lists(CONTACT))
def test_contacts_are_sets(mine: list[dict[str, str]], true: list[dict[str, str]]) -> None:
    counts = contact_counts(mine, true)
    for kind in ("qq", "phone"):
        a = {row["value"] for row in mine if row["kind"] == kind}
        b = {row["value"] for row in true if row["kind"] == kind}
        assert counts.get(kind, (0, 0, 0)) == (len(a & b), len(a), len(b))

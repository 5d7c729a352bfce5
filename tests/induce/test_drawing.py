"""What is shown of a template: slots and parts of an article tile what is not simply fixed, in any article."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import induce
from toolkit.induce import notebook as book
from toolkit.induce.drawing import examples, exemplary, shown
from toolkit.induce.nodes import Choice, Opt, Seq, Text, walk


def fixed(node: object) -> str:
    """Return the fixed text outside of all parts."""
    return "".join(p.text for p in (node.parts if isinstance(node, Seq) else [node]) if isinstance(p, Text))


def test_what_is_not_shown_is_the_fixed_text(farm: list[str]) -> None:
    template = induce(farm)
    for k in (0, 7, 33):
        text = template.render(template.contexts[k])
        at, plain = 0, []
        for start, end, _, _ in shown(template, k):
            plain.append(text[at:start])
            at = end
        plain.append(text[at:])
        # Separators of a list are fixed, too.
        assert "".join(plain).replace("、", "") == fixed(template.tree).replace("、", "")


def test_slots_inside_parts_are_slots() -> None:
    texts = [
        f"門市營業至{h}點。"
        + (f"會員可享{d}折優惠，詳情請洽櫃檯人員，優惠不得併用。" if k % 2 else "")
        + "歡迎您再次光臨本店，祝您購物愉快。"
        for k, (h, d) in enumerate([(20, 8), (21, 9), (22, 7), (19, 6), (23, 5), (18, 4), (20, 3), (21, 2)])
    ]
    template = induce(texts)
    (part,) = [node for node in walk(template.tree) if isinstance(node, Opt)]
    runs = shown(template, 1)
    text = texts[template.members[1]]
    assert {text[r.start : r.end] for r in runs if r.is_slot} == {"21", "9"}
    inside = [text[r.start : r.end] for r in runs if r.name == template.names[part.id]]
    assert "".join(inside) == "會員可享折優惠，詳情請洽櫃檯人員，優惠不得併用。"


def test_the_article_that_deviates_least_is_shown(farm: list[str]) -> None:
    broken = [text.replace("小編總結", "小編總吉") if k < 3 else text for k, text in enumerate(farm[:30])]
    template = induce(broken)
    assert template.contexts[0].get("edits")
    assert exemplary(template) == 3
    assert exemplary(induce(farm[:20])) == 0


def test_parts_and_branches_show_their_words() -> None:
    words = ("歡迎蒞臨指教參觀", "請多多宣傳介紹給朋友")
    texts = [
        f"本店地址在城東{k}號，{words[k % 2]}，{'停車免費，' if k % 3 else ''}電話預約即可。" for k in range(10, 40)
    ]
    template = induce(texts)
    said = examples(template)
    assert set(said) == {slot.name for slot in template.slots}
    for node in walk(template.tree):
        if isinstance(node, Choice | Opt):
            assert all(
                not value.isdigit() and value not in {"written", "left out"} for value in said[template.names[node.id]]
            )
    assert any("停車免費" in value for values in said.values() for value in values)


@given(st.lists(st.text(alphabet="甲乙丙丁，。\n1\ud800", min_size=1, max_size=30), min_size=2, max_size=6))
@settings(max_examples=40)
def test_runs_are_in_order_and_inside_any_article(texts: list[str]) -> None:
    template = induce([text + "這是每一篇都有的一句話，一字不差，非常好認。" for text in texts])
    for k, context in enumerate(template.contexts):
        size, at = len(template.render(context)), 0
        for start, end, name, _ in shown(template, k):
            assert at <= start < end <= size
            assert name
            at = end
    assert template._repr_html_()


def test_a_notebook_holds_what_is_worth_seeing_and_no_markup_of_others() -> None:
    words = ("歡迎蒞臨", "", "<b>請進</b>", "")
    texts = [f"本店地址在城東{k}號，{words[k % 4]}電話預約即可，謝謝您。" for k in range(20)]
    template = induce([text + "好" * book.MAX_ARTICLE for text in texts])
    template.slots[:] = [replace(slot, kind="<i>" + slot.kind) for slot in template.slots]
    html = template._repr_html_()
    assert html.count("好") < book.MAX_ARTICLE
    assert " …</pre>" in html
    assert "<b>" not in html
    assert "<i>number" not in html
    assert "overflow-x:auto" in html
    assert book._shown("") == "<i>empty</i>"

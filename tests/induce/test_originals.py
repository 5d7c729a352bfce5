"""Learnt from repaired forms: contexts and spans are those of the articles as they were found."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.induce import induce
from toolkit.induce.deviations import differences
from toolkit.induce.merge import merged

ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=12)


def damaged(text: str) -> str:
    return text.replace("導", "導(dǎo)").replace("應", "應(yīng)").replace("頻", "")


def test_the_template_is_that_of_the_repaired_forms(farm: list[str]) -> None:
    clean = farm[:30]
    found = [damaged(text) if i % 2 else text for i, text in enumerate(clean)]
    template = induce(clean, found)
    plain = induce(clean)
    assert [template.render(context) for context in template.contexts] == found
    assert template.tree == plain.tree
    assert template.report.damaged == 15
    assert template.report.edited == 15
    for i, text in enumerate(found):
        said = [text[start:end] for start, end, _ in template.spans(i)]
        meant = [clean[i][start:end] for start, end, _ in plain.spans(i)]
        assert said == [damaged(value) if i % 2 else value for value in meant]


@given(st.data())
@settings(max_examples=25)
def test_any_originals_are_rendered(farm: list[str], data: st.DataObject) -> None:
    clean = farm[:6]
    found = [data.draw(ANY) + text[data.draw(st.integers(0, 60)) :] + data.draw(ANY) for text in clean]
    template = induce(clean, found)
    assert template
    for k, i in enumerate(template.members):
        assert template.render(template.contexts[k]) == found[i]
        at = 0
        for start, end, _ in template.spans(i):
            assert at <= start < end <= len(found[i])
            at = end


@given(ANY, ANY)
def test_differences_make_one_of_the_other(said: str, actual: str) -> None:
    out, at = [], 0
    for start, end, new in differences(said, actual):
        assert at <= start <= end <= len(said)
        out += [said[at:start], new]
        at = end
    assert "".join(out) + said[at:] == actual


def test_wrong_originals_are_told() -> None:
    with pytest.raises(UsageError, match="2 texts and 1 originals"):
        induce(["一", "二"], ["一"])
    with pytest.raises(UsageError, match="original 1 is int"):
        induce(["一", "二"], ["一", 2])  # type: ignore[list-item]


def test_clusters_of_one_mould_are_put_together(farm: list[str], honest: list[str]) -> None:
    bulletins = [
        f"{c}氣象臺今天發布預報：明天最高氣溫{t}度，風力{w}級，請市民外出時注意防曬補水。"
        for c, t, w in [("臨江", 33, 3), ("雲溪", 29, 4), ("霧海", 31, 2), ("白渡", 35, 5), ("南塢", 30, 3)]
    ]
    mixed = farm[:]
    random.Random(1).shuffle(mixed)
    texts = {"a": mixed[:20], "weather": bulletins, "b": mixed[20:40], "none": honest}
    templates = {name: induce(group) for name, group in texts.items()}
    found = merged(templates, texts, lambda names: induce([text for name in names for text in texts[name]]), induce)
    assert list(found) == [("a", "b")]
    assert found["a", "b"].report.parsed == 40
    # A union that one template cannot render is no union.
    assert merged(templates, texts, lambda names: induce(honest), induce) == {}


def test_moulds_that_share_a_footer_stay_apart(farm: list[str]) -> None:
    footer = "特別聲明：本文由網友上傳，僅供參考，不構成任何建議，如有侵權請來信告知，我們將在三個工作日內處理。"
    bulletins = [
        f"{c}氣象臺今天發布預報：明天最高氣溫{t}度，風力{w}級，請市民外出時注意防曬補水。{footer}"
        for c, t, w in [("臨江", 33, 3), ("雲溪", 29, 4), ("霧海", 31, 2), ("白渡", 35, 5), ("南塢", 30, 3)]
    ]
    texts = {"farm": [text + footer for text in farm[:12]], "weather": bulletins}
    templates = {name: induce(group) for name, group in texts.items()}
    assert all(templates.values())
    both = merged(templates, texts, lambda names: induce([t for name in names for t in texts[name]]), induce)
    assert both == {}

"""What a template of known articles looks like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.induce import Template, induce
from toolkit.induce.nodes import Choice, Opt, Repeat, Seq, Slot, Text, walk
from toolkit.induce.tally import columns, presence, strange
from toolkit.induce.template import Report


@pytest.fixture(scope="module")
def template(farm: list[str]) -> Template:
    return induce(farm)


def test_constructs_are_found(template: Template) -> None:
    kinds = {slot.name: slot.kind for slot in template.slots}
    assert template.report.kind == "template"
    assert template.unparsed == []
    assert kinds["year"] == kinds["limit"] == "number"
    assert kinds["phone"] == "phone"
    assert sum(isinstance(node, Opt) for node in walk(template.tree)) == 1
    (merits,) = [node for node in walk(template.tree) if isinstance(node, Repeat)]
    assert merits.full
    assert merits.sep == "、"
    assert len(merits.kinds) == 4


def test_a_repeated_variable_has_one_name(template: Template) -> None:
    platform = next(slot for slot in template.slots if slot.places == 5)
    assert set(platform.examples) <= {
        "青禾速借",
        "小舟花",
        "微潮分期",
        "橙柚貸",
        "蜂巢易借",
        "暖橋錢包",
        "拾光花",
        "米粒應急",
    }
    assert template.source.count(f"{{{{ {platform.name} }}}}") == 5


def test_source_reads_like_the_article(template: Template) -> None:
    body = [line for line in template.source.split("\n") if not line.startswith(("{% set", "{#"))]
    assert body[1] == "小編導語"
    assert body[-2] == "小編總結"
    assert "| default([" in template.source


def test_spans_are_what_the_slots_wrote(template: Template, farm: list[str]) -> None:
    for i in range(10):
        said = {name: farm[i][start:end] for start, end, name in template.spans(i)}
        context = template.contexts[i]
        assert said == {name: context[name] for name in said}
        assert said["phone"].startswith("1650000")


def test_spans_of_no_article(template: Template) -> None:
    with pytest.raises(IndexError):
        template.spans(80)


def test_strangers_are_listed(farm: list[str], honest: list[str]) -> None:
    mixed = [honest[0], *farm[:20], honest[1]]
    template = induce(mixed)
    assert template.unparsed == [0, 21]
    assert template.spans(0)[0].slot == ""
    assert all(template.render(c) == mixed[i] for c, i in zip(template.contexts, template.members, strict=True))


def test_unrelated_texts_have_no_template(honest: list[str]) -> None:
    template = induce(honest)
    assert not template
    assert template.unparsed == list(range(len(honest)))
    assert template.report.kind == "none"
    assert template.report.reason
    assert not template.match(honest[0])


@pytest.mark.parametrize("texts", [[], ["一篇文章，只有一篇。"]])
def test_too_few(texts: list[str]) -> None:
    assert not induce(texts)


def test_equal_texts() -> None:
    template = induce(["同一篇文章，一字不差，印了三遍，網址也沒有換。"] * 3)
    assert template.contexts == [{}, {}, {}]
    assert template.slots == []


def test_noise_is_kept_as_edits(farm: list[str]) -> None:
    swaps = {0: ("小編總結", "小編總吉"), 5: ("線上借款", "線上倩款")}
    broken = [text.replace(*swaps.get(i % 10, ("", ""))) if i % 10 in swaps else text for i, text in enumerate(farm)]
    template = induce(broken)
    assert template.report.edited == 16
    assert "小編總結" in template.source
    assert "線上借款" in template.source
    assert all(template.render(c) == t for c, t in zip(template.contexts, broken, strict=True))
    clean = induce(farm)
    assert [s[2] for s in template.spans(0)] == [s[2] for s in clean.spans(0)]


def test_saved_and_loaded(template: Template, farm: list[str], tmp_path: Path) -> None:
    template.save(tmp_path / "t.json")
    again = Template.load(tmp_path / "t.json")
    assert again.to_dict() == json.loads(json.dumps(template.to_dict()))
    assert [again.spans(i) for i in range(5)] == [template.spans(i) for i in range(5)]
    assert again.match(farm[3]).context == template.match(farm[3]).context


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', '{"format": 99}', '{"format": 1, "source": 5}'])
def test_other_files_are_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(content)
    with pytest.raises(InputError):
        Template.load(tmp_path / "t.json")


@pytest.mark.parametrize("junk", [None, True, -1.5, "甲", [], {"a": 1}])
@pytest.mark.parametrize("field", ["id", "text", "choices", "kind", "children", "node"])
def test_a_damaged_tree_is_refused_before_anything_is_read_by_it(
    template: Template, farm: list[str], field: str, junk: object
) -> None:
    def damaged(node: dict[str, object]) -> bool:
        """Replace the field in the last node that has it and holds another type."""
        inner = node.get("children")
        if isinstance(inner, list) and any(damaged(child) for child in reversed(inner)):
            return True
        if field not in node or type(node[field]) is type(junk):
            return False
        node[field] = junk
        return True

    data = json.loads(json.dumps(template.to_dict()))
    if damaged(data["tree"]):
        with pytest.raises(InputError):
            Template.from_dict(data)


def test_empty_articles_have_no_template_and_a_reason() -> None:
    template = induce(["", "", ""])
    assert not template
    assert (template.members, template.unparsed) == ([], [0, 1, 2])
    assert "empty" in template.report.reason


def test_no_share_of_the_bits_is_negative() -> None:
    assert Report(3, 3, "skeleton", 1000.0, 1001.0, 0.1, 0, 0).saved == 0.0


def test_a_loaded_source_cannot_reach_python(template: Template) -> None:
    from jinja2.exceptions import SecurityError

    data = template.to_dict() | {"source": "{{ ''.__class__.__mro__ }}"}
    with pytest.raises(SecurityError):
        Template.from_dict(data).render({})


def test_spintax_is_read_by_the_generator_whatever_the_text_holds() -> None:
    from toolkit.generate.spintax import parse_spintax

    odd = ("一", "二|三", "四}", "{五", "六\\", "\\{七")
    texts = [f"甲{{{v}|b}}丙\\{v}今天天氣很好,大家出來走走吧,這裡的風景真不錯。" for v in odd]
    spintax = induce(texts).to_spintax()
    assert parse_spintax(spintax)
    assert "今天天氣很好" in spintax


def test_what_varies_inside_the_items_of_a_list_is_counted() -> None:
    tree = Seq(
        [Text(0, "甲"), Repeat(1, [Seq([Slot(2), Opt(3, Repeat(4, [Choice(5, [Text(6, "乙"), Text(7, "丙")])]))])])]
    )
    inner = [{2: "x", 3: True, 4: [(0, {5: 1}), (-1, "戊")]}, {2: "y", 3: False}]
    listed = [(0, item) for item in inner]
    once = {1: {(0, 0): 1, (): 1}, 3: {True: 1, False: 1}, 4: {(0, -1): 1}, 5: {1: 1}}
    assert presence(tree, [{1: listed}, {1: []}]) == once
    shared = {1: {(0, 0): 2}, 3: {True: 2, False: 2}, 4: {(0, -1): 2}, 5: {1: 2}}
    assert presence(tree, [{1: listed}, {1: list(listed)}]) == shared
    assert strange(tree, [{1: listed}]) == {4: ["戊"]}
    assert columns(tree, [{1: listed}, {1: listed}], rows=False)[2].counts == {"x": 2, "y": 2}


def test_spintax_holds_the_values(template: Template) -> None:
    spintax = template.to_spintax()
    assert "{快速|蓬勃|迅猛}" in spintax
    assert spintax.count("{") == spintax.count("}")


def test_notebook_escapes(farm: list[str]) -> None:
    texts = [t.replace("小編導語", "<script>alert(1)</script>") for t in farm[:10]]
    html = induce(texts)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_products_are_two_slots() -> None:
    texts = [
        f"最近家裡添了一臺{b}{t}，用了一段時間，說說{b}{t}的真實感受，供大家參考。"
        for b in ("晨露", "木星", "雪豹", "青檸")
        for t in ("掃地機", "電飯煲", "加濕器", "破壁機")
    ]
    template = induce(texts)
    assert sorted(slot.distinct for slot in template.slots) == [4, 4]


@pytest.mark.real
@pytest.mark.parametrize("repaired", [True, False])
def test_real_seeds_share_an_outline(shared_data: Path, repaired: bool) -> None:
    paths = [p for p in sorted((shared_data / "seeds").glob("*.txt")) if p.name.endswith(".gold.txt") == repaired]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert len(texts) == 3
    template = induce(texts)
    assert template.report.kind == "skeleton"
    assert template.unparsed == []
    assert "\n小編" in template.source
    assert sum(isinstance(node, Repeat) for node in walk(template.tree)) >= 2
    assert [template.render(c) for c in template.contexts] == texts


@pytest.mark.real
def test_real_news_have_no_template(shared_data: Path) -> None:
    lines = (shared_data / "news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    texts = [record.get("text") or record.get("content") or "" for record in map(json.loads, lines)]
    assert not induce(texts[:20])
    assert not induce(texts[20:40])

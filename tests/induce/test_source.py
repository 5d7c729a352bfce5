"""The source that is written is what Jinja renders, whoever renders it, and what is checked is that."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from toolkit.errors import ContractError
from toolkit.induce import induce
from toolkit.induce.contexts import Naming
from toolkit.induce.jinja import checker, renderer
from toolkit.induce.nodes import Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, text_of, walk
from toolkit.induce.source import source_of
from toolkit.induce.tally import running


def named(tree: Node) -> dict[int, str]:
    """Return a name for each node that has one."""
    return {node.id: f"n{node.id}" for node in walk(tree) if not isinstance(node, Seq | Text)}


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_all_that_render_a_source_render_the_same(
    moulds: st.SearchStrategy[tuple[Node, list[Reading]]], data: st.DataObject
) -> None:
    tree, readings = data.draw(moulds)
    names = named(tree)
    naming = Naming(tree, names)
    source = source_of(tree, names, edited=False, escape_off=True)
    check, render = checker(source), renderer(source)
    plain = Environment(keep_trailing_newline=True, undefined=StrictUndefined, autoescape=True).from_string(source)
    contexts = naming.contexts(readings, [()] * len(readings))
    assert contexts == [naming.context(reading) for reading in readings]
    for reading, context in zip(readings, contexts, strict=True):
        text = text_of(tree, reading)
        assert check(context) == text
        assert render(context) == text
        assert plain.render(context) == text
        assert text_of(tree, naming.reading(context)) == text  # two kinds of an item may write the same


def test_a_value_that_is_not_given_is_drawn_but_not_in_a_check() -> None:
    long = tuple(f"{name}應急錢包與備用金專區" for name in ("青禾", "小舟", "微潮", "橙柚", "蜂巢"))
    tree = Seq([Slot(0, ("甲", "乙")), Text(1, "："), Slot(2, long), Text(3, "，又是"), Slot(0, ("甲", "乙"))])
    source = source_of(tree, {0: "who", 2: "what"}, edited=False, escape_off=False)
    drawn = {renderer(source)({}) for _ in range(60)}
    assert drawn <= {f"{who}：{what}，又是{who}" for who in "甲乙" for what in long}
    assert len(drawn) > 3
    check = checker(source)
    assert check({"who": "丙", "what": "丁"}) == "丙：丁，又是丙"
    for context in ({"who": "丙"}, {"what": "丁"}, {}):
        with pytest.raises(ContractError):
            check(context)


def test_short_lists_stand_where_they_are_used_and_long_ones_before_the_article() -> None:
    long = tuple(f"{name}應急錢包與備用金專區" for name in ("青禾", "小舟", "微潮", "橙柚", "蜂巢"))
    tree = Seq([Text(0, "今天"), Slot(1, ("快", "慢")), Text(2, "，明天"), Slot(3, long), Text(4, "。\n")])
    source = source_of(tree, {1: "speed", 3: "what"}, edited=False, escape_off=False)
    head, body = source.split("{# The article. -#}\n")
    assert '今天{{ speed | default(["快", "慢"] | random) }}，明天{{ what | default(what_values | random) }}。' in body
    assert "{% set what_values = [" in head
    assert "speed" not in head


def test_the_name_of_a_stock_is_free() -> None:
    long = tuple(f"{name}應急錢包與備用金專區" for name in ("青禾", "小舟", "微潮", "橙柚", "蜂巢"))
    tree = Seq([Slot(0, long), Text(1, "："), Slot(2)])
    names = {0: "what", 2: "what_values"}
    source = source_of(tree, names, edited=False, escape_off=False)
    assert renderer(source)({"what": "甲", "what_values": "乙"}) == "甲：乙"
    assert renderer(source)({"what_values": "乙"})[-2:] == "：乙"


def test_the_kind_of_an_item_is_told_once() -> None:
    inner = Repeat(9, [Seq([Slot(10 + k), Text(20 + k, mark)]) for k, mark in enumerate("甲乙丙")])
    tree = Repeat(0, [Seq([Slot(1), Text(2, "：")]), Seq([inner, Text(3, "！")]), Opt(4, Choice(5, [Text(6, "己")]))])
    source = source_of(tree, named(tree), edited=False, escape_off=False)
    reading = {0: [(0, {1: "x"}), (1, {9: [(2, {12: "y"}), (0, {10: "z"})]}), (2, {4: True, 5: 0})]}
    assert "{% set kind = item.kind" in source
    assert renderer(source)(Naming(tree, named(tree)).context(reading)) == text_of(tree, reading) == "x：y丙z甲！己"


def test_an_item_without_a_value_is_an_error_of_the_check() -> None:
    tree = Repeat(0, [Seq([Slot(1), Text(2, "。")])])
    check = checker(source_of(tree, {0: "rows", 1: "row"}, edited=False, escape_off=False))
    with pytest.raises(ContractError):
        check({"rows": [{"kind": 1}]})


def test_items_number_themselves() -> None:
    listed = ["審核很快", "額度很高", "利息不低", "還款靈活"]
    texts = []
    for k in range(24):
        rng = random.Random(k)
        drawn = rng.sample(listed, rng.choice([3, 4]))
        lines = [f"{number}. {said}。" for number, said in enumerate(drawn, 1)]
        texts.append("\n".join([rng.choice(["青禾", "小舟", "微潮"]) + "好不好", *lines, "以上。"]))
    found = induce(texts)
    assert " | default(loop.index) }}. 審核很快。" in found.source
    assert [found.render(context) for context in found.contexts] == texts
    name = next(info.name for info in found.slots if info.kind == "list")
    bare = {**found.contexts[0]}
    bare[name] = [{"kind": item["kind"]} for item in bare[name]]
    assert found.render(bare) == texts[0]
    assert [line[:3] for line in found.to_spintax().splitlines()[1:5]] == ["1. ", "2. ", "3. ", "4. "]


def test_a_number_that_only_sometimes_is_its_items_place_is_no_running_one() -> None:
    tree = Repeat(0, [Seq([Slot(1, kind="number"), Text(2, "元。")]), Seq([Slot(3, kind="number"), Text(4, "天。")])])
    readings: list[Reading] = [
        {0: [(0, {1: "1"}), (1, {3: "2"})]},
        {0: [(1, {3: "1"}), (0, {1: "9"})]},
    ]
    assert running(tree, readings) == {3}
    assert running(tree, []) == frozenset()
    assert running(Repeat(5, [tree]), [{5: [(0, reading) for reading in readings]}]) == {3}

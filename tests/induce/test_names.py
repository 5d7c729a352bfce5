"""Names of slots: telling, unique, the same for the same articles, and never something that Jinja or a dict knows."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from toolkit.induce import Template, induce, lexicon
from toolkit.induce.names import RESERVED, Named, name_all
from toolkit.induce.nodes import Choice, Node, Opt, Repeat, Seq, Slot, Text
from toolkit.induce.tally import Column

VAGUE = {"text", "part", "words", "sentence", "lines", "number", "part_choice", "has_part"}


def named(*nodes: Node, **values: list[str]) -> list[str]:
    """Return the names of a row of nodes; values of slot k are given as `_k`."""
    cols = {int(key[1:]): Column(Counter(listed), {}, False) for key, listed in values.items()}
    return list(name_all(Seq(list(nodes)), cols).values())


@pytest.mark.parametrize(
    ("before", "values", "after", "name"),
    [
        ("客服電話：", ["甲", "乙"], "\n", "service_phone"),
        ("客服电话：", ["甲", "乙"], "\n", "service_phone"),
        ("責任編輯：", ["甲甲", "乙乙"], "\n", "editor"),
        ("發展得", ["快速", "迅猛", "蓬勃"], "，", "fast"),
        ("那是", ["星期一", "星期三"], "的事。", "weekday"),
        ("", ["青禾貸", "小舟貸", "橙柚貸"], "靠譜嗎", "platform"),
        ("來到", ["雲溪鎮", "青石鎮"], "，", "town"),
        ("記者", ["岑小满", "戚南乔", "鹿野", "阮听澜"], "到了", "person"),
        ("一\n", ["甲乙丙", "丁戊"], "\n三", "heading"),
        ("一\n", ["刪帖請聯繫：甲乙", "投訴、侵權請聯繫：丁戊"], "\n三", "contact_line"),
        ("一\n", ["甲乙：丙", "丁，戊"], "\n三", "line"),
        ("完", ["", "\n"], "", "line_end"),
        ("甲", ["", "\u3000"], "乙", "space"),
        ("他的", ["口齒", "嗓門"], "很好", "kou_chi"),
        ("甲", ["、", "，"], "乙", "punctuation"),
        ("氣溫", ["-", "－"], "度", "minus"),
        ("第", ["三", "四"], "、", "item_number"),
        ("從", ["09:00", "10:30"], "起", "time"),
    ],
)
def test_a_text_slot_is_called_what_it_holds(before: str, values: list[str], after: str, name: str) -> None:
    assert named(Text(0, before), Slot(1), Text(2, after), _1=values) == [name]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("票價約為", "元", "fare"),
        ("一共", "万元", "amount"),
        ("一共", "分鐘", "minutes"),
        ("\n", ". 甲", "item_number"),
        ("QQ：", "\n", "qq"),
        ("甲", "乙", "number"),
    ],
)
def test_a_number_is_called_by_its_label_or_unit(before: str, after: str, name: str) -> None:
    assert named(Text(0, before), Slot(1, kind="number"), Text(2, after), _1=["1", "2"]) == [name]


def test_parts_are_called_by_their_words() -> None:
    parts = [
        Opt(1, Text(2, "溫馨提示：雨天路滑。")),
        Choice(3, [Text(4, "隨著時代的發展"), Text(5, "隨著技術的普及")]),
        Repeat(6, [Text(7, "踩雷"), Text(8, "拔草")]),
        Opt(9, Text(10, "\u2603")),
        Opt(11, Text(12, "。")),
        Opt(13, Text(14, "\n")),
    ]
    names = ["has_tip", "opening_choice", "cai_lei_list", "has_symbol", "has_punctuation", "has_part"]
    assert named(*parts) == names


def test_names_are_free_for_use() -> None:
    every = {name for kind in ("unit", "measure", "before", "after", "ending", "is", "about", "surname")
             for found in lexicon.words(kind).values() for name in found}  # fmt: skip
    assert all(name.isidentifier() and name.isascii() and name.islower() for name in every)
    assert {name for name in dir({}) if not name.startswith("_")} <= RESERVED
    assert set(Environment().globals) <= RESERVED


@given(st.lists(st.sampled_from(["items", "word", "word_2", "word_2_2", "kind", "loop", "at"]), max_size=30))
@settings(max_examples=60)
def test_no_name_is_given_twice(wanted: list[str]) -> None:
    taker = Named()
    given_names = [taker.take(name) for name in wanted]
    assert len(set(given_names)) == len(given_names)
    assert RESERVED.isdisjoint(given_names)


@given(st.lists(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=8), max_size=6), st.text())
@settings(max_examples=60)
def test_any_value_gets_a_name_that_jinja_takes(values: list[str], around: str) -> None:
    (name,) = named(Text(0, around), Slot(1), Text(2, around), _1=values)
    assert Environment().from_string(f"{{{{ {name} }}}}").render({name: "甲"}) == "甲"


def test_the_order_of_the_articles_plays_no_part(farm: list[str]) -> None:
    shuffled = list(farm)
    random.Random(1).shuffle(shuffled)
    assert induce(shuffled).source == induce(farm).source


def test_a_list_of_items_with_a_slot_renders_whatever_the_slot_is_called() -> None:
    tree = Repeat(0, [Seq([Text(1, "項目"), Slot(2)])])
    names = name_all(tree, {2: Column(Counter(["items", "keys"]), {}, True)})
    assert len(set(names.values())) == 2
    assert RESERVED.isdisjoint(names.values())


def test_both_scripts_give_the_same_names() -> None:
    for simple, traditional in (("平台", "平臺"), ("电话", "電話"), ("导语", "導語")):
        assert lexicon.simplified(traditional) == simple
        assert lexicon.spelt(traditional) == lexicon.spelt(simple)


def test_a_word_stands_once_in_a_line_of_the_lexicon(root: Path) -> None:
    for line in (root / "toolkit/induce/data/names.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            words = line.split("\t")[2].split(" ")
            assert len(set(words)) == len(words), line
            assert all(lexicon.simplified(word) == word for word in words), line


def test_the_table_of_syllables_is_what_the_script_builds(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("build_syllables", root / "scripts" / "build_syllables.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.table() == (root / "toolkit/induce/data/syllables.tsv").read_text("utf-8")


def test_few_slots_of_the_generators_moulds_have_a_vague_name() -> None:
    from toolkit.generate import generate

    names = [
        slot.name.rstrip("0123456789").rstrip("_")
        for mould in ("loan_guide", "weather_bulletin")
        for slot in induce([article.text for article in generate(mould, 20, seed=1)]).slots
    ]
    assert sum(name in VAGUE for name in names) <= 0.06 * len(names)


def test_the_name_of_a_slot_is_its_key_in_the_contexts(farm: list[str]) -> None:
    template: Template = induce(farm)
    assert {name for context in template.contexts for name in context} <= {slot.name for slot in template.slots}

"""What is read column by column is what one expression of the whole template reads, and is written again."""

from __future__ import annotations

import random
import time
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import core, induce
from toolkit.induce.columnar import Columnar
from toolkit.induce.nodes import Node, Opt, Reading, Repeat, Seq, Slot, Text, text_of
from toolkit.induce.regular import Regular, UnreadableError
from toolkit.induce.tally import Column, columns

if TYPE_CHECKING:
    import pytest

    Moulds = st.SearchStrategy[tuple[Node, list[Reading]]]


def readers(tree: Node, readings: list[Reading]) -> tuple[Regular, Columnar]:
    """Return the slow and the quick reader of a tree of which some readings were seen."""
    cols = {
        slot: column if column.counts else Column(Counter(["甲"]), {}, column.listed)
        for slot, column in columns(tree, readings, rows=False).items()
    }
    regular = Regular(tree, cols, readings)
    return regular, Columnar(tree, cols, regular, [text_of(tree, reading) for reading in readings])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_is_read_is_written_again(moulds: Moulds, data: st.DataObject) -> None:
    tree, readings = data.draw(moulds)
    try:
        _, columnar = readers(tree, readings)
    except UnreadableError:
        return
    texts = [text_of(tree, reading) for reading in readings]
    characters = st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("甲乙丙。、\n12"))
    for text in [*texts, texts[0] + data.draw(st.text(characters, max_size=4)), *(text[1:] for text in texts)]:
        read = columnar.read(text)
        assert read is None or text_of(tree, read) == text


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_reading_is_told_by_the_text_alone(moulds: Moulds, data: st.DataObject) -> None:
    tree, readings = data.draw(moulds)
    try:
        _, columnar = readers(tree, readings)
    except UnreadableError:
        return
    texts = [text_of(tree, reading) for reading in readings]
    first = [columnar.read(text) for text in texts]
    assert [columnar.read(text) for text in reversed(texts)] == first[::-1]
    _, other = readers(tree, readings)
    assert [other.read(text) for text in reversed(texts)] == first[::-1]


def notice(rng: random.Random) -> str:
    """Write an article with a repeated name, closed lists, an optional part, a list in any order, and free text."""
    name = rng.choice(["青禾", "小舟", "雲杉", "拾光"]) + rng.choice(["書店", "茶館", "畫室"])
    goods = "、".join(rng.sample(["毛筆", "宣紙", "墨錠", "硯臺"], 4))
    extra = f"{name}當天另有抽獎，名額{rng.randrange(3, 40)}個。" if rng.random() < 0.5 else ""
    street = "".join(rng.choice("東南西北中新舊長") for _ in range(3))
    return (
        f"{name}開業公告\n本店位於{street}路{rng.randrange(1, 300)}號，由{rng.choice(['街坊', '同好'])}合辦。{extra}\n"
        f"首日供應{goods}，先到先得。{name}歡迎您的光臨，恕不接受預訂。\n"
    )


def test_the_quick_reader_reads_what_the_slow_one_reads() -> None:
    rng = random.Random(5)
    found = core.solved([notice(rng) for _ in range(120)])
    assert found is not None
    regular = Regular(found.tree, found.cols, found.readings)
    columnar = Columnar(found.tree, found.cols, regular)
    for text in [notice(rng) for _ in range(150)]:
        slow = regular.read(text)
        assert slow is not None
        assert columnar.read(text) == slow[0]


def test_no_article_takes_long() -> None:
    rng = random.Random(5)
    found = core.solved([notice(rng) for _ in range(120)])
    assert found is not None
    columnar = Columnar(found.tree, found.cols, Regular(found.tree, found.cols, found.readings))
    base = notice(rng)
    begun = time.process_time()
    for hostile in ("路1號，" * 4000, "毛筆、" * 5000, "，" * 20000, base * 50, base[:-5] + "、宣紙" * 5000):
        assert columnar.read(hostile) is None
        assert columnar.read(base[:30] + hostile) is None
    assert time.process_time() - begun < 60  # an explosion would take hours


def test_an_item_that_may_hold_a_variable_or_any_value_is_read_with_any() -> None:
    bound = Seq([Slot(2, shared=True), Text(3, "站：晴\n")])
    free = Seq([Slot(4), Text(5, "站：晴\n")])
    tree = Seq([Text(0, "各站\n"), Repeat(1, [bound, free]), Text(6, "完")])
    readings: list[Reading] = [{1: [(0, {}), (1, {4: "北"})], 2: "南"}]
    _, columnar = readers(tree, readings)
    assert columnar.read("各站\n南站：晴\n北站：晴\n完") == {1: [(1, {4: "南"}), (1, {4: "北"})]}


def test_one_variable_has_one_value() -> None:
    tree = Seq([Slot(0), Text(1, "說："), Slot(0), Text(2, "。")])
    _, columnar = readers(tree, [{0: "甲"}, {0: "乙丙"}])
    assert columnar.read("丁說：丁。") == {0: "丁"}
    assert columnar.read("丁說：戊。") is None


def test_values_of_the_article_inside_a_list_are_told_beside_it() -> None:
    tree = Seq([Repeat(0, [Seq([Slot(1, shared=True), Text(2, "："), Slot(3)])], sep="\n"), Text(4, "\n完")])
    _, columnar = readers(tree, [{0: [(0, {3: "一"}), (0, {3: "二"})], 1: "甲"}])
    assert columnar.read("甲：一\n甲：三\n完") == {0: [(0, {3: "一"}), (0, {3: "三"})], 1: "甲"}
    assert columnar.read("甲：一\n乙：三\n完") is None


def test_what_two_readings_share_is_copied_into_their_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.induce import bulk

    monkeypatch.setattr(bulk, "LEARNT", 40)
    monkeypatch.setattr(bulk, "LARGE", 80)
    rng = random.Random(7)
    towns = ["臨江", "雲溪", "南塢", "霧海", "白渡"]

    def report() -> str:
        lines = [f"{town}氣溫{rng.randrange(3)}度，{rng.choice(['微風', '陣風'])}。" for town in rng.sample(towns, 3)]
        return f"第{rng.randrange(10**6)}號簡報\n今日各地天氣如下：\n" + "\n".join(lines) + "\n以上由值班室整理。\n"

    texts = [report() for _ in range(200)]
    template = induce(texts)
    assert not template.unparsed
    held: set[int] = set()
    for context in template.contexts:
        for value in context.values():
            for item in [value, *value] if isinstance(value, list) else []:
                if isinstance(item, list | dict):
                    assert id(item) not in held
                    held.add(id(item))
    assert held


def test_of_many_slots_side_by_side_the_last_hold_what_was_seen() -> None:
    tree = Seq([Slot(0), Slot(1), Slot(2), Slot(3), Text(4, "。")])
    rng = random.Random(3)
    readings: list[Reading] = [{k: rng.choice("甲乙丙丁") * (k + 1) for k in range(4)} for _ in range(40)]
    regular, columnar = readers(tree, readings)
    for reading in readings:
        text = text_of(tree, reading)
        for read in (columnar.read(text), (regular.read(text) or (None,))[0]):
            assert read is not None
            assert text_of(tree, read) == text
    unseen = "天地" + "丙丙丙" + "丁丁丁丁" + "。"
    assert columnar.read(unseen) == {0: "天", 1: "地", 2: "丙丙丙", 3: "丁丁丁丁"}
    assert columnar.read("天地玄黃" * 40 + "。") is None


def test_slots_of_a_part_behind_a_slot_hold_what_was_seen() -> None:
    tree = Seq([Slot(0), Opt(1, Seq([Slot(2), Slot(3)])), Slot(4), Text(5, "。")])
    rng = random.Random(3)
    readings: list[Reading] = [
        {0: rng.choice("甲乙"), 1: True, 2: rng.choice("丙丁"), 3: rng.choice("戊己"), 4: rng.choice("庚辛")}
        for _ in range(40)
    ]
    regular, columnar = readers(tree, readings)
    for reading in readings:
        text = text_of(tree, reading)
        slow = regular.read(text)
        assert slow is not None
        assert text_of(tree, slow[0]) == text
        assert text_of(tree, columnar.read(text) or {}) == text
    assert regular.read("天丙戊庚。") == ({0: "天", 1: True, 2: "丙", 3: "戊", 4: "庚"}, False)

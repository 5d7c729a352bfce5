"""Layout is not variable: running numbers, what stands between items."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.induce import Template, abstract, induce
from toolkit.induce.frames import cut, frames
from toolkit.induce.nodes import Choice, Repeat, Seq, Slot, Text, walk

TIPS = ("出門前看看天氣", "現金帶一點備用", "末班車收得很早", "溫差大要帶外套", "垃圾請隨身帶走")


@pytest.fixture(scope="module")
def trips() -> tuple[list[str], Template]:
    rng = random.Random(5)
    texts = []
    for _ in range(60):
        town = rng.choice(["雲溪鎮", "白渡口", "石笙縣", "松江埠"])
        tips = "".join(f"（{k}）{tip}\n" for k, tip in enumerate(rng.sample(TIPS, rng.randrange(2, 5)), 1))
        stay = f"二、住在哪裡\n河邊的旅店一晚{rng.randrange(90, 400)}元。\n" if rng.random() < 0.5 else ""
        number = "三" if stay else "二"
        texts.append(f"{town}怎麼玩\n一、行程\n坐船到{town}要半天。\n{stay}{number}、提醒\n{tips}祝旅途愉快。\n")
    return texts, induce(texts)


def test_running_numbers_and_line_ends_between_items_are_not_variable(trips: tuple[list[str], Template]) -> None:
    texts, template = trips
    for i, text in enumerate(texts):
        variable = "".join(text[start:end] for start, end, _ in template.spans(i))
        assert not set(variable) & set("（）\n二三")


def test_items_are_variable_each_for_itself(trips: tuple[list[str], Template]) -> None:
    texts, template = trips
    for i, text in enumerate(texts):
        told = {text[start:end] for start, end, _ in template.spans(i)}
        assert {tip for tip in TIPS if tip in text} <= told


def test_matching_tells_the_same_as_learning(trips: tuple[list[str], Template]) -> None:
    texts, template = trips
    for i, text in enumerate(texts[:10]):
        assert [s[:2] for s in template.match(text).spans] == [s[:2] for s in template.spans(i)]


def test_a_number_that_begins_a_sentence_is_a_value() -> None:
    tree = Seq([Text(0, "年度報告\n"), Slot(1, kind="number"), Text(2, "人參加了活動。\n")])
    assert frames(tree) == {}


def test_circled_numbers_number_items() -> None:
    rng = random.Random(6)
    dishes = {
        "米粉": "高湯熬一夜",
        "燒餅": "出爐就賣光",
        "烤魚": "當天的河魚",
        "糖水": "紅豆綠豆都有",
        "醃菜": "家裡自己做",
    }
    texts = []
    for _ in range(40):
        some = rng.sample(sorted(dishes), rng.randrange(3, 5))
        items = "".join(f"{'①②③④'[k]}{dish}：{dishes[dish]}\n" for k, dish in enumerate(some))
        texts.append(f"{rng.choice(['雲溪鎮', '白渡口', '石笙縣'])}吃什麼\n{items}吃完沿河走走。\n")
    template = induce(texts)
    assert any(isinstance(node, Repeat) for node in walk(template.tree))
    for i, text in enumerate(texts):
        assert not set("".join(text[a:b] for a, b, _ in template.spans(i))) & set("①②③④")


def test_circled_digits_of_a_phone_number_are_no_items() -> None:
    sign_of = dict.fromkeys(abstract.KINDS, "#")
    assert abstract.lift("致電①⑤①②③", sign_of) == ("致電①⑤①②③", [])
    assert abstract.lift("①甲\n②乙", sign_of) == ("#甲\n#乙", ["①", "②"])


def test_a_block_that_is_chosen_is_chosen_with_its_numbers() -> None:
    items = Repeat(1, [Seq([Slot(2, kind="number"), Text(3, "、甲\n")]), Text(4, "乙\n")])
    assert frames(Choice(0, [Seq([Text(5, "頭\n"), items]), Text(6, "尾\n")])) == {}


@given(st.text("（1)、甲\n", max_size=6), st.integers(0, 6), st.integers(0, 6), st.sampled_from(["", "slot"]))
def test_cutting_loses_nothing(text: str, head: int, tail: int, owner: str) -> None:
    assert "".join(piece for _, piece in cut(Text(0, text), owner, {0: (head, tail)})) == text

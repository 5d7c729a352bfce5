"""Structures that a cut at marks or lines alone would miss."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import Template, induce
from toolkit.induce.abstract import lift, wandering
from toolkit.induce.bits import Alphabet
from toolkit.induce.nodes import Choice, Opt, Repeat, Seq, Slot, Text, text_of, unused_id, walk
from toolkit.induce.noise import deviating, snapped
from toolkit.induce.solve import Solver
from toolkit.induce.variables import Finder, find

TOWNS = ("臨江", "雲溪", "霧海", "白渡", "南塢", "松嶺")


def exact(template: Template, texts: list[str]) -> bool:
    rendered = [template.render(context) for context in template.contexts]
    return rendered == [texts[i] for i in template.members] and not template.unparsed


def test_the_last_line_may_be_left_out() -> None:
    rng = random.Random(2)
    texts = [
        f"{rng.choice(TOWNS)}市政通報\n今日完成道路養護{rng.randrange(3, 90)}處。"
        + "\n受降雨影響，部分路段臨時封閉。" * (rng.random() < 0.5)
        + f"\n諮詢電話：1650000{rng.randrange(1000, 9999)}" * (rng.random() < 0.5)
        for _ in range(40)
    ]
    template = induce(texts)
    assert exact(template, texts)
    assert sum(isinstance(node, Opt) for node in walk(template.tree)) == 2
    said = {text[s:e] for i, text in enumerate(texts) for s, e, _ in template.spans(i)}
    assert not any("\n" in piece or "。" in piece for piece in said)


def test_sections_that_change_places_are_one_list() -> None:
    rng = random.Random(3)
    texts = []
    for _ in range(30):
        town = rng.choice(TOWNS)
        middle = [
            f"怎麼去最方便\n從{town}站乘{rng.randrange(2, 80)}路公交車即到。\n沿途沒有收費站。\n",
            f"什麼時候去最好\n每年{rng.randrange(3, 6)}月花開得最盛，清晨遊人最少。\n雨後石階濕滑，請慢行。\n",
            f"要花多少錢\n門票{rng.randrange(20, 90)}元，老人憑證件半價。\n停車每小時{rng.randrange(2, 9)}元。\n",
        ]
        rng.shuffle(middle)
        numbered = "".join(f"{number}、{part}" for number, part in zip("一二三", middle, strict=True))
        texts.append(f"{town}出遊指南\n{numbered}以上就是{town}出遊的全部內容，祝您玩得開心。\n")
    template = induce(texts)
    assert exact(template, texts)
    (sections,) = [node for node in walk(template.tree) if isinstance(node, Repeat)]
    assert sections.full
    assert len(sections.kinds) == 3


def test_running_numbers_are_lifted_only_where_they_wander() -> None:
    steady, moved = "甲\n一、開頭\n二、結尾\n", "甲\n一、結尾\n二、開頭\n"
    assert wandering([steady, steady]) == frozenset()
    assert wandering([steady, moved]) == {"、開頭", "、結尾"}
    signs = {"ordinal": "O", "number": "N"}
    assert lift(steady, signs) == (steady, [])
    assert lift(steady, signs, frozenset({"、開頭"})) == ("甲\nO、開頭\n二、結尾\n", ["一"])


def test_parts_that_come_together_are_one() -> None:
    rng = random.Random(4)
    texts = [
        f"{rng.choice(TOWNS)}的師傅說，"
        + rng.choice(("先用手輕輕晃動，看是否鬆動", "先觀察有沒有裂紋", "先聽有沒有異響"))
        + f"，再擰緊{rng.randrange(2, 9)}顆螺絲，最後通電試運行一遍。\n"
        for _ in range(60)
    ]
    template = induce(texts)
    assert exact(template, texts)
    assert not any(isinstance(node, Opt) for node in walk(template.tree))


def test_wordings_that_share_a_word_inside_are_one_slot() -> None:
    rng = random.Random(6)
    texts = [
        f"{rng.choice(TOWNS)}小編{rng.choice(('帶大家', '和大家一起'))}了解日常護理，{rng.choice('早午晚')}飯後再看。\n"
        for _ in range(60)
    ]
    template = induce(texts)
    assert exact(template, texts)
    assert ("帶大家", "和大家一起") in {tuple(slot.examples) for slot in template.slots} | {
        tuple(reversed(slot.examples)) for slot in template.slots
    }


def test_independent_choices_stay_two_slots() -> None:
    rng = random.Random(7)
    texts = [
        f"{rng.choice(('大', '小'))}區的{rng.choice(('南', '北'))}門每天開放，由{rng.choice(TOWNS)}的師傅值班看守。\n"
        for _ in range(60)
    ]
    assert sorted(slot.distinct for slot in induce(texts).slots) == [2, 2, 6]


def test_a_variable_is_told_by_its_places() -> None:
    words = ("陣風", "適宜", "小雨")
    rng = random.Random(5)
    texts = []
    for _ in range(30):
        town, word = rng.choice(TOWNS), rng.choice(words)
        texts.append(f"{town}電臺今晨發布預報，{word}天氣，{town}氣溫回升。出行{word}，請留意。")
    found = find(texts)
    assert found is not None
    # Two variables stand twice; each text's value must be the same one's.
    assert len({value in words for value in found.values}) == 1
    new = "青瓦電臺今晨發布預報，大霧天氣，青瓦氣溫回升。出行大霧，請留意。"
    assert Finder(found).value(new) == ("大霧" if found.values[0] in words else "青瓦")


def test_a_rare_value_of_another_length_is_a_damaged_one() -> None:
    part = "已購票的旅客可到窗口辦理改簽。"
    values, weights = ["", part, part[:-1], "。\n" + part], [80, 117, 2, 1]
    assert snapped(values, weights, frozenset()) == {part[:-1]: part, "。\n" + part: part}
    assert snapped(values, [80, 60, 40, 20], frozenset()) == {}


def test_a_damaged_value_may_itself_be_what_others_are_damaged_forms_of() -> None:
    whole, often, once = "问题六：怎样申请", "问题六：怎祥申请", "问题六：怎祥申清"
    meant = snapped([whole, often, once], [200, 5, 1], frozenset())
    assert meant == {often: whole, once: whole}
    column = Solver(Alphabet([whole]), frozenset()).column([whole, often, once, "问题七：到哪里办"], [200, 5, 1, 100])
    assert len(column.readings) == 4


@given(st.text(max_size=12), st.text(min_size=1, max_size=8), st.text(max_size=5))
@settings(max_examples=60)
def test_a_deviating_reading_gives_the_damaged_value_back(actual: str, fixed: str, value: str) -> None:
    node = Seq([Text(0, fixed), Slot(1), Text(2, "。")])
    reading = deviating(node, {1: value}, actual)
    assert reading is not None
    assert text_of(node, reading) == actual


def test_ids_of_places_are_ids_too() -> None:
    assert unused_id(Seq([Slot(3, at=9), Choice(4, [Text(5, "甲"), Text(6, "乙")])])) == 10
    assert unused_id(Seq([])) == 0

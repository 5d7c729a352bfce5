"""Optional parts: whole sections, choices that may be left out, headings with their lists."""

from __future__ import annotations

import random

import pytest

from toolkit.induce import Template, induce
from toolkit.induce.nodes import Choice, Opt, Repeat, Slot, Text, walk


def words(template: Template, kind: type) -> list[set[str]]:
    """The fixed texts inside each node of a kind."""
    return [
        {leaf.text for leaf in walk(node) if isinstance(leaf, Text)}
        for node in walk(template.tree)
        if isinstance(node, kind)
    ]


def check(texts: list[str]) -> Template:
    template = induce(texts)
    assert [template.render(context) for context in template.contexts] == texts
    return template


@pytest.fixture
def rng() -> random.Random:
    return random.Random(11)


def test_a_choice_that_may_be_left_out_is_an_optional_part(rng: random.Random) -> None:
    tails = ["上一頁：沒有了\n", "分享給好友\n", "我要舉報\n"]
    texts = [
        f"{rng.choice('甲乙丙丁')}區停水通知\n檢修從{rng.randrange(1, 12)}時開始，請提前儲水。\n"
        + (rng.choice(tails) if rng.random() < 0.6 else "")
        for _ in range(80)
    ]
    template = check(texts)
    (part,) = [node for node in walk(template.tree) if isinstance(node, Opt)]
    assert any(isinstance(node, Choice | Slot) for node in walk(part))
    has = next(slot for slot in template.slots if slot.kind == "part")
    assert sum(context[has.name] for context in template.contexts) == sum(text.endswith(tuple(tails)) for text in texts)


def test_a_mark_before_a_clause_that_may_be_left_out_is_text_of_the_part(rng: random.Random) -> None:
    clauses = ["，難度適中", "，老少皆宜", "，雨天順延", ""]
    template = check(
        [f"步道全長{rng.randrange(3, 30)}公里{rng.choice(clauses)}。\n歡迎報名參加。\n" for _ in range(80)]
    )
    (part,) = [node for node in walk(template.tree) if isinstance(node, Opt)]
    comma, slot = part.body.parts  # type: ignore[union-attr]
    assert comma.text == "，"
    assert set(slot.choices) == {"難度適中", "老少皆宜", "雨天順延"}


def test_a_wording_with_a_part_behind_it_is_a_branch(rng: random.Random) -> None:
    causes = [f"其次是{x}" for x in ("水壓不足", "電壓不穩")]
    others = [f"{a}，{b}" for a in ("另外", "還有可能") for b in ("上次沒有擰緊", "是平時疏於保養")]
    template = check(
        [
            f"{rng.randrange(3, 30)}年以上的機器容易壞。{rng.choice(causes + others)}。\n請按說明檢查。\n"
            for _ in range(80)
        ]
    )
    assert not any(isinstance(node, Opt) for node in walk(template.tree))


def test_an_item_of_a_table_is_no_damaged_form_of_another(rng: random.Random) -> None:
    texts = []
    for _ in range(60):
        rows = [f"| {who} | {rng.randrange(100, 999)} |\n" for who in ("大人", "小孩", "長者") if rng.random() < 0.8]
        rng.shuffle(rows)
        texts.append(f"費用一覽（{rng.choice('春夏秋冬')}季）\n" + "".join(rows) + "以上價格僅供參考，謝謝。\n")
    (table,) = [node for node in walk(check(texts).tree) if isinstance(node, Repeat)]
    assert not any(isinstance(node, Opt) for node in walk(table))


def test_a_heading_and_its_list_are_one_part(rng: random.Random) -> None:
    myths = ["喝得越多越好，其實因人而異。\n", "隔夜的茶不能碰，並沒有根據。\n", "濃茶提神最快，傷胃卻少有人提。\n"]
    texts = []
    for _ in range(120):
        part = ""
        if rng.random() < 0.5:
            part = rng.choice(["常見誤區\n", "別再信了\n"]) + "".join(rng.sample(myths, 2))
        texts.append(
            f"{rng.choice('春秋')}茶怎麼泡\n水溫{rng.randrange(70, 100)}度最好。\n{part}以上就是全部，祝您喝得開心。\n"
        )
    template = check(texts)
    parts = [
        node for node in walk(template.tree) if isinstance(node, Opt) and any(isinstance(n, Repeat) for n in walk(node))
    ]
    assert any(
        "常見誤區" in getattr(n, "text", "") or "常見誤區" in getattr(n, "choices", ())
        for part in parts
        for n in walk(part)
    )


def test_sections_in_brackets_are_left_out_as_a_whole(rng: random.Random) -> None:
    texts = []
    for _ in range(120):
        two = [
            "【優點】\n輕便，" + rng.choice(["通勤路上", "出差途中"]) + "都帶得走。\n電池能撐一整天，不用擔心沒電。\n",
            "【缺點】\n按鍵" + rng.choice(["偏硬", "偏鬆"]) + "，要花幾天適應。\n外殼容易留下指紋，得常常擦。\n",
        ]
        rng.shuffle(two)
        more = "【橫向對比】\n同價位的還有兩款，功能大同小異，區別在細節。\n" if rng.random() < 0.6 else ""
        texts.append(
            f"用了{rng.randrange(3, 90)}天的感受\n" + "".join(two) + more + "【總結】\n總的來說對得起這個價錢。\n"
        )
    template = check(texts)
    assert any(
        any("大同小異" in text for text in held) and not any("優點" in t for t in held) for held in words(template, Opt)
    )
    assert any(any("優點" in t for t in held) and any("缺點" in t for t in held) for held in words(template, Repeat))


def test_what_all_items_end_with_separates_them(rng: random.Random) -> None:
    texts = []
    for _ in range(60):
        dams = [
            f"{name}水庫水位{rng.randrange(20, 90)}米，出庫每秒{rng.randrange(5, 300)}立方米。\n"
            for name in ("青石", "松嶺", "望海")
        ]
        rng.shuffle(dams)
        texts.append(f"第{rng.randrange(1, 200)}期水情\n各水庫情況：\n{''.join(dams)}預計未來三天水勢平穩。\n")
    template = check(texts)
    assert not any(isinstance(node, Opt) for node in walk(template.tree))
    assert [
        context for context in template.contexts if len(next(v for v in context.values() if isinstance(v, list))) != 3
    ] == []

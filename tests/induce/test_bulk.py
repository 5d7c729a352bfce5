"""Large groups: what is learnt from some articles and read from the others is what solving all of them gives."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.induce import bulk, core, induce
from toolkit.induce.nodes import text_of
from toolkit.induce.regular import Regular, UnreadableError


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sixty articles a large group."""
    monkeypatch.setattr(bulk, "LEARNT", 60)
    monkeypatch.setattr(bulk, "LARGE", 120)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many articles were solved, each time."""
    sizes: list[int] = []
    plain = core.solved

    def counted(texts: Any, *others: Any) -> Any:
        sizes.append(len(texts))
        return plain(texts, *others)

    monkeypatch.setattr(core, "solved", counted)
    return sizes


def notices(n: int, seed: int = 1) -> list[str]:
    """Articles with a repeated name, a closed list, an optional part, a list in any order, and free text."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        name = rng.choice(["青禾", "小舟", "雲杉", "拾光", "白鹿"]) + rng.choice(["書店", "茶館", "畫室"])
        goods = rng.sample(["毛筆", "宣紙", "墨錠", "硯臺"], 4)
        extra = f"{name}當天另有抽獎，名額{rng.randrange(3, 40)}個。" if rng.random() < 0.5 else ""
        hosts = rng.choice(["街坊", "同好", "學生"])
        street = "".join(rng.choice("東南西北中新舊長") for _ in range(3))
        out.append(
            f"{name}開業公告\n本店位於{street}路{rng.randrange(1, 300)}號，由{hosts}合辦。{extra}\n"
            f"首日供應{'、'.join(goods)}，先到先得。{name}歡迎您的光臨，恕不接受預訂。\n"
        )
    return out


@pytest.mark.usefixtures("small")
def test_all_articles_are_told_as_if_all_were_solved(solved: list[int]) -> None:
    texts = notices(400)
    template = induce(texts)
    assert solved == [60]
    whole = core.run(texts)
    assert [template.render(context) for context in template.contexts] == texts
    assert [[s[:2] for s in template.spans(i)] for i in range(400)] == [
        [s[:2] for s in whole.spans(i)] for i in range(400)
    ]
    assert template.source == whole.source
    assert [(s.name, s.present, s.distinct) for s in template.slots] == [
        (s.name, s.present, s.distinct) for s in whole.slots
    ]
    assert template.report.articles == template.report.parsed == 400


@pytest.mark.usefixtures("small")
def test_what_only_few_articles_have_is_learnt_too(solved: list[int]) -> None:
    texts = notices(400)
    texts[17] = texts[17].replace("先到先得。", "先到先得，售完為止。")
    texts[311] += "歡迎來店。\n"
    template = induce(texts)
    assert len(solved) > 1
    assert not template.unparsed
    assert [template.render(context) for context in template.contexts] == texts


@pytest.mark.usefixtures("small")
def test_a_further_wording_of_a_closed_list_is_a_value_of_it(solved: list[int]) -> None:
    texts = notices(400)
    few = [i for i, text in enumerate(texts) if "由同好" in text][::9]
    for i in few:
        texts[i] = texts[i].replace("由同好", "由校友")
    learnt = set(bulk.sample(sorted(set(texts)), 60))
    texts = [text.replace("校友", "同好") if text in learnt else text for text in texts]
    template = induce(texts)
    assert len(solved) == 1
    assert [template.render(context) for context in template.contexts] == texts
    assert not template.report.edited
    told = sum("校友" in context.values() for context in template.contexts)
    assert told == sum("由校友" in text for text in texts)
    assert told


@pytest.mark.usefixtures("small")
def test_strangers_are_told_and_copies_are_kept() -> None:
    texts = [*notices(300), *notices(40), "今天的晚飯是番茄炒蛋和米飯，孩子吃了兩碗，說明天還想吃同樣的菜。"]
    template = induce(texts)
    assert template.unparsed == [340]
    assert template.report.parsed == 340
    assert all(template.render(c) == texts[i] for c, i in zip(template.contexts, template.members, strict=True))


@pytest.mark.usefixtures("small")
def test_originals_are_rendered() -> None:
    texts = notices(300)
    originals = [text.replace("歡迎", "歡(huān)迎") if i % 3 else text for i, text in enumerate(texts)]
    template = induce(texts, originals)
    assert [template.render(context) for context in template.contexts] == originals
    assert template.report.damaged == 200


@pytest.mark.usefixtures("small")
def test_order_plays_no_part() -> None:
    texts = notices(300)
    assert induce(texts).source == induce(texts[::-1]).source


@pytest.mark.usefixtures("small")
def test_the_collector_is_as_it_was() -> None:
    import gc

    assert gc.isenabled()
    induce(notices(130))
    assert gc.isenabled()
    gc.disable()
    try:
        induce(notices(5))
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def regular() -> tuple[core.Found, Regular]:
    found = core.solved(notices(120))
    assert found is not None
    return found, Regular(found.tree, found.cols, found.readings, found.edits)


def test_articles_not_seen_are_read_exactly(regular: tuple[core.Found, Regular]) -> None:
    found, reader = regular
    for text in notices(80, seed=2):
        read = reader.read(text)
        assert read is not None
        assert not read[1]
        assert text_of(found.tree, read[0]) == text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_read_is_written_again(regular: tuple[core.Found, Regular], data: st.DataObject) -> None:
    found, reader = regular
    text = data.draw(st.sampled_from(notices(20, seed=3)))
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 6)))
    characters = st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from("，。、\n毛筆\x00"))
    broken = text[:at] + data.draw(st.text(characters, max_size=6)) + text[end:]
    read = reader.read(broken)
    assert read is None or read[1] or text_of(found.tree, read[0]) == broken


def test_no_article_makes_the_search_explode(regular: tuple[core.Found, Regular]) -> None:
    _, reader = regular
    base = notices(1, seed=4)[0]
    for hostile in ("路1號，" * 4000, "毛筆、" * 5000, "，" * 20000, base * 50, base[:-5] + "、宣紙" * 5000):
        assert reader.read(hostile) is None
        assert reader.read(base[:30] + hostile) is None


def test_a_list_with_items_of_no_kind_is_left_to_solving() -> None:
    from toolkit.induce.nodes import Repeat, Text

    with pytest.raises(UnreadableError):
        Regular(Repeat(0, [Text(1, "一")], other=True), {})


def test_items_of_no_kind_are_read_up_to_their_mark() -> None:
    from toolkit.induce.nodes import OTHER, Repeat, Seq, Text

    tree = Seq([Text(0, "備品\n"), Repeat(1, [Text(2, "毛筆\n"), Text(3, "宣紙\n")], other=True), Text(4, "以上")])
    readings = [{1: [(0, {}), (OTHER, "墨錠\n")]}]
    reader = Regular(tree, {}, readings)
    assert reader.read("備品\n宣紙\n硯臺\n毛筆\n以上") == ({1: [(1, {}), (OTHER, "硯臺\n"), (0, {})]}, False)
    assert reader.read("備品\n宣紙\n硯臺以上") is None


def test_what_the_items_of_a_list_begin_with_does_not_end_it() -> None:
    from toolkit.induce.nodes import OTHER, Repeat, Seq, Slot, Text
    from toolkit.induce.tally import columns

    kinds = [Seq([Text(2, "【館藏】\n"), Slot(3)]), Seq([Text(4, "【展期】\n"), Slot(5)])]
    tree = Seq([Text(0, "簡介\n"), Repeat(1, list(kinds), other=True), Text(6, "【"), Slot(7), Text(8, "】\n完")])
    readings: list[Any] = [
        {1: [(0, {3: "硯臺。\n"}), (OTHER, "【票價】\n"), (1, {5: "三天。\n"})], 7: "結語"},
        {1: [(1, {5: "兩週。\n"}), (0, {3: "字畫。\n"})], 7: "尾聲"},
    ]
    reader = Regular(tree, columns(tree, readings), readings)
    for text in ("簡介\n【展期】\n一年。\n【館藏】\n古琴。\n【結語】\n完", "簡介\n【館藏】\n古琴。\n【後記】\n完"):
        read = reader.read(text)
        assert read is not None
        assert text_of(tree, read[0]) == text
    assert reader.read("簡介\n" + "【館藏】\n古琴。\n" * 3000 + "【結語】") is None


def test_deviations_that_were_seen_are_read_again() -> None:
    from toolkit.induce.nodes import Seq, Slot, Text
    from toolkit.induce.tally import columns

    tree = Seq([Slot(0), Text(1, "的由來\n"), Slot(2), Text(3, "。")])
    readings: list[Any] = [{0: "甲", 2: "一"}, {0: "乙丙", 2: "二"}, {0: "丁", 2: "三"}]
    edits = [[], [], [(1, 2, "是")]]
    reader = Regular(tree, columns(tree, readings), readings, edits)
    assert reader.read("戊的由來\n四。") == ({0: "戊", 2: "四"}, False)
    assert reader.read("戊是由來\n四。") == ({0: "戊", 2: "四"}, True)
    assert reader.read("戊無由來\n四。") is None


@pytest.mark.usefixtures("small")
def test_an_article_that_nothing_like_was_learnt_of_is_told_by_edits(
    solved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FEW", 0.02)
    texts = notices(400)
    texts[17] = texts[17].replace("先到先得。", "先到先得，售完為止。")
    template = induce(texts)
    assert len(solved) == 1
    assert template.report.edited == 1
    assert not template.unparsed
    assert [template.render(context) for context in template.contexts] == texts


@pytest.mark.parametrize("text", ["a" * 20000, "ab" * 10000, "a-" * 10000, "啊" * 20000, "a." * 10000])
def test_values_in_long_rows_of_letters_are_looked_for_in_bounded_time(text: str) -> None:
    from toolkit.induce import abstract

    assert abstract.lift(text, {kind: kind for kind in abstract.KINDS})[0] == text

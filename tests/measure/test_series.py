"""Whose article it is, and that one house's own series is no replication."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import measure_data
from toolkit.measure import Reference, score
from toolkit.measure.evidence import AWAY, collect
from toolkit.measure.model import packaged_model
from toolkit.measure.series import contact_signatures, one_series, publishers
from toolkit.sketch import fold

SERIES = measure_data.series()
PRINTED = measure_data.printed(6, 5)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "颱風天要不要上課?\n青石國小家長通訊 第 15 號\n各位家長您好。\n學務處電話:16500005301",
            ["青石國小", "青石國小家長通訊"],
        ),
        ("砂锅怎么开锅？木山窑使用说明\n用淘米水煮。\n木山窑陶器铺　电话：16500006401", ["木山窑陶器铺"]),
        ("為什麼滴水?|《舊零件》第 18 期\n茶壺。", ["舊零件"]),
        ("小舟花怎麼樣\n小編導語\n本站介紹。\n本文不代表本站立場。\n聯繫客服中心:16500001234", []),
        ("《舊零件》好看嗎\n這本書很薄。", []),
        ("怎样炖牛腩\n冷水下锅。\n文／阿梅", ["文阿梅"]),
        ("怎样炖牛腩\n冷水下锅。\n——阿梅", ["阿梅"]),
        ("怎样炖牛腩\n冷水下锅。\n责任编辑：卢知夏", []),
        ("霧裡看花\n山城週記 第 12 期\n今天下雨。", ["山城週記"]),
        ("", []),
    ],
)
def test_publishers_are_named_at_either_end(text: str, names: list[str]) -> None:
    assert sorted(publishers(text)) == sorted(map(fold, names))


def test_the_subject_of_a_text_is_not_its_publisher() -> None:
    said = "雲浦戲劇學院好不好\n雲浦戲劇學院在山上。雲浦戲劇學院有百年。\n雲浦戲劇學院,一看就懂"
    assert publishers(said) == ()
    assert publishers("戲劇節\n來看戲。\n雲浦戲劇學院") == (fold("雲浦戲劇學院"),)


@given(st.text(st.characters(), max_size=80) | st.text("《》第期號12中心館站本\n 。\ud800", max_size=40))
@settings(max_examples=60)
def test_names_stand_in_the_fold(text: str) -> None:
    folded = fold(text)
    for name in publishers(text):
        assert len(name) >= 2
        assert one_series([name], folded)
    assert all(len(written) >= 6 for written in contact_signatures([text]))


@pytest.mark.parametrize("name", SERIES)
def test_a_series_of_one_house_is_never_likely(name: str, unrelated: list[str]) -> None:
    texts = SERIES[name]
    known, unknown = Reference.build([*unrelated, *texts]), Reference.build(unrelated)
    assert "likely" not in {score(text, known).label for text in texts}
    assert "likely" not in {score(text, unknown).label for text in texts}


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_printed_pages_of_one_house_are_never_likely(name: str, unrelated: list[str]) -> None:
    texts = PRINTED[name]
    reference = Reference.build([*unrelated, *texts])
    found = [score(text, reference) for text in texts]
    assert any(s.templated for s in found)  # else they are no test of the rule
    assert "likely" not in {s.label for s in found}
    placed = Reference.build(
        [*unrelated, *texts], hosts=[*map(str, range(len(unrelated))), *["shop.example"] * len(texts)]
    )
    assert "likely" not in {score(text, placed).label for text in texts}


def test_who_disowns_letters_or_tells_of_farms_is_not_likely(unrelated: list[str]) -> None:
    reference = Reference.build(unrelated)
    found = {text: score(text, reference) for text in measure_data.singles()}
    assert not [text for text, s in found.items() if s.label == "likely"]
    assert sum(s.value >= packaged_model().likely for s in found.values()) > 5  # else they are no test of the rule


BLOG = (
    "{0}到底怎么做？看完就会\n我妈教我的{0}和别人的不一样，{1}，锅里的水要没过两指。\n{2}\n今天就分享到这里，希望对大家有帮助，"
    "喜欢的话记得点赞收藏，也欢迎大家关注。\n文／阿梅　下个星期六还是这个时间见，风雨不改。"
)
DISHES = [
    ("炖牛腩", "牛腩先冻一夜再切", "第三次做的时候忘了关火，底下糊了一层，盛出来倒比平常香。"),
    ("蒸鲈鱼", "鱼肚里塞两片姜就够", "邻居送来的那条太长，尾巴露在盘子外面，像在跟人招手。"),
    ("腌黄瓜", "盐要分两回撒", "去年腌的那一坛到清明才想起来，酸得人直眨眼。"),
    ("煮汤圆", "芝麻馅里加一点猪油", "破了四个，汤成了黑的，女儿说这样才像夜里。"),
]


def test_one_authors_columns_are_no_replication(unrelated: list[str]) -> None:
    texts = [BLOG.format(*dish) for dish in DISHES]
    found = [score(text, Reference.build([*unrelated, *texts])) for text in texts]
    assert all(s.evidence.template_saving > 0.3 for s in found)  # else they are no test of the rule
    assert all(s.value > 0.8 for s in found)
    assert "likely" not in {s.label for s in found}
    unsigned = [text.replace("文／阿梅", "") for text in texts]
    again = [score(text, Reference.build([*unrelated, *unsigned])) for text in unsigned]
    assert "likely" not in {s.label for s in again}  # nobody can tell whose they are
    hosts = [f"{i}.example" for i in range(len(unrelated) + len(unsigned))]
    placed = Reference.build([*unrelated, *unsigned], hosts=hosts)
    assert "likely" in {score(text, placed).label for text in unsigned}  # a column that many sites print


def test_siblings_of_others_are_told_from_ones_own(loans: list[str], unrelated: list[str]) -> None:
    signed = [f"{text}\n雲浦市圖書館" for text in loans[:6]]
    reference = Reference.build([*unrelated, *signed[1:], *loans[6:9]])
    alone, named = collect(signed[0], reference), collect(signed[0], reference, names=publishers(signed[0]))
    assert len(alone.siblings) == len(named.siblings) == 8
    assert {sibling.owner for sibling in alone.siblings} == {"unknown"}
    assert sum(sibling.owner == "same" for sibling in named.siblings) == 5
    assert named.replication()["siblings"] < alone.replication()["siblings"]
    assert named.features() == alone.features()  # templatedness does not ask whose they are


def test_hosts_decide_where_they_are_known(loans: list[str], unrelated: list[str]) -> None:
    texts = [*loans[:6], *unrelated]
    names = [f"t{i}" for i in range(len(texts))]
    others = [f"{i}.example" for i in range(24)]
    own = Reference.build(texts, names, hosts=["farm.example"] * 6 + others)
    spread = Reference.build(texts, names, hosts=[f"farm{i}.example" for i in range(6)] + others)
    by_place = [collect(loans[0], own), collect(loans[8], own, host="farm.example")]
    elsewhere = [collect(loans[0], spread), collect(loans[8], own, host="another.example"), collect(loans[8], own)]
    assert all(evidence.siblings for evidence in (*by_place, *elsewhere))
    assert {sibling.owner for evidence in by_place for sibling in evidence.siblings} == {"here"}
    assert {sibling.owner for evidence in elsewhere[:2] for sibling in evidence.siblings} == {"other"}
    assert {sibling.owner for sibling in elsewhere[2].siblings} == {"unknown"}
    assert by_place[0].replication(AWAY)["siblings"] == 0 < elsewhere[0].replication(AWAY)["siblings"]


def test_a_contact_on_many_hosts_is_a_network(loans: list[str], unrelated: list[str]) -> None:
    texts = [f"{text}\n加老師微信:zhouzhuan88" for text in loans[:4]]
    contact = contact_signatures(["zhouzhuan88"])
    hosts = [*(f"farm{i}.example" for i in range(4)), *(f"{i}.example" for i in range(24))]
    known = Reference.build([*texts, *unrelated], hosts=hosts)
    unknown = Reference.build([*texts, *unrelated])
    assert {s.owner for s in collect(texts[0], known, contacts=contact).siblings} == {"other"}
    assert {s.owner for s in collect(texts[0], unknown, contacts=contact).siblings} == {"same"}

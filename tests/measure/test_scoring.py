"""Scores: two axes, evidence that adds up, and what no change of the data may do."""

from __future__ import annotations

import html
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.measure import Reference, Score, score
from toolkit.measure.evidence import _covered, _novelty, _runs, collect
from toolkit.measure.model import ELSEWHERE, REPLICATION, WITNESSES, corroborated, packaged_model
from toolkit.measure.scoring import HELD_BACK, model_features
from toolkit.sketch import fold

HONEST = (
    "外婆家的院子裡有一棵柿子樹,每到十月就掛滿了果子。去年冬天風大,折了兩根粗枝,她拿麻繩綁了又綁,說等開春看看能不能長回去。"
    "我問她要不要請人來鋸掉,她搖頭,說樹比人耐得住。今年三月果然冒了新芽,她打電話來,第一句話就是:活了。"
)


@pytest.fixture(scope="module")
def mixed(loans: list[str], bulletins: list[str], unrelated: list[str]) -> Reference:
    texts = [*loans, *bulletins, *unrelated]
    names = [f"{kind}-{i}" for kind in ("loan", "weather", "plain") for i in range(24)]
    return Reference.build(texts, names)


def test_the_two_axes(mixed: Reference, loans: list[str], bulletins: list[str]) -> None:
    farm, bulletin, honest = score(loans[0], mixed), score(bulletins[0], mixed), score(HONEST, mixed)
    assert (farm.label, farm.templated) == ("likely", True)
    assert (bulletin.label, bulletin.templated) == ("none", True)
    assert (honest.label, honest.templated) == ("none", False)
    assert farm.value > bulletin.value > honest.value


def test_contributions_add_up_to_the_log_odds(mixed: Reference, loans: list[str]) -> None:
    found, model = score(loans[3], mixed), packaged_model()
    for axis, part, probability in (
        ("templated", model.templated, found.templatedness),
        ("farm", model.farm, found.value),
    ):
        points = [c.points for c in found.contributions if c.axis == axis]
        assert math.log(probability / (1 - probability)) == pytest.approx(sum(points), abs=1e-6)
        assert part.intercept in points
    weights = [c.points for c in found.contributions]
    assert weights == sorted(weights, reverse=True)


def test_no_evidence_lowers_a_score_and_no_sign_decides_alone() -> None:
    model = packaged_model()
    assert min([*model.templated.weights.values(), *model.farm.weights.values()]) >= 0
    # No article is without templatedness: this is the least that one can have.
    least = model.templated.probability(dict.fromkeys(model.templated.weights, 0.0))
    none = dict.fromkeys([*model.farm.weights], 0.0) | {"templated": least}
    for sign in none:
        assert model.farm.probability(none | {sign: 1.0}) < model.possible
    footer = {"contacts": 1.0, "takedown": 1.0, "disclaimer": 1.0, "disowned": 1.0}
    assert model.farm.probability(none | footer) < model.likely
    assert model.farm.probability(none | {"templated": 1.0, "contacts": 1.0, "disclaimer": 1.0}) < model.possible
    assert 0.5 <= model.templated_from < 1
    assert 0 < model.possible < model.likely < 1


def test_the_threshold_of_likely_is_bounded_on_honest_texts() -> None:
    calibration = packaged_model().about["calibration"]
    assert calibration["likely"]["bound"] <= 0.001
    assert calibration["possible"]["bound"] <= 0.01
    assert calibration["texts"] >= 3 / 0.001


WARNING = (
    "关于代理维权文章的消费提示\n近来一些文章说“小编为大家整理了最新的减免政策”“看完这篇你就明白了”,文末写着“内容由网友上传,如有侵权请联系删除”"
    "和“点击添加老师微信咨询”。遇到这样的文章,不要添加对方。\n消费者投诉热线:16500001234"
)
AGREEMENT = (
    "用户协议\n第六条 用户在本平台发布的内容由用户自行负责,不代表本平台立场。\n"
    "第七条 权利人可以通知本平台,侵犯权利的内容将被删除,电话16500001234。\n第八条 本平台不对第三方的内容承担责任。"
)
COOK = "怎样炖牛腩\n牛腩冷水下锅,煮开撇沫,我自己不过冷水。\n今天就分享到这里,希望对大家有帮助,喜欢的话记得点赞收藏。"


@pytest.mark.parametrize("text", [WARNING, AGREEMENT, COOK], ids=["warning", "agreement", "cook"])
def test_who_quotes_farms_disowns_letters_or_blogs_is_not_likely(mixed: Reference, text: str) -> None:
    assert score(text, mixed).label != "likely"


ADVERTISERS = "\n商务合作请联系 16500001234"
"""A line that any podcast may have: one witness, where two are asked for."""


@pytest.mark.parametrize("foot", ["", ADVERTISERS], ids=["alone", "for advertisers"])
@pytest.mark.parametrize("dev", [True, False], ids=["calibrated on", "held out"])
def test_who_asks_and_addresses_readers_is_not_likely_for_that(mixed: Reference, *, dev: bool, foot: str) -> None:
    from benchmarks import measure_data

    found = [score(text + foot, mixed) for text in measure_data.addressing(dev).values()]
    assert {s.label for s in found} <= {"none", "possible"}
    held_back = [s for s in found if s.held_back]
    assert held_back  # else the texts are no test of the rule
    assert all(HELD_BACK in s.summary and HELD_BACK in str(s) for s in held_back)


def test_likely_takes_more_than_words() -> None:
    model = packaged_model()
    nothing = dict.fromkeys([*model.templated.weights, *model.farm.weights], 0.0) | {"value": 1.0}
    words = nothing | {"stock": 1.0, "addressing": 1.0, "bait": 1.0, "padding": 1.0, "frame": 1.0, "contacts": 1.0}
    words |= dict.fromkeys(WITNESSES, 0.0) | {"takedown": 1.0}  # an address for advertisers is no witness
    assert model.label(words) == "possible"
    single = {name: 1 / count for name, count in WITNESSES.items()}  # one contact, one phrase, one heading
    mould = {"siblings": 3.0, "pieces": 3.0}
    printed = {REPLICATION + name: value for name, value in mould.items()}
    for one in single:
        assert model.label(words | {one: single[one]}) == "possible"
        for other in set(single) - {one}:
            both = model.label(words | {one: single[one], other: single[other]})
            assert both == ("possible" if {one, other} == {"deletion", "disowned"} else "likely")
        alike = one == "stuffed"  # pages of one mould that name what they sell are one witness, not two
        assert model.label(words | {one: single[one]} | printed) == ("possible" if alike else "likely")
    assert model.label(words | {"editorial": 1.0}) == "likely"
    assert model.label(words | {"kit": 0.5}) == "likely"
    assert model.label(words | printed) == "possible"
    assert model.label(words | printed | {ELSEWHERE + name: value for name, value in mould.items()}) == "likely"
    assert model.label(words | {"kit": 1.0, "value": model.likely - 0.01}) == "possible"
    assert not corroborated(model.templated, nothing | dict.fromkeys(WITNESSES, 0.0))


def test_words_alone_are_held_back_and_siblings_are_not(mixed: Reference) -> None:
    from benchmarks import measure_data

    farm, _ = measure_data.untouched(6, 5)
    dreams = farm["dream"]
    spread = Reference.build([HONEST, *dreams[1:]], hosts=[f"{i}.example" for i in range(6)])
    alone, known = score(dreams[0], mixed), score(dreams[0], spread, host="new.example")
    own = score(dreams[0], spread, host="1.example")
    assert [w.partition(":")[0] for w in own.witnesses][:1] == ["other texts on other hosts come from the same mould"]
    assert (alone.held_back, alone.label) == (True, "possible")
    assert (known.held_back, known.label) == (False, "likely")


def test_a_title_beside_the_text_is_looked_at(mixed: Reference, loans: list[str]) -> None:
    body = loans[0].partition("\n")[2]
    without, beside = score(body, mixed), score(body, mixed, title="小舟花怎麼樣?看完就懂")
    assert beside.value > without.value
    assert score(body, mixed, title="小舟花").value == without.value
    assert beside.templatedness == without.templatedness


def test_it_is_told_with_quotations_and_siblings(
    mixed: Reference, loans: list[str], bulletins: list[str], unrelated: list[str]
) -> None:
    farm = score(loans[0], mixed)
    assert "likely" in str(farm)
    assert all(sign in farm.summary for sign in ("小編導語", "165000", "loan-"))
    assert "not weighed" in str(farm)
    quoted = [c for c in farm.contributions if c.weighed and c.evidence]
    assert all(c.evidence[0] in str(farm) for c in quoted)
    pieces = next(c for c in farm.contributions if c.name == "pieces")
    assert "between them it has" in pieces.why
    bulletin = score(bulletins[0], mixed).summary
    assert bulletin.startswith("no sign of a content farm; ")
    assert "weather-" in bulletin
    assert score(unrelated[0], mixed).summary == (
        "no sign of a content farm; comes from no mould that the reference shows"
    )


def test_the_article_itself_is_no_evidence(mixed: Reference, loans: list[str], unrelated: list[str]) -> None:
    alone = collect(unrelated[0], mixed)
    assert alone.own == mixed.row_of("plain-0")
    assert (alone.replicated, alone.template_saving, alone.siblings) == (0, 0, ())
    without = Reference.build([*loans[1:], *unrelated], outlines=False)
    inside = Reference.build([*loans, *unrelated], outlines=False)
    one, other = collect(loans[0], without), collect(loans[0], inside)
    # Only what describes the reference as a whole (its size, its characters) may differ.
    assert one.replicated == other.replicated
    assert one.widespread == other.widespread
    assert one.replicated_short == other.replicated_short
    assert [len(s.segments) for s in one.siblings] == [len(s.segments) for s in other.siblings]


def test_a_second_copy_is_evidence(unrelated: list[str]) -> None:
    once = Reference.build(unrelated)
    twice = Reference.build([*unrelated, unrelated[0].replace("。", "!")])
    assert score(unrelated[0], once).evidence.replicated == 0
    assert score(unrelated[0], twice).evidence.replicated == 1


def test_more_of_its_mould_never_lowers_templatedness(loans: list[str], unrelated: list[str]) -> None:
    references = [Reference.build([*unrelated, *loans[1 : 1 + k]]) for k in (0, 1, 3, 10, 20)]
    values = [score(loans[0], reference).templatedness for reference in references]
    assert values == sorted(values)
    assert values[0] < 0.9 < values[-1]


def test_copies_do_not_crowd_siblings_out(loans: list[str], unrelated: list[str]) -> None:
    before = score(loans[0], Reference.build([*unrelated, *loans[1:6]]))
    copies = [loans[0] + "!" * k for k in range(1, 31)]
    after = score(loans[0], Reference.build([*unrelated, *loans[1:6], *copies]))
    assert len(after.evidence.siblings) == len(before.evidence.siblings) == 5
    assert after.evidence.template_saving > before.evidence.template_saving
    assert after.templatedness >= before.templatedness


def test_other_hosts_are_what_counts(loans: list[str], unrelated: list[str]) -> None:
    texts = [*loans[:6], *unrelated]
    names = [f"t{i}" for i in range(len(texts))]
    one_host = Reference.build(texts, names, hosts=["farm.example"] * 6 + [f"{i}.example" for i in range(24)])
    assert score(loans[0], one_host, id="t0").evidence.replicated == 0
    hosts = ["farm.example"] * 3 + [f"farm{i}.example" for i in range(3)] + [f"{i}.example" for i in range(24)]
    spread = score(loans[0], Reference.build(texts, names, hosts=hosts), id="t0")
    assert 0 < spread.evidence.replicated < 1
    assert any("other hosts" in c.why for c in spread.contributions)


def test_quotations_know_their_place(mixed: Reference, loans: list[str]) -> None:
    noted = loans[2].replace("貸", "貸(dài)").replace("導語", "導(dǎo)語")
    for text in (loans[0], noted, f"\n\n  {loans[1]}"):
        quotes = [quote for c in score(text, mixed).contributions for quote in c.evidence if quote.span]
        assert len(quotes) > 8
        for quote in quotes:
            start, end = quote.span or (0, 0)
            assert text[start:end].replace("\n", " ").startswith(quote.rstrip("…"))
    beside = score(loans[0].partition("\n")[2], mixed, title="小舟花怎麼樣")
    assert next(c for c in beside.contributions if c.name == "bait").evidence[0].span is None


def test_a_statement_can_be_pasted(mixed: Reference, loans: list[str], unrelated: list[str]) -> None:
    found = score(loans[0], mixed)
    said = found.statement("loan-0")
    assert said.startswith("loan-0: likely a content farm's article\n")
    assert said == found.statement("loan-0")
    weighed = [c for c in found.contributions if c.weighed]
    assert all(f"{c.points:+.2f}" in said and c.why in said for c in weighed)
    for axis, value in (("farm", found.value), ("templated", found.templatedness)):
        total = math.log(value / (1 - value))
        assert sum(c.points for c in found.contributions if c.axis == axis) == pytest.approx(total, abs=1e-6)
        assert f"={total:+.2f}  together, a probability of {value:.2f}" in said
    quote = next(c for c in weighed if c.name == "editorial").evidence[0]
    assert f"“{quote}” ({quote.start}–{quote.end})" in said
    assert "Not called likely" not in said
    honest = score(unrelated[0], mixed).statement()
    assert honest.startswith("No content farm's article")
    assert "Witnesses" not in honest


def test_nothing_breaks_out_of_a_statement() -> None:
    text = "小舟花怎麼樣\u202e\n小編導語\u2028\n侵權請聯繫刪除\x07:16500001234\n\ud800本站編輯"
    said = score(text, Reference.build([text + "甲", HONEST])).statement("a\nb\u202e")
    assert said.splitlines() == said.split("\n")
    assert not set(said) & set("\u202e\u2028\x07\ud800")
    said.encode()


def test_evidence_quotes_the_text(mixed: Reference, loans: list[str]) -> None:
    found = score(loans[0], mixed)
    named = {c.name: c for c in found.contributions}
    flat = loans[0].replace("\n", " ")
    for name in ("replicated", "stock", "pieces"):
        assert named[name].evidence
        assert all(quote.rstrip("…") in flat for quote in named[name].evidence)
    assert any(contact.startswith("165000") for contact in named["contacts"].evidence)
    assert all(row.startswith("loan-") for row in named["siblings"].evidence)


def test_p_values_are_shares_and_small_for_farms(mixed: Reference, loans: list[str]) -> None:
    found = score(loans[0], mixed)
    assert found.p_value is not None
    assert found.p_value < 0.05
    assert all(c.p_value is None or 0 < c.p_value <= 1 for c in found.contributions)


def test_honest_texts_can_be_given(loans: list[str], unrelated: list[str]) -> None:
    honest = [text + "\n" + text[::-1] for text in unrelated]
    reference = Reference.build(loans, honest=honest)
    assert reference.null.source == "24 honest texts that were given"
    assert score(loans[0], reference).p_value == pytest.approx(1 / 25)


def test_texts_serve_as_reference(loans: list[str]) -> None:
    assert isinstance(score(loans[0], loans[1:]), Score)
    with pytest.raises(UsageError, match="no text with the id"):
        score(loans[0], Reference.build(loans), id="nobody")


@given(st.text(st.characters(), max_size=60) | st.just("\ud800\x00一、小編導語\n\ud83d電話:16500001234"))
@settings(max_examples=30)
def test_any_text_can_be_scored(text: str) -> None:
    found = score(text, REFERENCE)
    assert 0 <= found.value <= 1
    assert 0 <= found.templatedness <= 1
    found._repr_html_().encode()
    assert found.to_dict()["label"] == found.label


REFERENCE = Reference.build([HONEST, HONEST[::-1]])


def test_values_that_no_file_can_hold_are_shown() -> None:
    mould = "打開{0}的首頁填寫姓名與電話,等候{0}的專員回覆,再到{0}的窗口核對資料,最後領取{0}的回執即可離開。"
    texts = [mould.format(f"{name}{chr(0xD800 + at)}{name}貸") for at, name in enumerate("甲乙丙丁")]
    found = score(texts[0], texts)
    assert any("\ud800" in part.why for part in found.contributions)  # else this is no test
    found._repr_html_().encode()
    found.statement(texts[0][:8]).encode()


def test_hostile_text_is_shown_as_text() -> None:
    text = "<script>alert(1)</script>聯系電話:16500001234<img src=x onerror=alert(2)>" * 3
    shown = score(text, [text, text + "甲", HONEST])._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert html.escape("<script>")[:4] in shown


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 4))
def test_covered_characters_are_those_of_hits(hits: list[bool], width: int) -> None:
    length = len(hits) + width - 1 if hits else 0
    expected = [any(hits[s] for s in range(len(hits)) if s <= i < s + width) for i in range(length)]
    assert _covered(np.array(hits, np.bool_), width, length).tolist() == expected
    runs = _runs(np.array(hits, np.int32), width)
    assert all(all(hits[run.start : run.end - width + 1]) for run in runs)
    assert sum(run.end - run.start - width + 1 for run in runs) == sum(hits)


def test_novelty_is_between_nothing_and_plain() -> None:
    plain = np.full(100, 8.0)
    none = _novelty(np.zeros(96, np.bool_), plain, 1000)
    half = _novelty(np.arange(96) < 46, plain, 1000)
    whole = _novelty(np.ones(96, np.bool_), plain, 1000)
    assert none == 800
    assert 0 < whole < half < none
    # A run of five known characters costs more to point at than it saves.
    assert _novelty(np.arange(96) == 3, np.full(100, 2.0), 1000) == 200


def test_model_features_are_those_of_the_score(mixed: Reference, loans: list[str]) -> None:
    found, features = score(loans[5], mixed), model_features(loans[5], mixed)
    assert features["value"] == found.value
    assert features["templated"] == found.templatedness


def test_damage_and_script_change_little(mixed: Reference, loans: list[str]) -> None:
    from opencc import OpenCC

    simplified = OpenCC("t2s").convert(loans[0])
    assert fold(simplified) == fold(loans[0])
    assert score(simplified, mixed).label == "likely"
    rng = random.Random(3)
    noisy = "".join(c if rng.random() > 0.02 else "■" for c in loans[0])
    assert score(noisy, mixed).label == "likely"

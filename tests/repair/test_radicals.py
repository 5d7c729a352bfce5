"""Radicals and compatibility forms: replaced inside Chinese text, left where they are meant."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair import radicals
from toolkit.repair.radicals import _forms, find_radicals

if TYPE_CHECKING:
    from collections.abc import Callable

KANGXI = [chr(code) for code in range(0x2F00, 0x2FD6)]
SUPPLEMENT = [chr(code) for code in range(0x2E80, 0x2EF4) if code != 0x2E9A]
UNIFIED_IN_BLOCK = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"
COMPATIBILITY = [
    char
    for code in (*range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E))
    if unicodedata.name(char := chr(code), "") and char not in UNIFIED_IN_BLOCK
]


def fixed(text: str) -> str:
    return apply_edits(text, find_radicals(text))


@pytest.mark.parametrize("chars", [KANGXI, SUPPLEMENT, COMPATIBILITY], ids=["kangxi", "supplement", "compatibility"])
def test_every_form_is_replaced_inside_text(chars: list[str]) -> None:
    for char in chars:
        (edit,) = find_radicals(f"請看{char}吧")
        assert edit.before == char
        assert len(edit.after) == 1
        assert edit.after not in _forms()
        normal = unicodedata.normalize("NFKC", char)
        assert normal == char or edit.after == normal


def test_the_supplement_is_whole() -> None:
    assert len(SUPPLEMENT) == 115
    assert set(SUPPLEMENT) <= _forms().keys()


def test_whole_words_and_numbers_of_headings() -> None:
    assert fixed("⼀、⾦融⻛险\n⼆⼿⻋市场，第 ⼀ 章") == "一、金融风险\n二手车市场，第 一 章"
    assert fixed("这根线长2.1⽶，够用了") == "这根线长2.1米，够用了"


@pytest.mark.parametrize(
    "text",
    [
        "⼀⼁⼂⼃⼄⼅⼆⼇⼈",
        "⼀ ⼁ ⼂ ⼃ ⼄",
        "⽔、⽕、⽖、⽗",
        "⺀⺁⺂⺃⺄⺅",
        "部首⽔，三点水写作⺡",
        "左邊是⽇，右邊是⽉；寫「休」字時，左邊為⼈。",
        "「⽔」与“⽕”",
        "⽔ 水 四画",
        "⽔",
        "U+2F54 ⽔字",
        "康熙字典的⼀部",
        "這字是神奈川の神社です",
        "李씨와 金씨 樂",
        "本頁" + "".join(UNIFIED_IN_BLOCK),
        "⿰氵工 是表意文字描述符",
        "字典裡⼀部的字不多，⼈部、⼝部的字最多，河與海都在⽔部。",
        "「⼀」之後是「⼁」。",
        "永字八法：点㇔、横㇐、竖㇑、钩㇚，竖弯钩写作㇟。",
    ],
)
def test_what_is_meant_stays(text: str) -> None:
    assert find_radicals(text) == []


def test_what_may_be_meant_is_replaced_where_the_page_is_damaged_throughout() -> None:
    assert fixed("这是⼀部⽼电影") == "这是一部老电影"
    assert fixed("⼀部分⼈") == "一部分人"
    page = "⼤型⽔务公司的财务状况，主管⽣产的⽔部与总部"
    assert fixed(page) == "大型水务公司的财务状况，主管生产的水部与总部"
    assert {edit.certainty for edit in find_radicals(page)} == {"proved"}


def test_forms_that_stand_alone_are_replaced_where_the_page_is_damaged_throughout() -> None:
    assert fixed("这⼀带⼈家养⽜、⽺、猪、⻢，院⼦⾥有「⾦」字匾") == "这一带人家养牛、羊、猪、马，院子里有「金」字匾"
    assert fixed("⽇、⽉、星") == "⽇、⽉、星"
    assert fixed("这⼀带⼈家养⽜、⽺、一匹⻢") == "这一带人家养牛、⽺、一匹马"


def test_words_that_sound_like_the_subject_are_none() -> None:
    assert fixed("康熙皇帝⼤⼒⽀持，零部件由⾦属制成") == "康熙皇帝大力支持，零部件由金属制成"


@pytest.mark.parametrize("other", ["水的部首是水。", "喝水的人。"])
def test_what_may_be_meant_is_a_guess_on_a_page_that_writes_the_character_or_speaks_of_radicals(other: str) -> None:
    edits = find_radicals(f"泡⽔的字在⽔部。\n{other}")
    assert [edit.certainty for edit in edits] == ["proved", "guess"]


ANY = st.text(st.sampled_from("一水⽔⼀⼁⼂⻓⺡⺀神﨎 、の\n「」部首a\ud800㇐丽写作分"), max_size=20)


@given(ANY)
def test_a_second_run_changes_nothing(text: str) -> None:
    once = fixed(text)
    assert fixed(once) == once


@pytest.mark.real
def test_clean_corpora_stay(shared_data) -> None:
    with (shared_data / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
        assert not any(find_radicals(json.loads(line)["text"]) for line in lines)


def test_the_name_of_a_stroke_is_none_before_an_ideograph() -> None:
    assert fixed("优点缺点\ufa26摆出来") == "优点缺点都摆出来"
    assert fixed("寫的是點㇔和橫㇐") == "寫的是點㇔和橫㇐"


def test_a_long_line_is_read_no_more_often_than_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = 0

    def counted(char: str, is_ideograph: Callable[[str], bool] = radicals._is_ideograph) -> bool:
        nonlocal looked_at
        looked_at += 1
        return is_ideograph(char)

    monkeypatch.setattr(radicals, "_is_ideograph", counted)
    for piece in (".⼀，@", "⾦a", "中⾦7"):
        counts = []
        for size in (500, 1000):
            looked_at = 0
            find_radicals(piece * size)
            counts.append(looked_at)
        assert counts[1] <= 2 * counts[0] + len(piece)

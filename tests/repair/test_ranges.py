"""Ranges without their hyphens: guessed where the numbers tell, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair.ranges import LIMITS, find_ranges

UNITS = sorted(LIMITS)


@pytest.mark.parametrize(
    "honest",
    [
        "房貸360個月，車貸60個月，信貸84個月。",
        "保固730天，延長後1095天、1825天。",
        "飛行時數4060小時，志工服務1530小時，每週40小時。",
        "第13天出發，第47天回來；入住12天後退房。",
        "試用期90天，倒數100天，全年365天，距今1000天。",
        "民國113年，西元2019年，1203號房，比分3-2，價格1530元，共3060人。",
        "日期2024-05-03，電話02-2345-6789，編號1530-3060。",
        "第1530天，到3060天，－3060天，1,530天，0.1530天，10:3060小時。",
        "工作24小時，12個月，18歲，105歲。",
        "連續打卡1530天，從2019年到現在。",
        "伺服器已運行4060天；他在島上住了1530天。",
        "這筆借款逾期1530天，法院判決如下。",
        "這棵樹1530歲。",
        "逾期13天會有短信，逾期47天會有電話；詳見第2-3頁。",
    ],
)
def test_honest_numbers_are_left(honest: str) -> None:
    assert [*find_ranges(honest)] == []


def test_a_list_of_ranges_comes_back() -> None:
    text = "逾期1-3天會有短信，逾期4-7天會有電話，逾期8-15天會上門，逾期16-30天，逾期31-60天，逾期61-90天。"
    cut = text.replace("-", "")
    back = cut
    for found in sorted(find_ranges(cut), reverse=True):
        back = back[: found.start] + found.text + back[found.end :]
    assert back == text


def test_two_ranges_must_begin_at_one_to_speak_for_each_other() -> None:
    assert [*find_ranges("住了25天，又住了57天。")] == []
    assert [found.text for found in find_ranges("逾期15天，逾期57天。")] == ["1-5", "5-7"]
    assert [*find_ranges("住了15天，又住了57天。")] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一般3060天到賬。", ["30-60"]),
        ("審核3060天左右。", ["30-60"]),
        ("年齡在1855歲。", []),
        ("年齡在1850歲。", ["18-50"]),
        ("逾期13天發短信，逾期47天打電話。長期逾期的，3060天後移交。", ["1-3", "4-7", "30-60"]),
    ],
)
def test_a_number_too_large_is_a_range_where_the_page_bears_it_out(text: str, found: list[str]) -> None:
    assert [one.text for one in find_ranges(text)] == found


@given(st.text(st.sampled_from("0123456789天個月歲小時第到-，.至\ud800\x00"), max_size=40))
def test_what_is_found_is_a_number_of_two(text: str) -> None:
    end = 0
    for found in find_ranges(text):
        assert found.start >= end
        end = found.end
        assert text[found.start : end] == f"{found.low}{found.high}"
        assert text.startswith(found.unit, end)
        assert found.low < found.high <= LIMITS[found.unit]


@given(st.integers(1, 99_999), st.sampled_from(UNITS))
def test_a_number_alone_is_meant_unless_it_is_an_estimate_and_too_large(number: int, unit: str) -> None:
    assert [*find_ranges(f"共{number}{unit}。")] == []
    assert [*find_ranges(f"逾期{number}{unit}。")] == []
    found = [*find_ranges(f"一般{number}{unit}。")]
    if unit in ("小時", "小时") or number <= 120 or (unit == "天" and number % 365 == 0):
        assert found == []
    assert all(one.alone for one in found)

"""Bounds by which suppositions are given up: nothing that they give up may be cheaper than they say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.repair import fluency
from toolkit.repair.evidence import LAST, Page
from toolkit.repair.gbk import TRAILS, codes, plains
from toolkit.repair.search.choices import MANY, Choice, beginnings, floor, likely
from toolkit.repair.search.paths import Path, Token
from toolkit.repair.search.prices import FAMILIAR, NO_LIMIT
from toolkit.repair.search.steps import Steps

TRAIL = st.sampled_from([trail for trail in TRAILS if trail > 0xA0])
LEFT = st.text(st.sampled_from("數據分析平臺的用戶在當地，一七A"), max_size=4)
CHAR = st.sampled_from("數據析平臺的用戶地一龘龥")


def steps_with(page: str) -> Steps:
    return Steps(Page(page, [], {}, [0]))


@settings(max_examples=150, deadline=None)
@given(LEFT, CHAR, TRAIL, st.sampled_from(["", "用戶的平臺，數據的分析。"]))
def test_no_character_is_cheaper_than_the_least(left: str, char: str, trail: int, page: str) -> None:
    steps = steps_with(page)
    front = fluency.START
    for before in left:
        front = fluency.step(front, plains()[codes()[before][0] << 8 | codes()[before][1]] if before > "~" else before)
    begin = Path(None, 0, 0.0, 0x81, 0, front, left[-LAST:])
    lead, second = codes()[char]
    made = steps._make(begin, 0, lead, second, 0x81)
    seen = next((seen for seen, pair in codes().items() if pair[0] == trail), None)
    if made is None or seen is None:
        return
    least = steps._least(made, Token("pair", 1, seen))
    found = likely(made.front, beginnings(trail), MANY, NO_LIMIT)
    for cost, _ in steps._priced(made, [lead << 8 | trail for lead in found]):
        assert cost - made.cost >= least


@settings(max_examples=100, deadline=None)
@given(LEFT, CHAR)
def test_where_a_word_ends_is_told_without_the_step(left: str, char: str) -> None:
    front = fluency.START
    for before in left:
        front = fluency.step(front, before)
    told = fluency.ending(front, char)
    front = fluency.step(front, char)
    if told is not None:
        assert told == pytest.approx(front[0][3] - front[0][1])
        assert len(front) == 1


def test_a_floor_is_below_all_that_is_tried() -> None:
    choice = Choice.of([("据", 1), ("的", 2), ("，", 3)])
    found = floor(choice, "数")
    assert found.joined < found.pair < found.opening
    assert found.mark < NO_LIMIT


def test_what_the_page_has_may_be_cheaper_by_so_much() -> None:
    known, unknown = (steps_with(page) for page in ("平臺的用戶很多，平臺的數據也多。", ""))
    path = Path(None, 0, 0.0, 0x81, 0, fluency.START, "")
    made = unknown._make(path, 0, *codes()["平"], 0x81)
    assert made is not None
    token = Token("pair", 1, "數")
    assert known._least(made, token) == unknown._least(made, token) - 2 * FAMILIAR

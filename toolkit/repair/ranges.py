"""Ranges that lost their hyphen: `逾期13天` is 逾期1-3天, `逾期3060天` 逾期30-60天.

Some word filters delete hyphens. What is left is a number, and most numbers are meant. A range is only guessed where
two of them go on from one another (1-3 and then 4-7), the first of which begins at one, or where the number says too
much for its unit (3,060 days) and the page bears it out: it has such a row of ranges, or the number is an estimate
(`一般`, `左右`), which nobody makes to the day. Days that are counted are meant, however many: `連續打卡1530天`. A page
that shows a hyphen between digits has lost none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

NEXT = 200
"""Characters between two ranges of one list, at most."""

LIMITS = {"天": 400, "個月": 60, "个月": 60, "歲": 120, "岁": 120, "小時": 100, "小时": 100}
"""The largest end of a range by its unit. No 日, 月 or 期: before them stand dates and the numbers of issues."""

TOLD = {"天": 400, "個月": 480, "个月": 480, "歲": 120, "岁": 120}
"""The largest number that is told in a unit: more is told in a larger one. Loans run for up to 40 years and are told in
months. Hours are summed up to any number: 1,530 of them were flown or worked."""

YEAR = 365
"""Whole years are told in days: a warranty of 730 days."""

BOUNDS = frozenset({10, 11, 12, 14, 15, 16, 18, 20, 21, 24, 25, 28, 35, 36, 40, 45, 50})
"""Where people begin ranges and end them, beside single digits, multiples of 30 and one more (see `_is_bound`)."""

APART = 12
"""Characters of its clause before a number that are read for what it is."""

# The digit first: such a search is fast.
_NUMBER = re.compile(r"[1-9](?<![0-9.,:/\-－–—~～至到第].)[0-9]{1,5}(?=(個月|个月|小時|小时|[天歲岁]))")
_SHOWN = re.compile(r"[0-9][天日個个月歲岁小時时]{0,2}[-－–][0-9]")
_CLAUSE = re.compile(r"[^\s，。；：！？、,;:!?()（）「」“”]*\Z")
_COUNTED = re.compile(
    "(?:[了已共滿满足達达第過过近活整僅仅才隔距打]|連續|连续|堅持|坚持|累計|累计|合計|合计|運行|运行|倒數|倒数) ?\\Z"
)
_ESTIMATED = re.compile(r"[約约]|大概|一般|通常|往往|多在")
_ESTIMATE_BEHIND = re.compile(r"(?:個月|个月|[天歲岁])(?:左右|上下|不等|之間|之间|以內|以内|內|内)")
_FOR_AGES = re.compile(r"年[齡龄滿满]|[周週]歲|周岁|人群|申請|申请|[適适]合|[適适]用|群體|群体")


class Range(NamedTuple):
    """A number that may be a range: where it is, and its two ends."""

    start: int
    end: int
    low: int
    high: int
    unit: str
    alone: bool  # whether the number says too much for its unit

    @property
    def text(self) -> str:
        """The range as it was written."""
        return f"{self.low}-{self.high}"


def find_ranges(text: str) -> Iterator[Range]:
    """Find numbers that are ranges without their hyphens.

    >>> [found.text for found in find_ranges("逾期13天會有短信,逾期47天會有電話,逾期3060天會被起訴。")]
    ['1-3', '4-7', '30-60']
    >>> list(find_ranges("他在13天裡走了470公里,用了2019年的地圖,房貸360個月,保固730天,連續打卡1530天。"))
    []
    """
    if not _NUMBER.search(text) or _SHOWN.search(text):
        return
    before: Range | None = None
    told = False  # whether `before` is one of a row
    in_rows: list[Range] = []
    alone: list[Range] = []
    for match in _NUMBER.finditer(text):
        found = _split(match)
        if found is None or _is_counted(text, found):
            before = None
            continue
        goes_on = (
            before is not None
            and (told or before.low == 1)
            and before.unit == found.unit
            and found.start - before.end <= NEXT
            and found.low in (before.high, before.high + 1)
        )
        if goes_on and before is not None:
            in_rows += [found] if told else [before, found]
        elif found.alone:
            alone.append(found)
        told = goes_on
        before = found
    rows = {*in_rows}
    borne_out = [found for found in alone if found not in rows and (rows or _is_estimate(text, found))]
    yield from sorted([*in_rows, *borne_out])


def _is_counted(text: str, found: Range) -> bool:
    """Tell whether the words before a number say that it was counted: 住了, 已, 連續."""
    return _COUNTED.search(text, max(0, found.start - APART), found.start) is not None


def _is_estimate(text: str, found: Range) -> bool:
    """Tell whether the clause of a number says that it is none that was counted: 一般, 左右; 年齡 for ages."""
    if _ESTIMATE_BEHIND.match(text, found.end):
        return True
    clause = _CLAUSE.search(text, max(0, found.start - APART), found.start)
    words = clause[0] if clause else ""
    return bool(_ESTIMATED.search(words) or (found.unit in ("歲", "岁") and _FOR_AGES.search(words)))


def _split(match: re.Match[str]) -> Range | None:
    """Return a number as a range, where it can be divided in just one way into two ends that people write."""
    digits, unit = match[0], match[1]
    ways = []
    for at in (len(digits) // 2, (len(digits) - 1) // 2):
        low, high = digits[:at], digits[at:]
        if not at or high[0] == "0" or not int(low) < int(high) <= LIMITS[unit]:
            continue
        if _is_bound(int(low)) and _is_bound(int(high)):
            ways.append((int(low), int(high)))
    if len(set(ways)) != 1:
        return None
    number = int(digits)
    alone = unit in TOLD and number > TOLD[unit] and not (unit == "天" and number % YEAR == 0)
    return Range(match.start(), match.end(), *ways[0], unit, alone)


def _is_bound(number: int) -> bool:
    return number in BOUNDS or number < 10 or number % 30 in (0, 1)

"""Ranges that lost their hyphen: `逾期13天` is 逾期1-3天, `逾期3060天` 逾期30-60天.

Some word filters delete hyphens. What is left is a number, and most numbers are meant: a range is only guessed where
the number says too much for its unit (nobody counts 3,060 days), or where two of them go on from one another (1-3 and
then 4-7), the first of which begins at one.
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

# The digit first: such a search is fast.
_NUMBER = re.compile(r"[1-9](?<![0-9.,:/\-－–—~～至到第].)[0-9]{1,5}(?=(個月|个月|小時|小时|[天歲岁]))")


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
    >>> list(find_ranges("他在13天裡走了470公里,用了2019年的地圖,房貸360個月,保固730天,飛行4060小時。"))
    []
    """
    before: Range | None = None
    told = False  # whether `before` has been given already
    for match in _NUMBER.finditer(text):
        found = _split(match)
        if found is None:
            before = None
            continue
        goes_on = (
            before is not None
            and (told or before.low == 1)
            and before.unit == found.unit
            and found.start - before.end <= NEXT
            and found.low in (before.high, before.high + 1)
        )
        if goes_on and before is not None and not told:
            yield before
        told = goes_on or found.alone
        if told:
            yield found
        before = found


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

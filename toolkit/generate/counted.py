"""Drawing numbers, dates and times: one of so many, and how it is written."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.generate.slots import Clock, Day, Number
from toolkit.generate.written import Written, lengths, opening, quoted, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.generate.writing import Writing

MAX_KEPT = 4096
"""Values that are kept; of slots with more, each is made anew."""
_DATE_FIELD = re.compile("YYYY|MM|DD|M|D")


def counted(slot: Number | Day | Clock) -> Callable[[Writing], Written]:
    """Return what draws a number, date or time; the node's value is the number, the ISO date, the time."""
    head = opening(slot.name, slot.type).removesuffix("null")
    shown = {Number: _number, Day: _day, Clock: _clock}[type(slot)]
    kept: dict[int, Written] = {}

    count = slot.count

    def draw(writing: Writing) -> Written:
        chosen = 0
        if count > 1:
            chosen = int(writing.fraction() * count)
            writing.log.append(chosen)
        found = kept.get(chosen)
        if found is None:
            value, text = shown(slot, chosen)  # type: ignore[operator]
            found = written(text, f"{head}{quoted(value)}{lengths[len(text)]}]")
            if count <= MAX_KEPT:
                kept[chosen] = found
        return found

    return draw


def _number(slot: Number, chosen: int) -> tuple[float, str]:
    units = slot.low + slot.step * chosen
    if not slot.decimals:
        return units, str(units)
    value = Decimal(units).scaleb(-slot.decimals)
    return float(value), f"{value:f}"


def _day(slot: Day, chosen: int) -> tuple[str, str]:
    day = slot.first + datetime.timedelta(days=chosen)
    written = {
        "YYYY": str(day.year),
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "M": str(day.month),
        "D": str(day.day),
    }
    return day.isoformat(), _DATE_FIELD.sub(lambda match: written[match[0]], slot.form)


def _clock(slot: Clock, chosen: int) -> tuple[str, str]:
    minutes = slot.first + slot.step * chosen
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return text, text

"""Slots: what a lexicon offers for one place of a template, by type.

Slots hold no state: two articles never influence each other. `toolkit.generate.drawing` makes functions of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from toolkit.generate.phrases import Phrase

CONTACT_TYPES = ("phone", "email", "qq", "wechat", "telegram", "url", "domain", "editor")
"""Types whose values are contacts, named as the kinds that `toolkit.contacts` returns."""

VALUE_TYPES = ("phrase", "synonym", "name", "record", *CONTACT_TYPES)
"""Types that choose from written values."""

TYPES = (*VALUE_TYPES, "number", "date", "time")
"""All types a slot may have."""


class Slot(Protocol):
    """Something that can be drawn; `toolkit.generate.drawing` says how."""

    @property
    def name(self) -> str:
        """Its name in the lexicon."""

    @property
    def type(self) -> str:
        """One of `TYPES`."""


class Record:
    """Fields that belong together (a place and its river, a platform and its measure word): `{{ city.river }}`.

    Printed as a whole it is its first field. Agreement is a matter of data: what must fit stands in one record.

    Attributes:
        fields: name to text.
    """

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields

    def __str__(self) -> str:
        return next(iter(self.fields.values()))


@dataclass(frozen=True, slots=True)
class Values:
    """A slot with written values: phrases, closed synonym lists, names, contacts.

    Attributes:
        name: name of the slot.
        type: one of `VALUE_TYPES`, except `record`.
        phrases: the values.
        cumulative: running sums of the weights; None where all weigh the same.
    """

    name: str
    type: str
    phrases: tuple[Phrase, ...]
    cumulative: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Records:
    """A slot whose values have fields.

    Attributes:
        name: name of the slot.
        rows: one mapping of field to phrase a value; all have the same fields.
        types: type of each field (`name`, `phrase`, `phone` …).
        cumulative: as in `Values`.
        type: always `record`.
    """

    name: str
    rows: tuple[Mapping[str, Phrase], ...]
    types: Mapping[str, str]
    cumulative: tuple[int, ...] | None
    type: str = "record"


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two bounds, both possible.

    Attributes:
        name: name of the slot.
        low: the least value, in units of 10 ** -decimals.
        count: how many values there are.
        step: distance of two values, in the same units.
        decimals: digits after the point.
        type: always `number`.
    """

    name: str
    low: int
    count: int
    step: int
    decimals: int
    type: str = "number"


@dataclass(frozen=True, slots=True)
class Day:
    """A date between two days, both possible.

    Attributes:
        name: name of the slot.
        first: the earliest day.
        count: how many days there are.
        form: how it is written; `YYYY MM DD M D` are replaced.
        type: always `date`.
    """

    name: str
    first: datetime.date
    count: int
    form: str
    type: str = "date"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day between two bounds, both possible; written `HH:MM`.

    Attributes:
        name: name of the slot.
        first: the earliest time, in minutes after midnight.
        count: how many times there are.
        step: minutes between two of them.
        type: always `time`.
    """

    name: str
    first: int
    count: int
    step: int
    type: str = "time"


def normal(type_: str, text: str, index: int) -> Any:
    """Return the value of a node: for contacts their normal form, for all else the number of the value.

    >>> normal("phone", "165 0000 0123", 0), normal("email", "Ed@A.example", 0), normal("phrase", "很好", 7)
    ('+8616500000123', 'ed@a.example', 7)
    """
    if type_ not in CONTACT_TYPES:
        return index
    plain = str.__str__(text)
    if type_ == "phone":
        return "+86" + re.sub(r"\D", "", plain)
    return plain.lower() if type_ in ("email", "domain", "url") else plain

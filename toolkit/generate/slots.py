"""Slots: what a lexicon offers for one place of a template, by type.

A slot is drawn through a `Writer`, which knows the other slots (a phrase may name them), makes the decisions and puts
the marks around what is written. Slots themselves hold no state: two articles never influence each other.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.generate.choose import Chooser
    from toolkit.generate.phrases import Phrase

CONTACT_TYPES = ("phone", "email", "qq", "wechat", "telegram", "url", "domain", "editor")
"""Types whose values are contacts, named as the kinds that `toolkit.contacts` returns."""

VALUE_TYPES = ("phrase", "synonym", "name", "record", *CONTACT_TYPES)
"""Types that choose from written values."""

TYPES = (*VALUE_TYPES, "number", "date", "time")
"""All types a slot may have."""


class Writer(Protocol):
    """What a slot needs of the article that is being written."""

    choices: Chooser

    def expand(self, phrase: Phrase) -> str:
        """Write a phrase, its places filled and its groups chosen."""

    def mark(self, name: str, type_: str, value: Any, text: str) -> str:
        """Wrap `text` in marks that say what it is."""

    def fresh(self, name: str, count: int, cumulative: Sequence[int] | None) -> int:
        """Choose one of `count` values of a slot, none twice before all have had their turn."""


class Slot(Protocol):
    """Something that can be drawn."""

    @property
    def name(self) -> str:
        """Its name in the lexicon."""

    @property
    def type(self) -> str:
        """One of `TYPES`."""

    def draw(self, writer: Writer) -> Any:
        """Return one value, marked: a string, or a `Record`."""


class Record:
    """Fields that belong together (a place and its river, a platform and its measure word): `{{ city.river }}`.

    Printed as a whole it is its first field. Agreement is a matter of data: what must fit stands in one record.
    """

    __slots__ = ("_fields", "_first")

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields
        self._first = next(iter(fields))

    def field(self, name: str) -> str | None:
        """Return a field, or None where there is none; quicker than the attribute of its name."""
        return self._fields.get(name)

    def __getattr__(self, name: str) -> str:
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(name) from None

    def __str__(self) -> str:
        return self._fields[self._first]


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

    def draw(self, writer: Writer) -> str:
        """Return one value, expanded and marked; its number is the node's value (a contact: its normal form)."""
        index = writer.fresh(self.name, len(self.phrases), self.cumulative)
        text = writer.expand(self.phrases[index])
        return writer.mark(self.name, self.type, normal(self.type, text, index), text)


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

    def draw(self, writer: Writer) -> Record:
        """Return one record; each field is marked as `slot.field` with the number of the record."""
        return self.row(writer, writer.fresh(self.name, len(self.rows), self.cumulative))

    def row(self, writer: Writer, index: int) -> Record:
        """Return record number `index`."""
        fields: dict[str, str] = {}
        for field, phrase in self.rows[index].items():
            text = writer.expand(phrase)
            type_ = self.types[field]
            fields[field] = writer.mark(f"{self.name}.{field}", type_, normal(type_, text, index), text)
        return Record(fields)


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

    def draw(self, writer: Writer) -> str:
        """Return the number as written; the node's value is the number itself."""
        units = self.low + self.step * writer.choices.below(self.count)
        if not self.decimals:
            return writer.mark(self.name, self.type, units, str(units))
        value = Decimal(units).scaleb(-self.decimals)
        return writer.mark(self.name, self.type, float(value), f"{value:f}")


_DATE_FIELD = re.compile("YYYY|MM|DD|M|D")


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

    def draw(self, writer: Writer) -> str:
        """Return the date as written; the node's value is its ISO form."""
        day = self.first + datetime.timedelta(days=writer.choices.below(self.count))
        written = {
            "YYYY": str(day.year),
            "MM": f"{day.month:02}",
            "DD": f"{day.day:02}",
            "M": str(day.month),
            "D": str(day.day),
        }
        text = _DATE_FIELD.sub(lambda match: written[match[0]], self.form)
        return writer.mark(self.name, self.type, day.isoformat(), text)


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

    def draw(self, writer: Writer) -> str:
        """Return the time as written, which is also the node's value."""
        minutes = self.first + self.step * writer.choices.below(self.count)
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return writer.mark(self.name, self.type, text, text)


def normal(type_: str, text: str, index: int) -> Any:
    """Return the value of a node: for contacts their normal form, for all else the number of the value.

    >>> normal("phone", "165 0000 0123", 0), normal("email", "Ed@A.example", 0), normal("phrase", "很好", 7)
    ('+8616500000123', 'ed@a.example', 7)
    """
    if type_ not in CONTACT_TYPES:
        return index
    from toolkit.generate.marks import bare

    plain = bare(text)
    if type_ == "phone":
        return "+86" + re.sub(r"\D", "", plain)
    return plain.lower() if type_ in ("email", "domain", "url") else plain

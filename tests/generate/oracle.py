"""The naive way to know who wrote which characters: marks in the text itself.

Whatever a slot or part writes is wrapped in OPEN, a number, and CLOSE: characters that no template of these tests has.
They pass through the template engine like any others; at the end they are taken out, and where they stood are the
spans. No tables, no walks, no caches; every article is put together anew.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from toolkit.generate.budget import Budget
from toolkit.generate.choose import Chooser, shuffled, weighted
from toolkit.generate.derivation import Node
from toolkit.generate.lexicon import Lexicon
from toolkit.generate.mould import Mould
from toolkit.generate.numbering import FAMILIES
from toolkit.generate.phrases import Phrase, Place
from toolkit.generate.sandbox import render
from toolkit.generate.slots import Clock, Day, Number, Record, Records, Slot, Values, normal
from toolkit.generate.writing import FUNCTIONS

OPEN, CLOSE = "\ufdd0", "\ufdd1"
FIRST = 0xF0000
MARK = re.compile(f"({OPEN}[\U000f0000-\U000ffffd]|{CLOSE})")


def bare(marked: str) -> str:
    return MARK.sub("", marked)


class Marked:
    """An article that is written with marks."""

    def __init__(self, lexicon: Lexicon, choices: Chooser) -> None:
        self.choices = choices
        self.labels: list[tuple[str, str, Any]] = []
        self.lexicon = lexicon
        self.drawn: dict[str, Any] = {}
        self.used: dict[str, set[int]] = {}
        self.path = [0]
        self.lists: list[tuple[str, int]] = []
        self.questions = 0

    def begin(self, name: str, type_: str, value: Any) -> str:
        self.labels.append((name, type_, value))
        return OPEN + chr(FIRST + len(self.labels) - 1)

    def mark(self, name: str, type_: str, value: Any, text: str) -> str:
        return self.begin(name, type_, value) + text + CLOSE

    def expand(self, phrase: Phrase) -> str:
        out = ""
        for part in phrase:
            if isinstance(part, str):
                out += part
            elif isinstance(part, Place):
                value = self.value(part.name)
                out += value.fields[part.field] if part.field else str(value)
            else:
                index = self.choices.below(len(part.members))
                out += self.mark("", "choice", index, self.expand(part.members[index]))
        return out

    def fresh(self, slot: Values | Records, count: int) -> int:
        used = self.used.setdefault(slot.name, set())
        if len(used) >= count:
            used.clear()
        for _ in range(8):
            chosen = weighted(self.choices, slot.cumulative) if slot.cumulative else self.choices.below(count)
            if chosen not in used:
                break
        else:
            unused = [index for index in range(count) if index not in used]
            chosen = unused[self.choices.below(len(unused))]
        used.add(chosen)
        return chosen

    def draw(self, slot: Slot) -> Any:
        if isinstance(slot, Values):
            index = self.fresh(slot, len(slot.phrases))
            text = self.expand(slot.phrases[index])
            return self.mark(slot.name, slot.type, normal(slot.type, bare(text), index), text)
        if isinstance(slot, Records):
            index = self.fresh(slot, len(slot.rows))
            fields = {}
            for field, phrase in slot.rows[index].items():
                text, type_ = self.expand(phrase), slot.types[field]
                fields[field] = self.mark(f"{slot.name}.{field}", type_, normal(type_, bare(text), index), text)
            return Record(fields)
        value, text = self.counted(slot)
        return self.mark(slot.name, slot.type, value, text)

    def counted(self, slot: Slot) -> tuple[Any, str]:
        if isinstance(slot, Number):
            units = slot.low + slot.step * self.choices.below(slot.count)
            value = Decimal(units).scaleb(-slot.decimals)
            return (float(value), f"{value:f}") if slot.decimals else (units, str(units))
        if isinstance(slot, Day):
            day = slot.first + datetime.timedelta(days=self.choices.below(slot.count))
            written = {"YYYY": f"{day.year}", "MM": f"{day.month:02}", "DD": f"{day.day:02}"}
            written |= {"M": str(day.month), "D": str(day.day)}
            return day.isoformat(), re.sub("YYYY|MM|DD|M|D", lambda match: written[match[0]], slot.form)
        assert isinstance(slot, Clock)
        minutes = slot.first + slot.step * self.choices.below(slot.count)
        return (f"{minutes // 60:02}:{minutes % 60:02}",) * 2

    def value(self, name: str) -> Any:
        if name in self.drawn:
            return self.drawn[name]
        if name not in self.lexicon.variables:
            return self.pick(name)
        return self.drawn.setdefault(name, self.draw(self.lexicon.variables[name]))

    def names(self) -> dict[str, Any]:
        variables = {name: self.value(name) for name in self.lexicon.variables}
        return {**variables, **{name: getattr(self, method) for name, method in FUNCTIONS.items()}}

    def pick(self, name: str) -> Any:
        return self.draw(self.lexicon.slots[name])

    def sample(self, name: str, low: int, high: int | None = None) -> list[Any]:
        count = low + self.choices.below((low if high is None else high) - low + 1)
        self.used.pop(name, None)
        return [self.pick(name) for _ in range(count)]

    def shuffle(self, values: list[Any]) -> list[Any]:
        return [values[index] for index in shuffled(self.choices, len(values))]

    def steps(self, *bounds: int) -> range:
        return range(*bounds)

    def plain(self, value: Any) -> str:
        return bare(str(value))

    def part(self, kind: str, *texts: Any) -> str:
        return self.mark(kind, "part", None, "".join(map(str, texts)))

    def title(self, *texts: Any) -> str:
        return self.part("title", *texts)

    def item(self, label: Any, text: Any = "", sep: str = "：") -> str:
        family, number = self.lists[-1] if self.lists else ("none", 0)
        if self.lists:
            self.lists[-1] = (family, number + 1)
        label, text = str(label), str(text)
        body = f"{self.mark('label', 'part', None, label)}{sep}{text}" if label and text else label + text
        value = number + 1 if family != "none" else None
        return self.mark("item", "part", value, FAMILIES[family]((number + 1,)) + body)

    def question(self, *texts: Any, family: str = "question") -> str:
        self.questions += 1
        head = FAMILIES[family]((self.questions,))
        return self.mark("question", "part", self.questions, head + "".join(map(str, texts)))

    def _section(
        self, heading: Any = "", *, family: str | None = None, numbered: bool = True, tag: str = "section"
    ) -> str:
        number: list[int] = []
        head = ""
        if numbered:
            families = self.lexicon.numbering
            family = family or families[min(len(self.path), len(families)) - 1]
            self.path[-1] += 1
            head = FAMILIES[family](tuple(self.path))
            number = [] if not head else list(self.path) if family == "dotted" else self.path[-1:]
        self.path.append(0)
        out = self.begin(tag, "part", number or None)
        if head or str(heading):
            out += self.mark("heading", "part", len(head), f"{head}{heading}") + "\n"
        return out

    def _lead(self, heading: Any = "") -> str:
        return self._section(heading, numbered=False, tag="lead")

    def _conclusion(self, heading: Any = "", *, family: str | None = None, numbered: bool = True) -> str:
        return self._section(heading, family=family, numbered=numbered, tag="conclusion")

    def _footer(self, heading: Any = "") -> str:
        return self._section(heading, numbered=False, tag="footer")

    def _endsection(self) -> str:
        self.path.pop()
        return CLOSE

    _endfooter = _endsection

    def _list(self, family: Any = "") -> str:
        self.lists.append((str(family or "arabic"), 0))
        return self.begin("list", "part", None)

    def _endlist(self) -> str:
        self.lists.pop()
        return CLOSE

    def _maybe(self, _name: str, chance: float) -> bool:
        return self.choices.below(1000) < round(chance * 1000)

    def _begin(self, tag: str, name: str) -> str:
        return self.begin(name, tag, None)

    def _branch(self, index: int) -> str:
        return self.begin("", "branch", index)

    def _one_of(self, count: int) -> list[int]:
        return [self.choices.below(count)]

    def _order(self, count: int) -> list[int]:
        return shuffled(self.choices, count)


def spans(marked: str, labels: list[tuple[str, str, Any]]) -> tuple[str, list[Node]]:
    """Take the marks out; line ends at the end of a span, or of the text, belong to no node."""
    pieces = MARK.split(marked)
    text = "".join(pieces[::2]).rstrip("\n")
    rows: list[list[int]] = []
    stack: list[int] = []
    at = 0
    for before, mark in zip(pieces[::2], pieces[1::2], strict=False):
        at += len(before)
        if mark == CLOSE:
            rows[stack.pop()][1] = at
        else:
            rows.append([at, at, ord(mark[1]) - FIRST, stack[-1] if stack else -1])
            stack.append(len(rows) - 1)
    assert not stack
    for row in rows:
        limit = rows[row[3]][1] if row[3] >= 0 else len(text)
        start, end = min(row[0], limit), min(row[1], limit)
        while end > start and text[end - 1] == "\n":
            end -= 1
        row[:2] = start, end
    return text, [Node(start, end, *labels[number], parent) for start, end, number, parent in rows]


def write(mould: Mould, choices: Chooser) -> tuple[str, list[Node]]:
    """Write an article of a mould: its text and its nodes."""
    writing = Marked(mould.lexicon, choices)
    template = mould._template
    template.environment.closed = CLOSE  # type: ignore[attr-defined]
    try:
        rendered = render(template, writing.names, Budget())
    finally:
        del template.environment.closed  # type: ignore[attr-defined]
    return spans(rendered.text, writing.labels)

"""Drawing slots: every phrase of a lexicon compiled to a function that writes it, with its walk.

An article draws fifty phrases and makes a hundred and fifty choices within them. What a phrase with given choices looks
like never changes, so it is put together once: a phrase is a row of *tables* (all that its texts and closed lists can
make) with the places of other slots between them, and writing it is to look up and to join.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard, cast

from toolkit.generate.phrases import Group, Place
from toolkit.generate.slots import CONTACT_TYPES, Clock, Day, Number, Record, Records, Values, normal
from toolkit.generate.written import Written, lengths, notes_of, opening, quoted, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.phrases import Part, Phrase
    from toolkit.generate.slots import Slot
    from toolkit.generate.writing import Writing

Writer: TypeAlias = "Callable[[Writing], Written]"
Drawer: TypeAlias = "Callable[[Writing], Any]"

Value: TypeAlias = "tuple[tuple[int, ...] | None, Any, Any]"

MAX_VARIANTS = 128
"""Variants of one table; closed lists that make more are divided among several."""
MAX_KEPT = 4096
"""Values of a number, date or time that are kept; of slots with more, each is made anew."""
_MANY = 64
"""Places of a phrase from which its length is paid for before it is put together."""
_DATE_FIELD = re.compile("YYYY|MM|DD|M|D")


class Stock(NamedTuple):
    """A slot, ready to be drawn from.

    Attributes:
        size: how many values it has.
        cumulative: running sums of their weights; None where all weigh the same.
        values: what writes each: sizes of the closed lists, what has been made of them, and what makes it (see
            `_Table`); or None, None and a function of the `Writing`.
        single: None, or what writes the slot, which has no list of values.
    """

    size: int
    cumulative: tuple[int, ...] | None
    values: tuple[Value, ...]
    single: Drawer | None = None


class Drawers(NamedTuple):
    """The slots of a lexicon, ready to be drawn from."""

    variables: Mapping[str, Stock]
    slots: Mapping[str, Stock]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Drawers:
        """Compile a lexicon."""
        slots = [*lexicon.variables.items()], [*lexicon.slots.items()]
        variables, others = ({name: _stock(slot, lexicon) for name, slot in some} for some in slots)
        return cls(variables, others)


def _stock(slot: Slot, lexicon: Lexicon) -> Stock:
    if isinstance(slot, Values):
        nodes = (_node(slot.name, slot.type, index, phrase, lexicon) for index, phrase in enumerate(slot.phrases))
        return Stock(len(slot.phrases), slot.cumulative, tuple(nodes))
    if isinstance(slot, Records):
        rows = ((None, None, _record(slot, index, lexicon)) for index in range(len(slot.rows)))
        return Stock(len(slot.rows), slot.cumulative, tuple(rows))
    if isinstance(slot, (Number, Day, Clock)):
        return Stock(slot.count, None, (), _counted(slot))
    raise TypeError(f"no slot: {slot!r}")


def _record(slot: Records, index: int, lexicon: Lexicon) -> Drawer:
    """Return what writes a record; each field is a node `slot.field` with the number of the record."""
    fields = [
        (field, *_node(f"{slot.name}.{field}", slot.types[field], index, phrase, lexicon))
        for field, phrase in slot.rows[index].items()
    ]

    if all(sizes == () for _, sizes, _, _ in fields):
        kept = Record({field: made[0] or make(0) for field, _, made, make in fields})
        return lambda _: kept

    def write(writing: Writing) -> Record:
        fraction, log = writing.fraction, writing.log
        row = {}
        for field, sizes, made, make in fields:
            if sizes is None:
                row[field] = make(writing)
                continue
            key = 0
            for size in sizes:
                chosen = int(fraction() * size)
                log.append(chosen)
                key = key * size + chosen
            text = made[key]
            row[field] = make(key) if text is None else text
        return Record(row)

    return write


def _node(name: str, type_: str, index: int, phrase: Phrase, lexicon: Lexicon) -> Value:
    """Return what writes a phrase as the node of a slot: its value is its number, that of a contact its normal form."""
    if type_ not in CONTACT_TYPES:
        return compile_phrase(phrase, lexicon, f",[{quoted(name)},{quoted(type_)},{index}", "]")
    inner = compile_phrase(phrase, lexicon)
    head = opening(name, type_).removesuffix("null")

    def contact(text: Written) -> Written:
        value = normal(type_, text, index)
        # By reference where it is what is written: a derivation is ASCII then, and half as large in memory.
        return written(
            text,
            f"{head}{quoted(None if value == text else value)}{text.walk}]",
            [(0, type_, value, len(text)), *text.notes],
        )

    if inner[0] == ():
        kept = contact(inner[2](0))
        return (), [kept], lambda _: kept
    write = writer(inner)
    return None, None, lambda writing: contact(write(writing))


def _counted(slot: Number | Day | Clock) -> Drawer:
    """Return what draws a number, date or time; the node's value is the number, the ISO date, the time."""
    head = opening(slot.name, slot.type).removesuffix("null")
    shown = {Number: _number, Day: _day, Clock: _clock}[type(slot)]
    kept: dict[int, Written] = {}

    def draw(writing: Writing) -> Written:
        chosen = writing.below(slot.count)
        found = kept.get(chosen)
        if found is None:
            value, text = shown(slot, chosen)  # type: ignore[operator]
            found = written(text, f"{head}{quoted(value)}{lengths[len(text)]}]")
            if slot.count <= MAX_KEPT:
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


class _Table:
    """Texts and closed lists of words in a row, and what they make.

    Attributes:
        sizes: members of each list.
        made: for each combination (a number, the last list counting fastest) its text, once it was asked for.
        before: what stands before its walk.
        after: what stands after it.
    """

    __slots__ = ("_parts", "after", "before", "made", "sizes")

    def __init__(self, before: str = "", after: str = "") -> None:
        self._parts: list[str | tuple[str, ...]] = []
        self.sizes: tuple[int, ...] = ()
        self.made: list[Written | None] = [None]
        self.before = before
        self.after = after

    def takes(self, part: Part) -> bool:
        """Add a part, if it is a text, or a list of words that is not too much."""
        if isinstance(part, str):
            self._parts.append(part)
            return True
        if not _is_words(part) or (self.sizes and len(self.made) * len(part.members) > MAX_VARIANTS):
            return False
        self._parts.append(tuple(str(member[0]) if member else "" for member in part.members))
        self.sizes += (len(part.members),)
        self.made = [None] * (len(self.made) * len(part.members))
        return True

    def make(self, key: int) -> Written:
        """Put a combination together and keep it."""
        texts, walks = [], []
        rest = key
        for part in reversed(self._parts):
            if isinstance(part, str):
                texts.append(part)
                walks.append(lengths[len(part)])
            else:
                rest, chosen = divmod(rest, len(part))
                texts.append(part[chosen])
                walks.append(f",[{chosen}{lengths[len(part[chosen])]}]")
        walk = "".join(reversed(walks))
        found = self.made[key] = written("".join(reversed(texts)), f"{self.before}{walk}{self.after}")
        return found


def _is_words(part: Part) -> TypeGuard[Group]:
    """Tell whether a part is a closed list of words, without places or lists in it."""
    return isinstance(part, Group) and all(
        not member or (len(member) == 1 and isinstance(member[0], str)) for member in part.members
    )


def compile_phrase(phrase: Phrase, lexicon: Lexicon, before: str = "", after: str = "") -> Value:
    """Return what writes a phrase: choices and places in the order in which they stand.

    Args:
        phrase: the phrase.
        lexicon: what its places name.
        before: what stands before its walk.
        after: what stands after it.
    """
    table = _Table(before)
    steps: list[tuple[_Place, _Table]] = [(_NO_PLACE, table)]
    for part in phrase:
        if table.takes(part):
            continue
        table = _Table()
        if isinstance(part, Place):
            steps.append((_place(part, lexicon), table))
        elif _is_words(part):  # too much for one table: another begins with it
            table.takes(part)
            steps.append((_NO_PLACE, table))
        else:
            steps.append((_Place(writer=_group(cast("Group", part), lexicon)), table))
    table.after = after
    if len(steps) == 1:
        return table.sizes, table.made, table.make
    return None, None, _several(steps)


def writer(value: Value) -> Writer:
    """Return a function that writes one value."""
    sizes, made, make = value
    if sizes is None:
        return cast("Writer", make)

    def write(writing: Writing) -> Written:
        key = 0
        for size in sizes:
            key = key * size + writing.below(size)
        found: Written | None = made[key]
        return make(key) if found is None else found

    return write


class _Place(NamedTuple):
    """What is written between two tables: a variable, a slot or list by its writer, or nothing.

    Attributes:
        variable: name of the variable.
        field: its field, if it is a record.
        writer: what writes all else.
    """

    variable: str | None = None
    field: str | None = None
    writer: Writer | None = None


_NO_PLACE = _Place()


def _several(steps: Sequence[tuple[_Place, _Table]]) -> Writer:
    """Return what writes a phrase with places: what comes before the first, then each with what follows it."""
    rows = [(*place, table.sizes, table.made, table.make) for place, table in steps]
    many = len(rows) > _MANY

    def write(writing: Writing) -> Written:
        fraction, log, drawn = writing.fraction, writing.log, writing.drawn
        texts: list[Written] = []
        for variable, field, other, sizes, made, make in rows:
            if variable is not None:
                value = drawn.get(variable)
                if value is None:
                    value = writing.value(variable)
                texts.append(value if field is None else value.fields[field])  # lexicons are checked: it is there
            elif other is not None:
                texts.append(other(writing))
            key = 0
            for size in sizes:
                chosen = int(fraction() * size)
                log.append(chosen)
                key = key * size + chosen
            text = made[key]
            texts.append(make(key) if text is None else text)
        walks = [text.walk for text in texts]
        if many:
            writing.budget.write(sum(map(len, texts)) + sum(map(len, walks)))
        return writing.made("".join(texts), "".join(walks), notes_of(texts))

    return write


def _place(place: Place, lexicon: Lexicon) -> _Place:
    name, field = place.name, place.field
    slot = lexicon.variables.get(name) or lexicon.slots[name]
    if isinstance(slot, Records):
        field = field or next(iter(slot.types))  # a record as a whole is its first field
    if name in lexicon.variables:
        return _Place(name, field)
    if field is None:
        return _Place(writer=lambda writing: writing.pick(name))
    return _Place(writer=lambda writing: writing.pick(name).fields[field])


def _group(group: Group, lexicon: Lexicon) -> Writer:
    """Return what writes a closed list whose members have places or lists in them."""
    members = enumerate(group.members)
    writers = tuple(writer(compile_phrase(member, lexicon, f",[{index}", "]")) for index, member in members)
    count = len(writers)
    return lambda writing: writers[writing.below(count)](writing)

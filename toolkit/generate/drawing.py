"""Drawing slots: a lexicon made ready, so that an article has only to choose and to look up."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from toolkit.generate.compiling import Room, compile_phrase, writer
from toolkit.generate.counted import counted
from toolkit.generate.slots import CONTACT_TYPES, Clock, Day, Number, Record, Records, Values, normal
from toolkit.generate.written import opening, quoted, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.generate.compiling import Value
    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.phrases import Phrase
    from toolkit.generate.slots import Slot
    from toolkit.generate.writing import Writing
    from toolkit.generate.written import Written

Drawer: TypeAlias = "Callable[[Writing], Any]"

MAX_RECORDS = 4096
"""Variants of a record that are kept; one with more is put together anew each time it is drawn."""


class Stock(NamedTuple):
    """A slot, ready to be drawn from.

    Attributes:
        size: how many values it has.
        cumulative: running sums of their weights; None where all weigh the same.
        values: what writes each.
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
        room = Room()
        variables, others = ({name: _stock(slot, lexicon, room) for name, slot in some} for some in slots)
        return cls(variables, others)


def _stock(slot: Slot, lexicon: Lexicon, room: Room) -> Stock:
    if isinstance(slot, Values):
        nodes = (_node(slot.name, slot.type, index, phrase, lexicon, room) for index, phrase in enumerate(slot.phrases))
        return Stock(len(slot.phrases), slot.cumulative, tuple(nodes))
    if isinstance(slot, Records):
        rows = ((None, None, _record(slot, index, lexicon, room)) for index in range(len(slot.rows)))
        return Stock(len(slot.rows), slot.cumulative, tuple(rows))
    if isinstance(slot, (Number, Day, Clock)):
        return Stock(slot.count, None, (), counted(slot))
    raise TypeError(f"no slot: {slot!r}")


def _record(slot: Records, index: int, lexicon: Lexicon, room: Room) -> Drawer:
    """Return what writes a record; each field is a node `slot.field` with the number of the record."""
    fields = [
        (field, *_node(f"{slot.name}.{field}", slot.types[field], index, phrase, lexicon, room))
        for field, phrase in slot.rows[index].items()
    ]

    if all(sizes == () for _, sizes, _, _ in fields):
        kept = Record({field: made[0] or make(0) for field, _, made, make in fields})
        return lambda _: kept

    if all(sizes is not None for _, sizes, _, _ in fields) and _variants(fields) <= MAX_RECORDS:
        return _kept(fields)

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


def _variants(fields: Sequence[tuple[str, Any, Any, Any]]) -> int:
    """Return how many records the closed lists of the fields make."""
    return prod(size for _, sizes, _, _ in fields for size in sizes)


def _kept(fields: Sequence[tuple[str, Any, Any, Any]]) -> Drawer:
    """Return what writes a record that has few variants: each is put together once."""
    every = tuple(size for _, sizes, _, _ in fields for size in sizes)
    records: dict[int, Record] = {}

    def write(writing: Writing) -> Record:
        fraction, log = writing.fraction, writing.log
        key = 0
        for size in every:
            chosen = int(fraction() * size)
            log.append(chosen)
            key = key * size + chosen
        found = records.get(key)
        if found is None:
            found = records[key] = put_together(key)
        return found

    def put_together(key: int) -> Record:
        row = {}
        for field, sizes, made, make in reversed(fields):
            key, mine = divmod(key, prod(sizes))
            row[field] = made[mine] or make(mine)
        return Record({field: row[field] for field, *_ in fields})

    return write


def _node(name: str, type_: str, index: int, phrase: Phrase, lexicon: Lexicon, room: Room) -> Value:
    """Return what writes a phrase as the node of a slot: its value is its number, that of a contact its normal form."""
    if type_ not in CONTACT_TYPES:
        return compile_phrase(phrase, lexicon, f",[{quoted(name)},{quoted(type_)},{index}", "]", room)
    inner = compile_phrase(phrase, lexicon, room=room)
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

"""Phrases compiled to functions that write them, with their walks.

An article draws fifty phrases and makes a hundred and fifty choices within them. What a phrase with given choices looks
like never changes, so it is put together once: a phrase is a row of *tables* (all that its texts and closed lists can
make) with the places of other slots between them, and writing it is to look up and to join.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard, cast

from toolkit.generate.counted import MAX_KEPT, counted
from toolkit.generate.phrases import Group, Place
from toolkit.generate.slots import CONTACT_TYPES, Clock, Day, Number, Records, Values
from toolkit.generate.written import Written, lengths, notes_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.phrases import Part, Phrase
    from toolkit.generate.writing import Writing

Writer: TypeAlias = "Callable[[Writing], Written]"
Value: TypeAlias = "tuple[tuple[int, ...] | None, Any, Any]"
"""What writes one value of a slot: sizes of its closed lists, what has been made of them by combination (see `_Table`),
and what makes one; or None, None and a `Writer`."""

MAX_VARIANTS = 128
"""Variants of one table; closed lists that make more are divided among several."""
MAX_ROOM = 20_000_000
"""Characters of phrases, walks counted, that are kept for the values of variables."""
_MANY = 64
"""Places of a phrase from which its length is paid for before it is put together."""


class Room:
    """What may still be kept.

    Attributes:
        left: characters.
    """

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_ROOM


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


def compile_phrase(
    phrase: Phrase, lexicon: Lexicon, before: str = "", after: str = "", room: Room | None = None
) -> Value:
    """Return what writes a phrase: choices and places in the order in which they stand.

    Args:
        phrase: the phrase.
        lexicon: what its places name.
        before: what stands before its walk.
        after: what stands after it.
        room: what may still be kept; shared by the phrases of a lexicon.
    """
    room = room or Room()
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
            steps.append((_Place(writer=_group(cast("Group", part), lexicon, room)), table))
    table.after = after
    if len(steps) == 1:
        return table.sizes, table.made, table.make
    general = _several(steps)
    variables = {place.variable for place, _ in steps if place is not _NO_PLACE}
    if len(variables) > 1 or None in variables or not variables or not _lasting(lexicon, *variables):
        return None, None, general
    return None, None, _of_one(steps, general, room)


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


def _lasting(lexicon: Lexicon, name: str | None) -> bool:
    """Tell whether the values of a variable are made once, so that each is known by its identity."""
    slot = lexicon.variables[str(name)]
    if isinstance(slot, Values):
        contact = slot.type in CONTACT_TYPES
        return all(all(isinstance(part, str) or (not contact and _is_words(part)) for part in p) for p in slot.phrases)
    if isinstance(slot, Records):
        return all(isinstance(part, str) for row in slot.rows for phrase in row.values() for part in phrase)
    return isinstance(slot, (Number, Day, Clock)) and slot.count <= MAX_KEPT


def _of_one(steps: Sequence[tuple[_Place, _Table]], general: Writer, room: Room) -> Writer:
    """Return what writes a phrase all of whose places are one variable: what it can be is kept for each of its values.

    Args:
        steps: of the phrase.
        general: what writes any phrase.
        room: what may still be kept.
    """
    variable = str(next(place.variable for place, _ in steps if place.variable is not None))
    sizes = tuple(size for _, table in steps for size in table.sizes)
    kept: dict[tuple[int, int], Written] = {}

    def write(writing: Writing) -> Written:
        value = writing.drawn.get(variable)
        if value is None:  # a variable that names another, drawn before it
            return general(writing)
        fraction, log = writing.fraction, writing.log
        key = 0
        for size in sizes:
            chosen = int(fraction() * size)
            log.append(chosen)
            key = key * size + chosen
        found = kept.get((id(value), key))
        if found is None:
            found = put_together(value, key)
            room.left -= len(found) + len(found.walk)
            if room.left > 0:
                kept[id(value), key] = found
        return found

    def put_together(value: Any, key: int) -> Written:
        texts: list[Written] = []
        for place, table in reversed(steps):
            key, mine = divmod(key, len(table.made))
            texts.append(table.made[mine] or table.make(mine))
            if place.variable is not None:
                texts.append(value if place.field is None else value.fields[place.field])
        texts.reverse()
        return written("".join(texts), "".join([text.walk for text in texts]), notes_of(texts))

    return write


def _place(place: Place, lexicon: Lexicon) -> _Place:
    name, field = place.name, place.field
    slot = lexicon.variables.get(name) or lexicon.slots[name]
    if isinstance(slot, Records):
        field = field or next(iter(slot.types))  # a record as a whole is its first field
    if name in lexicon.variables:
        return _Place(name, field)
    if isinstance(slot, (Number, Day, Clock)):
        return _Place(writer=counted(slot))
    if field is None:
        return _Place(writer=lambda writing: writing.pick(name))
    return _Place(writer=lambda writing: writing.pick(name).fields[field])


def _group(group: Group, lexicon: Lexicon, room: Room) -> Writer:
    """Return what writes a closed list whose members have places or lists in them."""
    members = enumerate(group.members)
    writers = tuple(writer(compile_phrase(member, lexicon, f",[{index}", "]", room)) for index, member in members)
    count = len(writers)
    return lambda writing: writers[writing.below(count)](writing)

"""Writing without marks: the same article as `Writing` makes, three times as fast.

Most articles are wanted as text; who wrote which characters can be asked later, by writing the same decisions again
with marks. What this module does is therefore held to `Writing` in every decision and every character, by tests and
when a derivation is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from toolkit.generate.numbering import FAMILIES
from toolkit.generate.phrases import Place
from toolkit.generate.slots import Record, Records, Values
from toolkit.generate.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolkit.generate.choose import Chooser
    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.phrases import Group, Part, Phrase
    from toolkit.generate.slots import Slot

    Writer: TypeAlias = "Callable[[Plain], str]"
    Drawer: TypeAlias = "Callable[[Plain], Any]"


class Plain(Writing):
    """The state of one article that is written without marks.

    Args:
        lexicon: the slots.
        choices: who decides.
        drawers: `Drawers.of(lexicon)`, made once.
    """

    def __init__(self, lexicon: Lexicon, choices: Chooser, drawers: Drawers) -> None:
        super().__init__(lexicon, choices)
        self.below = choices.below
        self.first_title: str | None = None
        self._drawers = drawers

    def mark(self, name: str, type_: str, value: Any, text: str) -> str:  # noqa: ARG002 - as in Writing
        """Return the text."""
        return text

    def _begin_node(self, name: str, type_: str, value: Any) -> str:  # noqa: ARG002 - as in Writing
        return ""

    def value(self, name: str) -> Any:
        """Return a variable's one value, or draw a slot anew."""
        value = self._drawn.get(name)
        if value is None:
            drawer = self._drawers.variables.get(name)
            if drawer is None:
                return self.pick(name)
            value = self._drawn[name] = drawer(self)
        return value

    def pick(self, name: str) -> Any:
        """Draw a slot; no phrase of it comes twice before all have come."""
        drawer = self._drawers.slots.get(name)
        return drawer(self) if drawer is not None else self._draw(self._slot(str(name)))

    def _draw(self, slot: Slot) -> Any:
        return self._drawers.slots[slot.name](self)

    def part(self, kind: str, *texts: Any) -> str:
        """Write a line; the first that is a title is kept."""
        text = "".join(map(str, texts))
        if kind == "title" and self.first_title is None:
            self.first_title = text.rstrip("\n")
        return text

    def item(self, label: Any, text: Any = "", sep: str = "：") -> str:
        """Write a list item."""
        label, text = str(label), str(text)
        body = f"{label}{sep}{text}" if label and text else label + text
        if not self._items:
            return body
        family, number = self._items[-1]
        self._items[-1] = (family, number + 1)
        return FAMILIES[family]((number + 1,)) + body

    def _close(self, tag: str) -> str:
        super()._close(tag)
        return ""

    def _end(self) -> str:
        return ""


class Drawers(NamedTuple):
    """What draws each variable and slot of a lexicon without marks."""

    variables: Mapping[str, Drawer]
    slots: Mapping[str, Drawer]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Drawers:
        """Compile the phrases of a lexicon."""
        return cls(
            {name: _drawer(slot) for name, slot in lexicon.variables.items()},
            {name: _drawer(slot) for name, slot in lexicon.slots.items()},
        )


def _drawer(slot: Slot) -> Drawer:
    if isinstance(slot, Values):
        name, cumulative = slot.name, slot.cumulative
        writers = tuple(map(compile_phrase, slot.phrases))
        count = len(writers)
        return lambda writing: writers[writing.fresh(name, count, cumulative)](writing)
    if isinstance(slot, Records):
        rows = tuple({field: compile_phrase(phrase) for field, phrase in row.items()} for row in slot.rows)

        def record(writing: Plain) -> Record:
            row = rows[writing.fresh(slot.name, len(rows), slot.cumulative)]
            return Record({field: write(writing) for field, write in row.items()})

        return record
    return slot.draw


def compile_phrase(phrase: Phrase) -> Writer:
    """Return a function that writes a phrase: the same choices in the same order as `Writing.expand`."""
    if not phrase:
        return lambda _writing: ""
    if len(phrase) == 1:
        return _compile_part(phrase[0])
    parts = tuple(part if isinstance(part, str) else _compile_part(part) for part in phrase)

    def write(writing: Plain) -> str:
        text = "".join([part if part.__class__ is str else part(writing) for part in parts])  # type: ignore[operator]
        writing.budget.write(len(text))
        return text

    return write


def _compile_part(part: Part) -> Writer:
    if isinstance(part, str):
        return lambda _writing: part
    if isinstance(part, Place):
        return _compile_place(part)
    return _compile_group(part)


def _compile_place(place: Place) -> Writer:
    name, field = place.name, place.field
    if field is None:
        return lambda writing: str(writing.value(name))
    return lambda writing: writing.value(name).field(field)  # lexicons are checked: it is there


def _compile_group(group: Group) -> Writer:
    count = len(group.members)
    if all(len(member) == 0 or (len(member) == 1 and isinstance(member[0], str)) for member in group.members):
        words = tuple(str(member[0]) if member else "" for member in group.members)
        return lambda writing: words[writing.below(count)]
    writers = tuple(map(compile_phrase, group.members))
    return lambda writing: writers[writing.below(count)](writing)

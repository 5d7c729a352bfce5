"""One article being written: what the functions of a template do.

Everything that an article decides or counts lives in one `Writing`; templates see its public methods as functions.
What they return is `toolkit.generate.written.Written`: text that knows who wrote it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from types import MethodType
from typing import TYPE_CHECKING, Any

from toolkit.errors import UsageError
from toolkit.generate.budget import MAX_STEPS, Budget
from toolkit.generate.choose import Chooser, shuffled, weighted
from toolkit.generate.numbering import FAMILIES
from toolkit.generate.slots import Records
from toolkit.generate.written import END, Noted, Written, closed, lengths, notes_of, opened, opening, walk_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolkit.generate.drawing import Drawers, Stock
    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.written import Note

_TRIES = range(8)
"""Draws of an unused weighted value before any unused one is taken: with lists of ten, one in thousands gets there."""
_PER_MILLE = 1000
_MANY = 64
"""Texts from which their length is paid for before they are put together."""
_PLAIN = {
    tag: (head := f',["{tag}","part",null', f'{head},["heading","part",0')
    for tag in ("section", "lead", "conclusion", "footer")
}
"""Walks that open a part without a number, and its heading."""
_LIST = opened("list", "part")
_ENDED = written("", "]", [(0, END, None, None)])
"""Closes a part that is listed."""
_UNLISTED = ',["item","part",null'


@lru_cache(maxsize=4096)
def _numbered(
    tag: str, family: str | None, families: tuple[str, ...], path: tuple[int, ...]
) -> tuple[str, str, str, str]:
    """Return what stands before a heading, its number as it is written, and the walks that open section and heading.

    1.2 says where it stands, （二） and 第二章 count within their section only.

    Args:
        tag: `section` or `conclusion`.
        family: family of the number; None for that of its depth.
        families: families by depth.
        path: the numbers of the sections around it and its own.
    """
    family = family or families[min(len(path), len(families)) - 1]
    head = FAMILIES[family](path)
    number = [] if not head else list(path) if family == "dotted" else [path[-1]]
    opens = f',["{tag}","part",{number or "null"}'
    return head, str(number), opens, f'{opens},["heading","part",{len(head)}{lengths[len(head)]}'


@lru_cache(maxsize=256)
def _branch(index: int) -> Written:
    return written("", f',["","branch",{index}')


@lru_cache(maxsize=4096)
def _item(family: str, number: int) -> tuple[str, str]:
    """Return what stands before an item, and the walk that opens it."""
    head = FAMILIES[family]((number,))
    return head, f',["item","part",{"null" if family == "none" else number}{lengths[len(head)]}'


class Writing(Chooser):
    """The state of one article: decisions, counters, the values drawn once.

    Args:
        lexicon: the slots.
        choices: who decides.
        drawers: `Drawers.of(lexicon)`, made once.

    Attributes:
        fraction: draws, see `toolkit.generate.choose`.
        log: the decisions so far.
        drawn: the variables that have been drawn.
        used: for each slot the values that have been, one bit a value.
        budget: what the article may still cost.
        first_title: the first line that is a title, as soon as there is one.
    """

    def __init__(self, lexicon: Lexicon, choices: Chooser, drawers: Drawers) -> None:
        self.fraction = choices.fraction
        self.log = choices.log
        self.budget = Budget()
        self.first_title: str | None = None
        self._lexicon = lexicon
        self._families = lexicon.numbering
        self._variables = drawers.variables
        self._slots = drawers.slots
        self.drawn: dict[str, Any] = {}
        self.used: dict[str, int] = {}
        self._path: tuple[int, ...] = (0,)
        self._items: list[tuple[str, int]] = []
        self._questions = 0

    # What drawers need.

    def _fresh(self, name: str, count: int, cumulative: Sequence[int] | None) -> int:
        """Choose a value of a slot that this article has not used; when all are used, all are new again."""
        budget = self.budget
        budget.steps -= 1
        if budget.steps < budget.looked:
            budget.look()
        used = self.used.get(name, 0)
        if used.bit_count() >= count:
            used = 0
        fraction, log = self.fraction, self.log
        for _ in _TRIES:
            if cumulative is not None:
                chosen = weighted(self, cumulative)
            else:
                chosen = int(fraction() * count)
                log.append(chosen)
            if not used >> chosen & 1:
                break
        else:
            unused = [index for index in range(count) if not used >> index & 1]
            chosen = unused[self.below(len(unused))]
        self.used[name] = used | 1 << chosen
        return chosen

    def value(self, name: str) -> Any:
        """Return a variable's one value, or draw a slot anew."""
        value = self.drawn.get(name)
        if value is None:
            stock = self._variables.get(name)
            if stock is None:
                return self.pick(name)
            value = self.drawn[name] = self._draw(name, stock)
        return value

    def _draw(self, name: str, stock: Stock) -> Any:
        """Draw a value of a slot that this article has not used; when all are used, all are new again."""
        count, cumulative, values, single = stock
        if single is not None:
            return single(self)
        fraction, log, used = self.fraction, self.log, self.used
        if cumulative is not None or name in used:
            index = self._fresh(name, count, cumulative)
        elif count > 1:  # the first of its slot is always fresh, and free: there are no more of them than slots
            index = int(fraction() * count)
            log.append(index)
            used[name] = 1 << index
        else:
            index = 0
            self.budget.step()
        sizes, made, make = values[index]
        if sizes is None:
            return make(self)
        key = 0
        for size in sizes:
            chosen = int(fraction() * size)
            log.append(chosen)
            key = key * size + chosen
        found = made[key]
        return make(key) if found is None else found

    # What templates call.

    def names(self) -> dict[str, Any]:
        """Return all that a template of this article can name: functions and variables."""
        names = {name: self.value(name) for name in self._variables}
        names.update(zip(FUNCTIONS, map(MethodType, _methods(), repeat(self)), strict=True))
        return names

    def pick(self, name: str) -> Any:
        """Draw a slot; no phrase of it comes twice before all have come."""
        stock = self._slots.get(name)
        if stock is None:
            raise UsageError(f"there is no slot {name!r} in the lexicon")
        return self._draw(name, stock)

    def sample(self, name: str, low: Any, high: Any = None) -> list[Any]:
        """Draw `low` to `high` different values of a slot, in random order."""
        high = low if high is None else high
        stock = self._slots.get(name)
        if stock is None:
            raise UsageError(f"there is no slot {name!r} in the lexicon")
        if not (isinstance(low, int) and isinstance(high, int)):
            raise UsageError(f"sample({name!r}, …) takes whole numbers, not {low!r:.60} and {high!r:.60}")
        if not 0 <= low <= high:
            raise UsageError(f"sample({name!r}, {low}, {high}): the first number is above the second, or negative")
        count = low + self.below(high - low + 1)
        slot = self._lexicon.slots[name]
        if isinstance(slot, Records) and count > len(slot.rows):
            raise UsageError(f"sample({name!r}, {low}, {high}): the slot has only {len(slot.rows)} values")
        self.used.pop(name, None)
        self.budget.step(count)
        return [self._draw(name, stock) for _ in range(count)]

    def shuffle(self, values: Sequence[Any]) -> list[Any]:
        """Return the values in random order."""
        self.budget.step(len(values))
        return [values[index] for index in shuffled(self, len(values))]

    def steps(self, *bounds: int) -> range:
        """Python's `range`, within the article's budget."""
        numbers = range(*bounds)
        self.budget.step(min(len(numbers), MAX_STEPS + 1))
        return numbers

    def plain(self, value: Any) -> str:
        """Return a text that nobody wrote: to look into, for conditions and arithmetic, not for output."""
        return str.__str__(str(value))

    def part(self, kind: str, *texts: Any) -> Written:
        """Write a line that is a part of the article: of kind `disclaimer`, `contact`, `quote` and so on."""
        return self._node(opening(str(kind), "part"), texts)

    def _node(self, head: str, texts: Sequence[Any]) -> Written:
        parts = [text if isinstance(text, str) else str(text) for text in texts]
        walks = [lengths[len(part)] if part.__class__ is str else part.walk for part in parts]  # type: ignore[attr-defined]
        if len(parts) > _MANY:
            self.budget.write(sum(map(len, parts)) + sum(map(len, walks)))
        return self.made("".join(parts), f"{head}{''.join(walks)}]", notes_of(parts))

    def made(self, text: str, walk: str, notes: Sequence[Note]) -> Written:
        """Return a text that was put together, paid for."""
        budget = self.budget
        budget.characters -= len(text) + len(walk)
        if budget.characters < 0:
            budget.refuse()
        made = Noted(text) if notes else Written(text)
        made.walk = walk
        if notes:
            made.notes = notes
        return made

    def title(self, *texts: Any) -> Written:
        """Write the title."""
        line = self.part("title", *texts)
        if self.first_title is None:
            self.first_title = line.rstrip("\n")
        return line

    def item(self, label: Any, text: Any = "", sep: str = "：") -> Written:
        """Write a list item, `1. label：text`; with an empty text the label is the text."""
        head, opens = "", _UNLISTED
        if self._items:
            family, number = self._items[-1]
            number += 1
            self._items[-1] = (family, number)
            head, opens = _item(family, number)
        label = label if isinstance(label, str) else str(label)
        text = text if isinstance(text, str) else str(text)
        within = lengths[len(text)] if text.__class__ is str else text.walk
        if label and text:
            named = lengths[len(label)] if label.__class__ is str else label.walk
            walk = f'{opens},["label","part",null{named}]{walk_of(sep)}{within}]'
            line = f"{head}{label}{sep}{text}"
        else:
            walk = f"{opens}{walk_of(label)}{within}]"
            line = f"{head}{label}{text}"
            sep = ""
        noted = text.__class__ is Noted or label.__class__ is Noted
        return self.made(line, walk, notes_of((head, label, sep, text)) if noted else ())

    def question(self, *texts: Any, family: str = "question") -> Written:
        """Write a question with its running number."""
        self._questions += 1
        head = FAMILIES[family]((self._questions,))
        return self._node(f',["question","part",{self._questions}', (head, *texts))

    def _section(
        self, heading: Any = "", *, family: str | None = None, numbered: bool = True, tag: str = "section"
    ) -> Written:
        """Begin a section; it counts, unless `numbered` is false."""
        path = self._path
        if numbered:
            path = (*path[:-1], path[-1] + 1)
            head, number, opens, walk = _numbered(tag, family, self._families, path)
        else:
            head, number = "", "[]"
            opens, walk = _PLAIN[tag]
        self._path = (*path, 0)
        if heading.__class__ is not Written:
            heading = heading if isinstance(heading, str) else str(heading)
            if not heading and not head:
                return self.made("", opens, [(0, tag, number, heading)])
        walk = f"{walk}{lengths[len(heading)] if heading.__class__ is str else heading.walk}],1"
        notes: list[Note] = [(0, tag, number, heading)]
        if heading.__class__ is Noted:
            notes += [(at + len(head), *rest) for at, *rest in heading.notes]
        return self.made(f"{head}{heading}\n", walk, notes)

    def _lead(self, heading: Any = "", *, tag: str = "lead") -> Written:
        """Begin the lead; an empty heading writes none."""
        return self._section(heading, numbered=False, tag=tag)

    def _conclusion(self, heading: Any = "", *, family: str | None = None, numbered: bool = True) -> Written:
        """Begin the conclusion; it counts as a section does."""
        return self._section(heading, family=family, numbered=numbered, tag="conclusion")

    def _footer(self, heading: Any = "") -> Written:
        """Begin the footer, which is no section."""
        opens = self._section(heading, numbered=False, tag="footer")
        return written(opens, opens.walk, opens.notes[1:])

    def _list(self, family: Any = "") -> Written:
        """Begin a list."""
        self._items.append((str(family or "arabic"), 0))
        return _LIST

    def _endlist(self) -> Written:
        self._items.pop()
        return closed

    def _endsection(self) -> Written:
        self._path = self._path[:-1]
        return _ENDED

    def _endfooter(self) -> Written:
        self._path = self._path[:-1]
        return closed

    def _maybe(self, name: str, chance: Any) -> bool:
        """Decide an optional part."""
        if not (isinstance(chance, (int, float)) and 0 <= chance <= 1):
            raise UsageError(f"optional {name!r}: a chance is between 0 and 1, not {chance!r:.60}")
        return self.below(_PER_MILLE) < round(chance * _PER_MILLE)

    def _begin(self, tag: str, name: str) -> Written:
        return opened(str(name), tag)

    def _branch(self, index: int) -> Written:
        return _branch(index)

    def _one_of(self, count: int) -> list[int]:
        return [self.below(count)]

    def _order(self, count: int) -> list[int]:
        return shuffled(self, count)


TAG_FUNCTIONS = {
    tag: f"1{tag}"
    for tag in (
        *("section", "lead", "conclusion", "list", "footer"),
        *("endsection", "endlist", "endfooter"),
        *("maybe", "begin", "branch", "one_of", "order"),
    )
}
"""What the tags of templates call -> its name there; it begins with a digit, so that no template can write it."""


@lru_cache(maxsize=1)
def _methods() -> tuple[Callable[..., Any], ...]:
    return tuple(getattr(Writing, method) for method in FUNCTIONS.values())


FUNCTIONS: dict[str, str] = {
    **{name: name for name in ("pick", "sample", "shuffle", "plain", "part", "title", "item", "question")},
    "range": "steps",
    **{name: f"_{tag}" for tag, name in TAG_FUNCTIONS.items()},
}
"""Name in templates -> method of `Writing`."""
TEXT_FUNCTIONS = frozenset({"pick", "plain", "part", "title", "item", "question", *TAG_FUNCTIONS.values()})
"""Those that return text where they are written out, or a record, which is written as its first field."""

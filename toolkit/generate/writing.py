"""One article being written: what the functions of a template do.

Everything that an article decides or counts lives in one `Writing`; templates see its public methods as functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.errors import UsageError
from toolkit.generate.budget import MAX_STEPS, Budget
from toolkit.generate.choose import shuffled, weighted
from toolkit.generate.marks import CLOSE, MAX_NODES, bare, opening
from toolkit.generate.numbering import FAMILIES
from toolkit.generate.phrases import Group, Place
from toolkit.generate.slots import Records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.generate.choose import Chooser
    from toolkit.generate.lexicon import Lexicon
    from toolkit.generate.marks import Label
    from toolkit.generate.phrases import Phrase
    from toolkit.generate.slots import Slot

_TRIES = 8
"""Draws of an unused weighted value before any unused one is taken: with lists of ten, one in thousands gets there."""
_PER_MILLE = 1000


class Writing:
    """The state of one article: decisions, marks, counters, the values drawn once.

    `toolkit.generate.plain.Plain` does the same without marks; what both decide is the same, in the same order.

    Args:
        lexicon: the slots.
        choices: who decides.
    """

    def __init__(self, lexicon: Lexicon, choices: Chooser) -> None:
        self.choices = choices
        self.labels: list[Label] = []
        self._lexicon = lexicon
        self._drawn: dict[str, Any] = {}
        self._used: dict[str, set[int]] = {}
        self._path: list[int] = [0]
        self._items: list[tuple[str, int]] = []
        self._questions = 0
        self.budget = Budget()

    # What slots need (the protocol `toolkit.generate.slots.Writer`).

    def mark(self, name: str, type_: str, value: Any, text: str) -> str:
        """Wrap `text` in the marks of a new node."""
        return f"{self._begin_node(name, type_, value)}{text}{CLOSE}"

    def _begin_node(self, name: str, type_: str, value: Any) -> str:
        index = len(self.labels)
        if index > MAX_NODES:
            raise UsageError(f"an article has more than {MAX_NODES} slots and parts")
        self.labels.append((name, type_, value))
        return opening(index)

    def expand(self, phrase: Phrase) -> str:
        """Write a phrase: its text, its places filled, one member of each group."""
        out: list[str] = []
        for part in phrase:
            if isinstance(part, str):
                out.append(part)
            elif isinstance(part, Place):
                value = self.value(part.name)
                out.append(str(getattr(value, part.field) if part.field else value))
            else:
                out.append(self._group(part))
        text = "".join(out)
        self.budget.write(len(text))
        return text

    def _group(self, group: Group) -> str:
        index = self.choices.below(len(group.members))
        return self.mark("", "choice", index, self.expand(group.members[index]))

    def fresh(self, name: str, count: int, cumulative: Sequence[int] | None) -> int:
        """Choose a value of a slot that this article has not used; when all are used, all are new again."""
        self.budget.step()
        used = self._used.get(name)
        if used is None:
            used = self._used[name] = set()
        if len(used) >= count:
            used.clear()
        chosen = -1
        for _ in range(_TRIES):
            chosen = weighted(self.choices, cumulative) if cumulative else self.choices.below(count)
            if chosen not in used:
                break
        else:
            unused = [index for index in range(count) if index not in used]
            chosen = unused[self.choices.below(len(unused))]
        used.add(chosen)
        return chosen

    def value(self, name: str) -> Any:
        """Return a variable's one value, or draw a slot anew."""
        if name in self._drawn:
            return self._drawn[name]
        variable = self._lexicon.variables.get(name)
        if variable is None:
            return self._slot(name).draw(self)
        return self._drawn.setdefault(name, variable.draw(self))

    def _slot(self, name: str) -> Slot:
        slot = self._lexicon.slots.get(name)
        if slot is None:
            raise UsageError(f"there is no slot {name!r} in the lexicon")
        return slot

    # What templates call.

    def names(self) -> dict[str, Any]:
        """Return all that a template of this article can name: functions and variables."""
        variables = {name: self.value(name) for name in self._lexicon.variables}
        return {**variables, **{name: getattr(self, method) for name, method in FUNCTIONS.items()}}

    def pick(self, name: str) -> Any:
        """Draw a slot; no phrase of it comes twice before all have come."""
        return self._draw(self._slot(str(name)))

    def _draw(self, slot: Slot) -> Any:
        return slot.draw(self)

    def sample(self, name: str, low: int, high: int | None = None) -> list[Any]:
        """Draw `low` to `high` different values of a slot, in random order."""
        high = low if high is None else high
        slot = self._slot(name)
        if not 0 <= low <= high:
            raise UsageError(f"sample({name!r}, {low}, {high}): the first number is above the second, or negative")
        count = low + self.choices.below(high - low + 1)
        if isinstance(slot, Records) and count > len(slot.rows):
            raise UsageError(f"sample({name!r}, {low}, {high}): the slot has only {len(slot.rows)} values")
        self._used.pop(name, None)
        self.budget.step(count)
        return [self._draw(slot) for _ in range(count)]

    def shuffle(self, values: Sequence[Any]) -> list[Any]:
        """Return the values in random order."""
        self.budget.step(len(values))
        return [values[index] for index in shuffled(self.choices, len(values))]

    def steps(self, *bounds: int) -> range:
        """Python's `range`, within the article's budget."""
        numbers = range(*bounds)
        self.budget.step(min(len(numbers), MAX_STEPS + 1))
        return numbers

    def plain(self, value: Any) -> str:
        """Return the text of what a slot wrote, without its marks: for conditions and arithmetic, not for output."""
        return bare(str(value))

    def part(self, kind: str, *texts: Any) -> str:
        """Write a line that is a part of the article: of kind `disclaimer`, `contact`, `quote` and so on."""
        return self.mark(kind, "part", None, "".join(map(str, texts)))

    def title(self, *texts: Any) -> str:
        """Write the title."""
        return self.part("title", *texts)

    def item(self, label: Any, text: Any = "", sep: str = "：") -> str:
        """Write a list item, `1. label：text`; with an empty text the label is the text."""
        family, number = self._items[-1] if self._items else ("none", 0)
        if self._items:
            self._items[-1] = (family, number + 1)
        label, text = str(label), str(text)
        head = FAMILIES[family]((number + 1,))
        body = f"{self.mark('label', 'part', None, label)}{sep}{text}" if label and text else label + text
        value = {"number": number + 1 if family != "none" else None, "label": bare(label) if label and text else None}
        return self.mark("item", "part", value, head + body)

    def question(self, *texts: Any, family: str = "question") -> str:
        """Write a question with its running number."""
        self._questions += 1
        head = FAMILIES[family]((self._questions,))
        return self.mark("question", "part", self._questions, head + "".join(map(str, texts)))

    def _open(self, tag: str, heading: Any = "", *, family: str | None = None, numbered: bool = True) -> str:
        """Begin a part; sections and conclusions count, unless `numbered` is false."""
        counts = tag in ("section", "conclusion") and numbered
        if tag == "list":
            self._items.append((str(heading or "arabic"), 0))
            return self._begin_node(tag, "part", None)
        number: list[int] = []
        head = ""
        if counts:
            families = self._lexicon.numbering
            family = family or families[min(len(self._path), len(families)) - 1]
            self._path[-1] += 1
            head = FAMILIES[family](tuple(self._path))
            # The number as it is written: 1.2 says where it stands, （二） and 第二章 count within their section only.
            number = [] if not head else list(self._path) if family == "dotted" else self._path[-1:]
        self._path.append(0)
        out = self._begin_node(tag, "part", number or None)
        if head or str(heading):
            out += self.mark("heading", "part", bare(str(heading)), f"{head}{heading}") + "\n"
        return out

    def _close(self, tag: str) -> str:
        if tag == "list":
            self._items.pop()
        else:
            self._path.pop()
        return CLOSE

    def _maybe(self, name: str, chance: float) -> bool:
        """Decide an optional part."""
        if not 0 <= chance <= 1:
            raise UsageError(f"optional {name!r}: a chance is between 0 and 1, not {chance}")
        return self.choices.below(_PER_MILLE) < round(chance * _PER_MILLE)

    def _begin(self, tag: str, name: str) -> str:
        return self._begin_node(name, tag, None)

    def _branch(self, index: int) -> str:
        return self._begin_node("", "branch", index)

    def _end(self) -> str:
        return CLOSE

    def _one_of(self, count: int) -> list[int]:
        return [self.choices.below(count)]

    def _order(self, count: int) -> list[int]:
        return shuffled(self.choices, count)


FUNCTIONS: dict[str, str] = {
    name: name for name in ("pick", "sample", "shuffle", "plain", "part", "title", "item", "question")
} | {name: name for name in ("_open", "_close", "_maybe", "_begin", "_branch", "_end", "_one_of", "_order")}
"""Name in templates -> method of `Writing`."""
FUNCTIONS["range"] = "steps"
TEXT_FUNCTIONS = frozenset(
    {"plain", "part", "title", "item", "question", "_open", "_close", "_begin", "_branch", "_end"}
)
"""Those that always return text."""

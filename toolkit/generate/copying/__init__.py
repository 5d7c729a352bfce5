"""Make copies as copyists make them: spun, moved, cut, damaged, each step with the truth of what it did.

A recipe is a list of steps; a step is the name of a way and its options. The same text, recipe and seed give the same
copy, to the byte.

    >>> recipe = [("synonyms", {"rate": 1.0}), ("half_width", {})]
    >>> made = copy("解决问题的方法，非常简单。", recipe, seed=3)
    >>> made.text != made.source, [step.way for step in made.steps]
    (True, ['synonyms', 'half_width'])
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from toolkit.errors import ContractError, UsageError
from toolkit.generate.choose import Drawn
from toolkit.generate.copying import hiding, kits, layout, signs, wording
from toolkit.generate.copying.pieces import Piece, changes_of, follow, joined, merged

__all__ = ["WAYS", "Copy", "Piece", "Step", "Way", "copy"]

Recipe = Sequence[tuple[str, dict[str, Any]]]
"""Steps in order: the name of a way and its options."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of copying.

    Attributes:
        name: its name in recipes.
        kind: `copy` where the result is another text (a spun or cut copy), `damage` where it is the same text
            ill-treated, which a repair could undo or report.
        make: `make(text, choices, **options)` returns the pieces of the copy.
    """

    name: str
    kind: Literal["copy", "damage"]
    make: Callable[..., list[Piece]]

    @property
    def options(self) -> dict[str, Any]:
        """The options and their defaults; `inspect.Parameter.empty` where one must be given."""
        parameters = inspect.signature(self.make).parameters.values()
        return {p.name: p.default for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}

    def check(self, options: dict[str, Any]) -> None:
        """Hold options to what the way takes.

        Raises:
            UsageError: an option does not exist, is missing, or has a value of another type or out of range.
        """
        known = self.options
        types = {p.name: p.annotation for p in inspect.signature(self.make).parameters.values()}
        value: Any
        for option, value in options.items():
            if option not in known:
                raise UsageError(f"{self.name} has no option {option!r}; it has {', '.join(known) or 'none'}")
            kinds, called = _OPTION_TYPES[types[option]]
            if type(value) not in kinds:
                raise UsageError(f"{self.name}: {option} is {called}, not {value!r:.60}")
            if kinds == (int, float) and not 0 <= value <= 1:
                raise UsageError(f"{self.name}: {option} is between 0 and 1, not {value!r:.60}")
            if kinds == (int,) and value < 0:
                raise UsageError(f"{self.name}: {option} is not negative, and {value!r:.60} is")
        for option, default in known.items():
            if default is inspect.Parameter.empty and option not in options:
                raise UsageError(f"{self.name} needs the option {option!r}")


_OPTION_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "float": ((int, float), "between 0 and 1"),
    "int": ((int,), "a whole number"),
    "bool": ((bool,), "true or false"),
    "str": ((str,), "a text"),
}
"""Annotation of an option -> its types, and how they are called. Options that are fractions are all shares."""


def _table(kind: Literal["copy", "damage"], *makes: Callable[..., list[Piece]]) -> dict[str, Way]:
    return {make.__name__: Way(make.__name__, kind, make) for make in makes}


WAYS: dict[str, Way] = {
    **_table("copy", wording.synonyms, wording.rename, layout.sentences, layout.sections, layout.drop_section),
    **_table("copy", layout.truncate, layout.advertise, layout.stitch, signs.script),
    **_table("damage", wording.rotation, wording.homophones, wording.lookalikes, wording.split_characters),
    **_table("damage", wording.noise, kits.holes, kits.notes, signs.spaces, signs.zero_width, signs.bidi, signs.nbsp),
    **_table("damage", signs.half_width, signs.full_width, signs.doubled_commas, signs.radicals, signs.compatibility),
    **_table("damage", signs.entities, signs.mojibake, signs.mixed_script),
    **_table("damage", hiding.hide_contacts),
}
"""All ways of copying by name."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did.

    Attributes:
        way: name of the way.
        options: the options that were given.
        pieces: the result in terms of the text before this step.
        before: the text before this step.
    """

    way: str
    options: dict[str, Any]
    pieces: tuple[Piece, ...]
    before: str

    @property
    def after(self) -> str:
        """The text after this step."""
        return joined(self.before, self.pieces)

    @property
    def moved(self) -> bool:
        """Whether something left its place: the pieces are not in the order of the text."""
        return any(a.end > b.start for a, b in zip(self.pieces, self.pieces[1:], strict=False))

    @property
    def changed(self) -> bool:
        """Whether the text is another than before."""
        return self.after != self.before

    def to_dict(self) -> dict[str, Any]:
        """Return the step as plain JSON types: what was written anew, and the order of the pieces where it changed."""
        out: dict[str, Any] = {"way": self.way, "options": self.options}
        out["changes"] = changes_of(self.before, self.pieces)
        if self.moved:
            out["order"] = [[piece.start, piece.end] for piece in self.pieces]
        return out


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy and how it was made.

    Attributes:
        source: the text that was copied.
        text: the copy.
        steps: what was done, in order; each step starts from the text that the one before left.
    """

    source: str
    text: str
    steps: tuple[Step, ...]

    def follow(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where `source[start:end]` is in the copy, or None if it was cut."""
        span: tuple[int, int] | None = (start, end)
        for step in self.steps:
            span = follow(step.pieces, *span) if span else None
        return span

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the steps as plain JSON types."""
        return [step.to_dict() for step in self.steps]


def copy(text: str, recipe: Recipe, seed: int | str = 0) -> Copy:
    """Copy a text by a recipe.

    Args:
        text: any text.
        recipe: the steps, names of `WAYS` with their options.
        seed: fixes every choice; each step draws its own, so that adding a step leaves the others as they were.

    Raises:
        UsageError: a way or an option does not exist, is missing, or has a value out of range.
    """
    steps: list[Step] = []
    now = text
    for index, (name, options) in enumerate(recipe):
        way = WAYS.get(name)
        if way is None:
            raise UsageError(f"no way of copying is called {name!r}; known: {', '.join(sorted(WAYS))}")
        way.check(options)
        pieces = tuple(merged(way.make(now, Drawn(f"{seed}:{index}:{name}"), **options)))
        step = Step(name, dict(options), pieces, now)
        now = step.after
        steps.append(step)
    made = Copy(text, now, tuple(steps))
    if any(piece.end > len(step.before) for step in steps for piece in step.pieces):
        raise ContractError("a piece of a copy lies beyond its source")
    return made

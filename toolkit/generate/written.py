"""Text that knows who wrote it: how a derivation survives a template engine.

What a slot or a part writes is a string like any other, and carries beside its characters a *walk*: JSON that says how
many characters each slot, part and choice wrote, in the form of `toolkit.generate.derivation`. Nothing in a walk
depends on where the text will stand. So the walk of a phrase is made once, however often the phrase is drawn; two
texts one after the other have their two walks one after the other; and what a template puts together (`a ~ b`, a macro,
a `set` block, a filter `join`) is put together in both. Whatever would take a text apart is refused.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Note: TypeAlias = "tuple[int, str, Any, Any]"
"""Something to be listed apart from the derivation, and where it is in its text: a contact `(at, kind, normal form,
characters)`; the beginning of a section `(at, kind, number as JSON, heading)` or its end `(at, END, None, None)`."""
END = ""
_CUT = "a filter must not cut what a slot wrote; to look into it, ask for its text with plain(…)"
MAX_NAME = 200
"""Characters of the name of a part."""
_LENGTHS = 512
"""Lengths whose walk is kept ready: nearly all pieces of articles are shorter."""


class _Lengths(dict[int, str]):
    """Number of characters that no slot wrote -> their walk."""

    def __missing__(self, length: int) -> str:
        return f",{length}"


lengths = _Lengths({0: ""} | {length: f",{length}" for length in range(1, _LENGTHS)})


class Written(str):
    """A text and its walk.

    Attributes:
        walk: content of a node, or one or more whole nodes; a comma stands before each part.
        notes: what must be listed.
    """

    __slots__ = ("walk",)
    walk: str
    notes: Sequence[Note] = ()

    def __str__(self) -> str:
        """Return the text as it is: `str(x)` of anything keeps the walk."""
        return self

    def __getitem__(self, key: Any) -> NoReturn:
        raise UsageError(_CUT)

    def __iter__(self) -> NoReturn:
        raise UsageError(_CUT)


class Noted(Written):
    """A text with something to be listed."""

    __slots__ = ("notes",)
    notes: Sequence[Note]


def written(text: str, walk: str, notes: Sequence[Note] = ()) -> Written:
    """Return a text with its walk.

    >>> w = written("青禾贷", ',["platform","name",3,3]')
    >>> w == "青禾贷", w.walk
    (True, ',["platform","name",3,3]')
    """
    if notes:
        made = Noted(text)
        made.walk = walk
        made.notes = notes
        return made
    plain = Written(text)
    plain.walk = walk
    return plain


def walk_of(text: str) -> str:
    """Return the walk of a text; of one that no slot wrote it is its length."""
    return text.walk if isinstance(text, Written) else lengths[len(text)]


def notes_of(parts: Sequence[str]) -> Sequence[Note]:
    """Return the notes of texts that stand one after the other, counted from the first."""
    for part in parts:
        if part.__class__ is Noted:
            break
    else:
        return ()
    notes: list[Note] = []
    start = 0
    for part in parts:
        if part.__class__ is Noted:
            notes += [(at + start, *rest) for at, *rest in part.notes]
        start += len(part)
    return notes


def quoted(value: Any) -> str:
    r"""Return JSON of a string, number or null, in which no square bracket stands: those of a walk are its nodes'.

    >>> quoted("[a]"), quoted(3), quoted(None)
    ('"\\u005ba\\u005d"', '3', 'null')
    """
    return json.dumps(value, ensure_ascii=False).replace("[", "\\u005b").replace("]", "\\u005d")


@lru_cache(maxsize=4096)
def opening(name: str, type_: str) -> str:
    """Return the walk that opens a node without a value.

    Raises:
        UsageError: the name is no name; those known are kept, and a text of a million characters shall not be.
    """
    if len(name) > MAX_NAME:
        raise UsageError(f"a name of a part has at most {MAX_NAME} characters")
    return f",[{quoted(name)},{quoted(type_)},null"


@lru_cache(maxsize=4096)
def opened(name: str, type_: str) -> Written:
    """Return the empty text that opens a node without a value."""
    return written("", opening(name, type_))


closed = written("", "]")
"""The empty text that closes a node."""

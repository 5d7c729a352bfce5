"""Places where text was lost in a mix-up of charsets for good: they are reported, and stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from toolkit.article import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.repair.plan import Layers

KIND = "mojibake"

APART = 8
"""Up to how many characters of a line between two losses one report does for both: a few words that nobody can read."""


class _Loss(NamedTuple):
    """What tells that text was lost.

    Attributes:
        hint: a string that every such place has.
        pattern: one place.
        stretch: places with up to `APART` other characters between them, which are reported as one.
        why: what happened.
    """

    hint: str
    pattern: re.Pattern[str]
    stretch: re.Pattern[str]
    why: str


def _loss(hint: str, pattern: str, why: str) -> _Loss:
    between = f"[^\n\ufffd锟烫屯]{{0,{APART}}}"  # no loss of any kind begins there: reports do not overlap
    return _Loss(hint, re.compile(pattern), re.compile(f"(?:{pattern})(?:{between}(?:{pattern}))*"), why)


_LOSSES = (
    _loss("\ufffd", "\ufffd+", "a decoder could not read bytes here and put U+FFFD in their place; they are lost"),
    _loss(
        "锟斤",
        "(?:锟斤拷)+锟?斤?|锟斤",
        "U+FFFD as UTF-8, read as GBK: the characters were lost before the second mix-up",
    ),
    _loss("烫烫烫", "烫{3,}", "bytes CC of memory that was never written, read as GBK; there was no text"),
    _loss("屯屯屯", "屯{3,}", "bytes CD of memory that was never written, read as GBK; there was no text"),
)


def find_losses(layers: Layers) -> list[Edit]:
    """Report what is lost in the present text, as edits of the original: one for losses that are neighbours."""
    found: list[Edit] = []
    rest: str | None = None
    for loss in _LOSSES:
        if loss.hint not in layers.text:
            continue
        if any(loss.hint in edit.after for edit in layers.edits):  # where its losses end, those beside it may go on
            found += _losses_one_by_one(layers, loss)
            continue
        if rest is None:
            rest = _unedited(layers)
        for match in loss.stretch.finditer(rest):
            start, stop = match.span()
            seen = match[0]
            found.append(Edit(KIND, start, stop, seen, seen, "guess", loss.why))
    return found


def _unedited(layers: Layers) -> str:
    """Return the original with line breaks in place of what was edited: no stretch of losses goes on over them."""
    original = layers.original
    parts = []
    at = 0
    for edit in layers.edits:
        parts.append(original[at : edit.start])
        parts.append("\n" * (edit.end - edit.start))
        at = edit.end
    parts.append(original[at:])
    return "".join(parts)


def _losses_one_by_one(layers: Layers, loss: _Loss) -> Iterator[Edit]:
    """Report losses of which some stand in what edits wrote."""
    for match in loss.pattern.finditer(layers.text):
        start, stop = match.span()
        yield layers.to_original(Edit(KIND, start, stop, match[0], match[0], "guess", loss.why))

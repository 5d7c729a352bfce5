"""Notes in other forms than the annotator writes them: `導（dǎo）語`, `導(dao)語`, `導(DǍO)語`, `導(dǎo)(dǎo)語`.

What a page went through behind its annotator leaves its mark on the notes: brackets made full-width, tone marks lost or
decomposed, capitals, spaces within the brackets, or a second annotator. Each such note is put into the usual form, and
the page is judged as if it had been written so (`toolkit.repair.kits`). Only a page that would be proved is believed,
or one that has many such characters, and no more than `inferred`: the forward model does not give these forms.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from toolkit.article import Edit
from toolkit.generate.readings import is_reading, readings
from toolkit.repair.brackets import ANY_NOTE
from toolkit.repair.plan import Layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.repair.annotation import Annotation

LEAST = 4
"""So many characters must have notes in such forms: as many as a page needs to be proved (`kits.MANY`)."""

ENOUGH = 8
"""From so many characters on a page is believed that would not be proved, but inferred."""

_MARKS = str.maketrans("", "", "\u0300\u0301\u0304\u030c")


@lru_cache(maxsize=2)  # the fixers of notes and of runs ask for the same page
def other_forms(text: str) -> Annotation | None:
    """Read a page with notes in other forms that is an annotator's all the same.

    Returns:
        The edits that remove its notes and repair its runs, none surer than `inferred`, and its kit; None where it is
        no annotator's, or where most of its notes are in the usual form.

    >>> read = other_forms("業（yè）務（wù）與數（shù）據（jù），產（chǎn）品的業（yè）務（wù）、數（shù）據（jù）。")
    >>> read.notes[0].before, read.notes[0].certainty, "".join(read.kit.readings)
    ('（yè）', 'inferred', '業務數據產')
    """
    from toolkit.repair.annotation import Annotation, annotation

    usual = [edit for edit in _in_usual_form(text) if not _is_name(edit)]
    chars = len({text[edit.start - 1] for edit in usual})
    if chars < LEAST:
        return None
    layers = Layers(text)
    layers.add(usual)
    read = annotation(layers.text)
    if read.kit.certainty != "proved" and (read.kit.certainty is None or chars < ENOUGH):
        return None
    if 2 * len(usual) < len(read.notes):
        return None
    notes, runs = (
        tuple([_inferred(layers.to_original(edit)) for edit in edits]) for edits in (read.notes, read.shifted)
    )
    return Annotation(notes, runs, read.kit)


def _in_usual_form(text: str) -> Iterator[Edit]:
    """Yield an edit for each note in another form, and for several notes of one character, that puts the usual one."""
    start = end = -1
    reading = ""
    for match in ANY_NOTE.finditer(text):
        if match.start() == end and _plain(match[1]) == _toneless(reading):
            end = match.end()  # once more
            continue
        if start >= 0 and text[start:end] != f"({reading})":
            yield Edit("notes", start, end, text[start:end], f"({reading})", "inferred", "")
        found = _reading(text[match.start() - 1], match[1]) if match.start() else None
        start, end, reading = (*match.span(), found) if found else (-1, -1, "")
    if start >= 0 and text[start:end] != f"({reading})":
        yield Edit("notes", start, end, text[start:end], f"({reading})", "inferred", "")


def _is_name(edit: Edit) -> bool:
    """Tell whether a note is in capitals without a tone: names in passports and lists of players, `張(ZHANG)`, are."""
    return edit.before.isascii() and not edit.before.islower() and not edit.after.isascii()


def _reading(char: str, written: str) -> str | None:
    """Return the reading of a character that a note writes in some way; the usual one where its tone is missing."""
    lower = unicodedata.normalize("NFC", written.lower())
    known = readings().of.get(char)
    if known is None:  # what stands before it may be the end of a run of shifted bytes
        return lower if is_reading(lower) and not char.isspace() else None
    usual = readings().usual[char]
    if _toneless(usual) in (lower, lower.replace("v", "ü")):  # also where the neutral tone is a reading: 過(guo)
        return usual
    return lower if lower in known else None


@cache
def _toneless(reading: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", reading).translate(_MARKS))


def _plain(written: str) -> str:
    return _toneless(unicodedata.normalize("NFC", written.lower()))


def _inferred(edit: Edit) -> Edit:
    if edit.certainty == "guess":
        return edit
    why = f"{edit.why.partition(',')[0]}, on a page whose notes are not in the form that generators write"
    return replace(edit, certainty="inferred", why=why)

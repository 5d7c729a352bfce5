"""Doubled commas, `情況,,安排`: what remains where a word between them was deleted. Run on request only.

Two commas, in either width, become one; a comma right before a full stop goes. Three and more are left, as they are how
people trail off, and so is everything but text between Han characters, and lines of code and tables with their empty
fields.
"""

from __future__ import annotations

import re

from toolkit.article import Edit
from toolkit.repair.protect import Protected

KIND = "commas"

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_OPEN, _CLOSE = "「『（《“‘【〈(", "」』）》”’】〉)%％"
_DOUBLED = re.compile(
    f"(?<=[{_HAN}{re.escape(_CLOSE)}0-9A-Za-z])[,，、]{{2}}(?=[{_HAN}{re.escape(_OPEN)}0-9A-Za-z\n]|$)"
)
_BEFORE_STOP = re.compile(f"(?<=[{_HAN}{re.escape(_CLOSE)}])[,，、](?=。)")
_HAN_NEAR = re.compile(f"[{_HAN}]")


def find_commas(text: str) -> list[Edit]:
    """Find doubled commas between Han characters.

    >>> [(edit.before, edit.after) for edit in find_commas("說明情況,,安排還款，。")]
    [(',,', ','), ('，', '')]
    """
    edits: list[Edit] = []
    doubled = [*_DOUBLED.finditer(text)]
    protected = Protected(text) if doubled else ()
    for match in doubled:
        if match.start() in protected:
            continue
        beside = text[match.start() - 1] + text[match.end() : match.end() + 1]
        if _HAN_NEAR.search(beside):
            # Of a full-width and a half-width comma the former is right between Han characters.
            after = next((char for char in match[0] if char in "，、"), ",")
            why = "one comma is enough; the word between them may have been deleted"
            edits.append(Edit(KIND, match.start(), match.end(), match[0], after, "proved", why))
    for match in _BEFORE_STOP.finditer(text):
        why = "no comma before a full stop; the word between them may have been deleted"
        edits.append(Edit(KIND, match.start(), match.end(), match[0], "", "proved", why))
    return sorted(edits, key=lambda edit: edit.start)

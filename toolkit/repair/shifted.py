"""Find runs of characters that were decoded one byte off: `不當?shù)姆绞竭M行` for 不當的方式進行."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.repair.brackets import BREAK, ORPHAN
from toolkit.repair.notes import annotation_of

if TYPE_CHECKING:
    from toolkit.article import Edit


def find_shifted(text: str) -> list[Edit]:
    """Return an edit for every run of shifted bytes behind a note that was inserted inside a character.

    `proved`: nothing was lost, one original text is clearly ahead, and annotating it again gives what was observed.
    `inferred`: the original is the likeliest one, but bytes were lost, or another text is nearly as likely (it is the
    `runner_up`). A break for which no original is found is reported and left, and so is the place of an ASCII
    character that was swallowed.

    >>> [(edit.after, edit.certainty) for edit in find_shifted("採取不當?shù)姆绞竭M行催收")]
    [('的方式進', 'proved')]
    """
    if "?" not in text or not (BREAK.search(text) or ORPHAN.search(text)):
        return []
    return list(annotation_of(text).shifted)

"""Find pinyin notes that a page generator put behind characters: `導(dǎo)語`, `平臺(tái)`, `借款A(yù)PP`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.repair.brackets import DOUBLED, may_have_notes

if TYPE_CHECKING:
    from toolkit.article import Edit
    from toolkit.repair.annotation import Annotation


def find_notes(text: str) -> list[Edit]:
    """Return an edit for every pinyin note that a page generator inserted.

    Whether a note is one is decided by the page, not by the note (see `toolkit.repair.kits`): a dictionary entry or a
    language lesson keeps its readings. An edit is `proved` when the page behaves like a converted page and annotating
    the repaired text again gives what was found. Notes within a run that `shifted` repairs belong to its edit.

    >>> [edit.before for edit in find_notes("更新時(shí)間與業(yè)務(wù)")]
    ['(shí)', '(yè)', '(wù)']
    >>> find_notes("銀行(yínháng)的行(xíng)是多音字，也讀行(háng)。")
    []
    """
    return list(annotation_of(text).notes) if may_have_notes(text) else []


def annotation_of(text: str) -> Annotation:
    """Read a page as the work of an annotator, also one with notes in other forms (`toolkit.repair.note_forms`)."""
    from toolkit.repair.annotation import annotation  # most texts do without it

    # A page that was annotated twice would be read as one whose notes have brackets behind them.
    if ")(" in text and DOUBLED.search(text) and (forms := _other_forms(text)):
        return forms
    read = annotation(text)
    # A kit may be known by its runs alone.
    if (read.kit.certainty is None or not (read.notes or read.kit.certainty == "proved")) and may_have_notes(text):
        return _other_forms(text) or read
    return read


def _other_forms(text: str) -> Annotation | None:
    from toolkit.repair.note_forms import other_forms

    return other_forms(text)


def kit_level(text: str) -> int | None:
    """Return how far down the known order of annotated characters the notes of a page reach.

    Pages of one generator setting annotate the same prefix of one fixed order, so pages of one level may come from
    one setting. The level is the length of the prefix that fits best.

    Returns:
        A number from 0 (none of the annotated characters is in the known order) to the length of the known order;
        None for a page that is not annotated by a generator.

    >>> kit_level("沒有注音的文字") is None
    True
    >>> kit_level("導(dǎo)語:經(jīng)濟與產(chǎn)業(yè)的發(fā)展") > kit_level("產(chǎn)業(yè)的發(fā)展")
    True
    """
    if not may_have_notes(text):
        return None
    kit = annotation_of(text).kit
    if kit.certainty is None:
        return None
    from toolkit.repair.kits import best_level

    return best_level(kit.readings, text)[0]

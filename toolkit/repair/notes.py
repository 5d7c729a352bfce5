"""Find pinyin notes that a page generator put behind characters: `導(dǎo)語`, `平臺(tái)`, `借款A(yù)PP`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.article import Edit
from toolkit.errors import UsageError
from toolkit.generate.kit import Kit, fold, known_order
from toolkit.repair.kits import best_level, read_kit, scan_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.article import Certainty
    from toolkit.repair.kits import Note, PageKit


def find_notes(text: str) -> list[Edit]:
    """Return an edit for every pinyin note that a page generator inserted.

    Whether a note is one is decided by the page, not by the note (see `toolkit.repair.kits`): a dictionary entry or a
    language lesson keeps its readings. An edit is `proved` when the page behaves like a converted page and annotating
    its repaired line again gives the line that was found.

    >>> [edit.before for edit in find_notes("更新時(shí)間與業(yè)務(wù)")]
    ['(shí)', '(yè)', '(wù)']
    >>> find_notes("銀行(yínháng)的行(xíng)是多音字，也讀行(háng)。")
    []
    """
    if "(" not in text or ")" not in text:
        return []
    notes = scan_notes(text)
    page = read_kit(text, notes)
    if page.certainty is None:
        return []
    edits = []
    proved = _proved_lines(text, notes, page) if page.certainty == "proved" else []
    line = 0
    for note in notes:
        while line < len(proved) and proved[line][1] <= note.start:
            line += 1
        certainty: Certainty
        if note.char in page.readings and page.readings[note.char] == note.reading:
            if line < len(proved) and proved[line][0] <= note.start:
                certainty = "proved"
                why = f"reading of {note.char}, always annotated here; annotating the repaired line gives it back"
            else:
                certainty = "inferred"
                why = f"reading of {note.char}, as an annotating page generator writes it"
        elif note.char in page.doubtful:
            certainty = "inferred" if page.certainty == "proved" else "guess"
            why = f"reading of {note.char} on an annotated page that does not annotate every {note.char}"
        else:
            continue
        edits.append(Edit("notes", note.start, note.end, text[note.start : note.end], "", certainty, why))
    return edits


def _proved_lines(text: str, notes: Sequence[Note], page: PageKit) -> list[tuple[int, int]]:
    """Return the spans of the lines that the page's kit makes of what is left without the notes."""
    rank = {char: place for place, char in enumerate(known_order())}
    rows = sorted(page.readings.items(), key=lambda row: rank.get(row[0], len(rank)))
    try:
        kit = Kit.of(rows)
    except UsageError:
        return []
    spans = []
    at = index = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        parts = []
        begin = at
        while index < len(notes) and notes[index].start < end:
            parts.append(text[begin : notes[index].start])
            begin = notes[index].end
            index += 1
        parts.append(text[begin:end])
        if kit.annotate("".join(parts)) == fold(line):
            spans.append((at, end))
        at = end
    return spans


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
    page = read_kit(text, scan_notes(text)) if "(" in text else None
    if page is None or page.certainty is None:
        return None
    return best_level(page.readings, Counter(text))[0]

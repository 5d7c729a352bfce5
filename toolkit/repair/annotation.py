"""Read one page as the work of an annotator: its kit, its notes, its shifted runs, and what of it is proved.

The fixers `notes` and `shifted` are two kinds of one damage and are read together: the notes tell which characters
the kit has, which helps to find what was shifted; and both are proved in one go, by annotating the repaired page
again with the kit that was found and comparing the result with the page, line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.article import Edit
from toolkit.generate.kit import FULL_WIDTH_ASCII, fold_width
from toolkit.generate.readings import readings
from toolkit.repair import fluency
from toolkit.repair.brackets import BREAK, NOTE, ORPHAN
from toolkit.repair.evidence import Page
from toolkit.repair.gbk import FULL_WIDTH_LEAD, codes
from toolkit.repair.kits import Note, PageKit, judge, read_kit, scan_notes, trusted
from toolkit.repair.proof import Piece, Proof, is_shown, notes_hold
from toolkit.repair.script_table import simplifying
from toolkit.repair.search.sizes import ASCII_LOST
from toolkit.repair.search.switch import reader
from toolkit.repair.search.unshift import is_sure, unshift
from toolkit.repair.unseen import cheapest_insertion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.article import Certainty
    from toolkit.repair.evidence import Run, Solution
    from toolkit.repair.page_arrays import PageArrays

PLAUSIBLE = 12.0  # nats a character: dearer is no Chinese; right repairs of foreign and rare names reach 11
WORTH = 8.0  # nats: a repair that rests on no reading must be cheaper by so much than what stands there
WHOLLY = 5.0  # nats: a text with one more character, of which nothing is left, must be dearer by so much
LEFT = 6  # clean characters before a run that are read
# A page has a break in some 600 characters; a text with many more of them is no page, and is left alone.
MANY_BREAKS, BREAK_EVERY = 24, 100

_ALWAYS = "reading of {0}, always annotated here; annotating the repaired text gives it back"
_LIKELY = "reading of {0}, as an annotating page generator writes it"
_SOMETIMES = "reading of {0} on an annotated page that does not annotate every {0}"
_FULL_WIDTH = re.compile("[！-～]")
_AFTER_NOTHING = frozenset("。、，；：！？」』）”’》〉】…,;:!?)")


@dataclass(frozen=True, slots=True)
class Annotation:
    """What an annotator did to a page, as edits of the page.

    Attributes:
        notes: edits that remove notes, outside the runs that `shifted` repairs.
        shifted: edits that repair runs of shifted bytes, and places that can only be reported.
        kit: the page's kit as its notes show it.
    """

    notes: tuple[Edit, ...]
    shifted: tuple[Edit, ...]
    kit: PageKit


NOTHING = Annotation((), (), PageKit(None, {}, {}))


@lru_cache(maxsize=2)  # the two fixers ask for the same page
def annotation(text: str) -> Annotation:
    """Read a page; see `Annotation`."""
    read = reader()
    page = read(text) if read is not None and "(" in text else None
    notes = page.notes if page is not None else scan_notes(text) if "(" in text else []
    breaks = _breaks(text) if "?" in text else []
    if not notes and not breaks:
        return NOTHING
    kit = judge(text, page.tally()) if page is not None and notes else read_kit(text, notes)
    solved, unsolved = _solve(text, breaks, notes, kit)
    if kit.certainty is None and notes and any(is_sure(solution) for _, solution in solved):
        kit = trusted(text, notes)
    if not solved:
        return Annotation(_note_edits(text, notes, kit, _prove_notes(text, notes, kit, page)), tuple(unsolved), kit)
    notes, kit = _with_notes_behind(text, notes, kit, solved)
    proof = None if _is_plain(text, notes, kit, solved, page) else _prove(text, notes, kit, solved)
    inside = [(run.start, run.end) for run, _ in solved]
    return Annotation(
        _note_edits(text, _outside(notes, inside), kit, proof),
        tuple(sorted([*_run_edits(text, solved, proof), *unsolved], key=lambda edit: edit.start)),
        kit,
    )


def _breaks(text: str) -> list[tuple[int, bool]]:
    """Return where runs begin, and whether without a note (see `ORPHAN`)."""
    found = [(match.start(), False) for match in BREAK.finditer(text)]
    if "?;" in text or "?；" in text:
        found += [(match.start(), True) for match in ORPHAN.finditer(text)]
        found.sort()
    if len(found) > MANY_BREAKS and len(found) * BREAK_EVERY > len(text):
        return []
    return [(at, orphan) for at, orphan in found if at > 0]


def _solve(
    text: str, breaks: Sequence[tuple[int, bool]], notes: Sequence[Note], kit: PageKit
) -> tuple[list[tuple[Run, Solution]], list[Edit]]:
    """Find what each run was; what cannot be found is reported."""
    solved: list[tuple[Run, Solution]] = []
    unsolved: list[Edit] = []
    if not breaks:
        return solved, unsolved
    page = Page(text, notes, kit.readings if kit.certainty else {}, [at for at, _ in breaks])
    done = 0
    for at, orphan in breaks:
        if at < done:
            continue
        left = _left(text, at, solved)
        solution = unshift(text, at, left, _tail(left[-1]), page, orphan=orphan) if left else None
        if solution is None or solution.price > PLAUSIBLE or solution.runs[0].start != at:
            if not orphan:
                match = BREAK.match(text, at)
                end = match.end() if match else at + 1
                why = "a note inside a character, but no original text is found that decodes to what follows"
                unsolved.append(Edit("shifted", at, end, text[at:end], text[at:end], "guess", why))
            continue
        if orphan and not _better(text, solution, left):
            continue
        solved.extend((run, solution) for run in solution.runs)
        done = solution.runs[-1].end
    return solved, unsolved


def _better(text: str, solution: Solution, left: str) -> bool:
    """Tell whether a repair reads far better than what stands there."""
    begin, end = solution.runs[0].start, solution.runs[-1].end
    left = left.translate(simplifying())
    stands = fluency.cost(left + text[begin:end].translate(simplifying()))
    clean = "".join(run.clean for run in solution.runs)
    return fluency.cost(left + clean.translate(simplifying())) + WORTH < stands


def _left(text: str, at: int, solved: Sequence[tuple[Run, Solution]]) -> str:
    """Return the few clean characters before `at`: notes are stepped over, repaired runs are read as repaired."""
    chars: list[str] = []
    index = len(solved) - 1
    while at > 0 and len(chars) < LEFT:
        if index >= 0 and solved[index][0].end == at:
            run = solved[index][0]
            chars.extend(reversed(run.clean))
            at = run.start
            index -= 1
            continue
        if text[at - 1] == ")":
            opening = text.rfind("(", max(0, at - 8), at)
            if opening > 0 and NOTE.fullmatch(text, opening, at):
                at = opening
                continue
        at -= 1
        chars.append(text[at])
    return "".join(reversed(chars[:LEFT]))


def _tail(char: str) -> int:
    """Return the two bytes of the character before a break; ASCII there must be a folded full-width character."""
    if char in codes():
        lead, trail = codes()[char]
        return lead << 8 | trail
    return FULL_WIDTH_LEAD << 8 | ord(char) + 0x80 if "!" <= char <= "~" else 0


def _outside(notes: Sequence[Note], spans: Sequence[tuple[int, int]]) -> list[Note]:
    """Return the notes that lie in none of the spans (both sorted)."""
    if not spans:
        return [*notes]
    kept = []
    index = 0
    for note in notes:
        while index < len(spans) and spans[index][1] <= note.start:
            index += 1
        if index == len(spans) or note.start < spans[index][0]:
            kept.append(note)
    return kept


def _with_notes_behind(
    text: str, notes: list[Note], kit: PageKit, solved: Sequence[tuple[Run, Solution]]
) -> tuple[list[Note], PageKit]:
    """Add the notes that stand behind a run and belong to its last character, which only the run shows.

    Such a note is as sure as its run: it is taken for the page's, whatever else the page annotates.
    """
    known = {note.start for note in notes}
    more: list[Note] = []
    table = dict(kit.readings)
    for run, _ in solved:
        match = NOTE.match(text, run.end)
        if match and run.clean and match[1] in readings().of.get(run.clean[-1], ()):
            char = run.clean[-1]
            if table.setdefault(char, match[1]) == match[1] and run.end not in known:
                more.append(Note(match.start(), match.end(), match[1], char))
    if table != kit.readings:
        doubtful = {char: reading for char, reading in kit.doubtful.items() if char not in table}
        kit = PageKit(kit.certainty or "inferred", table, doubtful)
    return (sorted([*notes, *more]) if more else notes), kit


def _prove(text: str, notes: Sequence[Note], kit: PageKit, solved: Sequence[tuple[Run, Solution]]) -> Proof:
    """Annotate the repaired page again."""
    removed = [note for note in notes if kit.readings.get(note.char) == note.reading] if kit.certainty else []
    inside = [(run.start, run.end) for run, _ in solved]
    pieces = [Piece(note.start, note.end, "", ((note.char, note.reading, 0),)) for note in _outside(removed, inside)]
    pieces += [Piece(run.start, run.end, run.clean, tuple(run.entries)) for run, _ in solved]
    pieces.sort()
    return Proof(text, pieces)


def _is_plain(
    text: str,
    notes: Sequence[Note],
    kit: PageKit,
    solved: Sequence[tuple[Run, Solution]],
    page: PageArrays | None,
) -> bool:
    """Tell whether it is seen without annotating a page again that all its notes and runs are borne out."""
    if page is None or notes is not page.notes:  # some were added that it does not know
        return False
    runs = [run for run, _ in solved]
    table = kit.readings if kit.certainty else {}
    return page.borne_out(table, runs) and all(
        is_shown(text, start, end, clean, entries) for start, end, clean, entries, _ in runs if clean
    )


def _prove_notes(text: str, notes: Sequence[Note], kit: PageKit, page: PageArrays | None) -> Proof | None:
    """Annotate a page without runs again; None where it is seen without that that all its notes are borne out."""
    table = kit.readings
    if kit.certainty is None or _is_plain(text, notes, kit, (), page):
        return None
    if notes_hold(text, [note for note in notes if table.get(note[3]) == note[2]]):
        return None
    return _prove(text, notes, kit, ())


def _note_edits(text: str, notes: Sequence[Note], kit: PageKit, proof: Proof | None) -> tuple[Edit, ...]:
    """Return the edits that remove notes; without a proof to ask, all of them are borne out."""
    if kit.certainty is None:
        return ()
    table = kit.readings
    by_kit = kit.certainty == "proved"
    edits: list[Edit] = []
    for start, end, reading, char in notes:
        certainty: Certainty
        if table.get(char) == reading:
            certainty = "proved" if by_kit and (proof is None or proof.holds(start)) else "inferred"
        elif char in kit.doubtful:
            certainty = "inferred" if by_kit else "guess"
        else:
            continue
        why = _SOMETIMES if char not in table else _ALWAYS if certainty == "proved" else _LIKELY
        edits.append(Edit("notes", start, end, text[start:end], "", certainty, _reason(why, char)))
    return tuple(edits)


@lru_cache(maxsize=1 << 12)  # one object for all notes of a character
def _reason(why: str, char: str) -> str:
    return why.format(char)


def _run_edits(text: str, solved: Sequence[tuple[Run, Solution]], proof: Proof | None) -> Iterator[Edit]:
    folded = _folded_marks(text)
    for run, solution in solved:
        before = text[run.start : run.end]
        after = run.clean.translate(folded)
        entries = " ".join(f"{char}({reading})" for char, reading, _ in run.entries)
        why = f"decoded one byte off by {entries}" if entries else "decoded one byte off behind half a character"
        certainty: Certainty = "inferred"
        if run.lost:
            why += f"; lost on the way: {', '.join(run.lost)}"
            if run.lost[-1] == ASCII_LOST and before[-1] == "?":
                after += _in_place_of_lost(text, run.end)
        elif not is_sure(solution):
            why += "; another text may be as likely"
        elif _lacks_nothing(text, run) and (proof is None or proof.holds(run.start)):
            certainty = "proved"
            why += "; annotating the repaired text gives it back"
        other = next((r for r in solution.runner_up if r.start == run.start), None)
        runner_up = None
        if other is not None and (other.end, other.clean) != (run.end, run.clean):
            runner_up = other.clean.translate(folded) + (text[other.end : run.end] if other.end < run.end else "")
        yield Edit("shifted", run.start, run.end, before, after, certainty, why, runner_up)
        if after.endswith("?") and not run.clean.endswith("?"):
            end = run.end
            lost = "an ASCII character was swallowed here and cannot be recovered"
            yield Edit("shifted", end, end, "", "", "guess", lost)


def _lacks_nothing(text: str, run: Run) -> bool:
    """Tell whether no word is likely that would have vanished from a run without a trace."""
    left, right = text[max(0, run.start - LEFT) : run.start], text[run.end : run.end + LEFT]
    return cheapest_insertion(left, run.clean, right) > WHOLLY


def _in_place_of_lost(text: str, end: int) -> str:
    """Return what stands for the ASCII character that a first byte swallowed.

    Nothing, where nothing was meant to stand: before punctuation it was inserted by something else, and at the end of
    what GBK can write there was none.
    """
    if end == len(text) or text[end] in _AFTER_NOTHING or not (text[end] < "\x80" or text[end] in codes()):
        return ""
    if text[end] == "\n":
        return "\r" if "\r\n" in text else ""
    return "?"


def _folded_marks(text: str) -> dict[int, int]:
    """Return the full-width ASCII that this page folds, as a table: all that it does not show anywhere."""
    if not _FULL_WIDTH.search(text):
        return FULL_WIDTH_ASCII
    shown = {ord(char) for char in _FULL_WIDTH.findall(text)}
    marks = any(not fold_width(chr(code)).isalnum() for code in shown)
    letters = any(fold_width(chr(code)).isalnum() for code in shown)
    return {
        wide: narrow for wide, narrow in FULL_WIDTH_ASCII.items() if not (letters if chr(narrow).isalnum() else marks)
    }

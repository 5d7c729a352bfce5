"""A page with notes as arrays: what `kits` and `proof` do with it, by compiled loops.

Only for a process that has compiled code loaded (see `toolkit.repair.search.switch`): to load it for notes alone would
take longer than thousands of pages of them.
"""

from __future__ import annotations

import threading
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from toolkit.repair import page_kernels as kernels
from toolkit.repair.kits import Note, Tally
from toolkit.repair.proof_kernels import borne_out
from toolkit.repair.search import model as m
from toolkit.repair.search.arrays import address, code_points
from toolkit.repair.search.model import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.repair.evidence import Run
    from toolkit.repair.search.model import Array

NOTE_COLUMNS, COUNTED_COLUMNS = 4, 5
SHORTEST_NOTE = 3
_NO_ROWS: Array = np.empty((0, NOTE_COLUMNS), np.int32)


class _Scratch(threading.local):
    """Tables that kernels find and leave empty."""

    def __init__(self) -> None:
        self.by_character = np.zeros(m.PLANE, np.int32)
        self.by_pair = np.zeros((m.PLANE, 2), np.int32)


_scratch = _Scratch()

_note = partial(tuple.__new__, Note)
"""What `Note._make` does, in half the time: a page has hundreds."""


@cache
def _names() -> list[str]:
    """Return the readings by their numbers."""
    known = names().name
    return [known.get(number, "") for number in range(max(known) + 1)]


class PageArrays:
    """A page with notes.

    Args:
        text: the page.

    Attributes:
        notes: its notes, as from `kits.scan_notes`.
    """

    def __init__(self, text: str) -> None:
        self._text = code_points(text)
        rows = np.empty((len(text) // SHORTEST_NOTE, NOTE_COLUMNS), np.int32)
        count = kernels.scan(address(), self._text, rows)
        self._rows = rows[:count]
        starts, ends, chars, readings = self._rows.T.tolist()
        name = _names()
        self.notes: list[Note] = [
            *map(_note, zip(starts, ends, [name[r] for r in readings], map(chr, chars), strict=True))
        ]

    def tally(self) -> Tally:
        """Count, as `kits.tally`."""
        counted = np.empty((len(self._rows), COUNTED_COLUMNS), np.int32)
        count = kernels.count(self._text, self._rows, counted, _scratch.by_character)
        chars, first, annotated, shown, several = counted[:count].T.tolist()
        name = _names()
        written = [*map(chr, chars)]
        return Tally(
            dict(zip(written, [name[reading] for reading in first], strict=True)),
            dict(zip(written, annotated, strict=True)),
            {char for char, one in zip(written, several, strict=True) if one},
            {char for char, notes, all_of_it in zip(written, annotated, shown, strict=True) if notes < all_of_it},
            bool(kernels.runs_on(self._text, self._rows)),
        )

    def borne_out(self, kit: Mapping[str, str], runs: Sequence[Run]) -> bool:
        """Tell whether it is plain that an annotator puts the notes of a kit, and those in runs, where they are.

        What the decoder shows of a run is not compared with the page. False, where others have to look closer.
        """
        number = names().number
        table = np.array([[ord(char), number[name]] for char, name in kit.items()], np.int32).reshape(-1, 2)
        rows, clean, entries = _NO_ROWS, code_points(""), _NO_ROWS
        if runs:
            clean = code_points("".join([run.clean for run in runs]))
            ends = np.cumsum([len(run.clean) for run in runs])
            begins = [0, *ends[:-1].tolist()]
            rows = np.array(
                [(run.start, run.end, begin, begin + len(run.clean)) for run, begin in zip(runs, begins, strict=True)],
                np.int32,
            )
            placed = [
                (index, ord(char), number[name], offset)
                for index, run in enumerate(runs)
                for char, name, offset in run.entries
            ]
            entries = np.array(placed, np.int32).reshape(-1, NOTE_COLUMNS)
        scratch = _scratch
        return bool(
            borne_out(
                address(), self._text, self._rows, table, rows, clean, entries, scratch.by_pair, scratch.by_character
            )
        )

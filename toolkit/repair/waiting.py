"""Stretches whose mix-up of charsets is known but not sure enough to be undone: bytes in disguise.

A control character or no-break space among them is no stray one: without it they would be other bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from toolkit.article import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

_BYTES = re.compile("[\x80-\xff]+")


class Waiting:
    r"""Stretches of one text, with the bytes read as Latin-1 that they touch.

    Args:
        text: the text.
        left: edits of it that are not applied, in order; those that only report a loss count for nothing.

    >>> from toolkit.article import Edit
    >>> control = Edit("invisible", 1, 2, "\x85", "", "proved", "")
    >>> control in Waiting("a\x85\xd6\xd0b", [Edit("mojibake", 2, 4, "\xd6\xd0", "中", "inferred", "")])
    True
    """

    def __init__(self, text: str = "", left: Iterable[Edit] = ()) -> None:
        self._spans: list[tuple[int, int]] = []
        edits = [edit for edit in left if edit.after != edit.before]
        if not edits:
            return
        runs = [match.span() for match in _BYTES.finditer(text)]
        for edit in edits:
            start, end = edit.span
            first = bisect_left(runs, start, key=itemgetter(1))  # that touches the edit
            if first < len(runs) and runs[first][0] <= end:
                start = min(start, runs[first][0])
            last = bisect_left(runs, end + 1, key=itemgetter(0)) - 1
            if last >= 0 and runs[last][1] >= start:
                end = max(end, runs[last][1])
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = self._spans[-1][0], max(end, self._spans[-1][1])
            else:
                self._spans.append((start, end))

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._spans)

    def __contains__(self, edit: object) -> bool:
        """Tell whether an edit touches one of them."""
        assert isinstance(edit, Edit)
        at = bisect_left(self._spans, edit.end, key=itemgetter(0))
        return at > 0 and self._spans[at - 1][1] > edit.start

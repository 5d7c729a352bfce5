"""Where two texts agree: opcodes of the shortest edit script, and offsets carried from one text to the other.

Widths are folded first (`，` and `,` are one sign): pages of annotators fold them, and whether they are unfolded again
is a question of its own, which `repair.py` scores apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_WIDTHS = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
"""Full-width ASCII and the ideographic space, one character to one, so that offsets stay."""
_NOTE = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,7}\)")
_READING = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\)|\?")
RUN_GAP = 3
"""Characters that may agree by chance within one run of shifted bytes; more end it."""


class Op(NamedTuple):
    """A stretch where two texts differ: `a[start:end]` stands for `b[other_start:other_end]`."""

    start: int
    end: int
    other_start: int
    other_end: int


class Place(NamedTuple):
    """A place where a text is damaged.

    Attributes:
        kind: `notes` for an inserted reading, `shifted` for characters decoded one byte off, else `other`.
        start: first character in the damaged text.
        end: one past the last.
        clean_start: first character in the clean text.
        clean_end: one past the last.
    """

    kind: str
    start: int
    end: int
    clean_start: int
    clean_end: int


def fold_width(text: str) -> str:
    """Return the text with full-width ASCII and spaces in half width; as long as before.

    >>> fold_width("，ＡＰＰ　")
    ',APP '
    """
    return text.translate(_WIDTHS)


def differences(a: str, b: str) -> list[Op]:
    """Return where two texts differ, in order: a shortest edit script (Levenshtein), width folded."""
    from rapidfuzz.distance import Levenshtein

    a, b = fold_width(a), fold_width(b)
    if a == b:
        return []
    ops = Levenshtein.opcodes(a, b)
    return [Op(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in ops if op.tag != "equal"]


def places(damaged: str, clean: str) -> list[Place]:
    """Return the damaged places of a text, told from the clean one.

    A reading in brackets that the clean text does not have is a note. Other differences with at most `RUN_GAP` equal
    characters between them are one place; it is a shifted run when a reading or a `?` stands in it.

    >>> [place[:3] for place in places("導(dǎo)語和霈F(xiàn)象", "導語和現象")]
    [('notes', 1, 6), ('shifted', 8, 16)]
    """
    found: list[Place] = []
    open_run: list[Op] = []

    def close() -> None:
        if open_run:
            first, last = open_run[0], open_run[-1]
            what = "shifted" if _READING.search(damaged, first.start, last.end) else "other"
            found.append(Place(what, first.start, last.end, first.other_start, last.other_end))
            open_run.clear()

    for op in differences(damaged, clean):
        if op.other_start == op.other_end and _NOTE.fullmatch(damaged, op.start, op.end):
            close()
            found.append(Place("notes", *op))
            continue
        if open_run and op.start - open_run[-1].end > RUN_GAP:
            close()
        open_run.append(op)
    close()
    return found


class Carrier:
    """Carries offsets of one text to another that differs a little.

    >>> Carrier("一、導語", "一、 導語").carry(2)
    3
    """

    def __init__(self, source: str, target: str) -> None:
        self._ops = differences(source, target)
        self._starts = [op.start for op in self._ops]

    def carry(self, offset: int) -> int:
        """Return where the character at `offset` went; one that is gone went to where it would stand."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        op = self._ops[index]
        return op.other_end + offset - op.end if offset >= op.end else op.other_start


def touched(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the sorted, disjoint spans touches `start:end`; spans that only meet touch."""
    index = bisect_right(spans, (end, float("inf"))) - 1
    return index >= 0 and spans[index][1] >= start

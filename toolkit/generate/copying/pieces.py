"""How a copy relates to its source: a list of pieces, each taken from the source or written anew.

One form for all ways of copying: a replaced word is a piece with new text over a span, an insertion one over an empty
span, a moved sentence a piece out of order, a cut one that is missing. Joining the pieces gives the copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Piece(NamedTuple):
    """`source[start:end]`, or `new` in its place.

    Attributes:
        start: first character of the source.
        end: one past the last.
        new: what is written instead; None where the source is taken as it is.
    """

    start: int
    end: int
    new: str | None = None


Change = tuple[int, int, str]
"""Start, end and new text of one replacement."""


def joined(source: str, pieces: Iterable[Piece]) -> str:
    """Return the copy that the pieces make.

    >>> joined("甲乙丙", [Piece(2, 3), Piece(0, 1), Piece(1, 2, "子丑")])
    '丙甲子丑'
    """
    return "".join(source[piece.start : piece.end] if piece.new is None else piece.new for piece in pieces)


def replaced(source: str, changes: Iterable[Change]) -> list[Piece]:
    """Return pieces for replacements that are sorted and do not overlap.

    >>> replaced("甲乙丙", [(1, 2, "")])
    [Piece(start=0, end=1, new=None), Piece(start=1, end=2, new=''), Piece(start=2, end=3, new=None)]
    """
    pieces: list[Piece] = []
    at = 0
    for start, end, new in changes:
        if start > at:
            pieces.append(Piece(at, start))
        pieces.append(Piece(start, end, new))
        at = end
    if at < len(source):
        pieces.append(Piece(at, len(source)))
    return pieces


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbouring pieces that are taken from neighbouring places, and drop empty ones.

    >>> merged([Piece(0, 2), Piece(2, 3), Piece(5, 5), Piece(4, 5)])
    [Piece(start=0, end=3, new=None), Piece(start=4, end=5, new=None)]
    """
    out: list[Piece] = []
    for piece in pieces:
        if piece.new is None:
            if piece.start == piece.end:
                continue
            if out and out[-1].new is None and out[-1].end == piece.start:
                out[-1] = Piece(out[-1].start, piece.end)
                continue
        out.append(piece)
    return out


def follow(pieces: Iterable[Piece], start: int, end: int) -> tuple[int, int] | None:
    """Return where `source[start:end]` went, from its first to its last character in the copy; None if it was cut.

    Text that was written over a part of the span belongs to it; a span that was torn apart includes what came between.

    >>> follow(replaced("甲乙丙丁", [(0, 0, "子"), (2, 3, "丑寅")]), 1, 3)
    (2, 5)
    >>> follow([Piece(2, 4), Piece(0, 2)], 0, 2)
    (2, 4)
    """
    low = high = -1
    at = 0
    for piece in pieces:
        length = piece.end - piece.start if piece.new is None else len(piece.new)
        cut_start, cut_end = max(piece.start, start), min(piece.end, end)
        if cut_start < cut_end and length:
            if piece.new is None:
                first, last = at + cut_start - piece.start, at + cut_end - piece.start
            else:
                first, last = at, at + length
            low = first if low < 0 else min(low, first)
            high = max(high, last)
        at += length
    return None if low < 0 else (low, high)


def changes_of(source: str, pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Return what the pieces wrote anew, as plain JSON types: start, end, before, after."""
    return [
        {"start": piece.start, "end": piece.end, "before": source[piece.start : piece.end], "after": piece.new}
        for piece in pieces
        if piece.new is not None
    ]

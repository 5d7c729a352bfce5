"""What may be said of the pieces of readings beyond the reading: which are too little to prove anything.

A piece whose way forward gives what is seen is proved only if no other text is likely to give the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from toolkit.repair.charsets import encode, to_bytes
from toolkit.repair.mixups import SWITCH, is_plausible
from toolkit.repair.plausible import gain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.article import Edit
    from toolkit.repair.charsets import PairCharset
    from toolkit.repair.mixups import Piece

UTF8 = 0.4
"""Share of the bytes of pairs that make UTF-8 sequences of Chinese text from which on the pairs are doubted. Of honest
texts of more than a line they are up to 8 %, of lines of a few characters up to 38 %; of UTF-8 with losses most."""

_UTF8 = re.compile(b"[\xe3-\xe9\xef][\x80-\xbf]{2}")
_PAIRS = ("GBK read as Latin-1", "Big5 read as Latin-1")
_UTF8_READ = "UTF-8 read as "
"""How edits say which mix-up they undo."""

_BETWEEN = b"\n"

FEW = 2
"""Up to how many characters outside ASCII a piece of UTF-8 proves nothing where they are rare: any two bytes in three
pairs of code page 936 begin a sequence, and one byte in four goes on with it."""


def doubted(pieces: Iterable[Piece]) -> list[Piece]:
    """Let pieces of UTF-8 in pairs prove nothing that say only a rare character or two: other bytes read so by chance.

    >>> from toolkit.repair.mixups import Piece
    >>> [piece.lost for piece in doubted([Piece(0, 2, "中"), Piece(2, 4, "▶[")])]
    [False, True]
    """
    return [
        piece._replace(lost=True)
        if not piece.lost
        and sum(char >= "\x80" for char in piece.after) <= FEW
        and not is_plausible(piece.after)
        and "\ufffd" not in piece.after  # 锟斤拷 is nothing else
        else piece
        for piece in pieces
    ]


def are_utf8(pieces: Iterable[Piece], right: PairCharset) -> bool:
    """Tell whether pairs that were read in Latin-1 are in truth UTF-8, with losses: nothing is proved by reading it so.

    Args:
        pieces: what was read.
        right: the charset of the pairs.
    """
    data = _BETWEEN.join([encode(piece.after, right) for piece in pieces])
    return sum(map(len, _UTF8.findall(data))) > UTF8 * sum(byte >= 0x80 for byte in data)


def outvoted(edits: list[Edit]) -> list[Edit]:
    """Let a character or two of UTF-8 prove nothing where the other western letters are pairs: two may read so, too.

    Args:
        edits: all of a text.
    """
    pairs = sum([len(edit.after) for edit in edits if edit.why.startswith(_PAIRS)])
    if not pairs or pairs <= sum([len(edit.after) for edit in edits if edit.why.startswith(_UTF8_READ)]):
        return edits
    return [
        replace(edit, certainty="inferred")
        if edit.certainty == "proved" and edit.why.startswith(_UTF8_READ) and len(edit.after) <= FEW
        else edit
        for edit in edits
    ]


def narrowed(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    """Take from pieces that read pairs as other pairs what is no part of them.

    ASCII at their ends says the same in both readings; behind a loss it may be the second byte of what was lost. A line
    of which only a part is read has to gain by itself what such a place must: else the confused line beside it begins
    where it ends. Characters that code page 950 and Big5-HKSCS have at different pairs stand for either.

    Args:
        text: the text.
        pieces: of readings in which each character stands for one other.
    """
    return list(chain.from_iterable(_narrowed(text, piece, _in_two_places()) for piece in pieces))


def _narrowed(text: str, piece: Piece, doubtful: frozenset[str]) -> Iterator[Piece]:
    start, end, after = piece.start, piece.end, piece.after
    if piece.lost or len(after) != end - start:
        yield piece
        return
    seen = text[start:end]
    low, high = 0, len(seen)
    first, last = seen.find("\n"), seen.rfind("\n") + 1
    if first >= 0:
        if _is_inside(text[start - 1 : start]) and gain(seen[:first], after[:first], distinct=True) < SWITCH:
            low = first + 1
        if _is_inside(text[end : end + 1]) and gain(seen[last:], after[last:], distinct=True) < SWITCH:
            high = last
    while low < high and seen[low] < "\x80":
        low += 1
    while low < high and seen[high - 1] < "\x80":
        high -= 1
    at = low
    for place in range(low, high):
        if seen[place] in doubtful or after[place] in doubtful:
            if at < place:
                yield piece._replace(start=start + at, end=start + place, after=after[at:place])
            yield piece._replace(start=start + place, end=start + place + 1, after=after[place], lost=True)
            at = place + 1
    if at < high:
        yield piece._replace(start=start + at, end=start + high, after=after[at:high])


@cache
def _in_two_places() -> frozenset[str]:
    big5, cp950 = to_bytes("big5"), to_bytes("cp950")
    return frozenset(char for char in big5.keys() | cp950.keys() if big5.get(char) != cp950.get(char))


def _is_inside(char: str) -> bool:
    """Tell whether a character beside a piece is one of the same run, which the piece does not read."""
    return char >= "\x80" and char != "\ufffd"

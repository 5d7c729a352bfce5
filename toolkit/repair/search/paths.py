"""What a search for a shifted original moves along: tokens of the observation, and paths of supposed originals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.fluency import step
from toolkit.repair.gbk import codes
from toolkit.repair.kits import BREAK, NOTE

if TYPE_CHECKING:
    from collections.abc import Collection

    from toolkit.repair.fluency import Front

OPEN = 0x100
"""Stands for a pending byte that is not known yet."""


class Token(NamedTuple):
    """One step of the observation.

    Attributes:
        kind: `pair` (a character of two bytes), `ascii`, `break` (`?reading)`), `note` (`(reading)`), or `wall` (a
            character that GBK cannot write).
        end: where the next token begins.
        char: the observed character; the reading of a break or a note.
    """

    kind: str
    end: int
    char: str


def next_token(text: str, at: int) -> Token | None:
    """Read the next token of the observation; None at the end of the text."""
    if at >= len(text):
        return None
    char = text[at]
    if char == "?":
        match = BREAK.match(text, at)
        if match:
            return Token("break", match.end(), match[1])
    elif char == "(":
        match = NOTE.match(text, at)
        if match:
            return Token("note", match.end(), match[1])
    if char < "\x80":
        return Token("ascii", at + 1, char)
    return Token("pair" if char in codes() else "wall", at + 1, char)


class Path:
    """One supposed original text, as a linked list of steps."""

    __slots__ = (
        "_front",
        "at",
        "back",
        "cost",
        "entry",
        "last",
        "lost",
        "made",
        "pending",
        "steady",
        "tail",
        "wild",
        "worst",
    )

    def __init__(
        self,
        back: Path | None,
        at: int,
        cost: float,
        pending: int,
        tail: int,
        front: Front | None,
        last: str,
        steady: int = 0,
        made: str = "",
        entry: tuple[str, str] | None = None,
        lost: str = "",
        wild: Collection[int] = (),
    ) -> None:
        self.back = back
        self.at = at  # how far the observation is read
        self.cost = cost
        self.pending = pending  # first byte of a character whose second byte is not read yet; 0 when in step
        self.tail = tail  # the last two bytes of the original, as a number
        self._front = front
        self.last = last  # the last two characters, simplified
        self.steady = steady  # observed characters read in step since the last run
        self.made = made  # what this step adds to the original text
        self.entry = entry  # the table entry whose note this step reads
        self.lost = lost  # what was lost in this step, in words
        self.wild = wild  # where `pending` is not known: what it may be
        self.worst: float = 0.0 if back is None else max(back.worst, cost - back.cost if made else 0.0)

    @property
    def front(self) -> Front:
        """The open words; worked out when they are asked for, for most paths are given up before."""
        front = self._front
        if front is None:
            assert self.back is not None
            front = self._front = step(self.back.front, self.last[-1])
        return front


def by_cost(path: Path) -> float:
    """Sort key."""
    return path.cost

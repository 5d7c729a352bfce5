"""The text as the finders read it: full-width and circled characters as ASCII, invisible ones gone, offsets kept."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from toolkit.parse.finders.contact import Contact
from toolkit.parse.lexicon import alternation, rows

if TYPE_CHECKING:
    from toolkit.article import Certainty

_INVISIBLE = re.compile(r"[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u20e3]")
_FOLDABLE = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ＠＃．／＿－＋\u2460-\u2468\u24ea\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u24f5-\u24fd\U0001d7ce-\U0001d7ff]"
)


def _fold_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
    table |= {ord(full): half for full, half in zip("＠＃．／＿－＋", "@#./_-+", strict=True)}
    for first in (0x2460, 0x2776, 0x2780, 0x278A, 0x24F5):
        table |= {first + i: str(i + 1) for i in range(9)}
    table |= {0x24EA: "0", 0x24FF: "0"}
    table |= {code: str((code - 0x1D7CE) % 10) for code in range(0x1D7CE, 0x1D800)}
    return table


_FOLD = _fold_table()


class View:
    """A text as the finders read it.

    Attributes:
        source: the text given.
        text: what the patterns are run on.
        at: offset in `source` of each character of `text`; None where the two have the same offsets.
    """

    __slots__ = ("at", "source", "text")

    def __init__(self, source: str, text: str, at: list[int] | None) -> None:
        self.source = source
        self.text = text
        self.at = at

    @classmethod
    def of(cls, source: str) -> View:
        """Return the view of a text."""
        text = source.translate(_FOLD) if _FOLDABLE.search(source) else source
        if not _INVISIBLE.search(text):
            return cls(source, text, None)
        at = [i for i, char in enumerate(text) if not _INVISIBLE.match(char)]
        return cls(source, "".join([text[i] for i in at]), at)

    def contact(self, kind: str, value: str, start: int, end: int, certainty: Certainty) -> Contact:
        """Return the contact at `text[start:end]` of the view, with offsets and raw form of the text given.

        A plain find that was plain only after folding is `inferred`.
        """
        if self.at is not None:
            start, end = self.at[start], self.at[end - 1] + 1
        raw = self.source[start:end]
        if certainty == "proved" and (_FOLDABLE.search(raw) or _INVISIBLE.search(raw)):
            certainty = "inferred"
        return Contact(kind, value, raw, start, end, certainty)


class Claims:
    """The characters of a view that already belong to a contact.

    Args:
        size: number of characters.
    """

    __slots__ = ("_taken",)

    def __init__(self, size: int) -> None:
        self._taken = bytearray(size)

    def free(self, start: int, end: int) -> bool:
        """Tell whether no character of the range is taken."""
        return self._taken.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Mark the range as taken."""
        self._taken[start:end] = b"\x01" * (end - start)


LABEL_REACH = 28
"""Characters in front of a number or a name in which its label is looked for; the longest has 12, notes add more."""

_BETWEEN = r"[\s:：=＝是为為（(【\[「『“\"'~—>→\-]{0,4}"


@cache
def label(kind: str, strength: str) -> re.Pattern[str]:
    """Match the end of a text that is a label of `kind` with at most four signs after it.

    Args:
        kind: first column of `lexicon/contact.tsv`.
        strength: `strong`, or `weak` for labels that need a colon.
    """
    words = alternation([row[2] for row in rows("contact") if row[:2] == [kind, strength]] or [r"(?!)"])
    between = _BETWEEN if strength == "strong" else r"\s{0,2}[:：=＝]\s{0,3}"
    return re.compile(rf"{words}{between}\Z")


def labelled(view: View, start: int, kind: str, strength: str) -> bool:
    """Tell whether a label of `kind` stands directly before `start`."""
    return label(kind, strength).search(view.text[max(0, start - LABEL_REACH) : start]) is not None

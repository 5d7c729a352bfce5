"""Whose words stand in an article: what it quotes is not what it says, and who says "I" is no site's editor."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from toolkit.sketch.fold import fold_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 80
"""Characters of a quotation at most: what is longer is a passage that the article brings as its own."""

_QUOTED = re.compile(
    "|".join(
        rf"{opening}[^{opening}{closing}\n]{{1,{LONGEST}}}{closing}"
        for opening, closing in ("“”", "「」", "『』", "‘’", "《》", '""', "＂＂", "〝〞")
    )
)
_I = re.compile("(?<![自忘])我(?![们們国國行校院司市省县縣区區厂廠馆館會会局部社方所店军軍队隊台党黨公单單])")
"""The speaker, not his house or country."""

_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]?")
_ASKS = ("？", "?", "吗", "嗎", "呢")
"""How a question ends; what readers are thought to ask is no word of the author's."""

_EDITOR = re.compile("小[编編]|本[站网網]|[笔筆]者")


_SPACES = frozenset(" \t\r\u3000")


class Voices(NamedTuple):
    """Who speaks where in a text.

    Attributes:
        starts: first characters of its quotations, ascending.
        ends: where each of them ends.
        plain: the text with spaces in place of what is quoted.
        personal: whether one person tells it: it says `I` outside of questions, and names no editor or site.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    plain: str
    personal: bool

    def quoted(self, start: int, end: int) -> bool:
        """Return whether the characters `start:end` begin and end in quotations."""
        return self._inside(start) and self._inside(end - 1)

    def _inside(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]


class Said(NamedTuple):
    """A text as it is compared, and who says what in it.

    Attributes:
        folded: the folded text.
        offsets: where each character of it is from.
        voices: of the text.
    """

    folded: str
    offsets: Sequence[int]
    voices: Voices

    def itself(self, start: int, end: int) -> bool:
        """Return whether the text says the folded characters `start:end` itself: they are not quoted."""
        return not self.voices.quoted(self.offsets[start], self.offsets[end - 1] + 1)


def said_in(text: str) -> Said:
    """Fold a text and tell its quotations apart."""
    return Said(*fold_with_offsets(text), voices_of(text))


def voices_of(text: str) -> Voices:
    """Tell the quotations of a text apart from what it says itself.

    A quotation stands within one line and is no whole line: a title set in quotation marks is a title.

    >>> voices_of("他說:「小編帶大家看看」,我笑了。").plain
    '他說:         ,我笑了。'
    >>> voices_of("《怎樣看懂》").plain
    '《怎樣看懂》'
    """
    spans = [match.span() for match in _QUOTED.finditer(text) if not _whole_line(text, *match.span())]
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    plain = "".join([*pieces, text[at:]])
    personal = _EDITOR.search(plain) is None and any(
        _I.search(sentence) and not sentence.rstrip("。！!\n").endswith(_ASKS) for sentence in _SENTENCE.findall(plain)
    )
    return Voices(tuple(start for start, _ in spans), tuple(end for _, end in spans), plain, personal)


def _whole_line(text: str, start: int, end: int) -> bool:
    # Walked outwards: lines may be as long as texts, and hold a quotation every few characters.
    while start > 0 and text[start - 1] in _SPACES:
        start -= 1
    while end < len(text) and text[end] in _SPACES:
        end += 1
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")

"""Ways of copying that change words: synonyms, homophones, look-alikes, split characters, rotation, another name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.generate.copying.pieces import Piece, replaced
from toolkit.generate.copying.words import is_traditional, pairs
from toolkit.generate.copying.words import synonyms as synonym_table

if TYPE_CHECKING:
    from toolkit.generate.choose import Chooser
    from toolkit.generate.copying.pieces import Change
    from toolkit.generate.copying.words import WordTable

_CLAUSE = re.compile(r"[^\s，。！？；：、,.!?;:（）()「」“”《》【】]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ASCII_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PER_MILLE = 1000
_SHORTEST_CLAUSE = 4
"""Characters that a clause has at least for being rotated: in shorter ones the reader sees nothing wrong."""


def happens(choices: Chooser, rate: float) -> bool:
    """Decide something that happens at a rate between 0 and 1."""
    return choices.below(_PER_MILLE) < round(rate * _PER_MILLE)


def _from_table(text: str, choices: Chooser, words: WordTable, rate: float) -> list[Piece]:
    changes: list[Change] = []
    for match in words.pattern.finditer(text):
        if happens(choices, rate):
            others = words.others[match[0]]
            changes.append((match.start(), match.end(), others[choices.below(len(others))]))
    return replaced(text, changes)


def synonyms(text: str, choices: Chooser, *, rate: float = 0.5) -> list[Piece]:
    """Replace words by others of their closed list, in the script of the text, each occurrence at `rate`."""
    return _from_table(text, choices, synonym_table(traditional=is_traditional(text)), rate)


def homophones(text: str, choices: Chooser, *, rate: float = 0.2) -> list[Piece]:
    """Write words with characters that sound alike (薇信 for 微信), each occurrence at `rate`."""
    return _from_table(text, choices, pairs("homophones.tsv"), rate)


def lookalikes(text: str, choices: Chooser, *, rate: float = 0.2) -> list[Piece]:
    """Write characters that look alike (货款 for 贷款), each occurrence at `rate`."""
    return _from_table(text, choices, pairs("lookalikes.tsv"), rate)


def split_characters(text: str, choices: Chooser, *, rate: float = 0.3) -> list[Piece]:
    """Write characters as their halves (弓长 for 张), each occurrence at `rate`."""
    return _from_table(text, choices, pairs("splits.tsv"), rate)


def rotation(text: str, choices: Chooser, *, rate: float = 0.3) -> list[Piece]:
    """Turn clauses round: their first characters go to their end (期用度对付逾), each clause at `rate`."""
    pieces: list[Piece] = []
    at = 0
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        if end - start < _SHORTEST_CLAUSE or not happens(choices, rate):
            continue
        cut = start + 1 + choices.below(end - start - 1)
        pieces += [Piece(at, start), Piece(cut, end), Piece(start, cut)]
        at = end
    return [*pieces, Piece(at, len(text))]


def rename(text: str, choices: Chooser, *, old: str, new: str) -> list[Piece]:  # noqa: ARG001 - nothing to choose
    """Write another name wherever `old` stands: the same article about another platform."""
    if not old:
        return [Piece(0, len(text))]
    return replaced(text, [(match.start(), match.end(), new) for match in re.finditer(re.escape(old), text)])


def noise(text: str, choices: Chooser, *, rate: float = 0.01) -> list[Piece]:
    """Write random ASCII letters and digits over Han characters, each at `rate`; nobody can undo that."""
    changes = [
        (match.start(), match.end(), _ASCII_LETTERS[choices.below(len(_ASCII_LETTERS))])
        for match in _HAN.finditer(text)
        if happens(choices, rate)
    ]
    return replaced(text, changes)

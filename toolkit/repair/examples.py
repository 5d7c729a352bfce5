"""Texts about mix-ups of charsets quote some: `“ÖÐÎÄ”` in an article on GBK and Latin-1 is meant as it stands.

A passage is an example where it stands alone in quotation marks and the text names charsets. A damaged page that quotes
confused words and speaks of charsets looks the same, so such edits become guesses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.article import Edit

_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "`": "`", '"': '"', "'": "'"}
_OPENING = re.compile(f"[{''.join(_QUOTES)}]")
_CHARSETS = re.compile(
    r"UTF-?8|GBK|GB ?2312|GB ?18030|Big-?5|Latin-?1|ISO-8859|cp125\d|Windows-125\d|[乱亂][码碼]|字符[编集]|字元[編集]"
    r"|mojibake",
    re.IGNORECASE,
)


def doubt_examples(text: str, edits: list[Edit]) -> list[Edit]:
    """Return edits of a text, with those of quoted examples made guesses.

    >>> from toolkit.article import Edit
    >>> edit = Edit("mojibake", 3, 7, "ÖÐÎÄ", "中文", "proved", "GBK, read as Latin-1")
    >>> doubt_examples("寫成「ÖÐÎÄ」的是GBK。", [edit])[0].certainty
    'guess'
    >>> doubt_examples("他說：「ÖÐÎÄ」", [edit]) == [edit]
    True
    """
    opened = {match.end() for match in _OPENING.finditer(text)}  # most pages have few, and hundreds of edits
    if not opened or not any(edit.start in opened and _is_quoted(text, edit) for edit in edits):
        return edits
    if not _CHARSETS.search(text):
        return edits
    return [_doubted(edit) if _is_quoted(text, edit) else edit for edit in edits]


def _is_quoted(text: str, edit: Edit) -> bool:
    if edit.after == edit.before or not edit.start or edit.end >= len(text):
        return False
    return _QUOTES.get(text[edit.start - 1]) == text[edit.end]


def _doubted(edit: Edit) -> Edit:
    return replace(edit, certainty="guess", why=f"{edit.why}; or an example, as the text is about charsets")

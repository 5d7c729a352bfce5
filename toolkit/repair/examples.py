"""Texts about mix-ups of charsets quote some: `“ÖÐÎÄ”` in an article on GBK and Latin-1 is meant as it stands.

A passage is an example where it stands in quotation marks, alone or with ASCII, and the text names charsets. A damaged
page that quotes confused words and speaks of charsets looks the same, so such edits become guesses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.article import Edit

_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "`": "`", '"': '"', "'": "'"}
# What is quoted has no Chinese that can be read; a file's name may have its extension.
_QUOTED = re.compile(f"([{''.join(_QUOTES)}])([^\n{''.join(_QUOTES)}{''.join(_QUOTES.values())}]{{2,60}})(?=(.))")
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
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
    # Most pages have few quotations, and hundreds of edits.
    quoted = {match.span(2) for match in _QUOTED.finditer(text) if _QUOTES[match[1]] == match[3]}
    if not quoted or not _CHARSETS.search(text):
        return edits
    starts = {start + len(text[start:end]) - len(text[start:end].lstrip(_ASCII)) for start, end in quoted}
    ends = {end - len(text[start:end]) + len(text[start:end].rstrip(_ASCII)) for start, end in quoted}
    return [
        _doubted(edit) if edit.start in starts and edit.end in ends and edit.after != edit.before else edit
        for edit in edits
    ]


def _doubted(edit: Edit) -> Edit:
    return replace(edit, certainty="guess", why=f"{edit.why}; or an example, as the text is about charsets")

"""Odd spaces in Chinese text: no-break, thin, figure and other spaces become the ordinary one.

They are left over from `&nbsp;` and from word processors, look alike and match nothing. Only lines with Han characters
are touched: in French or Swedish text the no-break space is set on purpose. The ideographic space (U+3000) stays, at
the beginning of a paragraph, where two of them are the usual indent, and elsewhere.
"""

from __future__ import annotations

import re

from toolkit.article import Edit

KIND = "spaces"

_NAMES = {
    "\xa0": "a no-break space",
    "\u2000": "an en quad",
    "\u2001": "an em quad",
    "\u2002": "an en space",
    "\u2003": "an em space",
    "\u2004": "a three-per-em space",
    "\u2005": "a four-per-em space",
    "\u2006": "a six-per-em space",
    "\u2007": "a figure space",
    "\u2008": "a punctuation space",
    "\u2009": "a thin space",
    "\u200a": "a hair space",
    "\u202f": "a narrow no-break space",
    "\u205f": "a mathematical space",
}
SPACES = "".join(_NAMES)
"""The odd spaces."""

_ONE = re.compile(f"[{SPACES}]")  # a scan for one character is twice as quick as one for a run
_ODD = re.compile(f"[{SPACES}]+")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u30fa\uac00-\ud7a3]")


def find_spaces(text: str) -> list[Edit]:
    r"""Find odd spaces in lines with Han characters.

    >>> [(edit.before, edit.after) for edit in find_spaces("客服\xa0電話\u2009：\u3000無")]
    [('\xa0', ' '), ('\u2009', ' ')]
    >>> find_spaces("Bonjour\xa0!")
    []
    """
    if not _ONE.search(text):
        return []
    edits: list[Edit] = []
    line_end = -1
    is_chinese = False
    for match in _ODD.finditer(text):
        start, end = match.span()
        if start >= line_end:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
            line_start = text.rfind("\n", 0, start) + 1
            is_chinese = _is_chinese(text, line_start, line_end)
        if is_chinese:
            names = " and ".join(dict.fromkeys(_NAMES[char] for char in match[0]))
            after = " " * (end - start)
            edits.append(Edit(KIND, start, end, match[0], after, "proved", f"{names} in place of a plain space"))
    return edits


def _is_chinese(text: str, start: int, end: int) -> bool:
    """Tell whether a line has Han characters and is no Japanese or Korean."""
    return bool(_HAN.search(text, start, end)) and not _KANA_OR_HANGUL.search(text, start, end)

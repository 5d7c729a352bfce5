"""Hostile text made safe to look at: nothing invisible, nothing that reorders its neighbours, nothing executable.

`visible` turns any string into one that can be encoded and read; `marked` does the same and returns markup in which
the code points that were spelled out stand apart. Escaping itself is Jinja's autoescape and `markupsafe.escape`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

ELLIPSIS = "…"
NEWLINE = "⏎"
"""Stands for a line break where text is shown on one line."""

_SUSPECT = re.compile(r"([^ -~\u3000-\u303e\u4e00-\u9fff\uff01-\uff5e])\1*")
"""Everything outside printable ASCII and plain CJK, and its repeats: only these need a look at their category."""

_OPAQUE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
"""Controls, format characters (zero-width, bidi), surrogates, private use, unassigned, and the spaces and
separators beyond U+0020 and U+3000 (general category, Unicode Standard table 4-4)."""

_BLANK = frozenset(
    {
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    }
)
"""Letters and marks that show nothing: the rest of Unicode's Default_Ignorable_Code_Point
(DerivedCoreProperties.txt) and BRAILLE PATTERN BLANK."""

MAX_MARKS = 4
"""Combining marks left standing on one base character; Vietnamese, Thai and Tibetan need at most this many, and a
longer pile paints over the lines around it."""


RUN = 4
"""Times that one character is spelled out in a row before it is counted instead: `⟨U+200B⟩×500`."""

MAX_SPANS = 100
"""Code points set apart in one piece of markup; further ones are spelled out in plain text, which is shorter."""


@lru_cache(maxsize=4096)
def _is_opaque(char: str) -> bool:
    return unicodedata.category(char) in _OPAQUE_CATEGORIES or ord(char) in _BLANK


def code_point(char: str) -> str:
    r"""Spell one character out.

    >>> code_point("\u200b"), code_point("\ud800")
    ('⟨U+200B⟩', '⟨U+D800⟩')
    """
    return f"⟨U+{ord(char):04X}⟩"


def name_of(char: str) -> str:
    r"""Return the Unicode name of a character, or what it is where it has none.

    >>> name_of("\u200b"), name_of("\ud800"), name_of("\x00")
    ('ZERO WIDTH SPACE', 'lone surrogate', 'control character')
    """
    kinds = {"Cc": "control character", "Cs": "lone surrogate", "Co": "private use", "Cn": "unassigned"}
    return unicodedata.name(char, "") or kinds.get(unicodedata.category(char), "no name")


def _pieces(text: str, *, lines: bool) -> list[tuple[str, str]]:
    """Cut `text` into (shown, hidden) pieces: `hidden` is the character that `shown` spells out, or empty."""
    # One loop over the suspects only: nearly all of a Chinese text is passed over by the expression.
    if lines:
        text = text.replace("\r\n", "\n")
    pieces: list[tuple[str, str]] = []
    at = marks = 0
    after_mark = -1
    for match in _SUSPECT.finditer(text):
        char, start = match[0][0], match.start()
        if lines and char in "\n\t":
            continue
        if not _is_opaque(char):
            if unicodedata.category(char)[0] != "M":
                continue
            before = marks if start == after_mark else 0
            marks, after_mark = before + len(match[0]), match.end()
            start += max(0, MAX_MARKS - before)
            if start >= match.end():
                continue
        if start > at:
            pieces.append((text[at:start], ""))
        at = match.end()
        shown = NEWLINE if char == "\n" else code_point(char)
        count = at - start
        pieces.extend([(shown, char)] * count if count < RUN else [(f"{shown}×{count}", char)])
    if at < len(text):
        pieces.append((text[at:], ""))
    return pieces


def visible(text: str, *, lines: bool = False) -> str:
    r"""Spell out every character of `text` that cannot be seen, so that the result can be encoded and read.

    Args:
        text: any string, also with NUL and lone surrogates.
        lines: keep line breaks and tabs as they are (for text that is shown with its lines).

    >>> visible("臺\u200b灣\n\x00")
    '臺⟨U+200B⟩灣⏎⟨U+0000⟩'
    """
    return "".join(shown for shown, _ in _pieces(text, lines=lines))


def marked(text: str, *, lines: bool = False) -> Markup:
    r"""Return `visible(text)` as escaped markup, each code point spelled out in an element of its own.

    >>> print(marked("a\u200b<b>"))
    a<span class="cp" title="ZERO WIDTH SPACE">⟨U+200B⟩</span>&lt;b&gt;
    """
    parts: list[str] = []
    spans = 0
    for shown, hidden in _pieces(text, lines=lines):
        if hidden and spans < MAX_SPANS:
            spans += 1
            name = "line break" if hidden == "\n" else name_of(hidden)
            parts.append(f'<span class="cp" title="{escape(name)}">{shown}</span>')
        else:
            parts.append(str(escape(shown)))
    return Markup("".join(parts))  # noqa: S704 - every part is escaped above


def clip(text: str, limit: int) -> str:
    """Cut `text` to at most `limit` characters, the last of them an ellipsis where something was cut.

    >>> clip("電話號碼", 3), clip("電話", 3)
    ('電話…', '電話')
    """
    return text if len(text) <= limit else text[: max(0, limit - 1)] + ELLIPSIS


def number(value: float, digits: int = 0) -> str:
    """Write a number for people: thousands apart, a fixed number of decimals.

    >>> number(1234567), number(0.75, 2)
    ('1,234,567', '0.75')
    """
    return f"{value:,.{digits}f}"


def share(part: float, whole: float) -> str:
    """Write a share in percent; never 0 % or 100 % unless it is exactly that.

    >>> share(1, 1000), share(999, 1000), share(1, 2), share(0, 0)
    ('< 1 %', '> 99 %', '50 %', '–')
    """
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "< 1 %"
    if 99 < percent < 100:
        return "> 99 %"
    return f"{percent:.0f} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> plural(1, "article"), plural(1200, "article"), plural(2, "copy", "copies")
    ('1 article', '1,200 articles', '2 copies')
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def width(text: str) -> int:
    """Estimate how wide `text` is, in half-width columns (East Asian Width, Unicode annex 11).

    >>> width("repair"), width("修復")
    (6, 4)
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def clip_columns(text: str, columns: int) -> str:
    """Cut `text` to at most `columns` half-width columns, an ellipsis included.

    >>> clip_columns("修復文章", 5), clip_columns("repair", 6)
    ('修復…', 'repair')
    """
    if width(text) <= columns:
        return text
    used = 0
    for at, char in enumerate(text):
        used += width(char)
        if used > columns - 1:
            return text[:at] + ELLIPSIS
    return text

"""Stretches of text that fixers of punctuation may not touch.

Addresses, mails, numbers, versions, character references; lines of code; rows of a table whose cells commas part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROTECTED = re.compile(
    r"(?:https?|ftp|weixin|mqqwpa)://[^\s，。、；：！？（）「」『』《》【】“”‘’<>\"]+"  # may have Han in its path
    r"|(?:mailto|tel):[\x21-\x7e]+"
    r"|(?:www|m|wap)\.[A-Za-z0-9-]+\.[\x21-\x7e]+"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    r"|[A-Za-z0-9-]{1,63}\.(?:com|cn|net|org|tw|hk|info|top|xyz|cc|vip|io|me|gov|edu)(?:[:/?#][\x21-\x7e]*)?"
    r"|&(?:amp;){0,4}#?[A-Za-z0-9]{2,8};"
    # Decimals, thousands, times, dates, versions, ratios, phone numbers. No possessive quantifier around the group:
    # Python 3.11.2 (Debian 12) keeps what its last, failing round took.
    r"|(?<![0-9])[0-9]+(?:[.,:/-][0-9]+)+",
    re.ASCII,
)

_SIGN_OF_CODE = re.compile(
    r"[{}]|(?<![?&A-Za-z0-9_Ａ-Ｚａ-ｚ０-９])[A-Za-z_]\w{0,40} ?[-+*/|&!<>=]?= ?[^\s=]"
    r"|[A-Za-z_]\w{0,40}\([^()\n]{0,80}\)[;.]|;[ \t]*$"
    r"|^[ \t]*(?://|/\*|#(?:include|define) )",
    re.ASCII | re.MULTILINE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_SENTENCE = re.compile("[。！？]")
_QUOTED = re.compile(r'"[^"\n]*"')
ROWS = 3  # lines in a row with as many commas, all but the first with a cell that is no prose, are a table
CELLS = 3


def _lines_of_code(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines that have a sign of code and are not mostly Chinese."""
    end = -1
    for match in _SIGN_OF_CODE.finditer(text):
        if match.start() < end:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        end = len(text) if end < 0 else end
        line = text[start:end]
        if 2 * len(_HAN.findall(line)) < len(line) - line.count(" "):
            yield start, end


def _rows_of_tables(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of each table."""
    rows: list[tuple[int, int]] = []
    cells = at = 0
    for line in text.split("\n"):
        bare = _QUOTED.sub("", line) if '"' in line else line
        count = bare.count(",") + 1
        is_row = count >= CELLS and not _SENTENCE.search(bare)
        # The first may be the names of the columns.
        if rows and not (is_row and count == cells and any(cell.isascii() for cell in bare.split(","))):
            if len(rows) >= ROWS:
                yield from rows
            rows = []
        if is_row:
            rows.append((at, at + len(line)))
            cells = count
        at += len(line) + 1
    if len(rows) >= ROWS:
        yield from rows


class Protected:
    """The protected stretches of one text.

    >>> protected = Protected("見 http://a.cn/?a=1,b 於 12:30")
    >>> [at in protected for at in (0, 14, 26, 27)]
    [False, True, True, True]
    """

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _PROTECTED.finditer(text)]
        if text.count(",") >= ROWS * (CELLS - 1):
            spans += _rows_of_tables(text)
        spans = _joined([*spans, *_lines_of_code(text)])
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, at: int) -> bool:
        """Tell whether the character at `at` lies in a protected stretch."""
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined

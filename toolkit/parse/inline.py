"""Articles whose line breaks were lost: find headings, questions and answers inside one long line.

A line is only cut where the evidence is strong: headings that end with a space and count on (`一、` … `二、`), or an
answer behind its question. Enumerations in prose (`主要有一、…；二、…`) have no such space and stay whole.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.lines import Line
from toolkit.parse.numbering import find_mark, follows

if TYPE_CHECKING:
    from toolkit.parse.numbering import Mark

_LONG = 50  # characters of a line that may hold several headings
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_FRONT = (
    rf"(?:{_HAN_NUMBER}、|[（(]{_HAN_NUMBER}[）)]|第(?:{_HAN_NUMBER}|\d{{1,2}})[章节節部步招讲講课課点點条條种種天关關篇]"
    rf"|(?:步骤|步驟|方法|问题|問題|技巧|误区|誤區)(?:{_HAN_NUMBER}|\d{{1,2}})[:：]|[①-⑩]|[（(]\d{{1,2}}[）)]"
    r"|\d{1,2}[.．、]|\d{1,2}\.\d{1,2}\s)"
)
_INNER = re.compile(rf"[\s。！？!?]{_FRONT}")
_CUT = re.compile(rf"\s+|(?<=[。！？!?])(?={_FRONT}|\S{{2,10}}\s)")
_HEADING_WORDS = re.compile(r"[^，。；：！？,;:!?…]{2,30}")
_QA_CUT = re.compile(
    r"(?<=[？?。！!\s])(?=(?:回答|解答|答案|答|问题|問題|问|問|[QA])[\s\d一二三四五六七八九十]{0,3}[:：])"
)
_QA_FRONT = re.compile(r"\s*[【\[]?(?:问|問|提|Q|网友|網友|用户|用戶|读者|讀者)")


def cut_lines(text: str, lines: list[Line]) -> list[Line]:
    """Return the lines, the long ones cut where headings, questions or answers stand inside; they still tile."""
    out: list[Line] = []
    for line in lines:
        pieces = None
        if line.b - line.a >= _LONG and len(_INNER.findall(text[line.a : line.b])) >= 1:
            pieces = _cut_headings(text, line)
        if pieces is None and _QA_FRONT.match(text, line.a, line.b):
            pieces = [match.start() for match in _QA_CUT.finditer(text, line.a + 1, line.b)]
        if pieces:
            out += _cut(text, line, pieces)
        else:
            out.append(line)
    return out


def _cut(text: str, line: Line, places: list[int]) -> list[Line]:
    edges = [line.start, *(place for place in places if place > line.a), line.end]
    out = []
    for start, end in pairwise(edges):
        raw = text[start:end]
        bare = raw.strip()
        a = start + len(raw) - len(raw.lstrip()) if bare else end
        out.append(Line(start, end, a, a + len(bare)))
    return out


def _cut_headings(text: str, line: Line) -> list[int] | None:
    """Return where the line is to be cut, or None when it does not hold two headings that count on."""
    tokens = _tokens(text, line)
    places: list[int] = []
    marks: list[Mark] = []
    body = False  # a sentence has begun since the last heading
    opened = False  # a sentence has begun at all
    i = 0
    lead, conclusion, footer = lexicon.lead_heading(), lexicon.conclusion_heading(), lexicon.footer("any")
    while i < len(tokens):
        start, end = tokens[i]
        mark = find_mark(text, start, end)
        words = (mark.end, end) if mark else (start, end)
        used = 1
        if mark and mark.end >= end and i + 1 < len(tokens):
            words, used = tokens[i + 1], 2
        is_heading = mark is not None and _HEADING_WORDS.fullmatch(text, *words) is not None
        if is_heading and mark is not None and i + used < len(tokens):
            marks.append(mark)
            places.append(start)
            body = False
        elif lead.fullmatch(text, start, end) or conclusion.fullmatch(text, start, end):
            places.append(start)
            body, used = False, 1
        elif footer.match(lexicon.bare(lexicon.fold(text[start:end]), 0, end - start)):
            places.append(start)
            body, used = True, 1
        else:
            used = 1
            if not body and (places or opened):
                places.append(start)
            # A title may stand in front of everything; it ends with the first space.
            body = bool(places) or i > 0
            opened = True
        i += used
    return places if _counts_on(marks) else None


def _tokens(text: str, line: Line) -> list[tuple[int, int]]:
    out = []
    at = line.a
    for match in _CUT.finditer(text, line.a, line.b):
        if match.start() > at:
            out.append((at, match.start()))
        at = match.end()
    if at < line.b:
        out.append((at, line.b))
    return out


def _counts_on(marks: list[Mark]) -> bool:
    """Tell whether at least two marks follow each other, and hardly any does not."""
    last: dict[str, tuple[int, ...]] = {}
    good = bad = 0
    for mark in marks:
        before = last.get(mark.family)
        if before is not None:
            if follows(before, mark.number, slack=1) or mark.number[-1:] == (1,):
                good += 1
            else:
                bad += 1
        last[mark.family] = mark.number
    return good >= 1 and good > 4 * bad

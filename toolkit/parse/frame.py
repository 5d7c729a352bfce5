"""What frames the body of an article: titles at the top, footers and furniture above and below, questions with answers.

These decisions need the neighbouring lines; they change `kind` of lines and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.edges import edge_kind
from toolkit.parse.headings import SENTENCE_END, is_heading, raise_headings
from toolkit.parse.lexicon import NOTE
from toolkit.parse.lines import find_label

if TYPE_CHECKING:
    from toolkit.parse.lines import Line

TITLE_MAX = 60
"""Characters of the longest title. The longest of the 2,449 news titles has 40; farm titles add keywords."""

_DATE_END = re.compile(r"日$|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$")
_WHEN = re.compile(r"(?:时间|時間|日期)[:：](?!.*\d:\d\d:\d\d).*")
_LINKS_MAX, _LINK_MAX = 20, 60  # lines of a row of links; characters of one: a title with its date
_BARE = re.compile(r"(?:声明|申明|说明|提示|提醒|须知|条款|警示|揭示|警语)[:：】\])）]*$")
_BARE_MAX = 10  # characters of such a heading with its brackets
_SCRAP_MAX = 20  # characters of an unknown line among those of a footer
_REMARK_MAX, _ABOVE_REMARK = 60, 3  # characters of a sentence among a footer's lines; lines above it, one of the body
_CREDITED_MAX = 80  # characters of a line of a footer above it
_LOOSE_KINDS = ("plain", "bracket", "bullet")
_QUESTION_MAX = 120
_QUESTION_FAMILIES = (
    "word:问题",
    "word:問題",
    "word:Q",
    "word:question",
    "word:问",
    "word:問",
    "word:疑问",
    "word:疑問",
)
_FRAME = ("footer", "furniture")
_NOTE = re.compile(NOTE[:-1])  # the note itself, without "optional"
_SITE = re.compile(r"[_|｜–—-]")
_KEY_MIN = 4  # characters of a title's front that is believed to be repeated
_LOOSE = re.compile(r"[\W_]+")


def settle(text: str, folded: str, lines: list[Line]) -> None:
    """Decide titles, the edges of the body, and question/answer pairs."""
    _return_facts(text, lines)
    tail = _tail(text, folded, lines)
    head = _head(text, folded, lines, tail)
    _pair_questions(text, lines)
    raise_headings(text, folded, lines, head, tail)


def _return_facts(text: str, lines: list[Line]) -> None:
    """Make a bare `時間：2024…` text again where it stands among other facts (`地點：…`) and not in a page's frame."""
    for i, line in enumerate(lines):
        if line.kind != "furniture" or _WHEN.fullmatch(text, line.a, line.b) is None:
            continue
        near = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
        if any(x.kind == "plain" and text[x.a] != "【" and find_label(text, x.a, x.b) is not None for x in near):
            line.kind = "plain"


def _tail(text: str, folded: str, lines: list[Line]) -> int:
    """Settle the footer below the body; return the index of its first line."""
    i = len(lines)
    weak: set[int] = set()  # lines that are only known because they stand here
    while i > 0:
        line = lines[i - 1]
        if line.kind in _FRAME:
            pass
        elif i > 1 and _set_edge(text, folded, line, below=True):
            weak.add(i - 1)
        elif i < len(lines) and _signs_off(folded, line, lines[i]):
            pass  # who signs a notice is part of its text
        elif (line.kind == "plain" and i > 1 and _is_bare_heading(text, folded, lines[i - 2])) or (
            i < len(lines) and _heads_caveat(folded, line, lines[i])
        ):
            line.kind, line.part = "footer", "disclaimer"
        elif i < len(lines) and _is_name(text, folded, lines, i - 1):
            line.kind, line.part = "footer", "editor"
        elif i > 1 and _is_scrap(text, line) and _is_among_frame(text, folded, lines, i):
            line.kind, line.cut = "furniture", line.a
        elif _is_remark(text, folded, lines, i - 1):
            pass  # a sentence in the midst of a footer, or a call at its end, hides nothing above it
        else:
            above = _links(text, folded, lines, i)
            if above == i:
                break
            i = above
            continue
        i -= 1
    return _give_back(text, lines, i, weak)


def _links(text: str, folded: str, lines: list[Line], i: int) -> int:
    """Make the short lines that end at line `i - 1` furniture if a heading of links (`相關閱讀`) stands above them.

    Returns:
        Index of the first of them, `i` if they are none.
    """
    first = i
    while first > 0 and i - first < _LINKS_MAX and _is_link(text, lines[first - 1]):
        first -= 1
    if first == i or first == 0 or lines[first - 1].kind != "furniture":
        return i
    heading = lines[first - 1]
    if not lexicon.furniture("links").fullmatch(lexicon.bare(folded, heading.a, heading.b)):
        return i
    for line in lines[first:i]:
        line.kind, line.mark, line.cut = "furniture", None, line.a
    return first


def _is_link(text: str, line: Line) -> bool:
    return (
        line.kind in ("plain", "mark", "bullet", "bracket", "question")
        and line.b - line.a <= _LINK_MAX
        and text[line.b - 1] not in "。；;：:，,"
    )


def _signs_off(folded: str, line: Line, below: Line) -> bool:
    """Tell whether a line is the name of an office over a date."""
    if line.kind != "plain" or below.kind != "furniture" or _DATE_END.search(folded, below.a, below.b) is None:
        return False
    return lexicon.sign_off().fullmatch(lexicon.bare(folded, line.a, line.b)) is not None


def _give_back(text: str, lines: list[Line], tail: int, weak: set[int]) -> int:
    """Return where the tail begins once the lines directly below a heading are its text again.

    `聯系方式` and the numbers below it are a section, and a conclusion may be nothing but a warning.
    """
    above = lines[tail - 1] if tail else None
    if above is None or not (above.kind in ("lead", "conclusion") or is_heading(text, above)):
        return tail
    while tail in weak and lines[tail].part in ("contact", "disclaimer"):
        lines[tail].kind, lines[tail].part = "plain", ""
        tail += 1
    return tail


def _set_edge(text: str, folded: str, line: Line, *, below: bool) -> bool:
    """Settle a line that is only known at the edges; tell whether it is one."""
    found = edge_kind(text, folded, line, below=below)
    if found is not None:
        line.kind, line.part = found
        line.cut = line.a
    return found is not None


def _is_scrap(text: str, line: Line) -> bool:
    """Tell whether a line is short and no sentence: below a footer it is one more button or slogan of the page."""
    return line.kind in ("plain", "bullet") and line.b - line.a <= _SCRAP_MAX and text[line.b - 1] not in SENTENCE_END


def _is_remark(text: str, folded: str, lines: list[Line], i: int) -> bool:
    """Tell whether line `i` is one short sentence between lines of the frame, two of them above it.

    At the end of the text it is a call (`中介勿擾！`) below how to reach somebody.
    """
    line = lines[i]
    if i + 1 == len(lines):
        near = edge_kind(text, folded, lines[i - 1], below=True) if line.b - line.a <= _SCRAP_MAX and i > 1 else None
        return near == ("footer", "contact") and line.kind == "plain" and find_label(text, line.a, line.b) is None
    if i < _ABOVE_REMARK or line.kind != "plain" or line.b - line.a > _REMARK_MAX:
        return False
    above = lines[i - 2], lines[i - 1]
    if lines[i + 1].kind not in _FRAME or any(near.b - near.a > _CREDITED_MAX for near in above):
        return False
    return all(_framed(text, folded, near) for near in above)


def _heads_caveat(folded: str, line: Line, below: Line) -> bool:
    """Tell whether a line is the heading of the disclaimer below it, whatever it calls itself: `聲明`."""
    if line.kind not in _LOOSE_KINDS or below.kind != "footer" or below.part != "disclaimer":
        return False
    return line.b - line.a <= _BARE_MAX and _BARE.search(folded, line.a, line.b) is not None


def _is_name(text: str, folded: str, lines: list[Line], i: int) -> bool:
    """Tell whether line `i` is nothing but the name of somebody, between the last sentence and a footer."""
    line, above = lines[i], lines[i - 1]
    if i == 0 or line.kind != "plain" or lines[i + 1].kind != "footer" or above.kind != "plain":
        return False
    return text[above.b - 1] in SENTENCE_END and lexicon.name().fullmatch(folded, line.a, line.b) is not None


def _framed(text: str, folded: str, line: Line) -> bool:
    """Tell whether a line belongs, or would belong here, to a footer or to the page."""
    return line.kind in _FRAME or edge_kind(text, folded, line, below=True) is not None


def _is_among_frame(text: str, folded: str, lines: list[Line], i: int) -> bool:
    """Tell whether the frame stands above line `i - 1`, and more of it above that or below."""
    if not _framed(text, folded, lines[i - 2]):
        return False
    return i < len(lines) or (i > 2 and _framed(text, folded, lines[i - 3]))


def _is_bare_heading(text: str, folded: str, line: Line) -> bool:
    """Tell whether a line is only the heading of a disclaimer (`免責聲明：`), so that the next line is its text."""
    if line.b - line.a > _BARE_MAX or _BARE.search(folded, line.a, line.b) is None:
        return False
    if line.kind == "footer":
        return line.part == "disclaimer"
    return edge_kind(text, folded, line, below=True) == ("footer", "disclaimer")


def _head(text: str, folded: str, lines: list[Line], tail: int) -> int:
    """Settle titles and what stands above the body; return the index of the body's first line."""
    title = written = ""
    i = 0
    while i < tail:
        line = lines[i]
        if not title and line.kind == "footer" and _is_bare_heading(text, folded, line):
            line.kind, line.part = "title", ""
            title = _key(text[line.a : line.b])
        elif line.kind in _FRAME or (len(lines) > 1 and _set_edge(text, folded, line, below=False)):
            pass
        elif not title:
            below = lines[i + 1] if i + 1 < len(lines) else None
            cliff = (
                below is not None and text[line.b - 1] == "…" and _framed(text, folded, below)
            )  # `…竟是……` over a date
            if not _is_title(text, line, alone=tail == 1 and len(lines) == 1, cliff=cliff):
                break
            line.kind, line.mark = "title", None
            written = text[line.cut : line.b]
            title = _key(written)
        elif line.kind in ("plain", "bracket", "mark") and _repeats(_key(text[line.cut : line.b]), title, written):
            line.kind, line.mark = "title", None
        else:
            break
        i += 1
    return i


def _repeats(key: str, title: str, written: str) -> bool:
    """Tell whether a line repeats the title, or its front where the name of the site stands behind (`…_某某網`)."""
    return key == title or (len(key) >= _KEY_MIN and title.startswith(key) and _SITE.search(written) is not None)


def _is_title(text: str, line: Line, *, alone: bool, cliff: bool) -> bool:
    if line.kind == "mark":
        return line.mark is not None and line.mark.family == "#"
    if line.kind not in ("plain", "bracket"):
        return False
    size = line.b - line.a
    if size > TITLE_MAX and len(_NOTE.sub("", text[line.a : line.b])) > TITLE_MAX:
        return False
    last = text[line.b - 1]
    if (
        last in "。；;，,：:、”…"
        and not (cliff and last == "…")
        and not (last == "”" and "。" not in text[line.a : line.b])
    ):
        return False
    if text.find("。", line.a, line.b) >= 0:
        return False
    return not alone or last not in "！？!?."


def _key(words: str) -> str:
    """Return the words without notes, punctuation and space, to tell a repeated title."""
    return _LOOSE.sub("", _NOTE.sub("", words))


def _pair_questions(text: str, lines: list[Line]) -> None:
    """Make a line before an answer a question, and drop `question` from a text that has no answers."""
    answered = any(line.kind == "answer" for line in lines)
    for i, line in enumerate(lines):
        if line.kind == "question" and not answered and not _next_is_text(lines, i):
            line.kind, line.cut = "plain", line.a
        if i + 1 >= len(lines) or lines[i + 1].kind != "answer":
            continue
        if line.kind not in ("plain", "mark", "bracket") or line.b - line.a > _QUESTION_MAX:
            continue
        family = line.mark.family if line.mark else ""
        if text[line.b - 1] in "?？" or family.startswith(_QUESTION_FAMILIES):
            line.kind = "question"
            line.number = list(line.mark.number) if line.mark and line.mark.number else None
    for line in lines:
        if line.kind == "question" and line.mark is not None:
            line.mark = None


def _next_is_text(lines: list[Line], i: int) -> bool:
    return i + 1 < len(lines) and lines[i + 1].kind == "plain"

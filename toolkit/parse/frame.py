"""What frames the body of an article: titles at the top, footers and furniture above and below, questions with answers.

These decisions need the neighbouring lines; they change `kind` of lines and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.blocks import shape_of
from toolkit.parse.edges import edge_kind
from toolkit.parse.lexicon import NOTE
from toolkit.parse.numbering import Mark, find_mark

if TYPE_CHECKING:
    from toolkit.parse.lines import Line

TITLE_MAX = 60
"""Characters of the longest title. The longest of the 2,449 news titles has 40; farm titles add keywords."""

_SUBHEAD_MIN, _SUBHEAD_MAX = 2, 24
"""Characters of a heading without number or mark; the news corpus has them from 2 to 24."""

_LIST_SIGNS = "-*+–—•·●○※‣⁃∙→"
"""Signs of lists; the other signs of `toolkit.parse.lines` also stand in front of headings."""

_BODY_MIN = 30  # characters of a paragraph below such a heading; shorter ones are lines of a list or a poem
_SENTENCE_END = "。！？…”」』)）!?；;：:"
_SUBHEAD = re.compile(r"[^，。；：！…,;:!@|/\\]+")
_ROW = re.compile(r"\S\s?[|｜丨]\s?\S.*[|｜丨]")
"""A row of short things with bars between: 五險 | 包午餐 | 免費宿舍."""
_LINKS_MAX, _LINK_MAX = 20, 60  # lines of a row of links; characters of one: a title with its date
_SCRAP_MAX = 20  # characters of an unknown line among those of a footer
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
_LOOSE = re.compile(r"[\W_]+")


def settle(text: str, folded: str, lines: list[Line]) -> None:
    """Decide titles, the edges of the body, and question/answer pairs."""
    tail = _tail(text, folded, lines)
    head = _head(text, folded, lines, tail)
    _pair_questions(text, lines)
    brackets = [line for line in lines[head:tail] if line.kind == "bracket"]
    _raise_brackets(text, [line for line in brackets if text[line.a] == "*"], "**")
    _raise_brackets(text, [line for line in brackets if text[line.a] != "*"], "【】")
    _raise_signs(text, lines, head, tail)
    _raise_over_lists(text, lines, head, tail)
    _raise_plain(text, lines, head, tail)


def _raise_over_lists(text: str, lines: list[Line], head: int, tail: int) -> None:
    """Make short lines headings where each of several stands over a list that counts from the beginning.

    工作內容 over （1）…（4） and 招聘條件 over （1）…（3）: a list that begins again was ended by something. There must
    be two such lines, and no other numbering in the article; then short lines over plain text are headings as well.
    """
    body = lines[head:tail]
    over = [i for i in range(max(head, 1), tail - 1) if _could_head(text, lines[i]) and _is_first(lines[i + 1])]
    families = {line.mark.family for line in body if line.mark is not None}
    if len(over) < 2 or len(families) != 1:
        return
    if sum(_is_first(line) for line in body) != len(over):
        return
    for i in range(over[0], tail - 1):
        line, above, below = lines[i], lines[i - 1], lines[i + 1]
        listed = below.kind == "plain" and _ROW.search(text, below.a, below.b) is not None
        if i in over or (_closed(text, above) and (listed or _talks(text, below)) and _could_head(text, line)):
            line.kind, line.mark = "mark", Mark("plain", (), line.a, needs_support=False)


def _closed(text: str, line: Line) -> bool:
    """Tell whether a line is no sentence that the next line could go on with."""
    return line.kind != "plain" or _talks(text, line) or _ROW.search(text, line.a, line.b) is not None


def _talks(text: str, line: Line) -> bool:
    """Tell whether a line is plain text that ends as sentences do, or a quotation."""
    return line.kind == "quote" or (line.kind == "plain" and text[line.b - 1] in _SENTENCE_END)


def _is_first(line: Line) -> bool:
    return line.mark is not None and line.mark.number == (1,)


def _could_head(text: str, line: Line) -> bool:
    """Tell whether a line looks like a heading without a number: short, no punctuation, no byline."""
    return (
        line.kind == "plain"
        and _SUBHEAD_MIN <= line.b - line.a <= _SUBHEAD_MAX
        and _SUBHEAD.fullmatch(text, line.a, line.b) is not None
        and not lexicon.byline().search(lexicon.fold(text[line.a : line.b]))
    )


def _raise_brackets(text: str, lines: list[Line], family: str) -> None:
    """Make lines in brackets, or in bold, headings when there are at least two of them."""
    if len(lines) < 2:
        return
    for line in lines:
        inner = find_mark(text, line.a + 1, line.b - 1)
        line.kind, line.mark = "mark", Mark(family, inner.number if inner else (), line.b, needs_support=False)
        line.cut = line.b


def _raise_signs(text: str, lines: list[Line], head: int, tail: int) -> None:
    """Make lines behind one sign (■ ◆ ▌ ★) headings when each of several stands over plain text."""
    by_sign: dict[str, list[int]] = {}
    for i in range(head, tail):
        if lines[i].kind == "bullet" and text[lines[i].a] not in _LIST_SIGNS:
            by_sign.setdefault(text[lines[i].a], []).append(i)
    for sign, found in by_sign.items():
        good = [i for i in found if i + 1 < tail and _is_over_text(text, lines[i], lines[i + 1])]
        if len(good) >= 2 and len(good) == len(found):
            for i in good:
                line = lines[i]
                line.kind, line.mark = "mark", Mark("sign " + sign, (), line.cut, needs_support=False)


def _is_over_text(text: str, line: Line, below: Line) -> bool:
    """Tell whether a line behind a sign is short and no sentence, and plain text stands below it."""
    words = text[line.cut : line.b]
    return (
        _SUBHEAD_MIN <= len(words) <= _SUBHEAD_MAX
        and not any(char in "。；，！;," for char in words)
        and below.kind == "plain"
        and (text[below.b - 1] in _SENTENCE_END or below.b - below.a >= _BODY_MIN)
    )


def _raise_plain(text: str, lines: list[Line], head: int, tail: int) -> None:
    """Make short lines between long paragraphs headings where nothing else divides the article.

    There must be at least two of them, each without punctuation, between the end of a sentence (or the title) and a
    paragraph of its own. On the 2,449 news articles it finds those of 54 features and one byline.
    """
    if any(_is_heading(text, line) or (line.mark is not None and line.cut >= line.b) for line in lines[head:tail]):
        return
    found = []
    for i in range(max(head, 1), tail - 1):
        line, below, above = lines[i], lines[i + 1], lines[i - 1]
        if below.kind != "plain" or not _could_head(text, line):
            continue
        if below.b - below.a < _BODY_MIN or text[below.b - 1] not in _SENTENCE_END:
            continue
        closed = above.kind != "plain" or text[above.b - 1] in _SENTENCE_END
        if closed:
            found.append(line)
    if 2 <= len(found) <= (tail - head) // 2:
        for line in found:
            line.kind, line.mark = "mark", Mark("plain", (), line.a, needs_support=False)


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
        elif line.kind == "plain" and i > 1 and _is_bare_heading(text, lines[i - 2]):
            line.kind, line.part = "footer", lines[i - 2].part
        elif i > 1 and _is_scrap(text, line) and _is_among_frame(text, folded, lines, i):
            line.kind = "furniture"
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


def _give_back(text: str, lines: list[Line], tail: int, weak: set[int]) -> int:
    """Return where the tail begins once the lines directly below a heading are its text again.

    `聯系方式` and the numbers below it are a section, and a conclusion may be nothing but a warning.
    """
    above = lines[tail - 1] if tail else None
    if above is None or not (above.kind in ("lead", "conclusion") or _is_heading(text, above)):
        return tail
    while tail in weak and lines[tail].part in ("contact", "disclaimer"):
        lines[tail].kind, lines[tail].part = "plain", ""
        tail += 1
    return tail


def _is_heading(text: str, line: Line) -> bool:
    return line.mark is not None and shape_of(text, line) == "head"


def _set_edge(text: str, folded: str, line: Line, *, below: bool) -> bool:
    """Settle a line that is only known at the edges; tell whether it is one."""
    found = edge_kind(text, folded, line, below=below)
    if found is not None:
        line.kind, line.part = found
        line.cut = line.a
    return found is not None


def _is_scrap(text: str, line: Line) -> bool:
    """Tell whether a line is short and no sentence: below a footer it is one more button or slogan of the page."""
    return line.kind == "plain" and line.b - line.a <= _SCRAP_MAX and text[line.b - 1] not in _SENTENCE_END


def _framed(text: str, folded: str, line: Line) -> bool:
    """Tell whether a line belongs, or would belong here, to a footer or to the page."""
    return line.kind in _FRAME or edge_kind(text, folded, line, below=True) is not None


def _is_among_frame(text: str, folded: str, lines: list[Line], i: int) -> bool:
    """Tell whether the frame stands above line `i - 1`, and more of it above that or below."""
    if not _framed(text, folded, lines[i - 2]):
        return False
    return i < len(lines) or (i > 2 and _framed(text, folded, lines[i - 3]))


def _is_bare_heading(text: str, line: Line) -> bool:
    """Tell whether a footer line is only a heading (`免責聲明：`), so that the next line is its text."""
    return (
        line.kind == "footer"
        and line.part == "disclaimer"
        and line.b - line.a <= 8
        and text[line.b - 1] not in "。.！!"
    )


def _head(text: str, folded: str, lines: list[Line], tail: int) -> int:
    """Settle titles and what stands above the body; return the index of the body's first line."""
    title = ""
    i = 0
    while i < tail:
        line = lines[i]
        if line.kind in _FRAME or (len(lines) > 1 and _set_edge(text, folded, line, below=False)):
            pass
        elif not title:
            if not _is_title(text, line, alone=tail == 1 and len(lines) == 1):
                break
            line.kind, line.mark = "title", None
            title = _key(text[line.cut : line.b])
        elif line.kind in ("plain", "bracket", "mark") and _key(text[line.cut : line.b]) == title:
            line.kind, line.mark = "title", None
        else:
            break
        i += 1
    return i


def _is_title(text: str, line: Line, *, alone: bool) -> bool:
    if line.kind == "mark":
        return line.mark is not None and line.mark.family == "#"
    if line.kind not in ("plain", "bracket"):
        return False
    size = line.b - line.a
    if size > TITLE_MAX and len(_NOTE.sub("", text[line.a : line.b])) > TITLE_MAX:
        return False
    last = text[line.b - 1]
    if last in "。；;，,：:、”…" and not (last == "”" and "。" not in text[line.a : line.b]):
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

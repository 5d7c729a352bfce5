"""Headings without a number: lines in brackets or bold, behind one sign, over lists, between paragraphs, or well known.

Each rule needs at least two such lines, and most hold only where nothing else divides the article: a short line is
much more often a caption, a name or a verse.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.blocks import shape_of
from toolkit.parse.lines import LIST_SIGNS, find_label
from toolkit.parse.numbering import Mark, find_mark

if TYPE_CHECKING:
    from toolkit.parse.lines import Line

_SUBHEAD_MIN, _SUBHEAD_MAX = 2, 24
"""Characters of a heading without number or mark; the news corpus has them from 2 to 24."""

_BODY_MIN = 16  # characters of a paragraph below such a heading: one short sentence; verses are shorter
_SENTENCE_MIN = 6  # characters of the shortest sentence: `火不要太大。`
SENTENCE_END = "。！？…”」』)）!?；;：:"
_SUBHEAD = re.compile(r"[^，。；：！…,;:!@|/\\]+")
_FIRST_EMOJI = "\U0001f300"
_FIRST_SYMBOL, _LAST_SYMBOL = "\u26aa", "\u26ff"  # symbols that are drawn as emoji: ⚽ ⛰ ⛺
_DASHES = "-*+–—"  # signs of nothing but lists
_CLAUSES_MAX = 28  # characters of a heading of clauses or in quotation marks
_CLAUSE = r"[^，。；：！？…,;:!?@|/\\]{2,14}"
_COMMA_HEAD = re.compile(rf"[^，。；：！？…,;:!?@|/\\]{{1,14}}(?:[，,]{_CLAUSE}){{1,2}}[？?！!]?")
_QUOTED_HEAD = re.compile(r"“[^“”。；：…]{3,26}”|「[^「」。；：…]{3,26}」|『[^『』。；：…]{3,26}』")
_CALLED_HEAD = re.compile(rf"{_CLAUSE}(?:[！!]|！？)")
_NAME_HEAD = re.compile(
    rf"(?!\d{{1,2}}[:：]\d)[^，。；：！？…,;:!?@|/\\]{{1,10}}[:：](?!//){_CLAUSE}(?:[，,]{_CLAUSE})?[？?]?"
)
_ROW = re.compile(r"\S\s?[|｜丨]\s?\S.*[|｜丨]")
"""A row of short things with bars between: 五險 | 包午餐 | 免費宿舍."""


def raise_headings(text: str, folded: str, lines: list[Line], head: int, tail: int) -> None:
    """Make headings of lines of the body that are headings without a number.

    Args:
        text: the whole text.
        folded: `lexicon.fold(text)`.
        lines: its lines; `kind` and `mark` of some change.
        head: index of the first line of the body.
        tail: index of the first line below it.
    """
    brackets = _brackets(text, lines, head, tail)
    _raise_brackets(text, [line for line in brackets if text[line.a] == "*"], "**")
    _raise_brackets(text, [line for line in brackets if text[line.a] != "*"], "【】")
    _raise_signs(text, lines, head, tail)
    _raise_known(text, folded, lines, head, tail)
    _raise_over_lists(text, lines, head, tail)
    _raise_plain(text, lines, head, tail)


def is_heading(text: str, line: Line) -> bool:
    """Tell whether a line is a heading with a number or a sign."""
    return line.mark is not None and shape_of(text, line) == "head"


def _raise_known(text: str, folded: str, lines: list[Line], head: int, tail: int) -> None:
    """Make lines that are usual headings (用料, 做法, 小貼士) headings where at least two of them stand over something.

    Nothing else may divide the article; then other short lines over text are headings, too.
    """
    if any(is_heading(text, line) or (line.mark is not None and line.cut >= line.b) for line in lines[head:tail]):
        return
    pattern = lexicon.heading()
    known = [
        i
        for i in range(head, tail - 1)
        if lines[i].kind == "plain"
        and lines[i].b - lines[i].a <= _SUBHEAD_MAX
        and pattern.fullmatch(lexicon.bare(folded, lines[i].a, lines[i].b))
    ]
    if len(known) < 2 or any(b - a == 1 for a, b in pairwise(known)):
        return
    chosen = set(known)
    for i in range(known[0], tail - 1):
        line, above, below = lines[i], lines[i - 1], lines[i + 1]
        if i in chosen or (_closed(text, above) and _talks(text, below) and _could_head(text, line)):
            line.kind, line.mark = "mark", Mark("plain", (), line.a, needs_support=False)


def _raise_over_lists(text: str, lines: list[Line], head: int, tail: int) -> None:
    """Make short lines headings where each of several stands over a list that counts from the beginning.

    工作內容 over （1）…（4） and 招聘條件 over （1）…（3）: a list that begins again was ended by something. Bullets
    are lists, too. There must be two such lines, no list without one, and no other numbering in the article; then
    short lines over plain text are headings as well.
    """
    body = lines[head:tail]
    over = [
        i
        for i in range(max(head, 1), tail - 1)
        if _could_head(text, lines[i], colon=True) and _opens_list(lines, i + 1)
    ]
    families = {line.mark.family for line in body if line.mark is not None}
    if len(over) < 2 or len(families) > 1:
        return
    if sum(_opens_list(lines, i) for i in range(head, tail)) != len(over):
        return
    chosen = set(over)
    for i in range(over[0], tail - 1):
        line, above, below = lines[i], lines[i - 1], lines[i + 1]
        listed = below.kind == "plain" and _ROW.search(text, below.a, below.b) is not None
        if i in chosen or (_closed(text, above) and (listed or _talks(text, below)) and _could_head(text, line)):
            line.kind, line.mark = "mark", Mark("plain", (), line.a, needs_support=False)


def _closed(text: str, line: Line) -> bool:
    """Tell whether a line is no sentence that the next line could go on with."""
    return line.kind != "plain" or _talks(text, line) or _ROW.search(text, line.a, line.b) is not None


def _talks(text: str, line: Line) -> bool:
    """Tell whether a line is plain text that ends as sentences do, or a quotation."""
    return line.kind == "quote" or (line.kind == "plain" and text[line.b - 1] in SENTENCE_END)


def _opens_list(lines: list[Line], i: int) -> bool:
    """Tell whether line `i` is the first of a list: the number one, or a bullet below something else."""
    line = lines[i]
    if line.mark is not None:
        return line.mark.number == (1,)
    return line.kind == "bullet" and lines[i - 1].kind != "bullet"


def _could_head(text: str, line: Line, *, colon: bool = False) -> bool:
    """Tell whether a line looks like a heading without a number: short, no punctuation (`colon`: or one at the end)."""
    end = line.b - (colon and text[line.b - 1] in ":：")
    return (
        line.kind == "plain"
        and _SUBHEAD_MIN <= line.b - line.a <= _SUBHEAD_MAX
        and _SUBHEAD.fullmatch(text, line.a, end) is not None
        and not lexicon.byline().search(lexicon.fold(text[line.a : line.b]))
    )


def _brackets(text: str, lines: list[Line], head: int, tail: int) -> list[Line]:
    """Return the lines in brackets; beside others, one over text is no button of the page (`【點評】`)."""
    found = []
    for i in range(head, tail):
        line = lines[i]
        over = i + 1 < tail and lines[i + 1].kind == "plain" and text[line.a] == "【"
        if line.kind == "bracket" or (line.kind == "furniture" and over and text[line.b - 1] == "】"):
            found.append(line)
    return found if any(line.kind == "bracket" for line in found) else []


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
        if lines[i].kind == "bullet" and text[lines[i].a] not in _DASHES:
            sign = text[lines[i].a]
            emoji = sign >= _FIRST_EMOJI or _FIRST_SYMBOL <= sign <= _LAST_SYMBOL
            by_sign.setdefault("emoji" if emoji else sign, []).append(i)
    for sign, found in by_sign.items():
        good = [i for i in found if i + 1 < tail and _is_over_text(text, lines[i], lines[i + 1])]
        if sign in LIST_SIGNS:  # a list of short items may have text under it, but not under each
            good = [i for i in good if _stands_over_text(text, lines, i)]
        if len(good) >= 2 and len(good) == len(found):
            for i in good:
                line = lines[i]
                line.kind, line.mark = "mark", Mark("sign " + sign, (), line.cut, needs_support=False)


def _is_over_text(text: str, line: Line, below: Line) -> bool:
    """Tell whether a line behind a sign is short and no sentence, and plain text stands below it."""
    words = text[line.cut : line.b]
    return (
        _SUBHEAD_MIN <= len(words) <= _SUBHEAD_MAX
        and not any(char in "。；;" for char in words)
        and words[-1] not in "，,：:"
        and below.kind == "plain"
        and (
            text[below.b - 1] in SENTENCE_END
            or below.b - below.a >= _BODY_MIN
            or find_label(text, below.a, below.b) is not None
        )
    )


def _raise_plain(text: str, lines: list[Line], head: int, tail: int) -> None:
    """Make short lines between long paragraphs headings where nothing else divides the article.

    Each stands between the end of a sentence (or the title) and a paragraph of its own. There must be at least two of
    one form: without punctuation, or two clauses (`便宜，而且吃得下`), or all in quotation marks, or called out; of
    the form `老街：凌晨的豆漿` three. Beside two of the first form, one of another is a heading, too. On the 2,449
    news articles this finds those of 67 features.
    """
    if any(_divides(text, lines, i) for i in range(head, tail)):
        return
    by_form: dict[str, list[int]] = {}
    for i in range(max(head, 1), tail - 1):
        form = _form(text, lines[i])
        if form and (_stands_over_text(text, lines, i) or (form == "bare" and _stands_over_list(text, lines, i))):
            by_form.setdefault(form, []).append(i)
    enough = {form for form, found in by_form.items() if len(found) >= (3 if form == "name" else 2)}
    if not enough:
        return
    found = [i for form, places in by_form.items() if enough & {"bare", form} for i in places]
    if "bare" in enough:
        known = set(found)
        found += [i for i in range(min(found), tail - 1) if i not in known and _joins(text, lines, i)]
    if len(found) <= (tail - head) // 2:
        for i in found:
            line = lines[i]
            line.kind, line.mark = "mark", Mark("plain", (), line.a, needs_support=False)


_FORMS = (
    ("quoted", _QUOTED_HEAD),
    ("clauses", _COMMA_HEAD),
    ("called", _CALLED_HEAD),
    ("name", _NAME_HEAD),
)


def _form(text: str, line: Line) -> str:
    """Return the form of a line that could be a heading among paragraphs: `bare`, one of `_FORMS`, or nothing."""
    if line.kind != "plain" or not _SUBHEAD_MIN <= line.b - line.a <= _CLAUSES_MAX:
        return ""
    if _could_head(text, line):
        return "bare"
    form = next((name for name, pattern in _FORMS if pattern.fullmatch(text, line.a, line.b)), "")
    return "" if form and lexicon.byline().search(lexicon.fold(text[line.a : line.b])) else form


def _stands_over_text(text: str, lines: list[Line], i: int) -> bool:
    """Tell whether line `i` stands between the end of a sentence and a paragraph."""
    above, below = lines[i - 1], lines[i + 1]
    return (
        below.kind == "plain"
        and below.b - below.a >= _BODY_MIN
        and text[below.b - 1] in SENTENCE_END
        and (above.kind != "plain" or text[above.b - 1] in SENTENCE_END)
    )


def _stands_over_list(text: str, lines: list[Line], i: int) -> bool:
    """Tell whether line `i` stands between the end of a sentence and a list of sentences that counts from one."""
    return _closed(text, lines[i - 1]) and lines[i + 1].mark is not None and _opens_list(lines, i + 1)


def _joins(text: str, lines: list[Line], i: int) -> bool:
    """Tell whether, beside other headings, a line over a sentence however short is one, too."""
    above, below = lines[i - 1], lines[i + 1]
    ends = text[below.b - 1] not in ":：" and below.b - below.a >= _SENTENCE_MIN  # `某某：` is who speaks
    return ends and _could_head(text, lines[i]) and _talks(text, below) and _talks(text, above)


def _divides(text: str, lines: list[Line], i: int) -> bool:
    """Tell whether a line is a heading with a number or a sign, rather than an item among short items."""
    line = lines[i]
    if line.mark is None:
        return False
    if line.cut >= line.b:
        return True
    if shape_of(text, line) != "head":
        return False
    family = line.mark.family
    return not any(
        0 <= j < len(lines) and (near := lines[j].mark) is not None and near.family == family for j in (i - 1, i + 1)
    )

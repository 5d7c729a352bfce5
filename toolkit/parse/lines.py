"""Cut a text into lines and say of each line what it could be, looking at nothing but the line itself.

Line breaks are those of `str.splitlines`; a line keeps its break and the empty lines behind it, so that lines tile the
text. What a line *is* depends on its neighbours and is decided in `toolkit.parse.frame` and `toolkit.parse.blocks`.
"""

from __future__ import annotations

import re

from toolkit.parse import lexicon
from toolkit.parse.numbering import Mark, find_mark

HEADING_MAX = 40
"""Characters of the longest heading. The longest of the real seeds has 16, of the annotated layouts 31."""

FOOTER_MAX = 400
"""Characters of the longest footer line; disclaimers of large portals run to about 250."""

FURNITURE_MAX = 240
"""Characters of the longest line of page furniture; rows of links run to about 200."""

_CREDIT_MAX = 80  # characters of a line of names
_SHORT = 24  # a lead's or conclusion's heading with its decoration
_LABEL_MAX = 16


class Line:
    """One line and what it could be.

    Attributes:
        start, end: the range of the line with its break and the empty lines after it.
        a, b: the range without surrounding space.
        kind: `plain`, `mark`, `lead`, `lead:` (text follows), `conclusion`, `conclusion:`, `question`,
            `answer`, `bullet`, `quote`, `bracket` (【…】 or **…** alone), `footer`, `furniture`.
        part: kind of a footer (`editor` …).
        mark: the numbering mark, if any.
        cut: where the words begin (after a mark or a label); `a` if at the front.
        number: number of a question or answer.
    """

    __slots__ = ("a", "b", "cut", "end", "kind", "mark", "number", "part", "start")

    def __init__(self, start: int, end: int, a: int, b: int) -> None:
        self.start = start
        self.end = end
        self.a = a
        self.b = b
        self.kind = "plain"
        self.part = ""
        self.mark: Mark | None = None
        self.cut = a
        self.number: list[int] | None = None

    def __repr__(self) -> str:
        return f"Line({self.start}, {self.end}, {self.kind})"


def split_lines(text: str) -> list[Line]:
    """Cut `text` into lines; empty lines belong to the line before them, at the top to the first line.

    A text of nothing but space is one line; the empty text has none.
    """
    lines: list[Line] = []
    at = 0
    pending = 0  # start of the empty lines at the top
    for raw in text.splitlines(keepends=True):
        stop = at + len(raw)
        bare = raw.strip()
        if bare:
            a = at + len(raw) - len(raw.lstrip())
            b = a + len(bare)
            if bare[0] in "<&" or bare[-1] in ">;":
                a, b = _without_tags(text, a, b)
            lines.append(Line(pending if not lines else at, stop, a, b))
        elif lines:
            lines[-1].end = stop
        at = stop
    if not lines and text:
        lines.append(Line(0, len(text), len(text), len(text)))
    return lines


_TAG = re.compile(r"(?:\s|</?[A-Za-z][^<>\n]{0,200}>|&(?:nbsp|emsp|ensp|#160|#12288);)+")
_TAG_MAX = 200  # characters of one tag


def _without_tags(text: str, a: int, b: int) -> tuple[int, int]:
    """Leave out tags and spaces of HTML that were left at the ends of a line: `<p>一、緣起</p>`, `…。<br>`."""
    front = _TAG.match(text, a, b)
    if front is not None:
        a = front.end()
    while b > a:
        if text[b - 1] == ">":
            cut = text.rfind("<", max(a, b - _TAG_MAX), b)
        elif text[b - 1] == ";":
            cut = text.rfind("&", max(a, b - 8), b)
        else:
            cut = b - 1 if text[b - 1].isspace() else -1
        if cut < 0 or not (text[cut].isspace() or _TAG.fullmatch(text, cut, b)):
            break
        b = cut
    return a, b


_BULLET = re.compile(
    r"[•·●○◆◇■□▪▫▶►▷▸◈❖✦✧✪❤♥♡✿❀☞☛☎✉➜➔➤➢★☆✓✔✅❌➡→※‣⁃∙◉◎♦▌▍▎▏█┃\u26aa-\u26ff\U0001f300-\U0001faff]\ufe0f?\s*(?=\S)|[-*+–—]\s+(?=\S)"
    r"|[|｜丨]\s*(?=[^\s|｜丨][^|｜丨]*$)|//\s?(?=[^/:]{2,30}//$)"
)
LIST_SIGNS = "-*+–—•·●○※‣⁃∙→"
"""Signs of lists; the other signs also stand in front of headings."""

_QUOTE = re.compile(r">\s*(?=\S)")
_SAID = re.compile(r"[“「『][^“「『”」』\n]{2,200}[”」』]\s?[—–-]{1,2}\s?[^，。；：！？—\n]{1,16}")
"""A quotation and who said it, `“…”——某人`: who names a speaker writes at most a name and an office."""
_BRACKET = re.compile(r"[【〖［\[]([^】〗］\]\n]{1,40})[】〗］\]][:：]?")
_DATE = re.compile(r"(?P<label>(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号號])?|\d{4}年|\d{1,2}[:：]\d{2})\s?[:：]\s*(?=\S)")
"""A date or a time in front of a colon: a line of a chronology."""
_LABEL = re.compile(
    r"(?:【(?P<bracket>[^】\n]{1,16})】[:：]?|\*{0,2}(?P<label>[^\s:：。，、；！？,;!?…“”\"《》\d][^:：。，；！？,;!?…“”\"]{0,15}?)\*{0,2}\s?(?:[:：]\*{0,2}|——))(?!//)\s*(?=\S)"
)


def find_label(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the name in front of a colon (`便捷性:…`, `【优势】…`) and where its text begins, or None.

    The name has at most 16 characters and no sentence punctuation; at least two characters must follow.
    """
    match = _LABEL.match(text, start, end)
    if match is None:
        match = _DATE.match(text, start, end)
        return (match["label"], match.end()) if match is not None and end - match.end() >= 2 else None
    if end - match.end() < 2:
        return None
    name = (match["bracket"] or match["label"]).strip()
    return (name, match.end()) if name else None


def classify(text: str, folded: str, lines: list[Line]) -> None:
    """Set `kind`, `mark`, `cut` of every line by its own words; `folded` is `lexicon.fold(text)`."""
    footer, furniture = lexicon.footer("any"), lexicon.furniture("any")
    lead, conclusion = lexicon.lead_heading(), lexicon.conclusion_heading()
    lead_inline, conclusion_inline = lexicon.lead_inline(), lexicon.conclusion_inline()
    question, answer = lexicon.question(), lexicon.answer()
    for line in lines:
        a, b = line.a, line.b
        size = b - a
        if size == 0:
            line.kind = "furniture"
            continue
        bold = text.startswith("**", a) and size > 4 and text.find("**", a + 2, b) == b - 2
        mark = find_mark(text, a + 2, b - 2) if bold else find_mark(text, a, b)
        if mark is not None and mark.end <= b:
            line.mark, line.cut, line.kind = mark, mark.end, "mark"
            if mark.family.startswith("#"):
                _inside_hash(text, folded, line)
            continue
        if size <= FOOTER_MAX:
            words = lexicon.bare(folded, a, b)
            match = footer.match(words)
            if match and fits(text, line, match.lastgroup or ""):
                line.kind, line.part = "footer", match.lastgroup or ""
                continue
            if _SAID.fullmatch(text, a, b):
                line.kind = "quote"
                continue
            if size <= FURNITURE_MAX and furniture.fullmatch(words):
                line.kind = "furniture"
                continue
            if size <= _SHORT and lead.fullmatch(text, a, b):
                line.kind = "lead"
                continue
            if size <= _SHORT and conclusion.fullmatch(text, a, b):
                line.kind = "conclusion"
                continue
        for kind, pattern in (
            ("lead:", lead_inline),
            ("conclusion:", conclusion_inline),
            ("question", question),
            ("answer", answer),
            ("bullet", _BULLET),
            ("quote", _QUOTE),
        ):
            match = pattern.match(text, a, b)
            if match:
                line.kind, line.cut = kind, match.end()
                if kind == "bullet" and text[a] not in LIST_SIGNS:
                    _inside_sign(text, line)
                break
        else:
            if size <= HEADING_MAX and (_BRACKET.fullmatch(text, a, b) or (bold and text[b - 3] not in "。；，,;")):
                line.kind = "bracket"


def _inside_sign(text: str, line: Line) -> None:
    """Read the number behind a sign: `☞第一招 固定證據`."""
    inner = find_mark(text, line.cut, line.b)
    if inner is not None and inner.number and inner.end < line.b:
        line.kind, line.mark, line.cut = "mark", inner, inner.end


def fits(text: str, line: Line, part: str) -> bool:
    """Tell whether a line that begins like a part of a footer is one: names are no sentences (`記者：你怎麼看？`)."""
    return part != "editor" or (
        line.b - line.a <= _CREDIT_MAX and text[line.a : line.b].rstrip(")]）】 ")[-1:] not in "。？！?!，,：:"
    )


_HASHTAGS = re.compile(r"#\s?[^\s#]{1,20}(?:\s+#\s?[^\s#]{1,20})+#?")


def _inside_hash(text: str, folded: str, line: Line) -> None:
    """Read what a Markdown heading says: `## 一、概述` has a number, `## 小编总结` is a conclusion."""
    if lexicon.lead_heading().fullmatch(text, line.cut, line.b):
        line.kind, line.mark = "lead", None
    elif lexicon.conclusion_heading().fullmatch(text, line.cut, line.b):
        line.kind, line.mark = "conclusion", None
    elif lexicon.furniture("any").fullmatch(lexicon.bare(folded, line.cut, line.b)):
        line.kind, line.mark = "furniture", None
    elif _HASHTAGS.fullmatch(text, line.a, line.b):
        line.kind, line.mark, line.cut = "furniture", None, line.a
    elif line.mark is not None:
        inner = find_mark(text, line.cut, line.b)
        if inner is not None and len(inner.number) > 2 and text[inner.end : inner.end + 1] in "（([-–—":
            return  # a version and its date: `## 2.3.0（2024-05-06）`
        if inner is not None and inner.number and inner.end < line.b:
            line.mark = Mark(line.mark.family, inner.number, inner.end, needs_support=False)
            line.cut = inner.end

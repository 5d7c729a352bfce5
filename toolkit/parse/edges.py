"""What a line is when it stands above or below the body of an article: a part of the footer, or of the page.

The words here are weaker than those of `toolkit.parse.lines`: `來源：…`, `電話：…`, `攝影/某某`, `僅供參考` also
stand in bodies. So they are asked only for lines at the edges, walking from the ends of the text towards the body.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.lines import FOOTER_MAX, FURNITURE_MAX, fits

if TYPE_CHECKING:
    from toolkit.parse.lines import Line

_SAYS = re.compile(
    r"[（(]?(?!温馨|友情|特别|本站|本文|小编|风险)[^，。：:（(]{2,14}"
    r"(?:提醒|表示|认为|建议|(?<![传小据学])说|称|指出|介绍|透露|呼吁)[，：:“]"
)
"""Somebody says it: then even a warning is part of the text."""

_AROUND = "（）()【】[]*＊※ \u3000"
_STOPS = "。！？!?"
_CREDITS_MAX = 80  # characters of a line of credits
_WEAK = ("plain", "bracket", "bullet")
"""Kinds of lines that are looked at again at the edges."""

_DIGIT = "0-9０-９〇零一二三四五六七八九①-⑨⓪❶-❾"
_REACH = re.compile(
    rf"\+?[{_DIGIT}](?:[\-–— ()（）]{{0,2}}[{_DIGIT}]){{6,17}}"
    r"|[A-Za-z0-9][A-Za-z0-9._+\-]*\s?(?:[@＠#]|\(at\)|\[at\]|（at）)\s?[A-Za-z0-9\-]+\s?[.．。][A-Za-z.]{2,20}"
    r"|https?://[^\s，。；]+|(?:[A-Za-z0-9][A-Za-z0-9\-]{0,60}\.){1,4}[A-Za-z]{2,10}(?:/[^\s，。；]*)?"
    r"|@?[A-Za-z_][A-Za-z0-9_\-]{4,31}|(?<![\d.])[1-9]\d{4,11}(?![\d.])"
)
"""The shape of something that reaches somebody: a number, a mail, a host, an id; what it is, the finders say."""

_LABELLED = re.compile(
    r"(?P<label>[\w（）()/、· ]{1,12})[:：]\s*(?!\d{4}[-/.]\d{1,2}[-/.])"
    rf"(?:\+?[{_DIGIT}](?:[\-–— ()（）]{{0,2}}[{_DIGIT}]){{7,17}}"
    r"|[A-Za-z0-9][A-Za-z0-9._+\-]*[@＠#][A-Za-z0-9\-]+\.[A-Za-z.]{2,20}|(?:https?://|www\.)[^\s，。；]+"
    r"|(?:[A-Za-z0-9][A-Za-z0-9\-]{0,60}\.){1,4}[A-Za-z]{2,12}(?:/[^\s，。；]*)?)"
    r"(?:\s?[(（][^()（）]{1,16}[)）]|\s?[转轉]\s?\d{1,6})?"
)
"""`name: number` and nothing else; whatever the name, somebody can be reached there."""

_COUNTED = re.compile("[号编碼码]$|单号|帐|账|卡|金额|价|量$|数|日期|时间")
"""Names of numbers that reach nobody."""

_RESIDUE_MAX = 28
"""Characters of a contact line beside the contacts: `如有疑問請致電王女士：`, names and notes in brackets; half as many
in lines of several clauses that begin with something else, which are text."""

_CAVEAT_MAX = 48  # characters of a line that weak words make a caveat: two short clauses
_QUOTES = "“「『\"'"
_PINS = "📍🏠📮🏢🏬🗺⏰🕘🕙🚇🚌🚗"  # signs in front of an address, of when and how to get there

_CUE_FRONT = 10  # characters at whose end at the latest a line of several clauses has its cue


def edge_kind(text: str, folded: str, line: Line, *, below: bool) -> tuple[str, str] | None:
    """Return (kind, part) of a line at the edge of an article, or None if it is not known there.

    Args:
        text: the whole text.
        folded: `lexicon.fold(text)`.
        line: the line; what is no plain line, line in brackets or bullet is not looked at.
        below: True below the body; disclaimers are only believed there, since a title may say the same words.
    """
    a, b = line.a, line.b
    size = b - a
    if line.kind not in _WEAK or size > FOOTER_MAX:
        return None
    whole_words = words = lexicon.bare(folded, a, b)
    if line.kind == "bullet":
        words = lexicon.bare(folded, line.cut, b)
    front = lexicon.footer("edge").match(words)
    part = (front.lastgroup or "") if front and fits(text, line, front.lastgroup or "") else ""
    if part == "source":
        return "footer", part
    if size <= _CREDITS_MAX and _credits(words, whole_words):
        return "footer", "editor"
    pattern = lexicon.footer("whole")
    below = below and _SAYS.match(words) is None
    whole = pattern.fullmatch(words) or pattern.fullmatch(words.strip(_AROUND))
    if whole and whole.lastgroup == "source" and lexicon.furniture("edge").fullmatch(words):
        return "furniture", ""  # `來自某某客戶端` is what a forum says of a post
    if whole and (below or whole.lastgroup != "disclaimer"):
        return "footer", whole.lastgroup or ""
    cites = lexicon.others().search(words) is not None
    if not cites and _is_labelled(words):
        return "footer", "contact"
    if size <= FURNITURE_MAX and lexicon.furniture("edge").fullmatch(words):
        return "furniture", ""
    if part == "editor" or (lexicon.credit_front().match(words) and fits(text, line, "editor")):
        return "footer", "editor"
    if whole_words[0] in _PINS:
        return "footer", "contact"
    reaches = (below and _reaches(whole_words)) or (part == "contact" and not ("，" in words and words[-1] in _STOPS))
    if reaches and not cites:
        return "footer", "contact"
    if below and (part == "disclaimer" or _warns(words)):
        return "footer", "disclaimer"
    return None


def _credits(words: str, whole_words: str) -> bool:
    """Tell whether a line is nothing but roles and names; `圖片：某某協會提供` is a source."""
    if words.endswith(("提供", "授权")):
        return False
    return (lexicon.credit_line().fullmatch(words) or lexicon.signature().fullmatch(whole_words)) is not None


def _warns(words: str) -> bool:
    """Tell whether a line has the words of a caveat; in a short line that is no quotation, weaker ones count."""
    if lexicon.caveat().search(words):
        return True
    if len(words) > _CAVEAT_MAX or words[0] in _QUOTES or "。" in words[:-1]:
        return False
    return lexicon.short_caveat(stops="。" in words).search(words) is not None


def _reaches(words: str) -> bool:
    """Tell whether a line is there to reach somebody: a cue, a number or an id, and hardly anything else."""
    if words[-1] in _STOPS or "。" in words:
        return False
    spans = [match.span() for match in _REACH.finditer(words)]
    if not spans:
        return False
    residue = len(words) - sum(end - start for start, end in spans)
    cue = lexicon.reach().search(words, 0, spans[-1][0])
    clauses = "，" in words or "," in words
    return cue is not None and residue <= (_RESIDUE_MAX // 2 if clauses and cue.start() > _CUE_FRONT else _RESIDUE_MAX)


def _is_labelled(words: str) -> bool:
    """Tell whether a line is a name and what reaches somebody, and nothing else."""
    labelled = _LABELLED.fullmatch(words)
    return labelled is not None and _COUNTED.search(labelled["label"]) is None

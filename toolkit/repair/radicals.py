"""Radicals and compatibility forms in place of characters: ⼀ for 一, ⻓ for 长, 金 (U+F90A) for 金.

PDF files and copyists put them there; they look alike and match nothing. Kangxi radicals and compatibility ideographs
are mapped as NFKC does, the CJK Radicals Supplement (of which NFKC maps 2 of 115) and strokes by `data/radicals.tsv`.
The 12 ideographs of the compatibility block that are no duplicates, such as 﨎, are left.

A radical is only replaced as part of Chinese text: next to another ideograph, and not where radicals are the subject
(a chart in their order, a line that says 部首, a radical beside the character that it stands for), nor in Japanese or
Korean text, where compatibility ideographs are chosen or kept for round trips.

Some places may be meant: `⼀部`, 「⼀」, 寫作⺡, 點㇔. What is damaged has a form wherever the character should be,
also within words, for the program that made it knows no words; who writes about radicals writes other words with the
characters. So such places are replaced where the page has forms within words, too, none of whose characters it
writes plainly, and does not speak of radicals. Without forms within words they are left, else they are a guess. So are
forms that stand alone (`日、⽉、星`) left, but where the page is damaged so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from toolkit.article import Certainty, Edit

KIND = "radicals"

FORMS = "\u2e80-\u2fd5\u31c0-\u31e3\uf900-\ufad9\U0002f800-\U0002fa1d"
"""The radicals and compatibility ideographs, as the inside of a class of a regular expression."""

_FORM = re.compile(f"[{FORMS}]")
_IDEOGRAPHS = re.compile("[\uf900-\ufad9\U0002f800-\U0002fa1d]")
_SUBJECT = re.compile(
    r"部首|偏旁|[字構构]部件|部件字|字根|字旁|字头|字頭|笔画|筆畫|笔顺|筆順|康[熙煕](?:字典|字書|字书)|radical|Kangxi|U\+[2Ff]",
    re.IGNORECASE,
)
_FOREIGN = re.compile("[\u3041-\u30fa\u30fd-\u30ff\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
# What stands behind and before a form that is meant: a division of a dictionary (not 一部電影, 一部分), a name of a
# stroke, a word for how something is written (左邊是⽇).
_DIVISION = re.compile(r"部(?![份分隊队門门位下長长署落族電电影手小大新老好作書书戲戏片車车機机動动漫劇剧經经法名])")
_TOLD = re.compile(r"(?:[寫写]作|[寫写]成|形[如似]|[邊边旁半部][是為为])\Z")
_TOLD_ROOM = 2
_STROKES = frozenset("點点橫横豎竖撇捺鉤钩提挑折彎弯")

_BETWEEN = frozenset(" \t\u3000、，,;；/|｜")
_STOPS = frozenset("，。：；！？")
_QUOTES = frozenset("「」『』“”‘’()（）")
_OPENING = {"「": "」", "『": "』", "“": "”", "‘": "’", "《": "》", "〈": "〉", "【": "】", '"': '"', "'": "'"}
_WITHIN, _NAMED, _LONE = "within", "named", "lone"
_LINE_LEAST = 4  # from so many ideographs on a line speaks for itself
_NUMERALS = frozenset("一二三四五六七八九十")
_CHART_RUN = 3  # so many radicals in the order of the standard are a chart …
_CHART_STEP = 3  # … where one follows the other at most so many code points on


class _Form(NamedTuple):
    ideograph: str
    certainty: Certainty
    why: str


@cache
def _forms() -> dict[str, _Form]:
    forms = {}
    for line in files("toolkit.repair").joinpath("data/radicals.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            radical, ideograph, nearness = line.split("\t")
            kind = "stroke" if nearness == "stroke" else "radical"
            certainty: Certainty = "proved" if nearness == "same" else "inferred"
            forms[radical] = _Form(ideograph, certainty, f"a CJK {kind} in place of the character {ideograph}")
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA), *range(0x2F800, 0x2FA1E)):
        char = chr(code)
        ideograph = unicodedata.normalize("NFKC", char)
        if ideograph != char:
            what = "Kangxi radical" if code < 0x3000 else "compatibility ideograph"
            forms[char] = _Form(ideograph, "proved", f"a {what} in place of the character {ideograph}")
    return forms


@cache
def _table() -> dict[int, str]:
    return {ord(char): form.ideograph for char, form in _forms().items()}


def find_radicals(text: str) -> list[Edit]:
    """Find radicals and compatibility ideographs that stand for characters.

    >>> [(edit.before, edit.after) for edit in find_radicals("⼀家公司的⻓期⾦融服务")]
    [('⼀', '一'), ('⻓', '长'), ('⾦', '金')]
    >>> find_radicals("部首⽔，又写作⺡")
    []
    """
    if not _FORM.search(text):
        return []
    places = _places(text)
    within = {text[at] for at, place in places.items() if place == _WITHIN}
    if not within:
        return []
    forms = _forms()
    damaged = _is_damaged(text, within)
    edits: list[Edit] = []
    for at, place in places.items():
        if place == _LONE and not damaged:
            continue
        form = forms[text[at]]
        certainty, why = form.certainty, form.why
        if place == _NAMED and not damaged:
            certainty, why = "guess", f"{form.why}, unless the radical or stroke itself is meant"
        edits.append(Edit(KIND, at, at + 1, text[at], form.ideograph, certainty, why))
    return edits


def _places(text: str) -> dict[int, str]:
    """Return where forms stand in Chinese text, in order, and how: within words, where a radical is named, or alone."""
    forms = _forms()
    found: dict[int, str] = {}
    start = 0
    for line in text.split("\n"):
        places = [match.start() for match in _FORM.finditer(line) if match[0] in forms]
        if places and not _SUBJECT.search(line) and not _FOREIGN.search(line):
            charted = _charted(line, places)
            plain = line.translate(_table())
            for at in places:
                neighbours = _beside(line, at, -1), _beside(line, at, 1)
                if at in charted or plain[at] in neighbours:
                    continue  # a chart, or a table of radicals and characters
                if not _in_text(line, at, neighbours, forms):
                    found[start + at] = _LONE
                else:
                    found[start + at] = _NAMED if _may_be_meant(plain, at, line[at]) else _WITHIN
        start += len(line) + 1
    return found


def _may_be_meant(line: str, at: int, form: str) -> bool:
    """Tell whether what stands at `at` of a line, given with its characters, stands as the name of a radical does.

    The name of a stroke stands before strokes and radicals only: 缺點 is no such name before an ideograph.
    """
    if _DIVISION.match(line, at + 1) or _TOLD.search(line, max(0, at - _TOLD_ROOM), at):
        return True
    if at > 0 and line[at - 1] in _STROKES and not _IDEOGRAPHS.match(form):
        return True
    return at > 0 and line[at - 1] in _OPENING and line[at + 1 : at + 2] == _OPENING[line[at - 1]]


def _is_damaged(text: str, within: set[str]) -> bool:
    """Tell whether the forms within words show that a page has them in place of characters, and is not about them."""
    forms = _forms()
    # Those that are replaced at every level, so that a second run does not take what is left for another page.
    sure = [forms[form].ideograph for form in within if forms[form].certainty == "proved"]
    return bool(sure) and not _SUBJECT.search(text) and not any(ideograph in text for ideograph in sure)


def _charted(line: str, places: list[int]) -> set[int]:
    """Return the places that are items of a list of radicals in their own order."""
    charted: set[int] = set()
    run = [places[0]]
    for last, at in zip(places, [*places[1:], -1], strict=True):
        step = ord(line[at]) - ord(line[last])
        if at > 0 and 0 < step <= _CHART_STEP and all(char in _BETWEEN for char in line[last + 1 : at]):
            run.append(at)
            continue
        if len(run) >= _CHART_RUN:
            charted.update(run)
        run = [at]
    return charted


def _in_text(line: str, at: int, neighbours: tuple[str, str], forms: dict[str, _Form]) -> bool:
    """Tell whether the form at `at` is one character of a Chinese text."""
    if any(_is_ideograph(char) or char in forms for char in neighbours):
        return True
    if any(char.isalnum() or char in _STOPS for char in neighbours) and not _QUOTES.intersection(neighbours):
        # 2.1⽶，in a line that is Chinese otherwise
        ideographs = (char for char in line if _is_ideograph(char) or char in forms)
        return next(islice(ideographs, _LINE_LEAST - 1, None), None) is not None
    # A number in front of a heading, ⼀、
    number = forms[line[at]].ideograph in _NUMERALS
    return number and line[at + 1 : at + 2] in ("、", "，", ".", "．") and at + 2 < len(line)


def _beside(line: str, at: int, step: int) -> str:
    """Return the character beside `at`, past one space; an empty string at the end of the line."""
    at += step
    if 0 <= at < len(line) and line[at] in " \u3000\xa0":
        at += step
    return line[at] if 0 <= at < len(line) else ""


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0002f7ff" or "\U0002fa20" <= char <= "\U0003ffff"

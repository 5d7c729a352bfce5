"""The parser's word lists, read from `lexicon/*.tsv` and turned into regular expressions once.

Every list is written once in simplified characters. `compile_pattern` lets each Han character stand for its
traditional and variant forms and lets a pinyin note follow it, so that one entry also meets 責任編輯 and 責(zé)任編輯.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

NOTE = r"(?:\([a-zA-Z\u00c0-\u02ff\u0300-\u036f\u1e00-\u1eff]{1,7}\))?"
"""A pinyin note as the damage inserts it after a character: `(dǎo)`. The longest reading, zhuang, has 6 letters;
one more is left for a combining mark."""

_HAN = re.compile(r"\[(?:\\.|[^\]\\])*\]|[\u3400-\u9fff]")  # a class of characters is one match and stays as it is

_QUANTIFIERS = ("?", "*", "+", "{")


def rows(name: str) -> list[list[str]]:
    """Return the rows of one list of this package, split at tabs, without comments and empty lines.

    Args:
        name: the file's name without `.tsv`.
    """
    text = (resources.files("toolkit.parse") / "lexicon" / f"{name}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def variants() -> dict[str, str]:
    """Map a simplified character to a string of all its forms, itself first."""
    return {simple: simple + others for simple, others in rows("variants")}


def forms_of(word: str) -> tuple[str, str]:
    """Return a word of a list as written and with the first traditional form of each character."""
    forms = variants()
    return word, "".join(forms.get(char, char * 2)[1] for char in word)


@cache
def _simple() -> list[str]:
    """Return what stands for each character of the Basic Multilingual Plane: a list is twice as fast as a dict here."""
    table = [chr(code) for code in range(0x10000)]
    for simple, forms in variants().items():
        for form in forms[1:]:
            table[ord(form)] = simple
    return table


def fold(text: str) -> str:
    """Replace the traditional and variant forms of the lists' characters by the simplified one; the length stays.

    >>> fold("責任編輯:某某")
    '责任编辑:某某'
    """
    return text.translate(_simple())


_AFTER_HAN = re.compile(r"(?<=[\u3400-\u9fff])\([a-z\u00df-\u02ff\u0300-\u036f\u1e00-\u1eff]{1,7}\)")


def bare(folded: str, start: int, end: int) -> str:
    """Return a part of a folded text without its pinyin notes: what `footer`, `furniture` and their like match."""
    words = folded[start:end]
    return _AFTER_HAN.sub("", words) if "(" in words else words


def _any_of(patterns: list[str]) -> str:
    """Join patterns that are matched against bare, folded words."""
    return "(?:" + "|".join(fold(p) for p in sorted(patterns, key=len, reverse=True)) + ")"


def expand(pattern: str, *, notes: bool = True) -> str:
    """Let each Han character of a regular expression stand for all its forms, with an optional note after it.

    >>> expand("编", notes=False)
    '[编編]'
    """
    forms = variants()
    note = NOTE if notes else ""

    def one(match: re.Match[str]) -> str:
        char = match[0]
        if char[0] == "[":
            return char
        known = forms.get(char, char)
        one_char = (f"[{known}]" if len(known) > 1 else char) + note
        return f"(?:{one_char})" if pattern[match.end() : match.end() + 1] in _QUANTIFIERS else one_char

    return _HAN.sub(one, pattern)


def alternation(patterns: list[str], *, notes: bool = True) -> str:
    """Join patterns of a list into one group, the longest first, each expanded as by `expand`."""
    ordered = sorted(patterns, key=len, reverse=True)
    return "(?:" + "|".join(expand(p, notes=notes) for p in ordered) + ")"


_OPEN = r"[\s【\[［「『〖《<#*=~—–\-●■◆▶★☆·]*"
_CLOSE = r"[\s】\]］」』〗》>*=~—–\-●■◆★☆·]*"


@cache
def lead_heading() -> re.Pattern[str]:
    """Match a line that is nothing but a lead's heading; group `word` is the bare word."""
    words = alternation([row[0] for row in rows("lead")])
    return re.compile(f"{_OPEN}(?P<word>{words}){_CLOSE}[:：]?{_CLOSE}")


@cache
def numbered_lead() -> re.Pattern[str]:
    """Match a lead's heading that stays one behind a number: `一、小編導語`; `1 引言` is the first section."""
    words = alternation([row[0] for row in rows("lead") if len(row) == 1])
    return re.compile(f"{_OPEN}(?P<word>{words}){_CLOSE}[:：]?{_CLOSE}")


@cache
def lead_inline() -> re.Pattern[str]:
    """Match the front of a lead whose text follows on the same line: `導語:在現代社會…`."""
    words = alternation([row[0] for row in rows("lead") if len(row[0]) > 1])
    return re.compile(f"[【\\[［「]?(?P<word>{words})(?:[】\\]］」]\\s*[:：]?|\\s*[:：])\\s*(?=\\S)")


@cache
def conclusion_heading() -> re.Pattern[str]:
    """Match a line, or the rest of a numbered heading, that is nothing but a conclusion's heading."""
    words = alternation([row[0] for row in rows("conclusion")])
    return re.compile(f"{_OPEN}(?P<word>{words}){_CLOSE}[:：]?{_CLOSE}")


@cache
def conclusion_inline() -> re.Pattern[str]:
    """Match the front of a conclusion whose text follows on the same line: `總結:…`."""
    words = alternation([row[0] for row in rows("conclusion") if len(row[0]) > 1])
    return re.compile(f"[【\\[［「]?(?P<word>{words})(?:[】\\]］」]\\s*[:：]?|\\s*[:：])\\s*(?=\\S)")


_SIGNS = r"[^\w《〈“「『©@+＋]{0,12}"
"""Decoration in front of a footer's part or of furniture: brackets, arrows, any sign but those that say something."""


@cache
def footer(where: str) -> re.Pattern[str]:
    """Match the front of a footer line; the name of the last group is its kind.

    Args:
        where: `any` for what is a footer wherever it stands, `edge` for what is one only outside the body, `whole` for
            patterns of a whole line there.
    """
    kinds: dict[str, list[str]] = {}
    for kind, place, pattern in rows("footer"):
        if place == where:
            kinds.setdefault(kind, []).append(pattern)
    # `圖／取自…` is a source before it is a credit.
    kinds = {kind: kinds[kind] for kind in ("source", "editor", "disclaimer", "contact") if kind in kinds}
    groups = "|".join(f"(?P<{kind}>{_any_of(patterns)})" for kind, patterns in kinds.items())
    return re.compile(f"{_SIGNS}(?:{groups})")


@cache
def caveat() -> re.Pattern[str]:
    """Find words that make a disclaimer of a line at the edge of an article, wherever they stand in it."""
    return re.compile(_any_of([row[2] for row in rows("footer") if row[1] == "caveat"]))


@cache
def short_caveat(*, stops: bool) -> re.Pattern[str]:
    """Find words that make a disclaimer of a short line below the body; `stops`: of one that ends with a full stop."""
    places = ("short",) if stops else ("short", "bare")
    return re.compile(_any_of([row[2] for row in rows("footer") if row[1] in places]))


@cache
def name() -> re.Pattern[str]:
    """Match the full name of somebody: a surname of the list with two characters, one after a compound surname."""
    return re.compile(_names()[1])


def _names() -> tuple[str, str]:
    """Return patterns of any Han name, and of one that hardly is a word (three characters)."""
    compound, *single = (row[0] for row in rows("surname"))
    double = f"(?:{'|'.join(compound.split())})"
    return (
        f"(?:{double}[\u3400-\u9fff]{{1,2}}|[{''.join(single)}][\u3400-\u9fff]{{1,2}})",
        f"(?:{double}[\u3400-\u9fff]|[{''.join(single)}][\u3400-\u9fff]{{2}})",
    )


@cache
def signature() -> re.Pattern[str]:
    """Match a line of nothing but names of people in brackets or behind a sign: `（張三 李四）`, `■ 張三`."""
    any_name, long = _names()
    names = f"{any_name}(?:[、，,\\s]{{1,2}}{any_name}){{0,3}}"
    return re.compile(rf"[（(【〔\[]\s?{names}\s?[)）】〕\]]|(?:[■▲◆●◎○□]|—{{1,2}}|-{{1,2}})\s?{long}")


@cache
def _roles() -> tuple[str, str]:
    """Return patterns of a role of people who write, and of any role, both with what may stand in front."""
    groups: dict[str, list[str]] = {}
    for kind, pattern in rows("role"):
        groups.setdefault(kind, []).append(pattern)
    prefix = f"(?:{_any_of(groups['prefix'])}){{0,3}}"
    named = _any_of([role for role in groups["named"] if len(role) > 1])
    return prefix + named, f"{prefix}{_any_of(groups['named'] + groups['credit'])}(?:[人员員者])?"


@cache
def credit_front() -> re.Pattern[str]:
    """Match the front of a line that names an author and says more: `作者：某某，某大學教授`."""
    return re.compile(f"{_SIGNS}{_roles()[0]}\\s?[:：丨|｜]")


@cache
def credit_line() -> re.Pattern[str]:
    """Match a whole line of credits: roles, each with its names, `編輯：某某 校對/某某`, `（記者 某某）`."""
    role = _roles()[1]
    han = "[\u3400-\u9fff]"
    latin = r"[A-Za-z][A-Za-z0-9_.\-]{1,23}(?: [A-Z][A-Za-z.]{1,15}){0,2}"
    name = rf"(?:{han}(?:[·•・]?{han}){{1,17}}|{latin}|{han}[A-Za-z0-9_]{{1,11}})"
    apart = r"(?:\s?[:：丨|｜/／]\s?|[ \u3000]{1,3})"
    gap = r"(?:\s?[、,，/／;；&和]\s?|[ \u3000]{1,3})"
    part = f"{role}(?:{gap}{role})?{apart}{name}(?:{gap}{name}){{0,5}}"
    code = r"(?:[\s_]{0,2}[A-Z]{1,3}\d{2,8})?"
    return re.compile(f"{_SIGNS}{part}(?:[\\s、,，;；|｜丨【（(]{{0,3}}{part}){{0,5}}{code}[\\s)）】〕\\]］]*")


@cache
def furniture(where: str) -> re.Pattern[str]:
    """Match a whole line of page furniture.

    Args:
        where: `any` and `edge` as for `footer`; `links` for headings of rows of links, which are part of `any`.
    """
    places = ("any", "links") if where == "any" else (where,)
    patterns = [pattern for place, pattern in rows("furniture") if place in places]
    return re.compile(rf"{_SIGNS}{_any_of(patterns)}[\s】\]>»›|。.↓▼▽⬇👇→↑▲！!~～…]{{0,12}}")


@cache
def reach() -> re.Pattern[str]:
    """Find a word that says a number or an id is there to reach somebody: 电话, 合作, 微信, ☎."""
    return re.compile(_any_of([row[2] for row in rows("contact") if row[0] == "reach"]))


@cache
def others() -> re.Pattern[str]:
    """Find the name of a public office, whose numbers articles cite and publishers do not sign with."""
    return re.compile(_any_of([row[2] for row in rows("contact") if row[0] == "others"]))


@cache
def sign_off() -> re.Pattern[str]:
    """Match a line that is the name of an office, as it stands below a notice."""
    return re.compile(rf"[\w（）()·\s]{{2,28}}{_any_of([row[0] for row in rows('signoff')])}")


@cache
def heading() -> re.Pattern[str]:
    """Match a line that is a usual heading without a number: 用料, 岗位职责, 律师提醒."""
    return re.compile(_any_of([row[0] for row in rows("heading")]) + "[:：]?")


@cache
def byline() -> re.Pattern[str]:
    """Find a word that makes a short line a byline or a caption rather than a heading: `本報記者王某`, `圖為…`."""
    return re.compile(_any_of([row[0] for row in rows("byline")]))


@cache
def measure() -> re.Pattern[str]:
    """Match a unit of measure right after a number (`3.5 万元`, `1.1 亿`)."""
    return re.compile(r"\s*" + alternation([row[1] for row in rows("unit") if row[0] == "measure"], notes=False))


@cache
def question() -> re.Pattern[str]:
    """Match the front of a question without a number: `問:`, `Q：`."""
    return _qa("question")


@cache
def answer() -> re.Pattern[str]:
    """Match the front of an answer, numbered or not: `回答:`, `A1：`, `【答】`."""
    return _qa("answer")


def _qa(role: str) -> re.Pattern[str]:
    words = alternation([row[1] for row in rows("qa") if row[0] == role])
    number = r"\s*(?P<number>[\d一二三四五六七八九十]{0,3})\s*"
    bracketed = rf"[【\[［]\s*{words}{number}[】\]］]\s*[:：]?"
    letter = r"|A\s?\d{1,2}\s?[.．、](?!\d)" if role == "answer" else ""
    return re.compile(rf"(?:{bracketed}|{words}{number.replace('number', 'value')}[:：]{letter})\s*")

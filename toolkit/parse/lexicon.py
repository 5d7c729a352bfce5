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


@cache
def footer(where: str) -> re.Pattern[str]:
    """Match the front of a footer line; the name of the last group is its kind.

    Args:
        where: `any` for what is a footer wherever it stands, `edge` for what is one only outside the body.
    """
    kinds: dict[str, list[str]] = {}
    for kind, place, pattern in rows("footer"):
        if place == where:
            kinds.setdefault(kind, []).append(pattern)
    groups = "|".join(f"(?P<{kind}>{alternation(patterns)})" for kind, patterns in kinds.items())
    return re.compile(rf"[\s（(【\[［*※★●■>—|\\\-]*(?:{groups})")


@cache
def furniture(where: str) -> re.Pattern[str]:
    """Match a whole line of page furniture; `where` as for `footer`."""
    patterns = [pattern for place, pattern in rows("furniture") if place == where]
    return re.compile(rf"[\s【\[<«‹|]*{alternation(patterns)}[\s】\]>»›|。.]*")


@cache
def byline() -> re.Pattern[str]:
    """Find a word that makes a short line a byline or a caption rather than a heading: `本報記者王某`, `圖為…`."""
    return re.compile(alternation([row[0] for row in rows("byline")]))


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
    return re.compile(rf"(?:{bracketed}|{words}{number.replace('number', 'value')}[:：])\s*")

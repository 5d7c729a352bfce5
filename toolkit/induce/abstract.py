"""Typed values as single characters, so that alignment sees `年化<number>左右` and never cuts a number in two.

Each number, date, URL … of a text is replaced by one private-use character that names its type, and put back at the
end: as fixed text where all articles agree, else as a slot that knows its type. A variable that an article repeats (the
name it is about) is replaced the same way by a character of its own, so that it is one name wherever it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MARK = "mark"
"""A circled number at the beginning of a line, which numbers an item; elsewhere it may be a digit of a phone number."""
ENTITIES: dict[str, str] = {
    "url": r"https?://[^\s\u3000-\u303f\uff00-\uff60\u4e00-\u9fff<>\"']+",
    "email": r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "domain": r"(?:www|m)\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "date": (
        r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号號])?"
        r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
        r"|(?<!\d)\d{1,2}月\d{1,2}[日号號]"
    ),
    "time": r"(?<![\d:：])\d{1,2}[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:：])",
    "phone": r"(?<!\d)(?:1[3-9]\d{9}|400[- ]?\d{3}[- ]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)",
    "id": r"(?<![A-Za-z])[A-Za-z][A-Za-z_-]{0,63}\d[\w-]*",
    "number": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*",
    MARK: r"(?<![^\n])[①-⑳]",
}
"""Kinds of typed value, the surest first. ASCII digits only: Chinese numerals are words too (一些, 三思). What stands
before an @ has at most 64 characters (RFC 5321); bounds keep long rows of letters from being read again from each."""

ORDINAL = "ordinal"
"""The running number of a heading, at the beginning of a line. It is lifted where the same heading has several: because
a section may be left out before it, or because sections change places."""
NUMERAL = "一二三四五六七八九十"
BEFORE = ("", "第", "（", "(", "问题", "問題", "步骤", "步驟", "方法", "技巧")
BEHIND = "、．.）):：章节節部步天条條点點"
"""What may stand before a heading's number, and behind it."""
_NUMBERED = (
    r"(?:\A|" + "|".join(f"(?<=\n{re.escape(before)})" for before in BEFORE) + rf")[{NUMERAL}]{{1,3}}(?=[{BEHIND}])"
)
_ORDINAL = re.compile(
    rf"(?:\A|\n)(?:{'|'.join(map(re.escape, filter(None, BEFORE)))})?([{NUMERAL}]{{1,3}})(?=[{BEHIND}])"
)
KINDS = (*ENTITIES, ORDINAL)
"""All kinds that are lifted."""
MARKS = frozenset("\n。，、：；！？「」『』（）《》【】“”,.:;!?()")
"""Line ends and punctuation: where all values of a column share them at an end, they stand outside the slot."""


def _any_of(kinds: dict[str, str], starts: str) -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items())
    return re.compile(f"(?=[{starts}])(?:{groups})", re.ASCII)


_STARTS = "0-9A-Za-z①-⑳"
_ENTITY = _any_of(ENTITIES, _STARTS)
_ENTITY_OR_ORDINAL = _any_of({**ENTITIES, ORDINAL: _NUMBERED}, _STARTS + NUMERAL)
_PLANE = 0xF0000
FIRST_SIGN = chr(_PLANE)
"""All signs are this character or come after it."""
_LAST = 0xFFFFD


@dataclass(slots=True)
class Signs:
    """Which private characters stand for what.

    Attributes:
        types: sign to name of the kind, for typed values.
        variables: sign to number of the variable.
    """

    types: dict[str, str]
    variables: dict[str, int]


def stands_outside(character: str) -> bool:
    """Tell whether a character is no part of a value that it begins or ends."""
    return character in MARKS or character >= FIRST_SIGN


def unused(texts: Iterable[str], count: int) -> list[str]:
    """Return private-use characters (plane 15) that occur in no text."""
    seen: set[str] = set()
    for text in texts:
        if not text.isascii() and max(text) >= chr(_PLANE):
            seen.update(c for c in text if c >= chr(_PLANE))
    out: list[str] = []
    code = _PLANE
    while len(out) < count and code <= _LAST:
        if chr(code) not in seen:
            out.append(chr(code))
        code += 1
    return out


def wandering(texts: Iterable[str]) -> frozenset[str]:
    """Return the headings (lines without the number) that have several running numbers."""
    numbers: dict[str, set[str]] = {}
    for text in texts:
        for match in _ORDINAL.finditer(text):
            numbers.setdefault(_line(text, match.end()), set()).add(match.group(1))
    return frozenset(heading for heading, found in numbers.items() if len(found) > 1)


def _line(text: str, start: int) -> str:
    """Return the rest of a line, without the blanks at its end."""
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)].rstrip()


def lift(text: str, sign_of: dict[str, str], headings: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
    """Replace typed values by signs.

    Args:
        text: any text.
        sign_of: kind to sign.
        headings: what `wandering` returned for the group.

    Returns:
        The text with signs, and what they stand for, in order.

    >>> lift("借5000元，打13800000000", {"number": "N", "phone": "P"})
    ('借N元，打P', ['5000', '13800000000'])
    """
    values: list[str] = []

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind not in sign_of or (kind == ORDINAL and _line(text, match.end()) not in headings):
            return match.group()
        values.append(match.group())
        return sign_of[kind]

    return (_ENTITY_OR_ORDINAL if headings else _ENTITY).sub(replace, text), values


def replace_all(text: str, values: list[str], value: str, sign: str, signs: frozenset[str]) -> tuple[str, list[str]]:
    """Replace each occurrence of `value` in a lifted text by `sign`, keeping the list of lifted values in step.

    Args:
        text: the lifted text.
        values: what its signs stand for, in order.
        value: what to replace; holds no sign.
        sign: the character to write instead.
        signs: all signs in use.
    """
    if value not in text:
        return text, values
    out: list[str] = []
    count = _counter(signs)
    used = 0
    for k, piece in enumerate(text.split(value)):
        if k:
            out.append(value)
        n = len(count(piece))
        out += values[used : used + n]
        used += n
    return text.replace(value, sign), out


@lru_cache(maxsize=16)
def _counter(signs: frozenset[str]) -> Callable[[str], list[str]]:
    return re.compile("[" + re.escape("".join(sorted(signs))) + "]" if signs else "(?!)").findall

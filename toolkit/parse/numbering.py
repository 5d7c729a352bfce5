"""Numbering marks at the front of a line: which family, which value, where the words begin.

A *family* is one way of numbering: `cjk` 一、, `(cjk)` （一）, `arabic` 1., `dotted2` 1.1, `章` 第一章, `circled` ①,
`roman` Ⅰ., `alpha` A., `【】`, `word:步骤` 步骤一, `#` for Markdown … Half and full width, traditional and simplified,
and marks with a pinyin note inside are one family.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from toolkit.parse.lexicon import NOTE, alternation, rows

HAN_DIGITS = "一二三四五六七八九十百〇零○两兩壹贰叁肆伍陆柒捌玖拾貳參陸"
_VALUES = dict(zip("一二三四五六七八九〇零○两兩", (1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 2, 2), strict=True))
_VALUES |= dict(zip("壹贰叁肆伍陆柒捌玖貳參陸", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 6), strict=True))
# Kangxi radicals that look like the numerals 一二八十 and stand for them in some copied pages.
_VALUES |= {"⼀": 1, "⼆": 2, "⼋": 8}
_TENS = {"十": 10, "拾": 10, "⼗": 10, "百": 100}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
MAX_DEPTH = 6
"""Components of a dotted number that are read as levels; a longer one (an IP address, a version) is no heading."""


class Mark(NamedTuple):
    """A numbering mark.

    Attributes:
        family: the way of numbering.
        number: the value, one entry a component; empty for families without numbers (`【】`, `#`).
        end: offset of the first character after the mark and its separators.
        needs_support: True when the mark is only believed if another number of its family stands next to it
            (`A.`, `1.1`, `I.`), because prose also begins like that.
    """

    family: str
    number: tuple[int, ...]
    end: int
    needs_support: bool


def han_number(text: str) -> int | None:
    """Return the value of a Chinese numeral below 1,000, positional or spelled; None if it is none.

    >>> [han_number(s) for s in ("七", "十二", "二十", "三十一", "一百零五", "二〇", "壹拾")]
    [7, 12, 20, 31, 105, 20, 10]
    """
    if not any(char in _TENS for char in text):
        value = 0
        for char in text:
            if char not in _VALUES:
                return None
            value = value * 10 + _VALUES[char]
        return value if text else None
    total = current = 0
    for char in text:
        if char in _TENS:
            total += (current or 1) * _TENS[char]
            current = 0
        elif char in _VALUES:
            current = _VALUES[char]
        else:
            return None
    return total + current


def roman_number(text: str) -> int | None:
    """Return the value of a Roman numeral of I, V, X, L in its usual form; None if it is none.

    >>> [roman_number(s) for s in ("IV", "IX", "XII", "IIX", "")]
    [4, 9, 12, None, None]
    """
    if not re.fullmatch(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[char] for char in text]
    return sum(-v if v < nxt else v for v, nxt in zip(values, [*values[1:], 0], strict=True))


_H = "[一二三四五六七八九十百〇零○⼀⼆⼋⼗]"
_N = r"\d{1,2}"
_BIG = "[壹贰叁肆伍陆柒捌玖拾貳參陸]"


@cache
def _grammar() -> re.Pattern[str]:
    unit = alternation([row[1] for row in rows("unit") if row[0] == "chapter"])
    words = alternation([row[0] for row in rows("ordinal")])
    value = rf"(?:{_H}{{1,4}}|\d{{1,3}})"
    return re.compile(
        "|".join(
            [
                rf"(?P<cjk>{_H}{{1,4}}|{_BIG}{{1,3}}){NOTE}\s*(?P<cjksep>[、．.:：|｜丨/／]|[,，](?!{_H}))",
                rf"[（(【〔\[［「〖]\s*(?P<pcjk>{_H}{{1,4}}|{_BIG}{{1,3}}){NOTE}\s*[）)】〕\]］」〗]\s*[、．.:：]?",
                rf"(?P<rpcjk>{_H}{{1,3}})\s*[）)]",
                rf"(?P<barecjk>{_H}{{1,3}}|{_BIG}{{1,2}})(?:[ \u3000]+(?=[\u3400-\u9fffA-Z])|$)",
                r"(?P<ask>[一二三四五六七八九十])[问問看查选選忌防招宜诀訣难難][:：]",
                rf"其(?P<qi>{_H}{{1,2}})(?:[、:：]|\s+|$)",
                r"(?P<stem>[甲乙丙丁戊己庚辛])(?:[、．.]\s*|\s+)(?![甲乙丙丁戊己庚辛])",
                rf"[（(]\s*(?P<parabic>{_N})\s*[）)]\s*[、．.:：]?",
                rf"[【〔\[［]\s*(?P<barabic>{_N})\s*[】〕\]］]\s*[、．.:：]?",
                r"(?P<dotted>\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,11})(?![\d%％])(?:\s*[、．.]|(?=\D|$))(?!\d)",
                rf"(?P<bare>{_N})(?:[ \u3000]+(?=[\u3400-\u9fffA-Z“《])|$)",
                r"(?P<padded>0[1-9])(?=[\u3400-\u9fff])",
                rf"(?P<barred>{_N})\s?(?:[|｜丨/／·:：](?!\d)|[-–—](?=\s))",
                rf"(?P<rparabic>{_N})\s*[）)]",
                rf"(?P<arabic>{_N})\s*(?:[.．](?!\d)|[.．](?=(?:19|20)\d\d\s?年)|、)(?!{_N}(?:\s*[、.．]))",
                r"(?P<keycap>\d)\ufe0f?\u20e3",
                r"(?P<circled>[\u2460-\u2473\u2776-\u277f\u2780-\u2793\u24f5-\u24fe\u3280-\u3289])\s*[、．.:：]?",
                r"(?P<enclosed>[\u2474-\u2487\u3220-\u3229])\s*[、．.]?",
                r"(?P<stop>[\u2488-\u249b])",
                r"(?P<uroman>[\u2160-\u216b])\s*[、．.:：]?",
                r"(?P<roman>[IVXＩＶＸ]{1,5})\s*[、．.](?![A-Za-z])",
                r"(?P<lroman>[ivx]{1,5}|[\u2170-\u217b])\s*[、．.)）](?![A-Za-z])",
                r"(?P<alpha>[A-HＡ-Ｈa-hａ-ｈ])\s*[、．.)）](?![A-Za-z])",
                r"[（(](?P<palpha>[A-Ha-h])[）)]",
                rf"第{NOTE}\s*(?P<chapter>{value})\s*(?P<unit>{unit})\s*(?P<chaptersep>[:：、，,.．\s]|$|(?=《|【))",
                rf"第{NOTE}\s*(?P<other>{_H}{{1,3}})(?P<what>[\u3400-\u9fff])(?P<othersep>[\u3400-\u9fff]?[:：])",
                rf"第{NOTE}\s*(?P<nth>{_H}{{1,3}}){NOTE}\s*(?P<nthsep>[、:：])",
                rf"(?P<word>{words})\s*(?P<ordinal>{_H}{{1,3}}{NOTE}|{_N}|[\u2460-\u2473])\s*(?P<wordsep>[:：、.．|｜丨/／·—–-]|\s|$|(?=】))",
                r"(?P<hash>\#{1,6})\s+(?=\S)",
            ]
        )
    )


_STARTERS = frozenset(
    "第其（(【〔[［「〖#QＱ甲乙丙丁戊己庚辛"
    + HAN_DIGITS
    + "⼀⼆⼋⼗"
    + "IVXＩＶＸivx"
    + "ABCDEFGHabcdefghＡＢＣＤＥＦＧＨ"
)
_SPACE = re.compile(r"[ \t\u3000\u00a0]*")


@cache
def _word_starters() -> frozenset[str]:
    from toolkit.parse.lexicon import variants

    forms = variants()
    return (
        frozenset("".join(forms.get(row[0][0], row[0][0]) for row in rows("ordinal") if row[0][0] != "("))
        | _STARTERS
        | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ№")
    )


def find_mark(text: str, start: int, end: int) -> Mark | None:
    """Read the numbering mark at `text[start:end]`, if one stands there.

    Args:
        text: the whole text.
        start: first character of the line that is no space.
        end: end of the line, without its line break.
    """
    if start >= end:
        return None
    first = text[start]
    if first not in _word_starters() and not first.isdigit() and not "\u2160" <= first <= "\u328f":
        return _word_mark(text, start, end)
    match = _grammar().match(text, start, end)
    if match is None:
        return _word_mark(text, start, end)
    found = _interpret(match)
    if found is None:
        return None
    family, number, needs_support = found
    space = _SPACE.match(text, match.end(), end)
    return Mark(family, number, space.end() if space else match.end(), needs_support)


_ANY_WORD = re.compile(
    rf"(?!星期|[禮礼]拜)(?P<word>[\u3400-\u9fff]{{2}})(?P<number>[一二三四五六七八九十]|{_N})"
    r"\s*(?:[:：、|｜丨]|[ \u3000](?=\S))"
)
_THIRD = frozenset("一二三四五六七八九十0123456789")


def _word_mark(text: str, start: int, end: int) -> Mark | None:
    """Read any two characters with a number and a sign behind (`錯誤一：`), to be believed only where they count."""
    if end - start < 5 or text[start + 2] not in _THIRD:
        return None
    match = _ANY_WORD.match(text, start, end)
    value = _any_number(match["number"]) if match is not None else None
    if match is None or not value:
        return None
    space = _SPACE.match(text, match.end(), end)
    return Mark("word:" + match["word"], (value,), space.end() if space else match.end(), needs_support=True)


def _interpret(match: re.Match[str]) -> tuple[str, tuple[int, ...], bool] | None:
    """Return (family, number, needs support) of a match of the grammar."""
    group = match.lastgroup or ""
    if group.endswith("sep"):
        group = {"cjksep": "cjk", "chaptersep": "chapter", "wordsep": "ordinal", "nthsep": "nth", "othersep": "other"}[
            group
        ]
    raw = match[group]
    family, support = group, False
    if group in ("cjk", "pcjk", "rpcjk", "qi", "ask"):
        value = han_number(raw)
        family = {"cjk": "cjk", "pcjk": "(cjk)", "rpcjk": "cjk)", "qi": "其", "ask": "一问"}[group]
        support = group != "pcjk" and (group != "cjk" or match["cjksep"] != "、" or len(raw) > 2)
    elif group == "barecjk":
        return _of_value("bare cjk", han_number(raw))
    elif group == "stem":
        return _of_value("stem", "甲乙丙丁戊己庚辛".index(raw) + 1)
    elif group in ("parabic", "barabic", "rparabic", "arabic", "keycap"):
        value = int(raw)
        family = {"parabic": "(arabic)", "barabic": "[arabic]", "rparabic": "arabic)"}.get(group, group)
    elif group == "dotted":
        parts = tuple(int(part) for part in re.split(r"\s?[.．]\s?", raw))
        if len(parts) > MAX_DEPTH or 0 in parts[:1]:
            return None
        return f"dotted{len(parts)}", parts, True
    elif group == "bare":
        return _of_value("dotted1", int(raw))
    elif group in ("padded", "barred"):
        return _of_value(group, int(raw))
    elif group in ("circled", "enclosed", "stop", "uroman"):
        value, family = _symbol(raw)
    elif group == "roman":
        value = roman_number(raw.translate(_HALF_ROMAN))
        support = True
    elif group == "lroman":
        value = _symbol(raw)[0] if len(raw) == 1 and raw >= "\u2170" else roman_number(raw.upper())
        family, support = "roman-lower", True
    elif group in ("alpha", "palpha"):
        value = ord(raw.translate(_HALF_ALPHA).upper()) - ord("A") + 1
        family = ("alpha" if raw.translate(_HALF_ALPHA).isupper() else "alpha-lower") + (
            "()" if group == "palpha" else ""
        )
        support = True
    elif group == "other":
        return _of_value("第" + match["what"], han_number(raw))
    elif group == "nth":
        value, family, support = han_number(raw), "第", True
    elif group == "chapter":
        value = _any_number(raw)
        family = match["unit"]
    elif group == "ordinal":
        value = _any_number(raw)
        word = match["word"].rstrip(".．")
        family = "word:" + (word if len(word) == 1 else word.casefold())
        support = raw.isdecimal() and match["word"][0].isascii()
    else:
        return "#" * len(raw), (), False
    if value is None or value == 0:
        return None
    return family, (value,), support


def _of_value(family: str, value: int | None) -> tuple[str, tuple[int, ...], bool] | None:
    """Return a mark that needs support, or None without a value."""
    return (family, (value,), True) if value else None


_HALF_ROMAN = str.maketrans("ＩＶＸ", "IVX")
_HALF_ALPHA = {ord(full): chr(ord(full) - 0xFEE0) for full in "ＡＢＣＤＥＦＧＨａｂｃｄｅｆｇｈ"}
_RANGES = (
    (0x2460, 0x2473, "circled"),
    (0x2776, 0x277F, "circled"),
    (0x2780, 0x2789, "circled"),
    (0x278A, 0x2793, "circled"),
    (0x24F5, 0x24FE, "circled"),
    (0x3280, 0x3289, "circled"),
    (0x2474, 0x2487, "(arabic)"),
    (0x3220, 0x3229, "(cjk)"),
    (0x2488, 0x249B, "arabic"),
    (0x2160, 0x216B, "roman"),
    (0x2170, 0x217B, "roman-lower"),
)


def _symbol(char: str) -> tuple[int | None, str]:
    """Return value and family of a character that is a whole mark: ①, ⑴, ㈠, ⒈, Ⅳ."""
    code = ord(char)
    for low, high, family in _RANGES:
        if low <= code <= high:
            return code - low + 1, family
    return None, ""


def _any_number(raw: str) -> int | None:
    bare = re.sub(NOTE, "", raw)
    if bare.isdecimal():
        return int(bare)
    if len(bare) == 1 and "\u2460" <= bare <= "\u2473":
        return _symbol(bare)[0]
    return han_number(bare)


def follows(before: tuple[int, ...], after: tuple[int, ...], slack: int = 3) -> bool:
    """Tell whether `after` may come next after `before` in one dotted numbering (1 → 1.1 → 1.2 → 2 → 2.1).

    Args:
        before: a number.
        after: the number that stands behind it in the text.
        slack: how many numbers may be missing in between, since sections get cut out.

    >>> follows((1, 2), (1, 3)), follows((1, 3), (2, 1)), follows((3, 5), (1, 1)), follows((1,), (1, 1))
    (True, True, False, True)
    """
    common = 0
    for left, right in zip(before, after, strict=False):
        if left != right:
            break
        common += 1
    if common == len(before):
        return len(after) > common and after[common] <= slack and all(part == 1 for part in after[common + 1 :])
    if common == len(after):
        return False
    step = after[common] - before[common]
    return 0 < step <= slack and all(part == 1 for part in after[common + 1 :])

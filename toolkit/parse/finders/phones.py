"""Phone numbers: mobile, landline, 400 and 800, Hong Kong, Macau, Taiwan, and any number with a `+`.

Shapes come from the Chinese numbering plan (MIIT, 电信网编号计划, 2017): mobiles are 1[3-9] and nine digits, area
codes begin with 0 and have three or four digits, subscriber numbers seven or eight, 400 and 800 are followed by
seven. What has the shape is checked with `phonenumbers`, which is imported when the first candidate turns up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.parse.finders.digits import Group, runs
from toolkit.parse.finders.view import labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Certainty
    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[2-9]\d{6,7}")
_SERVICE = re.compile(r"(?:400\d|800[1-9])\d{6}")
_PREFIX = ("86", "086", "0086")
_REGIONS = {"852": 8, "853": 8, "886": 9}
"""Country codes that are also written without a plus, and the digits of a mobile there."""
_SHORTEST, _LONGEST = 8, 17
"""Digits of a number: eight in Hong Kong and Macau; E.164 allows 15, and `00` may stand in front."""

_POSSIBLE = re.compile(
    r"(?:0{0,2}86)?1[3-9]\d{9}|0\d{8,11}|00\d{7,15}|(?:400\d|800[1-9])\d{6}|(?:0{0,2}86)0?[1-9]\d{8,10}|85[23]\d{8}|886\d{8,9}|[2-9]\d{7}"
)
"""Digits that may be a number at all; most runs of digits are not, and the rest of the work is not done for them."""

_MOST_GROUPS = 13  # every digit of +86 and a mobile on its own
_USUAL = {(11,), (3, 4, 4), (3, 8), (4, 4, 3), (7, 4), (3, 3, 5), (4, 7), (3, 5, 3)}
_SERVICE_USUAL = {(10,), (3, 3, 4), (3, 4, 3), (3, 7), (4, 3, 3), (4, 6), (3, 2, 2, 3), (6, 4)}
_UNIT = re.compile(r"\s?(?:[元万亿萬億%％‰人次个個吨噸户戶股件米年月克]|美元|港元|块|倍|字节)")
_LABEL_LETTERS = re.compile(
    r"(?:^|[^A-Za-z0-9])(?:tel|phone|mobile|vx|wx|v|tg|m|t|q|qq|fax|whatsapp)\.?$", re.IGNORECASE
)
_AMOUNT = re.compile(r"(?:[¥￥$€£]\s?|\d[,，.])$")
_KOREA = re.compile(r"[韩韓][国國]|首[尔爾]|[韩韓]方|[驻駐旅赴在][韩韓]|釜山|光州|[济濟]州|仁川")
_ELSEWHERE = re.compile(r"北京|[国國][内內]|境[内內]|外交部|全球")
_KOREAN_MOBILE = re.compile(r"010[2-9]\d{7}")
"""A mobile of Korea (010 and eight digits) is written like a landline of Beijing; the place tells them apart."""
_KOREA_REACH = 60
"""Characters in front of a number in which Korea must be named; notices of consulates name it in the same sentence."""
_TAIWAN_MOBILE = re.compile(r"09\d{8}")
"""A mobile of Taiwan; 0912 is also an area code of the mainland, but never with six digits behind it. Nor has the
mainland area codes of two digits, as in (02) 2345-6789."""
_TRADITIONAL = re.compile("[電專線聯絡傳熱機號]")
_TAIWAN = re.compile(r"[台臺][灣湾]|[台臺][北中南]|886|TW")


@lru_cache(maxsize=4096)
def e164(digits: str, region: str | None) -> str | None:
    """Return the number in E.164 form if it is a valid one of `region` (None: it has a plus), else None."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if region is not None and phonenumbers.region_code_for_number(number) != region:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def find_phones(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the phone numbers of a text."""
    for groups in runs(view.text):
        i = 0
        while i < len(groups):
            used = 0
            if claims.free(groups[i].start, groups[i].end):
                for count, value, certainty in _candidates(view, claims, groups, i):
                    start, end = _widen(view.text, groups[i].start, groups[i + count - 1].end)
                    if claims.free(start, end):
                        claims.take(start, end)
                        yield view.contact("phone", value, start, end, certainty)
                        used = count
                        break
            i += used or 1


_SHUT = re.compile("[)）]")
_RANGE = re.compile(r"[-–~～/](?:\d{1,2})(?![\d\-])(?!\s?[月日年:：时點点])")
"""The end of a row of lines of one house, `8888 8801-10`."""


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Take a plus or an opening bracket that belongs to the number along."""
    if start and text[start - 1] in "(（" and _SHUT.search(text, start, end):
        start -= 1
    if start and text[start - 1] == "+":
        start -= 1
        if start and text[start - 1] in "(（" and _SHUT.search(text, start, end):
            start -= 1
    extension = _RANGE.match(text, end)
    return start, extension.end() if extension else end


def _candidates(view: View, claims: Claims, groups: list[Group], i: int) -> Iterator[tuple[int, str, Certainty]]:
    """Yield (groups used, E.164, certainty) of the numbers that may begin with group `i`, the best first."""
    text = view.text
    first = groups[i]
    if i and text[groups[i - 1].end : first.start] == "-" and claims.free(groups[i - 1].start, first.start):
        return  # the middle of a longer number
    checked = False
    plus = first.start > 0 and (
        text[first.start - 1] == "+" or text[max(0, first.start - 2) : first.start] in ("+(", "+（")
    )
    for count, digits in _joined(groups, i):
        if not plus and not _POSSIBLE.fullmatch(digits):
            continue
        part = groups[i : i + count]
        if not _right_is_free(text, part[-1].end, groups[i + count] if i + count < len(groups) else None):
            continue
        found = _judge(view, part, digits, plus=plus)
        if found is not None:
            if not checked and not _left_is_free(view, claims, first.start):
                return
            checked = True
            value, certainty = found
            if any(group.han for group in part):
                certainty = "inferred"
            yield count, value, certainty


def _joined(groups: list[Group], i: int) -> list[tuple[int, str]]:
    """Return (groups used, their digits together) from group `i` on, longest first, 8 to 17 digits each."""
    out: list[tuple[int, str]] = []
    digits = ""
    for count, group in enumerate(groups[i : i + _MOST_GROUPS], 1):
        digits += group.digits
        if len(digits) > _LONGEST:
            break
        if len(digits) >= _SHORTEST:
            out.append((count, digits))
    return out[::-1]


def _left_is_free(view: View, claims: Claims, start: int) -> bool:
    """Tell whether a number may begin here: not inside a word, an amount, or after the name of another number."""
    before = view.text[max(0, start - 12) : start]
    if (
        before
        and ((before[-1].isascii() and before[-1].isalnum()) or before[-1] in "_/@#=&?%")
        and not _LABEL_LETTERS.search(before)
    ):
        return before[-1] in "/=" and (not before[-2:-1].isalnum() or not claims.free(start - 2, start - 1))
    if _AMOUNT.search(before):
        return False
    return not labelled(view, start, "number", "strong") or labelled(view, start, "phone", "strong")


def _right_is_free(text: str, end: int, following: Group | None) -> bool:
    """Tell whether a number may end here."""
    after = text[end : end + 1]
    if following is not None and following.start == end:
        return False
    if after and after.isascii() and (after.isalpha() or after in "@%_"):
        return text[end : end + 2].lower() in ("qq", "vx", "wx")
    if after == "." and text[end + 1 : end + 2].isdigit():
        return False
    return not _UNIT.match(text, end)


def _judge(view: View, part: list[Group], digits: str, *, plus: bool) -> tuple[str, Certainty] | None:
    """Return (E.164, certainty) if these groups are one phone number."""
    sizes = tuple(len(group.digits) for group in part)
    start = part[0].start
    gaps = [view.text[a.end : b.start] for a, b in pairwise(part)]
    if plus or digits.startswith("00"):
        value = e164("+" + digits.removeprefix("00"), None)
        if value is not None:
            return value, "proved"
    for prefix in _PREFIX:
        if digits.startswith(prefix) and _MOBILE.fullmatch(digits, len(prefix)):
            rest = sizes if sizes[0] > len(prefix) else sizes[1:]
            tidy = rest in _USUAL or sizes[0] == len(digits)
            value = e164(digits[len(prefix) :], "CN")
            return (value, "proved" if tidy else "inferred") if value else None
    if _MOBILE.fullmatch(digits):
        return _judge_mobile(view, digits, sizes, gaps, start)
    if _SERVICE.fullmatch(digits) and (sizes in _SERVICE_USUAL or labelled(view, start, "phone", "strong")):
        named = labelled(view, start, "phone", "strong")
        if any(char in gap for gap in gaps for char in ".()（）") or (len(sizes) == 1 and not named):
            return None
        value = e164(digits, "CN")
        return (value, "proved") if value and not _is_account(view, start) else None
    if _KOREAN_MOBILE.fullmatch(digits) and sizes == (3, 4, 4):
        near = view.text[max(0, start - _KOREA_REACH) : start]
        korea = max((match.end() for match in _KOREA.finditer(near)), default=0)
        value = e164(digits, "KR") if korea and not _ELSEWHERE.search(near, korea) else None
        if value is not None:
            return value, "inferred"
    if _LANDLINE.fullmatch(digits):
        found = _judge_landline(view, digits, sizes, gaps, start)
        if found is not None:
            return found
    return _judge_overseas(view, digits, sizes, start)


def _judge_mobile(
    view: View, digits: str, sizes: tuple[int, ...], gaps: list[str], start: int
) -> tuple[str, Certainty] | None:
    """Judge eleven digits that begin like a mobile."""
    value = e164(digits, "CN")
    if value is None:
        return None
    if sizes == (11,) or (sizes == (3, 4, 4) and len(set(gaps)) == 1):
        return value, "proved"
    if "." in "".join(gaps) and sizes != (3, 4, 4) and len(sizes) < 6:
        return None  # 138.12345678 is a decimal
    if sizes in _USUAL:
        return value, "proved" if labelled(view, start, "phone", "strong") else "inferred"
    if sizes[0] == 1 and len(sizes) < 6:
        return None  # 1-800-000-0000 is North American
    return (value, "inferred") if max(sizes) <= 4 or labelled(view, start, "phone", "strong") else None


def _judge_landline(
    view: View, digits: str, sizes: tuple[int, ...], gaps: list[str], start: int
) -> tuple[str, Certainty] | None:
    """Judge an area code and a subscriber number; without anything between them only after a label."""
    area = 3 if digits[1] in "12" else 4
    named = labelled(view, start, "phone", "strong")
    if len(sizes) == 1:
        if not named:
            return None
    elif sizes[0] != area or any(char in gap for gap in gaps for char in "._"):
        return None
    value = e164(digits, "CN")
    if value is None:
        return None
    tidy = len(sizes) == 1 or sizes[1:] in ((7,), (8,), (4, 4), (3, 4), (4, 3))
    if not tidy:
        return None
    return value, "proved" if named or "-" in gaps[0] else "inferred"


def _judge_overseas(view: View, digits: str, sizes: tuple[int, ...], start: int) -> tuple[str, Certainty] | None:
    """Judge numbers of Hong Kong, Macau and Taiwan that are written without a plus."""
    for code, size in _REGIONS.items():
        if digits.startswith(code) and len(digits) == len(code) + size and (sizes[0] == 3):
            value = e164("+" + digits, None)
            if value is not None:
                return value, "proved" if labelled(view, start, "phone", "strong") else "inferred"
    if _TAIWAN_MOBILE.fullmatch(digits) and sizes == (4, 3, 3):
        value = e164(digits, "TW")
        if value is not None:
            return value, "inferred"
    if digits.startswith("0") and 9 <= len(digits) <= 10 and sizes[0] == 2 and labelled(view, start, "phone", "strong"):
        # Seoul has 02, too; a label in traditional characters speaks for Taiwan.
        near = view.text[max(0, start - _KOREA_REACH) : start]
        if _TRADITIONAL.search(near[-8:]) and not _KOREA.search(near) and (value := e164(digits, "TW")) is not None:
            return value, "inferred"
    if digits.startswith("0") and 9 <= len(digits) <= 10:
        near = view.text[max(0, start - 28) : start]
        value = e164(digits, "TW") if _TAIWAN.search(near) else None
        return (value, "inferred") if value else None
    if len(digits) == 8 and sizes in ((8,), (4, 4)):
        near = view.text[max(0, start - 28) : start]
        region = "HK" if "香港" in near else "MO" if re.search("澳[门門]", near) else None
        if region is not None and labelled(view, start, "phone", "strong"):
            value = e164(digits, region)
            return (value, "inferred") if value else None
    return None


def _is_account(view: View, start: int) -> bool:
    return labelled(view, start, "qq", "strong") or labelled(view, start, "qq", "weak")

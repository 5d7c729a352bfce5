"""Accounts that only their label tells apart: QQ numbers and groups, WeChat ids, Telegram names.

QQ: 5 to 11 digits, the first not 0. WeChat: 6 to 20 letters, digits, `_` and `-`, beginning with a letter or `_`
(the rule of its settings page). Telegram: 5 to 32 letters, digits and `_`, beginning with a letter
(core.telegram.org/method/account.checkUsername).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.finders.digits import runs
from toolkit.parse.finders.view import labelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Certainty
    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.digits import Group
    from toolkit.parse.finders.view import Claims, View

_NAME = re.compile(r"@?[A-Za-z_][A-Za-z0-9_\-]{4,31}(?![A-Za-z0-9_\-])")
_WECHAT = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{5,19}")
_TELEGRAM = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
_GLUED = re.compile(r"(?P<label>(?i:v信|vx|wx|weixin|wechat|tg|telegram))[:：\s]?(?=[A-Za-z0-9])")
# The id that WeChat gives to who chooses none: its first letters are no label.
_WXID = re.compile(r"wxid_[A-Za-z0-9_\-]+", re.IGNORECASE)
_LIST_GAP = re.compile(r"\s*(?:[、/,，;；或和]|\s)\s*")
_QQ_MIN, _QQ_MAX = 5, 11


def find_accounts(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield QQ numbers, WeChat ids and Telegram names."""
    yield from _numbers(view, claims)
    yield from _names(view, claims)


def _numbers(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield accounts that are digits; `QQ:123456、234567` names two."""
    last_kind, last_end = "", -1
    for groups in runs(view.text):
        i = 0
        while i < len(groups):
            start = groups[i].start
            taken = _digits(groups, i)
            if taken is None or not claims.free(start, taken[1]):
                i += 1
                continue
            # Behind another group of the same run there is no room for a label.
            kind = _kind_of_number(view, start) if i == 0 or start - groups[i - 1].end > 1 else ""
            if not kind and last_kind and _LIST_GAP.fullmatch(view.text, last_end, start):
                kind = last_kind
            if not kind:
                i += 1
                continue
            digits, end, count = taken
            claims.take(start, end)
            certainty: Certainty = "proved" if count == 1 and not groups[i].han else "inferred"
            yield view.contact(kind, digits, start, end, certainty)
            last_kind, last_end = kind, end
            i += count


def _kind_of_number(view: View, start: int) -> str:
    for kind in ("qq", "wechat"):
        if labelled(view, start, kind, "strong") or labelled(view, start, kind, "weak"):
            return kind
    return ""


def _digits(groups: list[Group], i: int) -> tuple[str, int, int] | None:
    """Return (digits, end, groups used) of the number that begins with group `i`.

    One group is a number if it is long enough; shorter groups are one number in pieces.
    """
    digits = groups[i].digits
    count = 1
    if len(digits) < _QQ_MIN:
        for group in groups[i + 1 : i + _QQ_MAX]:
            if len(group.digits) >= _QQ_MIN or len(digits) + len(group.digits) > _QQ_MAX:
                break
            digits += group.digits
            count += 1
    if not _QQ_MIN <= len(digits) <= _QQ_MAX or digits[0] == "0":
        return None
    return digits, groups[i + count - 1].end, count


def _names(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield accounts that are names."""
    text = view.text
    for match in _NAME.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if before and before.isascii() and (before.isalnum() or before in "_-./@#"):
            continue
        own = _WXID.fullmatch(text, start, end)
        glued = None if own else _GLUED.match(text, start, end)
        if glued:
            start = glued.end()
        elif text[start] == "@":
            start += 1
        kind = _kind_of_name(view, match.start() if not glued else start, text[start:end])
        if not kind and own and any("0" <= char <= "9" for char in own[0]):
            kind = "wechat"
        if not kind or not claims.free(start, end) or text[end : end + 1] == "@" or text[end : end + 2] == "://":
            continue
        pattern = _WECHAT if kind == "wechat" else _TELEGRAM
        name = text[start:end]
        if not pattern.fullmatch(name):
            continue
        claims.take(start, end)
        yield view.contact(kind, name if kind == "wechat" else name.lower(), start, end, "proved")


def _kind_of_name(view: View, start: int, name: str) -> str:
    """Say what a name is by its label; without a colon a bare word is not believed (`微信Android版`)."""
    colon = view.text[max(0, start - 3) : start].rstrip(' @「『“"[【(（')[-1:] in (":", "：", "=")
    wordlike = name.isalpha() and not colon
    for kind in ("wechat", "telegram"):
        if labelled(view, start, kind, "weak"):
            return kind
        if not wordlike and labelled(view, start, kind, "strong"):
            return kind
        if kind == "telegram" and view.text[start : start + 1] == "@" and labelled(view, start, kind, "strong"):
            return kind
    return ""

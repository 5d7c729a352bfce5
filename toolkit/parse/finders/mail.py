"""Mail addresses, plain and with the signs replaced: `name#qq.com`, `name(at)163(dot)com`, `name 艾特 qq 点 com`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.finders.hosts import DOT, TLD, canonical_host
from toolkit.parse.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

PROVIDERS = frozenset(row[1] for row in rows("host") if row[0] == "mail")
"""Hosts, without their last part, of which an address is believed even when another sign stands for @."""

_GATE = ("@", "#", "◎", "艾特", "小老鼠", "at", "AT", "At", "(a)")
_AT = re.compile(r"[@#◎]|艾特|小老鼠|[(（\[【{<]\s?(?:at|AT|At|艾特|@|#)\s?[)）\]】}>]|(?<=\s)[aA][tT](?=\s)|\(a\)")
_CALLED = re.compile("邮箱|郵箱|邮件|郵件|信箱|电邮|電郵|[Mm][Aa][Ii][Ll]")
_CUE = 8  # characters in front of an address that say it is one: `发邮件到`, `邮箱：`
_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_\-])?(?=\s?\Z)")
_HAN_LOCAL = re.compile(r"[0-9一二三四五六七八九〇零]{5,12}(?=\s?\Z)")
_HAN = str.maketrans("一二三四五六七八九〇零", "12345678900")
_HOST = re.compile(
    rf"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,61}}[A-Za-z0-9])?{DOT}){{1,4}}(?:(?i:{TLD})|[A-Za-z]{{2,12}})(?![A-Za-z0-9\-])"
)
_PLAIN_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,12}(?![A-Za-z0-9\-])")
_SPLIT = re.compile(DOT)


def find_mails(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the mail addresses of a text; the host is lower-case, the local part as written."""
    text = view.text
    if not any(sign in text for sign in _GATE):
        return
    for sign in _AT.finditer(text):
        window = max(0, sign.start() - 64)
        local = _LOCAL.search(text, window, sign.start()) or _HAN_LOCAL.search(text, window, sign.start())
        if local is None:
            continue
        at = sign.end() + (text[sign.end() : sign.end() + 1].isspace())
        host = _PLAIN_HOST.match(text, at) or _HOST.match(text, at)
        if host is None:
            continue
        start, end = local.start(), host.end()
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            continue
        name = canonical_host(_SPLIT.sub(".", host[0]))
        if name is None or not claims.free(start, end):
            continue
        plain = end - start == len(local[0]) + 1 + len(name) and sign[0] == "@" and host[0].lower() == name
        called = _CALLED.search(text, max(0, start - _CUE), start) is not None
        clear = called or (sign[0][0] in "(（[【{<艾" and host.re is _PLAIN_HOST)
        if not plain and not (
            clear
            or name.rsplit(".", 1)[0] in PROVIDERS
            or (name.split(".")[-1] in ("com", "cn", "net") and "#" not in sign[0])
        ):
            continue
        if not plain and not called and sign[0] == "#" and name.rsplit(".", 1)[0] not in PROVIDERS:
            continue
        claims.take(start, end)
        yield view.contact("email", f"{local[0].translate(_HAN)}@{name}", start, end, "proved" if plain else "inferred")

"""Addresses with a scheme, Telegram links among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.finders.hosts import canonical_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_URL = re.compile(
    r"(?P<scheme>[hH](?:[tT]{2}|[xX]{2})[pP][sS]?|[fF][tT][pP])\s?[:：]\s?//(?P<rest>[A-Za-z0-9\u3400-\u9fff.\-_@:]{1,260}(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|]*)?)"
)
_TELEGRAM_LINK = re.compile(
    r"(?<![A-Za-z0-9.])(?:https?://)?(?:t|telegram)\.(?:me|dog)/(?:s/)?(?P<name>\+?[A-Za-z0-9_\-]{4,40})"
)
# User names in an address are left out: they hide the host (RFC 3986, 7.6).
_PARTS = re.compile(r"(?:[^@/?#]*@)?(?P<host>[^:/?#@]*)(?::(?P<port>\d*))?(?P<tail>[/?#].*)?", re.DOTALL)
_TRAILING = ".,;:!?'"
_PORTS = {"http": ":80", "https": ":443"}


def find_urls(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield Telegram links and addresses with a scheme; hosts are canonical, default ports dropped."""
    text = view.text
    if ".me/" in text or ".dog/" in text:
        for match in _TELEGRAM_LINK.finditer(text):
            claims.take(*match.span())
            name = match["name"]
            yield view.contact("telegram", name if name[0] == "+" else name.lower(), *match.span(), "proved")
    if "//" not in text:
        return
    for match in _URL.finditer(text):
        start, end = match.span()
        rest = match["rest"]
        host, tail = re.match(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
        host = _cut_host(host)
        if len(host) < len(rest) - len(tail):
            tail = ""
        rest = host + tail
        while rest and (rest[-1] in _TRAILING or (rest[-1] == ")" and rest.count("(") < rest.count(")"))):
            rest = rest[:-1]
        end = match.start("rest") + len(rest)
        value = canonical_url(match["scheme"], rest)
        if value is None or not claims.free(start, end):
            continue
        claims.take(start, end)
        yield view.contact("url", value, start, end, "proved" if match["scheme"].lower()[1] == "t" else "inferred")


def _cut_host(host: str) -> str:
    """Cut Chinese prose from the end of a host: `example.com查看` ends with `com`, `例子.中国` stays."""
    match = re.match(r"[A-Za-z0-9.\-_@:]*[A-Za-z0-9]", host)
    if match is not None and "." in match[0] and len(match[0]) < len(host) and host[len(match[0])] != ".":
        return match[0]
    return host


def canonical_url(scheme: str, rest: str) -> str | None:
    """Return `scheme://rest` with a canonical host, or None when the host is none.

    >>> canonical_url("hxxp", "WWW.Example.com:80/A?b=1")
    'http://www.example.com/A?b=1'
    """
    scheme = scheme.lower().replace("xx", "tt")
    match = _PARTS.fullmatch(rest)
    if match is None:
        return None
    host = canonical_host(match["host"])
    if host is None or "." not in host:
        return None
    port = f":{match['port']}" if match["port"] else ""
    if port == _PORTS.get(scheme):
        port = ""
    return f"{scheme}://{host}{port}{match['tail'] or ''}"

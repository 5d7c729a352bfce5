"""Host names: what is one, its canonical form, and bare domains in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.article import Certainty
    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_SURE_TLDS = [row[1] for row in rows("host") if row[0] == "sure"]
_SHY_TLDS = frozenset(row[1] for row in rows("host") if row[0] == "shy")
TLD = "|".join(sorted([*_SURE_TLDS, *_SHY_TLDS], key=len, reverse=True))
DOT = r"(?:\s?[.。．]\s?|\s?[\[(（【{]\s?(?:dot|DOT|Dot|点|點|\.)\s?[\])）】}]\s?|\s?[点點]\s?|\s[dD][oO][tT]\s)"
"""A dot and what is written for it; only believed between ASCII labels and before a top-level domain."""
_END = re.compile(rf"[.。．点點)\])）】}}]\s?(?P<tld>(?i:{TLD}))(?![A-Za-z0-9\-_])")
_WWW = re.compile(
    r"(?<![A-Za-z0-9@/.\-\u3400-\u9fff])www\.(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.){1,3}[a-z]{2,12}(?![A-Za-z0-9\-_])"
)
"""Behind `www.` at the front of a word any last part is a top-level domain: there are too many for a list."""

_DOT_END = re.compile(rf"{DOT}\Z")
_LEFT = re.compile(
    rf"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,61}}[A-Za-z0-9])?(?P<gap>{DOT}))*[A-Za-z0-9](?:[A-Za-z0-9\-]{{0,61}}[A-Za-z0-9])?\Z"
)
_SPLIT = re.compile(DOT)
_DOT_MAX = 8  # characters of the longest way to write a dot, ` ( dot ) `
_REACH = 100  # characters looked at on the left of a top-level domain
_PATH = re.compile(r"(?::\d{2,5})?/[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_NAMES = frozenset(row[1] for row in rows("host") if row[0] == "product")


def canonical_host(host: str) -> str | None:
    """Return a host name in lower-case ASCII (IDNA 2003, as the standard library has it); None if it cannot be one.

    >>> canonical_host("WWW.Example.COM."), canonical_host("例子.中国")
    ('www.example.com', 'xn--fsqu00a.xn--fiqs8s')
    """
    bare = host.strip().rstrip(".")
    if not bare or ".." in bare or len(bare) > 253:
        return None
    try:
        ascii_host = bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    if not re.fullmatch(r"[a-z0-9_](?:[a-z0-9_\-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_\-]*[a-z0-9_])?)*", ascii_host):
        return None
    return ascii_host


def find_domains(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield bare host names (`kind` domain), and those with a path (`kind` url)."""
    text = view.text
    matches = list(_END.finditer(text))
    for i, match in enumerate(matches):
        # In example.com.cn the whole name is taken at its last part.
        if i + 1 < len(matches) and matches[i + 1].start() == match.end():
            continue
        window = max(0, match.start() - _REACH)
        dot = _DOT_END.search(text, max(0, match.start() - _DOT_MAX), match.start("tld"))
        left = _LEFT.search(text, window, dot.start()) if dot else None
        if left is None:
            continue
        start, end = left.start(), match.end()
        if start and (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in "@-_.#")):
            continue
        raw = text[start:end]
        host = canonical_host(_SPLIT.sub(".", raw))
        if host is None or not claims.free(start, end) or not _plausible(host, raw, match["tld"]):
            continue
        certainty: Certainty = "proved" if raw.lower() == host else "inferred"
        path = _PATH.match(text, end)
        if path is not None and len(path[0].rstrip("/.,;:")) > 1:
            stop = end + len(path[0].rstrip(".,;:!?)'"))
            claims.take(start, stop)
            yield view.contact("url", host + text[end:stop], start, stop, certainty)
            continue
        claims.take(start, end)
        yield view.contact("domain", host, start, end, certainty)
    for match in _WWW.finditer(text) if "www." in text else ():
        start, end = match.span()
        if claims.free(start, end):
            path = _PATH.match(text, end)
            stop = end + len(path[0].rstrip(".,;:!?)'")) if path is not None else end
            claims.take(start, stop)
            kind = "url" if stop > end + 1 else "domain"
            yield view.contact(kind, match[0].lower() + text[end:stop] * (kind == "url"), start, stop, "proved")


def _plausible(host: str, raw: str, tld: str) -> bool:
    """Tell whether a name is a host rather than a sentence without spaces, a product or a number."""
    labels = host.split(".")
    if host in _NAMES or (labels[0].isdigit() and len(labels[0]) < 3 and len(labels) == 2 and "." not in raw):
        return False
    if tld.isupper() and len(labels) == 2 and (labels[0].isdigit() or len(tld) == 2):
        return False  # 0700.HK, BABA.US: stock codes
    if re.search(r"\s", raw) or "。" in raw:
        # `www . example . com` is a host, `done. Net income` is not.
        if labels[0] != "www" and tld.lower() not in ("com", "cn", "net"):
            return False
        if tld != tld.lower() or (re.search(r"\.\s", raw) and labels[0] != "www"):
            return False
    if tld.lower() in _SHY_TLDS:
        return labels[0] == "www" or (len(labels[-2]) >= 4 and tld == tld.lower() and raw.lower() == host)
    return not (tld.isupper() and not raw.isupper())

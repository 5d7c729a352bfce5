"""What is written for machines: contacts that filters shall not find, and words that search engines shall."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from toolkit.measure.voices import said_in
from toolkit.sketch.fold import fold

if TYPE_CHECKING:
    from toolkit.measure.voices import Said
    from toolkit.parse import Contact

LABEL = 6
"""Characters in front of a contact that say what it is."""

_DISGUISED = re.compile(
    r"[薇威徽崴葳溦嶶]\s*[信芯心❤]|微\s*[❤♥芯亻]|(?<![a-z])[v➕+]\s*[❤♥]|[vＶ]\s*[芯心]|"
    r"扣\s*扣|叩\s*叩|q\s*[扣叩]|企\s*鹅号|企\s*鵝號",
    re.IGNORECASE,
)
"""Names of messengers as those write them whose adverts are filtered. VX, WX and V信 are not here: friends and
shops write so."""

_NO_DIGITS = re.compile(r"[^0-9０-９A-Za-z\s\-‐-―－−~～()（）［］+＋.．·@_#/／、,，:：;；转轉接分机機]")
"""What stands in a number for digits, or between them, where honest people write digits, extensions and ranges."""

STUFFED = 0.06
"""Share of an article's characters in one phrase of its title from which it is stuffed. News repeat people and places,
too, and one short article in five reaches this: it speaks only beside a title that asks or promises."""

SAID = 3
"""Times that the phrase is said behind the title at least."""

WORDS = 4
"""Folded characters of it at least: two words of Chinese."""

TITLE = 60
"""Folded characters of a title at most; what is longer is a paragraph."""

LONGEST = 20_000
"""Folded characters of a text that are looked at: what goes on longer is a book, and repeats its title anyhow."""


def is_hidden(text: str, contact: Contact) -> bool:
    """Return whether a contact is written so that filters do not find it.

    Either the messenger is misspelt on purpose (薇信, V芯, 扣扣), or a number is written with other signs than digits
    (①⑤⓪, 一五〇, 150★0000).

    Args:
        text: the article.
        contact: one of its contacts.
    """
    if contact.kind in ("wechat", "qq") and _DISGUISED.search(text[max(0, contact.start - LABEL) : contact.start + 1]):
        return True
    return contact.kind in ("phone", "wechat", "qq") and _NO_DIGITS.search(contact.raw) is not None


def stuffing(text: str, title: str | None = None, said: Said | None = None) -> str:
    r"""Return the phrase of the title that an article says over and over, folded; empty where it does not.

    Pages that wait for a search engine repeat what is typed into it. Of all phrases of `WORDS` characters or more the
    one that fills most of the text counts, where it stands `SAID` times and fills `STUFFED` of it.

    Args:
        text: the article; its first line is its title, where none is given.
        title: of the article, where it does not stand in the text.
        said: its fold, if it is known.

    >>> said = "梦见爬楼梯是什么意思\n梦见爬楼梯好不好？老人梦见爬楼梯，是好事。孕妇梦见爬楼梯，也好。"
    >>> stuffing(said) == fold("梦见爬楼梯")
    True
    >>> stuffing("爬山的人\n他每天爬山，天亮才回来。")
    ''
    """
    said = said or said_in(text)
    asked, body = fold(title[: TITLE * 4]) if title else "", said.folded
    if not title:
        start = len(text) - len(text.lstrip())
        end = text.find("\n", start)
        behind = bisect_left(said.offsets, end) if end >= 0 else len(body)
        asked, body = body[:behind], body[behind:]
    body = body[:LONGEST]
    if len(asked) > TITLE or not body:
        return ""
    best, most = "", 0
    for start in range(len(asked) - WORDS + 1):
        end = start + WORDS
        while end <= len(asked) and (count := body.count(asked[start:end])) >= SAID:
            if count * (end - start) > most:
                best, most = asked[start:end], count * (end - start)
            end += 1
    return best if most >= STUFFED * len(body) else ""

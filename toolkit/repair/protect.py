"""Stretches of text that no fixer of punctuation, spaces or widths may touch: addresses, mails, numbers, versions."""

from __future__ import annotations

import re
from bisect import bisect_right

_PROTECTED = re.compile(
    r"(?:https?|ftp|weixin|mqqwpa)://[^\s，。、；：！？（）「」『』《》【】“”‘’<>\"]+"  # may have Han in its path
    r"|(?:mailto|tel):[\x21-\x7e]+"
    r"|(?:www|m|wap)\.[A-Za-z0-9-]+\.[\x21-\x7e]+"
    r"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    r"|[A-Za-z0-9-]{1,63}\.(?:com|cn|net|org|tw|hk|info|top|xyz|cc|vip|io|me|gov|edu)(?:[:/?#][\x21-\x7e]*)?"
    # Decimals, thousands, times, dates, versions, ratios, phone numbers. No possessive quantifier around the group:
    # Python 3.11.2 (Debian 12) keeps what its last, failing round took.
    r"|(?<![0-9])[0-9]+(?:[.,:/-][0-9]+)+",
    re.ASCII,
)


class Protected:
    """The protected stretches of one text.

    >>> protected = Protected("見 http://a.cn/?a=1,b 於 12:30")
    >>> [at in protected for at in (0, 14, 26, 27)]
    [False, True, True, True]
    """

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _PROTECTED.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, at: int) -> bool:
        """Tell whether the character at `at` lies in a protected stretch."""
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at < self._ends[index]

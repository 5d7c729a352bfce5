"""Half-width punctuation in Chinese text, `現代社會,人們:`, restored to full width. Run on request only.

A mark `, : ? ! ;` is restored where the character before it is Han (or closes something Han) and what follows is Han,
opens or closes something, ends the line, or is a letter or digit, and also between a letter or digit and Han; one space
after it goes where Han follows. Several `?` and `!` are restored together. A full stop is restored behind a clause: at
the end of a line, or behind six Han characters, as a shorter run may be a name (約翰.史密斯) or a number (一.概述).
Between letters and digits nothing is touched, nor inside addresses, mails, numbers, times, versions and references
(`&lt;`), nor in lines of code and rows of a table.
"""

from __future__ import annotations

import re

from toolkit.article import Edit
from toolkit.repair.protect import Protected

KIND = "punctuation"

_WIDE = str.maketrans(".,:?!;", "。，：？！；")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff〇々"
_CLOSE = "」』）》”’】〉…—％℃"
_OPEN = "「『（《“‘【〈—…"
_MARK = re.compile(
    f"(?<=[{_HAN}{_CLOSE}])(?P<mark>[?!]{{1,32}}(?![?!])|,{{1,2}}(?!,)|[:;])"
    rf"(?:(?P<space> )(?=[{_HAN}{_OPEN}])"
    rf"|(?=[{_HAN}{_OPEN}{_CLOSE}A-Za-z0-9Ａ-Ｚａ-ｚ０-９，,、。\r\n]|[ \t\u3000]*$))",
    re.MULTILINE,
)
_AFTER_LATIN = re.compile(
    rf"(?<=[A-Za-z0-9Ａ-Ｚａ-ｚ０-９)%])(?P<mark>[?!]{{1,32}}(?![?!])|,{{1,2}}(?!,)|;)(?P<space> ?)(?=[{_HAN}])"
)
_STOP = re.compile(
    rf"(?<=[{_HAN}]{{6}})\.(?P<space> ?)(?=[{_HAN}{_OPEN}])|(?<=[{_HAN}]{{3}})\.(?=[ \t\u3000]*$)",
    re.MULTILINE,
)
_EMOTICON = re.compile(r"[:;][DPpOo)(](?![A-Za-z0-9])")


def find_punctuation(text: str) -> list[Edit]:
    """Find half-width punctuation that Chinese text sets in full width.

    >>> [(edit.before, edit.after) for edit in find_punctuation("現代社會,還款:12:30前! 好")]
    [(',', '，'), (':', '：'), ('! ', '！')]
    """
    matches = [*_MARK.finditer(text), *_AFTER_LATIN.finditer(text), *_STOP.finditer(text)]
    if not matches:
        return []
    protected = Protected(text)
    why = "half-width punctuation in Chinese text"
    return [
        Edit(KIND, match.start(), match.end(), match[0], match[0].rstrip(" ").translate(_WIDE), "proved", why)
        for match in sorted(matches, key=lambda match: match.start())
        if match.start() not in protected and not _EMOTICON.match(text, match.start())
    ]

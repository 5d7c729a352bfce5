"""What notes look like on a page: the patterns that a fixer asks for before it reads the page as an annotator's."""

from __future__ import annotations

import re

_SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"  # zhuāng, chuáng, shuāng: no reading is longer
NOTE = re.compile(rf"\(({_SYLLABLE})\)")
"""A note whose brackets are both there."""

DOUBLED = re.compile(rf"\(({_SYLLABLE})\)\(\1\)")
"""A note that was written twice."""

BREAK = re.compile(rf"\?({_SYLLABLE})\)")
"""A note whose opening bracket was swallowed by half a character."""

ORPHAN = re.compile(r"\?[;；](?=[^\x00-\x7f]|[?]\d)")
"""Half a full stop before a semicolon that is none: `題?;诖` for 題。基於此. Something was inserted before the bytes of
a semicolon (the last of 。 and the first of 基), as some generators insert commas before punctuation."""

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
_INSIDE = f"[ \u3000]?([A-Za-z{_TONED}{_TONED.upper()}\u0300\u0301\u0304\u0308\u030c]{{1,10}})[ \u3000]?[)）]"
ANY_NOTE = re.compile("[(（]" + _INSIDE)
"""What may be a note that something rewrote: with full-width brackets, capitals, decomposed tone marks, or none."""

_WIDE_NOTE = re.compile("（" + _INSIDE)  # the literal first: such a search is fast


def may_have_notes(text: str) -> bool:
    """Tell whether a text has anything like a note; next to nothing for text without such brackets.

    >>> may_have_notes("導（DǍO）語"), may_have_notes("導語（上）(1)")
    (True, False)
    """
    return ("(" in text and ANY_NOTE.search(text) is not None) or ("（" in text and _WIDE_NOTE.search(text) is not None)

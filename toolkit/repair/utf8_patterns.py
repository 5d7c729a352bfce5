"""What UTF-8 looks like when its bytes were read as pairs: regular expressions over the characters that came out.

Three bytes of UTF-8 for a Han character and two for a pair go together every six bytes, so that nearly all of such a
text is a repetition of a few shapes, and a pattern finds where it ends as fast as a codec would.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from toolkit.repair.charsets import Charset, PairCharset, encode_known, to_bytes
from toolkit.repair.lost_bytes import LOST, NO_PAIR, Options, options
from toolkit.repair.marks import CONTINUATION, char_class, utf8_first_pairs

LAST_SHORT_LEAD = 0xC3
"""Up to which first byte sequences of two bytes are believed in pairs: those of the Latin-1 block."""

STAND_IN = "\ufffd"
"""What decoders put in place of a byte."""

STAND_INS = "?" + STAND_IN
"""The same, and what some put there instead."""

EURO = bytes((0xA2, 0xE3))
"""Where GB 18030 has the euro sign; code page 936 has it at 80, as `charsets` does."""

_GAP = re.compile(f"[{STAND_INS}]")

_LAST_OF_ED = 0x9F  # what follows would be half of a surrogate pair
_LEADS = (*range(0xE2, 0xED), 0xEE, 0xEF)  # those of three bytes that take any continuation


@cache
def utf8_starts(wrong: Charset) -> re.Pattern[str]:
    """Match the first character of a run: what follows it goes on with a sequence."""
    first, second = map(char_class, start_chars(wrong))
    return re.compile(f"{first}(?={second})")


def start_chars(wrong: Charset) -> tuple[list[str], list[str]]:
    """Return what a run can begin with, and what can be its second character."""
    table = to_bytes(wrong)
    goes_on = [char for char, unit in table.items() if unit[0] in CONTINUATION and _goes_on(unit[1:], wrong)]
    if wrong == "latin":
        return [char for char, byte in table.items() if 0xC2 <= byte[0] <= 0xF4], goes_on
    return [*utf8_first_pairs(wrong)], [*goes_on, "?", STAND_IN]


def _goes_on(rest: bytes, wrong: Charset) -> bool:
    """Tell whether a sequence may begin with the second byte of a pair, whose first one completed a sequence."""
    if not rest or rest[0] < 0x80:
        return True
    if rest[0] in CONTINUATION:
        return wrong == "gbk"  # the last byte and the next first one vanished between the two
    return 0xC2 <= rest[0] <= LAST_SHORT_LEAD or 0xE0 <= rest[0] <= 0xF4


class Shapes(NamedTuple):
    """The shapes that a text is made of whose UTF-8 was read as pairs.

    Attributes:
        pattern: matches one of them, and says by the number of its last group which: `WHOLE`, `CUT`, `GAPS`.
        openers: the other characters of which the first byte may begin a sequence; what has none ends a run.
        cut: for the characters that are two bytes of three what the third may make of them.
    """

    pattern: re.Pattern[str]
    openers: frozenset[str]
    cut: dict[str, Options]


WHOLE = 1
"""Whole sequences, with nothing lost."""

CUT = 2
"""Two bytes of a sequence and something in place of the last."""

GAPS = 3
"""Two sequences and more, the second byte of all but the first lost: 80 begins no pair (`了。后` has it)."""


class _Cut(dict[str, Options]):
    """What characters that are two bytes of three can be, worked out when it is asked for."""

    def __init__(self, wrong: PairCharset) -> None:
        self._bytes = to_bytes(wrong)

    def __missing__(self, char: str) -> Options:
        found = self[char] = options((*self._bytes[char], LOST))
        return found


@cache
def shapes(wrong: PairCharset) -> Shapes:
    """Return the shapes of text read as `wrong`.

    Names say what the two bytes of a pair are: L begins a sequence of three, K goes on, D begins one of two, and
    A is an ASCII character that was taken for a second byte.
    """
    begins, goes_on_and_begins, goes_on, ends, short = [], [], [], [], []
    openers = set()
    for char, unit in to_bytes(wrong).items():
        if 0xC2 <= unit[0] <= LAST_SHORT_LEAD or 0xE0 <= unit[0] <= 0xF4:
            openers.add(char)
        if len(unit) < 2 or char > "\uffff":
            continue  # the euro sign is the only single byte; a class has nothing above U+FFFF
        first, second = unit
        if first in CONTINUATION:
            if second in _LEADS:
                goes_on_and_begins.append(char)
            elif second in CONTINUATION:
                goes_on.append(char)
            elif second < 0x80:
                ends.append(char)
        elif second in CONTINUATION:
            if first in _LEADS or (first == 0xED and second <= _LAST_OF_ED):
                begins.append(char)
            elif 0xC2 <= first <= LAST_SHORT_LEAD:
                short.append(char)
    lk, kl, kk, ka, dk = map(char_class, (begins, goes_on_and_begins, goes_on, ends, short))
    whole = f"(?:{lk}(?:{kl}{kk}|{ka})|{dk})+"
    gap = f"[{STAND_INS}]"
    # GB 18030 has the euro sign at A2E3, which the second byte of the next full stop follows: that is lost.
    euro = f"(?:{kl}|€(?={STAND_IN}))" if wrong == "gbk" else kl
    gaps = f"{lk}{euro}(?:{gap}{euro})*{gap}(?:{kl}{kk}|{ka}|{gap})|{lk}{euro}(?:{gap}{euro})*{STAND_IN}\\Z"
    pattern = re.compile(f"({whole})|({lk}{gap})|({gaps})")
    return Shapes(pattern, frozenset(openers), _Cut(wrong))


def read_gaps(seen: str, wrong: PairCharset) -> list[str | Options]:
    """Return what a place of the shape `GAPS` says: strings, and what each character with lost bytes can be.

    >>> [part if isinstance(part, str) else part.chars[0] for part in read_gaps("浜嗐\ufffd傚悗", "gbk")]
    ['了', '。', '后']
    """
    codec = "gb18030" if wrong == "gbk" else None
    data, *pieces = [piece.encode(codec) if codec else encode_known(piece, wrong) for piece in _GAP.split(seen)]
    parts: list[str | Options] = [data[:3].decode()]
    lead = data[3]
    for data in pieces:
        if not data:  # the third byte is lost as well
            parts.append(options((lead, NO_PAIR, LOST)))
            break
        parts.append(options((lead, LOST, data[0])))
        lead = data[1]
        if len(data) == 4 or lead < 0x80:
            parts.append(data[1:].decode())
    return parts

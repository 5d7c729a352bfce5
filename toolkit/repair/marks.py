"""What gives mojibake away at a glance: the test that every clean text pays for, and nothing more.

The pattern is one scan over two character classes. All classes stay below U+10000: with one character above it,
`re` gives up its table and tests the members of a class one by one, thirty times slower.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import CODECS, PairCharset, from_pair, to_bytes
from toolkit.repair.plausible import costs, reading_costs

if TYPE_CHECKING:
    from collections.abc import Iterable

RARE = 10.5
"""From this cost on a Han character is rare enough to hint at a mix-up (nats; one in 36,000). Honest text has two of
them side by side on one page of forty."""

CLEAR_GAIN = 6.0
"""What a pair read in the other charset must gain to hint at a mix-up, in nats."""

_HONEST = frozenset("·°×±§©®µ£¥«»—–…“”‘’•€√≤≥≠≈∞™│├└┘┌┐─═║╔╗╚╝▀▄█")
"""Characters of single-byte charsets that Chinese text uses."""

_BYTE_CODECS = ("cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac_roman", "cp437")
"""Other charsets that UTF-8 is read as, those that ftfy undoes."""

UNREADABLE = 20.0
"""What a pair that is no character in the charset that is tried costs, in nats: more than any character."""

CONTINUATION = range(0x80, 0xC0)
"""The bytes that go on with a UTF-8 sequence (RFC 3629)."""

_LEAD = range(0xC2, 0xF5)


def char_class(chars: Iterable[str]) -> str:
    """Return a regular expression's character class of those of `chars` that lie below U+10000.

    Neighbours are written as ranges: large classes are read in a third of the time.

    >>> char_class("cabx中")
    '[a-cx中]'
    """
    parts = []
    codes = sorted({ord(char) for char in chars if char < "\U00010000"})
    first = 0
    for index, code in enumerate(codes):
        if index + 1 == len(codes) or codes[index + 1] != code + 1:
            low, high = _escaped(codes[first]), _escaped(code)
            parts.append(low if index == first else f"{low}{high}" if index == first + 1 else f"{low}-{high}")
            first = index + 1
    return f"[{''.join(parts)}]"


def _escaped(code: int) -> str:
    return chr(code) if code >= 0x80 else re.escape(chr(code))


@cache
def pair_gains(right: PairCharset, wrong: PairCharset) -> dict[str, tuple[str, float]]:
    """Return for each character of `wrong` the character of `right` with the same bytes, and what that gains.

    The gain is in nats; it is `-UNREADABLE` where the bytes are no character of `right`.
    """
    pairs = from_pair(right)
    table, reading = costs(), reading_costs()
    gains = {}
    for char, pair in to_bytes(wrong).items():
        other = pairs.get(pair)
        gains[char] = (char, -UNREADABLE) if other is None else (other, table[char] - reading[other])
    return gains


@cache
def pair_marks(right: PairCharset, wrong: PairCharset) -> re.Pattern[str]:
    """Return a pattern of two characters close together that both read far better as `right`."""
    marks = char_class(char for char, (_, gain) in pair_gains(right, wrong).items() if gain >= CLEAR_GAIN)
    return re.compile(f"{marks}.{{0,2}}{marks}")


@cache
def utf8_first_pairs(wrong: PairCharset) -> tuple[str, ...]:
    """Return the characters whose byte pair begins a three-byte UTF-8 sequence."""
    return tuple(c for c, pair in to_bytes(wrong).items() if 0xE2 <= pair[0] <= 0xEF and pair[-1] in CONTINUATION)


@cache
def twice_confused(wrong: PairCharset) -> dict[int, str]:
    """Return what the UTF-8 of each character of Latin-1 looks like in `wrong`, and that character, for `translate`."""
    seen = {chr(code).encode().decode(CODECS[wrong][0], "ignore"): code for code in range(0x80, 0x100)}
    return {ord(char): chr(code) for char, code in seen.items() if len(char) == 1}


class Hints(NamedTuple):
    """Classes of characters that give mix-ups away: one of `firsts`, and one of `seconds` or a letter beside it."""

    firsts: frozenset[str]
    seconds: frozenset[str]
    letters: frozenset[str]


@cache
def suspicious() -> re.Pattern[str]:
    """Return a pattern that finds something in every text with a mix-up, and next to nothing in others.

    It is read from `data/suspicious.tsv`: every process needs it, and working it out takes longer than anything else
    that a clean text asks for.
    """
    text = files("toolkit.repair").joinpath("data", "suspicious.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    inside = {name: "".join(map(_range, ranges.split(" "))) for name, ranges in rows}
    return re.compile(f"[{inside['firsts']}](?:[{inside['seconds']}]|[@-~][{inside['letters']}])")


def _range(written: str) -> str:
    """Return a range of code points, `a1` or `a1-b6`, as a part of a class of a regular expression."""
    low, _, high = written.partition("-")
    return f"{chr(int(low, 16))}-{chr(int(high, 16))}" if high else chr(int(low, 16))


def hints() -> Hints:
    """Work out the classes of `suspicious` from the charsets and the costs of characters."""
    latin = to_bytes("latin")
    letters = {char for char, byte in latin.items() if byte[0] >= 0xA1} - _HONEST
    firsts = letters | {chr(code) for code in range(0xD800, 0xDC00)}
    seconds = set(latin) | {chr(code) for code in range(0xDC00, 0xE000)} | {"\ufffd"}
    for codec in _BYTE_CODECS:
        firsts |= set(bytes(_LEAD).decode(codec, "ignore")) - _HONEST
        seconds |= set(bytes(CONTINUATION).decode(codec, "ignore"))
    table = costs()
    wrong: PairCharset
    for wrong in ("gbk", "big5"):
        gains = pair_gains("big5" if wrong == "gbk" else "gbk", wrong)
        marks = {char for char, (_, gain) in gains.items() if gain >= CLEAR_GAIN}
        marks |= {char for char in utf8_first_pairs(wrong) if table[char] >= RARE}
        marks |= {chr(code) for code in twice_confused(wrong)}
        # The second pair of a UTF-8 run: the last byte of one sequence and the first of the next.
        follow = {c for c, pair in to_bytes(wrong).items() if pair[0] in CONTINUATION and pair[-1] in _LEAD}
        firsts |= {char for char in marks if table[char] >= RARE}
        seconds |= {char for char in marks | follow if table[char] >= RARE}
    return Hints(frozenset(firsts), frozenset(seconds), frozenset(letters))

"""GBK pairs as numbers, for searches over bytes: characters, readings by first byte, and pairs that leave no trace."""

from __future__ import annotations

from functools import cache

from toolkit.generate.kit import is_user_defined
from toolkit.generate.readings import readings
from toolkit.repair.script_table import simplified

LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
FULL_WIDTH_LEAD = 0xA3
"""First byte of the full-width ASCII characters; the second is the ASCII byte plus 0x80."""


@cache
def pairs() -> tuple[str, ...]:
    """Return the character of each pair of bytes, at `lead << 8 | trail`; an empty string where there is none."""
    table = [""] * 0x10000
    for lead in LEADS:
        for trail in TRAILS:
            try:
                table[lead << 8 | trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue  # not assigned
    return tuple(table)


@cache
def codes() -> dict[str, tuple[int, int]]:
    """Return the two bytes of each character of two bytes."""
    return {char: (code >> 8, code & 0xFF) for code, char in enumerate(pairs()) if char}


@cache
def seconds_by_reading() -> dict[str, dict[int, tuple[int, ...]]]:
    """Return reading → first byte → the second bytes that make a character of that reading, and could be a first byte.

    Only such a second byte swallows the bracket of a note that follows it.
    """
    table: dict[str, dict[int, list[int]]] = {}
    bytes_of = codes()
    for reading, chars in readings().chars.items():
        by_lead = table.setdefault(reading, {})
        for char in chars:
            lead, trail = bytes_of[char]
            if trail in LEADS:
                by_lead.setdefault(lead, []).append(trail)
    return {reading: {lead: tuple(trails) for lead, trails in by_lead.items()} for reading, by_lead in table.items()}


@cache
def plains() -> tuple[str, ...]:
    """Return `pairs` in simplified characters: what the language model reads."""
    table = simplified()
    return tuple(table.get(char, char) for char in pairs())


@cache
def vanishing_first() -> tuple[int, ...]:
    """Return the first bytes of pairs that vanish on decoding."""
    return tuple(lead for lead in LEADS if is_user_defined(lead, 0xA1))


VANISHING_SECOND = range(0xA1, 0xFF)
"""The second bytes of pairs that vanish on decoding."""


@cache
def unassigned() -> dict[int, tuple[int, ...]]:
    """Return first byte → second bytes of the pairs that decode to a question mark."""
    table: dict[int, tuple[int, ...]] = {}
    for lead in LEADS:
        gaps = tuple(t for t in TRAILS if not pairs()[lead << 8 | t] and not is_user_defined(lead, t))
        if gaps:
            table[lead] = gaps
    return table

"""Compiled loops over a page for its notes: where they are, what is counted of them, and whether they are borne out.

They do what functions of `kits` and `proof` do, each named in its place. `c` is the address of the arrays of
`toolkit.repair.search`; notes are rows of numbers: start, end, character, and the number of the reading.
"""

from __future__ import annotations

import numpy as np

from toolkit.repair.kits import PRIMER, RUNNING
from toolkit.repair.search import model as m
from toolkit.repair.search.model_kernels import char, find, is_han, row_of
from toolkit.repair.search.path_kernels import pair
from toolkit.sketch._jit import kernel

LONGEST_READING = 6
STRADDLES = 7  # characters before a letter that `kits._straddled` looks through for the note before it
NEWLINE, QUESTION, OPENING, CLOSING = 0x0A, 0x3F, 0x28, 0x29
FULL_WIDTH = 0xFEE0

START, END, CHAR, READING = range(4)
"""Columns of notes."""
FIRST, NOTES, SHOWN, SEVERAL = range(1, 5)
"""Columns of what is counted of a character, behind the character itself: the reading of its first note, how many notes
it has, how often the page has it, and whether its notes are of several readings."""


@kernel
def scan(c, text, notes):
    """As `kits.scan_notes`: fill rows of notes; return how many there are."""
    count = 0
    at = 0
    length = len(text)
    while at < length:
        if text[at] != OPENING:
            at += 1
            continue
        end = at + 1
        packed = 0
        while end < length and end <= at + LONGEST_READING:
            letter = char(c, row_of(np.int64(text[end])), m.LETTER)
            if letter == 0:
                break
            packed = packed << 6 | letter
            end += 1
        if packed == 0 or end >= length or text[end] != CLOSING:
            at += 1
            continue
        reading = find(c, m.NAME | packed)
        if at > 0 and reading > 0:
            before = np.int64(text[at - 1])
            if 0x40 <= before <= 0x7E and at > 1:
                before = straddled(c, text, at, before)
            if before > 0x7F and find(c, m.READ | reading << m.WIDTH | before) >= 0:
                notes[count, START], notes[count, END] = at, end + 1
                notes[count, CHAR], notes[count, READING] = before, reading
                count += 1
        at = end + 1
    return count


@kernel
def straddled(c, text, start, letter):
    """As `kits._straddled`; 0 for none."""
    at = start - 2
    if text[at] == CLOSING:
        end = at
        at = -1
        for place in range(end - 1, max(0, end - STRADDLES) - 1, -1):
            if text[place] == OPENING or text[place] == QUESTION:
                at = place - 1
                break
        else:
            at = -2  # as `find` says it, less one
        if at < 0:
            return 0
    before = np.int64(text[at])
    if 0x21 <= before <= 0x2F or before == 0x3A or before == 0x3B or before == QUESTION:
        before += FULL_WIDTH
    code = char(c, row_of(before), m.CODE) if before < m.PLANE else 0
    trail = code & 0xFF
    return pair(c, trail << 8 | letter) if trail >= 0x81 else 0


@kernel
def count(text, notes, counted, places):
    """Count what `kits.tally` tells of each annotated character, in the order of their first notes.

    Args:
        text: the page.
        notes: its notes.
        counted: rows to be filled.
        places: int32, zeros, by character; zeros again in the end.

    Returns:
        How many characters there are.
    """
    known = 0
    for index in range(len(notes)):
        cp, reading = notes[index, CHAR], notes[index, READING]
        if places[cp] == 0:
            counted[known, 0], counted[known, FIRST] = cp, reading
            counted[known, NOTES] = counted[known, SHOWN] = counted[known, SEVERAL] = 0
            known += 1
            places[cp] = known
        row = places[cp] - 1
        counted[row, NOTES] += 1
        if counted[row, FIRST] != reading:
            counted[row, SEVERAL] = 1
    for cp in text:
        if cp < m.PLANE and places[cp] != 0:
            counted[places[cp] - 1, SHOWN] += 1
    for row in range(known):
        places[counted[row, 0]] = 0
    return known


@kernel
def runs_on(text, notes):
    """As `kits._runs_on`."""
    many = len(notes)
    last = len(text)
    extra = 0  # bytes that UTF-8 has beyond one a character
    done = 0
    inside = 0
    for index in range(many):
        start, end = notes[index, START], notes[index, END]
        if start >= done:
            begin = start
            while begin > 0 and text[begin - 1] != NEWLINE:
                begin -= 1
            done = begin
            while done < last and text[done] != NEWLINE:
                cp = text[done]
                extra += (cp >= 0x80) + (cp >= 0x800) + (cp >= m.PLANE)
                done += 1
        if end < last and is_han(np.int64(text[end])):
            inside += 1
            continue
        before = start - 2
        step = index - 1
        while step >= 0 and notes[step, END] == before + 1:
            before = notes[step, START] - 1
            step -= 1
        inside += before >= 0 and is_han(np.int64(text[before]))
    return many <= PRIMER * ((extra - many) // 2) and inside >= RUNNING * many

"""Whether an annotator puts notes just where a page has them, compiled: what `proof.Proof` asks of a whole page.

Instead of annotating the repaired page with every entry in turn, all places are looked at at once. A pair of bytes of
the table is annotated unless the note of an earlier entry parts it: one that ends with the pair's first byte. So the
notes are explained by some order of the table where each pair without a note has such a neighbour with one, and where
what must be earlier than what, by these and by neighbours that both have notes, makes no circle.
"""

from __future__ import annotations

import numpy as np

from toolkit.repair.page_kernels import CHAR, END, READING, START
from toolkit.repair.search import model as m
from toolkit.repair.search.model_kernels import char
from toolkit.repair.search.path_kernels import list_of, listed
from toolkit.sketch._jit import kernel

MARKS = (0x2C, 0x3A, 0x3B, 0x21, 0x3F, 0x28, 0x29)
FIRST_HAN, LAST_HAN = 0x2E80, 0x9FFF  # between which a mark is unfolded, as in `proof.unfold`
FULL_WIDTH_ASCII = 0xA380

CLEAN_BEGIN, CLEAN_END = range(2, 4)
"""Columns of runs, behind where they start and end: the part of the code points `clean` that stands there instead."""
RUN, ENTRY, NAME, OFFSET = range(4)
"""Columns of entries of runs: of which run, the character, its reading, and behind how many bytes of the run."""
ROUNDS = 64
"""How often ranks are put right at most: real pages need two or three. What turns in circles would never end."""
NAMED, RANK = range(2)
"""Columns of the table of pairs of bytes: the reading of an entry, and how many entries are earlier at the least."""


@kernel
def borne_out(c, text, notes, kit, runs, clean, entries, table, wanted):
    """Tell whether the notes of a kit and those within runs are where an annotator puts them.

    Args:
        c: the address of the arrays of `toolkit.repair.search`.
        text: int32, code points of the page.
        notes: its notes.
        kit: rows: a character, and the number of its reading; notes of others are left on the page.
        runs: rows of runs, ascending.
        clean: code points of what stood there.
        entries: rows of entries, ascending.
        table: int32 rows, zeros, by pair of bytes; zeros again in the end.
        wanted: int32, zeros, by character; zeros again in the end.

    Returns:
        False where it is not plain, too.
    """
    for row in range(len(kit)):
        wanted[kit[row, 0]] = kit[row, 1]
    chars = np.empty(len(text) + len(clean), np.int32)
    places = np.empty((len(notes) + len(entries), 4), np.int32)  # noted: place in `chars`, offset in bytes, as in notes
    length, noted = lay_out(text, notes, runs, clean, entries, wanted, chars, places)
    for row in range(len(kit)):
        wanted[kit[row, 0]] = 0
    data = np.empty(2 * length, np.uint8)
    size = encode(c, chars[:length], places[:noted], data)
    found = size >= 0 and explained(c, data[:size], places[:noted], table)
    for index in range(noted):
        code = char(c, np.int64(places[index, CHAR]), m.CODE)
        table[code, NAMED] = table[code, RANK] = 0
    return found


@kernel
def lay_out(text, notes, runs, clean, entries, wanted, chars, places):
    """Write the repaired page, and behind how many of its characters, and how many bytes of a run, which note stood.

    Returns:
        How many characters, and how many notes.
    """
    length = noted = at = run = entry = 0
    index = 0
    while index < len(notes) or run < len(runs):
        if run < len(runs) and (index == len(notes) or notes[index, START] >= runs[run, START]):
            begin, end = runs[run, START], runs[run, END]
            while at < begin:
                chars[length] = text[at]
                length += 1
                at += 1
            while entry < len(entries) and entries[entry, RUN] == run:
                places[noted, 0], places[noted, 1] = length, entries[entry, OFFSET]
                places[noted, CHAR], places[noted, READING] = entries[entry, ENTRY], entries[entry, NAME]
                noted += 1
                entry += 1
            for place in range(runs[run, CLEAN_BEGIN], runs[run, CLEAN_END]):
                chars[length] = clean[place]
                length += 1
            at = end
            while index < len(notes) and notes[index, START] < end:
                index += 1
            run += 1
            continue
        if wanted[notes[index, CHAR]] == notes[index, READING]:
            while at < notes[index, START]:
                chars[length] = text[at]
                length += 1
                at += 1
            places[noted, 0], places[noted, 1] = length, 0
            places[noted, CHAR], places[noted, READING] = notes[index, CHAR], notes[index, READING]
            noted += 1
            at = notes[index, END]
        index += 1
    while at < len(text):
        chars[length] = text[at]
        length += 1
        at += 1
    return length, noted


@kernel
def encode(c, chars, places, data):
    """Write a page in GBK as it was before it was folded, and in `places` how many bytes stand before each note.

    Returns:
        How many bytes; -1 where GBK cannot write it.
    """
    size = place = 0
    length = len(chars)
    for at in range(length):
        while place < len(places) and places[place, 0] == at:
            places[place, 0] = size + places[place, 1]
            place += 1
        cp = np.int64(chars[at])
        if cp < 0x80:
            if cp in MARKS and (
                (at + 1 < length and FIRST_HAN <= chars[at + 1] <= LAST_HAN)
                or (at > 0 and FIRST_HAN <= chars[at - 1] <= LAST_HAN)
            ):
                data[size], data[size + 1] = FULL_WIDTH_ASCII >> 8, cp + 0x80
                size += 2
            else:
                data[size] = cp
                size += 1
            continue
        code = char(c, cp, m.CODE) if cp < m.PLANE else 0
        if code == 0:
            return -1
        data[size], data[size + 1] = code >> 8, code & 0xFF
        size += 2
    while place < len(places):
        places[place, 0] = size + places[place, 1]
        place += 1
    return size


@kernel
def explained(c, data, places, table):
    """Tell whether some order of the entries puts notes just behind so many bytes; fill the table of pairs."""
    for index in range(len(places)):
        at = places[index, 0]
        code = char(c, np.int64(places[index, CHAR]), m.CODE)
        if at < 2 or at > len(data) or (index and at <= places[index - 1, 0]) or code == 0:
            return False
        if (np.int64(data[at - 2]) << 8 | data[at - 1]) != code:
            return False
        if table[code, NAMED] and table[code, NAMED] != places[index, READING]:
            return False  # one character, two readings
        table[code, NAMED] = places[index, READING]
    for index in range(len(places)):  # which would annotate notes?
        begin = list_of(c, m.INSIDE, places[index, READING])
        if begin >= 0:
            for place in range(begin + 1, begin + 1 + listed(c, begin)):
                if table[listed(c, place), NAMED]:
                    return False
    earlier = np.empty((len(data), 2), np.int32)  # of which entries one must be earlier than the other
    asked = place = 0
    before = -2  # where the last pair begins, its number, and whether it has a note
    before_code = 0
    before_noted = False
    for at in range(len(data) - 1):
        code = np.int64(data[at]) << 8 | data[at + 1]
        if table[code, NAMED] == 0:
            continue
        overlaps = before == at - 1
        if overlaps and before_code == code:
            return False  # not of one entry: left to others
        is_noted = place < len(places) and places[place, 0] == at + 2
        if is_noted:
            place += 1
            if overlaps and before_noted:
                earlier[asked, 0], earlier[asked, 1] = code, before_code
                asked += 1
        elif overlaps and before_noted:
            earlier[asked, 0], earlier[asked, 1] = before_code, code
            asked += 1
        else:
            return False
        before, before_code, before_noted = at, code, is_noted
    return place == len(places) and has_order(earlier[:asked], table)


@kernel
def has_order(earlier, table):
    """Tell whether no entry must be earlier than itself; False, too, where that is not seen soon."""
    for _ in range(ROUNDS):
        changed = False
        for index in range(len(earlier)):
            first, second = earlier[index]
            if table[second, RANK] <= table[first, RANK]:
                table[second, RANK] = table[first, RANK] + 1
                changed = True
        if not changed:
            return True
    return False

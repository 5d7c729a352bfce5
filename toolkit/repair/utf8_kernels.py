"""UTF-8 read as pairs, read by a compiled kernel: see `toolkit.repair.utf8_runs`, which it repeats to the letter."""

from __future__ import annotations

import numpy as np

from toolkit.repair.lost_bytes import DROPPED, LOST, NO_PAIR, VANISHED, VANISHED_TOO
from toolkit.repair.utf8_patterns import LAST_SHORT_LEAD
from toolkit.sketch._jit import kernel

PLANE = 0x10000
"""Only texts of the basic plane are read here."""

NO_UNIT = -1
ELSEWHERE = -1  # what is returned where a text is for Python to read

BITS = 9
"""Each byte of a sequence, or what stands for a lost one, has so many bits in the number of the sequence."""

OFFSET = 16  # more than any of the negative numbers that stand for lost bytes

STAND_IN = 0xFFFD
QUESTION = 0x3F
EURO_BYTES = 0xA2E3
"""Where GB 18030 has the euro sign; see `utf8_patterns.EURO`."""

# Columns of a part: one past its last character in the text, one past what it says, how many choices are in it, and
# whether U+FFFD shows in it.
END, SAID, CHOICES, SHOWN = 0, 1, 2, 3

# Columns of a run: its first character, its first part and one past its last, where what it says begins.
START, FIRST, LAST, FROM = 0, 1, 2, 3


@kernel
def complete(pending, size, read, state):
    """Turn a sequence into a character, or a choice; False where it is invalid.

    Args:
        pending: its bytes, and what stands for lost ones.
        size: how many there are.
        read: for what is read; see `read`.
        state: …
    """
    codes_read, choice_at, choice_key = read
    if pending[0] == 0xED and pending[1] == DROPPED:
        pending[1] = 0x80  # the only one of those bytes that may stand there
    lead, second = pending[0], pending[1]
    certain = True
    key = 0
    for index in range(size):
        certain = certain and pending[index] >= 0
        key = key << BITS | (pending[index] + OFFSET)
    if lead >= 0:
        if second >= 0:
            if (
                (lead == 0xE0 and second < 0xA0)
                or (lead == 0xED and second > 0x9F)
                or (lead == 0xF0 and second < 0x90)
                or (lead == 0xF4 and second > 0x8F)
            ):
                return False
        elif second == VANISHED and (lead == 0xED or lead == 0xF4):
            return False
    if certain:
        if size == 2:
            code = (lead & 0x1F) << 6 | (second & 0x3F)
        elif size == 3:
            code = (lead & 0x0F) << 12 | (second & 0x3F) << 6 | (pending[2] & 0x3F)
        else:
            code = (lead & 0x07) << 18 | (second & 0x3F) << 12 | (pending[2] & 0x3F) << 6 | (pending[3] & 0x3F)
        codes_read[state[0]] = code
    else:
        codes_read[state[0]] = STAND_IN
        choice_at[state[1]] = state[0]
        choice_key[state[1]] = key
        state[1] += 1
    state[0] += 1
    return True


@kernel
def read(codes, unit_of, first, second, keeps_vanished, out, parts, runs, counts):
    """Read all runs of a text.

    Args:
        codes: the code points of the text.
        unit_of: by code point, its bytes as a number, or `NO_UNIT`.
        first: by code point, whether a run may begin with it.
        second: by code point, whether it may be the second character of a run.
        keeps_vanished: whether pairs of the user-defined area may have vanished, as GBK has one.
        out: for what is read: code points, NUL behind each run; the places of choices; numbers of their sequences.
        parts: for the parts; see the columns above.
        runs: for the runs; see the columns above.
        counts: for how many code points, choices and parts there are.

    Returns:
        How many runs there are, or `ELSEWHERE`.
    """
    for code in codes:
        if code >= PLANE:
            return ELSEWHERE
    length = len(codes)
    codes_read = out[0]
    state = np.zeros(2, np.int64)  # how many code points are read, and choices made
    pending = np.empty(4, np.int64)
    part_count = run_count = 0
    at = 0
    while at + 1 < length:
        if not (first[codes[at]] and second[codes[at + 1]]):
            at += 1
            continue
        start = position = at
        first_part = part_count
        begun = closed = state[0]  # what is read before the run, and up to its last part
        closed_choices = state[1]
        size = need = 0
        failed = False
        while position < length:
            code = codes[position]
            unit = unit_of[code]
            if need == 0:
                closed, closed_choices = state[0], state[1]
            whole = size == 0 or pending[:size].min() >= 0
            behind = codes[position + 1] if position + 1 < length else 0
            if unit == 0x80 and keeps_vanished and need == 1 and whole:
                other = unit_of[behind]
                if behind == STAND_IN or (0x80 <= other >> 8 < 0xC0 and 0x80 <= other & 0xFF < 0xC0):
                    unit = EURO_BYTES
            low = -1 if unit < 0x100 else unit & 0xFF
            high = unit if unit < 0x100 else unit >> 8
            ok = True
            if unit == NO_UNIT:
                ok = False
                stands_in = code in (STAND_IN, QUESTION)
                if need == 1 and stands_in and size == 2 and pending[1] == LOST:
                    pending[1] = NO_PAIR
                    ok = True
                elif (
                    need > 0
                    and whole
                    and (code == STAND_IN or (stands_in and (need == 1 or (need == 2 and size == 1))))
                ):
                    ok = True
                if ok:
                    pending[size] = LOST
                    size += 1
                    need -= 1
                    if need == 0:
                        ok = complete(pending, size, out, state)
                        size = 0
                if not ok:
                    break
            else:
                if need > 0 and low >= 0 and whole:
                    goes_on = 0x80 <= high < 0xC0
                    too = 0x80 <= low < 0xC0
                    if need == 1 and not goes_on:
                        pending[size] = DROPPED if keeps_vanished else LOST
                        need = 0
                        complete(pending, size + 1, out, state)
                        size = 0
                    elif keeps_vanished and need == 1 and too:
                        pending[size] = VANISHED
                        complete(pending, size + 1, out, state)
                        pending[0] = VANISHED_TOO
                        size = 1
                        need = 2
                    elif keeps_vanished and need == 2 and goes_on and not too and low >= 0x80:
                        pending[size] = DROPPED
                        size += 1
                        need = 1
                    elif keeps_vanished and need == 2 and not goes_on and too:
                        pending[size] = VANISHED
                        pending[size + 1] = VANISHED_TOO
                        need = 0
                        complete(pending, size + 2, out, state)
                        size = 0
                for byte in (high, low):
                    if byte < 0:
                        break
                    if need > 0:
                        if byte < 0x80 or byte > 0xBF:
                            ok = False
                            break
                        pending[size] = byte
                        size += 1
                        need -= 1
                        if need == 0:
                            if not complete(pending, size, out, state):
                                ok = False
                                break
                            size = 0
                    elif byte < 0x80:
                        codes_read[state[0]] = byte
                        state[0] += 1
                    else:
                        if 0xC2 <= byte <= LAST_SHORT_LEAD:
                            need = 1
                        elif 0xE0 <= byte <= 0xEF:
                            need = 2
                        elif 0xF0 <= byte <= 0xF4:
                            need = 3
                        else:
                            ok = False
                            break
                        pending[0] = byte
                        size = 1
                if not ok:
                    failed = True
                    break
            position += 1
            if need == 0:
                part_count = _close(parts, part_count, first_part, position, closed_choices, state)
                closed, closed_choices = state[0], state[1]
        if not failed and need == 1 and (part_count > first_part or state[0] > closed) and pending[:size].min() >= 0:
            pending[size] = LOST
            if complete(pending, size + 1, out, state):
                part_count = _close(parts, part_count, first_part, position, closed_choices, state)
                closed, closed_choices = state[0], state[1]
        elif (
            not failed
            and need == 1
            and size == 2
            and pending[1] == LOST
            and position == length
            and codes[position - 1] == STAND_IN
        ):
            pending[1] = NO_PAIR
            pending[2] = LOST
            complete(pending, 3, out, state)
            part_count = _close(parts, part_count, first_part, position, closed_choices, state)
            closed, closed_choices = state[0], state[1]
        state[0], state[1] = closed, closed_choices
        if part_count > first_part:
            runs[run_count, START], runs[run_count, FIRST], runs[run_count, LAST] = start, first_part, part_count
            runs[run_count, FROM] = begun
            run_count += 1
            codes_read[state[0]] = 0
            state[0] += 1
            shown_from = start
            for part in range(first_part, part_count):
                parts[part, SHOWN] = 0
                for index in range(shown_from, parts[part, END]):
                    if codes[index] == STAND_IN:
                        parts[part, SHOWN] = 1
                shown_from = parts[part, END]
        else:
            state[0] = begun
        at = max(position, at + 1)
    counts[0], counts[1], counts[2] = state[0], state[1], part_count
    return run_count


@kernel
def _close(parts, count, first, position, choices_before, state):
    """End a part: neighbours without a choice are one. Return how many parts there are."""
    choices = state[1] - choices_before
    if not (choices == 0 and count > first and parts[count - 1, CHOICES] == 0):
        count += 1
    parts[count - 1, END], parts[count - 1, SAID], parts[count - 1, CHOICES] = position, state[0], choices
    return count


@kernel
def weigh(codes, codes_read, parts, runs, costs, reading_costs, penalties, gained):
    """Work out what each run gains; not a number where a cost is not known yet.

    Args:
        codes: the code points of the text.
        codes_read: what is read, with what was chosen.
        parts: …
        runs: …
        costs: by code point, what it costs where it stands.
        reading_costs: by code point, what it costs as a reading.
        penalties: what a lost byte costs, a choice that U+FFFD shows, and what a place gains at the most with the first
            price only.
        gained: for the gains.
    """
    lost_byte, chosen, alone = penalties
    met = np.zeros(PLANE, np.bool_)
    for run in range(len(runs)):
        first, last = runs[run, FIRST], runs[run, LAST]
        lost = shown = 0
        for part in range(first, last):
            if parts[part, CHOICES] > 0:
                lost += 1
                shown += parts[part, SHOWN]
        total = 0.0
        start, end = runs[run, START], parts[last - 1, END]
        for index in range(start, end):
            code = codes[index]
            if not met[code]:
                met[code] = True
                if code != STAND_IN:
                    total += costs[code]
        for index in range(start, end):
            met[codes[index]] = False
        start, end = runs[run, FROM], parts[last - 1, SAID]
        for index in range(start, end):
            code = codes_read[index]
            if code >= PLANE:
                total = np.nan
            elif not met[code]:
                met[code] = True
                total -= reading_costs[code]
        for index in range(start, end):
            if codes_read[index] < PLANE:
                met[codes_read[index]] = False
        total -= lost_byte * (lost - shown)
        gained[run] = min(total, max(total - chosen * shown, alone)) if shown else total

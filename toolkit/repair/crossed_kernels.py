"""The search for crossed pairs, compiled: see `toolkit.repair.crossed`, whose functions it repeats to the letter."""

from __future__ import annotations

import numpy as np

from toolkit.repair.crossed import DOUBTFUL, LEAST_RUN, OUT_OF_STEP, SAYS_SO
from toolkit.sketch._jit import kernel

PLANE = 0x10000
"""Only texts of the basic plane are read here."""

NO_PAIR = -1
ELSEWHERE = -1  # what is returned where a text is for Python to read
LOSS = 0xFFFD


@kernel
def divide(codes, values, switch, stretches):
    """As `confused_stretches`: put the stretches into an array, the last one first, and return how many they are."""
    length = len(codes)
    tops = np.empty(length + 1, np.bool_)
    begins = np.empty(length + 1, np.int64)
    ends = np.empty(length + 1, np.int64)
    turns = 0
    lead = -switch
    since = at = 0
    over = False
    while not over:
        top = lead > 0
        while at < length and (values[codes[at]] >= 0 if top else values[codes[at]] <= 0):
            at += 1
        tops[turns], begins[turns], ends[turns] = top, since, at
        turns += 1
        over = True
        while at < length:
            lead += values[codes[at]]
            at += 1
            if lead > switch or lead < -switch:
                lead = switch if lead > 0 else -switch
                since = at
                over = False
                break
    found = 0
    end = -1
    for turn in range(turns - 1, -1, -1):
        top, begin, stop = tops[turn], begins[turn], ends[turn]
        if top == (end < 0):
            while stop > begin and (values[codes[stop - 1]] <= 0 if top else values[codes[stop - 1]] >= 0):
                stop -= 1
            if top:
                end = stop
            else:
                stretches[found, 0], stretches[found, 1] = stop, end
                found += 1
                end = -1
    if end >= 0:
        stretches[found, 0], stretches[found, 1] = 0, end
        found += 1
    return found


@kernel
def widen(codes, edge, step, known, gains, switch, unreadable):
    """As `_widen`."""
    total = 0.0
    at = edge
    while True:
        index = at if step > 0 else at - 1
        if index < 0 or index >= len(codes) or codes[index] < 0x80:
            return at
        total += gains[codes[index]] if known[codes[index]] else -unreadable
        if total < -switch:
            return edge
        at += step


@kernel
def read(codes, values, known, gains, beyond, numbers, pieces, gained):
    """Find the stretches and what of them is plausible.

    Args:
        codes: the code points of a text.
        values: by code point, what it gains in a stretch.
        known: by code point, whether it has another reading.
        gains: by code point, what that gains.
        beyond: by code point, how far from plausible it is; not a number where that is for Python to tell.
        numbers: what a switch costs, what an unreadable character, and how many different characters a stretch needs.
        pieces: for the pieces, the last stretch first: start, end, number of the stretch.
        gained: for what the stretches gain, by number.

    Returns:
        How many pieces there are, or `ELSEWHERE`.
    """
    switch, unreadable, fewest = numbers
    for code in codes:
        if code >= PLANE:
            return ELSEWHERE
    stretches = np.empty((len(codes) + 2, 2), np.int64)
    seen = np.zeros(PLANE, np.bool_)
    count = 0
    for number in range(divide(codes, values, switch, stretches)):
        start = widen(codes, stretches[number, 0], -1, known, gains, switch, unreadable)
        stop = widen(codes, stretches[number, 1], 1, known, gains, switch, unreadable)
        first = count
        different = 0
        total = 0.0
        at = start
        while at < stop:
            end = at
            price = 0.0
            while end < stop and codes[end] != LOSS:
                price += beyond[codes[end]]
                end += 1
            if np.isnan(price):
                return ELSEWHERE
            if end > at and price <= 0.0:
                for index in range(at, end):
                    code = codes[index]
                    if not seen[code]:
                        seen[code] = True
                        if code >= 0x80:
                            different += 1
                        if known[code]:
                            total += gains[code]
                pieces[count, 0], pieces[count, 1], pieces[count, 2] = at, end, number
                count += 1
            at = end + 1
        for index in range(start, stop):
            seen[codes[index]] = False
        if different < fewest:
            count = first
        gained[number] = total
    return count


@kernel
def behind_losses(codes, pair_of, beyond, pair_costs, numbers, runs):
    """Find the runs behind a loss that are not in step for certain, and return how many they are: as `crossed._step`.

    Args:
        codes: the code points of a text of the basic plane.
        pair_of: by code point, its two bytes in the wrong charset as a number, or `NO_PAIR`.
        beyond: by code point, how far from plausible its reading is.
        pair_costs: by two bytes, what they cost in the right charset.
        numbers: what a character of plausible text may cost, and what a stretch that begins.
        runs: for start and end of each run, and how it is read.
    """
    plausible, switch = numbers
    length = len(codes)
    count = 0
    at = 0
    while at < length:
        if codes[at] != LOSS:
            at += 1
            continue
        start = at = at + 1
        price = in_step = 0.0
        while at < length and codes[at] >= 0x80 and pair_of[codes[at]] != NO_PAIR:
            in_step += beyond[codes[at]] + plausible
            if at > start:
                price += pair_costs[(pair_of[codes[at - 1]] & 0xFF) << 8 | pair_of[codes[at]] >> 8]
            at += 1
        ended = at == length or codes[at] < 0x80 or codes[at] == LOSS
        ahead = in_step - price - plausible
        if ended and at > start and ahead > -2 * switch:
            step = OUT_OF_STEP if ahead > switch else DOUBTFUL
            if ahead > 0 and at - start >= LEAST_RUN and price <= plausible * (at - start - 1):
                step = SAYS_SO
            runs[count, 0], runs[count, 1], runs[count, 2] = start, at, step
            count += 1
    return count

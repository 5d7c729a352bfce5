"""Rows of a compiled search: paths, what they cost, and candidates for a byte that is not known.

A path is a row of numbers and a row of costs, with a row of the fronts (see `model_kernels`) once that was asked for.
`c` is the address of the arrays (see `memory`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.repair.evidence import DIFFERS, ELSEWHERE_PLAIN, LISTED, ON_PAGE, STRANGE, TONELESS, UNUSUAL
from toolkit.repair.search import model as m
from toolkit.repair.search.hash_kernels import first_place
from toolkit.repair.search.memory import f64, i32, i64, put_f64, put_i32, put_i64
from toolkit.repair.search.model_kernels import (
    AHEAD_COSTS,
    CONTINUES,
    COUNT,
    FIRST_COST,
    FIRST_NODE,
    FLOOR,
    RISE,
    SO_FAR,
    char,
    find,
    front,
    front_cost,
    is_han,
    next_cost,
    prepare,
    row_of,
    step,
)
from toolkit.repair.search.prices import FAMILIAR, FOREIGN, SIMPLIFIED
from toolkit.sketch._jit import kernel

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

NUMBERS, COSTS, FOUND_NUMBERS, FOUND_COSTS, CODES, SEEN = range(m.FIRST_OF_SEARCH + 5, m.FIRST_OF_SEARCH + 11)
GROWN_PATHS, ORDER, BEAM_PATHS, RESUME_PATHS, HOLES, TRIED = range(m.FIRST_OF_SEARCH + 11, m.FIRST_OF_SEARCH + 17)
ALIKE, ALIKE_COUNTS, COUNTERS, BEST = range(m.FIRST_OF_SEARCH + 17, m.FIRST_OF_SEARCH + 21)
ARRAYS = BEST + 1
"""Arrays: rows of paths; candidates; characters to be priced, and which were among them already; paths that were grown
for a token, and in order; those that are gone on with, and those to go back to; chains of vanished pairs; texts tried,
by pending byte; those kept, by what matters for the rest; counters; and the price of the cheapest path grown."""

PATHS = 1 << 17
FRONTS = 1 << 16
CANDIDATES = 256
SUPPOSITIONS = 1 << 14
KEYS_ALIKE = 1 << 10
"""Sizes; where one is not enough, the search in Python takes over."""
MARGIN = 1 << 13
"""So many paths and fronts must be free before a path grows: more than four times what one makes at the most."""

# Columns of a path.
BACK, AT, PENDING, TAIL, BEFORE_LAST, LAST, STEADY, MADE, EXTRA, ENTRY, ENTRY_READING, LOST, WILD, FRONT = range(14)
WIDTH = FRONT + 1
COST, WORST = range(2)
NONE = -1
VANISHED_WILD = 1
UNASSIGNED_WILD = 0x100
NOTHING_LOST, LOST_PAIR, LOST_80, LOST_ASCII = range(4)
# Counters.
MADE_PATHS, MADE_FRONTS, GROWN, AHEAD_OF, STAMP, FOUND, SUPPOSED, BEAM, RESUME, AHEAD_STAMP = range(10)
ROUNDED = 1e-6  # more than sums of costs are off
# What is known of a character on a page; above these bits the reading that the page always annotates it with.
SHOWN, ELSEWHERE = 1, 2
KIT = 2
PAIR_GRAM = 0x1FFFFF << 2 * m.WIDTH
"""Takes the place of the first character where only two in a row are looked for; no code point is as large."""


@kernel
def get(c, path, column):
    """Return a number of a path."""
    return i32(c, NUMBERS, path * WIDTH + column)


@kernel
def put(c, path, column, value):
    """Write a number of a path."""
    put_i32(c, NUMBERS, path * WIDTH + column, value)


@kernel
def cost_of(c, path):
    """Return what a path costs."""
    return f64(c, COSTS, 2 * path + COST)


@kernel
def counter(c, number):
    """Return a counter."""
    return i64(c, COUNTERS, number)


@kernel
def set_counter(c, number, value):
    """Write a counter."""
    put_i64(c, COUNTERS, number, value)


@kernel
def by_second(code):
    """Return the row of a pair of bytes."""
    return (code & 0xFF) << 8 | code >> 8


@kernel
def pair(c, code):
    """Return the character of two bytes, 0 for none."""
    return i32(c, m.PAIR_ROWS, 2 * by_second(code) + m.MADE)


@kernel
def short_of(c, code):
    """Return the character of two bytes, simplified."""
    return i32(c, m.PAIR_ROWS, 2 * by_second(code) + m.SHORT_OF)


@kernel
def listed(c, index):
    """Return a number of a list; the first one is how many there are."""
    return i32(c, m.NUMBER_LISTS, index)


@kernel
def list_of(c, kind, key):
    """Return where a list begins; -1 where there is none."""
    return find(c, m.LISTS | kind << 2 * m.WIDTH | key)


@kernel
def found(c, index, column):
    """Return a number of a candidate."""
    return i32(c, FOUND_NUMBERS, 2 * index + column)


@kernel
def new_path(c, back, at, cost, pending, tail):
    """Make a path that goes on from another one; the other columns are as if nothing was made, lost or annotated."""
    path = counter(c, MADE_PATHS)
    set_counter(c, MADE_PATHS, path + 1)
    put(c, path, BACK, back)
    put(c, path, AT, at)
    put(c, path, PENDING, pending)
    put(c, path, TAIL, tail)
    for column in range(STEADY, FRONT):
        put(c, path, column, 0)
    put(c, path, FRONT, NONE)
    put_f64(c, COSTS, 2 * path + COST, cost)
    put_f64(c, COSTS, 2 * path + WORST, 0.0)
    if back >= 0:
        put_f64(c, COSTS, 2 * path + WORST, f64(c, COSTS, 2 * back + WORST))
        put(c, path, BEFORE_LAST, get(c, back, BEFORE_LAST))
        put(c, path, LAST, get(c, back, LAST))
    return path


@kernel
def is_full(c):
    """Tell whether there may be no room for what one more path becomes."""
    return counter(c, MADE_PATHS) > PATHS - MARGIN or counter(c, MADE_FRONTS) > FRONTS - MARGIN


@kernel
def new_front(c):
    """Return the number of an empty front."""
    slot = counter(c, MADE_FRONTS)
    set_counter(c, MADE_FRONTS, slot + 1)
    return slot


@kernel
def front_of(c, path):
    """Return the front of a path, as `Path.front`."""
    slot = get(c, path, FRONT)
    if slot == NONE:
        slot = new_front(c)
        step(c, get(c, get(c, path, BACK), FRONT), get(c, path, LAST), slot)
        put(c, path, FRONT, slot)
    return slot


@kernel
def add(c, path):
    """As `Steps._add`."""
    grown = counter(c, GROWN)
    put_i32(c, GROWN_PATHS, grown, path)
    set_counter(c, GROWN, grown + 1)
    put_f64(c, BEST, 0, min(f64(c, BEST, 0), cost_of(c, path)))


@kernel
def made(c, path, at, code, pending, cost):
    """As `Steps._made`."""
    second = code & 0xFF
    short = short_of(c, code)
    extra = pending if 0 < pending < 0x81 else 0
    slot = NONE
    if extra:
        begin = front_of(c, path)
        one = new_front(c)
        slot = new_front(c)
        step(c, begin, short, one)
        step(c, one, extra, slot)
        cost += front_cost(c, slot, FIRST_COST) - front_cost(c, one, FIRST_COST)
    tail = second << 8 | (pending & 0xFF) if pending else code
    new = new_path(c, path, at, cost, 0 if extra else pending, tail)
    put(c, new, MADE, code)
    put(c, new, EXTRA, extra)
    put(c, new, FRONT, slot)
    put(c, new, BEFORE_LAST, short if extra else get(c, new, LAST))
    put(c, new, LAST, extra or short)
    put_f64(c, COSTS, 2 * new + WORST, max(f64(c, COSTS, 2 * new + WORST), cost - cost_of(c, path)))
    return new


@kernel
def has_gram(c, gram):
    """Tell whether the page has some characters in a row."""
    mask = i64(c, m.SIZES, m.GRAM_MASK)
    place = first_place(gram, mask)
    while True:
        there = i64(c, m.GRAMS, place)
        if there == gram:
            return True
        if there == 0:
            return False
        place = (place + 1) & mask


@kernel
def bonus(c, before_last, last, cp):
    """As `prices.bonus`."""
    if last < 0 or not is_han(last):
        return 0.0
    two = last << m.WIDTH | cp
    if not has_gram(c, PAIR_GRAM | two):
        return 0.0
    if before_last < 0 or not has_gram(c, before_last << 2 * m.WIDTH | two):
        return FAMILIAR
    return FAMILIAR + FAMILIAR


@kernel
def look_ahead(c, path):
    """Work out what does not depend on the character that follows a path."""
    slot = front_of(c, path)
    if counter(c, AHEAD_OF) != path:
        set_counter(c, AHEAD_OF, path)
        set_counter(c, AHEAD_STAMP, counter(c, AHEAD_STAMP) + 1)
        prepare(c, slot, counter(c, AHEAD_STAMP))
    return slot


@kernel
def price(c, path, code):
    """As `Prices.price`."""
    slot = look_ahead(c, path)
    short = short_of(c, code)
    row = 4 * by_second(code)
    opening, alone = f64(c, m.PAIR_COST_ROWS, row + m.OPENING), f64(c, m.PAIR_COST_ROWS, row + m.ALONE_SHORT)
    cost = cost_of(c, path) + (next_cost(c, slot, short, opening, alone) - f64(c, AHEAD_COSTS, SO_FAR))
    cost -= bonus(c, get(c, path, BEFORE_LAST), get(c, path, LAST), short)
    strange = f64(c, m.PAIR_COST_ROWS, row + m.STRANGE)
    if strange > 0.0 and not i32(c, m.KNOWN_AS, pair(c, code)) & SHOWN:
        cost += strange if strange != SIMPLIFIED or i64(c, m.SIZES, m.CONVERTED) else FOREIGN
    return cost + f64(c, m.PAIR_COST_ROWS, row + m.ALWAYS)


@kernel
def offer_all(c, path, array, begin, end, most, limit, place, pending):
    """As `Prices.cheapest`: price the characters in a part of an array, and offer those up to a limit.

    They are offered as (place, character), or where there is no place as (character, pending byte). Most are too dear;
    that is seen by what they cost as the beginning of a word, before all is looked up.
    """
    look_ahead(c, path)
    stamp = counter(c, AHEAD_STAMP)
    wild = get(c, path, WILD)
    floor = cost_of(c, path) + f64(c, AHEAD_COSTS, FLOOR) - FAMILIAR - FAMILIAR - ROUNDED
    rise = f64(c, AHEAD_COSTS, RISE)
    if counter(c, FOUND) == most:
        limit = min(limit, f64(c, FOUND_COSTS, most - 1))
    for index in range(begin, end):
        code = i32(c, array, index)
        row = by_second(code)
        opening = f64(c, m.PAIR_COST_ROWS, 4 * row + m.OPENING)
        short = i32(c, m.PAIR_ROWS, 2 * row + m.SHORT_OF)
        if floor + rise * opening > limit and opening != m.IS_MARK and i32(c, CONTINUES, row_of(short)) != stamp:
            continue
        if wild and not is_wild(c, wild, code >> 8):
            continue
        cost = price(c, path, code)
        if cost <= limit:
            offer(c, most, cost, code if place < 0 else place, pending if place < 0 else code)
            if counter(c, FOUND) == most:
                limit = min(limit, f64(c, FOUND_COSTS, most - 1))


@kernel
def entry_price(c, cp, reading):
    """As `Page.entry_price`."""
    known = i32(c, m.KNOWN_AS, cp)
    if known >> KIT == reading:
        return ON_PAGE
    cost = LISTED if char(c, cp, m.KNOWN) else DIFFERS if char(c, cp, m.DIFFERING) else STRANGE
    if char(c, cp, m.USUAL) != reading:
        cost += UNUSUAL
    if reading & 1:
        cost += TONELESS
    if known & ELSEWHERE:
        cost += ELSEWHERE_PLAIN
    return cost


@kernel
def offer(c, most, cost, first, second):
    """Insert a candidate among the cheapest `most`; equal ones in the order of their numbers."""
    at = counter(c, FOUND)
    if at < most:
        set_counter(c, FOUND, at + 1)
    else:
        at -= 1
        if not comes_before(c, cost, first, second, at):
            return
    while at > 0 and comes_before(c, cost, first, second, at - 1):
        put_f64(c, FOUND_COSTS, at, f64(c, FOUND_COSTS, at - 1))
        put_i32(c, FOUND_NUMBERS, 2 * at, found(c, at - 1, 0))
        put_i32(c, FOUND_NUMBERS, 2 * at + 1, found(c, at - 1, 1))
        at -= 1
    put_f64(c, FOUND_COSTS, at, cost)
    put_i32(c, FOUND_NUMBERS, 2 * at, first)
    put_i32(c, FOUND_NUMBERS, 2 * at + 1, second)


@kernel
def comes_before(c, cost, first, second, at):
    """Tell whether a candidate comes before the one that is there."""
    other = f64(c, FOUND_COSTS, at)
    if cost != other:
        return cost < other
    if first != found(c, at, 0):
        return first < found(c, at, 0)
    return second < found(c, at, 1)


@kernel
def is_wild(c, wild, lead):
    """Tell whether a byte that is not known may be this one."""
    return lead >= 0xA1 if wild == VANISHED_WILD else i32(c, m.GAPS, (wild & 0xFF) << 8 | lead) != 0


@kernel
def suppose(c, wild, kind, key):
    """Take in the characters of a list that may stand behind a byte that is not known."""
    begin = list_of(c, kind, key)
    if begin < 0:
        return
    stamp = counter(c, STAMP)
    count = counter(c, SUPPOSED)
    for index in range(begin + 1, begin + 1 + listed(c, begin)):
        code = listed(c, index)
        if i32(c, SEEN, code) != stamp and is_wild(c, wild, code >> 8):
            put_i32(c, SEEN, code, stamp)
            put_i32(c, CODES, count, code)
            count += 1
    set_counter(c, SUPPOSED, count)


@kernel
def suppose_worth(c, path, base):
    """As `Choice.worth`: write the characters to `CODES`."""
    wild = get(c, path, WILD)
    last, before_last = get(c, path, LAST), get(c, path, BEFORE_LAST)
    set_counter(c, STAMP, counter(c, STAMP) + 1)
    set_counter(c, SUPPOSED, 0)
    suppose(c, wild, base + m.COMMON, 0)
    if last >= 0:
        suppose(c, wild, base + m.LIKELY, row_of(last))
    slot = front_of(c, path)
    for index in range(front(c, slot, COUNT)):
        node = front(c, slot, FIRST_NODE + index)
        if node:
            suppose(c, wild, base + m.CONTINUING, node)
    if last < 0 or before_last < 0 or not is_han(last) or not has_gram(c, PAIR_GRAM | before_last << m.WIDTH | last):
        return
    for at in range(i64(c, m.SIZES, m.VOCABULARY_LENGTH) - 2):
        if i32(c, m.VOCABULARY, at) == before_last and i32(c, m.VOCABULARY, at + 1) == last:
            suppose(c, wild, base + m.SHORTS, i32(c, m.VOCABULARY, at + 2))

"""Rows of a compiled search: paths, what they cost, and where the candidates for a byte are that is not known.

A path is a row of numbers and a row of costs, with a row of the fronts (see `model_kernels`) once that was asked for.
`c` is the address of the arrays (see `memory`).
"""

from __future__ import annotations

from toolkit.repair.search import model as m
from toolkit.repair.search.memory import f64, i32, i64, put_f64, put_i32, put_i64
from toolkit.repair.search.model_kernels import FIRST_COST, find, front_cost, step
from toolkit.sketch._jit import kernel

NUMBERS, COSTS, FOUND_NUMBERS, FOUND_COSTS, CODES, SEEN = range(m.FIRST_OF_SEARCH + 5, m.FIRST_OF_SEARCH + 11)
GROWN_PATHS, ORDER, BEAM_PATHS, RESUME_PATHS, HOLES, TRIED = range(m.FIRST_OF_SEARCH + 11, m.FIRST_OF_SEARCH + 17)
ALIKE, ALIKE_COUNTS, COUNTERS, BEST = range(m.FIRST_OF_SEARCH + 17, m.FIRST_OF_SEARCH + 21)
ARRAYS = BEST + 1
"""Arrays: rows of paths; candidates; characters to be priced, and which were among them already; paths that were grown
for a token, and in order; those that are gone on with, and those to go back to; chains of vanished pairs; texts tried,
by pending byte; those kept, by what matters for the rest; counters; and the price of the cheapest path grown."""

PATHS = 1 << 18
FRONTS = 1 << 17
CANDIDATES = 256
SUPPOSITIONS = 1 << 14
KEYS_ALIKE = 1 << 10
"""Sizes; where one is not enough, the search in Python takes over."""
MARGIN = 1 << 13
"""So many paths and fronts must be free before a path grows: more than four times what one makes at the most."""
CLUTTERED = 2
"""Where one in so many rows is taken, the rows of paths that were given up are used again. A beam of 64 paths has then
room for 2,000 rows each: behind a run of any length no search ends for want of room."""

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

"""The language model over arrays, compiled: the same prices as `toolkit.repair.fluency`, to the last bit.

A front is a row of numbers and a row of costs: how many words are open, the last character, and for each open word its
number, the word before it, the cost of all characters so far and the cost where it ends here; the cheapest first.
`c` is the address of the arrays (see `memory`).
"""

from __future__ import annotations

import numpy as np

from toolkit.repair.fluency import CHARACTERS, WORDS
from toolkit.repair.language import IMPOSSIBLE, LONGEST, UNKNOWN
from toolkit.repair.search import model as m
from toolkit.repair.search.hash_kernels import place_of
from toolkit.repair.search.memory import f64, i32, i64, put_f64, put_i32
from toolkit.sketch._jit import kernel

FRONTS, FRONT_COSTS, AHEAD, AHEAD_COSTS, CONTINUES = range(m.FIRST_OF_SEARCH, m.FIRST_OF_SEARCH + 5)
"""Arrays: the fronts; what is worked out once for all characters that follow a text; which of them continue a word."""

OPEN_WORDS = LONGEST + 1
FRONT_WIDTH = 2 + 2 * OPEN_WORDS
FRONT_COST_WIDTH = 2 * OPEN_WORDS
# Columns of a front; then come the open words, and the words before them.
COUNT, LAST_CHAR = range(2)
FIRST_NODE, FIRST_BEFORE = 2, 2 + OPEN_WORDS
FIRST_COST, FIRST_ENDED = 0, OPEN_WORDS
# Ahead.
LEAST, SO_FAR, FLOOR, RISE, MARK_FLOOR, ANY_MARK_FLOOR, CONTINUED_FLOOR, BEGUN = range(8)
AHEAD_LAST, AHEAD_OPEN, STAMPED, AHEAD_NODE = range(4)
NOT_STAMPED = -1

CHAR_WIDTH, CHAR_COST_WIDTH, WORD_COST_WIDTH = 9, 4, 5


@kernel
def find(c, key):
    """Return the value of a key of the hash table; -1 where there is none."""
    place = place_of(c, m.KEYS, key, i64(c, m.SIZES, m.MASK))
    return i32(c, m.VALUES, place) if place >= 0 else -1


@kernel
def char(c, row, column):
    """Return a number of a character."""
    return i32(c, m.CHAR_ROWS, row * CHAR_WIDTH + column)


@kernel
def char_cost(c, row, column):
    """Return a cost of a character."""
    return f64(c, m.CHAR_COST_ROWS, row * CHAR_COST_WIDTH + column)


@kernel
def word_cost(c, word, column):
    """Return a cost of a word."""
    return f64(c, m.WORD_COST_ROWS, word * WORD_COST_WIDTH + column)


@kernel
def front(c, slot, column):
    """Return a number of a front."""
    return i32(c, FRONTS, slot * FRONT_WIDTH + column)


@kernel
def put_front(c, slot, column, value):
    """Write a number of a front."""
    put_i32(c, FRONTS, slot * FRONT_WIDTH + column, value)


@kernel
def front_cost(c, slot, column):
    """Return a cost of a front."""
    return f64(c, FRONT_COSTS, slot * FRONT_COST_WIDTH + column)


@kernel
def put_front_cost(c, slot, column, value):
    """Write a cost of a front."""
    put_f64(c, FRONT_COSTS, slot * FRONT_COST_WIDTH + column, value)


@kernel
def is_han(cp):
    """As `plausible.is_han`."""
    return 0x3400 <= cp <= 0x9FFF or cp == 0x3007 or 0x20000 <= cp <= 0x3FFFF


@kernel
def row_of(cp):
    """Return the row of a character in tables of the basic plane."""
    return cp if cp < m.PLANE else m.LAST_ROW


@kernel
def behind(c, previous, word, alone):
    """As `fluency._behind`."""
    quarters = find(c, m.WORDS | previous << m.WIDTH | word)
    return alone + word_cost(c, previous, m.UNLISTED_WORD) if quarters < 0 else quarters / 4.0


@kernel
def marked(c, slot, cp):
    """Return the cost of a text with a character that is not Han."""
    row = row_of(cp)
    kind = char(c, row, m.KIND)
    alone = char_cost(c, row, m.PRICE)
    least = IMPOSSIBLE
    for index in range(front(c, slot, COUNT)):
        node = front(c, slot, FIRST_NODE + index)
        price = behind(c, node, kind, alone) if node else alone
        least = min(least, front_cost(c, slot, FIRST_ENDED + index) + price)
    return least


@kernel
def mixed(by_words, by_chars):
    """As `fluency.mixed`."""
    return WORDS * by_words + CHARACTERS * by_chars


@kernel
def place_in_row(c, chars, begin, end, cp):
    """Return where a character is in a sorted row; -1 where it is not."""
    count = end - begin
    while count > 1:  # without a branch that nothing could foretell
        half = count >> 1
        begin += half * (i32(c, chars, begin + half) <= cp)
        count -= half
    return begin if count == 1 and i32(c, chars, begin) == cp else -1


@kernel
def longer_word(c, node, cp):
    """Return the word that a character makes of the beginning of one; -1 for none."""
    begin, end = i32(c, m.LONGER_BEGIN, node), i32(c, m.LONGER_BEGIN, node + 1)
    place = place_in_row(c, m.LONGER_CHARS, begin, end, cp)
    return i32(c, m.LONGER_WORDS, place) if place >= 0 else -1


@kernel
def by_pair(c, last, cp, alone):
    """Return what a character costs behind another one, which costs `alone` by itself."""
    begin, end = i32(c, m.NEXT_BEGIN, last), i32(c, m.NEXT_BEGIN, last + 1)
    place = place_in_row(c, m.NEXT_CHARS, begin, end, cp)
    return i32(c, m.NEXT_QUARTERS, place) / 4.0 if place >= 0 else char_cost(c, last, m.UNLISTED) + alone


@kernel
def prepare(c, slot):
    """As `fluency.Ahead.__init__`; and work out what any character costs at the least, by its kind, beyond `SO_FAR`.

    `FLOOR`: one that continues no word, beyond `RISE` times its cost as the beginning of one. `CONTINUED_FLOOR`: one
    that does. `MARK_FLOOR`: a mark that no statistics of word pairs have, beyond its price. `ANY_MARK_FLOOR`: any mark,
    beyond what it costs behind any word.
    """
    last = front(c, slot, LAST_CHAR)
    so_far = front_cost(c, slot, FIRST_COST)
    put_i32(c, AHEAD, AHEAD_LAST, last)
    put_i32(c, AHEAD, STAMPED, NOT_STAMPED)
    put_f64(c, AHEAD_COSTS, SO_FAR, so_far)
    least = IMPOSSIBLE
    mark = IMPOSSIBLE
    continued = IMPOSSIBLE
    count = 0
    for index in range(front(c, slot, COUNT)):
        node = front(c, slot, FIRST_NODE + index)
        if node and word_cost(c, node, m.LEAST_LONGER) < m.NO_LONGER:
            put_i32(c, AHEAD, AHEAD_NODE + count, node)
            begun = front_cost(c, slot, FIRST_COST + index) - word_cost(c, node, m.BEGIN)
            put_f64(c, AHEAD_COSTS, BEGUN + count, begun)
            continued = min(continued, begun + word_cost(c, node, m.LEAST_LONGER))
            count += 1
        ended = front_cost(c, slot, FIRST_ENDED + index)
        least = min(least, ended)
        mark = min(mark, ended + word_cost(c, node, m.UNLISTED_WORD) if node else ended)
    put_i32(c, AHEAD, AHEAD_OPEN, count)
    put_f64(c, AHEAD_COSTS, MARK_FLOOR, mark - so_far)
    put_f64(c, AHEAD_COSTS, ANY_MARK_FLOOR, least - so_far)
    put_f64(c, AHEAD_COSTS, LEAST, least)
    floor, rise = least - so_far, 1.0
    continued -= so_far
    if last >= 0:
        rest = char_cost(c, last, m.LEAST_NEXT)
        floor = mixed(least - so_far, rest)
        continued = mixed(continued, rest)
        rise = WORDS
    put_f64(c, AHEAD_COSTS, FLOOR, floor)
    put_f64(c, AHEAD_COSTS, CONTINUED_FLOOR, continued)
    put_f64(c, AHEAD_COSTS, RISE, rise)


@kernel
def mark_continuing(c, stamp):
    """Mark the characters that continue a word of the front that was prepared."""
    put_i32(c, AHEAD, STAMPED, stamp)
    for index in range(i32(c, AHEAD, AHEAD_OPEN)):
        node = i32(c, AHEAD, AHEAD_NODE + index)
        for place in range(i32(c, m.LONGER_BEGIN, node), i32(c, m.LONGER_BEGIN, node + 1)):
            put_i32(c, CONTINUES, row_of(i32(c, m.LONGER_CHARS, place)), stamp)


@kernel
def next_cost(c, slot, cp, opening, alone):
    """As `fluency.Ahead.cost`, for the front that was prepared and marked.

    Args:
        c: the address of the arrays.
        slot: the front.
        cp: the character.
        opening: what it costs as the beginning of a word; `IS_MARK` where it is not Han.
        alone: what it costs without regard to its neighbours.
    """
    if opening == m.IS_MARK:
        return marked(c, slot, cp)
    by_words = f64(c, AHEAD_COSTS, LEAST) + opening
    if i32(c, CONTINUES, row_of(cp)) == i32(c, AHEAD, STAMPED):
        for index in range(i32(c, AHEAD, AHEAD_OPEN)):
            longer = longer_word(c, i32(c, AHEAD, AHEAD_NODE + index), cp)
            if longer >= 0:
                by_words = min(by_words, f64(c, AHEAD_COSTS, BEGUN + index) + word_cost(c, longer, m.BEGIN))
    last = i32(c, AHEAD, AHEAD_LAST)
    if last < 0:
        return by_words
    return mixed(by_words, f64(c, AHEAD_COSTS, SO_FAR) + by_pair(c, last, cp, alone))


@kernel
def start(c, slot):
    """Write `fluency.START`."""
    put_front(c, slot, COUNT, 1)
    put_front(c, slot, LAST_CHAR, -1)
    put_front(c, slot, FIRST_NODE, 0)
    put_front(c, slot, FIRST_BEFORE, 0)
    put_front_cost(c, slot, FIRST_COST, 0.0)
    put_front_cost(c, slot, FIRST_ENDED, 0.0)


@kernel
def step(c, slot, cp, new):
    """As `fluency.step`: write the front after one more character into another slot."""
    row = row_of(cp)
    own = char(c, row, m.NODE)
    opening = UNKNOWN
    if own:
        opening = word_cost(c, own, m.BEGIN)
    elif is_han(cp):
        own = i64(c, m.SIZES, m.WORD_COUNT) + row
    else:
        start(c, new)
        put_front(c, new, FIRST_BEFORE, char(c, row, m.KIND))
        least = marked(c, slot, cp)
        put_front_cost(c, new, FIRST_COST, least)
        put_front_cost(c, new, FIRST_ENDED, least)
        return
    least = IMPOSSIBLE
    before = 0
    count = 0
    for index in range(front(c, slot, COUNT)):
        node = front(c, slot, FIRST_NODE + index)
        if node and word_cost(c, node, m.LEAST_LONGER) < m.NO_LONGER:
            longer = longer_word(c, node, cp)
            if longer >= 0:
                cost = front_cost(c, slot, FIRST_COST + index) - word_cost(c, node, m.BEGIN)
                cost += word_cost(c, longer, m.BEGIN)
                count = insert(c, new, count, longer, cost, front(c, slot, FIRST_BEFORE + index))
        ended = front_cost(c, slot, FIRST_ENDED + index)
        if ended < least:
            least = ended
            before = node or front(c, slot, FIRST_BEFORE + index)
    count = insert(c, new, count, own, least + opening, before)
    shift = 0.0
    last = front(c, slot, LAST_CHAR)
    if last >= 0:
        by_words = front_cost(c, new, FIRST_COST)
        shift = (
            mixed(by_words, front_cost(c, slot, FIRST_COST) + by_pair(c, last, cp, char_cost(c, row, m.ALONE)))
            - by_words
        )
    for index in range(count):
        node = front(c, new, FIRST_NODE + index)
        cost = front_cost(c, new, FIRST_COST + index) + shift
        put_front_cost(c, new, FIRST_COST + index, cost)
        end = word_cost(c, node, m.WHOLE)
        if end < 0.0:
            ended = cost + word_cost(c, node, m.CUT)
        else:
            price = behind(c, front(c, new, FIRST_BEFORE + index), node, end)
            ended = cost + (price - word_cost(c, node, m.BEGIN))
        put_front_cost(c, new, FIRST_ENDED + index, ended)
    put_front(c, new, COUNT, count)
    put_front(c, new, LAST_CHAR, row)


@kernel
def insert(c, slot, count, node, cost, before):
    """Insert an open word behind those that are not dearer; return how many there are."""
    at = count
    while at > 0 and front_cost(c, slot, FIRST_COST + at - 1) > cost:
        put_front(c, slot, FIRST_NODE + at, front(c, slot, FIRST_NODE + at - 1))
        put_front(c, slot, FIRST_BEFORE + at, front(c, slot, FIRST_BEFORE + at - 1))
        put_front_cost(c, slot, FIRST_COST + at, front_cost(c, slot, FIRST_COST + at - 1))
        at -= 1
    put_front(c, slot, FIRST_NODE + at, node)
    put_front(c, slot, FIRST_BEFORE + at, before)
    put_front_cost(c, slot, FIRST_COST + at, cost)
    return count + 1


@kernel
def costs(c, text, ends, found):
    """As `fluency.cost`, of several texts in one array, each up to an end; overwrites the first two fronts."""
    at = 0
    for place in range(len(ends)):
        start(c, 0)
        slot = 0
        while at < ends[place]:
            step(c, slot, np.int64(text[at]), 1 - slot)
            slot = 1 - slot
            at += 1
        least = IMPOSSIBLE
        for index in range(front(c, slot, COUNT)):
            least = min(least, front_cost(c, slot, FIRST_ENDED + index))
        found[place] = least

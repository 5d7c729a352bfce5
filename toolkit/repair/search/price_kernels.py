"""Candidates for a byte that is not known: what they cost, and which are the cheapest; compiled.

`c` is the address of the arrays (see `memory`).
"""

from __future__ import annotations

from toolkit.repair.evidence import DIFFERS, ELSEWHERE_PLAIN, LISTED, ON_PAGE, STRANGE, TONELESS, UNUSUAL
from toolkit.repair.search import model as m
from toolkit.repair.search.hash_kernels import place_of
from toolkit.repair.search.memory import f64, i32, i64, put_f64, put_i32
from toolkit.repair.search.model_kernels import (
    AHEAD,
    AHEAD_COSTS,
    ANY_MARK_FLOOR,
    CONTINUED_FLOOR,
    CONTINUES,
    COUNT,
    FIRST_NODE,
    FLOOR,
    MARK_FLOOR,
    NOT_STAMPED,
    RISE,
    SO_FAR,
    STAMPED,
    char,
    front,
    is_han,
    mark_continuing,
    next_cost,
    prepare,
    row_of,
)
from toolkit.repair.search.path_kernels import (
    AHEAD_OF,
    AHEAD_STAMP,
    BEFORE_LAST,
    CODES,
    ELSEWHERE,
    FOUND,
    FOUND_COSTS,
    FOUND_NUMBERS,
    KIT,
    LAST,
    PAIR_GRAM,
    SEEN,
    SHOWN,
    STAMP,
    SUPPOSED,
    VANISHED_WILD,
    WILD,
    by_second,
    cost_of,
    counter,
    found,
    front_of,
    get,
    list_of,
    listed,
    set_counter,
    short_of,
)
from toolkit.repair.search.prices import FAMILIAR, FOREIGN, SIMPLIFIED
from toolkit.sketch._jit import kernel

ROUNDED = 1e-6  # more than sums of costs are off
DEAREST = 1e18  # nats: above all limits


@kernel
def has_gram(c, gram):
    """Tell whether the page has some characters in a row."""
    return place_of(c, m.GRAMS, gram, i64(c, m.SIZES, m.GRAM_MASK)) >= 0


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
        prepare(c, slot)
    return slot


@kernel
def look_closely(c, path):
    """Work out all that does not depend on the character that follows a path, and which ones continue a word."""
    slot = look_ahead(c, path)
    if i32(c, AHEAD, STAMPED) == NOT_STAMPED:
        set_counter(c, AHEAD_STAMP, counter(c, AHEAD_STAMP) + 1)
        mark_continuing(c, counter(c, AHEAD_STAMP))
    return slot


@kernel
def price(c, path, code):
    """As `Prices.price`."""
    return price_within(c, path, code, DEAREST)


@kernel
def strangeness(c, row):
    """Return what is added to a character for what it is, unless the page has it."""
    strange = f64(c, m.PAIR_COST_ROWS, 4 * row + m.STRANGE)
    if strange == 0.0 or i32(c, m.KNOWN_AS, i32(c, m.PAIR_ROWS, 2 * row + m.MADE)) & SHOWN:
        return 0.0
    return strange if strange != SIMPLIFIED or i64(c, m.SIZES, m.CONVERTED) else FOREIGN


@kernel
def price_within(c, path, code, limit):
    """As `Prices.price`, or any number above a limit where the price is above it."""
    slot = look_closely(c, path)
    short = short_of(c, code)
    row = 4 * by_second(code)
    opening, alone = f64(c, m.PAIR_COST_ROWS, row + m.OPENING), f64(c, m.PAIR_COST_ROWS, row + m.ALONE_SHORT)
    cost = cost_of(c, path) + (next_cost(c, slot, short, opening, alone) - f64(c, AHEAD_COSTS, SO_FAR))
    strange = strangeness(c, by_second(code))
    always = f64(c, m.PAIR_COST_ROWS, row + m.ALWAYS)
    if cost + strange + always - FAMILIAR - FAMILIAR - ROUNDED > limit:
        return DEAREST
    cost -= bonus(c, get(c, path, BEFORE_LAST), get(c, path, LAST), short)
    return cost + strange + always


@kernel
def offer_all(c, path, most, limit, place):
    """As `Prices.cheapest`: price what is supposed, and offer what is up to a limit, as (place, character).

    Most are too dear; that is seen by what they cost as the beginning of a word, or a mark in general, before all is
    looked up.
    """
    look_closely(c, path)
    stamp = i32(c, AHEAD, STAMPED)
    least = cost_of(c, path) - FAMILIAR - FAMILIAR - ROUNDED
    floor, mark_floor = least + f64(c, AHEAD_COSTS, FLOOR), least + f64(c, AHEAD_COSTS, MARK_FLOOR)
    rise = f64(c, AHEAD_COSTS, RISE)
    if counter(c, FOUND) == most:
        limit = min(limit, f64(c, FOUND_COSTS, most - 1))
    for index in range(counter(c, SUPPOSED)):
        code = i32(c, CODES, index)
        row = by_second(code)
        opening = f64(c, m.PAIR_COST_ROWS, 4 * row + m.OPENING)
        if opening == m.IS_MARK:
            if mark_floor + f64(c, m.PAIR_COST_ROWS, 4 * row + m.ALONE_SHORT) > limit:
                continue
        elif floor + rise * opening + f64(c, m.PAIR_COST_ROWS, 4 * row + m.STRANGE) > limit:
            short = i32(c, m.PAIR_ROWS, 2 * row + m.SHORT_OF)
            if i32(c, CONTINUES, row_of(short)) != stamp and floor + rise * opening + strangeness(c, row) > limit:
                continue
        cost = price_within(c, path, code, limit)
        if cost <= limit:
            offer(c, most, cost, place, code)
            if counter(c, FOUND) == most:
                limit = min(limit, f64(c, FOUND_COSTS, most - 1))


@kernel
def is_beyond(c, path, trail, limit):
    """Tell by bounds whether all characters with a second byte (0: all there are) are too dear behind a path."""
    look_ahead(c, path)
    least = cost_of(c, path) - FAMILIAR - FAMILIAR - ROUNDED
    rise = f64(c, AHEAD_COSTS, RISE)
    return (
        least + f64(c, AHEAD_COSTS, CONTINUED_FLOOR) > limit
        and least + f64(c, AHEAD_COSTS, FLOOR) + rise * f64(c, m.TRAIL_COSTS, 2 * trail + m.LEAST_OPENING) > limit
        and least + f64(c, AHEAD_COSTS, ANY_MARK_FLOOR) + f64(c, m.TRAIL_COSTS, 2 * trail + m.LEAST_MARK) > limit
    )


@kernel
def offer_ending(c, path, trail, most, limit, pending):
    """As `offer_all`, of all characters with a second byte: marks, then others, the commonest first.

    Where one of those is too dear as the beginning of a word, so is the rest.
    """
    begin = list_of(c, m.ENDING, trail)
    if begin < 0 or is_beyond(c, path, trail, limit):
        return
    look_closely(c, path)
    least = cost_of(c, path) - FAMILIAR - FAMILIAR - ROUNDED
    floor, rise = least + f64(c, AHEAD_COSTS, FLOOR), f64(c, AHEAD_COSTS, RISE)
    continued = least + f64(c, AHEAD_COSTS, CONTINUED_FLOOR)
    mark_floor = least + f64(c, AHEAD_COSTS, MARK_FLOOR)
    stamp = i32(c, AHEAD, STAMPED)
    wild = get(c, path, WILD)
    only_continued = False
    for index in range(begin + 1, begin + 1 + listed(c, begin)):
        code = listed(c, index)
        row = by_second(code)
        if not only_continued:
            opening = f64(c, m.PAIR_COST_ROWS, 4 * row + m.OPENING)
            if opening == m.IS_MARK:
                if mark_floor + f64(c, m.PAIR_COST_ROWS, 4 * row + m.ALONE_SHORT) > limit:
                    continue
            elif floor + rise * opening > limit:
                only_continued = True
            elif floor + rise * opening + f64(c, m.PAIR_COST_ROWS, 4 * row + m.STRANGE) > limit:
                short = i32(c, m.PAIR_ROWS, 2 * row + m.SHORT_OF)
                if i32(c, CONTINUES, row_of(short)) != stamp and floor + rise * opening + strangeness(c, row) > limit:
                    continue
        if only_continued:
            if continued > limit:
                return
            if i32(c, CONTINUES, row_of(i32(c, m.PAIR_ROWS, 2 * row + m.SHORT_OF))) != stamp:
                continue
        if not is_wild(c, wild, code >> 8):
            continue
        cost = price_within(c, path, code, limit)
        if cost <= limit:
            offer(c, most, cost, code, pending)
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

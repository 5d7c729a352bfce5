"""The steps of `toolkit.repair.search.steps` over arrays, compiled: the same texts at the same prices.

Each function does the work of the method that it is named after, and goes through its candidates in the same order.
"""

from __future__ import annotations

from toolkit.repair.evidence import DIFFERS, SENTENCE
from toolkit.repair.search import model as m
from toolkit.repair.search import path_kernels as p
from toolkit.repair.search.memory import f64, i32, put_i32
from toolkit.repair.search.model_kernels import (
    FIRST_COST,
    char,
    find,
    front_cost,
    is_han,
    step,
)
from toolkit.repair.search.path_kernels import (
    add,
    cost_of,
    counter,
    found,
    front_of,
    get,
    list_of,
    listed,
    made,
    new_front,
    new_path,
    pair,
    put,
    set_counter,
)
from toolkit.repair.search.price_kernels import (
    bonus,
    entry_price,
    is_beyond,
    is_wild,
    offer,
    offer_all,
    offer_ending,
    price,
    suppose_worth,
)
from toolkit.repair.search.prices import FAMILIAR
from toolkit.repair.search.sizes import CLOSING, CONTEXT, EATEN, HOPELESS, UNREAD, VANISHED
from toolkit.sketch._jit import kernel

PAIR, ASCII, BREAK, NOTE, WALL = range(5)
"""Kinds of tokens."""

NO_LIMIT = 1e9
OPEN = 0x100
_CLOSING = int.from_bytes("等".encode("gbk"), "big")
_STOP, _LISTING = ord("。"), ord("、")


@kernel
def hole_at(c, row, index):
    """Return a path that ends with a vanished pair."""
    return i32(c, p.HOLES, row * p.CANDIDATES + index)


@kernel
def grow(c, size, path, kind, end, value, vanishing):
    """As `Steps.grow`."""
    before = counter(c, p.GROWN)
    if get(c, path, p.WILD):
        behind(c, size, path, kind, end, value)
        if kind == ASCII and value == 0x3F:
            suppose_worth(c, path, m.UNASSIGNED)
            set_counter(c, p.FOUND, 0)
            for index in range(counter(c, p.SUPPOSED)):
                code = i32(c, p.CODES, index)
                offer(c, size.completed, price(c, path, code), code, 0)
            unassigned_behind(c, path, end)
        if vanishing and kind != NOTE and kind != WALL:
            limit = straight_cost(c, path, before) + size.reach
            put_i32(c, p.HOLES, 0 * p.CANDIDATES + 0, path)
            chain(c, size, 1, kind, end, value, limit)
        return True
    straight(c, size, path, kind, end, value)
    pending = get(c, path, p.PENDING)
    if pending == 0 or kind == WALL:
        return False
    cost = straight_cost(c, path, before)
    if cost <= cost_of(c, path) + size.surprise:
        return False
    code = pending << 8 | 0x80
    if pair(c, code):
        new = made(c, path, get(c, path, p.AT), code, 0, price(c, path, code))
        put(c, new, p.LOST, p.LOST_80)
        straight(c, size, new, kind, end, value)
    if vanishing:
        vanished(c, size, path, kind, end, value, cost + size.reach)
    return True


@kernel
def straight_cost(c, path, before):
    """As `Steps._straight_cost`."""
    if counter(c, p.GROWN) == before:
        return cost_of(c, path) + HOPELESS
    least = NO_LIMIT
    for index in range(before, counter(c, p.GROWN)):
        least = min(least, cost_of(c, i32(c, p.GROWN_PATHS, index)))
    return least


@kernel
def straight(c, size, path, kind, end, value):
    """As `Steps._straight`."""
    pending = get(c, path, p.PENDING)
    if kind == BREAK:
        half_note(c, path, end, value)
    elif kind == NOTE:
        note(c, path, end, value)
    elif pending == 0:
        in_step(c, path, kind, end, value)
    elif kind == PAIR:
        seen = char(c, value, m.CODE)
        if seen & 0xFF != 0x80:
            read(c, path, end, pending << 8 | seen >> 8, seen & 0xFF)
    elif kind == ASCII:
        if value >= 0x40:
            read(c, path, end, pending << 8 | value, 0)
        if 0x21 <= value <= 0x7E:
            read(c, path, end, pending << 8 | 0xA3, value + 0x80)
        if value == 0x3F:
            swallowed(c, size, path, end)


@kernel
def read(c, path, end, code, pending):
    """As `Steps._read`, where there is no note."""
    if pair(c, code):
        add(c, made(c, path, end, code, pending, price(c, path, code)))


@kernel
def in_step(c, path, kind, end, cp):
    """As `Steps._in_step`."""
    tail = get(c, path, p.TAIL)
    if kind == PAIR:
        tail = char(c, cp, m.CODE)
    elif kind == ASCII:
        tail = (tail & 0xFF) << 8 | cp
    short = (char(c, cp, m.SHORT)) if cp < m.PLANE else cp
    begin = front_of(c, path)
    slot = new_front(c)
    step(c, begin, short, slot)
    cost = cost_of(c, path) + (front_cost(c, slot, FIRST_COST) - front_cost(c, begin, FIRST_COST))
    cost -= bonus(c, get(c, path, p.BEFORE_LAST), get(c, path, p.LAST), short)
    new = new_path(c, path, end, cost, 0, tail)
    put(c, new, p.STEADY, get(c, path, p.STEADY) + (1 if is_han(cp) else CONTEXT))
    put(c, new, p.FRONT, slot)
    put(c, new, p.BEFORE_LAST, get(c, path, p.LAST))
    put(c, new, p.LAST, short)
    add(c, new)


@kernel
def half_note(c, path, end, reading):
    """As `Steps._break`."""
    known = get(c, path, p.TAIL) & 0xFF
    pending = get(c, path, p.PENDING)
    begin = list_of(c, m.SWALLOWING, reading)
    if begin < 0:
        return
    for index in range(begin + 1, begin + 1 + listed(c, begin)):
        code = listed(c, index)
        if code >> 8 != known:
            continue
        cp = pair(c, code)
        if pending:
            cost = price(c, path, code) + entry_price(c, cp, reading)
            new = made(c, path, end, code, 0, cost)
        else:
            cost = cost_of(c, path) + entry_price(c, cp, reading)
            slot = front_of(c, path)
            new = new_path(c, path, end, cost, code & 0xFF, code)
            put(c, new, p.FRONT, slot)
        put(c, new, p.ENTRY, cp)
        put(c, new, p.ENTRY_READING, reading)
        add(c, new)


@kernel
def note(c, path, end, reading):
    """As `Steps._note`."""
    cp = pair(c, get(c, path, p.TAIL))
    slot = front_of(c, path)
    cost = cost_of(c, path)
    if cp and reading and find(c, m.READ | reading << m.WIDTH | cp) >= 0:
        if get(c, path, p.PENDING):
            cost += entry_price(c, cp, reading)
        new = new_path(c, path, end, cost, get(c, path, p.PENDING), get(c, path, p.TAIL))
        put(c, new, p.STEADY, get(c, path, p.STEADY))
        if get(c, path, p.PENDING):
            put(c, new, p.ENTRY, cp)
            put(c, new, p.ENTRY_READING, reading)
    elif get(c, path, p.PENDING) == 0:
        new = new_path(c, path, end, cost + UNREAD, 0, get(c, path, p.TAIL))
        put(c, new, p.STEADY, get(c, path, p.STEADY) + CONTEXT)
    else:
        return
    put(c, new, p.FRONT, slot)
    add(c, new)


@kernel
def swallowed(c, size, path, end):
    """As `Steps._swallowed`."""
    lead = (get(c, path, p.PENDING)) << 8
    set_counter(c, p.FOUND, 0)
    for trail in range(0x81, 0xFF):
        code = lead | trail
        if pair(c, code):
            cost = price(c, path, code) + EATEN
            if code == _CLOSING and enumerates(c, get(c, path, p.AT)):
                cost -= CLOSING
            offer(c, size.completed, cost, code, 0)
    for index in range(counter(c, p.FOUND)):
        new = made(c, path, end, found(c, index, 0), 0, f64(c, p.FOUND_COSTS, index))
        put(c, new, p.LOST, p.LOST_ASCII)
        add(c, new)
    set_counter(c, p.FOUND, 0)
    for trail in range(0x81, 0xFF):
        code = lead | trail
        if pair(c, code) and i32(c, m.GAPS, trail << 8):
            offer(c, size.completed, price(c, path, code), code, 0)
    unassigned_behind(c, path, end)


@kernel
def enumerates(c, at):
    """As `Page.enumerates`."""
    found = False
    for place in range(at - 1, max(at - SENTENCE, 0) - 1, -1):
        if i32(c, m.CLEAN, place) == _STOP:
            break
        found |= i32(c, m.CLEAN, place) == _LISTING
    return found


@kernel
def unassigned_behind(c, path, end):
    """As `Steps._unassigned_behind`, for all that was found."""
    for index in range(counter(c, p.FOUND)):
        code = found(c, index, 0)
        new = made(c, path, end, code, OPEN, f64(c, p.FOUND_COSTS, index))
        put(c, new, p.LOST, p.LOST_PAIR)
        put(c, new, p.WILD, p.UNASSIGNED_WILD | code & 0xFF)
        add(c, new)


@kernel
def hole(c, path, code, cost):
    """As `Steps._hole`."""
    new = made(c, path, get(c, path, p.AT), code, OPEN, cost + VANISHED)
    put(c, new, p.LOST, p.LOST_PAIR)
    put(c, new, p.WILD, p.VANISHED_WILD)
    return new


@kernel
def vanished(c, size, path, kind, end, value, limit):
    """As `Steps._vanished`."""
    lead = (get(c, path, p.PENDING)) << 8
    room = limit - VANISHED + 2 * FAMILIAR
    set_counter(c, p.FOUND, 0)
    for trail in range(0xAA, 0xFF):
        if trail < 0xB0 or trail >= 0xF8:
            code = lead | trail
            if pair(c, code):
                cost = price(c, path, code)
                if cost <= room:
                    offer(c, size.completed, cost, code, 0)
    count = counter(c, p.FOUND)
    for index in range(count):
        put_i32(c, p.HOLES, 0 * p.CANDIDATES + index, hole(c, path, found(c, index, 0), f64(c, p.FOUND_COSTS, index)))
    for index in range(count):
        if cost_of(c, hole_at(c, 0, index)) <= limit:
            behind(c, size, hole_at(c, 0, index), kind, end, value)
    chain(c, size, count, kind, end, value, limit)


@kernel
def chain(c, size, count, kind, end, value, limit):
    """As `Steps._chain`, from the first `count` of `the first row of `HOLES`` on."""
    if kind == NOTE:
        return
    for _ in range(size.chain):
        set_counter(c, p.FOUND, 0)
        for place in range(min(count, size.kept)):
            path = hole_at(c, 0, place)
            room = limit - VANISHED
            if counter(c, p.FOUND) == size.completed:
                room = min(room, f64(c, p.FOUND_COSTS, size.completed - 1))
            if not is_beyond(c, path, 0, room):
                suppose_worth(c, path, m.HIDDEN)
                offer_all(c, path, size.completed, room, place)
        count = counter(c, p.FOUND)
        for index in range(count):
            parent = hole_at(c, 0, found(c, index, 0))
            code = found(c, index, 1)
            put_i32(c, p.HOLES, 1 * p.CANDIDATES + index, hole(c, parent, code, f64(c, p.FOUND_COSTS, index)))
        for index in range(count):
            put_i32(c, p.HOLES, 0 * p.CANDIDATES + index, hole_at(c, 1, index))
            behind(c, size, hole_at(c, 0, index), kind, end, value)


@kernel
def with_trail(c, size, path, trail, pending):
    """As `Steps._with_trail`."""
    limit = f64(c, p.BEST, 0) + size.gap
    if counter(c, p.FOUND) == size.leads:
        limit = min(limit, f64(c, p.FOUND_COSTS, size.leads - 1))
    offer_ending(c, path, trail, size.leads, limit, pending)


@kernel
def behind(c, size, path, kind, end, value):
    """As `Steps._behind`."""
    set_counter(c, p.FOUND, 0)
    if kind == PAIR:
        seen = char(c, value, m.CODE)
        if seen & 0xFF != 0x80:
            with_trail(c, size, path, seen >> 8, seen & 0xFF)
    elif kind == ASCII:
        if value >= 0x40:
            with_trail(c, size, path, value, 0)
        if 0x21 <= value <= 0x7E:
            with_trail(c, size, path, 0xA3, value + 0x80)
    elif kind == BREAK:
        annotated(c, size, path, value)
    for index in range(counter(c, p.FOUND)):
        cost = f64(c, p.FOUND_COSTS, index)
        if cost > f64(c, p.BEST, 0) + size.gap:
            break
        code = found(c, index, 0)
        new = made(c, path, end, code, (found(c, index, 1)), cost)
        if kind == BREAK:
            put(c, new, p.ENTRY, pair(c, code))
            put(c, new, p.ENTRY_READING, value)
        add(c, new)
    if kind != WALL:
        with_80(c, size, path, kind, end, value)


@kernel
def annotated(c, size, path, reading):
    """As `Steps._annotated`."""
    begin = list_of(c, m.SWALLOWING, reading)
    if begin < 0:
        return
    wild = get(c, path, p.WILD)
    for index in range(begin + 1, begin + 1 + listed(c, begin)):
        code = listed(c, index)
        if is_wild(c, wild, code >> 8):
            asked = entry_price(c, pair(c, code), reading)
            if asked <= DIFFERS:
                offer(c, size.leads, price(c, path, code) + asked, code, 0)


@kernel
def with_80(c, size, path, kind, end, value):
    """As `Steps._with_80`."""
    wild = get(c, path, p.WILD)
    limit = f64(c, p.BEST, 0) + size.gap
    set_counter(c, p.FOUND, 0)
    begin = list_of(c, m.ENDING_80, 0)
    if is_beyond(c, path, 0x80, limit):
        return
    for index in range(begin + 1, begin + 1 + listed(c, begin)):
        code = listed(c, index)
        if not is_wild(c, wild, code >> 8):
            continue
        if kind == NOTE and (value == 0 or find(c, m.READ | value << m.WIDTH | pair(c, code)) < 0):
            continue
        cost = price(c, path, code)
        if cost <= limit:
            offer(c, size.completed, cost, code, 0)
    count = counter(c, p.FOUND)
    first = counter(c, p.MADE_PATHS)
    for index in range(count):
        at = get(c, path, p.AT)
        new = made(c, path, at, found(c, index, 0), 0, f64(c, p.FOUND_COSTS, index))
        put(c, new, p.LOST, p.LOST_80)
    for new in range(first, first + count):
        straight(c, size, new, kind, end, value)

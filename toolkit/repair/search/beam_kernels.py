"""The beam search of `toolkit.repair.search.beam` over arrays, compiled; `c` is the address of the arrays."""

from __future__ import annotations

from toolkit.repair.search import model as m
from toolkit.repair.search import path_kernels as p
from toolkit.repair.search.memory import f64, i32, i64, put_f64, put_i32, put_i64
from toolkit.repair.search.model_kernels import (
    FIRST_NODE,
    FRONT_COST_WIDTH,
    FRONT_WIDTH,
    char,
    find,
    front,
    front_cost,
    put_front,
    put_front_cost,
    row_of,
    start,
    step,
)
from toolkit.repair.search.path_kernels import cost_of, counter, front_of, get, is_full, new_path, put, set_counter
from toolkit.repair.search.sizes import CONTEXT
from toolkit.repair.search.step_kernels import ASCII, BREAK, NO_LIMIT, NOTE, OPEN, PAIR, WALL, grow
from toolkit.sketch._jit import kernel

LONGEST_READING = 6


@kernel
def next_token(c, at):
    """As `paths.next_token`: kind, end, and the character, or the number of the reading (0 for none)."""
    length = i64(c, m.SIZES, m.TEXT_LENGTH)
    cp = i32(c, m.TEXT, at)
    if cp == 0x3F or cp == 0x28:
        end = at + 1
        packed = 0
        while end < length and end <= at + LONGEST_READING:
            letter = char(c, row_of(i32(c, m.TEXT, end)), m.LETTER)
            if letter == 0:
                break
            packed = packed << 6 | letter
            end += 1
        if packed and end < length and i32(c, m.TEXT, end) == 0x29:
            return BREAK if cp == 0x3F else NOTE, end + 1, max(0, find(c, m.NAME | packed))
    if cp < 0x80:
        return ASCII, at + 1, cp
    return PAIR if char(c, row_of(cp), m.CODE) else WALL, at + 1, cp


@kernel
def ordered(c, row, index):
    """Return a path that is being sorted."""
    return i32(c, p.ORDER, row * p.PATHS + index)


@kernel
def prune(c, size):
    """As `beam._prune`: keep the cheapest of what was grown, in `BEAM_PATHS`; tell whether there was room."""
    limit = f64(c, p.BEST, 0) + size.gap
    count = 0
    for index in range(counter(c, p.GROWN)):
        if cost_of(c, i32(c, p.GROWN_PATHS, index)) <= limit:
            put_i32(c, p.ORDER, count, i32(c, p.GROWN_PATHS, index))
            count += 1
    which = sort(c, count)
    for place in range(p.KEYS_ALIKE):
        put_i64(c, p.ALIKE, place, 0)
    kept = 0
    for index in range(count):
        if kept == size.beam:
            break
        if is_full(c):
            return False
        path = ordered(c, which, index)
        node = front(c, front_of(c, path), FIRST_NODE)
        if node == i64(c, m.SIZES, m.WORD_COUNT) + m.LAST_ROW:  # characters that share a row are not alike
            node += get(c, path, p.LAST)
        key = (node << 24 | get(c, path, p.STEADY) << 9 | get(c, path, p.PENDING)) + 1
        place = (key ^ key >> 24) & p.KEYS_ALIKE - 1
        while i64(c, p.ALIKE, place) != 0 and i64(c, p.ALIKE, place) != key:
            place = (place + 1) & p.KEYS_ALIKE - 1
        if i64(c, p.ALIKE, place) == 0:
            put_i64(c, p.ALIKE, place, key)
            put_i32(c, p.ALIKE_COUNTS, place, 0)
        if i32(c, p.ALIKE_COUNTS, place) < size.alike:
            put_i32(c, p.ALIKE_COUNTS, place, i32(c, p.ALIKE_COUNTS, place) + 1)
            put_i32(c, p.BEAM_PATHS, kept, path)
            kept += 1
    set_counter(c, p.BEAM, kept)
    return True


@kernel
def sort(c, count):
    """Sort the first row of `ORDER` by cost, equal ones as they are (a merge sort); return in which row it is then."""
    which = 0
    width = 1
    while width < count:
        begin = 0
        while begin < count:
            left, middle, end = begin, min(begin + width, count), min(begin + 2 * width, count)
            right = middle
            for at in range(begin, end):
                if right == end or (
                    left < middle and cost_of(c, ordered(c, which, left)) <= cost_of(c, ordered(c, which, right))
                ):
                    put_i32(c, p.ORDER, (1 - which) * p.PATHS + at, ordered(c, which, left))
                    left += 1
                else:
                    put_i32(c, p.ORDER, (1 - which) * p.PATHS + at, ordered(c, which, right))
                    right += 1
            begin = end
        which = 1 - which
        width *= 2
    return which


@kernel
def set_out(c, left, at, tail, lead):
    """Begin a search behind the characters `left` (simplified), with a first byte pending if one is given."""
    for number in (p.MADE_PATHS, p.RESUME):
        set_counter(c, number, 0)
    set_counter(c, p.AHEAD_OF, p.NONE)
    start(c, 0)
    for index in range(len(left)):
        step(c, index, left[index], index + 1)
    set_counter(c, p.MADE_FRONTS, len(left) + 1)
    path = new_path(c, p.NONE, at, 0.0, 0, tail)
    put(c, path, p.FRONT, len(left))
    put(c, path, p.LAST, left[len(left) - 1])
    put(c, path, p.BEFORE_LAST, left[len(left) - 2] if len(left) > 1 else p.NONE)
    if lead:
        path = new_path(c, path, at + 1, 0.0, lead, (tail & 0xFF) << 8 | lead)
        put(c, path, p.LOST, p.LOST_ASCII)
        put(c, path, p.FRONT, len(left))
    put_i32(c, p.BEAM_PATHS, 0, path)
    set_counter(c, p.BEAM, 1)


@kernel
def is_cluttered(c):
    """Tell whether rows should be tidied before the next token."""
    return counter(c, p.MADE_PATHS) > p.PATHS // p.CLUTTERED or counter(c, p.MADE_FRONTS) > p.FRONTS // p.CLUTTERED


@kernel
def mark(c, number, count):
    """Mark the paths of a beam, all that they go on from, and their fronts, in the two rows of `ORDER`."""
    for index in range(count):
        path = i32(c, number, index)
        while path >= 0 and i32(c, p.ORDER, path) == 0:
            put_i32(c, p.ORDER, path, 1)
            slot = get(c, path, p.FRONT)
            if slot != p.NONE:
                put_i32(c, p.ORDER, p.PATHS + slot, 1)
            path = get(c, path, p.BACK)


@kernel
def renumber(c, number, count):
    """Have the paths of a beam by their new numbers."""
    for index in range(count):
        put_i32(c, number, index, i32(c, p.ORDER, i32(c, number, index)))


@kernel
def tidy(c):
    """Use the rows again of paths that neither those in `BEAM_PATHS` nor those in `RESUME_PATHS` go on from.

    The others move together, and keep their order: a path stands behind the one it goes on from.
    """
    paths, fronts = counter(c, p.MADE_PATHS), counter(c, p.MADE_FRONTS)
    for path in range(paths):
        put_i32(c, p.ORDER, path, 0)
    for slot in range(fronts):
        put_i32(c, p.ORDER, p.PATHS + slot, 0)
    mark(c, p.BEAM_PATHS, counter(c, p.BEAM))
    mark(c, p.RESUME_PATHS, counter(c, p.RESUME))
    kept = 0
    for slot in range(fronts):
        if i32(c, p.ORDER, p.PATHS + slot):
            put_i32(c, p.ORDER, p.PATHS + slot, kept)
            for column in range(FRONT_WIDTH):
                put_front(c, kept, column, front(c, slot, column))
            for column in range(FRONT_COST_WIDTH):
                put_front_cost(c, kept, column, front_cost(c, slot, column))
            kept += 1
    set_counter(c, p.MADE_FRONTS, kept)
    set_counter(c, p.AHEAD_OF, p.NONE)
    kept = 0
    for path in range(paths):
        if i32(c, p.ORDER, path):
            put_i32(c, p.ORDER, path, kept)
            for column in range(p.WIDTH):
                put(c, kept, column, get(c, path, column))
            for column in range(2):
                put_f64(c, p.COSTS, 2 * kept + column, f64(c, p.COSTS, 2 * path + column))
            back, slot = get(c, kept, p.BACK), get(c, kept, p.FRONT)
            if back >= 0:
                put(c, kept, p.BACK, i32(c, p.ORDER, back))
            if slot != p.NONE:
                put(c, kept, p.FRONT, i32(c, p.ORDER, p.PATHS + slot))
            kept += 1
    set_counter(c, p.MADE_PATHS, kept)
    renumber(c, p.BEAM_PATHS, counter(c, p.BEAM))
    renumber(c, p.RESUME_PATHS, counter(c, p.RESUME))


@kernel
def search(c, size, last):
    """As `beam.Search.ends`, from `BEAM_PATHS` on; the beam that it ends with is there, too.

    Returns:
        Whether there was room for it.
    """
    at = get(c, i32(c, p.BEAM_PATHS, 0), p.AT)
    while at < last and at < i64(c, m.SIZES, m.TEXT_LENGTH):
        if is_cluttered(c):
            tidy(c)
        kind, end, value = next_token(c, at)
        set_counter(c, p.GROWN, 0)
        put_f64(c, p.BEST, 0, NO_LIMIT)
        for pending in range(OPEN + 1):
            put_i32(c, p.TRIED, pending, 0)
        tried = 0
        for index in range(counter(c, p.BEAM)):
            if is_full(c):
                return False
            path = i32(c, p.BEAM_PATHS, index)
            pending = get(c, path, p.PENDING)
            speaks = get(c, path, p.WILD) or i32(c, p.TRIED, pending) < size.speakers
            vanishing = speaks and tried < size.tried
            if grow(c, size, path, kind, end, value, vanishing):
                put_i32(c, p.TRIED, pending, i32(c, p.TRIED, pending) + 1)
                tried += 1
                if counter(c, p.RESUME) == 0:
                    for place in range(p.CANDIDATES):
                        put_i32(c, p.RESUME_PATHS, place, i32(c, p.BEAM_PATHS, place))
                    set_counter(c, p.RESUME, counter(c, p.BEAM))
        if counter(c, p.GROWN) == 0:
            break
        if not prune(c, size):
            return False
        at = end
        if get(c, i32(c, p.BEAM_PATHS, 0), p.STEADY) >= CONTEXT:
            pending = 0
            for index in range(counter(c, p.BEAM)):
                pending |= get(c, i32(c, p.BEAM_PATHS, index), p.PENDING)
            if pending == 0:
                break
    return True


@kernel
def go_back(c):
    """Set out again from where bytes may have vanished first; tell whether there is such a place."""
    for place in range(p.CANDIDATES):
        put_i32(c, p.BEAM_PATHS, place, i32(c, p.RESUME_PATHS, place))
    set_counter(c, p.BEAM, counter(c, p.RESUME))
    return counter(c, p.RESUME) > 0


@kernel
def unwind(c, path, steps):
    """Write the steps of a path, the first one first: its columns up to `LOST`; return how many there are."""
    count = 0
    node = path
    while node >= 0:
        count += 1
        node = get(c, node, p.BACK)
    node = path
    for index in range(count - 1, -1, -1):
        if count <= len(steps):
            for column in range(p.WILD):
                steps[index, column] = get(c, node, column)
        node = get(c, node, p.BACK)
    return count

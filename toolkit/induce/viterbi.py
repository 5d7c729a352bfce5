"""The cheapest path of a text through a template's automaton (Viterbi 1967), between two places that are known.

Time is states by characters. Paths that are far behind the best at the same place of the text are given up (a beam),
and all are when the best costs more than the text may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.induce.automaton import CHAR, END, INSIDE, JOIN
from toolkit.sketch._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANGED = 16.0
"""Bits of a character of fixed text that is changed or lost (`bits.NEW_CHARACTER`)."""
OPENED = 12.0
"""Bits to begin a run of characters that are added in fixed text (`bits.NODE`), beside those of the characters."""
ADDED = 1.0
"""Bits of each of them beside its own (affine gaps: Gotoh 1982), so that a slot beside the run is preferred."""
BEAM = 120.0
"""Bits behind the best path from which one is given up. It must outlast the dearest single step, leaving out a fixed
text (36), and the free reading of some twenty characters that could not have been known."""
_FROM_SPAN = -2
_HERE = -3


@kernel
def best_path(
    codes: NDArray[np.int32],
    raw: NDArray[np.float32],
    kinds: NDArray[np.int8],
    args: NDArray[np.int32],
    costs: NDArray[np.float32],
    first: NDArray[np.int32],
    before: NDArray[np.int32],
    bits: NDArray[np.float32],
    back: NDArray[np.int32],
    marked: NDArray[np.bool_],
    slot_state: NDArray[np.int32],
    span_first: NDArray[np.int64],
    span_start: NDArray[np.int64],
    span_slot: NDArray[np.int32],
    span_cost: NDArray[np.float32],
    base: int,
    begin: int,
    end: int,
    low: int,
    high: int,
    limit: float,
) -> tuple[float, NDArray[np.int32], NDArray[np.int32]]:
    """Find the cheapest way from state `begin` at character `low` to state `end` at character `high`.

    Args:
        codes: code points of the text.
        raw: bits of each of its characters.
        kinds: of the automaton, like the following eight.
        args: see `Automaton`.
        costs: see there.
        first: see there.
        before: see there.
        bits: see there.
        back: see there.
        marked: see there.
        slot_state: see there.
        span_first: for each place of the text, where the spans that end there begin in the three arrays after.
        span_start: where a span of a known value begins.
        span_slot: number of the slot that may hold it.
        span_cost: its bits as that value.
        base: number of the first slot after `begin`; slots up to `end` follow in order.
        begin: the state where the path begins.
        end: where it ends.
        low: the place in the text where it begins.
        high: where it ends.
        limit: bits above which there is no path.

    Returns:
        Its bits (inf if there is none), the marked states it goes through after `begin`, and the place after each.
    """
    n = high - low
    m = end - begin + 1
    inf = np.float32(np.inf)
    slots = 0
    for s in range(begin + 1, end + 1):
        slots += kinds[s] == END
    came = np.empty((n + 1, m), np.int16)
    entry = np.full((n + 1, max(1, slots)), inf, np.float32)
    pending = np.full(max(1, slots), inf, np.float32)
    old = np.full(m, inf, np.float32)
    new = np.full(m, inf, np.float32)
    goes_on = np.zeros((n + 1, m), np.bool_)
    old_run = np.full(m, inf, np.float32)
    new_run = np.full(m, inf, np.float32)
    least_active = 0
    for i in range(n + 1):
        old, new = new, old
        old_run, new_run = new_run, old_run
        new[:] = inf
        new_run[:] = inf
        c = codes[low + i - 1] if i else 0
        r = raw[low + i - 1] if i else np.float32(0.0)
        for k in range(span_first[low + i], span_first[low + i + 1]):
            j = span_slot[k] - base
            if 0 <= j < slots and span_start[k] >= low:
                cost = entry[span_start[k] - low, j] + span_cost[k]
                if cost < pending[j]:
                    pending[j] = cost
                    least_active = min(least_active, slot_state[span_slot[k]] - begin)
        here = came[i]
        s = least_active
        if s == 0:
            if i == 0:
                new[0] = 0.0
            elif kinds[begin] == CHAR and old[0] < inf:
                goes_on[i, 0] = old_run[0] < old[0] + np.float32(OPENED)
                new_run[0] = min(old_run[0], old[0] + np.float32(OPENED)) + r + np.float32(ADDED)
                new[0] = new_run[0]
                here[0] = _HERE
            s = 1
        while s < m:
            state = begin + s
            kind = kinds[state]
            best = inf
            way = -1
            if kind == CHAR:
                if i:
                    x = old[s - 1]
                    if x < inf:
                        best = x if args[state] == c else x + np.float32(CHANGED)
                        way = 0
                    x = old[s] + np.float32(OPENED)
                    if x < inf:
                        if old_run[s] < x:
                            x = old_run[s]
                            goes_on[i, s] = True
                        x += r + np.float32(ADDED)
                        new_run[s] = x
                        if x < best:
                            best = x
                            way = _HERE
                x = new[s - 1] + np.float32(CHANGED)
                if x < best:
                    best = x
                    way = 1
            elif kind == JOIN:
                for k in range(first[state], first[state + 1]):
                    p = before[k] - begin
                    if 0 <= p < m:
                        x = new[p] + bits[k]
                        if x < best:
                            best = x
                            way = k - first[state]
            elif kind == INSIDE:
                if i:
                    best = old[s - 1] + costs[state] + r
                    way = 0
                    x = old[s] + r
                    if x < best:
                        best = x
                        way = _HERE
            elif kind == END:
                j = args[state] - base
                x = new[s - 2]
                if x < entry[i, j]:
                    entry[i, j] = x
                best = x + costs[state]
                way = 0
                x = new[s - 1]
                if x < best:
                    best = x
                    way = 1
                x = pending[j]
                if x < best:
                    best = x
                    way = _FROM_SPAN
            elif i and args[state] == c:  # EXACT
                best = old[s - 1]
                way = 0
            if best < inf:
                new[s] = best
                here[s] = way
            loop = back[state]
            if loop > begin:
                p = loop - begin
                if best < new[p]:
                    new[p] = best
                    here[p] = first[loop + 1] - first[loop] - 1
                    s = p
                    least_active = min(least_active, p)
            s += 1
        for k in range(span_first[low + i], span_first[low + i + 1]):
            j = span_slot[k] - base
            if 0 <= j < slots:
                pending[j] = inf
        least = inf
        for s in range(least_active, m):
            least = min(least, new[s])
        if least > limit:
            return np.inf, np.zeros(0, np.int32), np.zeros(0, np.int32)
        worst = least + np.float32(BEAM)
        seen = m
        for s in range(least_active, m):
            if new[s] > worst:
                new[s] = inf
            elif seen == m:
                seen = s
        least_active = seen
    total = new[m - 1]
    if total == inf:
        return np.inf, np.zeros(0, np.int32), np.zeros(0, np.int32)
    states = np.empty(m + n, np.int32)
    places = np.empty(m + n, np.int32)
    used = 0
    i, s = n, m - 1
    while i > 0 or s > 0:
        if used == len(states):
            states = np.concatenate((states, np.empty(used, np.int32)))
            places = np.concatenate((places, np.empty(used, np.int32)))
        state = begin + s
        if marked[state]:
            states[used] = state
            places[used] = low + i
            used += 1
        kind = kinds[state]
        way = came[i, s]
        if way == _HERE:
            while kind == CHAR and goes_on[i, s]:
                i -= 1
            i -= 1
        elif kind == JOIN:
            s = before[first[state] + way] - begin
        elif kind == CHAR:
            i -= 1 - way
            s -= 1
        elif kind == END and way == _FROM_SPAN:
            j = args[state]
            least = inf
            at = i
            for k in range(span_first[low + i], span_first[low + i + 1]):
                if span_slot[k] == j and span_start[k] >= low:
                    cost = entry[span_start[k] - low, j - base] + span_cost[k]
                    if cost < least:
                        least = cost
                        at = span_start[k] - low
            i = at
            s -= 2
        elif kind == END:
            s -= 2 - way
        else:
            i -= 1
            s -= 1
    return total, states[:used][::-1].copy(), places[:used][::-1].copy()

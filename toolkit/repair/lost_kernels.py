"""Choosing lost characters by the words that they make, compiled: see `toolkit.repair.lost_bytes`."""

from __future__ import annotations

import numpy as np

from toolkit.sketch._jit import kernel

CONTEXT = 3
OPTIONS = 8
# Columns of what is said about the options for a character: how many there are; then for each its simplified form,
# whether only traditional text has it, and what it costs by itself, in millionths of nats.
COUNT, SHORT, TRADITIONAL, COST = 0, 1, 1 + OPTIONS, 1 + 2 * OPTIONS
WIDTH = 1 + 3 * OPTIONS
PARTS = 1_000_000
"""Costs are compared in millionths of nats, so that equal ones are equal."""


@kernel
def child(node, code, longer, longer_chars, longer_words):
    """Return the word that a character makes of the beginning of one; 0 where there is none."""
    low, high = longer[node], longer[node + 1]
    while low < high:
        middle = (low + high) // 2
        if longer_chars[middle] < code:
            low = middle + 1
        else:
            high = middle
    return longer_words[low] if low < longer[node + 1] and longer_chars[low] == code else 0


@kernel
def rank(codes, places, rows, short, differing, nodes, alone, whole, longer, longer_chars, longer_words, chosen):
    """Choose the characters of all places.

    Args:
        codes: the code points of several texts, NUL between them; what is chosen is written into it.
        places: where a character is to be chosen, in order.
        rows: what it can be, a row for each place; see the columns above.
        short: by code point, its simplified form.
        differing: by code point, whether it has another one.
        nodes: by code point, the number of the words that begin with it.
        alone: by code point, what it costs as a word of its own.
        whole: by number of a word, what it costs; less than 0 where it is only a beginning.
        longer: as in `search.model.Model`, …
        longer_chars: …
        longer_words: …
        chosen: for the numbers of the best option and of the next best.
    """
    length = len(codes)
    open_places = np.zeros(length, np.bool_)
    for place in places:
        open_places[place] = True
    before = np.empty(CONTEXT + 1, np.int64)
    after = np.empty(CONTEXT + 1, np.int64)
    heads = np.empty(CONTEXT + 1)
    tails = np.empty(CONTEXT + 1)
    costs = np.empty(OPTIONS, np.int64)
    index = low = 0
    while low < length:
        high = low
        traditional = 0
        while high < length and codes[high] != 0:
            if not open_places[high] and differing[codes[high]]:
                traditional = 1
            high += 1
        while index < len(places) and places[index] < high:
            place = places[index]
            first = max(low, place - CONTEXT)
            left = place - first
            right = min(high, place + 1 + CONTEXT) - place - 1
            for at in range(left):
                before[at] = short[codes[first + at]]
            for at in range(right):
                after[at] = short[codes[place + 1 + at]]
            heads[:] = np.inf
            heads[0] = 0.0
            for start in range(left):
                heads[start + 1] = min(heads[start + 1], heads[start] + alone[before[start]])
                node = nodes[before[start]]
                for at in range(start + 1, left):
                    node = child(node, before[at], longer, longer_chars, longer_words) if node else 0
                    if node and whole[node] >= 0:
                        heads[at + 1] = min(heads[at + 1], heads[start] + whole[node])
            tails[right] = 0.0
            for start in range(right - 1, -1, -1):
                tails[start] = tails[start + 1] + alone[after[start]]
                node = nodes[after[start]]
                for at in range(start + 1, right):
                    node = child(node, after[at], longer, longer_chars, longer_words) if node else 0
                    if node and whole[node] >= 0:
                        tails[start] = min(tails[start], tails[at + 1] + whole[node])
            row = rows[index]
            for option in range(row[COUNT]):
                costs[option] = row[COST + option]
            for start in range(left + 1):
                begun = nodes[before[start]] if start < left else 0
                for at in range(start + 1, left):
                    begun = child(begun, before[at], longer, longer_chars, longer_words) if begun else 0
                if start < left and not begun:
                    continue
                for option in range(row[COUNT]):
                    code = row[SHORT + option]
                    node = child(begun, code, longer, longer_chars, longer_words) if start < left else nodes[code]
                    for end in range(right + 1):
                        if not node:
                            break
                        if whole[node] >= 0 and (start < left or end > 0):
                            cost = whole[node] + heads[start] - heads[left] + tails[end] - tails[0]
                            costs[option] = min(costs[option], np.int64(np.floor(cost * PARTS + 0.5)))
                        if end < right:
                            node = child(node, after[end], longer, longer_chars, longer_words)
            best = other = -1
            for option in range(row[COUNT]):
                if best < 0 or _before(option, best, costs, row, traditional):
                    best, other = option, best
                elif other < 0 or _before(option, other, costs, row, traditional):
                    other = option
            chosen[index, 0], chosen[index, 1] = best, other
            codes[place] = row[SHORT + best]
            index += 1
        low = high + 1


@kernel
def _before(one, other, costs, row, traditional):
    """Tell whether one option comes before another one that is more frequent: the cost decides, then the script."""
    if costs[one] != costs[other]:
        return costs[one] < costs[other]
    return (row[TRADITIONAL + one] == traditional) and (row[TRADITIONAL + other] != traditional)

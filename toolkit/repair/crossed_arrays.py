"""Crossed pairs, read by compiled kernels: the same readings as those of `toolkit.repair.crossed`, sooner."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.repair import crossed
from toolkit.repair import crossed_kernels as kernels
from toolkit.repair.charsets import PairCharset, to_bytes
from toolkit.repair.marks import UNREADABLE, pair_gains
from toolkit.repair.mixups import FEWEST, PLAUSIBLE, SWITCH, Piece, Reading
from toolkit.repair.plausible import reading_cost

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]


class _Tables(NamedTuple):
    """What is known of the characters of a charset, by code point; see the kernels."""

    values: Array
    known: Array
    gains: Array
    beyond: Array
    other: Array
    pair_of: Array
    pair_costs: Array


@cache
def _tables(right: PairCharset, wrong: PairCharset) -> _Tables:
    size = kernels.PLANE
    values = np.full(size, -UNREADABLE)
    known = np.zeros(size, np.bool_)
    gains = np.zeros(size)
    beyond = np.full(size, np.nan)
    other = np.arange(size, dtype=np.uint32)
    pair_of = np.full(size, kernels.NO_PAIR, np.int32)
    for char, value in crossed.values_of(right, wrong).items():
        if ord(char) < size:
            values[ord(char)] = value
    beyond[:0x80] = 0.0
    for char, (read, gain) in pair_gains(right, wrong).items():
        code = ord(char)
        if code < size:
            known[code] = True
            gains[code] = gain
            beyond[code] = reading_cost(read) - PLAUSIBLE
            other[code] = ord(read)
    for char, pair in to_bytes(wrong).items():
        if ord(char) < size and len(pair) == 2 and ord(char) != kernels.LOSS:
            pair_of[ord(char)] = pair[0] << 8 | pair[1]
    return _Tables(values, known, gains, beyond, other, pair_of, np.array(crossed.pair_costs(right)))


_NUMBERS = (SWITCH, UNREADABLE, float(FEWEST))


def readings(text: str, right: PairCharset, wrong: PairCharset) -> list[Reading] | None:
    """Return what `crossed.pairs_in_pairs` finds in Python; None where only that can tell."""
    tables = _tables(right, wrong)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    pieces = np.empty((len(codes) + 1, 3), np.int32)
    gained = np.empty(len(codes) + 2)
    count = kernels.read(codes, tables.values, tables.known, tables.gains, tables.beyond, _NUMBERS, pieces, gained)
    if count == kernels.ELSEWHERE:
        return None
    found: list[Reading] = []
    if count:
        read = tables.other[codes].tobytes().decode("utf-32-le", "surrogatepass")
        gains = gained[: pieces[count - 1, 2] + 1].tolist()
        parts: list[Piece] = []
        now = -1
        for start, end, number in pieces[:count].tolist():
            if number != now:
                if parts:
                    found.append(Reading(parts[0].start, parts[-1].end, gains[now], tuple(parts)))
                    parts = []
                now = number
            parts.append(Piece(start, end, read[start:end]))
        found.append(Reading(parts[0].start, parts[-1].end, gains[now], tuple(parts)))
        found.reverse()
    behind: list[tuple[int, int, int]] = []
    if "\ufffd" in text:
        runs = np.empty((len(codes) // 2 + 1, 3), np.int32)
        numbers = (PLAUSIBLE, SWITCH)
        many = kernels.behind_losses(codes, tables.pair_of, tables.beyond, tables.pair_costs, numbers, runs)
        behind = [(start, end, step) for start, end, step in runs[:many].tolist()]
    return [*crossed.in_step_or_not(text, found, behind, right, wrong)]

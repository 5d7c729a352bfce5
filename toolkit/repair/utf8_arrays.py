"""UTF-8 read as pairs, read by compiled kernels: the same readings as those of `toolkit.repair.utf8_runs`, sooner."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.repair import utf8_kernels as kernels
from toolkit.repair import utf8_runs
from toolkit.repair.charsets import PairCharset, to_bytes
from toolkit.repair.lost_arrays import choose
from toolkit.repair.lost_bytes import options
from toolkit.repair.mixups import Piece, Reading
from toolkit.repair.plausible import costs, gain, reading_costs
from toolkit.repair.utf8_patterns import STAND_IN, start_chars

if TYPE_CHECKING:
    from toolkit.repair.lost_bytes import Options

    Array = np.ndarray[Any, Any]


class _Tables(NamedTuple):
    """What is known of the characters of a charset, by code point; see the kernels."""

    units: Array
    first: Array
    second: Array
    costs: Array


@cache
def _tables(wrong: PairCharset) -> _Tables:
    units = np.full(kernels.PLANE, kernels.NO_UNIT, np.int32)
    price = np.full(kernels.PLANE, np.nan)
    known = costs()
    for char, unit in to_bytes(wrong).items():
        if char < "\U00010000":
            units[ord(char)] = int.from_bytes(unit, "big")
            price[ord(char)] = known[char]
    price[ord("?")] = known["?"]
    first, second = (np.zeros(kernels.PLANE, np.bool_) for _ in range(2))
    for array, chars in zip((first, second), start_chars(wrong), strict=True):
        array[[ord(char) for char in chars if char < "\U00010000"]] = True
    return _Tables(units, first, second, price)


@cache
def _reading_costs() -> Array:
    """Return what characters cost as a reading, as far as it is known; what is not is added when it is met."""
    price = np.full(kernels.PLANE, np.nan)
    for char in costs():
        if char < "\U00010000":
            price[ord(char)] = reading_costs()[char]
    return price


@cache
def _options(key: int) -> Options:
    """Return what the sequence of a number can be."""
    sequence: list[int] = []
    while key:
        sequence.insert(0, (key & ((1 << kernels.BITS) - 1)) - kernels.OFFSET)
        key >>= kernels.BITS
    return options(tuple(sequence))


def readings(text: str, wrong: PairCharset) -> list[Reading] | None:
    """Return what `utf8_runs.utf8_readings` finds in Python; None where only that can tell."""
    tables = _tables(wrong)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    length = len(codes)
    said = np.empty(4 * length + 4, np.uint32)
    places = np.empty(3 * length, np.int64)
    keys = np.empty(3 * length, np.int64)
    parts = np.empty((2 * length, 4), np.int64)
    runs = np.empty((length, 4), np.int64)
    counts = np.empty(3, np.int64)
    count = kernels.read(
        codes, tables.units, tables.first, tables.second, wrong == "gbk", (said, places, keys), parts, runs, counts
    )
    if count == kernels.ELSEWHERE:
        return None
    if not count:
        return []
    said, places, parts, runs = said[: counts[0]], places[: counts[1]], parts[: counts[2]], runs[:count]
    chosen = [_options(key) for key in keys[: counts[1]].tolist()]
    said[places] = [ord(found.chars[0]) for found in chosen]
    others = [found.chars[1] for found in chosen]
    gained = _gains(text, codes, said, parts, runs, wrong)
    if not (gained >= utf8_runs.WORTH_READING).any():
        return []
    if chosen:
        best = choose(said.astype(np.int32), places, chosen).tolist()
        pairs = list(zip(chosen, best, strict=True))
        said[places] = [ord(found.chars[first]) for found, (first, _) in pairs]
        others = [found.chars[second] for found, (_, second) in pairs]
        gained = _gains(text, codes, said, parts, runs, wrong)
    return _readings(said, places, others, parts, runs, gained)


def _gains(text: str, codes: Array, said: Array, parts: Array, runs: Array, wrong: PairCharset) -> Array:
    """Return what the runs gain."""
    price = _reading_costs()
    gained = np.empty(len(runs))
    penalties = (utf8_runs.LOST_BYTE, utf8_runs.CHOSEN, utf8_runs.ALONE - utf8_runs.LITTLE)
    kernels.weigh(codes, said, parts, runs, _tables(wrong).costs, price, penalties, gained)
    for number in np.flatnonzero(np.isnan(gained)).tolist():
        start, first, last, begin = runs[number].tolist()
        part = parts[first:last]
        read = said[begin : part[-1, kernels.SAID]].tobytes().decode("utf-32-le", "surrogatepass")
        for char in set(read):
            if char < "\U00010000":
                price[ord(char)] = reading_costs()[char]
        doubtful = part[:, kernels.CHOICES] > 0
        gained[number] = utf8_runs.weighed(
            gain(text[start : part[-1, kernels.END]].replace(STAND_IN, ""), read, distinct=True),
            int(doubtful.sum()),
            int(part[doubtful, kernels.SHOWN].sum()),
        )
    return gained


def _readings(said: Array, places: Array, others: list[str], parts: Array, runs: Array, gained: Array) -> list[Reading]:
    """Put the readings of the runs together."""
    read = said.tobytes().decode("utf-32-le", "surrogatepass")
    price = reading_costs()
    at = places.tolist()
    rows = parts.tolist()
    found = []
    choice = 0
    for (start, first, last, begin), gains in zip(runs.tolist(), gained.tolist(), strict=True):
        pieces = []
        here = start
        for end, until, choices, _ in rows[first:last]:
            after = read[begin:until]
            if not choices:
                pieces.append(Piece(here, end, after))
            elif choices == 1:
                where = at[choice] - begin
                runner_up = (
                    others[choice] if until - begin == 1 else after[:where] + others[choice] + after[where + 1 :]
                )
                pieces.append(Piece(here, end, after, True, runner_up))
            else:
                closest = min(
                    range(choice, choice + choices), key=lambda index: price[others[index]] - price[read[at[index]]]
                )
                where = at[closest] - begin
                pieces.append(Piece(here, end, after, True, after[:where] + others[closest] + after[where + 1 :]))
            choice += choices
            begin, here = until, end
        found.append(Reading(start, here, gains, tuple(pieces)))
    return found

"""Pairs of GBK and Big5 that were read as each other: every character stands for exactly one other.

Only plausibility tells such text from honest text: the stretches of a text that read better in the other charset are
found by the Viterbi algorithm with two states. Behind a lost byte the pairs may be out of step with the text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from functools import cache, lru_cache
from struct import unpack_from
from typing import TYPE_CHECKING

from toolkit.repair.charsets import PairCharset, from_pair, to_bytes
from toolkit.repair.marks import UNREADABLE, char_class, pair_gains, pair_marks
from toolkit.repair.mixups import FEWEST, PLAUSIBLE, SWITCH, Piece, Reading
from toolkit.repair.plausible import gain, reading_cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

REMEMBERED = 1 << 12
"""Runs behind a loss of which it is kept what they say out of step."""


def pairs_in_pairs(text: str, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    """Find the stretches of text of the charset `wrong` that read better as `right`.

    The best division into honest and confused stretches is found by the Viterbi algorithm with two states.

    >>> confused = "这是一段中文".encode("gbk").decode("big5")
    >>> [reading.after for reading in pairs_in_pairs(f"他說：{confused}", "gbk", "big5")]
    ['这是一段中文']
    """
    if not pair_marks(right, wrong).search(text) or (wrong == "cp950" and not _of_cp950().search(text)):
        return  # without the characters that it places elsewhere, code page 950 is Big5
    global _read_in_python
    if _read_in_python >= (IN_PYTHON if "numba" in sys.modules else IN_PYTHON_ALONE):
        from toolkit.repair.crossed_arrays import readings

        found = readings(text, right, wrong)
        if found is not None:
            yield from found
            return
    _read_in_python += len(text)
    yield from pairs_in_python(text, right, wrong)


def pairs_in_python(text: str, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    """Find what `pairs_in_pairs` does in a text that may have some, without compiled code."""
    gains = pair_gains(right, wrong)
    found = []
    for start, stop in confused_stretches(text, right, wrong):
        reading = _stretch(text, _widen(text, start, -1, gains), _widen(text, stop, 1, gains), right, wrong)
        if reading is not None:
            found.append(reading)
    behind = []
    if "\ufffd" in text:
        for match in _after_loss(wrong).finditer(text):
            step = _step(match[0], right, wrong)
            if step != IN_STEP:
                behind.append((*match.span(), step))
    yield from in_step_or_not(text, found, behind, right, wrong)


IN_STEP, DOUBTFUL, OUT_OF_STEP, SAYS_SO = range(4)
"""How a run behind a loss is read: in step, as far as anybody can tell; perhaps; not in step; not so, and it reads well
from its second byte on."""


def in_step_or_not(
    text: str, found: list[Reading], behind: Sequence[tuple[int, int, int]], right: PairCharset, wrong: PairCharset
) -> Iterator[Reading]:
    """Take runs behind losses out of readings where they are out of step, and let nothing prove what is doubtful.

    Args:
        text: the text.
        found: readings pair by pair, in order.
        behind: start and end of runs behind losses, in order, and how they are read, where that is not in step.
        right: the charset of the bytes.
        wrong: the one that they were read in.
    """
    ends = [end for _, end, _ in behind]
    for reading in found:
        run = bisect_right(ends, reading.start)
        if run == len(behind) or behind[run][0] >= reading.end:
            yield reading
            continue
        pieces: list[Piece] = []
        for piece in reading.pieces:
            at = begin = piece.start
            while run < len(behind) and behind[run][0] < piece.end:
                start, end, step = behind[run]
                start, end = max(start, at), min(end, piece.end)
                if at < start:
                    pieces.append(Piece(at, start, piece.after[at - begin : start - begin]))
                if step == DOUBTFUL and start < end:
                    pieces.append(Piece(start, end, piece.after[start - begin : end - begin], lost=True))
                at = max(at, end)
                if behind[run][1] > piece.end:
                    break
                run += 1
            if at < piece.end:
                pieces.append(Piece(at, piece.end, piece.after[at - begin :]))
        if pieces:
            yield Reading(pieces[0].start, pieces[-1].end, reading.gain, tuple(pieces))
    for start, end, step in behind:
        if step == SAYS_SO:
            after, gained = _from_second_byte(text[start:end], right, wrong)
            yield Reading(start, end, gained, (Piece(start, end, after, lost=True),))


@cache
def values_of(right: PairCharset, wrong: PairCharset) -> dict[str, float]:
    """Return what each character gains. What is not in the table is unreadable in the other charset."""
    values = {char: gain for char, (_, gain) in pair_gains(right, wrong).items()}
    # ASCII is the same in both readings; U+FFFD stands for a lost byte, after which pairs may be out of step.
    values.update({chr(code): 0.0 for code in range(0x80)})
    values["\ufffd"] = -SWITCH
    return values


@cache
def _values(right: PairCharset, wrong: PairCharset) -> tuple[dict[str, float], re.Pattern[str], re.Pattern[str]]:
    """Return `values_of`, and patterns of a character that gains and of one that loses (above U+FFFF: of any)."""
    values = values_of(right, wrong)
    gaining = {char for char, gain in values.items() if gain > 0}
    keeping = {char for char, gain in values.items() if gain >= 0}
    rises = char_class(gaining).replace("]", "\U00010000-\U0010ffff]")
    return values, re.compile(rises), re.compile(char_class(keeping).replace("[", "[^", 1))


def confused_stretches(text: str, right: PairCharset, wrong: PairCharset) -> list[tuple[int, int]]:
    """Return the stretches of `text` that are confused in the best division.

    `lead` is by how much the best division that ends inside a stretch is ahead of the best that ends outside, kept
    between the costs of a switch in either direction. On honest text it rests at the one end, on confused text at the
    other, so that only the few characters that speak otherwise are looked at.
    """
    values, rises, falls = _values(right, wrong)
    value_of = values.get
    turns: list[tuple[bool, int, int]] = []  # where `lead` left one of the ends: the upper one?, since when, until
    lead, since, at, length = -SWITCH, 0, 0, len(text)
    while True:
        top = lead > 0
        turning = falls if top else rises
        match = turning.search(text, at)
        while match and (char := match[0]) > "\uffff":  # any of those is found
            value = value_of(char, -UNREADABLE)
            if value < 0 if top else value > 0:
                break
            match = turning.search(text, match.end())
        at = match.start() if match else length
        turns.append((top, since, at))
        while at < length:
            lead += value_of(text[at], -UNREADABLE)
            at += 1
            if lead > SWITCH or lead < -SWITCH:
                lead = SWITCH if lead > 0 else -SWITCH
                since = at
                break
        else:
            break
    stretches = []
    end = -1
    for top, begin, stop in reversed(turns):
        if top == (end < 0):  # the end of a stretch, or its beginning
            if top:
                while stop > begin and value_of(text[stop - 1], -UNREADABLE) <= 0:
                    stop -= 1
            else:
                while stop > begin and value_of(text[stop - 1], -UNREADABLE) >= 0:
                    stop -= 1
            if top:
                end = stop
            else:
                stretches.append((stop, end))
                end = -1
    if end >= 0:
        stretches.append((0, end))
    stretches.reverse()
    return stretches


@cache
def _of_cp950() -> re.Pattern[str]:
    big5, cp950 = to_bytes("big5"), to_bytes("cp950")
    return re.compile(char_class(char for char in big5.keys() | cp950.keys() if big5.get(char) != cp950.get(char)))


def favours_cp950(text: str) -> bool:
    """Tell whether GBK read as Big5 was read by code page 950: by the characters that this places elsewhere."""
    told_apart = set(_of_cp950().findall(text))
    if not told_apart:
        return False
    of_big5, of_cp950 = _values("gbk", "big5")[0], _values("gbk", "cp950")[0]
    return sum([of_cp950.get(char, -UNREADABLE) - of_big5.get(char, -UNREADABLE) for char in told_apart]) > 0


def _widen(text: str, edge: int, step: int, gains: dict[str, tuple[str, float]]) -> int:
    """Move an edge of a stretch to the end of its run of non-ASCII characters, where that costs little.

    Mix-ups end where runs end; the last character may still look likelier as it stands.
    """
    total = 0.0
    at = edge
    while 0 <= (index := at if step > 0 else at - 1) < len(text) and text[index] >= "\x80":
        total += gains.get(text[index], ("", -UNREADABLE))[1]
        if total < -SWITCH:
            return edge
        at += step
    return at


class _Other(dict[str, str]):
    """What each character says in the other charset: itself, where it says nothing."""

    def __missing__(self, char: str) -> str:
        return char


class _Gains(dict[str, float]):
    """What the other reading of each character gains: nothing, where there is none."""

    def __missing__(self, char: str) -> float:
        return 0.0


class _Beyond(dict[str, float]):
    """By how much the other reading of each character is dearer than plausible text; nothing for ASCII."""

    def __missing__(self, char: str) -> float:
        price = self[char] = reading_cost(char) - PLAUSIBLE if char >= "\x80" else 0.0
        return price


IN_PYTHON = 100_000
"""So many characters of a process are read in Python, in a tenth of a second, where something has loaded numba. Then
the compiled search is loaded, which takes as long and finds the same six times as fast."""

IN_PYTHON_ALONE = 500_000
"""The same where nothing has: that takes half a second more."""

_read_in_python = 0

_ASCII = frozenset(map(chr, range(0x80)))


@cache
def _others(
    right: PairCharset, wrong: PairCharset
) -> tuple[Callable[[str], str], Callable[[str], float], Callable[[str], float]]:
    """Return what each character says in the other charset, what that gains, and how far from plausible it is."""
    table = pair_gains(right, wrong)
    other = _Other({char: read for char, (read, _) in table.items()})
    gains = _Gains({char: gain for char, (_, gain) in table.items()})
    beyond = _Beyond({char: reading_cost(read) - PLAUSIBLE for char, read in other.items()})
    return other.__getitem__, gains.__getitem__, beyond.__getitem__


def _stretch(text: str, start: int, stop: int, right: PairCharset, wrong: PairCharset) -> Reading | None:
    """Return what a stretch says where it is plausible; None where there is too little of that."""
    other, gain_of, beyond = _others(right, wrong)
    pieces = []
    seen: set[str] = set()
    at = start
    while at < stop:
        end = text.find("\ufffd", at, stop)
        if end < 0:
            end = stop
        if end > at:
            before = text[at:end]
            if sum(map(beyond, before)) <= 0.0:  # `is_plausible` of what is read
                seen.update(before)
                pieces.append(Piece(at, end, "".join(map(other, before))))
        at = end + 1
    # A name that is repeated is one surprise, not several, so that each character counts once. Each stands for one
    # other, no two for the same.
    if len(seen) < FEWEST or len(seen.difference(_ASCII)) < FEWEST:
        return None
    return Reading(pieces[0].start, pieces[-1].end, sum(map(gain_of, seen)), tuple(pieces))


@cache
def _after_loss(wrong: PairCharset) -> re.Pattern[str]:
    """Match a whole run of characters of a charset behind a loss (and of any above U+FFFF, which are for `_step`)."""
    known = char_class(char for char, pair in to_bytes(wrong).items() if len(pair) == 2 and char != "\ufffd")
    known = known.replace("]", "\U00010000-\U0010ffff]")
    return re.compile(f"(?<=\ufffd){known}+(?=[\x00-\x7f\ufffd]|\\Z)")


@lru_cache(maxsize=REMEMBERED)  # a text is searched several times
def _step(run: str, right: PairCharset, wrong: PairCharset) -> int:
    """Tell how a run behind a loss is read: its first byte may be the other half of what was lost.

    Read so, it says a character less, of which nothing is known but that it was written: the price is that of plausible
    text. It is in step for certain where that is as much dearer as a place must gain to be believed, and out of step
    where it is cheaper by what a stretch costs that begins.
    """
    encoded = b"".join([to_bytes(wrong).get(char, b"") for char in run])
    count = len(run) - 1
    if len(encoded) != 2 * len(run):  # a character above U+FFFF that the charset has not
        return IN_STEP
    in_step = sum([_others(right, wrong)[2](char) + PLAUSIBLE for char in run])
    out_of_step = sum(map(pair_costs(right).__getitem__, unpack_from(f">{count}H", encoded, 1)))
    ahead = in_step - out_of_step - PLAUSIBLE
    if ahead > 0 and count + 1 >= LEAST_RUN and out_of_step <= PLAUSIBLE * count:
        return SAYS_SO
    return OUT_OF_STEP if ahead > SWITCH else DOUBTFUL if ahead > -2 * SWITCH else IN_STEP


LEAST_RUN = 3
"""How many characters a run must have to be read out of step."""


@lru_cache(maxsize=REMEMBERED)
def _from_second_byte(run: str, right: PairCharset, wrong: PairCharset) -> tuple[str, float]:
    """Return what a run reads from its second byte on, and what that gains."""
    known = to_bytes(wrong)
    encoded = b"".join([known[char] for char in run])
    pairs = from_pair(right)
    after = "".join([pairs.get(encoded[at : at + 2], "\ufffd") for at in range(1, len(encoded) - 1, 2)])
    # The run has a character more than it says: what its first and its last byte were halves of is gone.
    return after, gain(run, after, distinct=True) - PLAUSIBLE


@cache
def pair_costs(charset: PairCharset) -> list[float]:
    """Return what the character of each pair of bytes costs as a reading, by the number of both."""
    costs = [reading_cost("\ufffd")] * 0x10000
    for pair, char in from_pair(charset).items():
        costs[pair[0] << 8 | pair[1]] = reading_cost(char)
    return costs

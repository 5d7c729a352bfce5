"""Undoing one wrong decoding: bytes of one charset that were read as another.

Each function finds the places of a text that one mix-up explains, and tells what each gains, in nats, by the measure
of `toolkit.repair.plausible`. Whether a gain is enough is decided in `toolkit.repair.mojibake`.

Three ways of reading cover the family: UTF-8 bytes in any other charset (`utf8_readings`; they all but prove
themselves, since hardly any other text is valid UTF-8), byte pairs of GBK or Big5 in Latin-1 (`pairs_in_latin`), and
pairs of GBK and Big5 in each other (`pairs_in_pairs`), where every character stands for exactly one other and only
plausibility tells the two apart.
"""

from __future__ import annotations

import re
from functools import cache
from struct import unpack_from
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import CODECS, PairCharset, encode, encode_known, from_pair, to_bytes
from toolkit.repair.marks import UNREADABLE, char_class, pair_gains, pair_marks, twice_confused
from toolkit.repair.plausible import cost, gain, reading_cost

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SWITCH = 6.0
"""What it costs a pair-for-pair reading to begin, and again to end, in nats. Together they are what a place must
gain on its own (`toolkit.repair.mojibake.PRIOR`)."""


TWICE_AT_LEAST = 6
"""How many characters of the form must stand side by side before a text is searched for pairs that were confused
twice; in honest text, where one Han character in a hundred has the form, six are one in 10^12."""

FEWEST = 4
"""How many different characters a pair-for-pair reading needs: any two rare ones may read well by chance."""

ALPHABET = 20
"""Up to how many letters a run of nothing but western accented letters may be a list of them, ÀÂÉÈÊËÎÏÔ."""

WESTERN_GAIN = 2.5
"""What such a run can gain at most, in nats: never enough by itself, but with others of a confused text."""

_WESTERN = frozenset("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÁÍÓÚÑÅÆØàâäçéèêëîïôöùûüáíóúñåæøß")

PLAUSIBLE = 9.5
"""What the characters of a pair-for-pair reading may cost on average, in nats. Chinese text costs 6.5 to 7.5, a text
in which every other character is wrong 11 to 12; any bytes are some pairs, so gain alone proves nothing."""


class Piece(NamedTuple):
    """A part of a reading that can be edited by itself.

    Attributes:
        start: first character of the part in the text.
        end: one past its last character.
        after: what its bytes say in the right charset.
        lost: whether a byte (or a pair of bytes) was lost and had to be chosen.
        runner_up: the next best choice then.
    """

    start: int
    end: int
    after: str
    lost: bool = False
    runner_up: str | None = None


class Reading(NamedTuple):
    """One place of a text and what it says when its bytes are read in the right charset.

    Attributes:
        start: first character of the place.
        end: one past its last character.
        gain: how much less the right reading costs than what stands there, in nats.
        pieces: its parts, side by side; none where the bytes mean nothing in the charset (the gain is negative then).
    """

    start: int
    end: int
    gain: float
    pieces: tuple[Piece, ...]

    @property
    def after(self) -> str:
        """The right reading of the whole place."""
        return "".join(piece.after for piece in self.pieces)


def _whole(start: int, end: int, gain: float, after: str) -> Reading:
    return Reading(start, end, gain, (Piece(start, end, after),))


# --- Byte pairs in Latin-1 ------------------------------------------------------------------------------------------


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII = re.compile(r"[\x00-\x7f]")
_KNOWN = re.compile("[^\ufffd]+")
_AFTER_LOSS = re.compile("(?<=\ufffd)[^\x00-\x7f\ufffd]{3,}")


@cache
def _latin_pairs() -> re.Pattern[str]:
    # 80 and FF begin no pair, A0 none that anybody writes: it is a no-break space in front of the text.
    high = [char for char, byte in to_bytes("latin").items() if byte[0] not in (0x80, 0xA0, 0xFF)]
    return re.compile(f"(?:{char_class(high)}[{re.escape(''.join(to_bytes('latin')))}@-~])+|{char_class(high)}")


def _read_pairs(data: bytes, right: PairCharset) -> str | None:
    """Read bytes that are pairs throughout, or return None."""
    for codec in ("gbk",) if right == "gbk" else CODECS[right]:
        try:
            read = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if 2 * len(read) == len(data):
            return read
    return None


def pairs_in_latin(text: str, right: PairCharset) -> Iterator[Reading]:
    """Find the runs of Latin-1 characters whose bytes are pairs of GBK or Big5.

    Runs that are not come out as readings that change nothing, so that they speak against the mix-up.

    >>> [reading.after for reading in pairs_in_latin("2020ÄêÎÒÃÇ", "gbk")]
    ['年我们']
    """
    for match in _latin_pairs().finditer(text):
        if len(match[0]) == 1:  # honest text has such ones, too: · × °
            yield Reading(match.start(), match.end(), -UNREADABLE / 2, ())
            continue
        readings = _run_of_pairs(match[0], match.start(), right)
        if len(match[0]) > 2 * FEWEST and sum(reading.gain for reading in readings) < 2 * SWITCH:
            # A letter in front, such as the é of a name, puts all that follows out of step.
            stray = Reading(match.start(), match.start() + 1, -UNREADABLE / 2, ())
            in_step = [stray, *_run_of_pairs(match[0][1:], match.start() + 1, right)]
            readings = max(readings, in_step, key=lambda found: sum(reading.gain for reading in found))
        yield from readings


def _run_of_pairs(run: str, offset: int, right: PairCharset) -> list[Reading]:
    """Read one run, which begins at `offset` of the text, pair by pair from its first character on."""
    encoded = encode(run, "latin")
    if len(run) > 1 and (after := _read_pairs(encoded, right)) is not None:
        return [_plausible(run, offset, after)]
    pairs = from_pair(right)
    readings = []
    at = 0
    while at < len(encoded):
        chars = []
        start = at
        while at + 1 < len(encoded) and (char := pairs.get(encoded[at : at + 2])):
            chars.append(char)
            at += 2
        if chars:
            readings.append(_plausible(run[start:at], offset + start, "".join(chars)))
        if at < len(encoded):
            readings.append(Reading(offset + at, offset + at + 1, -UNREADABLE / 2, ()))
            at += 1
    return readings


def _plausible(seen: str, start: int, after: str) -> Reading:
    gained = gain(seen, after, distinct=False) if is_plausible(after) else -UNREADABLE / 2
    if len(seen) < ALPHABET and _WESTERN.issuperset(seen):
        gained = min(gained, WESTERN_GAIN)
    return _whole(start, start + len(seen), gained, after)


@cache
def _twice(wrong: PairCharset) -> tuple[re.Pattern[str], dict[int, str]]:
    """Return what the UTF-8 of Latin-1 characters looks like in `wrong`: a pattern, and a table back."""
    back = twice_confused(wrong)
    # What is Latin-1 already is no part of it.
    return re.compile(char_class(map(chr, back)) + f"{{{TWICE_AT_LEAST}}}"), dict.fromkeys(
        range(0x80, 0x100), "\0"
    ) | back


def pairs_in_latin_twice(text: str, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    """Find pairs of GBK or Big5 read as Latin-1, written as UTF-8, and read as GBK or Big5.

    >>> confused = "中文网页".encode("gbk").decode("latin-1").encode().decode("gbk")
    >>> confused, [reading.after for reading in pairs_in_latin_twice(confused, "gbk", "gbk")]
    ('脰脨脦脛脥酶脪鲁', ['中文网页'])
    """
    pattern, back = _twice(wrong)
    if pattern.search(text):
        for reading in pairs_in_latin(text.translate(back), right):
            read = reading_cost(reading.after)
            yield reading._replace(gain=cost(text[reading.start : reading.end]) - read - 2 * SWITCH)


# --- Pairs of GBK and Big5 in each other ----------------------------------------------------------------------------


def pairs_in_pairs(text: str, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    """Find the stretches of text of the charset `wrong` that read better as `right`.

    The best division into honest and confused stretches is found by the Viterbi algorithm with two states.

    >>> confused = "这是一段中文".encode("gbk").decode("big5")
    >>> [reading.after for reading in pairs_in_pairs(f"他說：{confused}", "gbk", "big5")]
    ['这是一段中文']
    """
    if not pair_marks(right, wrong).search(text) or (wrong == "cp950" and not _of_cp950().search(text)):
        return  # without the characters that it places elsewhere, code page 950 is Big5
    gains = pair_gains(right, wrong)
    for start, stop in confused_stretches(text, right, wrong):
        yield from _stretch(text, _widen(text, start, -1, gains), _widen(text, stop, 1, gains), right, wrong)
    yield from _out_of_step(text, right, wrong)


class _Values(dict[str, float]):
    """What each character gains when it is read in the other charset."""

    def __missing__(self, char: str) -> float:
        return -UNREADABLE


@cache
def _values(right: PairCharset, wrong: PairCharset) -> tuple[_Values, re.Pattern[str], re.Pattern[str]]:
    """Return the gains, and patterns of one character that gains and of one that loses (above U+FFFF: of any)."""
    values = _Values({char: gain for char, (_, gain) in pair_gains(right, wrong).items()})
    gaining = {char for char, gain in values.items() if gain > 0}
    # ASCII is the same in both readings; U+FFFD stands for a lost byte, after which pairs may be out of step.
    values.update({chr(code): 0.0 for code in range(0x80)})
    values["\ufffd"] = -SWITCH
    keeping = {char for char, gain in values.items() if gain >= 0}
    return values, _but(chr(code) for code in range(0x10000) if chr(code) not in gaining), _but(keeping)


def _but(chars: Iterable[str]) -> re.Pattern[str]:
    """Match a character that is none of `chars`; in a class that excludes, those above U+FFFF cost nothing."""
    return re.compile(char_class(chars).replace("[", "[^", 1))


def confused_stretches(text: str, right: PairCharset, wrong: PairCharset) -> list[tuple[int, int]]:
    """Return the stretches of `text` that are confused in the best division.

    `lead` is by how much the best division that ends inside a stretch is ahead of the best that ends outside, kept
    between the costs of a switch in either direction. On honest text it rests at the one end, on confused text at the
    other, so that only the few characters that speak otherwise are looked at.
    """
    values, rises, falls = _values(right, wrong)
    turns: list[tuple[bool, int, int]] = []  # where `lead` left one of the ends: the upper one?, since when, until
    lead, since, at, length = -SWITCH, 0, 0, len(text)
    while True:
        top = lead > 0
        turning = falls if top else rises
        match = turning.search(text, at)
        while match and (values[match[0]] >= 0 if top else values[match[0]] <= 0):
            match = turning.search(text, match.end())  # that was one above U+FFFF
        at = match.start() if match else length
        turns.append((top, since, at))
        while at < length:
            lead += values[text[at]]
            at += 1
            if not -SWITCH <= lead <= SWITCH:
                lead = SWITCH if lead > 0 else -SWITCH
                since = at
                break
        else:
            break
    stretches = []
    end = -1
    for top, begin, stop in reversed(turns):
        if top == (end < 0):  # the end of a stretch, or its beginning
            while stop > begin and (values[text[stop - 1]] <= 0 if top else values[text[stop - 1]] >= 0):
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
    of_big5, of_cp950 = _values("gbk", "big5")[0], _values("gbk", "cp950")[0]
    return sum([of_cp950[char] - of_big5[char] for char in set(_of_cp950().findall(text))]) > 0


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


class _Others(dict[str, str]):
    def __missing__(self, char: str) -> str:
        return char


@cache
def _others(right: PairCharset, wrong: PairCharset) -> _Others:
    """Return what each character says in the other charset: itself, where it says nothing."""
    return _Others({char: other for char, (other, _) in pair_gains(right, wrong).items()})


def _stretch(text: str, start: int, stop: int, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    other = _others(right, wrong).__getitem__
    pieces = []
    seen: set[str] = set()
    for match in _KNOWN.finditer(text, start, stop):
        before = match[0]
        after = "".join(map(other, before))
        if is_plausible(after):
            seen.update(before)
            pieces.append(Piece(match.start(), match.end(), after))
    if len(seen) < FEWEST:
        return
    gains = pair_gains(right, wrong)
    read = {gains.get(char, (char, 0.0)) for char in seen}
    gained = [gain for char, gain in read if char >= "\x80"]
    if len(gained) >= FEWEST:
        # A name that is repeated is one surprise, not several, so that each character counts once.
        yield Reading(pieces[0].start, pieces[-1].end, sum(gained), tuple(pieces))


def _out_of_step(text: str, right: PairCharset, wrong: PairCharset) -> Iterator[Reading]:
    """Find runs behind a lost byte that read well from their second byte on: the first is the lost one's other half."""
    pairs = from_pair(right)
    costs = _pair_costs(right)
    for match in _AFTER_LOSS.finditer(text):
        run = match[0]
        try:
            encoded = encode_known(run, wrong)
        except UnicodeEncodeError:
            continue
        count = len(run) - 1
        if len(encoded) != 2 * len(run):
            continue
        # Nearly all runs are in step: what they say otherwise is priced before it is read.
        if sum(map(costs.__getitem__, unpack_from(f">{count}H", encoded, 1))) > PLAUSIBLE * count:
            continue
        after = "".join([pairs.get(encoded[at : at + 2], "\ufffd") for at in range(1, 2 * count, 2)])
        gained = gain(run, after, distinct=True)
        yield Reading(match.start(), match.end(), gained, (Piece(match.start(), match.end(), after, lost=True),))


@cache
def _pair_costs(charset: PairCharset) -> list[float]:
    """Return what the character of each pair of bytes costs as a reading, by the number of both."""
    costs = [reading_cost("\ufffd")] * 0x10000
    for pair, char in from_pair(charset).items():
        costs[pair[0] << 8 | pair[1]] = reading_cost(char)
    return costs


def is_plausible(text: str) -> bool:
    """Tell whether the characters of `text` outside ASCII cost as little on average as those of a written text."""
    foreign = "".join(_NOT_ASCII.findall(text)) if _ASCII.search(text) else text
    return reading_cost(foreign) <= PLAUSIBLE * len(foreign)

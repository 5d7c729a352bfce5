"""Undoing one wrong decoding: bytes of one charset that were read as another.

Each function finds the places of a text that one mix-up explains, and tells what each gains, in nats, by the measure
of `toolkit.repair.plausible`. Whether a gain is enough is decided in `toolkit.repair.mojibake`.

Three ways of reading cover the family: UTF-8 bytes in any other charset (`utf8_readings`; they all but prove
themselves, since hardly any other text is valid UTF-8), byte pairs of GBK or Big5 in Latin-1 (`pairs_in_latin`), and
pairs of GBK and Big5 in each other (`toolkit.repair.crossed`), where every character stands for exactly one other and
only plausibility tells the two apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import CODECS, PairCharset, encode, from_pair, to_bytes
from toolkit.repair.marks import UNREADABLE, char_class, twice_confused
from toolkit.repair.plausible import cost, gain, reading_cost

if TYPE_CHECKING:
    from collections.abc import Iterator

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

TAIL = 2.0
"""By how much the end of a run must be dearer than plausible text, in nats, to look as if a byte had been dropped: what
stands there then is any character, which costs 4 nats more on average."""

DROPPING = 0.1
"""From which share of the runs on that is believed: strict decoders leave every fourth run of traditional text so."""

_NOT_IN_1252 = frozenset("\x81\x8d\x8f\x90\x9d")
"""What they drop. One byte in 25 of such text is one, so that a text that has some was not read by one of them."""

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

    def spans(self) -> list[tuple[int, int]]:
        """Return where its pieces are, neighbours as one; its own place where it has none."""
        pieces = self.pieces
        if len(pieces) < 2:
            return [(self.start, self.end)]
        spans = []
        start, end = self.start, pieces[0].end
        for piece in pieces:
            if piece.start > end:
                spans.append((start, end))
                start = piece.start
            end = piece.end
        spans.append((start, end))
        return spans

    def shifted(self, by: int) -> Reading:
        """Return the same reading of a text with `by` characters more in front."""
        pieces = tuple([piece._replace(start=piece.start + by, end=piece.end + by) for piece in self.pieces])
        return Reading(self.start + by, self.end + by, self.gain, pieces)


# --- Byte pairs in Latin-1 ------------------------------------------------------------------------------------------


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII = re.compile(r"[\x00-\x7f]")


@cache
def _latin_pairs() -> re.Pattern[str]:
    # 80 and FF begin no pair. A0 begins a few (狀 is A0EE), but in front of a run or of ASCII it is a no-break space.
    every = "".join(to_bytes("latin"))
    high = char_class(char for char, byte in to_bytes("latin").items() if byte[0] not in (0x80, 0xA0, 0xFF))
    other = re.escape(every.replace("\xa0", ""))
    pair = f"{high}[{re.escape(every)}@-~]"
    return re.compile(f"{pair}(?:{pair}|\xa0[{other}])*|{high}")


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
    found: list[Reading] = []
    for start, end in _runs_in_latin(text):
        if end == start + 1:  # honest text has such ones, too: · × °
            found.append(Reading(start, end, -UNREADABLE / 2, ()))
            continue
        run = text[start:end]
        readings = _run_of_pairs(run, start, right)
        if len(run) > 2 * FEWEST and sum(reading.gain for reading in readings) < 2 * SWITCH:
            # A letter in front, such as the é of a name, puts all that follows out of step.
            stray = Reading(start, start + 1, -UNREADABLE / 2, ())
            in_step = [stray, *_run_of_pairs(run[1:], start + 1, right)]
            readings = max(readings, in_step, key=lambda found: sum(reading.gain for reading in found))
        found += readings
    yield from _without_proof(text, found) if _NOT_IN_1252.isdisjoint(text) else found


def _without_proof(text: str, readings: list[Reading]) -> list[Reading]:
    """Let readings prove nothing where bytes seem to have been dropped: all that follows one is out of step.

    The ends of some honest runs are rare characters; those of a share of at least `DROPPING` are not. Where the text
    has characters that only Windows-1252 has, a byte was as likely to be one of those that it lacks: there a single
    such end says enough, or a letter that is left over, or a stretch of rare characters.
    """
    read = [reading for reading in readings if reading.gain > 0]
    ends = sum([_tail(reading.after) > TAIL for reading in read])
    dropping = any(may_have_dropped(text[reading.start : reading.end]) for reading in read)
    odd = dropping and (ends or _leaves_some(readings) or any(has_odd_stretch(reading.after) for reading in read))
    if ends <= DROPPING * len(read) and not odd:
        return readings
    return [
        reading._replace(pieces=tuple([piece._replace(lost=True) for piece in reading.pieces])) for reading in readings
    ]


def _leaves_some(readings: list[Reading]) -> bool:
    """Tell whether a letter is left over beside what was read."""
    return any(one.end == other.start and not (one.pieces and other.pieces) for one, other in pairwise(readings))


def may_have_dropped(text: str) -> bool:
    """Tell whether Windows-1252 may have read a text and dropped what it lacks.

    It has characters that Latin-1 has not; what it lacks, Latin-1 shows.
    """
    return not text.isascii() and max(text) > "\xff" and _NOT_IN_1252.isdisjoint(text)


def has_odd_stretch(after: str) -> bool:
    """Tell whether some characters side by side are so rare that they look out of step."""
    ahead = 0.0
    for char in after:
        ahead = max(0.0, ahead + reading_cost(char) - PLAUSIBLE) if char >= "\x80" else ahead
        if ahead > SWITCH:
            return True
    return False


@lru_cache(maxsize=1)  # both charsets are looked for in one text after the other
def _runs_in_latin(text: str) -> tuple[tuple[int, int], ...]:
    """Return where runs of Latin-1 characters are; none where no two of them stand together, which proves nothing."""
    runs = tuple([match.span() for match in _latin_pairs().finditer(text)])
    return runs if any(end > start + 1 for start, end in runs) else ()


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


def _tail(after: str) -> float:
    """Return by how much the end of a text is dearer than plausible text, in nats."""
    most = ahead = 0.0
    for char in reversed(after):
        ahead += reading_cost(char) - PLAUSIBLE
        most = max(most, ahead)
        if ahead < -SWITCH:
            break
    return most


def _plausible(seen: str, start: int, after: str) -> Reading:
    gained = gain(seen, after, distinct=False) if is_plausible(after) else -UNREADABLE / 2
    if len(seen) < ALPHABET and _WESTERN.issuperset(seen):
        gained = min(gained, WESTERN_GAIN)
    end = start + len(seen)
    return Reading(start, end, gained, (Piece(start, end, after),))


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


def is_plausible(text: str) -> bool:
    """Tell whether the characters of `text` outside ASCII cost as little on average as those of a written text."""
    foreign = "".join(_NOT_ASCII.findall(text)) if _ASCII.search(text) else text
    return reading_cost(foreign) <= PLAUSIBLE * len(foreign)

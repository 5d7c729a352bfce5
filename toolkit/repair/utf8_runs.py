"""UTF-8 bytes that were read in another charset, and back, with up to one lost byte a character.

A page of UTF-8 read as GBK shows `涓枃` for 中文, as Latin-1 `ä¸­æ–‡`. The reading is checked byte by byte; where the
wrong decoder dropped or replaced a byte, the most plausible character is chosen and the next best one kept.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import Charset, encode_known, to_bytes
from toolkit.repair.lost_bytes import DROPPED, LOST, VANISHED, VANISHED_TOO, Choice, options, rank_all
from toolkit.repair.marks import CONTINUATION, char_class, utf8_first_pairs
from toolkit.repair.mixups import Piece, Reading
from toolkit.repair.plausible import gain, reading_costs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOST_BYTE = 6.0
"""What a lost byte costs a reading, in nats: one of up to 64 had to be chosen (ln 64 = 4.2), and had to be lost."""

LAST_SHORT_LEAD = 0xC3
"""Up to which first byte sequences of two bytes are believed in pairs: those of the Latin-1 block."""

LEAP = 32
"""How many characters are tried at once in the beginning; twice as many after each success, up to `LONGEST_LEAP`."""

LONGEST_LEAP = 2048

# Characters that are a unit each: not the two combining marks that Big5-HKSCS has in one pair with the Ê before them.
_CHUNK = re.compile("[^\x00-\x7f\ufffd\u0304\u030c]+")
_LONG_TWO_BYTE = re.compile("[\u0100-\u07ff]")  # what two bytes say beyond Latin-1; see `last_short_lead`

_STAND_INS = ("\ufffd", "?")  # what decoders put in place of a byte

WORTH_RANKING = 2.0
"""What a run must gain, in nats, for its choices to be ranked: below it is not believed (mojibake.NEIGHBOUR), and the
language model takes a while to load."""


@cache
def _utf8_starts(wrong: Charset) -> re.Pattern[str]:
    """Match the first character of a run: what follows it goes on with a sequence."""
    table = to_bytes(wrong)
    goes_on = [char for char, unit in table.items() if unit[0] in CONTINUATION and _goes_on(unit[1:], wrong)]
    if wrong == "latin":
        leads = [char for char, byte in table.items() if 0xC2 <= byte[0] <= 0xF4]
        return re.compile(f"{char_class(leads)}(?={char_class(goes_on)})")
    return re.compile(f"{char_class(utf8_first_pairs(wrong))}(?={char_class([*goes_on, '?', chr(0xFFFD)])})")


def _goes_on(rest: bytes, wrong: Charset) -> bool:
    """Tell whether a sequence may begin with the second byte of a pair, whose first one completed a sequence."""
    if not rest or rest[0] < 0x80:
        return True
    if rest[0] in CONTINUATION:
        return wrong == "gbk"  # the last byte and the next first one vanished between the two
    return 0xC2 <= rest[0] <= LAST_SHORT_LEAD or 0xE0 <= rest[0] <= 0xF4


@cache
def _cut_off(wrong: Charset) -> frozenset[str]:
    """Return the characters whose pair of bytes is the beginning of a three-byte sequence."""
    return frozenset() if wrong == "latin" else frozenset(utf8_first_pairs(wrong))


def utf8_readings(text: str, wrong: Charset) -> Iterator[Reading]:
    r"""Find the runs whose bytes in the charset `wrong` are UTF-8, wholly or but for lost bytes.

    >>> [reading.after for reading in utf8_readings("涓\ue15f枃 ä¸­æ–‡", "gbk")]
    ['中文']
    """
    starts = _utf8_starts(wrong)
    runs: list[_Utf8Run] = []
    match = starts.search(text)
    while match:
        run = _Utf8Run(text, match.start(), wrong)
        at = run.scan()
        if run.parts:
            run.weigh()
            runs.append(run)
        match = starts.search(text, max(at, match.end()))
    doubtful = [run for run in runs if run.lossy_parts and run.gained >= WORTH_RANKING]
    if doubtful:
        for run, changed in zip(doubtful, rank_all([run.chars for run in doubtful]), strict=True):
            if changed:
                run.weigh()
    for run in runs:
        yield run.reading()


class _Part(NamedTuple):
    """A part of a run that ends where a unit and a sequence end together.

    Attributes:
        end: one past its last character in the text.
        chars: what it says: characters that are certain, and for each other one what it can be, the likeliest first.
        lossy: whether there are such others.
    """

    end: int
    chars: list[str | Choice]
    lossy: bool


class _Utf8Run:
    """One run, read unit by unit: a unit is the one or two bytes of a character of the wrong charset."""

    def __init__(self, text: str, start: int, wrong: Charset) -> None:
        self.text = text
        self.start = start
        self.wrong = wrong
        self.table = to_bytes(wrong)
        # Many honest Han characters look like two bytes of Greek to Arabic letters when they are pairs, so only
        # sequences of the Latin-1 block (the middle dot, é, ×) are believed there.
        self.last_short_lead = 0xDF if wrong == "latin" else LAST_SHORT_LEAD
        self.leap = LEAP
        self.stuck = -1  # where leaping leads no further
        self.parts: list[_Part] = []  # neighbours that are not lossy are one
        self.chars: list[str | Choice] = []  # of the part that is not complete yet
        self.lossy = False  # whether something in it had to be chosen
        self.pending: list[int] = []  # the bytes of the sequence that is not complete yet
        self.need = 0  # how many more it needs
        self.weighed = False
        self.lossy_parts = 0
        self.seen_cost = 0.0
        self.gained = 0.0  # by all parts, when they are weighed

    def scan(self) -> int:
        """Read as far as the bytes are UTF-8 and return where reading stopped."""
        text = self.text
        cut_off = _cut_off(self.wrong)
        position = self.start
        while position < len(text):
            if self.need == 0:
                if text[position] < "\x80" or text[position] == "\ufffd":
                    break
                if position != self.stuck:
                    leapt = self._leap(position)
                    if leapt > position:
                        position = leapt
                        self._close(position)
                        continue
                # The commonest loss by far: two bytes of three, and something in place of the last.
                if text[position] in cut_off and text[position + 1 : position + 2] in _STAND_INS:
                    found = options((*self.table[text[position]], LOST))
                    if len(found.chars) > 1:
                        position += 2
                        self.parts.append(_Part(position, [Choice(found)], True))
                        continue
            unit = self.table.get(text[position])
            if unit is None:
                if not self._stand_in(text[position]):
                    break
            elif not self._unit(unit):
                return position
            position += 1
            if self.need == 0:
                self._close(position)
        if self.need == 1 and (self.parts or self.chars) and min(self.pending) >= 0 and self._complete(LOST):
            self._close(position)  # the last byte was dropped without a trace
        return position

    def _close(self, position: int) -> None:
        """End a part here."""
        if self.parts and not self.lossy and not self.parts[-1].lossy:
            chars = self.parts[-1].chars
            chars += self.chars
            self.parts[-1] = _Part(position, chars, False)
        else:
            self.parts.append(_Part(position, self.chars, self.lossy))
        self.chars = []
        self.lossy = False

    def _leap(self, position: int) -> int:
        """Read many whole sequences at once; return where they end, which is `position` when there are none."""
        match = _CHUNK.match(self.text, position, position + self.leap)
        if match is None:
            return position
        chunk = match[0]
        try:
            data = encode_known(chunk, self.wrong)
        except UnicodeEncodeError as error:
            if not error.start:
                self.stuck = position
                return position
            data = encode_known(chunk[: error.start], self.wrong)
        try:
            read, size = utf_8_decode(data, "strict", False)  # up to a sequence that is not complete
        except UnicodeDecodeError as error:
            size = error.start
            read = data[:size].decode()
        units = None
        if self.wrong != "latin":
            if strange := _LONG_TWO_BYTE.search(read):
                read = read[: strange.start()]
                size = len(read.encode())
            units = _units(chunk) if self.wrong == "gbk" and "€" in chunk else None
            while size not in units if units else size % 2:  # half of a pair: go back to where both end together
                size -= len(read[-1].encode())
                read = read[:-1]
        end = position + (units[size] if units else size if self.wrong == "latin" else size // 2)
        if match.end() < position + self.leap:  # what stopped it here will stop it again
            self.stuck = end
        self.leap = min(2 * self.leap, LONGEST_LEAP) if size == len(data) else LEAP
        if read:
            self.chars.append(read)
        return end

    def _stand_in(self, char: str) -> bool:
        """Take `char`, which is no unit, for a byte that was replaced; False when it cannot be one."""
        if self.need == 0 or min(self.pending) < 0:
            return False
        if char == "\ufffd" or (char == "?" and self.need == 1):
            return self._complete(LOST)
        # A no-break space (byte A0) that became a space on the way.
        is_space = char == " " and self.wrong == "latin" and self.need == 1 and self.pending[0] >= 0xE3
        return is_space and self._complete(0xA0)

    def _unit(self, unit: bytes) -> bool:
        """Read the bytes of one unit; False where they are not UTF-8."""
        if self.need and len(unit) == 2 and min(self.pending) >= 0:
            continues = unit[0] in CONTINUATION, unit[1] in CONTINUATION
            if self.need == 1 and not continues[0]:
                self._complete(DROPPED if self.wrong == "gbk" else LOST)
            elif self.wrong == "gbk" and self.need == 1 and all(continues):
                self._complete(VANISHED)
                self.pending, self.need = [VANISHED_TOO], 2
            elif self.wrong == "gbk" and self.need == 2 and continues == (True, False) and unit[1] >= 0x80:
                self._complete(DROPPED)
            elif self.wrong == "gbk" and self.need == 2 and continues == (False, True):
                self._complete(VANISHED)
                self._complete(VANISHED_TOO)
        return self._byte(unit[0]) and (len(unit) == 1 or self._byte(unit[1]))

    def _byte(self, byte: int) -> bool:
        if self.need:
            return byte in CONTINUATION and self._complete(byte)
        if byte < 0x80:
            self.chars.append(chr(byte))
            return True
        if 0xC2 <= byte <= self.last_short_lead:
            self.need = 1
        elif 0xE0 <= byte <= 0xEF:
            self.need = 2
        elif 0xF0 <= byte <= 0xF4:
            self.need = 3
        else:
            return False
        self.pending = [byte]
        return True

    def _complete(self, byte: int) -> bool:
        """Add a byte to the pending sequence; False when that makes it invalid."""
        self.pending.append(byte)
        self.need -= 1
        if self.need == 0:
            pending = self.pending
            self.pending = []
            if min(pending) >= 0:
                char = bytes(pending).decode("utf-8", "ignore")
            else:
                found = options(tuple(pending))
                char = found.chars
                if len(char) > 1:
                    self.chars.append(Choice(found))
                    self.lossy = True
                    return True
            if not char:
                return False
            self.chars.append(char)
        return True

    def weigh(self) -> None:
        """Work out what the run gains, as far as its units and sequences end together."""
        parts = self.parts
        distinct = self.wrong != "latin"
        if not self.weighed:
            self.weighed = True
            self.chars = parts[0].chars if len(parts) == 1 else [item for part in parts for item in part.chars]
            self.lossy_parts = sum([part.lossy for part in parts])
            self.seen_cost = gain(self.text[self.start : parts[-1].end], "", distinct=distinct)
        read_gain = gain("", _likeliest(self.chars), distinct=distinct)
        self.gained = self.seen_cost + read_gain - LOST_BYTE * self.lossy_parts

    def reading(self) -> Reading:
        """Return the reading of the run, which has been weighed."""
        gained = self.gained
        if self.lossy_parts == len(self.parts) and self._ends_a_word():
            gained = min(gained, 0.0)
        return Reading(self.start, self.parts[-1].end, gained, tuple(self._pieces()))

    def _ends_a_word(self) -> bool:
        """Tell whether the run may be the honest end of a western word with a loss behind it, the é of `café`."""
        before = self.text[self.start - 1 : self.start]
        return self.wrong == "latin" and before.isascii() and before.isalpha()

    def _pieces(self) -> Iterator[Piece]:
        """Yield the parts of the run; in a lossy one the closest choice has a runner-up."""
        start = self.start
        table = reading_costs()
        for end, chars, lossy in self.parts:
            if lossy and len(chars) == 1 and isinstance(choice := chars[0], Choice):
                yield Piece(start, end, choice.best, lost=True, runner_up=choice.other)
            elif lossy:
                choices = [item for item in chars if isinstance(item, Choice)]
                closest = choices[0]
                if len(choices) > 1:
                    closest = min(choices, key=lambda choice: table[choice.other] - table[choice.best])
                runner_up = "".join(
                    [item if isinstance(item, str) else item.other if item is closest else item.best for item in chars]
                )
                yield Piece(start, end, _likeliest(chars), lost=True, runner_up=runner_up)
            else:
                yield Piece(start, end, _likeliest(chars))
            start = end


def _units(chunk: str) -> dict[int, int]:
    """Return behind how many bytes how many characters of GBK end: the euro sign is the only one of a single byte."""
    ends = accumulate([1 if char == "€" else 2 for char in chunk])
    return {0: 0, **{end: count for count, end in enumerate(ends, 1)}}


def _likeliest(chars: Sequence[str | Choice]) -> str:
    if len(chars) == 1:
        first = chars[0]
        return first if isinstance(first, str) else first.best
    return "".join([item if isinstance(item, str) else item.best for item in chars])

"""UTF-8 bytes that were read in another charset, and back, with up to one lost byte a character.

A page of UTF-8 read as GBK shows `涓枃` for 中文, as Latin-1 `ä¸­æ–‡`. The reading is checked byte by byte; where the
wrong decoder dropped or replaced a byte, the most plausible character is chosen and the next best one kept.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from toolkit.repair.charsets import Charset, to_bytes
from toolkit.repair.marks import CONTINUATION, char_class, utf8_first_pairs
from toolkit.repair.mixups import Piece, Reading
from toolkit.repair.plausible import gain, reading_cost, reading_costs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOST_BYTE = 6.0
"""What a lost byte costs a reading, in nats: one of up to 64 had to be chosen (ln 64 = 4.2), and had to be lost."""

CONTEXT = 3
"""How many characters on either side judge a choice: with it, as long as nearly all words."""

CANDIDATES = 8
"""How many choices, the most frequent characters first, are judged by their neighbours."""

LEAP = 8
"""How many characters are tried at once in the beginning; twice as many after each success, up to `LONGEST_LEAP`."""

LONGEST_LEAP = 512

_LONG_TWO_BYTE = re.compile("[\u0100-\u07ff]")  # what two bytes say beyond Latin-1; see `last_short_lead`

WORTH_RANKING = 2.0
"""What a run must gain, in nats, for its choices to be ranked: below it is not believed (mojibake.NEIGHBOUR), and the
language model takes a while to load."""

_LOST = -1  # a byte that the wrong decoder replaced or dropped
_DROPPED = -2  # a byte that a GBK decoder dropped because it can begin no pair
_VANISHED = -3  # one half of a pair in GBK's user-defined area, dropped whole; the half AA-AF
_VANISHED_TOO = -4  # the other half, which is the lead of the next sequence, or the last byte of the same
_AREA = range(0xAA, 0xB0)  # the user-defined area is AAA1-AFFE
# As lead of the next sequence: CJK punctuation and kana (E3), Han characters (E4-E9), full-width forms (EF).
_AREA_LEAD = (*range(0xE3, 0xEA), 0xEF)
_AREA_LAST = range(0xA1, 0xC0)
# 0x80 never begins a pair; A1-AF are the rows of symbols, which have gaps (and whose AA-AF are user-defined).
_DROPPABLE = (0x80, *range(0xA1, 0xB0))


@cache
def _utf8_starts(wrong: Charset) -> re.Pattern[str]:
    """Match the first character of a run: what follows it goes on with a sequence."""
    table = to_bytes(wrong)
    goes_on = [char for char, unit in table.items() if unit[0] in CONTINUATION]
    if wrong == "latin":
        leads = [char for char, byte in table.items() if 0xC2 <= byte[0] <= 0xF4]
        return re.compile(f"{char_class(leads)}(?={char_class(goes_on)})")
    return re.compile(f"{char_class(utf8_first_pairs(wrong))}(?={char_class([*goes_on, '?', chr(0xFFFD)])})")


def utf8_readings(text: str, wrong: Charset) -> Iterator[Reading]:
    r"""Find the runs whose bytes in the charset `wrong` are UTF-8, wholly or but for lost bytes.

    >>> [reading.after for reading in utf8_readings("涓\ue15f枃 ä¸­æ–‡", "gbk")]
    ['中文']
    """
    at = 0
    for match in _utf8_starts(wrong).finditer(text):
        if match.start() >= at:
            run = _Utf8Run(text, match.start(), wrong)
            at = run.scan()
            if run.ends:
                yield run.reading()


class _Utf8Run:
    """One run, read unit by unit: a unit is the one or two bytes of a character of the wrong charset."""

    def __init__(self, text: str, start: int, wrong: Charset) -> None:
        self.text = text
        self.start = start
        self.wrong = wrong
        self.table = to_bytes(wrong)
        # Many honest Han characters look like two bytes of Greek to Arabic letters when they are pairs, so only
        # sequences of the Latin-1 block (the middle dot, é, ×) are believed there.
        self.last_short_lead = 0xDF if wrong == "latin" else 0xC3
        self.leap = LEAP
        self.chars: list[list[str]] = []  # for each sequence the characters it can be, the most plausible first
        self.pending: list[int] = []  # the bytes of the sequence that is not complete yet
        self.need = 0  # how many more it needs
        self.ends: list[tuple[int, int]] = []  # text position and len(chars) where a unit and a sequence end together

    def scan(self) -> int:
        """Read as far as the bytes are UTF-8 and return where reading stopped."""
        text = self.text
        position = self.start
        while position < len(text):
            if self.need == 0:
                leapt = self._leap(position)
                if leapt > position:
                    position = leapt
                    self.ends.append((position, len(self.chars)))
                    continue
            unit = self.table.get(text[position])
            if unit is None:
                if not self._stand_in(text[position]):
                    break
            elif not self._unit(unit):
                return position
            position += 1
            if self.need == 0:
                self.ends.append((position, len(self.chars)))
        if self.need == 1 and self.chars and min(self.pending) >= 0 and self._complete(_LOST):
            self.ends.append((position, len(self.chars)))  # the last byte was dropped without a trace
        return position

    def _leap(self, position: int) -> int:
        """Read many whole sequences at once; return where they end, which is `position` when there are none."""
        get = self.table.get
        units = []
        for char in self.text[position : position + self.leap]:
            unit = get(char)
            if unit is None or (len(unit) == 1 and self.wrong != "latin"):
                break
            units.append(unit)
        data = b"".join(units)
        try:
            read = data.decode()
        except UnicodeDecodeError as error:
            read = data[: error.start].decode()
        if self.wrong != "latin" and (strange := _LONG_TWO_BYTE.search(read)):
            read = read[: strange.start()]
        size = len(read.encode())
        if self.wrong != "latin":
            while size % 2:  # half of a pair: go back to where a pair and a sequence end together
                size -= len(read[-1].encode())
                read = read[:-1]
            position += size // 2
        else:
            position += size
        self.leap = min(2 * self.leap, LONGEST_LEAP) if size == len(data) else LEAP
        self.chars.extend([char] for char in read)
        return position

    def _stand_in(self, char: str) -> bool:
        """Take `char`, which is no unit, for a byte that was replaced; False when it cannot be one."""
        if self.need == 0 or min(self.pending) < 0:
            return False
        if char == "\ufffd" or (char == "?" and self.need == 1):
            return self._complete(_LOST)
        # A no-break space (byte A0) that became a space on the way.
        is_space = char == " " and self.wrong == "latin" and self.need == 1 and self.pending[0] >= 0xE3
        return is_space and self._complete(0xA0)

    def _unit(self, unit: bytes) -> bool:
        """Read the bytes of one unit; False where they are not UTF-8."""
        if self.need and len(unit) == 2 and min(self.pending) >= 0:
            continues = unit[0] in CONTINUATION, unit[1] in CONTINUATION
            if self.need == 1 and not continues[0]:
                self._complete(_DROPPED if self.wrong == "gbk" else _LOST)
            elif self.wrong == "gbk" and self.need == 1 and all(continues):
                self._complete(_VANISHED)
                self.pending, self.need = [_VANISHED_TOO], 2
            elif self.wrong == "gbk" and self.need == 2 and continues == (True, False) and unit[1] >= 0x80:
                self._complete(_DROPPED)
            elif self.wrong == "gbk" and self.need == 2 and continues == (False, True):
                self._complete(_VANISHED)
                self._complete(_VANISHED_TOO)
        return all(self._byte(byte) for byte in unit)

    def _byte(self, byte: int) -> bool:
        if self.need:
            return byte in CONTINUATION and self._complete(byte)
        if byte < 0x80:
            self.chars.append([chr(byte)])
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
            chars = list(_choices(tuple(self.pending)))
            self.pending = []
            if not chars:
                return False
            self.chars.append(chars)
        return True

    def reading(self) -> Reading:
        """Return the reading of the run as far as its units and sequences end together."""
        end, count = self.ends[-1]
        gained = self._gain(end, count)
        if gained >= WORTH_RANKING and _rank(self.chars[:count]):
            gained = self._gain(end, count)
        return Reading(self.start, end, gained, tuple(self._pieces()))

    def _gain(self, end: int, count: int) -> float:
        after = "".join([choices[0] for choices in self.chars[:count]])
        gained = gain(self.text[self.start : end], after, distinct=self.wrong != "latin")
        return gained - LOST_BYTE * sum(self._lossy())

    def _lossy(self) -> list[bool]:
        """Tell for each of `ends` whether something was lost between it and the one before."""
        lossy = []
        first = 0
        for _, count in self.ends:
            lossy.append(any(len(choices) > 1 for choices in self.chars[first:count]))
            first = count
        return lossy

    def _pieces(self) -> Iterator[Piece]:
        """Yield the parts of the run that end where a unit and a sequence do; whole neighbours are one part."""
        lossy = self._lossy()
        start, first = self.start, 0
        for (end, count), lost, lost_next in zip(self.ends, lossy, [*lossy[1:], True], strict=True):
            if lost or lost_next:
                yield _piece(start, end, self.chars[first:count])
                start, first = end, count


def _piece(start: int, end: int, chars: list[list[str]]) -> Piece:
    best = [choices[0] for choices in chars]
    uncertain = [index for index, choices in enumerate(chars) if len(choices) > 1]
    after = "".join(best)
    if not uncertain:
        return Piece(start, end, after)
    table = reading_costs()
    closest = min(uncertain, key=lambda index: table[chars[index][1]] - table[chars[index][0]])
    best[closest] = chars[closest][1]
    return Piece(start, end, after, lost=True, runner_up="".join(best))


def _rank(chars: list[list[str]]) -> bool:
    """Sort the choices for each character by how well they go with their neighbours; tell whether there are any."""
    uncertain = [index for index, choices in enumerate(chars) if len(choices) > 1]
    if not uncertain:
        return False
    from toolkit.repair.script_table import simplified, simplifying

    known = "".join(choices[0] for choices in chars if len(choices) == 1)
    short = simplified()
    traditional = sum(char in short for char in known) > 0
    for index in uncertain:
        before = "".join(choices[0] for choices in chars[max(0, index - CONTEXT) : index])
        after = "".join(choices[0] for choices in chars[index + 1 : index + 1 + CONTEXT])

        def price(char: str, before: str = before, after: str = after) -> tuple[float, bool]:
            return _language_cost((before + char + after).translate(simplifying())), traditional != (char in short)

        chars[index][:] = sorted(chars[index][:CANDIDATES], key=price)
    return True


@lru_cache(maxsize=2**14)
def _language_cost(text: str) -> float:
    from toolkit.repair import language

    return language.cost(text)


@lru_cache(maxsize=2**12)
def _choices(sequence: tuple[int, ...]) -> list[str]:
    """Return the characters a sequence can be, the most plausible first; none when it is invalid."""
    if min(sequence) >= 0:
        char = bytes(sequence).decode("utf-8", "ignore")
        return [char] if char else []
    known: list[list[int]] = [[]]
    for index, byte in enumerate(sequence):
        options: Iterable[int] = (byte,)
        if byte == _LOST:
            options = CONTINUATION
        elif byte == _DROPPED:
            options = _DROPPABLE
        elif byte == _VANISHED:
            options = _AREA
        elif byte == _VANISHED_TOO:
            options = _AREA_LEAD if index == 0 else _AREA_LAST
        known = [[*head, option] for head in known for option in options]
    chars = (bytes(candidate).decode("utf-8", "ignore") for candidate in known)
    return sorted(filter(None, chars), key=reading_cost)

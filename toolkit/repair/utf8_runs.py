"""UTF-8 bytes that were read in another charset, and back, with up to one lost byte a character.

A page of UTF-8 read as GBK shows `涓枃` for 中文, as Latin-1 `ä¸­æ–‡`. The reading is checked byte by byte; where the
wrong decoder dropped or replaced a byte, the most plausible character is chosen and the next best one kept.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import Charset, encode_known, to_bytes
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

LEAP = 32
"""How many characters are tried at once in the beginning; twice as many after each success, up to `LONGEST_LEAP`."""

LONGEST_LEAP = 2048

# Characters that are a unit each: not the two combining marks that Big5-HKSCS has in one pair with the Ê before them.
_CHUNK = re.compile("[^\x00-\x7f\ufffd\u0304\u030c]+")
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
            if run.parts:
                yield run.reading()


class _Part(NamedTuple):
    """A part of a run that ends where a unit and a sequence end together.

    Attributes:
        end: one past its last character in the text.
        chars: what it says: characters that are certain, and for each other one what it can be, the likeliest first.
        lossy: whether there are such others.
    """

    end: int
    chars: list[str | list[str]]
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
        self.last_short_lead = 0xDF if wrong == "latin" else 0xC3
        self.leap = LEAP
        self.parts: list[_Part] = []  # neighbours that are not lossy are one
        self.chars: list[str | list[str]] = []  # of the part that is not complete yet
        self.lossy = False  # whether something in it had to be chosen
        self.pending: list[int] = []  # the bytes of the sequence that is not complete yet
        self.need = 0  # how many more it needs

    def scan(self) -> int:
        """Read as far as the bytes are UTF-8 and return where reading stopped."""
        text = self.text
        position = self.start
        while position < len(text):
            if self.need == 0:
                leapt = self._leap(position)
                if leapt > position:
                    position = leapt
                    self._close(position)
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
        if self.need == 1 and (self.parts or self.chars) and min(self.pending) >= 0 and self._complete(_LOST):
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
            data = encode_known(chunk[: error.start], self.wrong)
        try:
            read = data.decode()
            size = len(data)
        except UnicodeDecodeError as error:
            size = error.start
            read = data[:size].decode()
        if self.wrong != "latin":
            if strange := _LONG_TWO_BYTE.search(read):
                read = read[: strange.start()]
                size = len(read.encode())
            units = _units(chunk) if self.wrong == "gbk" and "€" in chunk else None
            while size not in units if units else size % 2:  # half of a pair: go back to where both end together
                size -= len(read[-1].encode())
                read = read[:-1]
        else:
            units = None
        self.leap = min(2 * self.leap, LONGEST_LEAP) if size == len(data) else LEAP
        if read:
            self.chars.append(read)
        return position + (units[size] if units else size if self.wrong == "latin" else size // 2)

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
            chars = _choices(tuple(self.pending))
            self.pending = []
            if not chars:
                return False
            if len(chars) > 1:
                self.chars.append(chars[:])
                self.lossy = True
            else:
                self.chars.append(chars[0])
        return True

    def reading(self) -> Reading:
        """Return the reading of the run as far as its units and sequences end together."""
        end = self.parts[-1].end
        lossy = sum([part.lossy for part in self.parts])
        chars = [item for part in self.parts for item in part.chars]
        seen = self.text[self.start : end]
        distinct = self.wrong != "latin"
        gained = gain(seen, _likeliest(chars), distinct=distinct) - LOST_BYTE * lossy
        if lossy and gained >= WORTH_RANKING and _rank(chars):
            gained = gain(seen, _likeliest(chars), distinct=distinct) - LOST_BYTE * lossy
        return Reading(self.start, end, gained, tuple(self._pieces()))

    def _pieces(self) -> Iterator[Piece]:
        """Yield the parts of the run; in a lossy one the closest choice has a runner-up."""
        start = self.start
        for end, chars, lossy in self.parts:
            if lossy:
                best = [item[0] if isinstance(item, list) else item for item in chars]
                after = "".join(best)
                table = reading_costs()
                choices = [(index, item) for index, item in enumerate(chars) if isinstance(item, list)]
                index, item = min(choices, key=lambda choice: table[choice[1][1]] - table[choice[1][0]])
                best[index] = item[1]
                yield Piece(start, end, after, lost=True, runner_up="".join(best))
            else:
                yield Piece(start, end, _likeliest(chars))
            start = end


def _units(chunk: str) -> dict[int, int]:
    """Return behind how many bytes how many characters of GBK end: the euro sign is the only one of a single byte."""
    ends = accumulate([1 if char == "€" else 2 for char in chunk])
    return {0: 0, **{end: count for count, end in enumerate(ends, 1)}}


def _likeliest(chars: Iterable[str | list[str]]) -> str:
    return "".join([item if isinstance(item, str) else item[0] for item in chars])


def _rank(chars: list[str | list[str]]) -> bool:
    """Sort the choices for each character by how well they go with their neighbours; tell whether the best changed."""
    from toolkit.repair.script_table import simplified

    traditional_only = simplified().keys()
    traditional = any(isinstance(item, str) and not traditional_only.isdisjoint(item) for item in chars)
    best: list[str] = []
    uncertain: list[tuple[int, list[str]]] = []
    for item in chars:
        if isinstance(item, str):
            best.extend(item)
        else:
            uncertain.append((len(best), item))
            best.append(item[0])
    changed = False
    for index, choices in uncertain:
        before = "".join(best[max(0, index - CONTEXT) : index])
        after = "".join(best[index + 1 : index + 1 + CONTEXT])
        choices[:] = _ranked("".join(choices[:CANDIDATES]), before, after, traditional)
        if best[index] != choices[0]:
            best[index] = choices[0]
            changed = True
    return changed


@lru_cache(maxsize=2**12)
def _ranked(choices: str, before: str, after: str, traditional: bool) -> list[str]:
    from toolkit.repair import language
    from toolkit.repair.script_table import simplified

    short = simplified()
    costs = language.costs_between(_simplify(before), [short.get(char, char) for char in choices], _simplify(after))
    # The model's costs are tenths of nats, so that equal ones are common: then the script decides, then the frequency.
    order = [
        (round(cost, 6), traditional != (char in short), place, char)
        for place, (cost, char) in enumerate(zip(costs, choices, strict=True))
    ]
    order.sort()
    return [char for _, _, _, char in order]


def _simplify(text: str) -> str:
    from toolkit.repair.script_table import simplified

    short = simplified()
    return "".join([short.get(char, char) for char in text])


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

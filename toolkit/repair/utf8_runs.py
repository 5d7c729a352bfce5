"""UTF-8 bytes that were read in another charset, and back, with up to one lost byte a character.

A page of UTF-8 read as GBK shows `涓枃` for 中文, as Latin-1 `ä¸­æ–‡`. The reading is checked byte by byte; where the
wrong decoder dropped or replaced a byte, the most plausible character is chosen and the next best one kept.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from typing import TYPE_CHECKING

from toolkit.repair.charsets import Charset, encode_known, to_bytes
from toolkit.repair.lost_bytes import (
    DROPPED,
    LOST,
    NO_PAIR,
    VANISHED,
    VANISHED_TOO,
    Choice,
    is_compiled,
    options,
    rank_all,
)
from toolkit.repair.marks import CONTINUATION
from toolkit.repair.mixups import SWITCH, Piece, Reading
from toolkit.repair.plausible import gain, reading_costs
from toolkit.repair.utf8_patterns import CUT, EURO, LAST_SHORT_LEAD, STAND_INS, WHOLE, read_gaps, shapes, utf8_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

LOST_BYTE = 6.0
"""What it costs a reading, in nats, that a byte was lost without a trace, or with a question mark for a trace: one
character of up to 64 had to be chosen (ln 64 = 4.2), and had to be lost."""

CHOSEN = 4.2
"""What it costs where U+FFFD stands. That is no evidence for the reading, nor against it: whatever the text was,
something was lost there. But a place that is to be believed by itself must make up for the choice (ln 64)."""

ALONE = 2 * SWITCH
"""What a place must gain to be believed by itself."""

LITTLE = 0.1
"""Nats: so much less is not enough."""

LAST_LEAD_OF_TWO = 0xDF
"""The same without pairs: all that UTF-8 has. Many honest Han characters look like two bytes of Greek to Arabic letters
when they are pairs (see `LAST_SHORT_LEAD`)."""

LEAP = 32
"""How many characters are tried at once in the beginning; twice as many after each success, up to `LONGEST_LEAP`."""

LONGEST_LEAP = 2048

_CHUNK = re.compile("[^\x00-\x7f\ufffd]+")

MANY = 12
"""From so many characters on with which runs may begin the compiled search is quicker. It takes some time to set up."""

WORTH_READING = 7.0
"""What one of the runs of a text must gain, in nats, for any of them to be believed (mojibake.PRIOR_WHOLE): else their
choices are not ranked, for which the language model takes a while to load, and nothing is put together."""


def utf8_readings(text: str, wrong: Charset) -> Iterator[Reading]:
    r"""Find the runs whose bytes in the charset `wrong` are UTF-8, wholly or but for lost bytes.

    None is found where none gains enough to be believed.

    >>> [reading.after for reading in utf8_readings("涓\ue15f枃 ä¸­æ–‡", "gbk")]
    ['中文']
    """
    starts = utf8_starts(wrong)
    match = starts.search(text)
    if match and wrong != "latin" and is_compiled() and len(starts.findall(text)) >= MANY:
        from toolkit.repair.utf8_arrays import readings

        found = readings(text, wrong)
        if found is not None:
            yield from found
            return
    runs: list[_Utf8Run] = []
    while match:
        run = _Utf8Run(text, match.start(), wrong)
        at = run.scan()
        if run.parts:
            runs.append(run)
        match = starts.search(text, max(at, match.end()))
    if not any(run.gain() >= WORTH_READING for run in runs):
        return
    doubtful = [run for run in runs if run.doubtful]
    if doubtful:
        rank_all([run.chars() for run in doubtful])
    for run in runs:
        yield run.reading()


Said = str | Choice | list["str | Choice"]
"""What a part says: characters that are certain; one that is not; or characters of both kinds."""


class _Utf8Run:
    """One run, read unit by unit: a unit is the one or two bytes of a character of the wrong charset.

    A part is where a unit and a sequence end together.
    """

    __slots__ = (
        "doubtful",
        "ends",
        "leap",
        "need",
        "parts",
        "pending",
        "read",
        "start",
        "stuck",
        "table",
        "text",
        "wrong",
    )

    def __init__(self, text: str, start: int, wrong: Charset) -> None:
        self.text = text
        self.start = start
        self.wrong = wrong
        self.table = to_bytes(wrong)
        self.leap = LEAP
        self.stuck = -1  # where leaping leads no further
        self.parts: list[Said] = []  # neighbours that are certain are one
        self.ends: list[int] = []  # one past the last character of each part in the text
        self.doubtful = False  # whether a part is not certain
        self.read: list[str | Choice] = []  # of the part that is not complete yet
        self.pending: list[int] = []  # the bytes of the sequence that is not complete yet
        self.need = 0  # how many more it needs

    def scan(self) -> int:
        """Read as far as the bytes are UTF-8 and return where reading stopped."""
        text = self.text
        take = self._leap if self.wrong == "latin" else self._shapes
        position = self.start
        while position < len(text):
            if self.need == 0:
                position, goes_on = take(position)
                if not goes_on:
                    break
            unit = self.table.get(text[position])
            if unit == b"\x80" and self._is_euro(position):
                unit = EURO
            if unit is None:
                if not self._stand_in(text[position]):
                    break
            elif not self._unit(unit):
                return position
            position += 1
            if self.need == 0:
                self._close(position)
        cut_off = self.wrong != "latin" and self.need == 1 and text[position - 1 :] == "\ufffd"
        if self.need == 1 and (self.parts or self.read) and min(self.pending) >= 0 and self._complete(LOST):
            self._close(position)  # the last byte was dropped without a trace
        elif cut_off and self.pending[1:] == [LOST]:
            self._stand_in("\ufffd")  # the text was cut off in the middle of the character
            self._close(position)
        return position

    def _is_euro(self, position: int) -> bool:
        """Tell whether a euro sign is that of GB 18030: the sequence that E3 begins goes on behind it, or is lost."""
        if self.wrong != "gbk" or self.need != 1 or min(self.pending) < 0:
            return False
        behind = self.text[position + 1 : position + 2]
        unit = self.table.get(behind, b"")
        return behind == "\ufffd" or (len(unit) == 2 and unit[0] in CONTINUATION and unit[1] in CONTINUATION)

    def _close(self, position: int) -> None:
        """End a part here."""
        read = self.read
        self.read = []
        certain = "".join([char for char in read if isinstance(char, str)])
        if len(read) == 1 and not certain:
            self._add(read[0], position)
        elif any(isinstance(char, Choice) for char in read):
            self._add(read, position)
        else:
            self._add(certain, position)

    def _add(self, said: Said, end: int) -> None:
        """Add a part."""
        if not isinstance(said, str):
            self.doubtful = True
        elif self.parts and isinstance(last := self.parts[-1], str):
            self.parts[-1] = last + said
            self.ends[-1] = end
            return
        self.parts.append(said)
        self.ends.append(end)

    def _shapes(self, position: int) -> tuple[int, bool]:
        """Read what has the usual shapes of a text in pairs; return where they end, and whether the run may go on."""
        text, wrong = self.text, self.wrong
        assert wrong != "latin"
        pattern, openers, cut = shapes(wrong)
        match = pattern.match
        while found := match(text, position):
            end = found.end()
            shape = found.lastindex
            if shape == WHOLE:
                seen = found[0]
                self._add((seen.encode("gb18030") if wrong == "gbk" else encode_known(seen, wrong)).decode(), end)
            elif shape == CUT:
                self.doubtful = True
                self.parts.append(Choice(cut[text[position]]))
                self.ends.append(end)
            else:
                said = read_gaps(found[0], wrong)
                self._add([char if isinstance(char, str) else Choice(char) for char in said], end)
            position = end
        return position, text[position : position + 1] in openers

    def _leap(self, position: int) -> tuple[int, bool]:
        """Read many whole sequences of Latin-1 at once; return where they end, and whether the run may go on."""
        text = self.text
        while position != self.stuck:
            match = _CHUNK.match(text, position, position + self.leap)
            if match is None:
                break
            chunk = match[0]
            try:
                data = encode_known(chunk, "latin")
            except UnicodeEncodeError as error:
                data = encode_known(chunk[: error.start], "latin")
            try:
                read, size = utf_8_decode(data, "strict", False)  # up to a sequence that is not complete
            except UnicodeDecodeError as error:
                size = error.start
                read = data[:size].decode()
            end = position + size
            if not size or match.end() < position + self.leap:  # what stopped it here will stop it again
                self.stuck = end
            self.leap = min(2 * self.leap, LONGEST_LEAP) if size == len(data) else LEAP
            if read:
                self._add(read, end)
            position = end
        return position, position < len(text) and text[position] >= "\x80" and text[position] != "\ufffd"

    def _stand_in(self, char: str) -> bool:
        """Take `char`, which is no unit, for a byte that was replaced; False when it cannot be one."""
        pairs = self.wrong != "latin"
        if self.need == 1 and char in STAND_INS and self.pending[1:] == [LOST] and pairs:
            self.pending[1] = NO_PAIR
            return self._complete(LOST)
        if self.need == 0 or min(self.pending) < 0:
            return False
        if char == "\ufffd" or (
            char == "?" and (self.need == 1 or (pairs and len(self.pending) == 1 and self.need == 2))
        ):
            return self._complete(LOST)
        # A no-break space (byte A0) that became a space on the way.
        is_space = char == " " and self.wrong == "latin" and self.need == 1 and self.pending[0] >= 0xE3
        return is_space and self._complete(0xA0)

    def _is_of_three(self) -> bool:
        """Tell whether the pending sequence has three bytes."""
        return self.need + len(self.pending) == 3

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
            self.read.append(chr(byte))
            return True
        if 0xC2 <= byte <= (LAST_LEAD_OF_TWO if self.wrong == "latin" else LAST_SHORT_LEAD):
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
                    self.read.append(Choice(found))
                    return True
            if not char:
                return False
            self.read.append(char)
        return True

    def chars(self) -> list[str | Choice]:
        """Return what the run says, part by part."""
        if list not in map(type, self.parts):
            return self.parts  # type: ignore[return-value]
        chars: list[str | Choice] = []
        for said in self.parts:
            if isinstance(said, list):
                chars += said
            else:
                chars.append(said)
        return chars

    def gain(self) -> float:
        """Return what the run gains, with what was chosen by now."""
        seen = self.text[self.start : self.ends[-1]]
        distinct = self.wrong != "latin"
        parts = self.parts
        if not self.doubtful:  # one part
            return gain(seen, _likeliest(parts[0]), distinct=distinct)
        read = "".join([said if type(said) is str else _likeliest(said) for said in parts])
        lost = sum([type(said) is not str for said in parts])
        shown = 0
        if "\ufffd" in seen:
            starts = (self.start, *self.ends)
            shown = sum(
                [
                    type(said) is not str and self.text.find("\ufffd", start, end) >= 0
                    for said, start, end in zip(parts, starts, self.ends, strict=False)
                ]
            )
            seen = seen.replace("\ufffd", "")
        return weighed(gain(seen, read, distinct=distinct), lost, shown)

    def reading(self) -> Reading:
        """Return the reading of the run."""
        gained = self.gain()
        if self.doubtful and gained > 0.0 and str not in map(type, self.parts) and self._ends_a_word():
            gained = 0.0
        start = self.start
        pieces = []
        for said, end in zip(self.parts, self.ends, strict=True):
            if type(said) is str:
                pieces.append(Piece(start, end, said))
            elif isinstance(said, Choice):
                pieces.append(Piece(start, end, said.best, True, said.other))
            elif isinstance(said, list):
                pieces.append(Piece(start, end, _likeliest(said), True, _runner_up(said)))
            start = end
        return Reading(self.start, start, gained, tuple(pieces))

    def _ends_a_word(self) -> bool:
        """Tell whether the run may be the honest end of a western word with a loss behind it, the é of `café`."""
        before = self.text[self.start - 1 : self.start]
        return self.wrong == "latin" and before.isascii() and before.isalpha()


def weighed(gained: float, lost: int, shown: int) -> float:
    """Return what a run gains, from what its characters do.

    Args:
        gained: what its characters gain, U+FFFD left out.
        lost: of how many parts something was lost.
        shown: in how many of these U+FFFD shows it.
    """
    gained -= LOST_BYTE * (lost - shown)
    return min(gained, max(gained - CHOSEN * shown, ALONE - LITTLE)) if shown else gained


def _likeliest(said: Said) -> str:
    if isinstance(said, str):
        return said
    if isinstance(said, Choice):
        return said.best
    return "".join([item if isinstance(item, str) else item.best for item in said])


def _runner_up(said: list[str | Choice]) -> str:
    """Return what a part says with the next best character in place of the closest choice."""
    table = reading_costs()
    choices = [item for item in said if isinstance(item, Choice)]
    closest = min(choices, key=lambda choice: table[choice.other] - table[choice.best])
    return "".join([item if isinstance(item, str) else item.other if item is closest else item.best for item in said])

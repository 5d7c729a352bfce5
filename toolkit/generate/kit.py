"""The forward model of the annotator: pinyin notes inserted by a replacement on GBK bytes, then decoded.

A farm's page generator inserts the reading of some characters with a byte replacement that knows nothing of
character boundaries:

    for char, reading in table: page = page.replace(gbk(char), gbk(char + "(" + reading + ")"))

Where the two bytes of a table character straddle two real characters, the note lands inside a character and what
follows is decoded one byte off. Then lead byte + `(` becomes one `?`, byte pairs of the user-defined area and byte
0x80 vanish, and full-width ASCII is folded. `Kit.annotate` is that model, byte for byte. It is both the generator of
test data (`damage`) and the proof engine of `toolkit.repair`: a repair is right when damaging it again gives back the
text that was observed.
"""

from __future__ import annotations

import codecs
import random
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import UsageError
from toolkit.generate.readings import readings

if TYPE_CHECKING:
    from collections.abc import Iterable

FULL_WIDTH_ASCII = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
"""Translation table: the full-width forms U+FF01–U+FF5E to ASCII. U+3000 is not folded by the annotator."""

_WIDE = re.compile("[！-～]+")

REPLACEMENT = "?"
"""What stands for bytes that cannot be decoded."""


class Entry(NamedTuple):
    """One row of an annotator's table: a character that GBK writes with two bytes, and the reading put behind it."""

    char: str
    reading: str

    @property
    def pair(self) -> bytes:
        """The two GBK bytes of the character."""
        return _gbk(self.char)

    @property
    def note(self) -> bytes:
        """The bytes that are inserted."""
        return _gbk(f"({self.reading})")


@lru_cache(maxsize=4096)  # kits are made for every page, of the same few hundred characters
def _gbk(text: str) -> bytes:
    return text.encode("gbk")


def _undecodable(error: UnicodeError) -> tuple[str, int]:
    """Decode what Python's codec refuses, as the annotator's decoder does (an error handler for `bytes.decode`)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, at = error.object, error.start
    lead = data[at]
    if lead in (0x80, 0xFF):
        return "", at + 1  # no character, no trace
    if at + 1 == len(data):
        return REPLACEMENT, at + 1
    if is_user_defined(lead, data[at + 1]):
        return "", at + 2
    return REPLACEMENT, at + 2  # lead byte + `(`, or a pair that is not assigned: one mark for both bytes


codecs.register_error("toolkit.generate.kit", _undecodable)


def is_user_defined(lead: int, trail: int) -> bool:
    """Tell whether two bytes are of GBK's user-defined areas AAA1–AFFE and F8A1–FEFE, which vanish on decoding."""
    return trail >= 0xA1 and (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE)


def decode(data: bytes, *, fold: bool = True) -> str:
    r"""Decode GBK bytes as the annotator's pages are decoded: nothing is refused, some bytes vanish.

    Args:
        data: any bytes.
        fold: whether full-width ASCII becomes ASCII.

    >>> decode("當".encode("gbk") + b"\xb5(sh\xa8\xb4)\xc4" + "方式".encode("gbk")[:1])
    '當?shù)姆'
    """
    text = data.decode("gbk", "toolkit.generate.kit")
    return fold_width(text) if fold else text


def fold_width(text: str) -> str:
    """Fold full-width ASCII to ASCII, as the annotator's pages show it."""
    return _WIDE.sub(lambda match: match[0].translate(FULL_WIDTH_ASCII), text)


@dataclass(frozen=True)
class Kit:
    """An annotator's table, in order, and how its pages are shown.

    The real kits known are prefixes of one fixed order: the length of the prefix (`len(kit.entries)`) is the page's
    *kit level*.

    Attributes:
        entries: the table; one entry is applied to the whole page after the other.
        fold: whether the page's full-width ASCII is folded to ASCII.

    Raises:
        UsageError: a character twice, a character or reading that GBK cannot write with two bytes a sign, or a
            character whose bytes occur inside one of the notes (it would annotate notes; no such table is known).
    """

    entries: tuple[Entry, ...]
    fold: bool = True

    def __post_init__(self) -> None:
        seen: set[str] = set()
        notes = bytearray()
        for entry in self.entries:
            try:
                notes += entry.note
                if len(entry.pair) != 2:
                    raise UsageError(f"{entry.char!r} is not a character of two GBK bytes")
            except UnicodeEncodeError:
                raise UsageError(f"GBK cannot write {entry.char!r} ({entry.reading!r})") from None
            if entry.char in seen:
                raise UsageError(f"{entry.char!r} is twice in the table")
            seen.add(entry.char)
        for entry in self.entries:
            if entry.pair in notes:
                raise UsageError(f"{entry.char!r} would annotate the notes themselves")

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str]], *, fold: bool = True) -> Kit:
        """Make a kit of (character, reading) pairs."""
        return cls(tuple(Entry(char, reading) for char, reading in entries), fold)

    def prefix(self, level: int) -> Kit:
        """Return the kit of the same order with the first `level` entries."""
        return Kit(self.entries[:level], self.fold)

    @cached_property
    def _rows(self) -> tuple[tuple[bytes, bytes], ...]:
        return tuple((entry.pair, entry.pair + entry.note) for entry in self.entries)

    def annotate_bytes(self, data: bytes) -> bytes:
        """Insert the notes into GBK bytes, without regard to character boundaries, one entry after the other."""
        for pair, annotated in self._rows:
            data = data.replace(pair, annotated)
        return data

    def insertions(self, data: bytes) -> dict[int, Entry]:
        """Return where `annotate_bytes` puts notes: position in `data` (the note stands before that byte) → entry.

        A pair is found only while its bytes are still side by side, and the occurrences of one entry do not overlap.
        """
        inserted: dict[int, Entry] = {}
        find = data.find
        for entry in self.entries:
            pair = entry.pair
            at = find(pair)
            while at >= 0:
                if at + 1 in inserted:  # an earlier entry parted the two bytes
                    at = find(pair, at + 1)
                else:
                    inserted[at + 2] = entry
                    at = find(pair, at + 2)
        return inserted

    def annotate(self, text: str) -> str:
        """Return the page that this kit makes of `text`.

        Characters that GBK cannot write are kept as they are, and end a run of shifted bytes.

        >>> kit = Kit.of([("數", "shù"), ("現", "xiàn")])
        >>> kit.annotate("不當的方式出現，數據")
        '不當?shù)姆绞匠霈F(xiàn),數(shù)據'
        """
        shown = "".join(
            decode(self.annotate_bytes(part.encode("gbk")), fold=False) if writable else part
            for part, writable in stretches(text)
        )
        return fold_width(shown) if self.fold else shown


def stretches(text: str) -> Iterable[tuple[str, bool]]:
    """Split `text` into stretches that GBK can write (True) and runs of characters that it cannot (False)."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        pass
    else:
        if text:
            yield text, True
        return
    strange = "".join(sorted(char for char in set(text) if not in_gbk(char)))
    writable = True
    for part in re.split(f"([{re.escape(strange)}]+)", text):
        if part:
            yield part, writable
        writable = not writable


@cache
def in_gbk(char: str) -> bool:
    """Tell whether GBK can write `char`, with one byte or two."""
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


@cache
def known_order() -> tuple[str, ...]:
    """Return the characters known from real kits, in the order in which kits take them in, as far as it is known.

    The packaged table was counted on public pages: a character that more pages annotate, of those that have it, comes
    earlier. Characters with few counts have an uncertain place.
    """
    source = files("toolkit.generate").joinpath("data", "kit_order.tsv").read_text(encoding="utf-8")
    return tuple(line.split("\t", 1)[0] for line in source.splitlines() if not line.startswith("#"))


def random_kit(seed: int, entries: int, *, fold: bool = True, alphabet: str | None = None) -> Kit:
    """Draw a kit: `entries` characters in random order, each with its usual reading.

    Args:
        seed: fixes the draw.
        entries: how many characters.
        fold: as in `Kit`.
        alphabet: the characters to draw from; None draws from the characters known from real kits.

    Raises:
        UsageError: the alphabet has too few usable characters.
    """
    usual = readings().usual
    pool = sorted(set(known_order() if alphabet is None else alphabet) & usual.keys())
    rng = random.Random(seed)  # noqa: S311 (test data, no secret)
    rng.shuffle(pool)
    chosen: list[Entry] = []
    notes = bytearray()
    for char in pool:
        if len(chosen) == entries:
            break
        entry = Entry(char, usual[char])
        if entry.pair in notes or any(other.pair in entry.note for other in chosen):
            continue  # it would annotate notes
        notes += entry.note
        chosen.append(entry)
    if len(chosen) < entries:
        raise UsageError(f"the alphabet has only {len(chosen)} characters for a kit of {entries} entries")
    return Kit(tuple(chosen), fold)

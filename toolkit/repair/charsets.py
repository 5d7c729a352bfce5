r"""The charsets that get confused, as tables from characters back to the bytes they were read from.

A decoder that was given the wrong bytes is undone by asking which bytes it saw. Python's own codecs are strict where
the decoders of browsers and Windows are lenient, so the tables here follow the lenient ones:

- `latin`: Latin-1 and Windows-1252 in one, the five holes of 1252 as C1 controls (WHATWG windows-1252);
- `gbk`: GBK with its user-defined area as private-use characters, which is the two-byte part of GB 18030, and byte
  0x80 as the euro sign (Windows code page 936);
- `big5`: Big5-HKSCS, which is what browsers take for Big5 (WHATWG), and what code page 950 adds to it;
- `cp950`: the same the other way round: the two place kana, Cyrillic letters and some signs at different pairs.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Literal

Charset = Literal["latin", "gbk", "big5", "cp950"]
"""A family of decoders that treat the same bytes alike, apart from rare characters."""

PairCharset = Literal["gbk", "big5", "cp950"]
"""The families that write a character as a pair of bytes."""

CODECS: dict[Charset, tuple[str, ...]] = {
    "latin": ("cp1252", "latin-1"),
    "gbk": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
    "cp950": ("cp950", "big5hkscs"),
}
"""Python's codecs that make up a family; the first that knows a byte sequence decides."""

# Codecs of Python that agree with the tables below on every character that they know.
_STRICT: dict[Charset, str] = {"latin": "latin-1", "gbk": "gbk", "big5": "big5hkscs", "cp950": "cp950"}

_LEADS = range(0x81, 0xFF)
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))


@cache
def to_bytes(charset: Charset) -> dict[str, bytes]:
    r"""Return each non-ASCII character that a family can produce, with the one or two bytes it comes from.

    Where several pairs give one character, the one that the encoder writes is meant.

    >>> to_bytes("latin")["€"], to_bytes("gbk")["中"], to_bytes("big5")["中"]
    (b'\x80', b'\xd6\xd0', b'\xa4\xa4')
    """
    table: dict[str, bytes] = {}
    if charset == "latin":
        sequences = [bytes([byte]) for byte in range(0x80, 0x100)]
    else:
        sequences = [bytes([lead, trail]) for lead in _LEADS for trail in _TRAILS]
    for codec in CODECS[charset]:
        # All at once, between line breaks, which no decoder takes for a second byte.
        chars = b"\n".join(sequences).decode(codec, "ignore").split("\n")
        known = [(c, seq) for c, seq in zip(chars, sequences, strict=True) if len(c) == 1 and c >= "\x80"]
        encoded = "\n".join([char for char, _ in known]).encode(codec).split(b"\n")
        for (char, sequence), written in zip(known, encoded, strict=True):
            if written == sequence:
                table.setdefault(char, sequence)
    if charset == "gbk":
        table["€"] = b"\x80"  # GB 18030 has it at A2E3; code page 936, the decoder of Windows, here
    return table


def encode(text: str, charset: Charset) -> bytes:
    r"""Return the bytes that a family read as `text`; what it cannot produce stands as UTF-8.

    >>> encode("中A\xa0", "gbk"), encode("€", "gbk")
    (b'\xd6\xd0A\xc2\xa0', b'\x80')
    """
    if charset == "gbk" and (pairs := _in_pairs(text)) is not None:
        return pairs
    return text.encode(_STRICT[charset], _handlers(charset)[0])


def encode_known(text: str, charset: Charset) -> bytes:
    r"""Return the bytes that a family read as `text`.

    Raises:
        UnicodeEncodeError: a character that the family cannot produce; its `start` says where.

    >>> encode_known("“é”", "latin")
    b'\x93\xe9\x94'
    """
    if charset == "gbk" and (pairs := _in_pairs(text)) is not None:
        return pairs
    return text.encode(_STRICT[charset], _handlers(charset)[1])


_APART = re.compile("[\x00-\x7f€]")


def _in_pairs(text: str) -> bytes | None:
    """Return the bytes of a text of which GBK, with its user-defined area, writes each character as a pair, else None.

    GB 18030 knows that area, which would cost an error each in GBK. It has four bytes for what GBK has not, and
    another place for the euro sign.
    """
    try:
        pairs = text.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return pairs if len(pairs) == 2 * len(text) and not _APART.search(text) else None


@cache
def _handlers(charset: Charset) -> tuple[str, str]:
    """Register what to do with characters that the strict codec of a family does not know: leniently, or else not."""
    table = to_bytes(charset)

    def known(error: UnicodeError) -> tuple[bytes, int]:
        if isinstance(error, UnicodeEncodeError) and (unit := table.get(error.object[error.start])):
            return unit, error.start + 1
        raise error

    def lenient(error: UnicodeError) -> tuple[bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        char = error.object[error.start]
        return table.get(char) or char.encode("utf-8", "surrogatepass"), error.start + 1

    names = f"toolkit.repair.{charset}.lenient", f"toolkit.repair.{charset}.known"
    codecs.register_error(names[0], lenient)
    codecs.register_error(names[1], known)
    return names


@cache
def from_pair(charset: PairCharset) -> dict[bytes, str]:
    r"""Return each byte pair that a family knows, with its character; the user-defined areas are left out.

    >>> from_pair("gbk")[b"\xd6\xd0"], from_pair("big5")[b"\xa4\xa4"]
    ('中', '中')
    """
    return {
        pair: char for char, pair in to_bytes(charset).items() if len(pair) == 2 and not "\ue000" <= char <= "\uf8ff"
    }

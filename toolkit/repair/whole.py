"""The common case of mojibake, at the speed of codecs: a whole text went through one wrong decoder and lost nothing.

Everything else (parts, losses, mix-ups of mix-ups) is found piece by piece in `toolkit.repair.mojibake`, some ten times
slower.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.charsets import to_bytes
from toolkit.repair.mixups import FEWEST, Piece, is_plausible
from toolkit.repair.plausible import gain, is_mostly_chinese, reading_cost

if TYPE_CHECKING:
    from collections.abc import Iterator


class Codecs(NamedTuple):
    """What the bytes are, and what they were read as, as names of Python codecs."""

    right: str
    wrong: str


_TRIED: dict[str, tuple[str, ...]] = {
    "latin-1": ("utf-8", "gbk", "big5hkscs", "cp950"),
    "gb18030": ("utf-8", "big5hkscs", "cp950"),
    "big5hkscs": ("utf-8", "gbk"),
    "cp950": ("utf-8", "gbk"),
}
"""For each wrong codec the right ones. `latin-1` is also Windows-1252: its characters are mapped before."""

PAIRS = ("gbk", "big5hkscs", "cp950")
"""Those of them that write a character as a pair."""

# No byte below 0x40 is ever part of a multi-byte character (GB 18030's four-byte ones aside, which fail the check), so
# that the parts between such characters can be read one by one.
_PART = re.compile(r"[^\x00-\x3f]+")


_CONTROLS = re.compile("[\x00-\x08\x7f-\x9f]")
"""Every second byte of UTF-16 is any byte, so that any such text has some."""


@cache
def _to_latin_1() -> dict[int, str]:
    return {ord(char): chr(byte[0]) for char, byte in to_bytes("latin").items() if char > "\xff"}


def read_whole(text: str, prior: float) -> tuple[Codecs, list[Piece]] | None:
    """Return how a whole text was confused and its parts read rightly, or None when that does not explain it.

    Args:
        text: any string.
        prior: what the reading must gain, in nats.
    """
    if "\ufffd" in text:  # something was lost; no codec has it but GB 18030, as four bytes that are nothing elsewhere
        return None
    if _CONTROLS.search(text):
        found = _utf_16(text, prior)
        if found is not None:
            return found
    best: tuple[float, Codecs, str] | None = None
    for wrong, rights in _TRIED.items():
        data = _encode(text, wrong)
        if data is None:
            continue
        for right in rights:
            try:
                read = data.decode(right)
            except UnicodeDecodeError:
                continue
            price = reading_cost(read)
            if best is None or price < best[0]:
                best = (price, Codecs(right, wrong), read)
    if best is None:
        return None
    codecs = best[1]
    gained = gain(text, best[2], distinct=codecs.wrong != "latin-1")
    if gained < prior or not is_plausible(best[2]) or not is_mostly_chinese(best[2]):
        return None
    if codecs.right != "utf-8" and len({char for char in best[2] if char >= "\x80"}) < FEWEST:
        return None
    pieces = list(_pieces(text, codecs))
    # The parts must say what the whole says; where a codec is stateful or greedy in its own way they may not.
    return (codecs, pieces) if _join(text, pieces) == best[2] else None


def _utf_16(text: str, prior: float) -> tuple[Codecs, list[Piece]] | None:
    """Return the reading of UTF-16 without a byte order mark, read as Latin-1.

    Its units are not those of the text, so that the whole is one piece.
    """
    data = _encode(text, "latin-1")
    if data is None:
        return None
    for right in ("utf-16-le", "utf-16-be"):
        try:
            read = data.decode(right)
        except UnicodeDecodeError:
            continue
        if "\0" not in read and is_mostly_chinese(read) and is_plausible(read):
            several = len({char for char in read if char >= "\x80"}) >= FEWEST
            if several and gain(text, read, distinct=False) >= prior:
                return Codecs(right, "latin-1"), [Piece(0, len(text), read)]
    return None


def _encode(text: str, codec: str) -> bytes | None:
    if codec == "latin-1":
        text = text.translate(_to_latin_1())
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None


def _pieces(text: str, codecs: Codecs) -> Iterator[Piece]:
    for match in _PART.finditer(text):
        if not match[0].isascii():
            data = _encode(match[0], codecs.wrong) or b""
            yield Piece(match.start(), match.end(), data.decode(codecs.right, "replace"))


def _join(text: str, pieces: list[Piece]) -> str:
    parts = []
    at = 0
    for piece in pieces:
        parts += [text[at : piece.start], piece.after]
        at = piece.end
    return "".join([*parts, text[at:]])

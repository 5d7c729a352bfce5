"""Decoded lines of a record file, and its bytes as UTF-8: what JSON Lines, CSV and JSON are read from.

The encoding is found once, from the beginning of the file, and checked line by line: a file that was glued together
from UTF-8 and GBK parts is read right, and one broken line costs one record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from toolkit.corpus.codecs_zh import StreamDecoder, decode_counted
from toolkit.corpus.encoding import Decoded, binary_kind, byte_order_mark, canonical, decode, makes_sense, rank
from toolkit.corpus.failures import BrokenInputError, too_large
from toolkit.corpus.rows import Broken
from toolkit.corpus.streams import chunks, lines, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.corpus.options import ReadOptions

HEAD = 2**16
"""Bytes at the beginning that the encoding and the line ends of a file are found from."""

_SHORT = 12
"""Bytes above ASCII up to which valid UTF-8 may be chance: three GBK characters pass for UTF-8 once in a thousand."""

_TELLING = 8
"""Bytes from which a line that can be decoded speaks for text; shorter ones are found in any binary data."""

_WIDE = ("utf-16", "utf-32")


class Line(NamedTuple):
    """One line.

    Attributes:
        number: 1-based.
        text: the decoded line with its end.
        encoding: what it was decoded with (see `Decoded.label`).
        raw: its bytes, with their end, in UTF-8 where the file is UTF-16 or UTF-32.
    """

    number: int
    text: str
    encoding: str
    raw: bytes


class Prepared(NamedTuple):
    """A stream whose encoding is known as far as its beginning tells.

    Attributes:
        pieces: its bytes without a byte order mark; UTF-16 and UTF-32 already turned into UTF-8.
        encoding: the encoding of the file; None for plain UTF-8 or ASCII so far.
        wide: True when the bytes were UTF-16 or UTF-32.
        line_end: the byte that ends a line.
        empty: True when there are no bytes at all.
    """

    pieces: Iterator[bytes]
    encoding: str | None
    wide: bool
    line_end: bytes
    empty: bool


def prepare(stream: BinaryIO, options: ReadOptions) -> Prepared:
    """Look at the beginning of a stream and return it ready to be cut into lines."""
    begun = read_head(stream, HEAD)
    head = begun.data
    mark, marked = byte_order_mark(head)
    told = canonical(options.encoding) if options.encoding else None
    name = marked or told or _guess(head)
    pieces = chunks(stream, begun, skip=len(mark))
    wide = name is not None and name.startswith(_WIDE)
    if wide:
        assert name is not None
        pieces = transcoded(pieces, name)
        head = head.decode(name, "ignore").encode("utf-8", "ignore")
    old_mac = b"\r" in head and b"\n" not in head
    return Prepared(pieces, name, wide, b"\r" if old_mac else b"\n", not head and begun.error is None)


def text_lines(stream: BinaryIO, options: ReadOptions) -> Iterator[Line | Broken]:
    """Yield the lines of a stream; one that is too long or cannot be decoded is `Broken`.

    Raises:
        BrokenInputError: the stream is empty, or breaks off.
    """
    ready = prepare(stream, options)
    if ready.empty:
        raise BrokenInputError("the file is empty")
    expected = ready.encoding
    for number, line in enumerate(lines(ready.pieces, options.max_bytes, ready.line_end), start=1):
        if line is None:
            yield Broken(number, too_large("the line", options.max_bytes))
            continue
        try:
            decoded = _decode_line(line, options.encoding, expected, wide=ready.wide)
        except BrokenInputError as error:
            yield Broken(number, str(error))
            continue
        if not line.isascii() and expected is None and decoded.encoding != "utf-8":
            expected = decoded.encoding
        label = expected if ready.wide and expected else decoded.label
        yield Line(number, decoded.text, label, line)


def utf8_pieces(stream: BinaryIO, options: ReadOptions) -> Prepared:
    """Return a whole stream as UTF-8, for formats that cannot be cut into lines before they are decoded."""
    ready = prepare(stream, options)
    if ready.encoding is None or ready.wide or ready.encoding == "utf-8":
        return ready
    return ready._replace(pieces=transcoded(ready.pieces, ready.encoding))


def transcoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the bytes of `pieces` as UTF-8.

    Lone surrogates of UTF-16 stay what they are, so that the record with one can be named; undecodable bytes of
    other encodings become U+FFFD.

    Raises:
        BrokenInputError: UTF-16 or UTF-32 data ends inside a character, or holds no characters.
    """
    wide = encoding.startswith(_WIDE)
    decoder = StreamDecoder(encoding, "surrogatepass" if wide else "replace")
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise BrokenInputError(f"cannot be decoded as {encoding}: {error.reason}") from None


def _guess(head: bytes) -> str | None:
    """Return the encoding of a file from its first bytes, or None when it is UTF-8 as far as they tell.

    Raises:
        BrokenInputError: the bytes are binary data, not lines of text with a broken one among them.
    """
    cut = head[: head.rfind(b"\n") + 1] or head
    try:
        found = decode(cut).encoding
    except BrokenInputError:
        if binary_kind(head) or not any(len(line) >= _TELLING and _decodable(line) for line in cut.splitlines()):
            raise
        found = rank(cut)[0][0]
    return None if found == "utf-8" else found


def _decodable(line: bytes) -> bool:
    try:
        decode(line)
    except BrokenInputError:
        return False
    return True


def _decode_line(line: bytes, hint: str | None, expected: str | None, *, wide: bool) -> Decoded:
    if wide or (hint is None and expected in (None, "utf-8")):
        try:  # most lines of most files; the rest of this is for the others
            return Decoded(line.decode().removeprefix("\ufeff"), "utf-8", 0, "it is valid UTF-8")
        except UnicodeDecodeError:
            pass
    if wide:
        return decode(line, "utf-8")
    if hint is not None:
        return decode(line, hint)
    if expected is not None and not line.isascii():
        high = sum(byte >= 0x80 for byte in line[:4096])
        if high <= _SHORT:
            text, bad = decode_counted(line, expected)
            if not bad and makes_sense(text, expected):
                return Decoded(text, expected, 0, "the encoding of the rest of the file")
    return decode(line, expected=expected)

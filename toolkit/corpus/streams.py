"""Byte streams: decompression, bounded lines, and a check that the file stayed the same while it was read."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from toolkit.corpus.failures import BrokenInputError, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from toolkit.corpus.find import Packing

CHUNK = 2**18
"""Bytes asked for at once (256 KiB): large against the cost of a call, small against the memory."""

_GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, 2.3.1
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1
_PEEK = 2**16


def unpack(raw: BinaryIO, packing: Packing | None) -> BinaryIO:
    """Return a stream of the decompressed bytes of `raw`."""
    if packing == "gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb"))
    if packing == "zst":
        return cast("BinaryIO", io.BufferedReader(_ZstdStream(raw), CHUNK))
    return raw


def sniff_packing(raw: io.BufferedReader) -> Packing | None:
    """Tell the compression of a stream by its first bytes, which stay unread."""
    head = raw.peek(4)[:4]
    if head.startswith(_GZIP_MAGIC):
        return "gz"
    return "zst" if head == _ZSTD_MAGIC else None


def buffered(stream: BinaryIO) -> io.BufferedReader:
    """Return `stream` as one that can be peeked into."""
    if isinstance(stream, io.BufferedReader):
        return stream
    if isinstance(stream, io.RawIOBase):
        return io.BufferedReader(stream, _PEEK)
    return io.BufferedReader(_Adapter(stream), _PEEK)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading; leaving the block without an error checks that nobody changed it meanwhile.

    Raises:
        BrokenInputError: the file's size or time of change is another at the end than at the beginning.
        OSError: the file cannot be opened or read.
    """
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        yield file
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BrokenInputError("the file changed while it was being read; run again when it is complete")


def read_whole(stream: BinaryIO, limit: int) -> bytes:
    """Return all bytes of a stream.

    Raises:
        BrokenInputError: there are more than `limit`.
    """
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise BrokenInputError(too_large("the file", limit))
        parts.append(chunk)
    return b"".join(parts)


class Head(NamedTuple):
    """The beginning of a stream, and what broke the stream off while it was read, if anything did."""

    data: bytes
    error: Exception | None


def read_head(stream: BinaryIO, size: int) -> Head:
    """Return the next `size` bytes, fewer only where the stream ends or breaks (a pipe gives them in pieces)."""
    parts: list[bytes] = []
    try:
        while size > 0 and (piece := _read_some(stream, size)):
            parts.append(piece)
            size -= len(piece)
    except (OSError, EOFError, BrokenInputError, zlib.error) as error:
        return Head(b"".join(parts), error)
    return Head(b"".join(parts), None)


def chunks(stream: BinaryIO, head: Head = Head(b"", None), skip: int = 0) -> Iterator[bytes]:  # noqa: B008 - a tuple
    """Yield the bytes of `head` after the first `skip`, then the rest of the stream, in pieces."""
    if len(head.data) > skip:
        yield head.data[skip:]
    if head.error is not None:
        raise head.error
    while piece := _read_some(stream, CHUNK):
        yield piece


def _read_some(stream: BinaryIO, size: int) -> bytes:
    """Read once, not until `size` is reached: when the next read fails, what was decompressed so far is kept."""
    read1 = getattr(stream, "read1", None)
    data: bytes = stream.read(size) if read1 is None else read1(size)
    return data


def lines(pieces: Iterable[bytes], limit: int, end: bytes = b"\n") -> Iterator[bytes | None]:
    r"""Yield each line with its end; a line above `limit` bytes is skipped and comes out as None.

    Never holds more than `limit` bytes and one piece.

    Args:
        pieces: the bytes of a file, cut anywhere.
        limit: largest line in bytes, its end not counted.
        end: the byte that ends a line (`\r\n` ends in `\n`, too).

    >>> list(lines([b"ab\nlonger", b" line\nc"], 4))
    [b'ab\n', None, b'c']
    """
    pending: list[bytes] = []
    size = 0
    for piece in pieces:
        start = 0
        while (stop := piece.find(end, start) + 1) > 0:
            size += stop - start
            if size > limit + 1:
                yield None
            else:
                pending.append(piece[start:stop])
                yield b"".join(pending)
            pending.clear()
            size = 0
            start = stop
        size += len(piece) - start
        if size > limit:
            pending.clear()
        elif start < len(piece):
            pending.append(piece[start:])
    if size > limit:
        yield None
    elif size:
        yield b"".join(pending)


def standard_input() -> BinaryIO:
    """Return the bytes of this process's standard input.

    Raises:
        BrokenInputError: the process has none.
    """
    if sys.stdin is None:
        raise BrokenInputError("this process has no standard input")
    return sys.stdin.buffer


class _Adapter(io.RawIOBase):
    """Anything with `read(n)` as a raw stream."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._inner.read(len(view))
        view[: len(data)] = data
        return len(data)


class _ZstdStream(io.RawIOBase):
    """Decompressed bytes of one or more zstd frames; unlike the library's own reader it notices truncation."""

    def __init__(self, raw: BinaryIO) -> None:
        import zstandard

        self._raw = raw
        self._error = zstandard.ZstdError
        self._decompressor = zstandard.ZstdDecompressor()
        self._frame = self._decompressor.decompressobj()
        self._in_frame = False
        self._compressed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._ready:
            if not self._fill():
                return 0
        size = min(len(view), len(self._ready))
        view[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _fill(self) -> bool:
        """Decompress some more; False at the end of the data."""
        data = self._compressed or self._raw.read(_ZSTD_STEP)
        self._compressed = b""
        if not data:
            if self._in_frame:
                raise EOFError("truncated zstd frame")
            return False
        try:
            self._ready = memoryview(self._frame.decompress(data))
        except self._error as error:
            raise BrokenInputError(f"not valid zstd data: {error}") from None
        self._in_frame = not self._frame.eof
        if self._frame.eof:
            self._compressed = self._frame.unused_data
            self._frame = self._decompressor.decompressobj()
        return True


_ZSTD_STEP = 2**10
"""Compressed bytes per step. A step's output is held whole, and 4 bytes may expand to a block of 128 KiB (RFC 8878,
3.1.1.2): this keeps the worst case at 32 MiB."""

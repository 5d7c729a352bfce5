"""JSON files that hold many records: a top-level array of objects, or objects one after the other.

The file is never held whole: a scanner finds where each element ends, and each is parsed alone. So a broken element
costs one record, unless the structure around it is broken too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from toolkit.corpus.encoding import MAX_BAD_SHARE
from toolkit.corpus.failures import BrokenInputError, too_large
from toolkit.corpus.jsonl import parse_object
from toolkit.corpus.rows import Broken, Row
from toolkit.corpus.textlines import utf8_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.corpus.options import ReadOptions

Shape = Literal["array", "sequence"]

_STRUCTURE = re.compile(rb'["{}\[\],]')
_IN_STRING = re.compile(rb'["\\]')
_SPACE = b" \t\n\r"


class RawElement(NamedTuple):
    """An element as it stood in the file, as UTF-8, and whether it was one of an array."""

    shape: Shape
    data: bytes


def read_json(stream: BinaryIO, options: ReadOptions) -> Iterator[Row | Broken]:
    """Yield one row an element; a record's number is its place, from 1.

    Raises:
        BrokenInputError, OSError, EOFError: the file is empty, ends early, or breaks off; what came before has been
            yielded.
    """
    ready = utf8_pieces(stream, options)
    if ready.empty:
        raise BrokenInputError("the file is empty")
    label = ready.encoding or "utf-8"
    scanner = ElementScanner(options.max_bytes)
    number = 0
    for element in scanner.elements(ready.pieces):
        number += 1
        if element is None:
            yield Broken(number, too_large("the element", options.max_bytes))
            continue
        value = _parse(element, label)
        if isinstance(value, str):
            yield Broken(number, value)
        else:
            yield Row(number, value, label, RawElement(scanner.shape, element))
    if number == 0:
        raise BrokenInputError("the file holds no JSON object")


def _parse(element: bytes, label: str) -> dict[str, object] | str:
    try:
        text = element.decode()
    except UnicodeDecodeError as error:
        return f"not valid UTF-8 at byte {error.start:,} of the element"
    # In UTF-8 input the mark is the author's own; elsewhere it stands for bytes that could not be decoded.
    if label != "utf-8" and text.count("\ufffd") > MAX_BAD_SHARE * len(text):
        return f"text that cannot be decoded as {label}; name the encoding with --encoding"
    return parse_object(text)


class ElementScanner:
    """Finds the elements of JSON text without parsing them.

    Args:
        limit: largest element in bytes.

    Attributes:
        shape: `array` when the text is one array, `sequence` when values follow each other; known at the first one.
    """

    def __init__(self, limit: int) -> None:
        self.shape: Shape = "sequence"
        self._limit = limit
        self._depth = 0  # of brackets inside the element
        self._in_string = False
        self._escaped = False
        self._parts: list[bytes] = []
        self._size = 0
        self._ended = False

    def elements(self, pieces: Iterable[bytes]) -> Iterator[bytes | None]:
        """Yield each element; None for one above the limit.

        Args:
            pieces: UTF-8, cut anywhere.

        Raises:
            BrokenInputError: the text ends inside an element or array, or goes on after it.
        """
        begun = False
        for piece in pieces:
            if self._ended:
                self._nothing_more(piece)
                continue
            if not begun:
                piece = piece.lstrip(_SPACE)
                if not piece:
                    continue
                begun = True
                if piece.startswith(b"["):
                    self.shape = "array"
                    piece = piece[1:]
            yield from self._scan(piece)
        yield from self._finish()

    def _scan(self, piece: bytes) -> Iterator[bytes | None]:
        start = at = 0
        if self._escaped and piece:
            self._escaped = False
            at = 1
        while at < len(piece):
            match = (_IN_STRING if self._in_string else _STRUCTURE).search(piece, at)
            if match is None:
                break
            at = match.end()
            mark = piece[at - 1 : at]
            if self._in_string:
                if mark == b"\\":
                    self._escaped = at == len(piece)
                    at += 1
                else:
                    self._in_string = False
            elif mark == b'"':
                self._in_string = True
            elif mark in b"{[":
                self._depth += 1
            elif self._depth:
                if mark != b",":
                    self._depth -= 1
                    if not self._depth and self.shape == "sequence":
                        self._add(piece[start:at])
                        yield from self._take()
                        start = at
            elif self.shape == "array" and mark in b",]":
                self._add(piece[start : at - 1])
                # `[]` has no element; a comma always ends one, even one that is missing.
                yield from self._take(even_blank=mark == b",")
                start = at
                if mark == b"]":
                    self._ended = True
                    self._nothing_more(piece[at:])
                    return
        self._add(piece[start:])

    def _add(self, data: bytes) -> None:
        if self._size == 0:
            data = data.lstrip(_SPACE)
        self._size += len(data)
        if self._size <= self._limit:
            self._parts.append(data)
        else:
            self._parts.clear()

    def _nothing_more(self, data: bytes) -> None:
        if data.strip(_SPACE):
            raise BrokenInputError("the file goes on after the end of its JSON array")

    def _take(self, *, even_blank: bool = False) -> Iterator[bytes | None]:
        size, self._size = self._size, 0
        data = b"".join(self._parts).strip(_SPACE)
        self._parts.clear()
        if size > self._limit:
            yield None
        elif data or even_blank:
            yield data

    def _finish(self) -> Iterator[bytes | None]:
        if self._in_string or self._depth:
            raise BrokenInputError("invalid JSON: the file ends inside an element")
        if self.shape == "array" and not self._ended:
            yield from self._take()
            raise BrokenInputError("invalid JSON: the file ends inside its array")
        yield from self._take()

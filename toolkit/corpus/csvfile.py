"""CSV and TSV (RFC 4180), streamed: a record with broken quoting costs that record, not the rest of the file.

Python's `csv` reader cannot do this: a quote that is never closed swallows the file, and its limit on the size of a
field is a global of the process. So the records are cut here; the tests hold them against `csv` in its strict mode.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from toolkit.corpus.columns import choose_columns
from toolkit.corpus.failures import BrokenInputError, too_large
from toolkit.corpus.rows import Broken, Row, unique_names
from toolkit.corpus.textlines import Line, text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.corpus.options import ReadOptions

DELIMITERS = ",\t;|"
"""Delimiters that a `.csv` file may use, the most usual first; the header line decides."""


class RawRecord(NamedTuple):
    """How a record and the header of its file stood there, for writers.

    Attributes:
        header: the header line with its end.
        delimiter: what separates the fields.
        fields: the values, in order.
        text: the record with its line end.
    """

    header: str
    delimiter: str
    fields: list[str]
    text: str


class RecordParser:
    r"""Cuts one record into fields, line by line, as long as a quoted field runs on.

    >>> parser = RecordParser(",")
    >>> parser.feed('a,"two\n'), parser.feed('lines",c\n'), parser.fields
    (False, True, ['a', 'two\nlines', 'c'])
    """

    def __init__(self, delimiter: str) -> None:
        self.fields: list[str] = []
        self._delimiter = delimiter
        self._quoted: list[str] | None = None

    def feed(self, line: str) -> bool:
        """Take one line with its end; True when the record is complete.

        Raises:
            ValueError: a closing quote is followed by something else than a delimiter or the end of the line.
        """
        end = len(line.rstrip("\r\n"))
        at = 0
        while True:
            if self._quoted is None and at < end and line[at] == '"':
                self._quoted = []
                at += 1
            if self._quoted is not None:
                after = self._take_quoted(line, at)
                if after is None:
                    return False
                at = after
                if at >= end:
                    return True
                if line[at] != self._delimiter:
                    number = len(self.fields)
                    raise ValueError(f"field {number} goes on after its closing quote; write a quote inside as two")
                at += 1
                continue
            stop = line.find(self._delimiter, at, end)
            if stop < 0:
                self.fields.append(line[at:end])
                return True
            self.fields.append(line[at:stop])
            at = stop + 1

    def _take_quoted(self, line: str, at: int) -> int | None:
        """Read on inside a quoted field; return where it ends, or None when the line ends first."""
        assert self._quoted is not None
        while True:
            stop = line.find('"', at)
            if stop < 0:
                self._quoted.append(line[at:])
                return None
            self._quoted.append(line[at:stop])
            if line[stop + 1 : stop + 2] != '"':
                self.fields.append("".join(self._quoted))
                self._quoted = None
                return stop + 1
            self._quoted.append('"')
            at = stop + 2


def read_csv(stream: BinaryIO, options: ReadOptions, *, tabs: bool = False) -> Iterator[Row | Broken]:
    """Yield one row a record after the header; blank lines are no records.

    Args:
        stream: the bytes of the file.
        options: `text_column` and the other names help to find the delimiter.
        tabs: the file is TSV: the delimiter is a tab.

    Raises:
        BrokenInputError, OSError, EOFError: there is no header with a text column, or the stream breaks off.
    """
    source = _Lines(text_lines(stream, options))
    header_line = source.next_filled()
    if header_line is None:
        raise BrokenInputError("the file holds no header line")
    if isinstance(header_line, Broken):
        raise BrokenInputError(f"the header line cannot be read: {header_line.reason}")
    delimiter, header = find_header(header_line.text, options, "\t" if tabs else DELIMITERS)
    reason = choose_columns(header, options)
    if isinstance(reason, str):
        raise BrokenInputError(reason)
    number = 0
    while (line := source.next_filled()) is not None:
        number += 1
        if isinstance(line, Broken):
            yield Broken(number, f"line {line.record}: {line.reason}")
            continue
        taken, fields = _record(line, source, delimiter, options.max_bytes)
        if isinstance(fields, list) and len(fields) != len(header):
            fields = f"{len(fields)} fields where the header has {len(header)}"
        if isinstance(fields, str):
            # Go on with the line after the first: a wrong quote must not take its neighbours along.
            source.give_back(taken[1:])
            literal = line.text.rstrip("\r\n").split(delimiter) if tabs else []
            if len(literal) != len(header):
                yield Broken(number, f"line {line.number}: {fields}")
                continue
            taken, fields = [line], literal
        text = "".join(item.text for item in taken)
        raw = RawRecord(header_line.text, delimiter, fields, text)
        yield Row(number, dict(zip(header, fields, strict=True)), line.encoding, raw)


def find_header(line: str, options: ReadOptions, delimiters: str) -> tuple[str, list[str]]:
    r"""Return the delimiter and the names of the columns: those with a text column first, then the most columns.

    >>> from toolkit.corpus.options import ReadOptions
    >>> find_header("id;title;text\n", ReadOptions(), DELIMITERS)
    (';', ['id', 'title', 'text'])
    """
    best: tuple[tuple[bool, int], str, list[str]] | None = None
    for delimiter in delimiters:
        parser = RecordParser(delimiter)
        try:
            complete = parser.feed(line)
        except ValueError:
            complete = False
        if not complete:
            continue
        names = unique_names(parser.fields)
        merit = (not isinstance(choose_columns(names, options), str), len(names))
        if best is None or merit > best[0]:
            best = (merit, delimiter, names)
    if best is None:
        raise BrokenInputError("the header line has a quote that is not closed")
    return best[1], best[2]


class _Lines:
    """Lines with a way to give some back."""

    def __init__(self, source: Iterator[Line | Broken]) -> None:
        self._source = source
        self._returned: deque[Line | Broken] = deque()

    def next(self) -> Line | Broken | None:
        """Return the next line, None at the end."""
        return self._returned.popleft() if self._returned else next(self._source, None)

    def next_filled(self) -> Line | Broken | None:
        """Return the next line that is not blank, None at the end."""
        while isinstance(line := self.next(), Line) and not line.text.strip("\r\n"):
            pass
        return line

    def give_back(self, lines: Sequence[Line | Broken]) -> None:
        """Make `lines` come next."""
        self._returned.extendleft(reversed(lines))


def _record(first: Line, source: _Lines, delimiter: str, limit: int) -> tuple[list[Line], list[str] | str]:
    """Return the lines of the record that begins with `first`, and its fields or what is wrong with it."""
    parser = RecordParser(delimiter)
    taken = [first]
    size = len(first.raw)
    try:
        complete = parser.feed(first.text)
        while not complete:
            line = source.next()
            if not isinstance(line, Line):
                if line is not None:
                    source.give_back([line])
                return taken, "a quote opens here and is never closed"
            taken.append(line)
            size += len(line.raw)
            if size > limit:
                return taken, f"{too_large('the record', limit)}, if its quote is not simply left open"
            complete = parser.feed(line.text)
    except ValueError as error:
        return taken, str(error)
    return taken, parser.fields

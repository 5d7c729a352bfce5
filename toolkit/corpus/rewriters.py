"""Writers that put a record back as it was but for its text: one a format, chosen by what the reader kept of it."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from toolkit.corpus.csvfile import RawRecord
from toolkit.corpus.jsonfile import RawElement
from toolkit.corpus.rows import RawLine, RawText
from toolkit.corpus.writers import writing
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from toolkit.corpus.find import Found, Packing
    from toolkit.corpus.parquetfile import RawRow
    from toolkit.corpus.rows import Row
    from toolkit.corpus.runfolder import RunFolder


class Rewriter:
    """Writes records of one file; the base class writes a text file.

    Args:
        file: where to; closed by the caller.
        name: the file's name, for messages.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file = file
        self.name = name

    def write(self, row: Row, column: str, old: str, new: str) -> None:
        """Write one record with the text `new` in `column`, where it had `old`.

        Raises:
            OutputError: the text holds a lone surrogate, or the file cannot be written.
        """
        self.put(self.render(row, column, old, new))

    def render(self, row: Row, column: str, old: str, new: str) -> str:  # noqa: ARG002 - the others need them
        """Return what is written for one record."""
        return new

    def put(self, text: str) -> None:
        """Write text as UTF-8."""
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise OutputError(f"cannot write {self.name}: a lone surrogate at character {error.start:,}") from None
        with writing(self.name):
            self.file.write(data)

    def end(self) -> None:
        """Write what comes after the last record."""

    def abandon(self) -> None:
        """Leave the file incomplete, after an error."""

    @staticmethod
    def suffix_for(row: Row, found: Found) -> str:
        """Return what is added to an input's name: pages become text, standard input gets an extension."""
        extension = _EXTENSIONS.get(type(row.raw).__name__, ".parquet")
        if isinstance(row.raw, RawText) and row.raw.is_page:
            return ".txt"
        return extension if found.path is None or found.kind is None else ""


_EXTENSIONS = {"RawText": ".txt", "RawLine": ".jsonl", "RawElement": ".json", "RawRecord": ".csv"}


class _Lines(Rewriter):
    """JSON Lines."""

    def render(self, row: Row, column: str, old: str, new: str) -> str:
        text = cast("RawLine", row.raw).text.strip("\r\n")
        return f"{text if new == old else replace_member(text, column, new)}\n"


class _Json(Rewriter):
    """A JSON array, or objects one after the other."""

    _begun = False
    _in_array = False

    def render(self, row: Row, column: str, old: str, new: str) -> str:
        raw: RawElement = row.raw
        text = raw.data.decode()
        text = text if new == old else replace_member(text, column, new)
        self._in_array = raw.shape == "array"
        before = (",\n" if self._in_array else "\n") if self._begun else ("[\n" if self._in_array else "")
        self._begun = True
        return before + text

    def end(self) -> None:
        self.put("\n]\n" if self._in_array else "\n")


class _Csv(Rewriter):
    """CSV or TSV with the delimiter and the line ends of the original."""

    _begun = False

    def render(self, row: Row, column: str, old: str, new: str) -> str:
        raw: RawRecord = row.raw
        end = "\r\n" if raw.header.endswith("\r\n") else "\n"
        before = "" if self._begun else raw.header.rstrip("\r\n") + end
        self._begun = True
        if new == old:
            return before + raw.text.removesuffix("\n").removesuffix("\r") + end
        at = [*row.columns].index(column)
        fields = [*raw.fields[:at], new, *raw.fields[at + 1 :]]
        return before + raw.delimiter.join(_quoted(field, raw.delimiter) for field in fields) + end


class _Parquet(Rewriter):
    """Parquet with the schema of the original; one batch at a time."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__(file, name)
        self._writer: Any = None
        self._batch: pa.RecordBatch | None = None
        self._column = 0
        self._kept: list[int] = []
        self._texts: list[str] = []

    def write(self, row: Row, column: str, old: str, new: str) -> None:  # noqa: ARG002
        raw: RawRow = row.raw
        if raw.batch is not self._batch:
            self._flush()
            self._batch = raw.batch
            self._column = [*row.columns].index(column)
        self._kept.append(raw.at)
        self._texts.append(new)

    def end(self) -> None:
        self._flush()
        if self._writer is not None:
            with writing(self.name):
                self._writer.close()

    def abandon(self) -> None:
        if self._writer is not None:
            with suppress(OSError, ValueError):  # Arrow's errors are one or the other
                self._writer.close()
            self._writer.is_open = False  # else its finaliser would try once more, and complain

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._batch is None:
            return
        batch = self._batch.take(pa.array(self._kept, pa.int64()))
        field = batch.schema.field(self._column)
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            field = field.with_type(pa.large_string())
        try:
            texts = pa.array(self._texts, field.type)
        except UnicodeEncodeError:
            raise OutputError(f"cannot write {self.name}: a text holds a lone surrogate") from None
        schema = batch.schema.set(self._column, field)
        arrays = [*batch.columns[: self._column], texts, *batch.columns[self._column + 1 :]]
        with writing(self.name):
            if self._writer is None:
                self._writer = pq.ParquetWriter(self.file, schema, compression="zstd")
            self._writer.write_batch(pa.record_batch(arrays, schema=schema))
        self._kept, self._texts = [], []


@contextmanager
def open_rewriter(run: RunFolder, name: str, row: Row, packing: Packing | None) -> Iterator[Rewriter]:
    """Open the output `name` for records like `row`; leaving the block completes it.

    Raises:
        OutputError: the file cannot be written.
    """
    kinds: dict[type, type[Rewriter]] = {RawText: Rewriter, RawLine: _Lines, RawElement: _Json, RawRecord: _Csv}
    kind = kinds.get(type(row.raw), _Parquet)
    with run.binary(name) as plain, _packed(plain, packing) as file:
        rewriter = kind(file, name)
        try:
            yield rewriter
            rewriter.end()
        except BaseException:
            rewriter.abandon()
            raise


@contextmanager
def _packed(plain: BinaryIO, packing: Packing | None) -> Iterator[BinaryIO]:
    if packing == "gz":
        # No time and no name inside: the same texts give the same bytes.
        with gzip.GzipFile("", "wb", fileobj=plain, mtime=0) as file:
            yield cast("BinaryIO", file)
    elif packing == "zst":
        import zstandard

        with zstandard.ZstdCompressor().stream_writer(plain, closefd=False) as file:
            yield cast("BinaryIO", file)
    else:
        yield plain


def replace_member(text: str, name: str, value: str) -> str:
    r"""Replace the string value of one member of a JSON object; everything else stays, character for character.

    Args:
        text: a valid JSON object.
        name: the member; where it stands twice, with one value, both are replaced: readers disagree which one counts.
        value: the new string.

    >>> replace_member('{"n": 1.50,"text" : "a", "b":[1 ,2]}', "text", "甲\n乙")
    '{"n": 1.50,"text" : "甲\\n乙", "b":[1 ,2]}'
    """
    decoder = json.JSONDecoder()
    at = _after_space(text, text.index("{") + 1)
    spans: list[tuple[int, int]] = []
    while text[at] == '"':
        member, at = decoder.raw_decode(text, at)
        begin = _after_space(text, _after_space(text, at) + 1)
        _, end = decoder.raw_decode(text, begin)
        if member == name:
            spans.append((begin, end))
        at = _after_space(text, end)
        if text[at] != ",":
            break
        at = _after_space(text, at + 1)
    if not spans:
        raise KeyError(name)
    starts, ends = [0, *(end for _, end in spans)], [*(begin for begin, _ in spans), len(text)]
    between = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return json.dumps(value, ensure_ascii=False).join(between)


def _after_space(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _quoted(field: str, delimiter: str) -> str:
    if not any(mark in field for mark in (delimiter, '"', "\r", "\n")):
        return field
    doubled = field.replace('"', '""')
    return f'"{doubled}"'

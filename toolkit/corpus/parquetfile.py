"""Parquet, by batches of bounded size."""

from __future__ import annotations

import io
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from toolkit.corpus.columns import choose_columns
from toolkit.corpus.failures import BrokenInputError
from toolkit.corpus.rows import Broken, Row, unique_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    import pyarrow.parquet as pq

    from toolkit.corpus.options import ReadOptions

BATCH_BYTES = 16 * 2**20
"""Uncompressed bytes of a batch, by the file's own statistics: bounds the memory whatever the size of the rows."""

MAX_BATCH_ROWS = 1024


class RawRow(NamedTuple):
    """A row as it stood in the file, for writers: its batch, and where in it."""

    batch: pa.RecordBatch
    at: int


def read_parquet(stream: BinaryIO, options: ReadOptions) -> Iterator[Row | Broken]:
    """Yield one row a record; a record's number counts from 1.

    Args:
        stream: the bytes; what cannot be sought (a pipe, compressed data) goes through a temporary file.
        options: column names.

    Raises:
        BrokenInputError, OSError, EOFError: no Parquet file, no text column, or damaged in the middle; what came
            before has been yielded.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryFile() as spooled:
        if not _is_file(stream):
            shutil.copyfileobj(stream, spooled)
            stream = spooled
        try:
            with pq.ParquetFile(stream) as file:
                header = unique_names(file.schema_arrow.names)
                reason = choose_columns(header, options)
                if isinstance(reason, str):
                    raise BrokenInputError(reason)
                yield from _rows(file, header)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BrokenInputError(f"not a valid Parquet file: {_first_line(error)}") from error


def _rows(file: pq.ParquetFile, header: list[str]) -> Iterator[Row | Broken]:
    number = 0
    for batch in file.iter_batches(batch_size=_batch_rows(file.metadata)):
        columns = [python_values(column) for column in batch.columns]
        for at, values in enumerate(zip(*columns, strict=True)):
            number += 1
            yield Row(number, dict(zip(header, values, strict=True)), None, RawRow(batch, at))


def _batch_rows(metadata: pq.FileMetaData) -> int:
    groups = (metadata.row_group(index) for index in range(metadata.num_row_groups))
    largest = max((group.total_byte_size / max(1, group.num_rows) for group in groups), default=1.0)
    return max(1, min(MAX_BATCH_ROWS, int(BATCH_BYTES / max(1.0, largest))))


def python_values(column: pa.Array) -> list[Any]:
    """Return the values of a column as Python objects, those that Python cannot hold in a form that it can.

    Nanoseconds become text (Python's times end at microseconds); a string that is not valid UTF-8 stays bytes.
    """
    import pyarrow as pa

    kind = column.type
    if pa.types.is_temporal(kind) and "ns" in str(kind):
        column = column.cast(pa.int64() if pa.types.is_duration(kind) else pa.string())
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        if pa.types.is_dictionary(kind):
            column = column.dictionary_decode()
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise
        return [_text_or_bytes(value) for value in column.cast(pa.large_binary()).to_pylist()]


def _text_or_bytes(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return value


def _is_file(stream: BinaryIO) -> bool:
    return isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO) and stream.seekable()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]

"""Parquet, by batches of bounded size."""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from toolkit.corpus.columns import choose_columns
from toolkit.corpus.failures import BrokenInputError
from toolkit.corpus.rows import Broken, Row, unique_names
from toolkit.corpus.streams import chunks
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    import pyarrow.parquet as pq

    from toolkit.corpus.options import ReadOptions

BATCH_BYTES = 16 * 2**20
"""Uncompressed bytes of a batch, by the file's own statistics: bounds the memory whatever the size of the rows."""

MAX_BATCH_ROWS = 1024

BUFFER_BYTES = 1 << 20
"""Bytes of a column read ahead. Left to itself Arrow holds the columns of a whole row group, or of the whole file."""


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
        OutputError: there is no space for the temporary file.
    """
    number = 0
    for header, batch in parquet_batches(stream, options):
        yield from batch_rows(header, batch, number)
        number += len(batch)


def parquet_batches(stream: BinaryIO, options: ReadOptions) -> Iterator[tuple[list[str], pa.RecordBatch]]:
    """Yield the batches of a file, each with the names of its columns; arguments and errors as for `read_parquet`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _seekable(stream) as source:
        try:
            with pq.ParquetFile(source, pre_buffer=False, buffer_size=BUFFER_BYTES) as file:
                header = unique_names(file.schema_arrow.names)
                reason = choose_columns(header, options)
                if isinstance(reason, str):
                    raise BrokenInputError(reason)
                for batch in file.iter_batches(batch_size=_batch_size(file.metadata)):
                    yield header, batch
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BrokenInputError(f"not a valid Parquet file: {_first_line(error)}") from error


def batch_rows(header: list[str], batch: pa.RecordBatch, before: int) -> Iterator[Row]:
    """Yield the rows of a batch.

    Args:
        header: names of its columns.
        batch: the batch.
        before: rows of the file that came before it.

    Raises:
        BrokenInputError: a column cannot be read.
    """
    columns = [_values(name, column) for name, column in zip(header, batch.columns, strict=True)]
    for at, values in enumerate(zip(*columns, strict=True)):
        yield Row(before + at + 1, dict(zip(header, values, strict=True)), None, RawRow(batch, at))


def _batch_size(metadata: pq.FileMetaData) -> int:
    groups = (metadata.row_group(index) for index in range(metadata.num_row_groups))
    largest = max((group.total_byte_size / max(1, group.num_rows) for group in groups), default=1.0)
    return max(1, min(MAX_BATCH_ROWS, int(BATCH_BYTES / max(1.0, largest))))


def _values(name: str, column: pa.Array) -> list[Any]:
    from toolkit.corpus.parquetvalues import python_values

    try:
        return python_values(column)
    except Exception as error:  # whatever a type of tomorrow brings must not end the run
        reason = f"column {name!r} of type {column.type} cannot be read: {_first_line(error)}"
        raise BrokenInputError(reason) from error


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a stream that can be sought: the file itself, or a temporary copy of what it is not."""
    if _is_file(stream):
        yield stream
        return
    with _copying():
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - only the making of it is under `_copying`
    with copy:
        for piece in chunks(stream):
            with _copying():
                copy.write(piece)
        with _copying():
            copy.seek(0)  # writes what is buffered
        yield cast("BinaryIO", copy)


@contextmanager
def _copying() -> Iterator[None]:
    """Turn an error of this machine's disk into one that ends the run: the input is not to blame."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            "cannot write the temporary copy that Parquet from a pipe or a compressed file needs: "
            f"{error.strerror or error}; free some space, or name a folder with space by TMPDIR"
        ) from error


def _is_file(stream: BinaryIO) -> bool:
    return isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO) and stream.seekable()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]

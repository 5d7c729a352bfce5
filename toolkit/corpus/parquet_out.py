"""A Parquet file written row by row or column by column, in bounded memory."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from toolkit.corpus.typing_columns import ARROW_NAMES, ColumnKind, fit, join, kind_of
from toolkit.corpus.writers import OWN_PREFIX, check_encodable, writing
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

BATCH_ROWS = 4096
"""Rows of one row group; about 15 MB of articles of usual length (1,200 characters)."""

BATCH_CHARACTERS = 16 * 2**20
"""Characters after which a row group is written early: bounds the memory when articles are long."""

MAX_OWN_COLUMNS = 1000
"""Columns of the users' own, in order of first appearance. A column costs every row something, so records with ever
new keys (objects that serve as tables) would take quadratic time and a file that no reader opens gladly; real tables
have some hundreds at most."""

MORE = "own.more"
"""The column that holds the others: for each row a JSON object of those that it has."""

COMPRESSION = "zstd"
"""Smaller and faster than the format's default (snappy) on Chinese text; every reader of today knows it."""


class ParquetWriter:
    """Writes a Parquet file with fixed columns and, on request, whatever other columns the rows bring.

    The other columns take their type from the values; when a later batch does not fit (another type, a new column)
    the file is continued with wider types and joined at the end, so that the file has one schema and no value is
    lost (see `toolkit.corpus.typing_columns`). Columns beyond `MAX_OWN_COLUMNS` share one. A context manager; leaving
    it completes the file.

    Args:
        path: the file to write.
        schema: fixed column name to Arrow type, or to its name (`string`, `int32`, `float64`, `bool` …).
        extras: accept other columns; otherwise they are an error.

    Attributes:
        rows: how many rows were taken so far.
    """

    def __init__(self, path: Path, schema: Mapping[str, str | pa.DataType], *, extras: bool = False) -> None:
        import pyarrow as pa

        self.path = path
        self.rows = 0
        self._fixed = {
            name: pa.type_for_alias(kind) if isinstance(kind, str) else kind for name, kind in schema.items()
        }
        self._extras = extras
        self._kinds: dict[str, ColumnKind] = {}
        self._more: str | None = None  # name of the column for those beyond the limit, once there are any
        self._pending: list[Mapping[str, Any]] = []
        self._characters = 0
        self._segments: list[Path] = []
        self._open: _Segment | None = None
        self._closed = False

    def write(self, row: Mapping[str, Any]) -> None:
        """Add one row; fixed columns that it lacks are null.

        Raises:
            OutputError: a lone surrogate, a column that is not in the schema, a full disk.
        """
        check_encodable(row)
        if not self._extras:
            self._refuse(row.keys() - self._fixed.keys())
        self._pending.append(dict(row))
        self.rows += 1
        self._characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._pending) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._flush()

    def write_columns(self, columns: Mapping[str, Any]) -> None:
        """Add many rows at once, given as equally long columns (Arrow or NumPy arrays, lists): all fixed, no extras.

        Raises:
            OutputError: a column that is missing or not in the schema, values that do not fit, a full disk.
        """
        import pyarrow as pa

        self._refuse(columns.keys() ^ self._fixed.keys())
        self._flush()
        arrays = [self._array(name, columns[name], kind) for name, kind in self._fixed.items()]
        table = pa.table(arrays, schema=pa.schema(list(self._fixed.items())))
        for name, own in self._kinds.items():
            table = table.append_column(name, pa.nulls(len(table), _arrow(own)))
        self.rows += len(table)
        self._append(table)

    def close(self) -> None:
        """Write what is buffered and complete the file; doing it twice is harmless."""
        if self._closed:
            return
        self._flush()
        self._closed = True
        if not self._segments:
            self._append(self._schema().empty_table())
        self._end_segment()
        if len(self._segments) > 1:
            self._join_segments()
        with writing(self.path):
            self._segments[0].replace(self.path)

    def abandon(self) -> None:
        """Close the file without completing it; for cleaning up after an error."""
        self._closed = True
        if self._open is not None:
            self._open.abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _refuse(self, names: set[str]) -> None:
        if names:
            known = ", ".join(self._fixed)
            raise OutputError(f"{self.path.name} has the columns {known}; these do not match: {sorted(names)}")

    def _flush(self) -> None:
        """Write the buffered rows as one row group."""
        import pyarrow as pa

        rows, self._pending, self._characters = self._pending, [], 0
        if not rows:
            return
        values: dict[str, list[Any]] = {}
        for at, row in enumerate(rows):
            for name, value in self._own(row).items():
                if name not in values:
                    values[name] = [None] * len(rows)
                values[name][at] = value
        arrays = [self._array(name, [row.get(name) for row in rows], kind) for name, kind in self._fixed.items()]
        for name, kind in self._kinds.items():
            column = values.get(name)
            arrays.append(
                pa.nulls(len(rows), _arrow(kind)) if column is None else pa.array(fit(column, kind), _arrow(kind))
            )
        self._append(pa.table(arrays, schema=self._schema()))

    def _own(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row's own columns, those beyond the limit as one."""
        own: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for name, value in row.items():
            if name in self._fixed:
                continue
            if name != self._more and (name in self._kinds or len(self._kinds) < MAX_OWN_COLUMNS):
                self._kinds[name] = join(self._kinds.get(name, "null"), kind_of(value))
                own[name] = value
            else:
                more[name] = value
        if more:
            if self._more is None:
                self._more = MORE
                while self._more in self._fixed or self._more in self._kinds:
                    self._more = OWN_PREFIX + self._more
                self._kinds[self._more] = "text"
            own[self._more] = more
        return own

    def _array(self, name: str, values: Any, kind: pa.DataType) -> pa.Array:
        import pyarrow as pa

        try:
            if isinstance(values, pa.Array | pa.ChunkedArray):
                return values.cast(kind)
            return pa.array(values, kind)
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise OutputError(f"{self.path.name}, column {name!r}: {error}") from error

    def _schema(self) -> pa.Schema:
        import pyarrow as pa

        extras = [(name, _arrow(kind)) for name, kind in self._kinds.items()]
        return pa.schema([*self._fixed.items(), *extras])

    def _append(self, table: pa.Table) -> None:
        if self._open is not None and not self._open.schema.equals(table.schema):
            self._end_segment()
        if self._open is None:
            path = self.path.with_name(f"{self.path.name}.part{len(self._segments)}")
            self._segments.append(path)
            self._open = _Segment(path, table.schema)
        self._open.append(table)

    def _end_segment(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _join_segments(self) -> None:
        """Copy all segments into one file with the widest schema, one row group at a time."""
        import pyarrow.parquet as pq

        parts, joined = self._segments, self.path.with_name(f"{self.path.name}.joined")
        target = _Segment(joined, self._schema())
        for part in parts:
            with pq.ParquetFile(part) as source:
                for group in range(source.num_row_groups):
                    target.append(self._widen(source.read_row_group(group)))
        target.close()
        for part in parts:
            part.unlink()
        self._segments = [joined]

    def _widen(self, table: pa.Table) -> pa.Table:
        """Return the rows of an earlier segment under the final schema."""
        import pyarrow as pa

        arrays = [table.column(name) for name in self._fixed]
        for name, kind in self._kinds.items():
            target = _arrow(kind)
            if name not in table.schema.names:
                arrays.append(pa.nulls(len(table), target))
            elif table.schema.field(name).type == target:
                arrays.append(table.column(name))
            else:
                arrays.append(pa.array(fit(table.column(name).to_pylist(), kind), target))
        return pa.table(arrays, schema=self._schema())


class _Segment:
    """A Parquet file under one schema, written through a Python file so that errors and syncing are ours."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self.path = path
        self.schema = schema
        with writing(path):
            self._file = path.open("wb")
            self._writer = pq.ParquetWriter(self._file, schema, compression=COMPRESSION)

    def append(self, table: pa.Table) -> None:
        with writing(self.path):
            self._writer.write_table(table)

    def close(self) -> None:
        with writing(self.path):
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def abandon(self) -> None:
        with suppress(OSError, ValueError):  # Arrow's errors are one or the other
            self._writer.close()
        self._writer.is_open = False  # else its finaliser would try to write the footer once more, and complain
        with suppress(OSError):
            self._file.close()


def _arrow(kind: ColumnKind) -> pa.DataType:
    import pyarrow as pa

    return pa.type_for_alias(ARROW_NAMES[kind])

"""The texts of a run on disk, memory-mapped: written once while reading, then looked up by index.

Deduplication and the report need texts again after all are read; kept here, they cost address space, not memory.
"""

from __future__ import annotations

import contextlib
import mmap
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from toolkit.corpus.writers import writing

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

ROWS = 1024
"""Articles in one Arrow record batch: a few megabytes, so that neither writing nor looking one up holds much."""

COLUMNS = ("id", "title", "source", "text")


class Row(NamedTuple):
    """What is looked up about one article."""

    id: str
    title: str | None
    source: str
    text: str


class Spool:
    """An append-only Arrow file of (id, title, source, text), readable once it is sealed.

    Args:
        path: the file to write; the caller removes it.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._path = path
        # Offsets of 64 bits: the texts of one batch may exceed 2 GiB.
        self._schema = pa.schema([(name, pa.large_string()) for name in COLUMNS])
        # A file of Python's own: it takes every name that the system does, whatever the locale.
        with writing(path):
            self._file = path.open("wb")
        self._writer: Any = pa.ipc.new_file(self._file, self._schema)
        self._pending: list[Row] = []
        self._table: Any = None
        self.rows = 0

    def append(self, row: Row) -> None:
        """Add one article at the end."""
        self._pending.append(row)
        self.rows += 1
        if len(self._pending) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        columns = [list(column) for column in zip(*self._pending, strict=True)] or [[] for _ in COLUMNS]
        with writing(self._path):
            self._writer.write_batch(pa.record_batch(columns, schema=self._schema))
        self._pending.clear()

    def seal(self) -> None:
        """End writing; from here on the texts can be read."""
        import pyarrow as pa

        if self._pending:
            self._flush()
        with writing(self._path):
            self._writer.close()
            self._file.close()
        with self._path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._table = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(mapped))).read_all()

    def column(self, name: str) -> Any:
        """Return a column as a `pyarrow.ChunkedArray` over the mapped file."""
        return self._table.column(name)

    def row(self, index: int) -> Row:
        """Return article `index`, counted from 0 in the order they were added."""
        return Row(*(self._table.column(name)[index].as_py() for name in COLUMNS))

    def close(self) -> None:
        """Let go of the file."""
        if not self._file.closed:
            with contextlib.suppress(OSError):  # what it holds is not needed any more, and the disk may be full
                self._writer.close()
            with contextlib.suppress(OSError):
                self._file.close()
        self._table = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

"""Reading that survives being killed: what was read lies on disk in parts, and a second run goes on after the last.

A part is an Arrow file of some thousand articles, written under another name, synced and renamed, so that it is there
whole or not at all. It says where in the inputs to go on. `inputs.json` says which inputs these were; when they, the
way they are read or the toolkit have changed, everything is read again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from toolkit._version import __version__
from toolkit.article import Article, Reject
from toolkit.corpus.batches import ArticleBatch, article_items
from toolkit.corpus.columns import ArticleMaker
from toolkit.corpus.find import find
from toolkit.corpus.reader import records
from toolkit.corpus.writers import writing
from toolkit.engine.spool import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from toolkit.corpus import ReadOptions
    from toolkit.corpus.find import Found

PART_ROWS = 4096
"""Articles in a part: a second or so of reading, and a few megabytes."""

PART_BYTES = 32 << 20
"""Bytes of text after which a part ends early."""

INPUTS = "inputs.json"
COLUMNS = ("id", "title", "source", "text", "extra")
POSITION = b"contentfarm"
"""Key of the part's metadata that says where to go on and what was rejected."""


@dataclasses.dataclass(frozen=True, slots=True)
class Position:
    """Where reading stands: inputs that are done, items taken from the next one, articles from the ones before it."""

    inputs: int = 0
    items: int = 0
    before: int = 0


class Reading:
    """Articles on disk, read from the inputs as far as they are not there yet; then looked up like a `Spool`.

    Args:
        folder: where the parts lie; made when it does not exist. The caller removes it.
        paths: what to read.
        options: how.
        stdin: what `-` reads.
        column: keep this column of the records, as JSON.

    Attributes:
        rows: articles read.
        rejects: what could not be read.
        resumed: articles that were there already.
    """

    def __init__(
        self, folder: Path, paths: Sequence[str], options: ReadOptions, stdin: Any = None, column: str | None = None
    ) -> None:
        self._folder = folder
        self._paths = paths
        self._options = options
        self._stdin = stdin
        self._column = column
        self._pending = _Pending()
        self._new_rejects: list[Reject] = []
        self._at = Position()
        self._source = ""
        self._tables: list[Any] = []
        self._table: Any = None
        self._firsts: list[int] = [0]
        self.rejects: list[Reject] = []
        self.rows = 0
        self.resumed = 0

    def read(
        self,
        *,
        on_reject: Callable[[Reject], None] = lambda _reject: None,
        on_ignored: Callable[[str, str], None] | None = None,
        advance: Callable[[int], None] = lambda _rows: None,
    ) -> None:
        """Read what is not there yet.

        Args:
            on_reject: called with each reject, those of an earlier run included.
            on_ignored: called with each file passed over, and why.
            advance: called with the number of articles read.

        Raises:
            OutputError: the parts cannot be written.
        """
        self._open()
        for reject in self.rejects:
            on_reject(reject)
        advance(self.resumed)
        for item in self._items(on_ignored):
            if isinstance(item, Reject):
                self.rejects.append(item)
                self._new_rejects.append(item)
                on_reject(item)
                continue
            if isinstance(item, ArticleBatch):
                self._pending.add_batch(item, self._source)
                self.rows += len(item)
                advance(len(item))
            else:
                extra = None
                if self._column is not None:
                    extra = json.dumps([item.extra.get(self._column), sorted(item.extra)], ensure_ascii=False)
                self._pending.add((item.id, item.title, item.source, item.text, extra))
                self.rows += 1
                advance(1)
            if self._pending.rows >= PART_ROWS or self._pending.size >= PART_BYTES:
                self._flush()
        self._flush()
        self._table = self._joined()

    def column(self, name: str) -> Any:
        """Return a column as a `pyarrow.ChunkedArray` over the mapped parts."""
        return self._table.column(name)

    def row(self, index: int) -> Row:
        """Return article `index`, counted from 0 in the order of reading."""
        table, place = self._home(index)
        return Row(*(table.column(name)[place].as_py() for name in COLUMNS[:4]))

    def text(self, index: int) -> str:
        """Return the text of article `index`."""
        table, place = self._home(index)
        text: str = table.column("text")[place].as_py()
        return text

    def _home(self, index: int) -> tuple[Any, int]:
        """Return the part that holds an article, and its place there: a column of many parts would be searched."""
        part = bisect_right(self._firsts, index) - 1
        return self._tables[part], index - self._firsts[part]

    def values(self) -> tuple[list[Any], set[str]]:
        """Return the values of the column that was kept, and the names of all columns."""
        found = [json.loads(entry) for entry in self.column("extra").to_pylist()]
        return [value for value, _ in found], {name for _, names in found for name in names}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tables.clear()  # lets go of the mapped files
        self._firsts = [0]
        self._table = None

    def _open(self) -> None:
        """Take over the parts of an earlier run over the same inputs, or begin anew."""
        marker = self._folder / INPUTS
        asked = json.dumps(self._identity(), sort_keys=True).encode()
        if not marker.is_file() or marker.read_bytes() != asked or "-" in self._paths:
            shutil.rmtree(self._folder, ignore_errors=True)
            with writing(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                publish(marker, asked)
            return
        while (path := self._part(len(self._tables))).is_file():
            if not self._take(path):
                for damaged in self._folder.glob("texts-*.arrow"):  # it, and those after it, are read again
                    if damaged >= path:
                        damaged.unlink()
                break
        self.resumed = self.rows

    def _take(self, path: Path) -> bool:
        """Take over one part; tell whether it could be read."""
        import pyarrow as pa

        try:
            table = _mapped(path)
            state = json.loads(table.schema.metadata[POSITION])
            at, rejects = Position(*state["next"]), [Reject(*reject) for reject in state["rejects"]]
        except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
            return False
        self._adopt(table)
        self._at = at
        self.rejects += rejects
        self.rows += len(table)
        return True

    def _identity(self) -> dict[str, Any]:
        """Return what must be the same for a run to go on where another one stopped."""
        inputs: list[Any] = []
        for item in find(self._paths, self._options):
            if isinstance(item, Reject):
                inputs.append([item.source, item.reason])
            elif item.path is not None:
                try:
                    state = item.path.stat()
                    inputs.append([item.source, state.st_size, state.st_mtime_ns])
                except OSError:
                    inputs.append([item.source, None])
        options = {k: str(v) for k, v in dataclasses.asdict(self._options).items()}
        digest = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
        return {"toolkit": __version__, "inputs": digest, "options": options, "column": self._column}

    def _items(self, on_ignored: Callable[[str, str], None] | None) -> Iterator[ArticleBatch | Article | Reject]:
        """Yield the items that no part holds; keeps `_at` one past the last one yielded, a batch counts its rows."""
        maker = ArticleMaker(self._options)
        start = self._at
        before = start.before
        if start.inputs:
            # Those of the input that is half read are given out again while its items are skipped.
            ids = (identity for table in self._tables for identity in table.column("id").to_pylist())
            maker.claim_all(islice(ids, start.before))
        for number, found in enumerate(find(self._paths, self._options, on_ignored)):
            if number < start.inputs:
                continue
            skip = start.items if number == start.inputs else 0
            self._source = found.source
            count = 0
            for item in [found] if isinstance(found, Reject) else self._read_input(found, maker):
                known = count
                count += len(item) if isinstance(item, ArticleBatch) else 1
                if count > skip:
                    self._at = Position(number, count, before)
                    # Of a batch that is half there the rest.
                    yield item.since(max(0, skip - known)) if isinstance(item, ArticleBatch) else item
            before = self.rows
            self._at = Position(number + 1, 0, before)

    def _read_input(self, found: Found, maker: ArticleMaker) -> Iterator[ArticleBatch | Article | Reject]:
        if self._column is None:
            yield from article_items(found, self._options, maker, stdin=self._stdin)
            return
        for record in records(found, self._options, maker, stdin=self._stdin):  # columns of the records are wanted too
            yield record if isinstance(record, Reject) else record[1]

    def _part(self, number: int) -> Path:
        return self._folder / f"texts-{number:06}.arrow"

    def _flush(self) -> None:
        if not self._pending.rows and not self._new_rejects:
            return
        rejects = [[r.source, r.record, r.reason] for r in self._new_rejects]
        state = {"next": dataclasses.astuple(self._at), "rejects": rejects}
        path = self._part(len(self._tables))
        save_table(path, self._pending.take().replace_schema_metadata({POSITION: json.dumps(state).encode()}))
        self._adopt(_mapped(path))
        self._new_rejects.clear()

    def _adopt(self, table: Any) -> None:
        self._tables.append(table.replace_schema_metadata(None))
        self._firsts.append(self._firsts[-1] + len(table))

    def _joined(self) -> Any:
        import pyarrow as pa

        return pa.concat_tables([_schema().empty_table(), *self._tables])


class _Pending:
    """Articles that wait for their part to be written, one by one or in columns.

    Attributes:
        rows: how many there are.
        size: bytes of their texts, or characters where they came one by one.
    """

    def __init__(self) -> None:
        self._tables: list[Any] = []
        self._single: list[tuple[str, str | None, str, str, str | None]] = []
        self.rows = 0
        self.size = 0

    def add(self, row: tuple[str, str | None, str, str, str | None]) -> None:
        """Add one article: the values of `COLUMNS`."""
        self._single.append(row)
        self.rows += 1
        self.size += len(row[3])

    def add_batch(self, batch: ArticleBatch, source: str) -> None:
        """Add the articles of a batch."""
        import pyarrow as pa

        self._end_single()
        count = len(batch)
        sources = pa.repeat(pa.scalar(source, pa.large_string()), count)
        columns = [pa.array(batch.ids, pa.large_string()), batch.titles, sources, batch.texts]
        self._tables.append(pa.table([*columns, pa.nulls(count, pa.large_string())], schema=_schema()))
        self.rows += count
        self.size += batch.texts.nbytes

    def take(self) -> Any:
        """Return all as one table, and begin anew."""
        import pyarrow as pa

        self._end_single()
        table = pa.concat_tables([_schema().empty_table(), *self._tables]).combine_chunks()
        self._tables, self.rows, self.size = [], 0, 0
        return table

    def _end_single(self) -> None:
        import pyarrow as pa

        if self._single:
            columns = [list(column) for column in zip(*self._single, strict=True)]
            self._tables.append(pa.table(columns, schema=_schema()))
            self._single = []


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema([(name, pa.large_string()) for name in COLUMNS])


def _mapped(path: Path) -> Any:
    import pyarrow as pa

    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def save_table(path: Path, table: Any) -> None:
    """Write an Arrow file so that it is there whole or not at all, even after a power cut.

    Raises:
        OutputError: it cannot be written.
    """
    import pyarrow as pa

    partial = path.with_suffix(".partial")
    with writing(path):
        with partial.open("wb") as file:
            with pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)


def publish(path: Path, data: bytes) -> None:
    """Write a small file likewise; the caller turns `OSError` into what it means."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)

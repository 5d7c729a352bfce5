"""Articles in columns, straight from Arrow: what `records` gives one by one, without a Python object per text.

A batch of a Parquet file goes through whole when every row of it is an article without further ado. Where a row is not
(a null, an empty text, bytes that are no UTF-8, ids of an unusual type) the whole batch goes row by row, so that both
ways give the same articles, the same ids and the same rejects.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.article import Article, Reject
from toolkit.corpus import streams
from toolkit.corpus.columns import choose_columns, missing_columns
from toolkit.corpus.failures import BrokenInputError, reason_of
from toolkit.corpus.reader import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    import pyarrow as pa

    from toolkit.corpus.columns import ArticleMaker
    from toolkit.corpus.find import Found
    from toolkit.corpus.options import ReadOptions


class ArticleBatch(NamedTuple):
    """Articles of one file, in columns of equal length.

    Attributes:
        ids: unique within the run.
        titles: Arrow strings, null where there is none.
        texts: Arrow strings, valid UTF-8, none null.
    """

    ids: list[str]
    titles: pa.Array
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.ids)

    def since(self, first: int) -> ArticleBatch:
        """Return the articles from `first` on."""
        return ArticleBatch(self.ids[first:], self.titles.slice(first), self.texts.slice(first))


def article_items(
    found: Found, options: ReadOptions, maker: ArticleMaker, *, stdin: BinaryIO | None = None
) -> Iterator[ArticleBatch | Article | Reject]:
    """Yield the articles of one input, in columns where it can be, and its rejects; arguments as for `records`."""
    if found.kind == "parquet" and found.path is not None:
        yield from _parquet_items(found, options, maker)
        return
    for record in records(found, options, maker, stdin=stdin):
        yield record if isinstance(record, Reject) else record[1]


def _parquet_items(
    found: Found, options: ReadOptions, maker: ArticleMaker
) -> Iterator[ArticleBatch | Article | Reject]:
    from toolkit.corpus.parquetfile import batch_rows, parquet_batches

    assert found.path is not None
    number = 0
    missing: dict[str, str] = {}
    try:
        with streams.opened(found.path) as file:
            for header, batch in parquet_batches(streams.unpack(file, found.packing), options):
                missing = missing_columns(header, options)
                whole = _whole_batch(header, batch, number, options, maker, found.source)
                if whole is not None:
                    yield whole
                else:
                    for row in batch_rows(header, batch, number):
                        yield maker.make(row, found.source)
                number += len(batch)
    except (OSError, EOFError, zlib.error, BrokenInputError) as error:
        yield Reject(found.source, None, reason_of(error))
    if number:
        for option, name in missing.items():
            yield Reject(found.source, None, f"no record has the column {name!r} ({option})")


def _whole_batch(
    header: list[str], batch: pa.RecordBatch, before: int, options: ReadOptions, maker: ArticleMaker, source: str
) -> ArticleBatch | None:
    """Return the batch as articles, or None where a row has to be looked at by itself."""
    import pyarrow as pa

    chosen = choose_columns(header, options, text_only=True)
    if isinstance(chosen, str):
        return None
    columns = dict(zip(header, batch.columns, strict=True))
    texts = columns[chosen.text]
    if not _all_articles(texts, options.max_bytes):
        return None
    titles = pa.nulls(len(batch), pa.large_string())
    if chosen.title is not None:
        if not _is_text(columns[chosen.title]):
            return None
        named = (title if title and title.strip() else None for title in columns[chosen.title].to_pylist())
        titles = pa.array(named, pa.large_string(), size=len(batch))
    own: list[str | None] = [None] * len(batch)
    if chosen.id is not None:
        ids = columns[chosen.id]
        if pa.types.is_integer(ids.type):
            own = [None if value is None else str(value) for value in ids.to_pylist()]
        elif _is_text(ids):
            own = [value if value and value.strip() else None for value in ids.to_pylist()]
        else:
            return None
    unique = [maker.unique(value, source, before + at) for at, value in enumerate(own, start=1)]
    return ArticleBatch(unique, titles, texts.cast(pa.large_string()))


def _is_text(column: pa.Array) -> bool:
    """Tell whether a column holds strings, all of them valid UTF-8."""
    import pyarrow as pa

    if column.type not in (pa.string(), pa.large_string()):
        return False
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _all_articles(texts: pa.Array, max_bytes: int) -> bool:
    """Tell whether each text can be an article; see `toolkit.corpus.rows.clean_reason` and `size_reason`."""
    import numpy as np
    import pyarrow as pa

    if not _is_text(texts) or texts.null_count:
        return False
    if not len(texts):
        return True
    _, offset_buffer, data_buffer = texts.buffers()
    wide = np.int64 if texts.type == pa.large_string() else np.int32
    offsets = np.frombuffer(offset_buffer, wide)[texts.offset : texts.offset + len(texts) + 1]
    sizes = np.diff(offsets)
    if not sizes.all() or int(sizes.max()) > max_bytes:
        return False
    data: Any = np.frombuffer(data_buffer, np.uint8)
    if not data[offsets[0] : offsets[-1]].all():  # a NUL somewhere
        return False
    # Visible ASCII, or a lead byte of U+4000 to U+9FFF: surely no space. Of the others, Python tells.
    first = data[offsets[:-1]]
    doubtful = np.flatnonzero(~((first > 0x20) & (first < 0x7F) | (first >= 0xE4) & (first <= 0xE9)))
    return not any(texts[at].as_py().isspace() for at in doubtful.tolist())

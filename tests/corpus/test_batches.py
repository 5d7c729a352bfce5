"""Articles in columns are those that come one by one: the same ids, texts, titles and rejects, in the same order."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.article import Article, Reject
from toolkit.corpus import ReadOptions, parquetfile
from toolkit.corpus.batches import ArticleBatch, article_items
from toolkit.corpus.columns import ArticleMaker
from toolkit.corpus.find import Found, find
from toolkit.corpus.reader import records

Item = tuple[Any, ...]
written = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["", " ", "\u3000", "\x1c\x1f", "\u3000甲", "a\0b", "乙乙", "\u2028", "x" * 30, "（丙）"]
)


def one(found: Found, options: ReadOptions) -> list[Item]:
    items: list[Item] = []
    for record in records(found, options, ArticleMaker(options)):
        items.append(flat(record if isinstance(record, Reject) else record[1]))
    return items


def flat(item: Article | Reject) -> Item:
    if isinstance(item, Reject):
        return ("reject", item.source, item.record, item.reason)
    return ("article", item.id, item.title, item.text)


def columns(found: Found, options: ReadOptions) -> tuple[list[Item], int]:
    items: list[Item] = []
    batches = 0
    for item in article_items(found, options, ArticleMaker(options)):
        if isinstance(item, ArticleBatch):
            batches += 1
            rows = zip(item.ids, item.titles.to_pylist(), item.texts.to_pylist(), strict=True)
            items += [("article", *row) for row in rows]
        else:
            items.append(flat(item))
    return items, batches


def found_at(path: Path, options: ReadOptions) -> Found:
    (found,) = find([str(path)], options)
    assert isinstance(found, Found)
    return found


@settings(max_examples=60)
@given(
    st.lists(st.tuples(written | st.just("正文"), written | st.none(), written | st.none()), max_size=8),
    st.sampled_from([pa.string(), pa.large_string(), pa.binary()]),
    st.sampled_from([{}, {"id_column": "nothing"}, {"max_bytes": 20}, {"text_column": "title"}]),
    st.integers(1, 4),
)
def test_columns_give_what_rows_give(
    rows: list[tuple[str, str | None, str | None]], kind: pa.DataType, asked: dict[str, Any], size: int
) -> None:
    options = ReadOptions(**asked)
    texts, ids, titles = zip(*rows, strict=True) if rows else ((), (), ())
    encoded = [text.encode() for text in texts] if kind == pa.binary() else list(texts)
    table = pa.table({"text": pa.array(encoded, kind), "id": pa.array(ids, pa.string()),
                      "title": pa.array(titles, pa.large_string())})  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "some.parquet")
        pq.write_table(table, path)
        found = found_at(path, options)
        before, parquetfile.MAX_BATCH_ROWS = parquetfile.MAX_BATCH_ROWS, size
        try:
            assert columns(found, options)[0] == one(found, options)
        finally:
            parquetfile.MAX_BATCH_ROWS = before


@pytest.mark.parametrize(
    ("ids", "whole"),
    [
        (pa.array([7, None, 7]), True),
        (pa.array(["a", "", "a"]), True),
        (pa.array([1.0, 2.5, None]), False),
        (pa.array([True, False, None]), False),
        (pa.array(["a", "b", "a"]).dictionary_encode(), False),
    ],
)
def test_ids_of_any_type(tmp_path: Path, ids: pa.Array, whole: bool) -> None:
    options, path = ReadOptions(), tmp_path / "ids.parquet"
    pq.write_table(pa.table({"id": ids, "text": ["甲", "乙", "丙"]}), path)
    found = found_at(path, options)
    items, batches = columns(found, options)
    assert items == one(found, options)
    assert batches == whole


def test_a_text_that_is_no_utf8_goes_by_itself(tmp_path: Path) -> None:
    options, path = ReadOptions(), tmp_path / "bytes.parquet"
    texts = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(bytes([0, 0, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0])), pa.py_buffer(b"abc\xff\xfe")]
    )
    pq.write_table(pa.table({"text": texts}), path)
    found = found_at(path, options)
    items, batches = columns(found, options)
    assert (items, batches) == (one(found, options), 0)
    assert [item[0] for item in items] == ["article", "reject"]


def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options, path = ReadOptions(), tmp_path / "broken.parquet"
    texts = [f"第{number}篇" * 400 for number in range(600)]
    pq.write_table(pa.table({"text": texts}), path, row_group_size=100, compression="none", use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = b"\xff" * 4000
    path.write_bytes(data)
    monkeypatch.setattr(parquetfile, "MAX_BATCH_ROWS", 50)
    found = found_at(path, options)
    items, _ = columns(found, options)
    assert items == one(found, options)


def test_the_rest_of_a_batch(tmp_path: Path) -> None:
    options, path = ReadOptions(), tmp_path / "rest.parquet"
    pq.write_table(pa.table({"text": ["甲", "乙", "丙"], "title": ["一", None, "三"]}), path)
    (batch,) = article_items(found_at(path, options), options, ArticleMaker(options))
    assert isinstance(batch, ArticleBatch)
    rest = batch.since(1)
    assert (len(rest), rest.texts.to_pylist(), rest.titles.to_pylist()) == (2, ["乙", "丙"], [None, "三"])
    assert rest.ids == batch.ids[1:]

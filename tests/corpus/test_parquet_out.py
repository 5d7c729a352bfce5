"""Parquet out: fixed columns, and the users' own of whatever type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import ParquetWriter, parquet_out
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

FIXED = {"id": "string", "n": "int32"}


def test_fixed_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with ParquetWriter(path, FIXED) as writer:
        writer.write({"id": "甲", "n": 1})
        writer.write({"id": None})
        writer.write_columns({"n": np.array([7, 8], np.int32), "id": ["x", "y"]})
    table = pq.read_table(path)
    assert table.schema.equals(pa.schema([("id", pa.string()), ("n", pa.int32())]))
    assert table.to_pylist() == [
        {"id": "甲", "n": 1},
        {"id": None, "n": None},
        {"id": "x", "n": 7},
        {"id": "y", "n": 8},
    ]
    assert writer.rows == 4
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.parquet"]


def test_no_rows_are_a_table_all_the_same(tmp_path: Path) -> None:
    with ParquetWriter(tmp_path / "a.parquet", FIXED, extras=True):
        pass
    assert pq.read_table(tmp_path / "a.parquet").schema.names == ["id", "n"]


columns = st.dictionaries(
    st.sampled_from(["a", "b", "tag 1"]),
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.lists(st.integers(), max_size=2),
    max_size=3,
)


@given(rows=st.lists(columns, max_size=12), batch=st.integers(1, 4))
def test_whatever_comes_later_nothing_is_lost(rows: list[dict[str, object]], batch: int, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_out, "BATCH_ROWS", batch)
        with ParquetWriter(path, {"no": "int64"}, extras=True) as writer:
            for number, row in enumerate(rows):
                writer.write({"no": number, **row})
    table = pq.read_table(path)
    assert table.column("no").to_pylist() == list(range(len(rows)))
    for name in {name for row in rows for name in row}:
        is_text = pa.types.is_string(table.schema.field(name).type)
        for row, value in zip(rows, table.column(name).to_pylist(), strict=True):
            expected = row.get(name)
            if is_text and expected is not None and not isinstance(expected, str):
                assert json.loads(value) == expected
            else:
                assert value == expected
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.parquet"]


def written(rows: list[dict[str, object]], folder: Path, **limits: int) -> pa.Table:
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in limits.items():
            patch.setattr(parquet_out, name, limit)
        with ParquetWriter(folder / "a.parquet", {"no": "int64"}, extras=True) as writer:
            for number, row in enumerate(rows):
                writer.write({"no": number, **row})
    return pq.read_table(folder / "a.parquet")


numbers_and_names = st.dictionaries(
    st.sampled_from(["a", "b", "c", "own.more"]),
    st.sampled_from(
        [None, True, 0, 1, 1.0, -0.0, 0.5, 2**53, 2.0**53, 2**60, 2.0**60, float("nan"), float("inf"), "x"]
    ),
    max_size=4,
)


@given(rows=st.lists(numbers_and_names, max_size=8), batch=st.integers(1, 4), limit=st.integers(1, 4))
def test_where_a_batch_ends_changes_nothing(
    rows: list[dict[str, object]], batch: int, limit: int, tmp_path: Path
) -> None:
    whole = written(rows, tmp_path, MAX_OWN_COLUMNS=limit)
    parts = written(rows, tmp_path, MAX_OWN_COLUMNS=limit, BATCH_ROWS=batch)
    assert parts.schema.equals(whole.schema)
    assert repr(parts.to_pylist()) == repr(whole.to_pylist())  # text: NaN is not equal to itself


def test_whole_numbers_are_spelt_alike_across_batches(tmp_path: Path) -> None:
    rows = [{"n": 1 if number % 2 else 0.5} for number in range(9)] + [{"n": "x"}]
    assert written(rows, tmp_path, BATCH_ROWS=4).column("n").to_pylist() == ["0.5", "1"] * 4 + ["0.5", "x"]


def test_columns_beyond_the_limit_share_one(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{f"k{number}": number, "always": True} for number in range(7)]
    table = written(rows, tmp_path, MAX_OWN_COLUMNS=3, BATCH_ROWS=2)
    assert table.schema.names == ["no", "k0", "always", "k1", "own.more"]
    assert table.column("own.more").to_pylist() == [None, None, *(json.dumps({f"k{n}": n}) for n in range(2, 7))]
    assert table.column("always").to_pylist() == [True] * 7


def test_a_column_of_the_users_that_is_called_like_the_shared_one(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"own.more": 1}, {"b": 2}, {"own.more": 3, "own.own.more": 4}]
    table = written(rows, tmp_path, MAX_OWN_COLUMNS=1)
    assert table.drop_columns("no").to_pydict() == {
        "own.more": [1, None, 3],
        "own.own.more": [None, '{"b": 2}', '{"own.own.more": 4}'],
    }


def test_types_are_kept_where_they_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with ParquetWriter(path, {}, extras=True) as writer:
        writer.write({"i": 1, "f": 1, "b": True, "t": "x", "big": 2**60, "none": None, "mix": 1, "l": [1]})
        writer.write({"i": 2, "f": 0.5, "b": None, "t": None, "big": 1, "none": None, "mix": "1", "l": None})
    types = {field.name: str(field.type) for field in pq.read_schema(path)}
    assert types == {
        "i": "int64",
        "f": "double",
        "b": "bool",
        "t": "string",
        "big": "int64",
        "none": "string",
        "mix": "string",
        "l": "string",
    }


def test_long_articles_are_written_before_the_batch_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_out, "BATCH_CHARACTERS", 100)
    with ParquetWriter(tmp_path / "a.parquet", {"t": "string"}) as writer:
        for _ in range(10):
            writer.write({"t": "字" * 60})
    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 5


def test_the_row_may_be_changed_after_it_was_written(tmp_path: Path) -> None:
    row = {"id": "a"}
    with ParquetWriter(tmp_path / "a.parquet", {"id": "string"}) as writer:
        writer.write(row)
        row["id"] = "b"
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [{"id": "a"}]


def test_what_does_not_fit_is_an_error(tmp_path: Path) -> None:
    writer = ParquetWriter(tmp_path / "a.parquet", FIXED)
    with pytest.raises(OutputError, match=r"\['other'\]"):
        writer.write({"id": "a", "other": 1})
    with pytest.raises(OutputError, match="lone surrogate"):
        writer.write({"id": "\ud800"})
    with pytest.raises(OutputError, match="do not match"):
        writer.write_columns({"id": ["a"]})
    with pytest.raises(OutputError, match="column 'n'"):
        writer.write_columns({"id": ["a"], "n": ["many"]})
    writer.abandon()


def test_an_error_leaves_no_complete_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    writer = ParquetWriter(path, FIXED)
    writer.__enter__().write_columns({"id": ["a"], "n": [1]})
    writer.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not path.exists()

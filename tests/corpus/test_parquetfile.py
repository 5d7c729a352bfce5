"""Parquet in: types, damage, and columns that Python cannot hold as they are."""

from __future__ import annotations

import datetime
import errno
import gzip
import io
import tempfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.corpus import parquetvalues
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome


def test_records_and_extras(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "doc_id": pa.array([11, 12, None]),
            "content": pa.array(["甲。", None, "丙。"], pa.large_string()),
            "when": pa.array([datetime.date(2024, 2, 3)] * 3),
            "stamp": pa.array([1, 2, 3], pa.timestamp("ns")),
            "tags": pa.array([["x"], [], None]),
            "blob": pa.array([b"\xff\x00"] * 3),
        }
    )
    pq.write_table(table, path)
    got = outcome(path)
    assert [(a.id, a.record, a.text, a.encoding) for a in got.articles] == [
        ("11", 1, "甲。", None),
        (f"{path}#3", 3, "丙。", None),
    ]
    assert got.reasons == [(2, "column 'content' is null")]
    assert got.articles[0].extra == {
        "when": "2024-02-03",
        "stamp": "1970-01-01 00:00:00.000000001",
        "tags": ["x"],
        "blob": "/wA=",
    }


def test_text_in_dictionaries_and_bytes(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    for name, column in (
        ("dict", pa.array(["甲。", "乙。", "甲。"]).dictionary_encode()),
        ("bytes", pa.array(["甲。".encode(), "乙。".encode(), "甲。".encode()])),
    ):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({"text": column}), path)
        assert outcome(path).texts == ["甲。", "乙。", "甲。"]


def test_strings_that_are_no_utf_8_cost_their_record(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    bad = pa.array([b"good.", b"\xff\xfe", b"fine."]).view(pa.binary())
    column = pa.StringArray.from_buffers(len(bad), bad.buffers()[1], bad.buffers()[2])
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": column}), path)
    got = outcome(path)
    assert got.texts == ["good.", "fine."]
    assert got.reasons == [(2, "column 'text' holds bytes that are no UTF-8")]


def test_numbers_are_no_text(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": [1, 2]}), path)
    assert outcome(path).reasons == [(n, "column 'text' holds a number, not text") for n in (1, 2)]


def test_compressed_and_piped(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    plain = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["甲。"]}), plain)
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert outcome(packed).texts == ["甲。"]
    assert outcome(plain.read_bytes()).texts == ["甲。"]


def test_what_is_no_parquet_and_what_is_cut_off(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    whole = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"text": ["甲。"] * 50}), whole)
    for name, data in (("text", b"just text"), ("cut", whole.read_bytes()[:-20]), ("empty", b"")):
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(data)
        assert outcome(path).reasons[0][1].startswith("not a valid Parquet file: ")
    path.write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    assert len(outcome(path).rejects) == 1


def test_damage_in_the_middle_keeps_what_came_before(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.parquet"
    with pq.ParquetWriter(path, pa.schema([("text", pa.string())]), compression="zstd") as writer:
        for start in range(3):
            writer.write_table(pa.table({"text": [f"{start}-{n}。" for n in range(2000)]}))
    third = pq.ParquetFile(path).metadata.row_group(2).column(0)
    data = bytearray(path.read_bytes())
    begin = third.dictionary_page_offset or third.data_page_offset
    data[begin : begin + third.total_compressed_size] = b"\xee" * third.total_compressed_size
    path.write_bytes(bytes(data))
    got = outcome(path)
    assert len(got.articles) >= 3000
    assert [record for record, _ in got.reasons] == [None]


def test_a_file_without_a_text_column_is_one_reject(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1, 2], "summary": ["a", "b"]}), path)
    got = outcome(path)
    assert len(got.rejects) == 1
    assert "the columns are 'id', 'summary'" in got.rejects[0].reason


def broken_strings() -> pa.Array:
    """Return one good string and one that is not valid UTF-8."""
    bad = pa.array([b"good", b"\xff\xfe"]).view(pa.binary())
    return pa.StringArray.from_buffers(len(bad), bad.buffers()[1], bad.buffers()[2])


ODD = {
    "year 10183": (pa.array([0, 3_000_000], pa.date32()), ["1970-01-01", "10183-09-21"]),
    "far day": (pa.array([0, 10**17], pa.date64()), ["1970-01-01", "1157407407 days since 1970-01-01"]),
    "far time": (
        pa.array([0, 10**15], pa.timestamp("ms")),
        ["1970-01-01T00:00:00", "1000000000000000 ms since 1970-01-01"],
    ),
    "long": (pa.array([1000, 2**62], pa.duration("ms")), ["0:00:01", "4611686018427387904 ms"]),
    "nowhere": (pa.array([0, None], pa.timestamp("ms", "Mars/Phobos")), ["1970-01-01 00:00:00.000Z", None]),
    "list of ns": (
        pa.array([[1], None], pa.list_(pa.timestamp("ns"))),
        [["1970-01-01 00:00:00.000000001"], None],
    ),
    "struct of ns": (
        pa.array([{"a": 1, "b": 2}, None], pa.struct([("a", pa.time64("ns")), ("b", pa.duration("ns"))])),
        [{"a": "00:00:00.000000001", "b": 2}, None],
    ),
    "map of ns": (
        pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.timestamp("ns"))),
        [[["k", "1970-01-01 00:00:00.000000001"]], []],
    ),
    "list of bytes": (pa.ListArray.from_arrays([0, 1, 2], broken_strings()), [["good"], ["//4="]]),
    "twice": (
        pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"]),
        [{"a": 1, "a.2": 3}, {"a": 2, "a.2": 4}],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_value_of_a_carried_column_costs_nothing(
    name: str, tmp_path: Path, outcome: Callable[..., Outcome]
) -> None:
    column, expected = ODD[name]
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["甲。", "乙。"], "own": column}), path)
    got = outcome(path)
    assert got.rejects == []
    assert [article.extra["own"] for article in got.articles] == expected


def test_dictionaries_of_strings_that_are_no_utf_8() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([1, 0, None], pa.int8()), broken_strings())
    assert parquetvalues.python_values(column) == [b"\xff\xfe", "good", None]


def test_a_column_that_cannot_be_read_is_named(
    tmp_path: Path, outcome: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(column: pa.Array) -> list[object]:
        raise RuntimeError("no such type yet")

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["甲。"]}), path)
    monkeypatch.setattr(parquetvalues, "python_values", fail)
    assert outcome(path).reasons == [(None, "column 'text' of type string cannot be read: no such type yet")]


class _FullDisk(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_of_ours_is_no_fault_of_the_input(
    tmp_path: Path, outcome: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["甲。"]}), plain)
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    monkeypatch.setattr(tempfile, "TemporaryFile", _FullDisk)
    with pytest.raises(OutputError, match="No space left on device; free some space, or name a folder"):
        outcome(packed)
    assert outcome(plain).texts == ["甲。"]  # which needs no copy


def test_a_compressed_file_that_is_cut_off_is_the_fault_of_the_input(
    tmp_path: Path, outcome: Callable[..., Outcome]
) -> None:
    plain = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["甲。"]}), plain)
    packed = tmp_path / "b.parquet.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes())[:-20])
    assert outcome(packed).reasons == [(None, "the compressed data is truncated: the end of the file is missing")]

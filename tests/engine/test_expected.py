"""How many records are told before they are read."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.corpus import ReadOptions
from toolkit.engine.expected import LOOK_BYTES, LOOKS, expected_records


def told(*paths: Path) -> int | None:
    return expected_records([str(path) for path in paths], ReadOptions())


def jsonl(path: Path, count: int) -> Path:
    path.write_text(
        "".join(json.dumps({"id": k, "text": "河" * (k % 50)}) + "\n" for k in range(count)), encoding="utf-8"
    )
    return path


def test_parquet_says_it_and_a_file_of_text_is_one(tmp_path: Path) -> None:
    for name in ("x", "y"):
        pq.write_table(pa.table({"text": ["甲"] * 5}), tmp_path / f"{name}.parquet")
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>a</p>"))
    assert told(tmp_path) == 12
    assert told(tmp_path, tmp_path / "not there") == 12
    (tmp_path / "z.parquet").write_bytes(b"PAR1 no more")
    assert told(tmp_path) is None


def test_json_lines_are_told_by_their_length(tmp_path: Path) -> None:
    assert told(jsonl(tmp_path / "few.jsonl", 7)) == 7
    many = jsonl(tmp_path / "many.jsonl", 20_000)
    assert many.stat().st_size > LOOKS * LOOK_BYTES
    assert abs((told(many) or 0) - 20_000) < 1000
    (tmp_path / "long.jsonl").write_bytes(b" " * (LOOKS * LOOK_BYTES + 1))
    assert told(tmp_path / "long.jsonl") is None


def test_what_only_reading_can_tell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n甲\n", encoding="utf-8")
    assert told(tmp_path / "a.csv") is None
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"{}"))
    assert told(tmp_path / "a.jsonl.gz") is None
    assert expected_records(["-"], ReadOptions()) is None


def test_a_pipe_is_not_read_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert not told(tmp_path / "pipe.jsonl")

"""JSON Lines out, and rows that carry the user's columns along."""

from __future__ import annotations

import errno
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import JsonlWriter, with_own
from toolkit.corpus.writers import encode_json, writing
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

rows = st.dictionaries(
    st.text(max_size=4),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)


@given(rows)
def test_a_row_is_one_line_and_comes_back(row: dict[str, object]) -> None:
    line = encode_json(row)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line) == row


def test_what_json_has_no_number_for_is_null() -> None:
    row = {"a": float("nan"), "b": [float("inf"), {"c": float("-inf")}], "d": 1.5}
    assert json.loads(encode_json(row)) == {"a": None, "b": [None, {"c": None}], "d": 1.5}


@pytest.mark.parametrize("row", [{"id": "x", "t": "\ud800"}, {"t": [{"\udfff": 1}]}, {"\ud800": 1}])
def test_lone_surrogates_are_refused_before_anything_is_written(row: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with JsonlWriter(path) as writer:
        writer.write({"a": 1})
        with pytest.raises(OutputError, match="lone surrogate"):
            writer.write(row)
        writer.write({"a": 2})
    assert writer.rows == 2
    assert path.read_text() == '{"a": 1}\n{"a": 2}\n'


@given(rows, rows)
def test_own_columns_never_hide_ours(ours: dict[str, object], own: dict[str, object]) -> None:
    row = with_own(ours, own)
    assert len(row) == len(ours) + len(own)
    assert {name: row[name] for name in ours} == ours
    assert list(row.values())[len(ours) :] == list(own.values())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space is left on the device"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_failures_of_the_system_say_what_to_do(number: int, words: str) -> None:
    import os

    with pytest.raises(OutputError, match=f"cannot write out/a: .*{words}"), writing("out/a"):
        raise OSError(number, os.strerror(number))


@pytest.mark.skipif("not __import__('os').path.exists('/dev/full')", reason="needs /dev/full")
def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.symlink_to("/dev/full")
    with pytest.raises(OutputError, match="no space is left"), JsonlWriter(path) as writer:
        writer.write({"text": "x" * 100_000})

"""JSON arrays and sequences, cut into elements without being held whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.failures import BrokenInputError
from toolkit.corpus.jsonfile import ElementScanner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def scan(data: bytes, step: int, limit: int = 2**20) -> list[bytes | None]:
    return list(ElementScanner(limit).elements(data[at : at + step] for at in range(0, len(data), step)))


@given(st.lists(values, max_size=5), st.sampled_from([None, 1]), st.integers(1, 9), st.booleans())
def test_the_elements_of_an_array(items: list[object], indent: int | None, step: int, escape: bool) -> None:
    data = json.dumps(items, indent=indent, ensure_ascii=escape).encode()
    assert [json.loads(element) for element in scan(data, step) if element is not None] == items


@given(st.lists(st.dictionaries(st.text(max_size=5), values), min_size=1, max_size=5), st.integers(1, 9))
def test_a_sequence_of_objects(items: list[object], step: int) -> None:
    data = " \n".join(json.dumps(item) for item in items).encode()
    assert [json.loads(element) for element in scan(data, step) if element is not None] == items


def test_an_element_above_the_limit_is_skipped() -> None:
    data = json.dumps([{"a": 1}, {"b": "x" * 50}, {"c": 2}]).encode()
    assert scan(data, 7, limit=20) == [b'{"a": 1}', None, b'{"c": 2}']


@pytest.mark.parametrize("data", [b'[{"a": 1}', b'[{"a": 1}, {"b"', b'[{"a": "x', b'{"a": [1, 2', b"[1, 2"])
def test_ending_early_is_named(data: bytes) -> None:
    with pytest.raises(BrokenInputError, match="the file ends inside"):
        scan(data, 3)


def test_going_on_after_the_array_is_named() -> None:
    with pytest.raises(BrokenInputError, match="goes on after the end"):
        scan(b'[{"a": 1}] {"b": 2}', 3)
    assert scan(b' [{"a": 1}] \n\n', 3) == [b'{"a": 1}']


@given(st.binary(max_size=80), st.integers(1, 9))
def test_any_bytes_are_cut_or_refused_alike_in_any_pieces(data: bytes, step: int) -> None:
    def attempt(size: int) -> list[bytes | None] | None:
        try:
            return scan(data, size)
        except BrokenInputError:
            return None

    assert attempt(step) == attempt(max(1, len(data)))


def test_an_array_and_a_broken_element(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '[{"id": "x", "text": "甲。"}, {"text": 乙}, {"text": "丙。", "n": [1, {"m": 2}]}, 7]', encoding="utf-8"
    )
    got = outcome(path)
    assert [(a.id, a.record, a.text) for a in got.articles] == [("x", 1, "甲。"), (f"{path}#3", 3, "丙。")]
    assert got.articles[1].extra == {"n": [1, {"m": 2}]}
    assert [record for record, _ in got.reasons] == [2, 4]


def test_a_truncated_array_keeps_what_came_before(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "甲。"}, {"text": "乙')
    got = outcome(path)
    assert got.texts == ["甲。"]
    assert got.reasons == [(None, "invalid JSON: the file ends inside an element")]


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16", "utf-8-sig"])
def test_other_encodings(encoding: str, traditional: str, tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.json"
    texts = [traditional[at : at + 50] for at in range(0, 400, 50)]
    path.write_bytes(json.dumps([{"text": text} for text in texts], ensure_ascii=False).encode(encoding))
    assert outcome(path).texts == texts


@pytest.mark.parametrize("content", ["[]", "", "  \n", "[ ]"])
def test_files_without_a_record_are_named(content: str, tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    got = outcome(path)
    assert len(got.rejects) == 1
    assert "holds no JSON object" in got.rejects[0].reason or "empty" in got.rejects[0].reason

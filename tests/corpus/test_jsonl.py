"""JSON Lines: one record a line, whatever its neighbours hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.jsonl import parse_object

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome


def test_records_are_lines_and_blank_lines_none(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "甲。"}\r\n\n  \n{"text": "乙。"}', encoding="utf-8")
    got = outcome(path)
    assert [(a.record, a.text, a.id) for a in got.articles] == [(1, "甲。", f"{path}#1"), (4, "乙。", f"{path}#4")]
    assert got.rejects == []


def test_a_broken_line_costs_one_record(outcome: Callable[..., Outcome]) -> None:
    lines = [
        b'{"text": "one."}',
        b'{"text": "two."',
        b'["three."]',
        b'"four."',
        b"5",
        b"null",
        b'{"text": "\xff\xfe six \xff\xff\xff"}',
        b"[" * 100_000,
        b'{"text": "nine.", "n": ' + b"9" * 5000 + b"}",
        b'{"text": "ten."}',
    ]
    got = outcome(b"\n".join(lines))
    assert got.texts == ["one.", "ten."]
    reasons = dict(got.reasons)
    assert list(reasons) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert reasons[2].startswith("invalid JSON: Expecting ',' delimiter")
    assert reasons[3] == "a list, not a JSON object"
    assert reasons[6] == "null, not a JSON object"
    assert "not known" in reasons[7]
    assert "nested too deeply" in reasons[8]
    assert "4,300 digits" in reasons[9]


def test_a_line_above_the_limit_is_named_and_skipped(outcome: Callable[..., Outcome]) -> None:
    long = b'{"text": "' + b"x" * 5000 + b'"}'
    got = outcome(b'{"text": "a."}\n' + long + b'\n{"text": "b."}\n', max_bytes=1000)
    assert got.texts == ["a.", "b."]
    assert got.reasons == [(2, "the line is larger than 1000 B; raise the limit with --max-bytes")]


def test_fifty_megabytes_on_one_line(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "a."}\n{"text": "')
        for _ in range(50):
            file.write(b"x" * 10**6)
        file.write(b'"}\n{"text": "b."}\n')
    got = outcome(path)
    assert got.texts == ["a.", "b."]
    assert got.reasons == [(2, "the line is larger than 10.0 MiB; raise the limit with --max-bytes")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5", "utf-16", "utf-32", "utf-16-be"])
def test_other_encodings(encoding: str, traditional: str, outcome: Callable[..., Outcome]) -> None:
    rows = [{"id": n, "text": traditional[n * 40 : n * 40 + 40]} for n in range(8)]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode(encoding)
    got = outcome(data, stdin_format="jsonl")
    assert got.texts == [row["text"] for row in rows]
    assert got.rejects == []


def test_parts_of_different_encodings_in_one_file(simplified: str, outcome: Callable[..., Outcome]) -> None:
    texts = [simplified[at : at + 30] for at in range(0, 240, 30)]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    data = b"\n".join(line.encode("gbk" if n % 2 else "utf-8") for n, line in enumerate(lines))
    got = outcome(data)
    assert got.texts == texts
    assert [article.encoding for article in got.articles] == ["utf-8", "gb18030"] * 4


def test_lone_surrogates_are_named_by_column(outcome: Callable[..., Outcome]) -> None:
    lines = [
        r'{"text": "a \ud800 b"}',
        r'{"text": "good: \ud83d\ude00"}',
        r'{"text": "a.", "tags": [{"\udc00": 1}]}',
        r'{"text": "a.", "title": "\udfff"}',
    ]
    got = outcome("\n".join(lines).encode())
    assert got.texts == ["good: 😀"]
    assert [record for record, _ in got.reasons] == [1, 3, 4]
    assert "column 'text' holds a lone surrogate (U+D800 at character 2)" in got.reasons[0][1]
    assert "'tags'" in got.reasons[1][1]
    assert "'title'" in got.reasons[2][1]


def test_old_macintosh_line_ends(outcome: Callable[..., Outcome]) -> None:
    got = outcome(b'{"text": "a."}\r{"text": "b."}\r', stdin_format="jsonl")
    assert got.texts == ["a.", "b."]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.text() | json_values.map(json.dumps))
def test_parsing_is_that_of_json_or_a_reason(text: str) -> None:
    got = parse_object(text)
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    if isinstance(expected, dict):
        assert got == expected
    else:
        assert isinstance(got, str)
        assert got


def test_a_name_that_stands_twice(outcome: Callable[..., Outcome]) -> None:
    lines = [
        '{"text": "甲。", "text": "乙。"}',
        '{"text": "丙。", "own": {"a": 1, "b": 2, "a": true}}',
        '{"text": "丁。", "tag": [1, {"x": NaN}], "tag": [1, {"x": NaN}], "text": "丁。"}',
    ]
    got = outcome("\n".join(lines).encode(), stdin_format="jsonl")
    assert got.texts == ["丁。"]
    assert got.reasons == [
        (1, "invalid JSON: 'text' stands twice in one object, with different values"),
        (2, "invalid JSON: 'a' stands twice in one object, with different values"),
    ]


def test_a_number_of_thousands_of_digits_and_one_beyond_floats(outcome: Callable[..., Outcome]) -> None:
    lines = [f'{{"text": "甲。", "n": {"7" * 5000}}}', '{"text": "乙。", "id": 1e400}', '{"text": "丙。", "id": 2.0}']
    got = outcome("\n".join(lines).encode(), stdin_format="jsonl")
    assert got.reasons == [(1, "a number of more than 4,300 digits; write it as a string to keep it")]
    assert [article.id for article in got.articles] == ["-#2", "2"]

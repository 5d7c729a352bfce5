"""CSV and TSV, held against Python's `csv` in its strict mode."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import ReadOptions
from toolkit.corpus.csvfile import DELIMITERS, RecordParser, find_header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Outcome

cells = st.text(st.sampled_from('ab,;"\n\r 文'), max_size=6)


def parse(record: str, delimiter: str = ",") -> list[str] | None:
    """Return the fields of one whole record, or None when it is broken or not one record."""
    parser = RecordParser(delimiter)
    lines = [line + "\n" for line in record.split("\n")[:-1]]
    try:
        states = [parser.feed(line) for line in lines]
    except ValueError:
        return None
    return parser.fields if states == [False] * (len(states) - 1) + [True] else None


@given(st.lists(cells, min_size=2, max_size=5), st.sampled_from(DELIMITERS))
def test_what_csv_writes_is_read_back(fields: list[str], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow(fields)
    assert parse(out.getvalue(), delimiter) == fields


@given(st.text(st.sampled_from('ab,"\n 文'), min_size=1, max_size=25).map(lambda text: text.strip("\n") + "\n"))
def test_records_are_those_of_strict_csv(record: str) -> None:
    try:
        expected = list(csv.reader(io.StringIO(record, newline=""), strict=True))
    except csv.Error:
        expected = []
    got = parse(record)
    if record == "\n":
        assert got == [""]
    elif got is not None:
        assert expected == [got]
    else:
        assert len(expected) != 1


def read_csv(outcome: Callable[..., Outcome], text: str, **options: object) -> Outcome:
    return outcome(text.encode(), **{"stdin_format": "csv", **options})


def test_columns_and_multi_line_fields(outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, 'ID,標題,內容,tag\r\n7,"甲,乙","一。\n二說""好""。\n",x\r\n\r\n8,丙,三。,\r\n')
    assert [(a.id, a.title, a.text, a.record, dict(a.extra)) for a in got.articles] == [
        ("7", "甲,乙", '一。\n二說"好"。\n', 1, {"tag": "x"}),
        ("8", "丙", "三。", 2, {"tag": ""}),
    ]


def test_a_quote_left_open_costs_its_record_only(outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, 'id,text\n1,"open。\n2,two。\n3,three。\n4,"four。"\n5,five。\n')
    assert [a.id for a in got.articles] == ["2", "3", "4", "5"]
    assert [record for record, _ in got.reasons] == [1]
    assert got.reasons[0][1].startswith("line 2: ")


def test_a_quote_left_open_to_the_end(outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, 'id,text\n1,one。\n2,"open。\n3,three。\n')
    assert [a.id for a in got.articles] == ["1", "3"]
    assert got.reasons == [(2, "line 3: a quote opens here and is never closed")]


def test_a_quote_left_open_is_not_followed_beyond_the_limit(outcome: Callable[..., Outcome]) -> None:
    rows = "".join(f"{n},row。\n" for n in range(100))
    got = read_csv(outcome, f'id,text\nx,"open。\n{rows}', max_bytes=200)
    assert len(got.articles) == 100
    assert "--max-bytes" in got.reasons[0][1]


def test_wrong_numbers_of_fields_are_named(outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, "id,text\n1,a,b\n2\n3,c。\n")
    assert got.texts == ["c。"]
    assert got.reasons == [
        (1, "line 2: 3 fields where the header has 2"),
        (2, "line 3: 1 fields where the header has 2"),
    ]


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    line = delimiter.join(["a b", "Text", "c"]) + "\r\n"
    assert find_header(line, ReadOptions(), DELIMITERS) == (delimiter, ["a b", "Text", "c"])


def test_a_delimiter_that_gives_the_wanted_column_wins() -> None:
    assert find_header("id;a,b,c;說明\n", ReadOptions(text_column="說明"), DELIMITERS)[0] == ";"


def test_a_wrong_column_names_those_that_exist(outcome: Callable[..., Outcome]) -> None:
    by_option = "name the one with the article by --text-column"
    got = read_csv(outcome, "id,summary\n1,a\n2,b\n")
    assert got.reasons == [
        (None, "no column holds the article's text: the columns are 'id', 'summary'; " + by_option),
    ]
    assert read_csv(outcome, "id,summary\n1,a。\n", text_column="Summary").texts == ["a。"]
    assert "no column 'x' (--id-column)" in read_csv(outcome, "id,text\n1,a。\n", id_column="x").reasons[0][1]


@pytest.mark.parametrize("text", ["", "\n\n", "id,text", 'id,"text\n1,a\n'])
def test_files_without_records(text: str, outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, text)
    assert got.articles == []
    assert len(got.rejects) == (0 if text == "id,text" else 1)


def test_repeated_and_empty_column_names_lose_nothing(outcome: Callable[..., Outcome]) -> None:
    got = read_csv(outcome, "text,tag,tag,\na。,x,y,z\n")
    assert got.articles[0].extra == {"tag": "x", "tag.2": "y", "column 4": "z"}


def test_tabs_with_quotes_that_mean_themselves(tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('id\ttext\n1\t"他說"好。\n2\t"quoted\ttab。"\n3\t"two\nlines。"\n', encoding="utf-8")
    assert outcome(path).texts == ['"他說"好。', "quoted\ttab。", "two\nlines。"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "big5", "utf-16"])
def test_other_encodings(encoding: str, traditional: str, tmp_path: Path, outcome: Callable[..., Outcome]) -> None:
    path = tmp_path / "a.csv"
    texts = [traditional[at : at + 50] + "\n許" for at in range(0, 400, 50)]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["編號", "正文"])
        writer.writerows(enumerate(texts))
    got = outcome(path)
    assert got.texts == texts
    assert [article.id for article in got.articles] == [str(n) for n in range(len(texts))]


@given(st.text(st.sampled_from('ab,"\n文'), max_size=80))
def test_every_line_after_the_header_is_accounted_for(body: str) -> None:
    from toolkit.corpus.csvfile import read_csv as read_rows

    rows = list(read_rows(io.BytesIO(f"text\n{body}".encode()), ReadOptions()))
    records = [row.record for row in rows]
    assert records == list(range(1, len(rows) + 1))

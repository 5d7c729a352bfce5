"""Which truth is which article's, and what is said when none is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from toolkit.errors import InputError, UsageError
from toolkit.evaluate.inputs import Found, match, read_run, read_truth


def truth(*ids: str, **more: object) -> list[dict[str, object]]:
    return [{"id": name, **more} for name in ids]


def test_ids_match_as_they_are_or_without_the_folders_in_front() -> None:
    rows = truth("farm/01.txt", "record-7")
    matched = match([Found("corpus/farm/01.txt", ""), Found("record-7", "")], rows)
    assert [(found.id, row["id"]) for found, row in matched.pairs] == [
        ("corpus/farm/01.txt", "farm/01.txt"),
        ("record-7", "record-7"),
    ]
    assert matched.unknown == matched.missing == []


def test_paths_of_windows_match_too() -> None:
    assert match([Found("C:\\corpus\\farm\\01.txt", "")], truth("farm/01.txt")).missing == []


def test_file_and_record_match_where_ids_do_not() -> None:
    rows = [{"id": "mine", "file": "farm/a.jsonl", "record": 2}, {"id": "other", "file": "farm/a.jsonl", "record": 3}]
    matched = match([Found("x/farm/a.jsonl#2", "", source="x/farm/a.jsonl", record=2)], rows)
    assert [row["id"] for _, row in matched.pairs] == ["mine"]
    assert matched.missing == ["other"]


def test_the_longest_match_is_taken() -> None:
    matched = match([Found("c/a/01.txt", ""), Found("c/b/01.txt", "")], truth("a/01.txt", "b/01.txt", "01.txt"))
    assert [row["id"] for _, row in matched.pairs] == ["a/01.txt", "b/01.txt"]
    assert matched.missing == ["01.txt"]


def test_two_articles_with_one_truth_are_refused() -> None:
    with pytest.raises(UsageError, match=r"'x/a\.txt' and 'y/a\.txt' of the run are both 'a\.txt'"):
        match([Found("x/a.txt", ""), Found("y/a.txt", "")], truth("a.txt"))


def test_no_match_at_all_says_what_is_there() -> None:
    with pytest.raises(UsageError, match=r"no article of the run is in the truth: the run has 'p' …, the truth 'q' …"):
        match([Found("p", "")], truth("q"))


def test_what_does_not_match_is_kept_apart() -> None:
    matched = match([Found("a", ""), Found("b", "")], truth("b", "c"))
    assert (matched.unknown, matched.missing) == (["a"], ["c"])


def test_tables_of_arrow_and_rows_are_the_same() -> None:
    rows = {
        "articles": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}],
        "clusters": [{"id": "a", "cluster": "1"}],
        "contacts": [{"id": "b", "kind": "qq", "value": "9"}],
    }
    found = read_run(rows)
    assert found == read_run({name: pa.Table.from_pylist(table) for name, table in rows.items()})
    assert [(f.cluster, f.contacts) for f in found] == [("1", []), (None, rows["contacts"])]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the truth is empty"),
        ([{"cluster": "x"}], "row 1: there is no id"),
        ([{"id": "a"}, {"id": "a"}], "row 2: the id 'a' stands there a second time"),
        ([{"id": "a", "sections": {}}], "row 1: sections is a list or null"),
    ],
)
def test_a_wrong_truth_is_named(rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_truth(rows)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text('{"id": "a"}\n\n[1]\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"truth\.jsonl:3: expected an object"):
        read_truth(path)
    path.write_text('{"id": "a"}\n{', encoding="utf-8")
    with pytest.raises(InputError, match=r"truth\.jsonl:2: not JSON"):
        read_truth(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_truth(tmp_path / "none.jsonl")


def test_a_run_that_is_none() -> None:
    with pytest.raises(UsageError, match="not int"):
        read_run(3)
    with pytest.raises(UsageError, match="need the columns id and text"):
        read_run({"articles": [{"id": "a"}]})
    with pytest.raises(InputError, match="holds no complete run"):
        read_run("no/such/folder")

"""Which truth is which article's, and what is said when none is."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import InputError, UsageError
from toolkit.evaluate import evaluate
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


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"sections": "abc"}, "sections is a list or null"),
        ({"sections": [1]}, "sections, number 1: expected an object"),
        ({"sections": [{}]}, "sections, number 1: start is a whole number"),
        ({"sections": [{"start": 0, "number": None}]}, "number is a list of whole numbers"),
        ({"sections": [{"start": 0, "number": [1], "kind": "section"}]}, "heading is a text"),
        ({"contacts": [{"kind": "qq", "value": "99900"}, 1]}, "contacts, number 2: expected an object"),
        ({"contacts": [{"kind": [1], "value": {}}]}, "contacts, number 1: kind is a text"),
        ({"copying": [1]}, "copying, number 1: expected a name, or an object with way"),
        ({"damage": [None]}, "damage, number 1: expected a name, or an object with kind"),
        ({"damage": [{"kind": [1]}]}, "damage, number 1: kind is a text"),
        ({"clean": 5}, "clean is a text or null"),
        ({"template": [1]}, "template is a text or null"),
        ({"cluster": [1]}, "cluster is a text or null"),
        ({"record": [1]}, "record is a number or null"),
        ({"derivation": 5}, "derivation is a list or null"),
    ],
)
def test_what_is_wrong_with_a_truth_is_said_with_file_and_line(
    tmp_path: Path, row: dict[str, object], message: str
) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text(json.dumps({"id": "a"}) + "\n\n" + json.dumps({"id": "b", **row}) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=message) as refused:
        read_truth(path)
    assert str(refused.value).startswith(f"{path}:3: ")
    with pytest.raises(UsageError, match=f"^truth, row 1: .*{message}|^truth, row 1: {message}"):
        read_truth([{"id": "b", **row}])


def test_a_truth_may_begin_with_a_byte_order_mark_and_may_not_be_endlessly_deep(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text('\ufeff{"id": "a"}\n', encoding="utf-8")
    assert read_truth(path) == [{"id": "a"}]
    path.write_text('{"id": "a", "x": ' + "[" * 100_000 + "]" * 100_000 + "}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"truth.jsonl:1: nested too deep"):
        read_truth(path)


def test_lines_of_a_match_that_are_none_are_named(tmp_path: Path) -> None:
    path = tmp_path / "matches.jsonl"
    for line, message in (('"spans": 3', "spans are pairs"), ('"spans": [["x"]]', "spans are pairs")):
        path.write_text(f'{{"id": "a", "template": "t", {line}}}\n', encoding="utf-8")
        with pytest.raises(UsageError, match=f"matches.jsonl:1: {message}"):
            read_run(path)
    path.write_text('{"id": "a", "template": 5}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"matches.jsonl:1: template is a name or null"):
        read_run(path)


def test_the_clusters_of_a_dedup_are_a_run_without_texts(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"command": "dedup"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"clusters.parquet cannot be read"):
        read_run(tmp_path)
    pq.write_table(pa.table({"id": ["a", "b"], "cluster": ["1", "1"]}), tmp_path / "clusters.parquet")
    assert [(found.id, found.cluster, found.told) for found in read_run(tmp_path)] == [
        ("a", "1", False),
        ("b", "1", False),
    ]
    rows = [{"id": "a", "cluster": "x", "text": "甲乙丙丁戊己"}, {"id": "b", "cluster": "x", "text": "甲乙丙丁戊己"}]
    found = evaluate(tmp_path, rows, resamples=0)
    assert found.value("duplicates", "B-cubed F1") == 1
    assert found.value("duplicates", "pair recall", "Jaccard 1") == 1
    assert {figure.room for figure in found.figures} == {"duplicates"}
    (tmp_path / "clusters.parquet").write_bytes(b"junk")
    with pytest.raises(InputError, match=r"clusters.parquet cannot be read"):
        read_run(tmp_path)

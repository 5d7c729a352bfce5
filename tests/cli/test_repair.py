"""`contentfarm repair` as a person meets it: texts, trees, explanations, checks, exit codes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path

import pytest

from toolkit.article import Edit, apply_edits, undo_edits
from toolkit.cli.main import run
from toolkit.repair import FIXERS

DAMAGED = "平臺&nbsp;的⼀\u200b個說明\r\n另一行：ÖÐÎÄÍøÒ³\n"
REPAIRED = "平臺 的一個說明\r\n另一行：中文网页\n"
CLEAN = "這一段沒有問題，什麼也不必改。\n"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "a file.txt"
    path.parent.mkdir()
    path.write_bytes(DAMAGED.encode())
    return path


@pytest.fixture
def tree(damaged: Path) -> Path:
    """A folder with damaged and clean articles in several formats."""
    folder = damaged.parent
    (folder / "sub").mkdir()
    (folder / "sub" / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (folder / "sub" / "packed.txt.gz").write_bytes(gzip.compress(DAMAGED.encode()))
    rows = [{"id": "x1", "text": "導&ldquo;語&rdquo;", "tag": 1}, {"id": "x2", "text": CLEAN, "tag": None}]
    (folder / "records.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "content", "more"], ["1", "甲&nbsp;乙", "&nbsp;"]])
    return folder


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


def test_one_text_is_printed_as_it_is(damaged: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["repair", str(damaged)]) == 0
    captured = capsysbinary.readouterr()
    assert captured.out.decode() == REPAIRED
    assert captured.err == b""
    assert damaged.read_bytes() == DAMAGED.encode()


@pytest.mark.parametrize("words", [[], ["-"]])
def test_standard_input_is_the_default(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    feed(monkeypatch, DAMAGED.encode("utf-8"))
    assert run(["repair", *words]) == 0
    assert capsysbinary.readouterr().out.decode() == REPAIRED


def test_several_articles_are_json_lines(tree: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["repair", str(tree)]) == 0
    rows = [json.loads(line) for line in capsysbinary.readouterr().out.decode().splitlines()]
    assert len(rows) == 6
    texts = {row["id"]: row["text"] for row in rows}
    assert texts["x1"] == "導“語”"
    assert next(row for row in rows if row["id"] == "x1")["tag"] == 1
    assert sum(row["n_edits"] == 0 for row in rows) == 2
    assert {row["script"] for row in rows} == {"hant", "mixed", "none"}
    assert {row["kit_level"] for row in rows} == {None}


def test_a_tree_is_written_in_its_own_formats(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    out = tmp_path / "out"
    assert run(["repair", str(tree), "-o", str(out), "--workers", "1"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "4 of 6 articles" in captured.err
    assert {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} == {
        str(p.relative_to(tree)) for p in before
    }
    assert (out / "a file.txt").read_bytes().decode() == REPAIRED
    assert gzip.decompress((out / "sub" / "packed.txt.gz").read_bytes()).decode() == REPAIRED
    assert (out / "sub" / "clean.txt").read_bytes() == (tree / "sub" / "clean.txt").read_bytes()
    assert json.loads((out / "records.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"] == "導“語”"
    with (out / "table.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == ["1", "甲 乙", "&nbsp;"]
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before


def test_files_of_other_kinds_are_counted_and_links_come_second(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "data.bin").write_bytes(b"\0")
    try:
        (tree / "0 link.txt").symlink_to(tree / "a file.txt")
    except OSError:
        pytest.skip("no links here")
    out = tmp_path / "out"
    assert run(["repair", str(tree), "-o", str(out), "--workers", "1"]) == 0
    assert "2 files were left out" in capsys.readouterr().err
    assert (out / "a file.txt").exists()
    assert not (out / "0 link.txt").exists()


def test_files_that_are_there_are_replaced_only_by_force(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (out / "sub").mkdir(parents=True)
    (out / "sub" / "clean.txt").write_text("別人的檔案", encoding="utf-8")
    (out / "other.txt").write_text("不相干的檔案", encoding="utf-8")
    words = ["repair", str(tree), "-o", str(out), "--workers", "1"]
    assert run(words) == 1
    assert "clean.txt is there already" in capsys.readouterr().err
    assert (out / "sub" / "clean.txt").read_text(encoding="utf-8") == "別人的檔案"
    assert sorted(path.name for path in out.rglob("*") if path.is_file()) == ["clean.txt", "other.txt"]
    assert run([*words, "--force"]) == 0
    assert (out / "sub" / "clean.txt").read_bytes() == (tree / "sub" / "clean.txt").read_bytes()
    assert (out / "other.txt").read_text(encoding="utf-8") == "不相干的檔案"
    assert run(["repair", str(tree), "--force"]) == 2


def test_nothing_is_changed_in_place(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([str(damaged)], [str(damaged.parent)], [str(damaged.parent / "*.txt")]):
        assert run(["repair", *words, "-o", str(damaged.parent)]) == 2
    assert damaged.read_bytes() == DAMAGED.encode()
    assert [path.name for path in damaged.parent.iterdir()] == [damaged.name]


@pytest.mark.parametrize("words", [["--explain"], ["--explain=json"], ["--explain", "json"]])
def test_explanations_apply_to_the_text(words: list[str], damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", *words, str(damaged)]) == 0
    edits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [edit["kind"] for edit in edits] == ["entities", "radicals", "invisible", "mojibake"]
    text = DAMAGED
    for edit in reversed(edits):
        assert edit["applied"]
        assert edit["source"].endswith("a file.txt")
        assert text[edit["start"] : edit["end"]] == edit["before"]
        text = text[: edit["start"]] + edit["after"] + text[edit["end"] :]
    assert text == REPAIRED


def test_recorded_edits_replay_and_undo(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", "--explain", "--level", "guess", str(damaged)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    edits = [Edit.from_dict(line) for line in lines if line["applied"]]
    assert apply_edits(DAMAGED, edits) == REPAIRED
    assert undo_edits(REPAIRED, edits) == DAMAGED
    with pytest.raises(ValueError, match="cannot be undone"):
        undo_edits(REPAIRED[1:], edits)
    for wrong in ({"start": "1"}, {"certainty": "sure"}, {"runner_up": 1}, {"kind": None}):
        with pytest.raises(ValueError, match="no edit"):
            Edit.from_dict({**lines[0], **wrong})


def test_what_is_left_is_explained_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    feed(monkeypatch, "前文锟斤拷后文\n".encode())
    assert run(["repair", "--explain"]) == 0
    (edit,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (edit["applied"], edit["before"], edit["certainty"]) == (False, "锟斤拷", "guess")


def test_the_difference_is_for_a_person(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", "--explain=diff", str(damaged)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out  # no terminal, no colours
    assert "a file.txt: 4 edits, 0 places left" in out
    assert "a file.txt:2:5 mojibake (proved)" in out
    assert "另一行：[-ÖÐÎÄÍøÒ³-]{+中文网页+}" in out
    assert "[-\\u200b-]" in out


def test_colours_come_on_a_terminal_unless_no_color_says_otherwise(
    damaged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert run(["repair", "--explain=diff", str(damaged)]) == 0
    assert "\x1b[32m中文网页" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert run(["repair", "--explain=diff", str(damaged)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_check_lists_what_would_change_and_exits_with_4(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", "--check", str(tree)]) == 4
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert any("a file.txt: 4 edits (" in line and "mojibake 1" in line for line in lines)
    assert any("records.jsonl, record 1: 2 edits (entities 2)" in line for line in lines)
    assert run(["repair", "--check", str(tree / "sub" / "clean.txt")]) == 0
    assert capsys.readouterr().out == ""


def test_kinds_levels_and_scripts_are_chosen(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def repaired(text: str, *words: str) -> str:
        feed(monkeypatch, text.encode())
        assert run(["repair", *words]) == 0
        return capsysbinary.readouterr().out.decode()

    assert repaired(DAMAGED, "--only", "radicals,invisible") == "平臺&nbsp;的一個說明\r\n另一行：ÖÐÎÄÍøÒ³\n"
    assert repaired(DAMAGED, "--skip", "mojibake", "--skip", "spaces,entities").startswith("平臺&nbsp;的一個")
    assert repaired("现代社会,ＡＰＰ&nbsp;好", "--also", "punctuation,widths") == "现代社会，APP 好"
    assert repaired("现代社会的软件", "--script", "s2twp") == "現代社會的軟體"
    lossy = "信用平台的催收部门".encode().decode("gbk", "replace")
    assert repaired(lossy, "--level", "inferred") == "信用平台的催收部门"
    assert repaired(lossy) != "信用平台的催收部门"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--only", "nothing"], "mojibake"),
        (["--script", "klingon"], "s2twp"),
        (["--check", "-o", "x"], "--check"),
        (["--only", "script"], "--script hans"),
        (["--explain=xml"], "diff"),
    ],
)
def test_wrong_usage_says_what_to_type(
    words: list[str], hint: str, damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["repair", str(damaged), *words]) == 2
    assert hint in capsys.readouterr().err


def test_help_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["repair", "--help"]) == 0
    words = set(re.findall("[a-z]+", capsys.readouterr().out))
    assert FIXERS.keys() <= words


def test_a_terminal_without_a_path_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(["repair"]) == 2
    assert "contentfarm repair article.txt" in capsys.readouterr().err


def test_rejects_are_named_and_the_rest_goes_through(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "empty.txt").write_bytes(b"")
    out = tree.parent / "out"
    assert run(["repair", str(tree), "-o", str(out), "--workers", "1"]) == 3
    assert "empty.txt" in capsys.readouterr().err
    assert (out / "a file.txt").exists()

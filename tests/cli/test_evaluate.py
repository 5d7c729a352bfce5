"""`contentfarm evaluate` as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.cli.main import run

ARTICLE = "河岸邊的舊書攤每到週末便熱鬧起來,攤主把詩集排在最前面,小說放在後頭,地圖則掛在繩上隨風搖晃。"


@pytest.fixture
def scanned(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (corpus / "b.txt").write_text(ARTICLE + "傍晚收攤。", encoding="utf-8")
    (corpus / "c.txt").write_text("今天下雨。", encoding="utf-8")
    assert run(["scan", str(corpus), "-o", str(tmp_path / "out"), "-q", "--workers", "1"]) == 0
    rows = [{"id": "a.txt", "cluster": "x", "clean": ARTICLE}, {"id": "b.txt", "cluster": "x"}, {"id": "d.txt"}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "truth.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_table_and_what_is_not_compared(scanned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", str(scanned / "out"), "--truth", str(scanned / "truth.jsonl")]) == 0
    captured = capsys.readouterr()
    assert "B-cubed F1" in captured.out
    assert captured.out.rstrip().endswith("2 articles compared")
    assert "1 articles of the truth are missing in the run and are not compared: d.txt" in captured.err
    assert "c.txt" in captured.err


def test_json_page_and_floors(scanned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["evaluate", str(scanned / "out"), "--truth", str(scanned / "truth.jsonl"), "--format", "json"]
    page = scanned / "page.html"
    assert run([*words, "-o", str(page), "--at-least", "duplicates.B-cubed F1=0.9"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert {row["name"]: row["value"] for row in figures}["pair recall"] == 1
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert run([*words, "--at-least", "duplicates.B-cubed F1=1.1"]) == 4
    assert "duplicates.B-cubed F1 is 1.0000, below 1.1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "what is true?"),
        (["--truth", "{}/none.jsonl"], "cannot be read"),
        (["--truth", "{}/truth.jsonl", "-o", "x.pdf"], "end its name in .html"),
        (["--truth", "{}/truth.jsonl", "--at-least", "recall"], "--at-least is written like"),
        (["--truth", "{}/truth.jsonl", "--at-least", "parse.boundary F1=nan"], "--at-least is written like"),
        (["--truth", "{}/truth.jsonl", "--at-least", "repair.nothing=1"], "no figure 'nothing'"),
    ],
)
def test_wrong_usage(scanned: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str) -> None:
    assert run(["evaluate", str(scanned / "out"), *[word.format(scanned) for word in more]]) in (1, 2)
    assert message in capsys.readouterr().err

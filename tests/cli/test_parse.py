"""`contentfarm parse` as a person meets it: formats, repair first, contacts, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.cli.main import run

ARTICLE = """小鹿快貸怎麼樣
一、平臺的特點
小鹿快貸審核快,放款也快,年輕人用得多。
二、總結
量力而行,按時還款。
責任編輯:林大同
聯繫電話:15000001234
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "an article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def output(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["parse", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_tree_is_the_default(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys, str(article), "--contacts").splitlines()
    assert lines[1:5] == [
        "title  小鹿快貸怎麼樣",
        "section 1",
        "  heading 1  一、平臺的特點",
        "  paragraph  小鹿快貸審核快,放款也快,年輕人用得多。",
    ]
    assert any(line.startswith("@ phone +8615000001234") for line in lines)


def leaves(node: dict) -> str:
    return node["text"] if "text" in node else "".join(leaves(child) for child in node["children"])


def test_without_repair_the_leaves_are_the_file(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(output(capsys, str(article), "--format", "json", "--no-repair"))
    assert leaves(made) == ARTICLE
    assert made["end"] == len(ARTICLE)
    assert "contacts" not in made


def test_damage_is_repaired_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "damaged.txt"
    damaged = ARTICLE.encode().decode("latin-1")  # UTF-8 read as Latin-1
    path.write_text(damaged, encoding="utf-8", newline="")
    made = json.loads(output(capsys, str(path), "--format", "json", "--contacts"))
    assert leaves(made) == ARTICLE
    assert [contact["kind"] for contact in made["contacts"]] == ["editor", "phone"]
    assert leaves(json.loads(output(capsys, str(path), "--format", "json", "--no-repair"))) == damaged


def test_several_articles_are_a_list_or_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
    as_list = json.loads(output(capsys, str(tmp_path), "--format", "json"))
    as_lines = [json.loads(line) for line in output(capsys, str(tmp_path), "--format", "jsonl").splitlines()]
    assert as_list == as_lines
    assert len(as_list) == 3


def test_markdown_has_headings(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = output(capsys, str(article), "--format", "md", "--contacts")
    assert "\n# 小鹿快貸怎麼樣\n" in made
    assert "\n## 一、平臺的特點\n" in made
    assert "| phone | +8615000001234 | 15000001234 |" in made


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.txt"
    path.write_text("標題\x1b[31m紅\n一段文字，說明一些事情。\n", encoding="utf-8")
    assert "\x1b" not in output(capsys, str(path), "--no-repair")


def test_no_path_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["parse"]) == 2
    assert "type for example" in capsys.readouterr().err


def test_a_reject_is_named_and_the_rest_is_parsed(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = article.with_name("empty.jsonl")
    bad.write_text("{broken\n", encoding="utf-8")
    assert run(["parse", str(article), str(bad), "--format", "jsonl"]) == 3
    captured = capsys.readouterr()
    assert "empty.jsonl" in captured.err
    assert len(captured.out.splitlines()) == 1

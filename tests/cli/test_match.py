"""`contentfarm match`: lines, rejects, workers, and what it says when something is wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from toolkit.cli.main import run
from toolkit.engine.matching import Asked, MatchTask
from toolkit.induce import induce

MERITS = ("審核快", "額度高", "利息低", "還款靈活")


def article(rng: random.Random) -> str:
    """Write one article of a small mould."""
    name = rng.choice(("青禾速借", "小舟花", "微潮分期", "橙柚貸"))
    return (
        f"{name}催收電話多嗎？\n小編導語\n{name}成立於{rng.randrange(2005, 2024)}年，目的是提供"
        f"{'、'.join(rng.sample(MERITS, 4))}的應用服務，遍及各區，"
        f"單筆額度最高可達{rng.randrange(1000, 50000, 500)}元。\n"
    )


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one template."""
    folder = tmp_path_factory.mktemp("library")
    rng = random.Random(1)
    induce([article(rng) for _ in range(40)]).save(folder / "lender.json")
    return folder


def corpus(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(texts)), "utf-8")
    return path


def test_lines_do_not_depend_on_the_workers(library: Path, tmp_path: Path) -> None:
    rng = random.Random(2)
    new = corpus(tmp_path / "new.jsonl", [article(rng) if i % 2 else f"下雨天的第{i}則日記。" for i in range(300)])
    for workers in "12":
        out = tmp_path / f"{workers}.jsonl"
        assert run(["match", str(library), str(new), "--spans", "-q", "-o", str(out), "--workers", workers]) == 0
    written = (tmp_path / "1.jsonl").read_bytes()
    assert written == (tmp_path / "2.jsonl").read_bytes()
    assert [json.loads(line)["id"] for line in written.splitlines()] == [f"n{i}" for i in range(1, 300, 2)]
    assert (tmp_path / "2.rejects.jsonl").read_bytes() == b""


def test_rejects_are_written(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = corpus(tmp_path / "new.jsonl", [article(random.Random(3))])
    with new.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    assert run(["match", str(library), str(new), "-o", str(tmp_path / "out" / "m.jsonl")]) == 3
    rejects = [json.loads(line) for line in (tmp_path / "out" / "m.rejects.jsonl").read_text().splitlines()]
    assert [reject["record"] for reject in rejects] == [2]
    assert "1 of 1 articles come from one of 1 templates (lender 1); 1 inputs rejected" in capsys.readouterr().err


def test_an_article_that_fails_is_a_reject(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from toolkit.induce.library import Library

    def fail(self: Library, text: str) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(Library, "match", fail)
    assert run(["match", str(library), str(corpus(tmp_path / "new.jsonl", ["一則日記。"])), "--all"]) == 3
    said = capsysbinary.readouterr()
    assert said.out == b""
    assert b"matching failed: ZeroDivisionError: a defect" in said.err


def test_damage_is_undone_first(library: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = article(random.Random(4))
    notes = {"導": "導(dǎo)", "應": "應(yīng)", "務": "務(wù)", "區": "區(qū)"}
    damaged = "".join(notes.get(c, c) for c in text)
    new = corpus(tmp_path / "new.jsonl", [damaged])
    assert run(["match", str(library), str(new), "-q", "--spans"]) == 0
    line = json.loads(capsysbinary.readouterr().out)
    assert "edits" not in line["slots"]
    values = {value for value in line["slots"].values() if isinstance(value, str)}
    assert {damaged[start:end] for start, end, _ in line["spans"]} == values
    assert run(["match", str(library), str(new), "-q", "--no-repair"]) == 0
    assert len(json.loads(capsysbinary.readouterr().out)["slots"]["edits"]) == 4


def test_lone_surrogates_are_escaped(library: Path) -> None:
    text = article(random.Random(5)).replace("催收", "\ud800收")
    answer = MatchTask(str(library), spans=True)(Asked("a\udfff", text))
    assert answer.template == "lender"
    line = json.loads(answer.line)
    assert line["id"] == "a\udfff"
    assert any("\ud800" in new for _, _, new in line["slots"]["edits"])


def test_copies_in_the_other_script_are_converted(
    library: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from toolkit.repair import repair

    new = corpus(tmp_path / "new.jsonl", [repair(article(random.Random(6)), script="hans").text])
    assert run(["match", str(library), str(new), "-q", "--all"]) == 0
    before = json.loads(capsysbinary.readouterr().out)
    assert run(["match", str(library), str(new), "-q", "--script", "hant"]) == 0
    after = json.loads(capsysbinary.readouterr().out)
    assert after["template"] == "lender"
    assert before["template"] is None or before["found"] < after["found"]
    assert run(["match", str(library), str(new), "--script", "klingon"]) == 2
    assert run(["match", str(library), str(new), "--script", "hant", "--no-repair"]) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file or folder"),
        ("{", "is no JSON, so no saved template"),
        ("[1]", "holds JSON, but no template"),
        ('{"tree": 1}', "not a template of format"),
        ("[" * 100_000, "is no JSON, so no saved template"),
    ],
)
def test_what_is_no_library_is_named(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "t.json").write_text(content)
    assert run(["match", str(tmp_path / "t.json"), str(corpus(tmp_path / "new.jsonl", ["一則日記。"]))]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "t.json" in error
    assert "Errno" not in error


def test_a_folder_without_templates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert run(["match", str(tmp_path / "empty"), str(corpus(tmp_path / "new.jsonl", ["一則日記。"]))]) == 1
    assert "no template in it; make some with: contentfarm induce" in capsys.readouterr().err

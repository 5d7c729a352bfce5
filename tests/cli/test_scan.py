"""`contentfarm scan` as a person meets it: summary, exit codes, interruption."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.cli.main import run

ARTICLE = "河岸邊的舊書攤每到週末便熱鬧起來。攤主把詩集排在最前面,小說放在後頭,地圖則掛在繩上隨風搖晃。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "a corpus"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "two.txt").write_text(ARTICLE + "\u200b傍晚收攤。", encoding="utf-8")
    return folder


def test_a_clean_run_prints_the_balance_and_where_the_report_is(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out put"
    assert run(["scan", str(corpus), "-o", str(out), "--workers", "1"]) == 0
    captured = capsys.readouterr()
    assert "2 kept + 0 rejected = 2 read" in captured.out
    assert captured.out.rstrip().endswith(f"report: {out / 'report.html'}")
    assert captured.err == ""


def test_signatures_and_parts_are_chosen_and_told(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "quoting.txt").write_text("昨日的見聞:" + ARTICLE * 2 + "讀者以為如何?" + "又及。" * 40, encoding="utf-8")
    words = ["scan", str(corpus), "-o", str(tmp_path / "out"), "--workers", "1", "--signature", "affine32"]
    assert run([*words, "--parts", "--part-length", "30"]) == 0
    printed = capsys.readouterr().out
    assert "pairs sharing passages" in printed
    assert "0 articles are stitched from others" in printed
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["dedup"]["signature"]["scheme"] == manifest["options"]["signature"] == "affine32"
    assert manifest["options"]["parts"] == 30
    assert manifest["counts"]["part_pairs"] >= 1
    assert run([*words[:-1], "rho"]) == 2


def test_quiet_prints_nothing(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", str(corpus), "-o", str(tmp_path / "out"), "-q", "--workers", "1"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_reject_is_named_and_the_run_goes_on(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / "none.txt").write_bytes(b"")
    assert run(["scan", str(corpus), "-o", str(tmp_path / "out"), "--workers", "1"]) == 3
    captured = capsys.readouterr()
    assert "2 kept + 1 rejected = 3 read" in captured.out
    assert "none.txt" in captured.err


@pytest.mark.parametrize(("finding", "code"), [("damage", 4), ("duplicates", 4), ("contacts", 0)])
def test_findings_decide_the_exit_code_on_request(corpus: Path, tmp_path: Path, finding: str, code: int) -> None:
    words = ["scan", str(corpus), "-o", str(tmp_path / "out"), "-q", "--workers", "1", "--threshold", "0.6"]
    assert run([*words, "--fail-on", finding]) == code


def test_standard_input_is_an_input(corpus: Path, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": ARTICLE + str(n)}, ensure_ascii=False) for n in range(3))
    command = [sys.executable, "-m", "toolkit", "scan", "-", "-o", str(tmp_path / "out")]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "3 kept + 0 rejected = 3 read" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_scan_leaves_nothing_and_says_130(tmp_path: Path, number: signal.Signals) -> None:
    """The reader is held up by a pipe that stays open, so the scan is surely under way when the signal comes."""
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "scan",
        "-",
        "-o",
        str(out),
        "--stdin-format",
        "jsonl",
        "--workers",
        "1",
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(json.dumps({"text": ARTICLE}).encode() + b"\n")
    process.stdin.flush()
    for _ in range(600):
        if out.exists() and any(out.iterdir()):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the scan did not begin")
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr.decode()
    assert stdout == b""
    assert b"interrupted" in stderr
    assert b"Traceback" not in stderr
    assert not out.exists() or not any(out.iterdir())

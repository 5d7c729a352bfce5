"""Streams that are closed, full or of another encoding end no run and show no traceback."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ARTICLE = "河岸邊的舊書攤每到週末便熱鬧起來。攤主把詩集排在最前面,小說放在後頭,地圖則掛在繩上隨風搖晃。"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "文 章.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def shell(command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    toolkit = f"{shlex.quote(sys.executable)} -m toolkit"
    return subprocess.run(
        ["bash", "-c", command.replace("contentfarm", toolkit)],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        timeout=120,
    )


@pytest.mark.parametrize(
    ("redirection", "code"),
    [
        ("| true; exit ${PIPESTATUS[0]}", 0),
        ("2> >(true)", 3),
        ("2>&-", 3),
        ("2>/dev/full", 3),
        (">&-", 3),
        ("<&-", 3),
    ],
)
def test_a_scan_is_complete_whatever_its_streams(article: Path, tmp_path: Path, redirection: str, code: int) -> None:
    done = shell(f"contentfarm scan {shlex.quote(article.name)} no-such-file -o out {redirection}", tmp_path)
    assert done.returncode == code, done.stderr
    assert (tmp_path / "out" / "manifest.json").exists()
    assert b"Traceback" not in done.stderr


def test_a_full_disk_behind_stdout_is_one_line(tmp_path: Path) -> None:
    done = shell("contentfarm --help >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_other_encodings_of_the_terminal(article: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    done = shell(f"contentfarm scan {shlex.quote(article.name)} 無.txt -o 出", tmp_path, **environment)
    assert done.returncode == 3, done.stderr
    assert (tmp_path / "出" / "manifest.json").exists()


def test_names_that_are_markup_or_escapes_are_shown_as_text(article: Path, tmp_path: Path) -> None:
    done = shell(f"contentfarm scan {shlex.quote(article.name)} none -o $'o[/b]\\x1b[31m'", tmp_path)
    assert done.returncode == 3, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert rb"o[/b]\x1b[31m/report.html" in done.stdout


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff\xe9.txt")).write_text(ARTICLE, encoding="utf-8")
    done = shell("contentfarm scan *.txt -o $'o\\xff' --title $'t\\xff'", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / os.fsdecode(b"o\xff") / "manifest.json").exists()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from toolkit.engine import pool\n"
        "if __name__ == '__main__':\n"
        "    pool.INLINE = 0\n"
        "    for _ in pool.map_ordered(time.sleep, [0.05] * 100_000, processes=2): print('.', flush=True)\n"
    )
    script = tmp_path / "work.py"
    script.write_text(program, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    parent.stdout.readline()
    parent.stdout.close()
    children = [int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]
    assert len(children) >= 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(200):
        if not any(
            Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children
        ):
            break
        time.sleep(0.05)
    else:
        pytest.fail("workers live on without their parent")


def test_cells_of_a_table_are_text_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    from toolkit.cli.common import print_table

    table = Table("name")
    table.add_row("[/b] [red]plain[/red]")
    print_table(table)
    assert "[/b] [red]plain[/red]" in capsys.readouterr().out


def test_a_reader_that_goes_ends_no_command(article: Path, tmp_path: Path) -> None:
    done = shell(f"contentfarm links {shlex.quote(article.name)} -o out | true; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out" / "manifest.json").exists()

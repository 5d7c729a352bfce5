"""A run that is killed goes on where it stopped, and ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from toolkit.cli.main import run
from toolkit.corpus import ReadOptions
from toolkit.engine import resume
from toolkit.engine.resume import Reading
from toolkit.engine.signatures import SignatureFiles
from toolkit.errors import OutputError
from toolkit.sketch import SignatureScheme

KILLED = """
import os, signal, sys
from toolkit.dedup import bands
from toolkit.engine import resume, signatures

resume.PART_ROWS = 4
bands.BATCH_ROWS = 8
left = [int(sys.argv[1])]
save = resume.save_table

def dying(path, table):
    left[0] -= 1
    if left[0] < 0:
        # In the middle of a write: what is there of the file must not be taken for a part.
        path.with_suffix(".partial").write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)
    save(path, table)

resume.save_table = signatures.save_table = dying
from toolkit.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def sentence(number: int) -> str:
    stay = f"第{number}位客人在{number * 7}號房住了{number % 9 + 2}晚"
    return f"{stay},臨走時把鑰匙交給櫃檯,又要了一張{number}路車的時刻表。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Files of several kinds, with rejects, repeated ids and copies across them."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, numbers in (("a.jsonl", range(10)), ("c.jsonl", range(5, 18))):
        rows = [{"id": f"n{k}", "text": sentence(k) * 2, "score": k} for k in numbers]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / name).write_text("\n".join([*lines[:6], "{broken", *lines[6:]]) + "\n", encoding="utf-8")
    (folder / "b.txt").write_text(sentence(3) * 2, encoding="utf-8")
    (folder / "d.txt").write_bytes(b"")
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


@pytest.mark.parametrize("writes", [1, 4, 7])
def test_a_killed_run_ends_with_the_same_bytes(corpus: Path, tmp_path: Path, writes: int) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert run(["dedup", str(corpus), "-o", str(whole), "--keep", "score", "--parts", "-q"]) == 3
    command = ["dedup", str(corpus), "-o", str(out), "--keep", "score", "--parts"]
    killed = subprocess.run([sys.executable, "-c", KILLED, str(writes), *command], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (out / "manifest.json").exists()
    again = subprocess.run([sys.executable, "-c", KILLED, "99", *command], capture_output=True, text=True, check=False)
    assert again.returncode == 3, again.stderr
    if writes:
        assert f"{min(4 * writes, 24)} articles had been read before" in again.stderr
    assert outputs(out) == outputs(whole)
    counts = [json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"] for folder in (out, whole)]
    assert counts[0] == counts[1]


KILLED_LATER = """
import importlib, os, signal, sys

owner, name = sys.argv[1].rsplit(".", 1)
try:
    place = importlib.import_module(owner)
except ModuleNotFoundError:
    module, kind = owner.rsplit(".", 1)
    place = getattr(importlib.import_module(module), kind)
real, left = getattr(place, name), [int(sys.argv[2])]

def dying(*arguments, **named):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)

setattr(place, name, dying)
from toolkit.cli.main import run
sys.exit(run(sys.argv[3:]))
"""


@pytest.mark.parametrize(
    ("function", "calls"),
    [
        ("toolkit.dedup.graph.Refiner.refine", 0),
        ("toolkit.engine.signatures.SignatureFiles.write", 0),  # all tables are written, none is in its place
        ("pathlib.Path.rename", 2),  # half of them are in their place
        ("shutil.rmtree", 1),  # all are; the folder to go on from is left
    ],
)
def test_a_run_killed_at_a_later_stage_ends_with_the_same_bytes(
    corpus: Path, tmp_path: Path, function: str, calls: int
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": [f"p{k}" for k in range(30)], "text": [sentence(k % 25) * 3 for k in range(30)]})
    pq.write_table(table, corpus / "e.parquet")
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert run(["dedup", str(corpus), "-o", str(whole), "--apply", "-q"]) == 3
    command = ["dedup", str(corpus), "-o", str(out), "--apply", "-q"]
    words = [sys.executable, "-c", KILLED_LATER, function, str(calls), *command]
    killed = subprocess.run(words, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert run(command) == 3
    assert bytes_below(out) == bytes_below(whole)


def bytes_below(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read(folder: Path, paths: Path, stop: int | None = None) -> tuple[list[str], list[str], int]:
    """Read, as far as `stop` articles; return ids, rejected sources, and articles that were there before."""
    seen = 0

    def advance(rows: int) -> None:
        nonlocal seen
        seen += rows
        if stop is not None and seen >= stop:
            raise KeyboardInterrupt

    with Reading(folder, [str(paths)], ReadOptions()) as reading:
        reading.read(advance=advance)
        return reading.column("id").to_pylist(), [r.source for r in reading.rejects], reading.resumed


@pytest.mark.parametrize("stop", range(1, 24))
def test_reading_goes_on_from_any_article(
    corpus: Path, tmp_path: Path, stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume, "PART_ROWS", 3)
    expected = read(tmp_path / "whole", corpus)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path / "parts", corpus, stop)
    ids, rejects, resumed = read(tmp_path / "parts", corpus)
    assert (ids, rejects) == expected[:2]
    assert len(set(ids)) == len(ids)
    assert resumed == (stop - 1) // 3 * 3
    assert read(tmp_path / "parts", corpus)[:2] == expected[:2]


@pytest.mark.parametrize("stop", [1, 7, 12, 13, 27, 31])
def test_reading_goes_on_from_any_batch_of_parquet(tmp_path: Path, stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from toolkit.corpus import parquetfile

    folder = tmp_path / "in"
    folder.mkdir()
    for name, count in (("a", 20), ("b", 12)):
        texts = [sentence(k) if k % 9 else "" for k in range(count)]  # a batch with an empty text goes row by row
        pq.write_table(pa.table({"id": [f"n{k}" for k in range(count)], "text": texts}), folder / f"{name}.parquet")
    monkeypatch.setattr(parquetfile, "MAX_BATCH_ROWS", 4)
    monkeypatch.setattr(resume, "PART_ROWS", 6)
    expected = read(tmp_path / "whole", folder)
    assert len(expected[0]) == 27
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path / "parts", folder, min(stop, 27))
    assert read(tmp_path / "parts", folder)[:2] == expected[:2]
    monkeypatch.setattr(parquetfile, "MAX_BATCH_ROWS", 5)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path / "others", folder, min(stop, 27))
    monkeypatch.setattr(parquetfile, "MAX_BATCH_ROWS", 3)  # the batch that reading stopped in is cut elsewhere now
    assert read(tmp_path / "others", folder)[:2] == expected[:2]


def test_changed_inputs_are_read_anew(corpus: Path, tmp_path: Path) -> None:
    assert read(tmp_path / "parts", corpus)[2] == 0
    assert read(tmp_path / "parts", corpus)[2] == 24
    (corpus / "b.txt").write_text(sentence(50), encoding="utf-8")
    ids, _, resumed = read(tmp_path / "parts", corpus)
    assert resumed == 0
    assert len(ids) == 24


@pytest.mark.parametrize("data", [b"", b"no Arrow", None])
def test_a_damaged_part_and_those_after_it_are_read_again(
    corpus: Path, tmp_path: Path, data: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume, "PART_ROWS", 4)
    parts = tmp_path / "parts"
    expected = read(parts, corpus)
    before = {path.name: path.read_bytes() for path in parts.iterdir()}
    third = parts / "texts-000002.arrow"
    third.write_bytes(third.read_bytes()[:-20] if data is None else data)
    ids, texts, resumed = read(parts, corpus)
    assert (ids, texts) == expected[:2]
    assert resumed == 8
    assert {path.name: path.read_bytes() for path in parts.iterdir()} == before
    (parts / resume.INPUTS).write_bytes(b"\xff\xfe")
    assert read(parts, corpus)[2] == 0


def test_damaged_signatures_are_made_again(tmp_path: Path) -> None:
    scheme, keys = SignatureScheme(num_perm=16), np.arange(8, dtype=np.uint64).reshape(4, 2)
    values = np.arange(64, dtype=np.uint8).reshape(4, 16)
    SignatureFiles(tmp_path, scheme, values.dtype).save(keys, values)
    assert SignatureFiles(tmp_path, scheme, values.dtype).load(keys)[0].all()
    (tmp_path / "signatures-000000.arrow").write_bytes(b"no Arrow")
    files = SignatureFiles(tmp_path, scheme, values.dtype)
    assert not files.load(keys)[0].any()
    files.save(keys, values)
    known, found = SignatureFiles(tmp_path, scheme, values.dtype).load(keys)
    assert known.all()
    assert (found == values).all()


def test_a_full_disk_is_one_clear_error_and_the_work_stays(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import errno

    monkeypatch.setattr(resume, "PART_ROWS", 4)
    real, left = os.fsync, [4]

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert run(["dedup", str(corpus), "-o", str(out), "-q"]) == OutputError.exit_code
    captured = capsys.readouterr().err
    assert captured.count("no space is left on the device") == 1
    assert "Traceback" not in captured
    assert not (out / "manifest.json").exists()
    assert run(["dedup", str(corpus), "-o", str(out)]) == 3
    assert "8 articles had been read before" in capsys.readouterr().err
    assert not [path.name for path in out.iterdir() if path.name.startswith(".")]

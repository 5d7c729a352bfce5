"""The output folder: all or nothing, whatever happens in between."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from toolkit.corpus import RunFolder, runfolder
from toolkit.errors import OutputError, UsageError


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return everything below a folder: relative path to content, None for folders."""
    paths = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in paths}


def fill(run: RunFolder, mark: str) -> None:
    run.jsonl("rejects.jsonl").write({"mark": mark})
    run.parquet("tables/a.parquet", {"mark": "string"}).write({"mark": mark})
    run.text("report.html", mark)
    with run.binary("blob.bin") as file:
        file.write(mark.encode())
    run.manifest({"mark": mark, "score": float("nan")})


def marks(folder: Path) -> set[str]:
    return {
        json.loads((folder / "rejects.jsonl").read_text())["mark"],
        pq.read_table(folder / "tables" / "a.parquet").to_pylist()[0]["mark"],
        (folder / "report.html").read_text(),
        (folder / "blob.bin").read_text(),
        json.loads((folder / "manifest.json").read_text())["mark"],
    }


def test_a_run_and_the_next(tmp_path: Path) -> None:
    out = tmp_path / "some" / "out"
    for mark in ("one", "two"):
        with RunFolder(out) as run:
            fill(run, mark)
        assert marks(out) == {mark}
    names = ["blob.bin", "manifest.json", "rejects.jsonl", "report.html", "tables", "tables/a.parquet"]
    assert list(tree(out)) == names


def test_the_manifest_names_all_files(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        fill(run, "one")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["score"] is None
    assert manifest["files"] == {
        name: (tmp_path / name).stat().st_size
        for name in ("blob.bin", "rejects.jsonl", "report.html", "tables/a.parquet")
    }


def test_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        fill(run, "one")
        assert [path.name for path in tmp_path.iterdir()] == [run.staging.name]
        assert run.staging.name.startswith(".")
        assert run.staging.stat().st_dev == tmp_path.stat().st_dev


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_failed_run_leaves_all_as_it_was(error: type[BaseException], earlier: bool, tmp_path: Path) -> None:
    out = tmp_path / "some" / "out"
    if earlier:
        with RunFolder(out) as run:
            fill(run, "one")
        (out / "mine.txt").write_text("mine")
    before = tree(tmp_path)

    def fail() -> None:
        with RunFolder(out) as run:
            fill(run, "two")
            raise error

    with pytest.raises(error):
        fail()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("earlier", [True, False])
def test_an_interruption_at_any_step_of_publishing(
    error: BaseException, earlier: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail before and after each rename in turn; the folder must be as before, or complete."""
    real = Path.rename
    step = 0
    while True:
        out = tmp_path / f"out{step}"
        if earlier:
            with RunFolder(out) as run:
                fill(run, "one")
        before = tree(out) if earlier else {}
        count = 0

        def rename(path: Path, target: Path, *, out: Path = out, at: int = step) -> Path:
            nonlocal count
            count += 1
            if count == at // 2 + 1 and at % 2 == 0:
                raise error
            result = real(path, target)
            if count == at // 2 + 1 and at % 2 == 1:
                raise error
            return result

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", rename)
            try:
                with RunFolder(out) as run:
                    fill(run, "two")
            except (OutputError, KeyboardInterrupt):
                pass
            else:
                break
        assert (tree(out) if out.exists() else {}) == before
        step += 1
    assert step >= 10
    assert marks(out) == {"two"}


def test_a_full_disk_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OutputError, match="no space is left on the device"), RunFolder(tmp_path / "out") as run:
        run.text("a.txt", "x")
    assert tree(tmp_path) == {}


def test_the_folder_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("mine")
    with pytest.raises(OutputError, match="it is a file; name a folder"), RunFolder(path):
        pass
    with pytest.raises(OutputError, match="cannot write"), RunFolder(path / "below"):
        pass
    assert path.read_text() == "mine"


def test_the_folder_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mkdtemp(**_kwargs: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkdtemp", mkdtemp)
    with pytest.raises(OutputError, match="permission denied; choose a folder"), RunFolder(tmp_path / "new" / "out"):
        pass
    assert tree(tmp_path) == {}


def test_a_folder_in_the_place_of_an_output(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match="there is a folder of that name"), RunFolder(tmp_path) as run:
        fill(run, "one")
    assert tree(tmp_path) == {"report.html": None}


@pytest.mark.parametrize("name", ["", "/a", "../a", "a/../../b", "manifest.json", "report.html"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        run.text("report.html", "x")
        with pytest.raises(OutputError, match="cannot be the name"):
            run.text(name, "y")


def test_text_keeps_its_line_ends_and_refuses_surrogates(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        run.text("a.txt", "a\r\nb\n")
        with pytest.raises(OutputError, match="lone surrogate at character 1"):
            run.text("b.txt", "a\udc00")
    assert (tmp_path / "a.txt").read_bytes() == b"a\r\nb\n"
    assert not (tmp_path / "b.txt").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs file locks")
def test_two_runs_cannot_share_a_folder(tmp_path: Path) -> None:
    with RunFolder(tmp_path) as run:
        run.text("a.txt", "first")
        with pytest.raises(OutputError, match="another run is writing"), RunFolder(tmp_path):
            pass
    assert tree(tmp_path) == {"a.txt": b"first"}


@pytest.mark.skipif(os.name != "posix", reason="needs file locks")
def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    stale = tmp_path / f"{runfolder.STAGING_PREFIX}x" / "new"
    stale.mkdir(parents=True)
    (stale / "a.txt").write_text("half")
    with RunFolder(tmp_path) as run:
        run.text("a.txt", "whole")
    assert tree(tmp_path) == {"a.txt": b"whole"}


def test_an_unrelated_manifest_stays_when_the_run_has_none(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("mine")
    with RunFolder(tmp_path) as run:
        run.text("a.txt", "x")
    assert (tmp_path / "manifest.json").read_text() == "mine"


def test_many_files_are_synced_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runfolder, "_MANY", 3)
    with RunFolder(tmp_path) as run:
        for number in range(5):
            run.text(f"x/{number}.txt", str(number))
    assert len(tree(tmp_path)) == 6


def test_files_that_no_run_wrote_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="no earlier scan wrote it"), RunFolder(tmp_path, command="scan") as run:
        run.text("report.html", "theirs")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_manifest_that_is_somebody_elses_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "an app", "files": {}}', encoding="utf-8")
    with pytest.raises(OutputError, match="no earlier scan wrote it"), RunFolder(tmp_path, command="scan") as run:
        run.text("report.html", "theirs")


def test_the_files_of_an_earlier_run_are_replaced(tmp_path: Path) -> None:
    for content in ("first", "second"):
        with RunFolder(tmp_path, command="scan") as run:
            run.text("report.html", content)
            run.manifest({"toolkit": "1"})
        assert (tmp_path / "report.html").read_text(encoding="utf-8") == content


def test_what_only_an_earlier_run_wrote_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with RunFolder(out, command="scan") as run:
        run.text("templates/a.j2", "old")
        run.text("more/b.txt", "old")
        run.manifest({})
    (out / "more" / "mine.txt").write_text("mine")
    (tmp_path / "outside.txt").write_text("mine")
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["files"] |= {"../outside.txt": 1, "/etc/hosts": 1, "never": 1, "": 1}
    (out / "manifest.json").write_text(json.dumps(manifest))
    with suppress(ZeroDivisionError), RunFolder(out, command="scan") as run:
        run.manifest({})
        raise ZeroDivisionError
    assert (out / "templates" / "a.j2").exists()
    with RunFolder(out, command="scan") as run:
        run.text("report.html", "new")
        run.manifest({})
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"outside.txt", "out/more/mine.txt", "out/report.html", "out/manifest.json"}
    assert not (out / "templates").exists()


def test_a_run_killed_while_files_change_places_is_put_back(tmp_path: Path) -> None:
    with RunFolder(tmp_path, command="scan") as run:
        run.text("a.txt", "old a")
        run.text("b.txt", "old b")
        run.manifest({"toolkit": "1"})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    stale = tmp_path / ".contentfarm-run-killed"
    (stale / "old").mkdir(parents=True)
    for name in ("manifest.json", "b.txt", "a.txt"):
        (tmp_path / name).rename(stale / "old" / name)
    (tmp_path / "a.txt").write_text("new a", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), RunFolder(tmp_path, command="scan"):
        raise KeyboardInterrupt
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("placed", [0, 1, 2, 3])
def test_a_first_run_killed_while_files_come_to_their_place_leaves_none_or_all(tmp_path: Path, placed: int) -> None:
    names = ["a.txt", "b/c.txt", "manifest.json"]
    stale = tmp_path / ".contentfarm-run-killed"
    for at, name in enumerate(names):
        path = (tmp_path if at < placed else stale / "new") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    (stale / "new").mkdir(parents=True, exist_ok=True)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (stale / runfolder.MOVING).write_text(json.dumps([*names, "../x", "/y", 3]), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), RunFolder(tmp_path, command="scan"):
        raise KeyboardInterrupt
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"mine.txt"} | (set(names) if placed == 3 else set())


def test_an_unnamed_folder_is_refused() -> None:
    with pytest.raises(UsageError, match="no name"):
        RunFolder("")


def test_the_results_of_another_command_are_not_replaced(tmp_path: Path) -> None:
    with RunFolder(tmp_path, command="scan") as run:
        run.text("report.html", "a report")
        run.manifest({"toolkit": "1"})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match="no earlier links wrote it"), RunFolder(tmp_path, command="links") as run:
        run.text("links.html", "a graph")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before

"""Compiled code is kept where it can be, and what cannot be kept or read back is compiled anew, never an error."""

from __future__ import annotations

import errno
import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from toolkit.sketch import _jit

SOURCE = """
from toolkit.sketch._jit import kernel

@kernel
def twice(x):
    return 2 * x
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Path:
    """Where numba keeps code during this test."""
    caplog.set_level(logging.WARNING, "toolkit")  # a command that ran before may have been told to be quiet
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    _jit._warn_once.cache_clear()
    (tmp_path / "small.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "cache"


def run(folder: Path) -> Any:
    """Import the module as a new process would, call its kernel, and return the kernel."""
    spec = importlib.util.spec_from_file_location("small", folder.parent / "small.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.twice(21) == 42
    return module.twice


def hits(compiled: Any) -> int:
    return sum(compiled.stats.cache_hits.values())


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_second_process_finds_what_the_first_compiled(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert hits(run(folder)) == 0
    assert list(folder.rglob("*.nbc"))
    assert hits(run(folder)) == 1
    assert warnings(caplog) == []


def test_no_folder_can_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_locator: Any) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(caching._CacheLocator, "ensure_cache_path", refuse)
    assert hits(run(folder)) == 0
    run(folder)
    (said,) = warnings(caplog)  # once a process
    assert "NUMBA_CACHE_DIR" in said


def test_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    @contextmanager
    def full(_file: Any, path: str) -> Iterator[Any]:
        raise OSError(errno.ENOSPC, "No space left on device", path)
        yield

    monkeypatch.setattr(caching.IndexDataCacheFile, "_open_for_write", full)
    run(folder)
    (said,) = warnings(caplog)
    assert "No space left" in said


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [b"", b"\x80\x05garbage"])
def test_damaged_files_are_replaced(folder: Path, caplog: pytest.LogCaptureFixture, kind: str, left: bytes) -> None:
    run(folder)
    (damaged,) = folder.rglob(f"*.{kind}")
    damaged.write_bytes(left)
    assert hits(run(folder)) == 0
    assert len(warnings(caplog)) == 1
    assert hits(run(folder)) == 1


def test_a_folder_that_vanishes_is_made_again(folder: Path) -> None:
    spec = importlib.util.spec_from_file_location("small", folder.parent / "small.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    assert module.twice(4) == 8
    assert hits(run(folder)) == 1

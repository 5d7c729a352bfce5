"""Compiled code is kept where it can be, and what cannot be kept or read back is compiled anew, never an error."""

from __future__ import annotations

import errno
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from toolkit.sketch import _jit
from toolkit.sketch._jit import NotKeptWarning

SOURCE = """
from toolkit.sketch._jit import kernel

@kernel
def twice(x):
    return 2 * x
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where numba keeps code during this test."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    _jit._warn_once.cache_clear()
    (tmp_path / "small.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "cache"


def load(folder: Path) -> Any:
    """Import the module as a new process would."""
    spec = importlib.util.spec_from_file_location("small", folder.parent / "small.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder: Path) -> Any:
    """Call the kernel as a new process would, and return it."""
    module = load(folder)
    assert module.twice(21) == 42
    return module.twice


def hits(compiled: Any) -> int:
    return sum(compiled.stats.cache_hits.values())


def test_a_second_process_finds_what_the_first_compiled(folder: Path) -> None:
    assert hits(run(folder)) == 0
    assert list(folder.rglob("*.nbc"))
    assert hits(run(folder)) == 1


def test_no_folder_can_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_locator: Any) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(caching._CacheLocator, "ensure_cache_path", refuse)
    with pytest.warns(NotKeptWarning, match="NUMBA_CACHE_DIR"):
        assert hits(run(folder)) == 0
    run(folder)  # warnings are errors in these tests: it is said once a process


def test_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def full(_file: Any, path: str) -> Iterator[Any]:
        raise OSError(errno.ENOSPC, "No space left on device", path)
        yield

    monkeypatch.setattr(caching.IndexDataCacheFile, "_open_for_write", full)
    with pytest.warns(NotKeptWarning, match="No space left"):
        run(folder)


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [b"", b"\x80\x05garbage"])
def test_damaged_files_are_replaced(folder: Path, kind: str, left: bytes) -> None:
    run(folder)
    (damaged,) = folder.rglob(f"*.{kind}")
    damaged.write_bytes(left)
    with pytest.warns(NotKeptWarning):
        assert hits(run(folder)) == 0
    assert hits(run(folder)) == 1


def test_a_kernel_that_another_module_calls_may_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(folder.parent))
    # Python takes bytecode for current when second and size are the same, as they are here on a quick machine.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    called, caller = folder.parent / "called_kernels.py", folder.parent / "small.py"
    caller.write_text(
        "from toolkit.sketch._jit import kernel\nfrom called_kernels import factor\n\n"
        "@kernel\ndef twice(x):\n    return factor(x) * x\n",
        encoding="utf-8",
    )
    for value, reused in ((2, 0), (2, 1), (3, 0)):
        called.write_text(
            f"from toolkit.sketch._jit import kernel\n\n@kernel\ndef factor(x):\n    return {value}\n", encoding="utf-8"
        )
        sys.modules.pop("called_kernels", None)
        importlib.invalidate_caches()
        module = load(folder)
        assert module.twice(21) == 21 * value
        assert hits(module.twice) == reused


def test_a_folder_that_vanishes_is_made_again(folder: Path) -> None:
    module = load(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    assert module.twice(4) == 8
    assert hits(run(folder)) == 1


def test_a_number_from_elsewhere_is_looked_at(folder: Path) -> None:
    (folder.parent / "small.py").write_text(SOURCE.replace("2 * x", "FACTOR * x"), encoding="utf-8")
    kept = []
    for factor in (2, 3):
        function = load(folder).twice.py_func
        function.__globals__["FACTOR"] = factor  # as an import would put it there
        kept.append(_jit._others(function))
    assert kept[0] != kept[1]


def test_an_intrinsic_from_elsewhere_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    written = folder.parent / "small_intrinsics.py"
    (folder.parent / "small.py").write_text(
        "from toolkit.sketch._jit import kernel\nfrom small_intrinsics import constant\n\n"
        "@kernel\ndef twice(x):\n    return constant() * x\n",
        encoding="utf-8",
    )
    for value, reused in ((2, 0), (2, 1), (3, 0)):
        written.write_text(
            "from numba import types\nfrom numba.extending import intrinsic\n\n"
            "@intrinsic\ndef constant(typing):\n"
            "    def lower(context, builder, signature, arguments):\n"
            f"        return context.get_constant(types.int64, {value})\n"
            "    return types.int64(), lower\n",
            encoding="utf-8",
        )
        sys.modules.pop("small_intrinsics", None)
        importlib.invalidate_caches()
        module = load(folder)
        assert module.twice(21) == 21 * value
        assert hits(module.twice) == reused

"""When the compiled search takes over, and who compiles it."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair import fluency
from toolkit.repair.evidence import Page
from toolkit.repair.page_arrays import PageArrays
from toolkit.repair.script_table import simplifying
from toolkit.repair.search import arrays, switch
from toolkit.repair.search.arrays import CompiledSearch
from toolkit.repair.search.beam import Search
from toolkit.repair.search.sizes import QUICK
from toolkit.sketch import _jit

if TYPE_CHECKING:
    from pathlib import Path


class Kept:
    """Whether code lies on disk, and in which folder; and how often it was compiled."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.code = False
        self.compiled = 0

    def compile(self, _search: object, _reader: object) -> None:
        self.compiled += 1
        self.code = True


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kept:
    found = Kept(tmp_path)
    monkeypatch.setattr(switch, "_loaded", [])
    monkeypatch.setattr(switch, "_pages", [])
    monkeypatch.setattr(switch, "_searches", count(1))
    monkeypatch.setattr(_jit, "is_kept", lambda _: found.code)
    monkeypatch.setattr(_jit, "kept_in", lambda _: found.folder)
    monkeypatch.setattr(switch, "_compile", found.compile)
    return found


def searches_in_python() -> int:
    return next(number for number in range(2 * switch.BEFORE_COMPILING) if switch.compiled() is CompiledSearch)


def test_code_that_is_there_is_loaded_soon(kept: Kept) -> None:
    kept.code = True
    assert switch.reader() is None
    assert searches_in_python() == switch.IN_PYTHON
    assert kept.compiled == 0
    assert switch.reader() is PageArrays


def test_a_long_search_counts_as_as_many_as_it_lasts(kept: Kept) -> None:
    kept.code = True
    switch.spent(switch.PATHS)  # the search itself is counted already
    switch.spent(switch.PATHS * 5)
    assert searches_in_python() == switch.IN_PYTHON - 4


def test_the_search_behind_a_long_run_tells_how_long_it_was(kept: Kept) -> None:
    kept.code = True
    text = "採取不當?shù)" + "姆绞竭" * 60
    page = Page(text, [], {}, [4])
    search = Search(text, page, "採取不當", 4, int.from_bytes("當".encode("gbk"), "big"), 0)
    assert search.ends(QUICK)
    assert searches_in_python() < switch.IN_PYTHON


@pytest.mark.parametrize("folder", ["there", "missing", "none"])
def test_code_that_is_not_there_is_compiled_late(kept: Kept, tmp_path: Path, folder: str) -> None:
    kept.folder = {"there": tmp_path, "missing": tmp_path / "missing", "none": None}[folder]
    assert searches_in_python() == switch.BEFORE_COMPILING
    assert kept.compiled == 1


def test_only_one_process_compiles(kept: Kept, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    code = (
        "import fcntl, sys; file = open(sys.argv[1], 'ab'); fcntl.flock(file, fcntl.LOCK_EX); "
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / switch.LOCK)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert [switch.compiled() for _ in range(switch.BEFORE_COMPILING + 5)][-5:] == [None] * 5
        assert kept.compiled == 0
        other.kill()  # its lock is gone with it
    assert searches_in_python() == 0
    assert kept.compiled == 1


def test_what_others_compiled_meanwhile_is_loaded(kept: Kept) -> None:
    for _ in range(switch.IN_PYTHON + 3):
        assert switch.compiled() is None
    kept.code = True
    assert searches_in_python() == 0


def test_texts_cost_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["數據分析", "", "a，\ud800"]
    for loaded in ([], [CompiledSearch]):
        monkeypatch.setattr(switch, "_loaded", loaded)
        assert switch.costs(texts) == [fluency.cost(text) for text in texts]


@given(st.text(st.sampled_from("數據业务a，\n\x00\ud800𠀀𪚥㑳"), max_size=20))
def test_texts_are_made_simple_either_way(text: str) -> None:
    assert arrays.simplify(text) == text.translate(simplifying())


def test_every_character_is_made_simple_alike() -> None:
    text = "".join(map(chr, [*range(0x11000), *range(0x20000, 0x20100)]))
    assert arrays.simplify(text) == text.translate(simplifying())


def test_compiled_code_is_kept() -> None:
    from toolkit.repair.search.beam_kernels import search

    switch._compile(CompiledSearch, PageArrays)
    folder = _jit.kept_in(search)
    assert folder is None or _jit.is_kept(search) == any(folder.glob("beam_kernels.search-*"))
    assert not _jit.is_kept(len)
    assert _jit.kept_in(len) is None

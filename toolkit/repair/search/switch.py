"""When the compiled search takes over from the one in Python. Both find the same; this is about time only.

The decision rests on how many searches a process has done, not on a clock, so that runs can be repeated. Loading
compiled code that is kept on disk pays off after a few searches. Compiling it takes as long as hundreds of searches in
Python, so a process does as many before it compiles: then it has lost half its time at the most, whatever comes (the
rule for renting skis before buying them). Only one process of a machine compiles; the others go on in Python until its
code is there.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from toolkit.repair.script_table import simplifying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from toolkit.repair.page_arrays import PageArrays
    from toolkit.repair.search.arrays import CompiledSearch

IN_PYTHON = 12
"""So many searches of a process are done in Python; a page has one to three runs. Then compiled code is loaded, if it
is there: it finds the same thirty times as fast, but takes some two seconds to load, most of them for its tables."""

BEFORE_COMPILING = 500
"""So many are done in Python before code is compiled that is not there: 15 s, at 30 ms for a search, narrow or wide."""

PATHS = 120
"""With so many paths a search in Python goes on in 30 ms. One behind a long run has thousands and takes two seconds: it
counts as as many searches as it lasts."""

LOCK = "compiling.lock"

_searches = count(1)
_loaded: list[type[CompiledSearch]] = []
_pages: list[type[PageArrays]] = []


def compiled() -> type[CompiledSearch] | None:
    """Count one more search; return the compiled one if it is to do it."""
    number = next(_searches)
    if not _loaded:
        if number <= IN_PYTHON:
            return None
        _load(may_compile=number > BEFORE_COMPILING)
    return _loaded[0] if _loaded else None


def spent(paths: int) -> None:
    """Count what a search in Python did beyond the usual: with how many paths it went on."""
    for _ in range(paths // PATHS - 1):
        next(_searches)


def reader() -> type[PageArrays] | None:
    """Return what reads a page with notes by compiled code, if that is loaded."""
    return _pages[0] if _pages else None


def costs(texts: list[str]) -> list[float]:
    """Return the cost of each text, as `fluency.cost`; by compiled code where that is loaded."""
    if not _loaded:
        from toolkit.repair import fluency

        return [fluency.cost(text) for text in texts]
    from toolkit.repair.search.arrays import costs

    return costs(texts)


def simplify(text: str) -> str:
    """Return a text in simplified characters; by arrays where those are loaded, for `translate` is slow."""
    if not _loaded:
        return text.translate(simplifying())
    from toolkit.repair.search.arrays import simplify

    return simplify(text)


def _load(*, may_compile: bool) -> None:
    from toolkit.repair.page_arrays import PageArrays
    from toolkit.repair.page_kernels import count as counting
    from toolkit.repair.page_kernels import runs_on, scan
    from toolkit.repair.proof_kernels import borne_out
    from toolkit.repair.search.arrays import CompiledSearch
    from toolkit.repair.search.beam_kernels import search
    from toolkit.sketch._jit import is_kept, kept_in

    if not all(map(is_kept, (search, scan, counting, runs_on, borne_out))):
        if not may_compile:
            return
        with _alone(kept_in(search)) as alone:
            if not alone:
                return
            _compile(CompiledSearch, PageArrays)
    _loaded.append(CompiledSearch)
    _pages.append(PageArrays)


@contextmanager
def _alone(folder: Path | None) -> Iterator[bool]:
    """Hold the lock of a folder; tell whether no other process has it. Where there can be none, each is alone.

    The system gives the lock back when its holder ends, however it ends.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield True
        return
    try:
        file = (folder / LOCK).open("ab") if folder else None
    except OSError:
        file = None
    if file is None:
        yield True
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except OSError:  # a file system without locks
            pass
        yield True


def _compile(search: type[CompiledSearch], arrays: type[PageArrays]) -> None:
    """Have everything compiled, by a search and by reading notes."""
    from toolkit.repair.evidence import Page
    from toolkit.repair.gbk import codes
    from toolkit.repair.search.sizes import QUICK

    text, left = "採取不當?shù)姆绞竭M行催收", "採取不當"
    lead, trail = codes()[left[-1]]
    page = Page(text, [], {}, [len(left)])
    found = search(text, page, left, len(left), lead << 8 | trail, 0)
    for end in found.ends(QUICK) or ():
        end.runs()
    found.go_back()
    notes = arrays("導(dǎo)語")
    notes.tally()
    notes.borne_out({"導": "dǎo"}, ())

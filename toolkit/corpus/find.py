"""Which files are meant: files, folders, globs and `-` become an ordered list of things to open.

Nothing is dropped unseen: what cannot be read is a `Reject`, what is left out on purpose goes to `on_ignored`.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from toolkit.article import Reject
from toolkit.corpus.failures import os_reason
from toolkit.corpus.ignore import IGNORE_FILE, Patterns, compile_patterns
from toolkit.corpus.runs import MANIFEST, files_of_run
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from toolkit.corpus.options import ReadOptions

    OnIgnored = Callable[[str, str], None]

Kind = Literal["text", "html", "jsonl", "json", "csv", "tsv", "parquet"]
Packing = Literal["gz", "zst"]

KINDS: dict[str, Kind] = {
    ".txt": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet",
}  # fmt: skip
"""Extension (lower case) to the kind of file."""

PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst"}
"""Extension (lower case) to the compression around the file."""

STDIN = "-"
"""The path that stands for standard input."""

_STREAM_PATH = re.compile(r"/dev/stdin|/dev/fd/\d+|/proc/self/fd/\d+")
"""Pipes with a writer at the other end, as a shell makes them for `<(command)`; other pipes would block."""

_MAX_IGNORE_BYTES = 2**20
"""An ignore file above this is not one; reading it must not exhaust the memory."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to read.

    Attributes:
        path: what to open; None for standard input.
        source: the path as the caller wrote it, safe to print and to write as UTF-8.
        kind: the kind of file by its extension; None when only its content can tell.
        packing: the compression around it; None when there is none or only its content can tell.
        relative: the path below the folder that the caller named, or the file's name alone; `/` between names.
    """

    path: Path | None
    source: str
    kind: Kind | None
    packing: Packing | None
    relative: str


def classify(name: str) -> tuple[Kind | None, Packing | None]:
    """Return the kind and the compression that a file's name tells.

    >>> classify("a.JSONL.gz"), classify("b.pdf")
    (('jsonl', 'gz'), (None, None))
    """
    root, extension = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    packing = PACKINGS.get(extension.lower())
    if packing:
        extension = os.path.splitext(root)[1]  # noqa: PTH122
    return KINDS.get(extension.lower()), packing


def show(path: str | os.PathLike[str]) -> str:
    r"""Return a path as text that UTF-8 can hold: bytes of a name that are no UTF-8 are shown as escapes.

    >>> show("caf\udce9.txt")
    'caf\\udce9.txt'
    """
    return os.fspath(path).encode("utf-8", "backslashreplace").decode("utf-8")


def find(
    paths: Sequence[str | os.PathLike[str]], options: ReadOptions, on_ignored: OnIgnored | None = None
) -> Iterator[Found | Reject]:
    """Yield what `paths` mean, in a fixed order: as given, folders depth first by name.

    Args:
        paths: files, folders, glob patterns and `-` (standard input).
        options: `exclude` and `skip_dirs` are used.
        on_ignored: called with (path, reason) for everything that is left out on purpose.

    Raises:
        UsageError: the output folder is itself one of the folders to read.
    """
    yield from _Finder(options, on_ignored or (lambda _path, _reason: None)).find(paths)


class _Finder:
    """One search: remembers what was already met, so that a file is read once."""

    def __init__(self, options: ReadOptions, on_ignored: OnIgnored) -> None:
        self.exclude = compile_patterns(options.exclude)
        self.ignored = on_ignored
        self.seen: set[tuple[int, int]] = set()
        self.skip = {os.path.realpath(folder) for folder in options.skip_dirs}
        self.results = 0  # files of earlier runs that were met

    def find(self, paths: Sequence[str | os.PathLike[str]]) -> Iterator[Found | Reject]:
        stdin_taken = False
        for given in paths:
            named = os.fspath(given)
            if named == STDIN:
                if stdin_taken:
                    self.ignored(STDIN, "standard input was already read")
                else:
                    yield Found(None, STDIN, None, None, "stdin")
                stdin_taken = True
            elif os.path.lexists(named):
                yield from self.named(named)
            elif glob.has_magic(named):
                matches = sorted(glob.glob(named, recursive=True))  # noqa: PTH207 - keeps the path as written
                if not matches:
                    yield Reject(show(named), None, "no file matches this pattern")
                for match in matches:
                    yield from self.named(match)
            else:
                yield Reject(show(named), None, "no such file or folder")

    def named(self, path: str) -> Iterator[Found | Reject]:
        """Yield one path that the caller named: whatever it is, it is read or its failure reported."""
        try:
            info = os.stat(path)  # noqa: PTH116 - strings keep the path as the caller wrote it
        except OSError as error:
            yield Reject(show(path), None, _stat_reason(path, error))
            return
        excluded = self.exclude.verdict(_relative(path), is_folder=stat.S_ISDIR(info.st_mode))
        if excluded is not None and not excluded.negated:
            self.ignored(show(path), f"excluded by {excluded.line!r}")
        elif stat.S_ISDIR(info.st_mode):
            if os.path.realpath(path) in self.skip:
                raise UsageError(f"{show(path)} is also the output folder: write to another one with -o")
            if self._first(path, info):
                yield from self.walk(path, info)
        elif _STREAM_PATH.fullmatch(path) and (stat.S_ISFIFO(info.st_mode) or stat.S_ISREG(info.st_mode)):
            yield Found(Path(path), show(path), None, None, "stdin")
        elif stat.S_ISREG(info.st_mode):
            if self._first(path, info):
                kind, packing = classify(path)
                yield Found(Path(path), show(path), kind or "text", packing, show(Path(path).name))
        else:
            yield Reject(show(path), None, _special_reason(info.st_mode))

    def walk(self, top: str, info: os.stat_result) -> Iterator[Found | Reject]:
        """Yield what lies below a folder; an explicit stack, so that no depth of folders exhausts Python's."""
        found_any = False
        results = self.results
        root = _Level(top, "", _key(info), None, [], [])
        stack: list[Iterator[Found | Reject | _Level]] = [self._list(root)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, _Level):
                stack.append(self._list(item))
            else:
                found_any = True
                yield item
        if not found_any:
            reason = f"no file with one of {' '.join(KINDS)}"
            if self.results > results:
                reason = (
                    "only files that an earlier run wrote are left; name one of them, or a folder below, to read it"
                )
            yield Reject(show(top), None, f"nothing to read in this folder: {reason}")

    def _list(self, level: _Level) -> Iterator[Found | Reject | _Level]:
        try:
            with os.scandir(level.path) as entries:
                # Links last, so that a file that one of them leads to keeps its own name.
                listed = sorted(entries, key=lambda entry: (entry.is_symlink(), entry.name))
        except OSError as error:
            yield Reject(show(level.path), None, f"cannot list this folder: {os_reason(error)}")
            return
        special = {entry.name for entry in listed if entry.name in (IGNORE_FILE, MANIFEST) and entry.is_file()}
        if MANIFEST in special and (written := files_of_run(level.path)):
            level.written = [*level.written, (level.relative, written)]
        if IGNORE_FILE in special:
            patterns = _read_ignore_file(os.path.join(level.path, IGNORE_FILE))  # noqa: PTH118
            if isinstance(patterns, Reject):
                yield patterns
            else:
                level.patterns = [*level.patterns, (level.relative, patterns)]
        for entry in listed:
            yield from self._entry(entry, level)

    def _entry(self, entry: os.DirEntry[str], level: _Level) -> Iterator[Found | Reject | _Level]:
        relative = f"{level.relative}/{entry.name}" if level.relative else entry.name
        if entry.name.startswith("."):
            if entry.name != IGNORE_FILE:
                self.ignored(show(entry.path), "hidden (its name starts with a dot)")
            return
        try:
            info = entry.stat()
        except OSError as error:
            if (line := self._ignoring(relative, level, is_folder=False)) is not None:
                self.ignored(show(entry.path), f"excluded by {line!r}")
            else:
                yield Reject(show(entry.path), None, _stat_reason(entry.path, error))
            return
        is_folder = stat.S_ISDIR(info.st_mode)
        if (line := self._ignoring(relative, level, is_folder=is_folder)) is not None:
            self.ignored(show(entry.path), f"excluded by {line!r}")
        elif is_folder:
            yield from self._folder(entry, relative, info, level)
        elif not stat.S_ISREG(info.st_mode):
            yield Reject(show(entry.path), None, _special_reason(info.st_mode))
        elif any(_below(relative, base) in written for base, written in level.written):
            self.results += 1
            self.ignored(show(entry.path), f"written by an earlier run (the {MANIFEST} beside it says so)")
        else:
            kind, packing = classify(entry.name)
            if kind is None:
                self.ignored(show(entry.path), "its extension is not one that is read; name the file to read it")
            elif self._first(entry.path, info):
                yield Found(Path(entry.path), show(entry.path), kind, packing, show(relative))

    def _folder(
        self, entry: os.DirEntry[str], relative: str, info: os.stat_result, level: _Level
    ) -> Iterator[Reject | _Level]:
        above: _Level | None = level
        while above is not None:
            if above.key == _key(info):
                yield Reject(show(entry.path), None, f"folder loop: this leads back to {show(above.path)}")
                return
            above = above.parent
        if os.path.realpath(entry.path) in self.skip:
            self.ignored(show(entry.path), "the output folder of this run")
        elif self._first(entry.path, info):
            yield _Level(entry.path, relative, _key(info), level, level.patterns, level.written)

    def _ignoring(self, relative: str, level: _Level, *, is_folder: bool) -> str | None:
        """Return the line that ignores `relative`; the deepest ignore file has the last word, then `exclude`."""
        given = self.exclude.verdict(relative, is_folder=is_folder)
        if given is not None:
            return None if given.negated else given.line
        for base, patterns in reversed(level.patterns):
            line = patterns.verdict(_below(relative, base), is_folder=is_folder)
            if line is not None:
                return None if line.negated else line.line
        return None

    def _first(self, path: str, info: os.stat_result) -> bool:
        """Tell whether this file or folder is met for the first time; a second path to it is reported."""
        if info.st_ino == 0:  # a file system without inode numbers: nothing to compare
            return True
        if _key(info) in self.seen:
            self.ignored(show(path), "already read by another path (a link or an overlapping argument)")
            return False
        self.seen.add(_key(info))
        return True


@dataclass(slots=True)
class _Level:
    """A folder that is being walked: what is above it, and the patterns and earlier runs' files that count in it.

    Patterns and files come with the folder they were found in, relative to the top.
    """

    path: str
    relative: str
    key: tuple[int, int]
    parent: _Level | None
    patterns: list[tuple[str, Patterns]]
    written: list[tuple[str, frozenset[str]]]


def _below(relative: str, base: str) -> str:
    """Return a path relative to a folder on the way to it, both relative to the top."""
    return relative[len(base) + 1 :] if base else relative


def _key(info: os.stat_result) -> tuple[int, int]:
    return info.st_dev, info.st_ino


def _relative(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/").lstrip("/")


def _stat_reason(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and os.path.islink(path):  # noqa: PTH114
        return f"a dangling link: its target {show(os.readlink(path))!r} does not exist"  # noqa: PTH115
    return os_reason(error)


def _special_reason(mode: int) -> str:
    names = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"))
    name = next((name for test, name in names if test(mode)), "a device")
    return f"{name}, not a file"


def _read_ignore_file(path: str) -> Patterns | Reject:
    try:
        with Path(path).open("rb") as file:
            data = file.read(_MAX_IGNORE_BYTES)
    except OSError as error:
        return Reject(show(path), None, f"cannot read these ignore patterns: {os_reason(error)}")
    return compile_patterns(data.decode("utf-8-sig", "surrogateescape").splitlines())

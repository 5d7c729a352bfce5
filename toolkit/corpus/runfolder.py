"""The output folder of one run: all of its files appear together, or none does.

Files are written to a hidden folder inside the output folder (so on the same file system), synced, and renamed into
place when the run has succeeded; `manifest.json` comes last, so a folder with a manifest is a complete run. A run
that fails or is interrupted leaves the folder as it found it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self, TypeVar

from toolkit.corpus.parquet_out import ParquetWriter
from toolkit.corpus.runs import FILES, MANIFEST
from toolkit.corpus.writers import JsonlWriter, finite, writing
from toolkit.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    import pyarrow as pa

STAGING_PREFIX = ".contentfarm-run-"
"""Begins the name of the hidden folder that a run writes to."""

MOVING = "moving.json"
"""Below it: what is about to be renamed into place, in this order; for the run that comes after one killed there."""

_MANY = 256
"""Files from which the whole system is synced once: a file at a time costs milliseconds each."""


class _Closable(Protocol):
    def close(self) -> None: ...


_Writer = TypeVar("_Writer", bound=_Closable)


class RunFolder:
    """A context manager around the writing of one run's outputs.

        with RunFolder("out") as run:
            with run.jsonl("rejects.jsonl") as rejects:
                rejects.write({"source": "a.txt", "record": None, "reason": "the file is empty"})
            run.text("report.html", page)
            run.manifest({"version": "1"})

    Other files of the folder are never touched. Two runs cannot write to one folder at the same time (where the
    system has file locks).

    Args:
        path: the output folder; it and the folders above it are made when they do not exist.
        command: the name of the command that fills a folder with files of fixed names, which may be anybody's: only
            those that an earlier run of this command wrote are replaced, or removed where this run has no such file
            (its manifest names both). None removes nothing.
        replace: whether files of the same names may be replaced where no `command` is named.

    Attributes:
        path: the output folder.
        staging: the hidden folder; free for scratch files, removed at the end.

    Raises:
        OutputError: on entering: the path is a file, cannot be written, or another run is writing to it. On leaving:
            a file cannot be written or put in place; everything is then as it was before.
    """

    def __init__(self, path: str | os.PathLike[str], *, command: str | None = None, replace: bool = True) -> None:
        if not os.fspath(path):
            raise UsageError("the output folder has no name; type . for the present folder")
        self.path = Path(path)
        self._command = command
        self._replace = replace
        self._earlier: frozenset[str] = frozenset()
        self.staging = self.path  # set on entering
        self._names: dict[str, None] = {}
        self._writers: list[_Closable] = []
        self._files: list[BinaryIO] = []
        self._manifest: dict[str, Any] | None = None
        self._made: list[Path] = []
        self._lock: int | None = None

    def __enter__(self) -> Self:
        try:
            self._prepare()
        except BaseException:
            self._clean_up(remove_made=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        published = False
        try:
            if kind is None:
                self._publish()
                published = True
        finally:
            with uninterrupted():
                self._clean_up(remove_made=not published)

    def jsonl(self, name: str) -> JsonlWriter:
        """Open an output of JSON Lines; it is closed at the latest when the run folder is."""
        return self._keep(JsonlWriter(self._claim(name)))

    def parquet(self, name: str, schema: Mapping[str, str | pa.DataType], *, extras: bool = False) -> ParquetWriter:
        """Open a Parquet output; see `ParquetWriter` for the arguments."""
        return self._keep(ParquetWriter(self._claim(name), schema, extras=extras))

    def binary(self, name: str) -> BinaryIO:
        """Open an output for bytes; the caller turns `OSError` into what it means, or uses `writing`."""
        path = self._claim(name)
        self._files = [file for file in self._files if not file.closed]
        with writing(path):
            self._files.append(path.open("wb"))
        return self._files[-1]

    def text(self, name: str, content: str) -> None:
        """Write a whole text as UTF-8, line ends as they are.

        Raises:
            OutputError: the text holds a lone surrogate, or the file cannot be written.
        """
        try:
            data = content.encode()
        except UnicodeEncodeError as error:
            raise OutputError(f"cannot write {name}: a lone surrogate at character {error.start:,}") from None
        path = self._claim(name)
        with writing(path):
            path.write_bytes(data)

    def manifest(self, content: Mapping[str, Any]) -> None:
        """Set what the manifest says; `files` (name to bytes of every output) is added when it is written."""
        self._manifest = dict(content)

    def _keep(self, writer: _Writer) -> _Writer:
        self._writers.append(writer)
        return writer

    def _claim(self, name: str) -> Path:
        """Return where the output `name` (with `/` between folders) is written for now."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or name == MANIFEST or name in self._names:
            raise OutputError(f"{name!r} cannot be the name of an output of this run")
        self._refuse_foreign(name)
        self._names[name] = None
        path = self.staging.joinpath("new", *parts)
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _named(self) -> dict[str, str]:
        return {} if self._command is None else {"command": self._command}

    def _refuse_foreign(self, name: str) -> None:
        """Raise an OutputError where `name` would replace a file that is not an earlier run's."""
        if not self._replace and os.path.lexists(self.path / name):
            raise OutputError(
                f"{self.path / name} is there already: name another folder with -o, or --force to replace"
            )
        for candidate in (name, MANIFEST):
            if self._command and candidate not in self._earlier and os.path.lexists(self.path / candidate):
                place = self.path / candidate
                raise OutputError(
                    f"{place} is there and no earlier {self._command} wrote it: move it, or name another folder with -o"
                )

    def _prepare(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise OutputError(f"cannot write to {self.path}: it is a file; name a folder with -o")
        missing = [folder for folder in (self.path, *self.path.parents) if not folder.exists()]
        with writing(self.path):
            for folder in reversed(missing):
                folder.mkdir(exist_ok=True)
                self._made.append(folder)
            self._lock = _lock(self.path)
            self._remove_stale()
            self._earlier = _files_of_run(self.path, self._command)
            self.staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=self.path))
            (self.staging / "new").mkdir()
            (self.staging / "old").mkdir()

    def _remove_stale(self) -> None:
        """Remove what a run that was killed left behind; only under the lock, which such a run cannot hold."""
        if self._lock is None:
            return
        for folder in self.path.glob(f"{STAGING_PREFIX}*"):
            # Killed while files changed places: the earlier run's are in `old`, and it is they that belong together.
            # The killed run's own, those that are in their place already, go, unless the last one came to be there.
            moved = [name for name in _listed(folder / MOVING) if not os.path.lexists(folder / "new" / name)]
            if moved and len(moved) == len(_listed(folder / MOVING)):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for name in moved:
                (self.path / name).unlink(missing_ok=True)
            old = folder / "old"
            for saved in sorted(path for path in old.rglob("*") if path.is_file() or path.is_symlink()):
                place = self.path / saved.relative_to(old)
                place.parent.mkdir(parents=True, exist_ok=True)
                saved.replace(place)
            shutil.rmtree(folder, ignore_errors=True)

    def _publish(self) -> None:
        for writer in (*self._writers, *self._files):
            with writing(self.path):
                writer.close()
        names = [*self._names]
        if self._manifest is not None:
            sizes = {name: (self.staging / "new" / name).stat().st_size for name in sorted(names)}
            content = finite({**self._manifest, **self._named(), FILES: sizes})
            data = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
            with writing(self.path / MANIFEST):
                (self.staging / "new" / MANIFEST).write_bytes(f"{data}\n".encode(errors="backslashreplace"))
            names.append(MANIFEST)
        for name in names:
            if (self.path / name).is_dir():
                raise OutputError(f"cannot write {self.path / name}: there is a folder of that name")
        with writing(self.path):
            (self.staging / MOVING).write_text(json.dumps(names), encoding="utf-8")
            _sync_all([*(self.staging / "new" / name for name in names), self.staging / MOVING])
            self._exchange(names, self._outdated(names))

    def _outdated(self, names: list[str]) -> list[str]:
        """Return the files that an earlier run of this command wrote and this one did not: they would pass for its."""
        if self._command is None or self._manifest is None:
            return []
        gone = sorted(self._earlier.difference(names))
        return [name for name in _inside(gone) if (self.path / name).is_file() or (self.path / name).is_symlink()]

    def _exchange(self, names: list[str], outdated: list[str]) -> None:
        """Rename the new files into place, the manifest last; on any failure put the old ones back."""
        undo: list[tuple[Path, Path]] = []
        folders: list[Path] = []
        try:
            # The manifest goes first and comes last: at no time does one describe files that are not its own.
            for name in [*reversed(names), *outdated]:
                place, old = self.path / name, self.staging / "old" / name
                if place.exists() or place.is_symlink():
                    old.parent.mkdir(parents=True, exist_ok=True)
                    undo.append((old, place))
                    place.rename(old)
            for name in names:
                place, new = self.path / name, self.staging / "new" / name
                folders += _make_folders(place.parent)
                undo.append((place, new))
                new.rename(place)
        except BaseException:
            with uninterrupted():
                for moved, home in reversed(undo):
                    with suppress(FileNotFoundError):  # the step was noted, but interrupted before it was done
                        moved.rename(home)
                for folder in reversed(folders):
                    with suppress(OSError):
                        folder.rmdir()
            raise
        _sync_all(sorted({(self.path / name).parent for name in names}))
        for folder in {(self.path / name).parent for name in outdated} - {self.path}:
            with suppress(OSError):  # something else is in it
                folder.rmdir()

    def _clean_up(self, *, remove_made: bool) -> None:
        for writer in (*self._writers, *self._files):
            abandon = getattr(writer, "abandon", writer.close)
            with suppress(OSError, OutputError):
                abandon()
        if self.staging != self.path:
            shutil.rmtree(self.staging, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if remove_made:
            for folder in reversed(self._made):
                with suppress(OSError):  # somebody else put something there
                    folder.rmdir()


def _listed(path: Path) -> list[str]:
    """Return the names that a run was moving into place; none if it had not come so far."""
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return _inside(names) if isinstance(names, list) else []


def _inside(names: Iterable[Any]) -> list[str]:
    """Return those of some names that stay within the folder; what a file says may be anything."""
    paths = (PurePosixPath(name) for name in names if isinstance(name, str))
    return [path.as_posix() for path in paths if path.parts and not path.is_absolute() and ".." not in path.parts]


def _files_of_run(folder: Path, command: str | None) -> frozenset[str]:
    """Return the names of the files that a complete run of `command` left in `folder`, its manifest among them."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    if (
        not isinstance(manifest, dict)
        or not isinstance(manifest.get("files"), dict)
        or manifest.get("command") != command
    ):
        return frozenset()
    return frozenset(manifest["files"]) | {MANIFEST}


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C and termination while the block tidies up; only a main thread can, others go on as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = [kind for name in ("SIGINT", "SIGTERM", "SIGHUP") if (kind := getattr(signal, name, None)) is not None]
    before = {kind: signal.signal(kind, signal.SIG_IGN) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler if handler is not None else signal.SIG_DFL)


def _make_folders(folder: Path) -> list[Path]:
    """Make `folder` and what is missing above it; return those made, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    missing.reverse()
    for path in missing:
        path.mkdir()
    return missing


def _lock(folder: Path) -> int | None:
    """Lock the folder itself, so that no lock file is left behind; None where the system cannot."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OutputError(f"another run is writing to {folder}: wait for it, or choose another with -o") from None
    except OSError:  # a file system without locks, such as some network shares
        os.close(descriptor)
        return None
    return descriptor


def _sync_all(paths: list[Path]) -> None:
    """Make sure that all files are on the disk."""
    if len(paths) > _MANY and hasattr(os, "sync"):
        os.sync()
    else:
        for path in paths:
            _sync(path)


def _sync(path: Path) -> None:
    """Make sure that a file, or a folder's list of names where the system can, is on the disk."""
    if path.is_file():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    elif os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            with suppress(OSError):  # some file systems sync no folders; the renames are done all the same
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

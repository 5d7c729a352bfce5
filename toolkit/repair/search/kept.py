"""Arrays of the language models kept on disk, beside compiled code: building them takes a second, mapping them nothing.

A file holds what `model` builds from the sources and tables of this package, and its name their hash: a file of other
ones is never looked at. It is written under another name and renamed, so that nobody sees half of one; it carries its
length and a checksum, because kernels check no index. Processes that map it share its memory. Where there is no such
file, or none can be written, the arrays are built.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import platform
import sys
import threading
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

Arrays = TypeVar("Arrays", bound=NamedTuple)

ALIGNED = 64
"""Bytes: each array begins at a multiple."""

ENDING = ".arrays"

HEAD = 4096
"""Bytes before the arrays: a line of JSON that says what they are."""

SOURCES = ("repair", "generate/kit.py", "generate/readings.py", "generate/data")
"""What the arrays are made from: folders and files of the toolkit."""

PACKAGE = Path(__file__).resolve().parents[2]
"""Where they are: `toolkit/`, which is not imported for it."""


def kept(folder: Path | None, kind: type[Arrays], build: Callable[[], Arrays]) -> Arrays:
    """Return arrays that lie in a folder, or build them and put them there.

    Args:
        folder: where; None keeps nothing.
        kind: a NamedTuple of arrays of numbers.
        build: makes them.
    """
    if folder is None:
        return build()
    try:
        path = folder / f"{kind.__name__.lower()}-{sys.implementation.cache_tag}-{_hash()}{ENDING}"
        found = _read(path, kind)
    except OSError:
        return build()
    if found is None:
        found = build()
        with suppress(OSError):
            _write(path, found)
    return found


def _read(path: Path, kind: type[Arrays]) -> Arrays | None:
    """Map a file; None where it is not there or not whole."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = json.loads(data[:HEAD])
        if head["length"] != len(data) or head["checksum"] != zlib.crc32(memoryview(data)[HEAD:]):
            return None
        arrays = {
            name: np.frombuffer(data, np.dtype(item), math.prod(shape), begin).reshape(shape)
            for name, (begin, item, shape) in head["arrays"].items()
        }
    except (
        FileNotFoundError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ):  # an empty file cannot be mapped: ValueError
        return None
    return kind._make(arrays.values()) if [*arrays] == [*kind._fields] else None


def _write(path: Path, found: NamedTuple) -> None:
    """Write arrays to a file that is whole as soon as it is there; older ones are removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begin = HEAD
    places: dict[str, tuple[int, str, tuple[int, ...]]] = {}
    pieces: list[bytes] = []
    for name, array in found._asdict().items():
        piece = array.tobytes()
        places[name] = (begin, array.dtype.str, array.shape)
        pieces.append(piece + bytes(-len(piece) % ALIGNED))
        begin += len(pieces[-1])
    body = b"".join(pieces)
    head = {"length": begin, "checksum": zlib.crc32(body), "arrays": places}
    part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        part.write_bytes(json.dumps(head).encode().ljust(HEAD) + body)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    older = path.name.rpartition("-")[0]
    for other in path.parent.glob(f"{older}-*{ENDING}"):
        if other != path:  # of sources that are no more; who has it mapped keeps it
            with suppress(OSError):
                other.unlink()


def _hash() -> str:
    """Return a hash of all that the arrays depend on: sources and tables, and who reads them.

    Raises:
        OSError: the package is not a folder of files.
    """
    root = PACKAGE
    total = hashlib.sha256(f"{sys.version} {platform.machine()} {np.__version__}".encode())
    for source in SOURCES:
        top = root / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.suffix in (".py", ".gz", ".tsv"):
                data = path.read_bytes()
                total.update(f"{path.relative_to(root)} {len(data)}\n".encode())
                total.update(data)
    return total.hexdigest()[:32]

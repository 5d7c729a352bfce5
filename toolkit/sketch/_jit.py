"""How kernels are compiled: once a machine, without the GIL."""

from __future__ import annotations

import hashlib
import warnings
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class NotKeptWarning(RuntimeWarning):
    """Compiled code cannot be kept on disk, or what was kept cannot be read."""


def kernel(function: Callable[..., Any]) -> Any:
    """Compile `function` with numba on its first call, releasing the GIL, and keep the machine code on disk.

    numba keeps it beside the source; where that folder is read-only, in the user's cache folder; `NUMBA_CACHE_DIR`
    names another. Where none can be written, where the disk is full or what lies there is damaged, kernels are compiled
    anew in each process, which takes some seconds in all, and `NotKeptWarning` is given once: a search that could run
    must not end because of a cache.
    What is kept is out of date when the kernel's own file has changed, as numba sees to, or that of a kernel it calls,
    or a number that it takes from elsewhere.
    """
    from numba import njit

    compiled: Any = njit(nogil=True)(function)
    try:
        compiled._cache = _forgiving_cache()(function)  # what `cache=True` does, with numba's own class
    # RuntimeError is numba's "no locator available": no folder can be written. AttributeError: another numba inside.
    except (RuntimeError, OSError, AttributeError) as error:
        _warn(str(error))
    return compiled


@cache
def _forgiving_cache() -> Any:
    """Return numba's cache of functions, made to forget instead of to fail."""
    from numba.core import caching

    numbas: Any = caching.FunctionCache

    class ForgivingCache(numbas):  # type: ignore[misc]
        def __init__(self, function: Callable[..., Any]) -> None:
            super().__init__(function)
            self._cache_file._source_stamp = (self._cache_file._source_stamp, _others(function))

        def load_overload(self, sig: Any, target_context: Any) -> Any:
            try:
                return super().load_overload(sig, target_context)
            except Exception as error:  # noqa: BLE001 - a damaged file raises whatever unpickling may raise
                _warn(f"{self.cache_path}: {type(error).__name__}: {error}")
                try:
                    self.flush()  # an empty index in place of a damaged one: the next process finds what this one made
                except Exception:  # noqa: BLE001 - it cannot be read, nor written
                    self.disable()
                return None

        def save_overload(self, sig: Any, data: Any) -> None:
            try:
                super().save_overload(sig, data)
            except Exception as error:  # noqa: BLE001 - the kernel is compiled; that it is not kept costs seconds only
                _warn(f"{self.cache_path}: {type(error).__name__}: {error}")

    return ForgivingCache


def kept_in(compiled: Any) -> Path | None:
    """Return the folder where a kernel's code is kept; None where it cannot be."""
    path = getattr(getattr(compiled, "_cache", None), "cache_path", None)
    return Path(path) if path else None


def is_kept(compiled: Any) -> bool:
    """Tell whether code of a kernel lies on disk that this machine can run."""
    try:
        magic = compiled.targetctx.codegen().magic_tuple()
        return any(magic in key for key in compiled._cache._cache_file._load_index())
    except Exception:  # noqa: BLE001 - no folder, a damaged file, another numba inside: then it is compiled
        return False


def _others(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return what a kernel depends on beyond its own file, which numba looks at.

    That is a hash of each other file whose kernels and intrinsics its module imports, directly or through them, and the
    numbers that those modules take from others: numba puts them into the code as they are.
    """
    files: dict[str, str] = {function.__code__.co_filename: ""}
    numbers: list[str] = []
    todo: list[Any] = [function]
    while todo:
        for name, value in list(todo.pop().__globals__.items()):
            # Of numba's dispatchers; of its intrinsics, which are written in LLVM's terms.
            called = getattr(value, "_defn" if isinstance(value, _intrinsics()) else "py_func", None)
            file = called.__code__.co_filename if called is not None else None
            if file is not None and file not in files:
                files[file] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
                todo.append(called)
            elif isinstance(value, ModuleType) and value.__name__.startswith("toolkit."):
                numbers += [f"{value.__name__}.{key} {item}" for key, item in vars(value).items() if _is_number(item)]
            elif _is_number(value):
                numbers.append(f"{name} {value}")
    return (*sorted(filter(None, files.values())), hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest())


@cache
def _intrinsics() -> type:
    """Return the class of numba's intrinsics; of nothing where another numba keeps it elsewhere."""
    from numba.core import extending

    found = getattr(extending, "_Intrinsic", None)
    return found if isinstance(found, type) else type("NoIntrinsics", (), {})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


@cache
def _warn_once() -> list[str]:
    return []


def _warn(reason: str) -> None:
    """Say once a process that kernels are compiled anew."""
    if not _warn_once():
        _warn_once().append(reason)
        warnings.warn(
            f"compiled code cannot be kept, so each run compiles it anew, for some seconds ({reason}); "
            "NUMBA_CACHE_DIR can name a folder for it",
            NotKeptWarning,
            stacklevel=2,
        )

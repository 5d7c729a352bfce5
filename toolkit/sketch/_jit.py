"""How kernels are compiled: once a machine, without the GIL."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def kernel(function: Callable[..., Any]) -> Any:
    """Compile `function` with numba on its first call, releasing the GIL, and keep the machine code on disk.

    numba keeps it beside the source; where that folder is read-only, in the user's cache folder; `NUMBA_CACHE_DIR`
    names another. Where none can be written, where the disk is full or what lies there is damaged, the kernel is
    compiled anew in each process, which takes some seconds in all, and a warning is logged once: a search that could
    run must not end because of a cache.
    Functions that call one another belong into one module: numba looks only at the caller's own file for changes.
    """
    from numba import njit

    compiled: Any = njit(nogil=True)(function)
    try:
        compiled._cache = _forgiving_cache()(function)  # what `cache=True` does, with numba's own class
    except RuntimeError as error:  # numba's "no locator available": no folder can be written
        _warn(str(error))
    return compiled


@cache
def _forgiving_cache() -> Any:
    """Return numba's cache of functions, made to forget instead of to fail."""
    from numba.core import caching

    numbas: Any = caching.FunctionCache

    class ForgivingCache(numbas):  # type: ignore[misc]
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


@cache
def _warn_once() -> list[str]:
    return []


def _warn(reason: str) -> None:
    """Say once a process that kernels are compiled anew."""
    if not _warn_once():
        _warn_once().append(reason)
        logging.getLogger("toolkit").warning(
            "compiled code cannot be kept, so each run compiles it anew, for some seconds (%s); "
            "NUMBA_CACHE_DIR can name a folder for it",
            reason,
        )

"""How kernels are compiled: once a machine, without the GIL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def kernel(function: Callable[..., Any]) -> Any:
    """Compile `function` with numba on its first call, releasing the GIL, and keep the machine code on disk.

    numba keeps it beside the source; where that folder is read-only, in the user's cache folder; `NUMBA_CACHE_DIR`
    names another. Where none can be written the kernel is compiled anew in each process, which takes some seconds.
    Functions that call one another belong into one module: numba looks only at the caller's own file for changes.
    """
    from numba import njit

    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's "no locator available": neither folder can be written
        return njit(nogil=True)(function)

"""What a run writes down about itself, so that it can be understood and repeated."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

MATTERING = (
    "datasketch",
    "ftfy",
    "numba",
    "numpy",
    "opencc",
    "phonenumbers",
    "pyarrow",
    "rapidfuzz",
    "scipy",
    "selectolax",
)
"""Libraries whose version may change a result."""


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that may change a result."""
    found = {"python": platform.python_version()}
    for name in MATTERING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an optional library that is not installed took no part
            continue
    return found


def peak_memory(*, workers: bool = False) -> int | None:
    """Return the largest resident size of this process so far, in bytes; None where the system does not tell.

    Args:
        workers: of the largest of its child processes that have ended instead.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_CHILDREN if workers else resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # kilobytes everywhere but on macOS

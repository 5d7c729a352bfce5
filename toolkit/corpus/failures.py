"""What went wrong with an input, as a reason that a person can act on."""

from __future__ import annotations

import errno
import zlib
from gzip import BadGzipFile

SIZE_OPTION = "--max-bytes"
"""The option that a reason names when an input is above the limit."""

_OS_REASONS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "it vanished before it could be read",
    errno.ELOOP: "a loop of links",
    errno.ENAMETOOLONG: "the path is too long for this system",
    errno.EIO: "the device reports a read error",
    errno.EISDIR: "it is a folder",
    errno.EMFILE: "too many open files",
}


class BrokenInputError(Exception):
    """The rest of a file cannot be read; the message is the reason. Internal: `read` turns it into a `Reject`."""


def os_reason(error: OSError) -> str:
    """Return the reason behind an error of the operating system.

    >>> os_reason(PermissionError(13, "Permission denied"))
    'permission denied'
    """
    known = _OS_REASONS.get(error.errno or 0)
    return known or f"{type(error).__name__}: {error.strerror or error}"


def reason_of(error: BaseException) -> str:
    """Return the reason for an exception that reading an input raised."""
    if isinstance(error, BrokenInputError):
        return str(error)
    if isinstance(error, EOFError):
        return "the compressed data is truncated: the end of the file is missing"
    if isinstance(error, BadGzipFile):
        return f"not valid gzip data: {error}"
    if isinstance(error, zlib.error):
        return f"the compressed data is damaged: {error}"
    if isinstance(error, OSError):
        return os_reason(error)
    return f"{type(error).__name__}: {error}"


def too_large(what: str, limit: int) -> str:
    """Return the reason for an input above the limit.

    >>> too_large("the line", 2048)
    'the line is larger than 2.0 KiB; raise the limit with --max-bytes'
    """
    return f"{what} is larger than {human_bytes(limit)}; raise the limit with {SIZE_OPTION}"


def human_bytes(number: int) -> str:
    """Return a size for people, in binary units.

    >>> human_bytes(10 * 2**20), human_bytes(1)
    ('10.0 MiB', '1 B')
    """
    size = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{number} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    raise AssertionError("unreachable")

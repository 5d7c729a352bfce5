"""Writers of a run's outputs: JSON Lines and Parquet, row by row, with nothing lost and nothing half-encoded."""

from __future__ import annotations

import errno
import json
import math
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from toolkit.corpus.rows import surrogate_reason
from toolkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

_OS_ADVICE = {
    errno.ENOSPC: "no space is left on the device; free some, or choose another folder with -o",
    errno.EDQUOT: "the disk quota is used up; free some space, or choose another folder with -o",
    errno.EFBIG: "the file would be larger than the system allows",
    errno.EROFS: "the file system is read-only; choose another folder with -o",
    errno.EACCES: "permission denied; choose a folder you may write to with -o",
    errno.EPERM: "permission denied; choose a folder you may write to with -o",
}

OWN_PREFIX = "own."
"""Put before a user's column whose name is one of ours: theirs is carried through, ours keeps its meaning."""


def with_own(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of our columns followed by the user's own; a name that is taken gets the prefix `own.`.

    >>> with_own({"id": "a", "script": "hant"}, {"script": "x", "tag": 1})
    {'id': 'a', 'script': 'hant', 'own.script': 'x', 'tag': 1}
    """
    row = dict(ours)
    for name, value in own.items():
        free = name
        while free in row or (free != name and free in own):
            free = OWN_PREFIX + free
        row[free] = value
    return row


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turn any `OSError` inside the block into one `OutputError` that names `path` and says what to do."""
    try:
        yield
    except OSError as error:
        advice = _OS_ADVICE.get(error.errno or 0) or error.strerror or str(error)
        raise OutputError(f"cannot write {path}: {advice}") from error


class JsonlWriter:
    """Writes objects to a JSON Lines file: UTF-8, one object a line, characters as themselves.

    Numbers that JSON does not have (NaN, the infinities) become null. A context manager; leaving it closes the file.

    Attributes:
        path: the file written to.
        rows: how many objects were written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        with writing(path):
            self._file = path.open("wb")

    def write(self, row: Mapping[str, Any]) -> None:
        """Append one object.

        Raises:
            OutputError: the row holds a lone surrogate, or the file cannot be written. Nothing of the row is written
                in the first case.
        """
        data = encode_json(row)
        with writing(self.path):
            self._file.write(data)
        self.rows += 1

    def write_encoded(self, lines: bytes, rows: int) -> None:
        """Append objects that are JSON in UTF-8 already, one a line, each with its line feed.

        Raises:
            OutputError: the file cannot be written.
        """
        with writing(self.path):
            self._file.write(lines)
        self.rows += rows

    def close(self) -> None:
        """Write what is buffered and close the file; doing it twice is harmless."""
        with writing(self.path):
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:  # the error that is on its way says more than one about closing
            with suppress(OutputError):
                self.close()


def encode_json(row: Mapping[str, Any]) -> bytes:
    r"""Return one line of JSON Lines, with its line feed.

    Raises:
        OutputError: a string inside holds a lone surrogate.

    >>> encode_json({"text": "甲\u2028乙", "score": float("nan")}).decode()
    '{"text": "甲\u2028乙", "score": null}\n'
    """
    try:
        line = json.dumps(row, ensure_ascii=False, allow_nan=False)
    except ValueError:
        line = json.dumps(finite(row), ensure_ascii=False, allow_nan=False)
    try:
        return f"{line}\n".encode()
    except UnicodeEncodeError:
        raise OutputError(_surrogate_message(row)) from None


def finite(value: Any) -> Any:
    """Return the value with every NaN and infinity inside replaced by None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


def check_encodable(row: Mapping[str, Any]) -> None:
    """Raise `OutputError` when a string in the row holds a lone surrogate."""
    for value in row.values():
        if isinstance(value, str):
            if value.isascii():
                continue
            try:
                value.encode()
            except UnicodeEncodeError:
                raise OutputError(_surrogate_message(row)) from None
        elif value is not None and surrogate_reason("", value):
            raise OutputError(_surrogate_message(row))


def _surrogate_message(row: Mapping[str, Any]) -> str:
    reasons = (surrogate_reason(name, value) for name, value in row.items())
    reason = next((reason for reason in reasons if reason), "a column's name holds a lone surrogate")
    return f"cannot write the row of {row.get('id', '(no id)')!a}: {reason}"

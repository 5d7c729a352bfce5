"""What the readers of the formats yield: one row a record, before it is known which column is the article."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.corpus.failures import human_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.corpus.options import ReadOptions


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands in its file.

    Attributes:
        record: 1-based number of the record; None where the file is the record.
        columns: column name to value. A whole file has the columns `text` and, for a page, `title` and `url`.
        encoding: what the bytes were decoded with; None where the format itself says that strings are UTF-8.
        raw: the record as it stood in the file, for writers that leave untouched records as they are.
    """

    record: int | None
    columns: Mapping[str, Any]
    encoding: str | None
    raw: Any = None


class RawText(NamedTuple):
    """A file that is one article: its bytes, and whether the text was taken out of a page."""

    data: bytes
    is_page: bool


class RawLine(NamedTuple):
    """A line of JSON Lines as it stood in the file, decoded, with its end."""

    text: str


class Broken(NamedTuple):
    """A record that could not be read; the rest of its file can.

    Attributes:
        record: 1-based number of the record, or None for the whole file.
        reason: what is wrong.
    """

    record: int | None
    reason: str


class Columns(NamedTuple):
    """Which columns hold what; None where there is none."""

    text: str
    id: str | None
    title: str | None
    url: str | None


def clean_reason(text: str) -> str | None:
    r"""Return why `text` cannot be an article, or None when it can.

    >>> clean_reason("一篇文章"), clean_reason(" \n")
    (None, 'the text is empty')
    >>> clean_reason("a\0b")
    'the text holds 1 NUL character (the first at character 1): binary data, or a broken export'
    """
    if not text or text.isspace():
        return "the text is empty"
    if (at := text.find("\0")) >= 0:
        count = text.count("\0")
        plural = "" if count == 1 else "s"
        return (
            f"the text holds {count:,} NUL character{plural} (the first at character {at:,}): "
            "binary data, or a broken export"
        )
    return None


def surrogate_reason(name: str, value: object) -> str | None:
    r"""Return why a value cannot be written as UTF-8 (a lone surrogate somewhere inside), or None.

    >>> surrogate_reason("text", "ab\ud800")
    "column 'text' holds a lone surrogate (U+D800 at character 2), which no UTF-8 file can hold"
    >>> surrogate_reason("tags", ["a", {"b": "c"}]) is None
    True
    """
    if isinstance(value, dict | list):
        # Nearly every nested value is plain JSON without surrogates, which the C encoder tells much sooner than a walk.
        with contextlib.suppress(TypeError, ValueError, RecursionError):  # UnicodeEncodeError is a ValueError
            json.dumps(value, ensure_ascii=False).encode()
            return None
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if item.isascii():
                continue
            try:
                item.encode()
            except UnicodeEncodeError as error:
                code = ord(item[error.start])
                return (
                    f"column {name!a} holds a lone surrogate (U+{code:04X} at character {error.start:,}), "
                    "which no UTF-8 file can hold"
                )
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)
    return None


_SHOWN_NAMES = 20
_SHOWN_LENGTH = 40
"""How many names a reason lists, and how long each may be: a file without a header has its first row there."""


def names(columns: Iterable[str]) -> str:
    """Return the names of the columns that exist, for a reason; long ones and long lists are cut.

    >>> names(["id", "x" * 50])
    "'id', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    listed = [*dict.fromkeys(columns)]
    cut = [name if len(name) <= _SHOWN_LENGTH else name[: _SHOWN_LENGTH - 1] + "…" for name in listed]
    shown = ", ".join(repr(name) if name.isprintable() else ascii(name) for name in cut[:_SHOWN_NAMES])
    return shown + (f" and {len(listed) - _SHOWN_NAMES} more" if len(listed) > _SHOWN_NAMES else "")


def unique_names(header: Sequence[str]) -> list[str]:
    """Return the names of a header with a number for the nameless and after the repeated, so that none is lost.

    >>> unique_names(["id", "", "id"])
    ['id', 'column 2', 'id.2']
    """
    taken: dict[str, None] = {}
    copies: dict[str, int] = {}  # where to go on counting: a header of one name repeated must not take ever longer
    for number, name in enumerate(header, start=1):
        base = name.strip() or f"column {number}"
        unique = base
        while unique in taken:
            copies[base] = copies.get(base, 1) + 1
            unique = f"{base}.{copies[base]}"
        taken[unique] = None
    return [*taken]


def size_reason(text: str, options: ReadOptions) -> str | None:
    """Return why a text of a row is too large, or None."""
    if len(text) * 4 <= options.max_bytes or len(text.encode("utf-8", "surrogatepass")) <= options.max_bytes:
        return None
    return f"the text is larger than {human_bytes(options.max_bytes)}; raise the limit with --max-bytes"

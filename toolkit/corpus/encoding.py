"""Bytes to text."""

from __future__ import annotations

from typing import NamedTuple


class Decoded(NamedTuple):
    """Text and how it was decoded."""

    text: str
    encoding: str
    why: str


def decode(data: bytes, hint: str | None = None) -> Decoded:
    """Decode bytes."""
    for name in ("utf-8-sig", "gb18030", "big5hkscs"):
        try:
            return Decoded(data.decode(hint or name), hint or name, "")
        except UnicodeDecodeError:
            continue
    from toolkit.corpus.failures import BrokenInputError

    raise BrokenInputError("not text in any known encoding")

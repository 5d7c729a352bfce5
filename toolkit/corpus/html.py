"""Main text of HTML pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from toolkit.corpus.rows import Broken, Row

if TYPE_CHECKING:
    from toolkit.corpus.options import ReadOptions


def read_html(stream: BinaryIO, options: ReadOptions) -> Row | Broken:
    """Being written."""
    return Broken(None, "HTML cannot be read yet")

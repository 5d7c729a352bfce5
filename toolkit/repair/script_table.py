"""Which characters only traditional text uses, and what they are in simplified text: a packaged table."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def simplified() -> dict[str, str]:
    """Return traditional-only character → simplified character, for the characters that GBK can write.

    >>> simplified()["導"], "后" in simplified()
    ('导', False)
    """
    table: dict[str, str] = {}
    source = files("toolkit.repair").joinpath("data", "traditional.tsv").read_text(encoding="utf-8")
    for line in source.splitlines():
        if not line.startswith("#"):
            short, chars = line.split("\t")
            table.update(dict.fromkeys(chars, short))
    return table


@cache
def simplifying() -> dict[int, str]:
    """Return `simplified` as a table for `str.translate`."""
    return str.maketrans(simplified())

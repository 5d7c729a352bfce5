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


@cache
def only_simplified() -> frozenset[str]:
    """Return the characters that only simplified text has: what `simplified` gives and Big5 cannot write.

    >>> "导" in only_simplified(), "后" in only_simplified(), "台" in only_simplified()
    (True, False, False)
    """
    return frozenset(char for char in simplified().values() if not _in_big5(char))


@cache
def converted() -> frozenset[str]:
    """Return the characters that simplified text writes for others, which a conversion to traditional script replaces.

    Some of them, such as 后, are ordinary characters of traditional text as well; others (体, 气, 网) are so rare there
    that Big5 has them on its second level.

    >>> "体" in converted(), "导" in converted(), "體" in converted()
    (True, True, False)
    """
    return frozenset(simplified().values()) - simplified().keys()


def _in_big5(char: str) -> bool:
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True

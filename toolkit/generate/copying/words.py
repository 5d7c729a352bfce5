"""The word lists that copies are spun with: packaged tables, read on first use, in both scripts."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from toolkit.errors import UsageError


class WordTable(NamedTuple):
    """Words and what may stand for them.

    Attributes:
        pattern: finds any of the words, longer ones first; None where there are none.
        others: word -> its replacements.
    """

    pattern: re.Pattern[str]
    others: dict[str, tuple[str, ...]]


def rows(name: str) -> list[list[str]]:
    """Return the rows of a packaged table, comments left out."""
    source = files("toolkit.generate.copying").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in source.splitlines() if line and not line.startswith("#")]


def table(others: dict[str, tuple[str, ...]]) -> WordTable:
    """Make a table of words and their replacements."""
    words = sorted(others, key=lambda word: (-len(word), word))
    return WordTable(re.compile("|".join(map(re.escape, words)) or r"(?!)"), others)


@cache
def script_converter(config: str) -> object:
    """Return OpenCC's converter for a configuration (`s2t`, `t2s`, `s2tw` …)."""
    import opencc

    # OpenCC takes the path of a file, too; names of its own are enough, and a recipe reads no file.
    if not re.fullmatch("[a-z]{1,4}2[a-z]{1,4}", config):
        raise UsageError(f"no conversion of scripts is called {config!r:.60}; use for example s2t, t2s, s2tw, s2hk")
    try:
        return opencc.OpenCC(config)
    except (OSError, ValueError, RuntimeError):  # which of them differs between its versions
        raise UsageError(f"OpenCC knows no conversion {config!r}; use for example s2t, t2s, s2tw, s2hk") from None


_UNKNOWN_TO_OPENCC = re.compile("([\0\ud800-\udfff]+)")
"""NUL ends OpenCC's strings, and lone surrogates have no UTF-8: they are carried over between the parts."""


def convert(text: str, config: str) -> str:
    """Convert the script of a text with OpenCC."""
    parts = _UNKNOWN_TO_OPENCC.split(text)
    parts[::2] = [str(script_converter(config).convert(part)) if part else "" for part in parts[::2]]  # type: ignore[attr-defined]
    return "".join(parts)


@cache
def synonyms(*, traditional: bool) -> WordTable:
    """Return the closed lists of synonyms in one script, each word with the others of its list.

    >>> "難題" in synonyms(traditional=True).others["問題"], "难题" in synonyms(traditional=False).others["问题"]
    (True, True)
    """
    others: dict[str, tuple[str, ...]] = {}
    for row in rows("synonyms.tsv"):
        words = convert("\t".join(row), "s2t").split("\t") if traditional else row
        for index, word in enumerate(words):
            others[word] = (*words[:index], *words[index + 1 :])
    return table(others)


@cache
def pairs(name: str) -> WordTable:
    """Return a table of `from, to` rows; a word with several rows has several replacements."""
    others: dict[str, tuple[str, ...]] = {}
    for word, other in rows(name):
        others[word] = (*others.get(word, ()), other)
    return table(others)


@cache
def adverts() -> tuple[str, ...]:
    """Return the advertising lines, in simplified script."""
    return tuple(row[0] for row in rows("adverts.txt"))


@cache
def _turned() -> tuple[frozenset[str], frozenset[str]]:
    """Return characters that only simplified and only traditional text has, of those in the synonym lists."""
    simplified = "".join("".join(row) for row in rows("synonyms.tsv"))
    traditional = convert(simplified, "s2t")
    differ = {(a, b) for a, b in zip(simplified, traditional, strict=False) if a != b}
    return frozenset(a for a, _ in differ), frozenset(b for _, b in differ)


def is_traditional(text: str) -> bool:
    """Tell whether a text has more characters of traditional than of simplified script.

    >>> is_traditional("這個問題"), is_traditional("这个问题")
    (True, False)
    """
    simplified, traditional = _turned()
    return sum(char in traditional for char in text) > sum(char in simplified for char in text)

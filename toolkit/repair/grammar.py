"""What kinds of words follow each other: class-based language models, for choosing between a few texts.

`toolkit.repair.fluency` knows which words and characters stand side by side often. It knows nothing of pairs that it
never saw, and looks back one word. These models know less of words and more of sentences: each word has a *tag*, its
part of speech (a common function word and a mark are tags of their own), and four tags in a row are counted; and it
has a *class*, one of 200 of words that keep the same company, of which two in a row are counted. Both were counted
from newspapers (`scripts/build_classes.py`). They are too slow for a search, and are asked about its finalists only.

What is not listed is backed off to a shorter history, as by I. Witten and T. Bell, "The zero-frequency problem", IEEE
Transactions on Information Theory 37 (1991).
"""

from __future__ import annotations

import gzip
import math
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.fluency import kind_of
from toolkit.repair.language import BETWEEN, LONGEST, UNKNOWN, price, words
from toolkit.repair.neighbours import words_after
from toolkit.repair.plausible import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SAYING = 4
"""A word that no list has is a noun; one of so many characters, a saying."""

REMEMBERED = 1 << 16
"""Histories whose surprise is kept."""


_Ending = list[dict[str, tuple[float, int, str]]]
"""For each place and each word that ends there: the least cost, where the word begins, and the word before it."""


class Word(NamedTuple):
    """A word of a text: where it begins, and what it is; a mark, a digit or a letter by the name of its kind."""

    start: int
    name: str


def divide(text: str) -> list[Word]:
    """Divide a text (simplified) into words so that it costs least, each behind the word before it.

    >>> [word.name for word in divide("数据分析，2天")]
    ['数据分析', '，', '0', '天']
    """
    return divide_all([text])[0]


def divide_all(texts: Iterable[str]) -> list[list[Word]]:
    """Divide several texts; what the next one has in common with the one before, at its beginning, is done once."""
    ending: _Ending = [{"": (0.0, 0, "")}]
    before = ""
    found = []
    for text in texts:
        same = 0
        for one, other in zip(before, text, strict=False):
            if one != other:
                break
            same += 1
        ending = [*ending[: same + 1], *[{} for _ in text[same:]]]
        # Words that begin in what is the same may end behind it; those that end in it are there already.
        for start in range(max(0, same - LONGEST + 1), len(text)):
            _go_on(ending, start, text[start : start + LONGEST])
        found.append(_backwards(ending))
        before = text
    return found


def _go_on(ending: _Ending, start: int, ahead: str) -> None:
    """Enter the words that begin at a place, at their ends."""
    before = [(previous, cost, *words_after(previous)) for previous, (cost, _, _) in ending[start].items()]
    for name, length, alone in _words_at(ahead):
        least, last = math.inf, ""
        for previous, cost, listed, unlisted in before:
            behind = listed.get(name)
            cost += alone + unlisted if behind is None else behind
            if cost < least:
                least, last = cost, previous
        ends = ending[start + length]
        known = ends.get(name)
        if known is None or least < known[0]:
            ends[name] = (least, start, last)


@lru_cache(maxsize=REMEMBERED)
def _words_at(ahead: str) -> tuple[tuple[str, int, float], ...]:
    """Return the words that a text may begin with: name, length, and what each costs by itself."""
    whole, begin = words()
    char = ahead[0]
    if not is_han(char):
        return ((kind_of(char), 1, price(char)),)
    longest = 1
    while longest < len(ahead) and ahead[: longest + 1] in begin:
        longest += 1
    names = [(ahead[:length], length) for length in range(1, longest + 1)]
    found = [(name, length, whole[name]) for name, length in names if name in whole]
    if char not in whole:
        found.append((char, 1, UNKNOWN + (BETWEEN if char in begin else 0.0)))
    return tuple(found)


def _backwards(ending: _Ending) -> list[Word]:
    """Follow the cheapest division from its end."""
    found: list[Word] = []
    at = len(ending) - 1
    name = min(ending[at], key=lambda name: ending[at][name][0])
    while name:
        _, start, previous = ending[at][name]
        found.append(Word(start, name))
        at, name = start, previous
    found.reverse()
    return found


@cache
def tag(word: str) -> str:
    """Return the tag of a word or mark.

    >>> tag("数据"), tag("的"), tag("，"), tag("0")
    ('n', 'u:的', 'w，', 'm')
    """
    listed = _listed().get(word)
    return listed[0] if listed else ("i" if len(word) == SAYING else "n") if is_han(word[0]) else "w："


@cache
def word_class(word: str) -> str:
    """Return the class of a word or mark; its tag, behind an underline, where it is too rare to have one."""
    listed = _listed().get(word)
    return listed[1] if listed and listed[1] else f"_{tag(word)}"


def tags_cost(found: Sequence[Word]) -> float:
    """Return how surprising the order of the tags is, in nats, beyond what each costs by itself.

    >>> tags_cost(divide("提高了效率")) < tags_cost(divide("了提高效率"))
    True
    """
    return _surprise("tag_grams.txt.gz", [tag(word.name) for word in found])


def classes_cost(found: Sequence[Word]) -> float:
    """Return how surprising each class is behind the one before it, in nats, beyond what it costs by itself."""
    return _surprise("class_grams.txt.gz", [word_class(word.name) for word in found])


def _surprise(name: str, symbols: Sequence[str]) -> float:
    grams = _grams(name)
    return sum([grams.surprise(tuple(symbols[max(0, at - grams.back) : at + 1])) for at in range(1, len(symbols))])


class _Grams:
    """Counts of symbols in a row.

    Args:
        lines: history (symbols with spaces between), divisor of the counts, and `symbol:count` separated by spaces. The
            divisor is how often the history occurs and with how many symbols behind it.
    """

    def __init__(self, lines: Sequence[Sequence[str]]) -> None:
        self._lines = {tuple(history.split()): (divisor, counts) for history, divisor, counts in lines}
        self._rows: dict[tuple[str, ...], tuple[dict[str, float], float]] = {}
        self._surprises: dict[tuple[str, ...], float] = {}
        self.back = max(map(len, self._lines))  # symbols of the longest history

    def surprise(self, symbols: tuple[str, ...]) -> float:
        """Return how much less likely the last symbol is behind the others than by itself, in nats."""
        known = self._surprises.get(symbols)
        if known is None:
            if len(self._surprises) > REMEMBERED:
                self._surprises.clear()
            known = -math.log(self._chance(symbols) / self._chance(symbols[-1:]))
            self._surprises[symbols] = known
        return known

    def _chance(self, symbols: tuple[str, ...]) -> float:
        history, symbol = symbols[:-1], symbols[-1]
        shares, rest = self._row(history)
        share = shares.get(symbol, 0.0)
        if not history:
            return share or rest
        return share + rest * self._chance(symbols[1:])

    def _row(self, history: tuple[str, ...]) -> tuple[dict[str, float], float]:
        """Return the shares of the listed symbols behind a history, and that of all others."""
        row = self._rows.get(history)
        if row is None:
            if history not in self._lines:  # not kept: there are too many
                return {}, 1.0
            divisor, counts = self._lines[history]
            shares = {}
            for item in counts.split(" ") if counts else ():
                symbol, _, count = item.rpartition(":")
                shares[symbol] = int(count) / int(divisor)
            row = self._rows[history] = shares, 1.0 - sum(shares.values())
        return row


@cache
def _grams(name: str) -> _Grams:
    return _Grams([line.split("\t") for line in _read(name)])


@cache
def _listed() -> dict[str, tuple[str, str]]:
    """Load the tag and the class of each word that has one."""
    found: dict[str, tuple[str, str]] = {}
    for line in _read("word_classes.txt.gz"):
        name, number, members = line.split("\t")
        found.update(dict.fromkeys(members.split(" "), (name, number)))
    return found


def _read(name: str) -> list[str]:
    packed = files("toolkit.repair").joinpath("data", name).read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]

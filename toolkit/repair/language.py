"""A small language model of Chinese: what a string of characters costs, in nats, one character at a time.

The model is a unigram model of words (`data/words.txt.gz`, from the word frequencies of jieba's dictionary): the cost
of a string is that of its cheapest division into words. It is evaluated character by character, so that a search can
extend many strings at once: a `Front` holds the cost of the best division for each word that may still be open. The
cost of an open word is that of the cheapest word that begins so (the usual "weight pushing"), so that costs can be
compared at any character.

All of it works on simplified characters; the caller maps. What is not a Han character closes the word and has a price
of its class.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.plausible import is_han

if TYPE_CHECKING:
    from collections.abc import Sequence

Front = tuple[tuple[str, float], ...]
"""Open words with the cost of all characters so far, the cheapest first."""

START: Front = (("", 0.0),)
"""Nothing read yet."""

UNKNOWN = 16.0
"""Cost of a character that is no word of its own: below one in ten million, the least the dictionary counts."""

IMPOSSIBLE = 1e9
"""Nats: more than any text costs."""

BETWEEN = 1.5
"""Cost added where a character that no word continues is cut off: it was in the dictionary only inside words."""

REMEMBERED = 1 << 12
"""Short strings around a doubtful character whose costs are kept."""

# Prices of what is not Han, from its share in running text: one comma in 16 characters, one full stop in 40 …
_PRICES = {"，": 2.8, ",": 2.8, "。": 3.7, "、": 4.2, "：": 5.0, ":": 5.0, "；": 6.0, ";": 6.0, "\n": 4.0, " ": 5.0}
_QUOTES = dict.fromkeys("“”「」『』（）()《》？！?!", 5.5)
_DIGITS = dict.fromkeys("0123456789", 4.5)
_LETTERS = dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 6.0)
_OTHER = 11.0  # Greek, Cyrillic, kana, box drawing …: in GBK, but hardly in a Chinese article


class Words(NamedTuple):
    """The packaged model: costs of whole words, and of the cheapest word that begins in a way."""

    whole: dict[str, float]
    begin: dict[str, float]


@cache
def followers(node: str) -> frozenset[str]:
    """Return the characters that continue the beginning of a word.

    >>> "据" in followers("数")
    True
    """
    return frozenset(_following().get(node, ()))


@cache
def _following() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for beginning in words().begin:
        table.setdefault(beginning[:-1], []).append(beginning[-1])
    return table


@cache
def words() -> Words:
    """Load the model (about 100,000 words; 0.2 s)."""
    whole: dict[str, float] = {}
    begin: dict[str, float] = {}
    packed = files("toolkit.repair").joinpath("data", "words.txt.gz").read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        if line.startswith("#"):
            continue
        tenths, _, group = line.partition("\t")
        cost = int(tenths) / 10
        for word in group.split(" "):
            whole[word] = cost
            for end in range(1, len(word) + 1):  # costs rise from line to line: the first one is the cheapest
                begin.setdefault(word[:end], cost)
    return Words(whole, begin)


def step(front: Front, char: str) -> Front:
    """Return the front after one more character (simplified, where it is Han).

    >>> front = START
    >>> for char in "数据": front = step(front, char)
    >>> front[0][0], front[0][1] < step(step(START, "数"), "锯")[0][1]
    ('数据', True)
    """
    whole, begin = words()
    opening = begin.get(char)
    if opening is None:
        if not is_han(char):
            return (("", min(cost + _closing(node, whole, begin) for node, cost in front) + price(char)),)
        opening = UNKNOWN
    longer: list[tuple[str, float]] = []
    least = IMPOSSIBLE
    for node, cost in front:
        if node:
            key = node + char
            extended = begin.get(key)
            if extended is not None:
                longer.append((key, cost + extended - begin[node]))
            end = whole.get(node)
            # Most words end where they are words: the rare other ends are left to `_closing`.
            cost += end - begin[node] if end is not None else _closing(node, whole, begin)
        if cost < least:
            least = cost
    longer.append((char, least + opening))
    if len(longer) > 1:
        longer.sort(key=_cost)
    return tuple(longer)


def _cost(item: tuple[str, float]) -> float:
    return item[1]


def _closing(node: str, whole: dict[str, float], begin: dict[str, float]) -> float:
    """Return what it costs to let the open word end here."""
    if not node:
        return 0.0
    end = whole.get(node)
    if end is not None:
        return end - begin[node]
    if len(node) == 1:
        start = begin.get(node)
        return 0.0 if start is None else UNKNOWN - start + BETWEEN
    return 3 * UNKNOWN  # half a long word: another division is always cheaper


def price(char: str) -> float:
    """Return the cost of a character that is not Han."""
    for table in (_PRICES, _DIGITS, _LETTERS, _QUOTES):
        if char in table:
            return table[char]
    return _OTHER


def cost(text: str) -> float:
    """Return the cost of a whole text, in nats.

    >>> cost("数据分析") < cost("数锯分析")
    True
    """
    front = START
    for char in text:
        front = step(front, char)
    return _ended(front)


def costs_between(before: str, chars: Sequence[str], after: str) -> list[float]:
    """Return for each of several characters (simplified) what it costs between two strings: `cost` of all three.

    >>> costs_between("数", ["据", "锯", "，"], "分析") == [cost("数据分析"), cost("数锯分析"), cost("数，分析")]
    True
    """
    front, ended = _before(before)
    rest = _rest(after)
    whole, begin = words()
    nodes = [node for node, _ in front if node]
    follower = after[:1]
    costs = []
    for char in chars:
        opening = begin.get(char)
        if opening is None and not is_han(char):
            costs.append(ended + price(char) + rest)
            continue
        joins = follower != "" and char + follower in begin
        for node in nodes:
            joins = joins or node + char in begin
        if joins:
            joined = step(front, char)
            for other in after:
                joined = step(joined, other)
            costs.append(_ended(joined))
        else:  # no word goes on with it, and none goes on behind it
            closing = _closing(char, whole, begin)
            costs.append(ended + (UNKNOWN if opening is None else opening) + closing + rest)
    return costs


@lru_cache(maxsize=REMEMBERED)
def _before(text: str) -> tuple[Front, float]:
    front = START
    for char in text:
        front = step(front, char)
    return front, _ended(front)


@lru_cache(maxsize=REMEMBERED)
def _rest(text: str) -> float:
    return cost(text)


def _ended(front: Front) -> float:
    """Return the cost when all open words end here."""
    whole, begin = words()
    return min([so_far + _closing(node, whole, begin) for node, so_far in front])


def first_cost(char: str) -> float:
    """Return the cost of a character at the beginning of a text."""
    return min(cost for _, cost in step(START, char))

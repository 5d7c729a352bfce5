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

LONGEST = 8
"""Characters of the longest word of the dictionary."""

BETWEEN = 1.5
"""Cost added where a character that no word continues is cut off: it was in the dictionary only inside words."""

REMEMBERED = 1 << 12
"""Short strings around a doubtful character whose costs are kept."""

# Prices of what is not Han, from its share in running text: one comma in 16 characters, one full stop in 40 …
_PRICES = {"，": 2.8, ",": 2.8, "。": 3.7, "、": 4.2, "：": 5.0, ":": 5.0, "；": 6.0, ";": 6.0, "\n": 4.0, " ": 5.0}
_QUOTES = dict.fromkeys("“”「」『』（）()《》？！?!", 5.5)
_DIGITS = dict.fromkeys("0123456789", 4.5)
_LETTERS = dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 8.5)  # one of 52, every 100 characters
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
    length = len(node) + 1
    return frozenset(
        [begun[-1] for begun in _begun().get(node[:1], ()) if len(begun) == length and begun.startswith(node)]
    )


@cache
def _begun() -> dict[str, list[str]]:
    """Return the beginnings of words by their first character; single characters follow nothing.

    A search asks for what follows a few of them, which is not worth the time that `_joints` takes.
    """
    found: dict[str, list[str]] = {"": []}
    for beginning in words().begin:
        found["" if len(beginning) == 1 else beginning[0]].append(beginning)
        if len(beginning) == 1:
            found[beginning] = []
    return found


@cache
def _joints() -> tuple[dict[str, str], dict[str, str]]:
    """Return what continues each beginning of a word, and what begins a word before each second character.

    Strings, because one of a hundred characters is searched sooner than a set is built, and the garbage collector has
    nothing to do with them.
    """
    following: dict[str, list[str]] = {}
    leading: dict[str, list[str]] = {}
    for beginning in words().begin:
        following.setdefault(beginning[:-1], []).append(beginning[-1])
        if len(beginning) == 2:
            leading.setdefault(beginning[1], []).append(beginning[0])
    return (
        {node: "".join(chars) for node, chars in following.items()},
        {char: "".join(chars) for char, chars in leading.items()},
    )


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
        found = group.split(" ")
        whole.update(dict.fromkeys(found, cost))
        for word in found:  # costs rise from line to line: the first one is the cheapest
            if word[:-1] not in begin:  # where a word's beginning is known, so are the beginnings of that
                for end in range(1, len(word)):
                    begin.setdefault(word[:end], cost)
            if word not in begin:
                begin[word] = cost
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


def joined_costs(before: str, chars: Sequence[str], after: str) -> dict[str, float]:
    """Return what those of several characters cost that a word may join to a neighbour on one of the sides.

    All strings are simplified. The costs are those of the whole less those of both sides, as `alone` gives them for
    all other characters. Most characters join nothing, which is told without a look at the words.

    Args:
        before: the text before, as much of it as is to count.
        chars: single characters.
        after: the text behind.
    """
    following, leading = _joints()
    kept: dict[str, list[tuple[str, float]]] = {}  # the beginnings of words that end with a character
    for start in range(max(0, len(before) - LONGEST + 1), len(before)):
        node = before[start:]
        known = following.get(node)
        if known is not None:
            for char in chars:
                if char in known:
                    heads = _heads(before)
                    kept.setdefault(char, []).append((node + char, heads[start] - heads[-1]))
    known = leading.get(after[:1])
    if known is not None:
        for char in chars:
            if char in known:
                kept.setdefault(char, []).append((char, 0.0))
    if not kept:
        return {}
    whole, begin = words()
    tails = _tails(after)
    costs = {}
    for char, beginnings in kept.items():
        least = alone()[char]
        for word, more in beginnings:
            for end, rest in enumerate(tails):
                longer = word + after[:end]
                if longer not in begin:
                    break
                ended = whole.get(longer)
                if ended is not None:
                    least = min(least, ended + more + rest - tails[0])
        costs[char] = round(least, 6)
    return costs


def costs_between(before: str, chars: Sequence[str], after: str) -> list[float]:
    """Return for each of several characters (simplified) what it costs between two strings: `cost` of all three.

    >>> costs = costs_between("数", ["据", "锯", "，"], "分析")
    >>> [round(found, 6) for found in costs] == [round(cost(f"数{char}分析"), 6) for char in "据锯，"]
    True
    """
    joined = joined_costs(before, chars, after)
    apart = _heads(before)[-1] + _tails(after)[0]
    return [apart + joined.get(char, alone()[char]) for char in chars]


@cache
def alone() -> dict[str, float]:
    """Return what a character costs that is a word of its own; any character may be asked for."""
    return _Alone()


class _Alone(dict[str, float]):
    def __missing__(self, char: str) -> float:
        whole, begin = words()
        cost = whole.get(char)
        if cost is None:
            cost = UNKNOWN + BETWEEN if char in begin else UNKNOWN if is_han(char) else price(char)
        self[char] = cost
        return cost


@lru_cache(maxsize=REMEMBERED)
def _heads(text: str) -> tuple[float, ...]:
    """Return what the first characters of a text cost, for each number of them."""
    whole = words().whole
    single = alone()
    heads = [0.0]
    for end, char in enumerate(text, 1):
        least = heads[-1] + single[char]
        for start in range(max(0, end - LONGEST), end - 1):
            word_cost = whole.get(text[start:end])
            if word_cost is not None:
                least = min(least, heads[start] + word_cost)
        heads.append(least)
    return tuple(heads)


@lru_cache(maxsize=REMEMBERED)
def _tails(text: str) -> tuple[float, ...]:
    """Return what a text costs from each of its characters on, and 0.0 for its end."""
    whole = words().whole
    single = alone()
    tails = [0.0]
    for start in range(len(text) - 1, -1, -1):
        least = tails[-1] + single[text[start]]
        for end in range(start + 2, min(len(text), start + LONGEST) + 1):
            word_cost = whole.get(text[start:end])
            if word_cost is not None:
                least = min(least, word_cost + tails[len(text) - end])
        tails.append(least)
    tails.reverse()
    return tuple(tails)


def _ended(front: Front) -> float:
    """Return the cost when all open words end here."""
    whole, begin = words()
    return min([so_far + _closing(node, whole, begin) for node, so_far in front])


def first_cost(char: str) -> float:
    """Return the cost of a character at the beginning of a text."""
    return min(cost for _, cost in step(START, char))

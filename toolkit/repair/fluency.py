"""How fluent a text is: a language model for searches that have to choose between texts of words that all exist.

Two models, half each. One divides the text into words, as `toolkit.repair.language` does, and prices each behind the
word before it (`words_after`). The other prices each character behind the one before it (`characters_after`).

The model is evaluated character by character, so that a search can extend many texts at once: a `Front` holds the cost
of the best division for each word that may still be open, with the word before it. The cost of an open word is that of
the cheapest word that begins so (the usual "weight pushing"), so that costs can be compared at any character; what the
word before it says is added when it ends.

All of it works on simplified characters; the caller maps. What is not a Han character closes the word and has a price
of its class.
"""

from __future__ import annotations

from math import exp, log, log1p

from toolkit.repair.language import BETWEEN, IMPOSSIBLE, UNKNOWN, price, words
from toolkit.repair.neighbours import alone, characters_after, words_after
from toolkit.repair.plausible import is_han

Front = tuple[tuple[str, float, str], ...]
"""Open words with the cost of all characters so far and the word before, the cheapest first."""

START: Front = (("", 0.0, ""),)
"""Nothing read yet."""

HALF = log(2)
"""Cost of choosing one of the two models."""

FAR = 5.0
"""Nats apart, from which on the dearer of the two models adds nothing to speak of."""


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
            return _marked(front, char)
        opening = UNKNOWN
    longer: list[tuple[str, float, str]] = []
    least = IMPOSSIBLE
    before = ""
    for node, cost, previous in front:
        if node:
            key = node + char
            extended = begin.get(key)
            if extended is not None:
                longer.append((key, cost + extended - begin[node], previous))
            cost += _closing(node, previous, whole, begin)
            previous = node
        if cost < least:
            least = cost
            before = previous
    longer.append((char, least + opening, before))
    if len(longer) > 1:
        longer.sort(key=_cost)
    last = front[0][0]
    if not last:
        return tuple(longer)
    start, by_words = front[0][1], longer[0][1]
    shift = start + _mixed(by_words - start, last[-1], char) - by_words
    return tuple([(node, cost + shift, previous) for node, cost, previous in longer])


def _marked(front: Front, char: str) -> Front:
    """Return the front after a character that is not Han."""
    whole, begin = words()
    kind = _kind(char)
    alone = price(char)
    least = IMPOSSIBLE
    for node, cost, previous in front:
        if node:
            cost += _closing(node, previous, whole, begin) + _behind(node, kind, alone)
        else:
            cost += alone
        if cost < least:
            least = cost
    return (("", least, kind),)


def _mixed(by_words: float, last: str, char: str) -> float:
    """Return what a character costs under half the model of words and half that of characters."""
    listed, unlisted = characters_after(last)
    by_chars = listed.get(char)
    if by_chars is None:
        by_chars = unlisted + alone(char)
    apart = by_chars - by_words
    low = by_words
    if apart < 0.0:
        apart, low = -apart, by_chars
    return low + HALF if apart > FAR else low + HALF - log1p(exp(-apart))


def _behind(previous: str, word: str, alone: float) -> float:
    """Return what a word costs behind another one, where it costs `alone` by itself."""
    listed, unlisted = words_after(previous)
    found = listed.get(word)
    return alone + unlisted if found is None else found


def _closing(node: str, previous: str, whole: dict[str, float], begin: dict[str, float]) -> float:
    """Return what it costs to let the open word end here."""
    end = whole.get(node)
    if end is not None:
        return _behind(previous, node, end) - begin[node]
    if len(node) == 1:
        start = begin.get(node)
        return 0.0 if start is None else UNKNOWN - start + BETWEEN
    return 3 * UNKNOWN  # half a long word: another division is always cheaper


class Ahead:
    """What one more character costs after a front, for searches that try many characters after the same one.

    Where the open words end does not depend on the character: that is worked out once.

    >>> front = step(START, "数")
    >>> ahead = Ahead(front)
    >>> all(abs(ahead.cost(char) - step(front, char)[0][1]) < 1e-9 for char in "据锯，A")
    True
    """

    __slots__ = ("_before", "_begin", "_least", "_open", "_pairs", "front")

    def __init__(self, front: Front) -> None:
        whole, begin = words()
        self.front = front
        self._begin = begin
        last = front[0][0][-1:]
        self._pairs = characters_after(last) if last else None
        self._before = front[0][1]
        self._least = IMPOSSIBLE  # the cost where no open word goes on
        self._open: list[tuple[str, float, float]] = []  # word, cost, and the part of it that is the word's beginning
        for node, cost, previous in front:
            ended = cost
            if node:
                ended += _closing(node, previous, whole, begin)
                self._open.append((node, cost, begin.get(node, UNKNOWN)))
            if ended < self._least:
                self._least = ended

    def cost(self, char: str) -> float:
        """Return the cost of all characters with `char` (simplified, where it is Han): `step(front, char)[0][1]`."""
        begin = self._begin
        opening = begin.get(char)
        if opening is None:
            if not is_han(char):
                return _marked(self.front, char)[0][1]
            opening = UNKNOWN
        least = self._least + opening
        for node, cost, begun in self._open:
            extended = begin.get(node + char)
            if extended is not None and cost + extended - begun < least:
                least = cost + extended - begun
        pairs = self._pairs
        if pairs is None:
            return least
        by_chars = pairs.listed.get(char)  # as in `_mixed`, but for the look-up of the row
        if by_chars is None:
            by_chars = pairs.unlisted + alone(char)
        by_chars += self._before
        if by_chars < least:
            least, by_chars = by_chars, least
        apart = by_chars - least
        return least + HALF if apart > FAR else least + HALF - log1p(exp(-apart))


def _cost(item: tuple[str, float, str]) -> float:
    return item[1]


_MARKS = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", "「": "“", "」": "”", ".": "。"}


def _kind(char: str) -> str:
    """Return the name under which statistics of word pairs have a character that is not Han."""
    if char.isalnum() and char.isascii():
        return "0" if char.isdigit() else "A"
    return _MARKS.get(char, char)


def cost(text: str) -> float:
    """Return the cost of a whole text, in nats.

    >>> cost("数据分析") < cost("数锯分析")
    True
    """
    front = START
    for char in text:
        front = step(front, char)
    whole, begin = words()
    return min(so_far + (_closing(node, previous, whole, begin) if node else 0.0) for node, so_far, previous in front)


def first_cost(char: str) -> float:
    """Return the cost of a character at the beginning of a text."""
    return step(START, char)[0][1]

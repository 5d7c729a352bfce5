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
from toolkit.repair.neighbours import Row, alone, characters_after, words_after
from toolkit.repair.plausible import is_han

Front = tuple[tuple[str, float, str, float], ...]
"""Open words, each with the cost of all characters so far, the word before, and the cost where the word ends here; the
cheapest first."""

START: Front = (("", 0.0, "", 0.0),)
"""Nothing read yet."""

HALF = log(2)
"""Cost of choosing one of the two models."""

FAR = 5.0
"""Nats apart, from which on the dearer of the two models adds nothing to speak of."""

FINE = 16
"""Parts of a nat, by which it is looked up what the dearer one adds."""

_SOFT = [HALF - log1p(exp(-(part + 0.5) / FINE)) for part in range(int(FAR * FINE) + 1)]


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
    for node, cost, previous, ended in front:
        if node:
            key = node + char
            extended = begin.get(key)
            if extended is not None:
                longer.append((key, cost - begin[node] + extended, previous))
        if ended < least:
            least = ended
            before = node or previous
    longer.append((char, least + opening, before))
    if len(longer) > 1:
        longer.sort(key=_cost)
    last = front[0][0]
    shift = 0.0
    if last:
        by_words = longer[0][1]
        shift = _mixed(by_words, front[0][1], characters_after(last[-1]), char) - by_words
    return tuple(
        [
            (node, cost + shift, previous, cost + shift + _closing(node, previous, whole, begin))
            for node, cost, previous in longer
        ]
    )


def _marked(front: Front, char: str) -> Front:
    """Return the front after a character that is not Han."""
    kind = _kind(char)
    alone = price(char)
    least = min([ended + (_behind(node, kind, alone) if node else alone) for node, _, _, ended in front])
    return (("", least, kind, least),)


def _mixed(by_words: float, before: float, pairs: Row, char: str) -> float:
    """Return the cost with one more character under half the model of words and half that of characters.

    Args:
        by_words: the cost with the character under the model of words.
        before: the cost without it.
        pairs: what characters cost behind the one before it.
        char: the character.
    """
    by_chars = pairs.listed.get(char)
    by_chars = before + (pairs.unlisted + alone(char) if by_chars is None else by_chars)
    low, apart = (by_words, by_chars - by_words) if by_words < by_chars else (by_chars, by_words - by_chars)
    return low + (HALF if apart > FAR else _SOFT[int(apart * FINE)])


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

    __slots__ = ("_begin", "_least", "_open", "_pairs", "before", "front")

    def __init__(self, front: Front) -> None:
        begin = words().begin
        self.front = front
        self._begin = begin
        last = front[0][0][-1:]
        self._pairs = characters_after(last) if last else None
        self.before = front[0][1]  # the cost of all characters so far
        self._least = IMPOSSIBLE  # the cost where no open word goes on
        self._open: list[tuple[str, float]] = []  # words, and the cost of all before them
        for node, cost, _, ended in front:
            if node:
                self._open.append((node, cost - begin.get(node, UNKNOWN)))
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
        for node, begun in self._open:
            extended = begin.get(node + char)
            if extended is not None and begun + extended < least:
                least = begun + extended
        pairs = self._pairs
        return least if pairs is None else _mixed(least, self.before, pairs, char)


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
    return min([ended for _, _, _, ended in front])


def first_cost(char: str) -> float:
    """Return the cost of a character at the beginning of a text."""
    return step(START, char)[0][1]

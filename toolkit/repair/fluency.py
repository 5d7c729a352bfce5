"""How fluent a text is: a language model for searches that have to choose between texts of words that all exist.

Two models. One divides the text into words, as `toolkit.repair.language` does, and prices each behind the word before
it (`words_after`). The other prices each character behind the one before it (`characters_after`). The cost is the mean
of theirs, weighted by `WORDS` (a log-linear mixture: it chooses better between texts than the sum of two probabilities
does, which lets pass what one of them has no objection to).

The model is evaluated character by character, so that a search can extend many texts at once: a `Front` holds the cost
of the best division for each word that may still be open, with the word before it. The cost of an open word is that of
the cheapest word that begins so (the usual "weight pushing"), so that costs can be compared at any character; what the
word before it says is added when it ends.

All of it works on simplified characters; the caller maps. What is not a Han character closes the word and has a price
of its class.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from toolkit.repair.language import BETWEEN, IMPOSSIBLE, UNKNOWN, followers, price, words
from toolkit.repair.neighbours import Row, alone, characters_after, words_after
from toolkit.repair.plausible import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable

Front = tuple[tuple[str, float, str, float], ...]
"""Open words, each with the cost of all characters so far, the word before, and the cost where the word ends here; the
cheapest first."""

START: Front = (("", 0.0, "", 0.0),)
"""Nothing read yet."""

WORDS = 0.7
"""Share of the model of words in the cost. Of 356 runs of development texts that lost bytes 262 came back with half of
each probability; 257, 264 and 270 with 0.3, 0.5 and 0.7 of the cost; 0.8 is no better."""

CHARACTERS = 0.3
"""Share of the model of characters."""


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
    grown = []
    for node, cost, previous in longer:
        cost += shift
        end = whole.get(node)
        if end is None:
            ended = cost + _cut_off(node, begin)
        else:
            listed, unlisted = words_after(previous)
            behind = listed.get(node)
            ended = cost + ((end + unlisted if behind is None else behind) - begin[node])
        grown.append((node, cost, previous, ended))
    return tuple(grown)


def _marked(front: Front, char: str) -> Front:
    """Return the front after a character that is not Han."""
    kind = kind_of(char)
    alone = price(char)
    least = min([ended + (_behind(node, kind, alone) if node else alone) for node, _, _, ended in front])
    return (("", least, kind, least),)


def _mixed(by_words: float, before: float, pairs: Row, char: str) -> float:
    """Return the cost with one more character under both models.

    Args:
        by_words: the cost with the character under the model of words.
        before: the cost without it.
        pairs: what characters cost behind the one before it.
        char: the character.
    """
    by_chars = pairs.listed.get(char)
    by_chars = before + (pairs.unlisted + alone(char) if by_chars is None else by_chars)
    return mixed(by_words, by_chars)


def mixed(by_words: float, by_chars: float) -> float:
    """Return the cost under both models, from that under each."""
    return WORDS * by_words + CHARACTERS * by_chars


def ending(front: Front, char: str) -> float | None:
    """Return what it costs to let a word end that begins with `char`, beyond the cost of all characters.

    None where that takes `step` to tell: where `char` may continue a word, or is not Han.

    >>> front = step(START, "数")
    >>> [(_, cost, _, ended)] = step(front, "鲸")
    >>> abs(ending(front, "鲸") - (ended - cost)) < 1e-9, ending(front, "据")
    (True, None)
    """
    whole, begin = words()
    opening = begin.get(char)
    if opening is None:
        return None
    least = IMPOSSIBLE
    before = ""
    for node, _, previous, ended in front:
        if node and node + char in begin:
            return None
        if ended < least:
            least = ended
            before = node or previous
    end = whole.get(char)
    return _cut_off(char, begin) if end is None else _behind(before, char, end) - opening


def behind(previous: str, mark: str) -> float:
    """Return what a character that is not Han costs behind a word."""
    return _behind(previous, kind_of(mark), price(mark))


def _behind(previous: str, word: str, alone: float) -> float:
    """Return what a word costs behind another one, where it costs `alone` by itself."""
    listed, unlisted = words_after(previous)
    found = listed.get(word)
    return alone + unlisted if found is None else found


def _cut_off(node: str, begin: dict[str, float]) -> float:
    """Return what it costs to let an open word end that is none yet."""
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
        first = front[0]
        last = first[0][-1:]
        self._pairs = characters_after(last) if last else None
        self.before = first[1]  # the cost of all characters so far
        least = IMPOSSIBLE
        self._open: list[tuple[float, dict[str, float]]] = []  # the cost before open words, and what continues them
        for node, cost, _, ended in front:
            if node:
                goes_on = _continuing(node)
                if goes_on:
                    self._open.append((cost - begin.get(node, UNKNOWN), goes_on))
            if ended < least:
                least = ended
        self._least = least  # the cost where no open word goes on

    def cost(self, char: str) -> float:
        """Return the cost of all characters with `char` (simplified, where it is Han): `step(front, char)[0][1]`."""
        # `mixed` is written out: a search spends a good part of its time here.
        opening = self._begin.get(char)
        if opening is None:
            if not is_han(char):
                return _marked(self.front, char)[0][1]
            opening = UNKNOWN
        by_words = self._least + opening
        for begun, extended in self._open:
            if char in extended and begun + extended[char] < by_words:
                by_words = begun + extended[char]
        if self._pairs is None:
            return by_words
        listed, unlisted = self._pairs
        by_chars = listed.get(char)
        by_chars = self.before + (unlisted + alone(char) if by_chars is None else by_chars)
        return WORDS * by_words + CHARACTERS * by_chars

    def floor(self) -> tuple[float, float]:
        """Return what any Han character costs at the least that continues no open word, beyond the text so far.

        That is the first number, and the second one times what the character costs as the beginning of a word.
        """
        if self._pairs is None:
            return self._least - self.before, 1.0
        return mixed(self._least - self.before, _least_after(self.front[0][0][-1])), WORDS

    def continues(self, char: str) -> bool:
        """Tell whether a character continues an open word."""
        return any(char in extended for _, extended in self._open)

    def costs(self, chars: Iterable[str]) -> list[float]:
        """Return `cost` of each of several characters."""
        return [self.cost(char) for char in chars]


@cache
def _least_after(char: str) -> float:
    """Return what the cheapest character costs behind another one."""
    listed, unlisted = characters_after(char)
    return min(listed.values(), default=unlisted)


@cache
def _continuing(node: str) -> dict[str, float]:
    """Return the characters that continue the beginning of a word, with the cost of what then has begun."""
    begin = words().begin
    return {char: begin[node + char] for char in followers(node)}


def _cost(item: tuple[str, float, str]) -> float:
    return item[1]


_MARKS = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", "「": "“", "」": "”", ".": "。"}


def kind_of(char: str) -> str:
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

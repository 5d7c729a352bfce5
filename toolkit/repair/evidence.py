"""What a page says about its shifted runs: the prices of the suppositions that a search makes about them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from toolkit.generate.kit import known_order
from toolkit.generate.readings import readings
from toolkit.repair.kits import BREAK, NOTE
from toolkit.repair.script_table import only_simplified, simplified
from toolkit.repair.search.switch import simplify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.repair.kits import Note

# Prices of a table entry that a note asks for, in nats. Of 137 known entries all differ between the scripts and all
# have their usual reading with its tone mark.
ON_PAGE = 0.0  # annotated elsewhere on the page, always
LISTED = 1.0  # known from real kits
DIFFERS = 3.0  # differs between the scripts
STRANGE = 6.0
UNUSUAL = 3.0  # added for a reading that is not the usual one
TONELESS = 3.0  # added for a reading without tone mark: `?a)` may be something else
ELSEWHERE_PLAIN = 9.0  # added where the page has the character without a note: kits annotate always or never

NEIGHBOURHOOD = 800  # characters before and behind a run that are taken as the page's vocabulary

VOCABULARY = 1 << 16  # characters of it at most: each word is looked for in all of it
LAST = 2  # characters before a place that are looked up on the page

CONVERTED_OF = 100  # of so many characters a converted page has at most one that only simplified text has

SENTENCE = 60  # characters: so far back an enumeration is looked for


_RUN = re.compile(rf"(?:{BREAK.pattern}|\?[;；])(?:{BREAK.pattern}|{NOTE.pattern}|[^\x00-\x7f])*")
"""How far a run may go: to an ASCII character, which restores the pace, unless it stands in a note."""


class Placed(NamedTuple):
    """A table entry whose note was inserted in a run, `offset` bytes of the original behind the start of the run."""

    char: str
    reading: str
    offset: int


class Run(NamedTuple):
    """A run of the observation and what it was.

    Attributes:
        start: where it begins: at the question mark.
        end: one past its last character.
        clean: the original text, full-width ASCII not folded.
        entries: the table entries whose notes were inserted, in order.
        lost: what was lost on the way, in words; empty where the observation holds everything.
    """

    start: int
    end: int
    clean: str
    entries: tuple[Placed, ...]
    lost: tuple[str, ...]


class Solution(NamedTuple):
    """The runs behind one break.

    Attributes:
        runs: one, or several that lie too close to be judged apart.
        price: the cost of the original text, in nats a character.
        margin: how much dearer the next best text is, in nats, less two where it is the same text with a word more.
        runner_up: the runs of the next best text; empty where there is none.
        worst: the cost of its dearest character, in nats.
    """

    runs: tuple[Run, ...]
    price: float
    margin: float
    runner_up: tuple[Run, ...]
    worst: float


class Page:
    """The evidence of one page.

    Args:
        text: the page.
        notes: its notes.
        kit: characters that it annotates always, with their readings.
        breaks: where its runs begin.
    """

    def __init__(self, text: str, notes: Sequence[Note], kit: Mapping[str, str], breaks: Sequence[int]) -> None:
        self.text = without_runs(text, breaks)
        self._notes = notes
        self.kit = kit
        self._breaks = breaks
        self._prices: dict[tuple[str, str], float] = {}
        self._followers: dict[str, frozenset[str]] = {}

    def entry_price(self, char: str, reading: str) -> float:
        """Return what it costs to suppose that `char` is in the kit of this page with `reading`."""
        price = self._prices.get((char, reading))
        if price is None:
            price = self._prices[char, reading] = self._entry_price(char, reading)
        return price

    def _entry_price(self, char: str, reading: str) -> float:
        if self.kit.get(char) == reading:
            return ON_PAGE
        price = LISTED if char in known_order() else DIFFERS if char in simplified() else STRANGE
        if readings().usual[char] != reading:
            price += UNUSUAL
        if reading.isascii():
            price += TONELESS
        if self.text.count(char) > self.annotated[char]:
            price += ELSEWHERE_PLAIN
        return price

    @cached_property
    def annotated(self) -> Counter[str]:
        """How often the page has each character with a note."""
        return Counter(note.char for note in self._notes)

    def has(self, char: str) -> bool:
        """Tell whether the page has `char`, with or without a note."""
        shown = self._shown.get(char)
        if shown is None:  # looked for once: a page of nothing but runs asks at each
            shown = self._shown[char] = char in self.text
        return shown

    @cached_property
    def _shown(self) -> dict[str, bool]:
        return {}

    def enumerates(self, at: int) -> bool:
        """Tell whether the sentence has an enumeration (`、`) before position `at`."""
        return "、" in self.text[max(self.text.rfind("。", 0, at), at - SENTENCE, 0) : at]

    def followers(self, last: str) -> frozenset[str]:
        """Return the characters (simplified) that the page has behind `last`, one or two of them, near its runs."""
        known = self._followers.get(last)
        if known is None:
            known = self._followers[last] = self._behind(last) if last else frozenset()
        return known

    def _behind(self, last: str) -> frozenset[str]:
        vocabulary = self.simplified
        found = set()
        at = vocabulary.find(last)
        while at >= 0:
            found.add(vocabulary[at + len(last) : at + len(last) + 1])
            at = vocabulary.find(last, at + 1)
        found.discard("")
        return frozenset(found)

    @cached_property
    def is_converted(self) -> bool:
        """Whether the page is in traditional script throughout: such pages are converted by a program."""
        text = self.text
        return is_converted(sum([text.count(char) for char in only_simplified().intersection(text)]), len(text))

    @cached_property
    def vocabulary(self) -> str:
        """The text around the runs, without notes."""
        parts: list[str] = []
        done = 0
        for at in self._breaks:
            if at + NEIGHBOURHOOD > done:
                parts.append(self.text[max(done, at - NEIGHBOURHOOD) : at + NEIGHBOURHOOD])
                done = at + NEIGHBOURHOOD
        return NOTE.sub("", "\n".join(parts)[:VOCABULARY])

    @cached_property
    def simplified(self) -> str:
        """The same in simplified characters."""
        return simplify(self.vocabulary)


def is_converted(simplified: int, length: int) -> bool:
    """Tell whether a page with so many characters that only simplified text has is converted to traditional script.

    A program leaves some of them, and what follows a run may still belong to it.
    """
    return simplified * CONVERTED_OF <= length


def without_runs(text: str, breaks: Sequence[int]) -> str:
    """Return a page with NUL for all that its runs may cover: the characters there are chance, and tell nothing.

    >>> without_runs("影響?shù)姆绞竭M行,不當", [2]).replace(chr(0), "-")
    '影響--------M行,不當'
    """
    parts: list[str] = []
    done = 0
    for at in breaks:
        match = _RUN.match(text, at) if at >= done else None
        if match:
            parts += (text[done:at], "\0" * (match.end() - at))
            done = match.end()
    return "".join([*parts, text[done:]])

"""Find holes where a word filter cut something out: `催收問也浮現` is 催收問題也浮現, `催收 和短信` 催收電話和短信.

Hyphens are cut, too (`toolkit.repair.ranges`).

The lexicon (`data/holes.tsv`) says what filters cut and what the hole looks like. A hole is older than every other
damage and nothing proves what was there: all edits here are guesses, and are applied only where guesses are asked for.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from toolkit.article import Edit
from toolkit.repair import language
from toolkit.repair.plausible import is_han
from toolkit.repair.ranges import find_ranges
from toolkit.repair.script_table import simplified, simplifying

if TYPE_CHECKING:
    from collections.abc import Iterator

NEARBY = 14  # characters on each side of a gap in which a cue is looked for
SPACED = 3  # a line with more gaps than this between Han characters is written with spaces
SHORTEST = 8  # characters of a line that is a sentence; shorter ones are headings and menus
CLOSE = 6  # characters on each side that are read with a word
JOINS = 2.0  # nats that a word must save to be taken for what stood in a gap, where there is no cue
RARE = 14.5  # nats: no word of running text costs more, so that an entry of the dictionary that does tells nothing
_GAP = re.compile(" (?=[㐀-鿿])")
_PUNCTUATION = frozenset("，,。.、；;！!？?）)」』”’…\n")  # no colon: 記者問：


class Cut(NamedTuple):
    """A word whose end a filter cuts off: what is left of it, the word, and where it is recognised."""

    trigger: str
    word: str
    not_behind: frozenset[str]
    behind: tuple[str, ...]
    before: tuple[str, ...]


class Gap(NamedTuple):
    """A word that a filter replaces by a space, and the cues that must be near; without cues it must join."""

    word: str
    cues: tuple[str, ...]
    simple: bool  # whether it is for simplified text


class Lexicon(NamedTuple):
    """The packaged lexicon, in both scripts."""

    cuts: tuple[Cut, ...]
    gaps: tuple[Gap, ...]


@cache
def lexicon() -> Lexicon:
    """Load the lexicon."""
    cuts: dict[Cut, None] = {}
    gaps: dict[Gap, None] = {}
    source = files("toolkit.repair").joinpath("data", "holes.tsv").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line.startswith("#"):
            continue
        for simple, row in enumerate((line, line.translate(simplifying()))):
            kind, *cells = row.split("\t")
            if kind == "cut":
                trigger, word, left, before = cells
                not_behind, *behind = left.split(" ")
                cuts[Cut(trigger, word, frozenset(not_behind), tuple(behind), tuple(before.split(" ")))] = None
            else:
                word, cues = cells
                gaps[Gap(word, () if cues == "-" else tuple(cues.split(" ")), bool(simple))] = None
    return Lexicon(tuple(cuts), tuple(gaps))


def find_holes(text: str) -> list[Edit]:
    """Return a guess for every hole that the lexicon explains.

    >>> [(edit.before, edit.after) for edit in find_holes("亂催收問也給用戶帶來困擾，催收 和短信不斷。")]
    [('問', '問題'), (' ', '電話')]
    >>> find_holes("他問我有什麼問題。")
    []
    """
    found = [*_cuts(text), *_gaps(text), *_hyphens(text)]
    found.sort(key=lambda edit: edit.start)
    return found


def _hyphens(text: str) -> Iterator[Edit]:
    for found in find_ranges(text):
        why = f"a number of two: word filters cut the hyphen of {found.text}"
        yield Edit("holes", found.start, found.end, text[found.start : found.end], found.text, "guess", why)


def _cuts(text: str) -> Iterator[Edit]:
    for cut in lexicon().cuts:
        at = text.find(cut.trigger)
        while at >= 0:
            end = at + len(cut.trigger)
            if not text.startswith(cut.word, at) and _is_cut(text, at, end, cut):
                why = f"{cut.trigger} stands where {cut.word} is meant; word filters cut it so"
                yield Edit("holes", at, end, cut.trigger, cut.word, "guess", why)
            at = text.find(cut.trigger, end)


def _is_cut(text: str, at: int, end: int, cut: Cut) -> bool:
    if at == 0 or not is_han(text[at - 1]):
        return False
    if text[at - 1] in cut.not_behind and not (cut.behind and text.endswith(cut.behind, 0, at)):
        return False
    closed = end == len(text) or text[end] in _PUNCTUATION
    if not (closed and "." in cut.before) and not text.startswith(cut.before, end):
        return False
    # A word of the dictionary that has the trigger inside is no hole: 顧問, 詢問, 問世.
    whole = language.words().whole
    around = text[max(0, at - 2) : end + 2].translate(simplifying())
    inside = min(2, at)
    short = cut.trigger.translate(simplifying())
    return not any(
        whole.get(around[begin:stop], language.IMPOSSIBLE) < RARE
        for begin in range(inside + 1)
        for stop in range(inside + len(short), len(around) + 1)
        if stop - begin > len(short)
    )


def _gaps(text: str) -> Iterator[Edit]:
    match = _GAP.search(text)
    while match:
        at = match.start()
        begin = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        places = [place for place in _GAP.finditer(text, begin, end) if _between(text, place.start(), begin)]
        if len(places) <= SPACED and end - begin >= SHORTEST:
            for place in places:
                edit = _fill(text, place.start(), begin, end)
                if edit is not None:
                    yield edit
        match = _GAP.search(text, end)


def _between(text: str, at: int, begin: int) -> bool:
    """Tell whether the space at `at` has a Han character or a 、 before it, on the same line."""
    return at > begin and (is_han(text[at - 1]) or text[at - 1] == "、")


def _fill(text: str, at: int, begin: int, end: int) -> Edit | None:
    """Return what the gap at `at` of the line `begin:end` was; None where the lexicon has no word for it."""
    left = text[max(begin, at - NEARBY) : at]
    right = text[at + 1 : min(end, at + 1 + NEARBY)]
    simple = simplified().keys().isdisjoint(text[begin:end])
    stands = None
    found: list[tuple[str, str]] = []
    for gap in lexicon().gaps:
        if gap.simple != simple:
            continue
        if gap.cues:
            if any(cue in left or cue in right for cue in gap.cues):
                found.append((gap.word, "words that go with it are near"))
        else:
            if stands is None:
                stands = _cost(left, "", right)
            if _cost(left, gap.word, right) + JOINS < stands:
                found.append((gap.word, "it joins what stands on both sides"))
    if not found:
        return None
    if len(found) > 1:
        found.sort(key=lambda item: _cost(left, item[0], right))
    word, reason = found[0]
    runner_up = found[1][0] if len(found) > 1 else None
    return Edit("holes", at, at + 1, " ", word, "guess", f"a space where word filters cut {word}: {reason}", runner_up)


def _cost(left: str, word: str, right: str) -> float:
    """Return the cost of a word with its surroundings."""
    return language.cost((left[-CLOSE:] + word + right[:CLOSE]).translate(simplifying()))

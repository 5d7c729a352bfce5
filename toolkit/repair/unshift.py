"""Search for the text behind a run of characters that was decoded one byte off.

What is observed behind `X?reading)` determines most of the original bytes: every character gives two, an ASCII
character one, and `?reading)` stands for one lost first byte and a note. The rest is open: the byte that was lost with
the bracket, pairs and bytes that vanished without a trace, full-width characters that were folded to ASCII. `unshift`
reads the observed characters from left to right and keeps the cheapest original texts that would have been decoded so
(a beam search), until they are back in step with the observation. The price is that of a language model plus what the
page says about the kit of notes; the channel itself is deterministic and costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from toolkit.generate.kit import known_order
from toolkit.generate.readings import readings
from toolkit.repair import language
from toolkit.repair.gbk import (
    FULL_WIDTH_LEAD,
    LEADS,
    VANISHING_SECOND,
    codes,
    pairs,
    plain,
    seconds_by_reading,
    unassigned,
    vanishing_first,
)
from toolkit.repair.kits import BREAK, NOTE
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from toolkit.repair.language import Front

# Sizes of the search, fixed on damaged Wikipedia paragraphs: larger ones find nothing more.
BEAM = 24  # texts kept at each character
ALIKE = 3  # of which so many may agree in what matters for the rest: they are the runners-up
GAP = 14.0  # nats: dearer than the cheapest by so much, a text is given up
CONTEXT = 4  # characters in step that are read after a run, to judge its end
LONGEST = 160  # observed characters: no run is as long
SURPRISE = 8.0  # nats: only where the next character costs more is it tried whether bytes vanished
DEEP = 4  # of the texts at each character, for so many it is tried whether bytes vanished there
FIRSTS, HIDDEN, SECONDS = 6, 2, 32  # tries for the character before, within and after vanished pairs
VANISHED = 2.0  # nats for a vanished pair: of so many tries one is cheap by chance

# Prices of a table entry that a note asks for, in nats.
ON_PAGE = 0.0  # annotated elsewhere on the page, always
LISTED = 1.0  # known from real kits
DIFFERS = 3.0  # differs between the scripts, as all known entries do
STRANGE = 6.0
UNUSUAL = 3.0  # added for a reading that is not the usual one
TONELESS = 3.0  # added for a reading without tone mark: `?a)` may be something else
ELSEWHERE_PLAIN = 9.0  # added where the page has the character without a note: kits annotate always or never

FAMILIAR = 1.2  # taken off where the page has the same two characters in a row elsewhere
WIDE = 5.0  # added for a full-width letter, digit or sign that is no Chinese punctuation
_FULL_WIDTH_MARKS = frozenset("，：；？！（）")
FOREIGN = 2.5  # added for a character that Taiwan's Big5 lacks and the page does not have: simplified, or rare


# What can be lost in a run.
PAIR_LOST = "a pair of bytes"
BYTE_LOST = "byte 80"
ASCII_LOST = "an ASCII character"


@dataclass(slots=True)
class Page:
    """What the rest of a page says about its runs.

    Attributes:
        kit: characters that the page annotates always, with their readings.
        chars: the characters of the page.
        unmarked: the characters that it has without a note.
        neighbours: two characters in a row, simplified, in the undamaged parts.
        entry_prices: a cache.
    """

    kit: dict[str, str]
    chars: frozenset[str]
    unmarked: frozenset[str]
    neighbours: frozenset[str]
    entry_prices: dict[tuple[str, str], float] = field(default_factory=dict)

    def entry_price(self, char: str, reading: str) -> float:
        """Return what it costs to suppose that `char` is in the kit of this page with `reading`."""
        price = self.entry_prices.get((char, reading))
        if price is None:
            price = self.entry_prices[char, reading] = self._entry_price(char, reading)
        return price

    def _entry_price(self, char: str, reading: str) -> float:
        if self.kit.get(char) == reading:
            return ON_PAGE
        price = LISTED if char in known_order() else DIFFERS if char in simplified() else STRANGE
        if readings().usual[char] != reading:
            price += UNUSUAL
        if reading.isascii():
            price += TONELESS
        if char in self.unmarked:
            price += ELSEWHERE_PLAIN
        return price


class Token(NamedTuple):
    """One step of the observation.

    Attributes:
        kind: `pair` (a character of two bytes), `ascii`, `break` (`?reading)`), `note` (`(reading)`), or `wall` (a
            character that GBK cannot write).
        end: where the next token begins.
        char: the observed character; the reading of a break or a note.
    """

    kind: str
    end: int
    char: str


class Path:
    """One supposed original text, as a linked list of steps."""

    __slots__ = ("at", "back", "cost", "entry", "front", "last", "lost", "made", "pending", "steady", "tail", "wild")

    def __init__(
        self,
        back: Path | None,
        at: int,
        cost: float,
        pending: int,
        tail: int,
        front: Front,
        last: str,
        steady: int,
        made: str = "",
        entry: tuple[str, str] | None = None,
        lost: str = "",
        wild: tuple[int, ...] = (),
    ) -> None:
        self.back = back
        self.at = at  # how far the observation is read
        self.cost = cost
        self.pending = pending  # first byte of a character whose second byte is not read yet; 0 when in step
        self.tail = tail  # the last two bytes of the original, as a number
        self.front = front
        self.last = last  # the last character, simplified
        self.steady = steady  # observed characters read in step since the last run
        self.made = made  # what this step adds to the original text
        self.entry = entry  # the table entry whose note this step reads
        self.lost = lost  # what was lost in this step, in words
        self.wild = wild  # where `pending` is not known: what it may be


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
        margin: how much dearer the next best text is, in nats.
        runner_up: the runs of the next best text; empty where there is none.
    """

    runs: tuple[Run, ...]
    price: float
    margin: float
    runner_up: tuple[Run, ...]


def unshift(text: str, start: int, left: str, tail: int, page: Page, *, orphan: bool = False) -> Solution | None:
    """Find the original of the run that begins with the question mark at `text[start]`.

    Args:
        text: the page.
        start: where the question mark of `?reading)` is.
        left: the few clean characters before it.
        tail: the last two original bytes before it, as a number.
        page: what is known about the page.
        orphan: the question mark is no part of a note but the first byte of a full stop that lost its second one to
            something inserted there (`題?；诖` for 題。基於此).

    Returns:
        The cheapest original text with its runner-up; None where there is no text that decodes to this.
    """
    front = language.START
    for char in left:
        front = language.step(front, simplified().get(char, char))
    last = simplified().get(left[-1], left[-1]) if left else ""
    paths = [Path(None, start, 0.0, 0, tail, front, last, 0)]
    at = start
    if orphan:
        lead = codes()["。"][0]
        paths = [Path(paths[0], start + 1, 0.0, lead, (tail & 0xFF) << 8 | lead, front, last, 0, lost=ASCII_LOST)]
        at = start + 1
    while True:
        token = next_token(text, at)
        if token is None or at - start > LONGEST:
            break
        grown = [new for rank, path in enumerate(paths) for new in _grow(path, token, page, rank < DEEP)]
        if not grown:
            break
        paths = _prune(grown)
        at = token.end
        if paths[0].steady >= CONTEXT and all(path.pending == 0 for path in paths):
            break
    finished = [path for path in paths if path.pending == 0 and path.at > start]
    if not finished:
        return None
    return _solution(finished)


def next_token(text: str, at: int) -> Token | None:
    """Read the next token of the observation; None at the end of the text."""
    if at >= len(text):
        return None
    char = text[at]
    if char == "?":
        match = BREAK.match(text, at)
        if match:
            return Token("break", match.end(), match[1])
    elif char == "(":
        match = NOTE.match(text, at)
        if match:
            return Token("note", match.end(), match[1])
    if char < "\x80":
        return Token("ascii", at + 1, char)
    return Token("pair" if char in codes() else "wall", at + 1, char)


def _prune(paths: list[Path]) -> list[Path]:
    paths.sort(key=_cost)
    best = paths[0].cost
    kept: list[Path] = []
    alike: dict[tuple[int, str, int], int] = {}
    for path in paths:
        if path.cost > best + GAP or len(kept) == BEAM:
            break
        key = (path.pending, path.front[0][0], path.steady)
        seen = alike.get(key, 0)
        if seen < ALIKE:
            alike[key] = seen + 1
            kept.append(path)
    return kept


def _cost(path: Path) -> float:
    return path.cost


def _grow(path: Path, token: Token, page: Page, deep: bool) -> Iterator[Path]:
    """Yield what `path` becomes when it has to explain `token`; `deep` also supposes bytes that vanished."""
    if path.wild:
        for lead in path.wild:
            tail = path.tail & 0xFF00 | lead
            known = Path(path.back, path.at, path.cost, lead, tail, path.front, path.last, 0, path.made, path.entry)
            known.lost = path.lost
            yield from _grow(known, token, page, False)
        return
    straight = list(_straight(path, token, page))
    yield from straight
    if not path.pending or token.kind == "wall":
        return
    if not straight or min(new.cost for new in straight) > path.cost + SURPRISE:
        for new in _vanished_80(path, page):
            yield from _straight(new, token, page)
        if deep:
            for new in _vanished_pairs(path, token, page):
                yield from _grow(new, token, page, False)


def _straight(path: Path, token: Token, page: Page) -> Iterator[Path]:
    """Yield what `path` becomes when nothing vanished before `token`."""
    kind, end, char = token
    if kind == "break":
        yield from _break(path, end, char, page)
    elif kind == "note":
        yield from _note(path, end, char, page)
    elif path.pending == 0:
        yield from _in_step(path, token, page)
    elif kind == "pair":
        yield from _pair(path, end, char, page)
    elif kind == "ascii":
        yield from _ascii(path, end, char, page)


def _in_step(path: Path, token: Token, page: Page) -> Iterator[Path]:
    kind, end, char = token
    if kind == "note":  # checked elsewhere; costs nothing here
        yield Path(path, end, path.cost, 0, path.tail, path.front, path.last, path.steady)
        return
    tail = path.tail
    if kind == "pair":
        lead, trail = codes()[char]
        tail = lead << 8 | trail
    elif kind == "ascii":
        tail = (path.tail & 0xFF) << 8 | ord(char)
    short = simplified().get(char, char)
    steady = path.steady + (1 if is_han(char) else CONTEXT)  # punctuation ends the context
    yield _read(path, end, short, page, tail=tail, steady=steady)


def _read(path: Path, at: int, short: str, page: Page, *, tail: int, steady: int) -> Path:
    """Continue a path in step with an observed character."""
    front = language.step(path.front, short)
    cost = path.cost + front_cost(front) - front_cost(path.front)
    if path.last + short in page.neighbours:
        cost -= FAMILIAR
    return Path(path, at, cost, 0, tail, front, short, steady)


def front_cost(front: Front) -> float:
    """Return the cost of the cheapest division."""
    return min(cost for _, cost in front)


def _make(
    path: Path,
    at: int,
    lead: int,
    trail: int,
    pending: int,
    page: Page,
    *,
    entry: tuple[str, str] | None = None,
    extra: str = "",
    lost: str = "",
) -> Path | None:
    """Continue a path with an original character of two bytes (and an ASCII character `extra` behind it)."""
    made = pairs()[lead << 8 | trail]
    if not made:
        return None
    short = plain(lead, trail)
    front = language.step(path.front, short)
    cost = path.cost + front_cost(front) - front_cost(path.front)
    if path.last + short in page.neighbours:
        cost -= FAMILIAR
    if made not in page.chars and is_han(made) and not _in_big5(made):
        cost += FOREIGN
    if lead == FULL_WIDTH_LEAD and short not in _FULL_WIDTH_MARKS:
        cost += WIDE
    if entry is not None:
        cost += page.entry_price(*entry)
    tail = trail << 8 | pending if pending else lead << 8 | trail
    if extra:
        before = front_cost(front)
        front = language.step(front, extra)
        cost += front_cost(front) - before
        short = extra
        tail = trail << 8 | ord(extra)
    return Path(path, at, cost, pending, tail, front, short, 0, made + extra, entry, lost)


@cache
def _in_big5(char: str) -> bool:
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def _break(path: Path, end: int, reading: str, page: Page) -> Iterator[Path]:
    """A first byte swallowed the bracket of a note: try each that completes a character of this reading."""
    known = path.tail & 0xFF
    for second in seconds_by_reading().get((known, reading), ()):
        entry = (pairs()[known << 8 | second], reading)
        if path.pending:
            new = _make(path, end, path.pending, second, 0, page, entry=entry)
            if new is not None:
                yield new
        else:
            price = page.entry_price(*entry)
            yield Path(path, end, path.cost + price, second, known << 8 | second, path.front, path.last, 0, "", entry)


def _note(path: Path, end: int, reading: str, page: Page) -> Iterator[Path]:
    """A whole note: the two bytes before it must be a character of this reading."""
    char = pairs()[path.tail]
    if char and reading in readings().of.get(char, ()):
        price = page.entry_price(char, reading) if path.pending else 0.0
        entry = (char, reading)
        yield Path(
            path,
            end,
            path.cost + price,
            path.pending,
            path.tail,
            path.front,
            path.last,
            path.steady,
            entry=entry if path.pending else None,
        )
    elif path.pending == 0:
        yield Path(path, end, path.cost + STRANGE, 0, path.tail, path.front, path.last, path.steady + CONTEXT)


def _pair(path: Path, end: int, char: str, page: Page) -> Iterator[Path]:
    """An observed character: its first byte completes the pending one, its second byte begins the next."""
    first, second = codes()[char]
    if second >= 0x81:
        new = _make(path, end, path.pending, first, second, page)
    elif second == 0x80:
        new = None
    else:
        new = _make(path, end, path.pending, first, 0, page, extra=chr(second))
    if new is not None:
        yield new


def _ascii(path: Path, end: int, char: str, page: Page) -> Iterator[Path]:
    """An observed ASCII character: a real second byte, or a full-width character that was folded."""
    code = ord(char)
    if code >= 0x40:
        new = _make(path, end, path.pending, code, 0, page)
        if new is not None:
            yield new
    if 0x21 <= code <= 0x7E:
        new = _make(path, end, path.pending, FULL_WIDTH_LEAD, code + 0x80, page)
        if new is not None:
            yield new
    if char == "?":
        yield from _eaten(path, end, page)
        yield from _unassigned(path, end, page)


def _vanished_80(path: Path, page: Page) -> Iterator[Path]:
    """Suppose that byte 0x80 was here: it completes the pending character and brings the decoder back in step."""
    new = _make(path, path.at, path.pending, 0x80, 0, page, lost=BYTE_LOST)
    if new is not None:
        yield new


def _vanished_pairs(path: Path, token: Token, page: Page) -> Iterator[Path]:
    """Suppose that one or two pairs of the user-defined area vanished before `token`."""
    if token.kind == "pair":
        seconds = _likely_leads(codes()[token.char][0])
    elif token.kind == "ascii":
        code = ord(token.char)
        seconds = _likely_leads(FULL_WIDTH_LEAD)
        if code >= 0x40:
            seconds = tuple(dict.fromkeys((*_likely_leads(code), *seconds)))
    else:
        return
    for new in _completed(path, vanishing_first(), page):
        new.wild = seconds
        new.lost = PAIR_LOST
        new.cost += VANISHED
        yield new
    for new in _completed(path, vanishing_first(), page)[:HIDDEN]:
        for hidden in _hidden(new, page):
            hidden.wild = seconds
            hidden.cost += VANISHED
            yield hidden


def _completed(path: Path, trails: Iterable[int], page: Page) -> list[Path]:
    """Return the cheapest ways to complete the pending character with one of `trails`; what follows is open."""
    tries = [_make(path, path.at, path.pending, trail, 0x81, page) for trail in trails]
    return sorted((new for new in tries if new is not None), key=_cost)[:FIRSTS]


def _hidden(path: Path, page: Page) -> list[Path]:
    """Return `path` with one more character of which neither byte is observed, the cheapest few."""
    tries = [_make(path, path.at, code >> 8, code & 0xFF, 0x81, page, lost=PAIR_LOST) for code in _hidable()]
    return sorted((new for new in tries if new is not None), key=_cost)[:HIDDEN]


@cache
def _hidable() -> tuple[int, ...]:
    """Return the common characters between two pairs that vanish, as numbers: 而 above all."""
    found = []
    for lead in VANISHING_SECOND:
        for trail in vanishing_first():
            short = plain(lead, trail)
            if short and is_han(short):
                found.append((language.first_cost(short), lead << 8 | trail))
    found.sort()
    return tuple(code for _, code in found[:SECONDS])


@cache
def _likely_leads(trail: int) -> tuple[int, ...]:
    """Return the first bytes that can end a vanished pair, by how common the character is that they begin."""
    found = []
    for lead in VANISHING_SECOND:
        char = plain(lead, trail)
        if char:
            found.append((language.first_cost(char), lead))
    found.sort()
    return tuple(lead for _, lead in found[:SECONDS])


def _eaten(path: Path, end: int, page: Page) -> Iterator[Path]:
    """Suppose that the question mark is the second byte of the pending character with an ASCII character it ate."""
    tries = [_make(path, end, path.pending, trail, 0, page, lost=ASCII_LOST) for trail in LEADS]
    yield from sorted((new for new in tries if new is not None), key=_cost)[:ALIKE]


def _unassigned(path: Path, end: int, page: Page) -> Iterator[Path]:
    """Suppose that the question mark is a pair of bytes that stands for no character."""
    gaps = unassigned()
    for new in _completed(path, gaps, page):
        leads = tuple(lead for lead in gaps[new.tail >> 8] if lead in LEADS)
        if leads:
            new.at = end
            new.wild = leads
            new.lost = PAIR_LOST
            yield new


def _solution(paths: list[Path]) -> Solution | None:
    paths.sort(key=_cost)
    best = paths[0]
    runs = _runs(best)
    if not runs:
        return None
    shown = [(run.start, run.end, run.clean) for run in runs]
    runner_up: tuple[Run, ...] = ()
    margin = GAP
    for path in paths[1:]:
        other = _runs(path)
        if [(run.start, run.end, run.clean) for run in other] != shown:
            runner_up, margin = other, path.cost - best.cost
            break
    length = sum(len(run.clean) for run in runs) + min(best.steady, CONTEXT)
    return Solution(runs, best.cost / length, margin, runner_up)


def _runs(path: Path) -> tuple[Run, ...]:
    """Cut the steps of a path into its runs."""
    steps = []
    node: Path | None = path
    while node is not None:
        steps.append(node)
        node = node.back
    steps.reverse()
    runs = []
    start = -1
    made: list[str] = []
    entries: list[Placed] = []
    lost: list[str] = []
    for before, step in pairwise(steps):
        if start < 0 and step.pending:
            start = before.at
            made, entries, lost = [], [], []
        if start < 0:
            continue
        made.append(step.made)
        if step.lost:
            lost.append(step.lost)
        if step.entry is not None:
            offset = sum(2 if char > "\x7f" else 1 for piece in made for char in piece)
            entries.append(Placed(*step.entry, offset + (step.pending != 0)))
        if step.pending == 0:
            runs.append(Run(start, step.at, "".join(made), tuple(entries), tuple(lost)))
            start = -1
    return tuple(runs)

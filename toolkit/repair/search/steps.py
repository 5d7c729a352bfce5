"""The steps of the search for a shifted original: how a supposed text explains one more observed character.

A `Path` (see `toolkit.repair.search.paths`) is a supposed original. It is in step with the observation, or it has a *pending*
first byte of a character whose second byte is not read yet. Each step appends to `out` what a path becomes when it has
to explain the next token. What is observed fixes most bytes; where bytes were lost without a trace, those are tried
that the language model likes best.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from toolkit.generate.readings import readings
from toolkit.repair import fluency
from toolkit.repair.evidence import DIFFERS, LAST
from toolkit.repair.gbk import (
    FULL_WIDTH_LEAD,
    VANISHING_SECOND,
    codes,
    pairs,
    seconds_by_reading,
    unassigned,
)
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplified
from toolkit.repair.search.choices import FEW, MANY, beginnings, endings, hidable, likely, vanishing_endings
from toolkit.repair.search.paths import Path, by_cost
from toolkit.repair.search.prices import FAMILIAR, NO_LIMIT, Prices, character

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.repair.evidence import Page
    from toolkit.repair.search.paths import Token

# Prices, in nats.
# A vanished pair, by which the text is a character longer than what is seen of it: the model knows less of Chinese
# than there is to know, and finds each character dearer than it is.
VANISHED = 0.5
CLOSING = 5.0  # taken off for a swallowed 等 that closes an enumeration
UNREAD = 6.0  # brackets in step that are no reading of what stands before them

SURPRISE = 2.5  # nats: only where the next character costs more is it tried whether bytes vanished
EXPECTED = 10.0  # nats: what a character costs at most that may well begin a word
REACH = 9.0  # nats: a text with vanished bytes is given up where it costs so much more than one without
GAP = 9.0  # nats: dearer than the cheapest by so much, a text is given up
HOPELESS = 20.0  # nats: what stands for the cost where nothing explains the observation without a loss
CONTEXT = 4  # characters in step that are read after a run, to judge its end
# Sizes of what is supposed.
COMPLETED = 6  # completions of the character before a vanished pair that are kept
LIKELIEST = 9  # first bytes that are gone on with where many were tried
HIDDEN = 2  # of these, so many are tried with one more character of which nothing is observed

_OPEN = 0x81  # stands for a pending byte that is not known yet

# What can be lost in a run.
PAIR_LOST = "a pair of bytes"
BYTE_LOST = "byte 80"
ASCII_LOST = "an ASCII character"


class Steps(Prices):
    """The steps on one page.

    Args:
        page: what is known about the page.
    """

    surprise = SURPRISE

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._tries = MANY
        self._limit = NO_LIMIT  # where the present suppositions are given up
        self._dear = NO_LIMIT  # what costs more is not even made
        self._leads_of: dict[str, list[int]] = {}

    def grow(self, path: Path, token: Token, vanishing: bool, out: list[Path]) -> bool:
        """Append what `path` becomes when it has to explain `token`; `vanishing`: also suppose vanished bytes.

        Returns:
            Whether it is worth supposing vanished bytes here.
        """
        if path.wild is not None:
            # Many are tried and few are chosen: what is too dear already is not made.
            self._dear = min([new.cost for new in out], default=NO_LIMIT) + GAP
            if token.kind == "pair":
                if path.cost + self._least(path, token) <= self._dear:
                    self._led(path, self._leads(path, token), token, out)
            else:
                for lead in self._affordable(path, self._leads(path, token), token):
                    before = len(out)
                    self._straight(_known(path, lead), token, out)
                    self._spoil(out[before:])
            self._dear = NO_LIMIT
            return False
        before = len(out)
        self._straight(path, token, out)
        if not path.pending or token.kind == "wall":
            return False
        straight = min((new.cost for new in out[before:]), default=path.cost + HOPELESS)
        if straight <= path.cost + self.surprise:
            return False
        # Byte 80 completes the pending character and brings the decoder back in step.
        new = self._make(path, path.at, path.pending, 0x80, 0, lost=BYTE_LOST)
        if new is not None:
            self._straight(new, token, out)
        if token.kind == "note":
            return False
        if vanishing:
            self._tries = FEW if straight <= path.cost + EXPECTED else MANY
            self._limit = straight + REACH
            self._vanished(path, token, out)
            self._tries, self._limit = MANY, NO_LIMIT
        return True

    def _affordable(self, path: Path, leads: Iterable[int], token: Token) -> Iterable[int]:
        """Return those of some first bytes that make no text too dear with an observed ASCII character."""
        code = ord(token.char[0])
        if token.kind != "ascii" or token.char == "?" or not 0x21 <= code <= 0x7E:
            return leads
        leads = [*leads]
        supposed = [lead << 8 | FULL_WIDTH_LEAD for lead in leads]
        if code >= 0x40:
            supposed += [lead << 8 | code for lead in leads]
        possible = [code for code in supposed if pairs()[code]]
        cheap = {code >> 8 for cost, code in self._priced(path, possible) if cost <= self._dear}
        return [lead for lead in leads if lead in cheap]

    def _led(self, path: Path, leads: Iterable[int], token: Token, out: list[Path]) -> None:
        """Read a pair behind each of some first bytes that may have been: the likeliest only."""
        _, end, char = token
        first, second = codes()[char]
        priced = self._priced(path, [lead << 8 | first for lead in leads])
        priced.sort()
        for cost, code in priced[:LIKELIEST]:
            if cost > self._dear:
                break
            known = _known(path, code >> 8)
            if second >= _OPEN:
                new = self._make(known, end, code >> 8, first, second, cost=cost)
            elif second != 0x80:
                new = self._make(known, end, code >> 8, first, 0, extra=chr(second), cost=cost)
            else:
                continue
            if new is not None:
                out.append(new)
                self._spoil((new,))

    def _spoil(self, found: Iterable[Path]) -> None:
        """Lower the price from which on texts are not made, by those that were."""
        for new in found:
            if new.cost + GAP < self._dear:
                self._dear = new.cost + GAP

    def _straight(self, path: Path, token: Token, out: list[Path]) -> None:
        kind, end, char = token
        if kind == "break":
            self._break(path, end, char, out)
        elif kind == "note":
            self._note(path, end, char, out)
        elif path.pending == 0:
            self._in_step(path, token, out)
        elif kind == "pair":
            first, second = codes()[char]
            if second >= _OPEN:
                self._add(self._make(path, end, path.pending, first, second), out)
            elif second != 0x80:  # an ASCII letter of the original, read as a second byte
                self._add(self._make(path, end, path.pending, first, 0, extra=chr(second)), out)
        elif kind == "ascii":
            self._ascii(path, end, char, out)

    @staticmethod
    def _add(new: Path | None, out: list[Path]) -> None:
        if new is not None:
            out.append(new)

    def _in_step(self, path: Path, token: Token, out: list[Path]) -> None:
        kind, end, char = token
        tail = path.tail
        if kind == "pair":
            first, second = codes()[char]
            tail = first << 8 | second
        elif kind == "ascii":
            tail = (tail & 0xFF) << 8 | ord(char)
        short = simplified().get(char, char)
        front = fluency.step(path.front, short)
        cost = path.cost + front[0][1] - path.front[0][1]
        if is_han(path.last[-1:] or " "):
            followers = self._page.followers
            if short in followers(path.last[-1:]):
                cost -= FAMILIAR + FAMILIAR * (len(path.last) == LAST and short in followers(path.last))
        steady = path.steady + (1 if is_han(char) else CONTEXT)  # punctuation ends the context
        out.append(Path(path, end, cost, 0, tail, front, path.last[-1:] + short, steady))

    def _make(
        self,
        path: Path,
        at: int,
        lead: int,
        trail: int,
        pending: int,
        *,
        entry: tuple[str, str] | None = None,
        extra: str = "",
        lost: str = "",
        off: float = 0.0,
        cost: float | None = None,
    ) -> Path | None:
        """Continue a path with an original character of two bytes (and an ASCII character `extra` behind it).

        None where there is no such character, or it is too dear even with `off` taken off. `cost`: its price with
        that of the path, where it is known.
        """
        code = lead << 8 | trail
        made, short, _, _ = character(code)
        if not made:
            return None
        if cost is None:
            cost = self._price(path, code)
        if entry is not None:
            cost += self._page.entry_price(*entry)
        if cost - off > self._dear and not extra:
            return None
        front = None
        tail = trail << 8 | pending if pending else code
        if extra:
            front = fluency.step(path.front, short)
            before = front[0][1]
            front = fluency.step(front, extra)
            cost += front[0][1] - before
            short += extra
            tail = trail << 8 | ord(extra)
        last = (path.last + short)[-LAST:]
        return Path(path, at, cost, pending, tail, front, last, 0, made + extra, entry, lost)

    def _break(self, path: Path, end: int, reading: str, out: list[Path]) -> None:
        """A first byte swallowed the bracket of a note: try each that completes a character of this reading."""
        known = path.tail & 0xFF
        for second in seconds_by_reading().get(reading, {}).get(known, ()):
            entry = (pairs()[known << 8 | second], reading)
            if path.pending:
                self._add(self._make(path, end, path.pending, second, 0, entry=entry), out)
            else:
                cost = path.cost + self._page.entry_price(*entry)
                new = Path(path, end, cost, second, known << 8 | second, path.front, path.last, entry=entry)
                out.append(new)

    def _note(self, path: Path, end: int, reading: str, out: list[Path]) -> None:
        """A whole note: the two bytes before it must be a character of this reading."""
        char = pairs()[path.tail]
        if char and reading in readings().of.get(char, ()):
            cost, entry = path.cost, None
            if path.pending:
                entry = (char, reading)
                cost += self._page.entry_price(*entry)
            new = Path(path, end, cost, path.pending, path.tail, path.front, path.last, path.steady, entry=entry)
            out.append(new)
        elif path.pending == 0:
            steady = path.steady + CONTEXT
            out.append(Path(path, end, path.cost + UNREAD, 0, path.tail, path.front, path.last, steady))

    def _ascii(self, path: Path, end: int, char: str, out: list[Path]) -> None:
        """An observed ASCII character: a real second byte, or a full-width character that was folded."""
        code = ord(char)
        if code >= 0x40:
            self._add(self._make(path, end, path.pending, code, 0), out)
        if 0x21 <= code <= 0x7E:
            self._add(self._make(path, end, path.pending, FULL_WIDTH_LEAD, code + 0x80), out)
        if char == "?":
            self._swallowed(path, end, out)

    def _swallowed(self, path: Path, end: int, out: list[Path]) -> None:
        """A question mark: a first byte with an ASCII character that it ate, or a pair that is no character."""
        tries: list[Path] = []
        for trail in likely(path.front, endings(path.pending), MANY, NO_LIMIT):
            self._add(self._make(path, end, path.pending, trail, 0, lost=ASCII_LOST, off=CLOSING), tries)
        for new in tries:
            if new.made == "等" and self._page.enumerates(path.at):
                new.cost -= CLOSING
        tries.sort(key=by_cost)
        out += tries[:COMPLETED]
        gaps = unassigned()
        supposed = [path.pending << 8 | trail for trail in gaps]
        for new in self._cheapest([(path, [code for code in supposed if pairs()[code]])], NO_LIMIT):
            new.at = end
            new.wild = frozenset(gaps[new.tail >> 8])
            out.append(new)

    def _vanished(self, path: Path, token: Token, out: list[Path]) -> None:
        """Suppose that one or two pairs of the user-defined area vanished before `token`."""
        limit = self._limit - VANISHED
        lead = path.pending << 8
        found = likely(path.front, vanishing_endings(path.pending), MANY, limit - path.cost)
        # Where one more character is hidden behind it, it may become cheaper, but by no more than what is familiar.
        completed = self._cheapest([(path, [lead | trail for trail in found])], limit + 2 * FAMILIAR)
        behind = [(new, likely(new.front, hidable(), self._tries, limit - new.cost)) for new in completed[:HIDDEN]]
        for new in completed + self._cheapest(behind, limit):
            if new.cost <= limit:
                new.wild = VANISHING_SECOND
                new.cost += VANISHED
                self.grow(new, token, False, out)

    def _cheapest(self, supposed: Iterable[tuple[Path, Sequence[int]]], limit: float) -> list[Path]:
        """Continue paths with characters behind which a pair vanished; return the cheapest, up to a limit."""
        priced = [
            (cost, path, code) for path, codes in supposed for cost, code in self._priced(path, codes) if cost <= limit
        ]
        priced.sort(key=itemgetter(0))
        made = (
            self._make(path, path.at, code >> 8, code & 0xFF, _OPEN, lost=PAIR_LOST, cost=cost)
            for cost, path, code in priced[:COMPLETED]
        )
        return [new for new in made if new is not None]

    def _leads(self, path: Path, token: Token) -> Iterable[int]:
        """Return the first bytes that are worth trying for a pending byte that is not known."""
        wild = path.wild or ()
        kind, _, char = token
        found: list[int] = []
        room = self._limit - path.cost
        if kind == "pair":
            found = likely(path.front, beginnings(codes()[char][0]), self._tries, room)
        elif kind == "ascii":
            found = likely(path.front, beginnings(FULL_WIDTH_LEAD), self._tries, room)
            if char >= "@":
                found += likely(path.front, beginnings(ord(char)), self._tries, room)
        elif kind == "break":
            found = self._annotated_leads(char)
        return [lead for lead in dict.fromkeys(found) if lead in wild and lead >= _OPEN]

    def _annotated_leads(self, reading: str) -> list[int]:
        """Return the first bytes of the characters of a reading that may well be in the page's kit."""
        leads = self._leads_of.get(reading)
        if leads is None:
            leads = self._leads_of[reading] = [
                lead
                for lead, seconds in seconds_by_reading().get(reading, {}).items()
                if any(self._page.entry_price(pairs()[lead << 8 | t], reading) <= DIFFERS for t in seconds)
            ]
        return leads


def _known(path: Path, lead: int) -> Path:
    """Return a path with a first byte that was not known before."""
    return Path(path, path.at, path.cost, lead, path.tail & 0xFF00 | lead, path.front, path.last)

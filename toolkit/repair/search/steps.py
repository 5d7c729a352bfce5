"""The steps of the search for a shifted original: how a supposed text explains one more observed character.

A `Path` (see `toolkit.repair.search.paths`) is a supposed original. It is in step with the observation, or it has a
*pending* first byte of a character whose second byte is not read yet. Each step tells what a path becomes when it has
to explain the next token. What is observed fixes most bytes. Where bytes were lost without a trace they are supposed:

- A pair of the user-defined area takes the second byte of one character and the first byte of the next with it. Where
  several vanish side by side, the characters between them vanish wholly.
- Byte 80 vanishes alone, and brings the decoder back in step.
- A pair that is no character leaves a question mark; so does a first byte with an ASCII character that it ate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.generate.readings import readings
from toolkit.repair import fluency
from toolkit.repair.evidence import DIFFERS, LAST
from toolkit.repair.gbk import (
    FULL_WIDTH_LEAD,
    LEADS,
    VANISHING_SECOND,
    codes,
    pairs,
    seconds_by_reading,
    unassigned,
    vanishing_first,
)
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplified
from toolkit.repair.search.choices import ending_in_80, hidable, unassigned_endings
from toolkit.repair.search.paths import OPEN, Path
from toolkit.repair.search.prices import FAMILIAR, NO_LIMIT, Prices, bonus, character, ending_with
from toolkit.repair.search.sizes import (
    ASCII_LOST,
    BYTE_LOST,
    CLOSING,
    CONTEXT,
    EATEN,
    HOPELESS,
    PAIR_LOST,
    UNREAD,
    VANISHED,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from toolkit.repair.evidence import Page
    from toolkit.repair.search.paths import Token
    from toolkit.repair.search.sizes import Size


class Steps(Prices):
    """The steps on one page.

    Args:
        page: what is known about the page.
        size: how far the search goes.
    """

    def __init__(self, page: Page, size: Size) -> None:
        super().__init__(page)
        self._size = size
        self.grown: list[Path] = []
        self._best = NO_LIMIT  # the price of the cheapest of them

    def begin(self) -> None:
        """Begin with another token."""
        self.grown = []
        self._best = NO_LIMIT

    def _add(self, new: Path) -> None:
        self.grown.append(new)
        self._best = min(self._best, new.cost)

    def _too_dear(self, cost: float) -> bool:
        """Tell whether a text will be given up: it need not be made."""
        return cost > self._best + self._size.gap

    def grow(self, path: Path, token: Token, vanishing: bool) -> bool:
        """Add what `path` becomes when it has to explain `token`; `vanishing`: also suppose vanished bytes.

        Returns:
            Whether it is worth supposing vanished bytes here.
        """
        before = len(self.grown)
        if path.wild:
            self._behind(path, token)
            if token.kind == "ascii" and token.char == "?":
                self._unassigned(path, token)
            if vanishing and token.kind not in ("note", "wall"):
                self._chain([path], token, self._straight_cost(path, before) + self._size.reach)
            return True
        self._straight(path, token)
        if not path.pending or token.kind == "wall":
            return False
        straight = self._straight_cost(path, before)
        if straight <= path.cost + self._size.surprise:
            return False
        code = path.pending << 8 | 0x80
        if pairs()[code]:  # byte 80 completes the pending character and brings the decoder back in step
            self._straight(self._made(path, path.at, code, 0, self.price(path, code), lost=BYTE_LOST), token)
        if vanishing:
            self._vanished(path, token, straight + self._size.reach)
        return True

    def _straight_cost(self, path: Path, before: int) -> float:
        """Return the price of what was added since there were `before`."""
        return min([new.cost for new in self.grown[before:]], default=path.cost + HOPELESS)

    def _straight(self, path: Path, token: Token) -> None:
        """Explain a token by what is seen."""
        kind, end, char = token
        if kind == "break":
            self._break(path, end, char)
        elif kind == "note":
            self._note(path, end, char)
        elif path.pending == 0:
            self._in_step(path, token)
        elif kind == "pair":
            first, second = codes()[char]
            if second != 0x80:
                self._read(path, end, path.pending << 8 | first, second)
        elif kind == "ascii":
            self._ascii(path, end, char)

    def _read(self, path: Path, end: int, code: int, pending: int, entry: tuple[str, str] | None = None) -> None:
        """Read an original character if there is one of these bytes."""
        if pairs()[code]:
            cost = self.price(path, code)
            if entry is not None:
                cost += self.page.entry_price(*entry)
            self._add(self._made(path, end, code, pending, cost, entry=entry))

    @staticmethod
    def _made(
        path: Path,
        at: int,
        code: int,
        pending: int,
        cost: float,
        *,
        entry: tuple[str, str] | None = None,
        lost: str = "",
        wild: Collection[int] = (),
    ) -> Path:
        """Continue a path with an original character of two bytes.

        A `pending` byte that is no first byte is an ASCII character of the original, which was read as a second byte.
        """
        made, short, _, _ = character(code)
        if not 0 < pending < LEADS[0]:
            tail = (code & 0xFF) << 8 | pending & 0xFF if pending else code
            last = (path.last + short)[-LAST:]
            return Path(path, at, cost, pending, tail, None, last, 0, made, entry, lost, wild)
        extra = chr(pending)
        front = fluency.step(path.front, short)
        before = front[0][1]
        front = fluency.step(front, extra)
        cost += front[0][1] - before
        return Path(path, at, cost, 0, (code & 0xFF) << 8 | pending, front, short + extra, 0, made + extra, entry, lost)

    def _in_step(self, path: Path, token: Token) -> None:
        kind, end, char = token
        tail = path.tail
        if kind == "pair":
            first, second = codes()[char]
            tail = first << 8 | second
        elif kind == "ascii":
            tail = (tail & 0xFF) << 8 | ord(char)
        short = simplified().get(char, char)
        front = fluency.step(path.front, short)
        cost = path.cost + (front[0][1] - path.front[0][1])
        cost -= bonus(short, self.familiar(path))
        steady = path.steady + (1 if is_han(char) else CONTEXT)  # punctuation ends the context
        self._add(Path(path, end, cost, 0, tail, front, path.last[-1:] + short, steady))

    def _break(self, path: Path, end: int, reading: str) -> None:
        """A first byte swallowed the bracket of a note: try each that completes a character of this reading."""
        known = path.tail & 0xFF
        for second in seconds_by_reading().get(reading, {}).get(known, ()):
            code = known << 8 | second
            entry = (pairs()[code], reading)
            if path.pending:
                self._read(path, end, code, 0, entry)
            else:
                cost = path.cost + self.page.entry_price(*entry)
                self._add(Path(path, end, cost, second, code, path.front, path.last, entry=entry))

    def _note(self, path: Path, end: int, reading: str) -> None:
        """A whole note: the two bytes before it must be a character of this reading."""
        char = pairs()[path.tail]
        if char and reading in readings().of.get(char, ()):
            cost, entry = path.cost, None
            if path.pending:
                entry = (char, reading)
                cost += self.page.entry_price(*entry)
            self._add(Path(path, end, cost, path.pending, path.tail, path.front, path.last, path.steady, entry=entry))
        elif path.pending == 0:
            steady = path.steady + CONTEXT
            self._add(Path(path, end, path.cost + UNREAD, 0, path.tail, path.front, path.last, steady))

    def _ascii(self, path: Path, end: int, char: str) -> None:
        """An observed ASCII character: a real second byte, or a full-width character that was folded."""
        code = ord(char)
        if code >= 0x40:
            self._read(path, end, path.pending << 8 | code, 0)
        if 0x21 <= code <= 0x7E:
            self._read(path, end, path.pending << 8 | FULL_WIDTH_LEAD, code + 0x80)
        if char == "?":
            self._swallowed(path, end)

    def _swallowed(self, path: Path, end: int) -> None:
        """A question mark: a first byte with an ASCII character that it ate, or a pair that is no character."""
        lead = path.pending << 8
        closing = codes()["等"][0] << 8 | codes()["等"][1]
        found = []
        for trail in LEADS:
            if pairs()[lead | trail]:
                cost = self.price(path, lead | trail) + EATEN
                if lead | trail == closing and self.page.enumerates(path.at):
                    cost -= CLOSING
                found.append((cost, lead | trail))
        for cost, code in sorted(found)[: self._size.completed]:
            self._add(self._made(path, end, code, 0, cost, lost=ASCII_LOST))
        for cost, code in self._cheapest(path, [lead | trail for trail in unassigned()], NO_LIMIT):
            self._unassigned_behind(path, end, code, cost)

    def _unassigned(self, path: Path, token: Token) -> None:
        """A question mark behind an unknown byte: a pair that is no character, and neither byte is known."""
        for cost, code in self._cheapest(path, self._worth(path, hidden=False), NO_LIMIT):
            self._unassigned_behind(path, token.end, code, cost)

    def _unassigned_behind(self, path: Path, end: int, code: int, cost: float) -> None:
        wild = frozenset(unassigned()[code & 0xFF])
        self._add(self._made(path, end, code, OPEN, cost, lost=PAIR_LOST, wild=wild))

    def _vanished(self, path: Path, token: Token, limit: float) -> None:
        """Suppose that pairs of the user-defined area vanished before `token`."""
        lead = path.pending << 8
        # Where one more character is hidden behind it, it may become cheaper, but by no more than what is familiar.
        room = limit - VANISHED + 2 * FAMILIAR
        found = self._cheapest(path, [lead | trail for trail in vanishing_first()], room)
        completed = [self._hole(path, code, cost) for cost, code in found]
        for new in completed:
            if new.cost <= limit:
                self._behind(new, token)
        self._chain(completed, token, limit)

    @staticmethod
    def _hole(path: Path, code: int, cost: float) -> Path:
        return Steps._made(path, path.at, code, OPEN, cost + VANISHED, lost=PAIR_LOST, wild=VANISHING_SECOND)

    def _chain(self, chains: list[Path], token: Token, limit: float) -> None:
        """Suppose one character after the other of which nothing is observed, behind a byte that is not known."""
        if token.kind == "note":
            return
        for _ in range(self._size.chain):
            found = []
            for place, path in enumerate(chains[: self._size.kept]):
                priced = self._cheapest(path, self._worth(path, hidden=True), limit - VANISHED)
                found += [(cost, place, code) for cost, code in priced]
            found.sort()
            chains = [self._hole(chains[place], code, cost) for cost, place, code in found[: self._size.completed]]
            for path in chains:
                self._behind(path, token)

    def _worth(self, path: Path, *, hidden: bool) -> list[int]:
        """Return the characters that are worth supposing where no byte is known but by what it can be."""
        choice = hidable() if hidden else unassigned_endings()
        nodes = [node for node, *_ in path.front]
        return [code for code in choice.worth(path.last[-1:], nodes, self.familiar(path)[1]) if code >> 8 in path.wild]

    def _cheapest(self, path: Path, supposed: Iterable[int], limit: float) -> list[tuple[float, int]]:
        """Return the prices and numbers of the cheapest of some characters, up to a limit."""
        return self.cheapest(path, (code for code in supposed if pairs()[code]), limit, self._size.completed)

    def _behind(self, path: Path, token: Token) -> None:
        """Explain a token behind a byte that is not known."""
        kind, end, char = token
        found: list[tuple[float, int, int]] = []
        if kind == "pair":
            first, second = codes()[char]
            if second != 0x80:
                found = self._with_trail(path, first, second)
        elif kind == "ascii":
            code = ord(char)
            if code >= 0x40:
                found += self._with_trail(path, code, 0)
            if 0x21 <= code <= 0x7E:
                found += self._with_trail(path, FULL_WIDTH_LEAD, code + 0x80)
        elif kind == "break":
            found = self._annotated(path, char)
        for cost, code, pending in sorted(found)[: self._size.leads]:
            if self._too_dear(cost):
                break
            entry = (pairs()[code], char) if kind == "break" else None
            self._add(self._made(path, end, code, pending, cost, entry=entry))
        if kind != "wall":
            self._with_80(path, token)

    def _with_trail(self, path: Path, trail: int, pending: int) -> list[tuple[float, int, int]]:
        """Price all characters that end with a byte."""
        possible = (code for code in ending_with(trail) if code >> 8 in path.wild)
        found = self.cheapest(path, possible, self._best + self._size.gap, self._size.leads)
        return [(cost, code, pending) for cost, code in found]

    def _annotated(self, path: Path, reading: str) -> list[tuple[float, int, int]]:
        """Price the characters of a reading that may well be in the page's kit."""
        found = []
        for lead, seconds in seconds_by_reading().get(reading, {}).items():
            for second in seconds if lead in path.wild else ():
                code = lead << 8 | second
                entry_price = self.page.entry_price(pairs()[code], reading)
                if entry_price <= DIFFERS:
                    found.append((self.price(path, code) + entry_price, code, 0))
        return found

    def _with_80(self, path: Path, token: Token) -> None:
        """Behind a first byte that vanished byte 80 vanished as well, and the decoder is in step again."""
        possible: Iterable[int] = (code for code in ending_in_80() if code >> 8 in path.wild)
        if token.kind == "note":
            of = readings().of
            possible = (code for code in possible if token.char in of.get(pairs()[code], ()))
        for cost, code in self._cheapest(path, possible, self._best + self._size.gap):
            self._straight(self._made(path, path.at, code, 0, cost, lost=BYTE_LOST), token)

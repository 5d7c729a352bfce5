"""The steps of the search where bytes vanished: how many, nobody tells, so that much has to be supposed.

A pair of the user-defined area takes the second byte of one character and the first byte of the next with it. Where
several vanish side by side, the characters between them vanish wholly. `DeepSteps` supposes such chains, and asks the
page, which repeats its words, besides the language model for what may have stood there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.repair.evidence import LAST
from toolkit.repair.gbk import VANISHING_SECOND, codes, unassigned
from toolkit.repair.search.choices import MANY, beginnings, hidable, likely, unassigned_endings, vanishing_endings
from toolkit.repair.search.prices import FAMILIAR, NO_LIMIT
from toolkit.repair.search.steps import HOPELESS, REACH, VANISHED, Steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolkit.repair.search.choices import Choice
    from toolkit.repair.search.paths import Path, Token

CHAIN = 3  # characters between vanished pairs that are supposed side by side
KEPT = 3  # chains of each length that are continued


class DeepSteps(Steps):
    """The steps on one page, with chains of vanished pairs."""

    def grow(self, path: Path, token: Token, vanishing: bool, out: list[Path]) -> bool:
        """Append what `path` becomes when it has to explain `token`; see `Steps.grow`."""
        before = len(out)
        worth = super().grow(path, token, vanishing, out)
        if path.wild is None:
            return worth
        if token.kind == "ascii" and token.char == "?":
            self._unassigned(path, token, out)
        if vanishing and token.kind not in ("note", "wall"):
            straight = min((new.cost for new in out[before:]), default=path.cost + HOPELESS)
            self._limit = straight + REACH
            self._chain([path], token, out)
            self._limit = NO_LIMIT
        return worth

    def _unassigned(self, path: Path, token: Token, out: list[Path]) -> None:
        """A question mark behind an unknown byte: a pair that is no character, and neither byte is known."""
        gaps = unassigned()
        proposed = self._propose(path, unassigned_endings(), MANY, NO_LIMIT)
        for new in self._cheapest([(path, proposed)], NO_LIMIT):
            new.at = token.end
            new.wild = frozenset(gaps[new.tail >> 8])
            out.append(new)

    def _vanished(self, path: Path, token: Token, out: list[Path]) -> None:
        """Suppose that pairs of the user-defined area vanished before `token`."""
        limit = self._limit - VANISHED
        lead = path.pending << 8
        found = self._propose(path, vanishing_endings(path.pending), MANY, limit - path.cost)
        # Where one more character is hidden behind it, it may become cheaper, but by no more than what is familiar.
        completed = self._cheapest([(path, [lead | trail for trail in found])], limit + 2 * FAMILIAR)
        self._go_on(completed, token, out)
        self._chain(completed, token, out)

    def _chain(self, chains: list[Path], token: Token, out: list[Path]) -> None:
        """Suppose one character after the other of which nothing is observed, behind a byte that is not known."""
        limit = self._limit - VANISHED
        for _ in range(CHAIN):
            supposed = [
                (path, self._propose(path, hidable(), self._tries, limit - path.cost)) for path in chains[:KEPT]
            ]
            chains = self._cheapest(supposed, limit)
            if not chains:
                break
            self._go_on(chains, token, out)

    def _go_on(self, chains: Iterable[Path], token: Token, out: list[Path]) -> None:
        """Read `token` behind vanished pairs."""
        for path in chains:
            path.wild = VANISHING_SECOND
            path.cost += VANISHED
            if path.cost <= self._limit:
                self.grow(path, token, False, out)

    def _least(self, path: Path, token: Token) -> float:
        """Return what the next character costs at the least; see `Steps._least`."""
        if len(path.last) == LAST and self._page.followers(path.last):
            return -NO_LIMIT  # the page proposes more
        return super()._least(path, token)

    def _leads(self, path: Path, token: Token) -> Iterable[int]:
        """Return the first bytes that are worth trying; see `Steps._leads`."""
        found = [*super()._leads(path, token)]
        if token.kind == "pair" and len(path.last) == LAST:
            bytes_of = beginnings(codes()[token.char][0]).bytes_of
            for char in sorted(self._page.followers(path.last)):
                found += [lead for lead in bytes_of.get(char, ()) if lead in (path.wild or ()) and lead not in found]
        return found

    def _propose(self, path: Path, choice: Choice, tries: int, room: float) -> list[int]:
        """Return what the language model and the page propose for an unknown byte, or for two."""
        found = likely(path.front, choice, tries, room)
        if len(path.last) == LAST:
            for char in sorted(self._page.followers(path.last)):
                found += choice.bytes_of.get(char, ())
        wild = path.wild
        if wild is not None:
            found = [code for code in found if code >> 8 in wild]
        return list(dict.fromkeys(found))

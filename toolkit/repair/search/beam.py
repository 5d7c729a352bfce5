"""The beam search behind one break, in Python; `toolkit.repair.search.arrays` has the same search compiled."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.repair import fluency
from toolkit.repair.evidence import LAST, Placed, Run
from toolkit.repair.script_table import simplified
from toolkit.repair.search.paths import Path, by_cost, next_token
from toolkit.repair.search.sizes import ASCII_LOST, CONTEXT, LONGEST
from toolkit.repair.search.steps import Steps
from toolkit.repair.search.switch import spent

if TYPE_CHECKING:
    from toolkit.repair.evidence import Page
    from toolkit.repair.search.sizes import Size


class End:
    """A text that a search ended with."""

    def __init__(self, path: Path) -> None:
        self.cost = path.cost
        self.worst = path.worst
        self.steady = path.steady
        self._path = path

    def runs(self) -> tuple[Run, ...]:
        """Cut the text into its runs."""
        return _runs(self._path)


class Search:
    """A search behind one break.

    Args:
        text: the page.
        page: what is known about it.
        left: the few clean characters before the break.
        at: where it is.
        tail: the last two original bytes before it, as a number.
        lead: a first byte that is pending there; 0 for none.
    """

    def __init__(self, text: str, page: Page, left: str, at: int, tail: int, lead: int) -> None:
        front = fluency.START
        for char in left:
            front = fluency.step(front, simplified().get(char, char))
        begin = Path(None, at, 0.0, 0, tail, front, "".join(simplified().get(char, char) for char in left[-LAST:]))
        if lead:
            begin = Path(begin, at + 1, 0.0, lead, (tail & 0xFF) << 8 | lead, front, begin.last, lost=ASCII_LOST)
        self._text = text
        self._page = page
        self._last = begin.at + LONGEST
        self._paths = [begin]
        self._resume: list[Path] = []

    def ends(self, size: Size) -> list[End]:
        """Search on from where it stands; return the texts that are in step in the end, the cheapest first."""
        paths = self._paths
        steps = Steps(self._page, size)
        at = paths[0].at
        looked_at = 0
        while at < self._last:
            token = next_token(self._text, at)
            if token is None:
                break
            steps.begin()
            looked_at += len(paths)
            tried: Counter[int] = Counter()  # texts for which it is tried whether bytes vanished, by pending byte
            for path in paths:
                speaks = path.wild or tried[path.pending] < size.speakers
                vanishing = bool(speaks) and tried.total() < size.tried
                if steps.grow(path, token, vanishing):
                    tried[path.pending] += 1
                    self._resume = self._resume or paths
            if not steps.grown:
                break
            paths = _prune(steps.grown, size)
            at = token.end
            if paths[0].steady >= CONTEXT and all(path.pending == 0 for path in paths):
                break
        spent(looked_at)
        return [End(path) for path in paths if path.pending == 0 and path.back is not None]

    def go_back(self) -> bool:
        """Go back to where bytes may have vanished first, for a wider search; False where it would find the same."""
        self._paths = self._resume
        return bool(self._paths)


def _prune(paths: list[Path], size: Size) -> list[Path]:
    paths.sort(key=by_cost)
    limit = paths[0].cost + size.gap
    kept: list[Path] = []
    alike: dict[tuple[int, str, int], int] = {}
    for path in paths:
        if path.cost > limit or len(kept) == size.beam:
            break
        key = (path.pending, path.front[0][0], path.steady)
        seen = alike.get(key, 0)
        if seen < size.alike:
            alike[key] = seen + 1
            kept.append(path)
    return kept


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
    length = 0  # bytes made
    for before, step in pairwise(steps):
        if start < 0:
            if not step.pending:
                continue
            start = before.at
            made, entries, lost, length = [], [], [], 0
        made.append(step.made)
        length += sum(2 if char > "\x7f" else 1 for char in step.made)
        if step.lost:
            lost.append(step.lost)
        if step.entry is not None:
            entries.append(Placed(*step.entry, length + (step.pending != 0)))
        if step.pending == 0:
            runs.append(Run(start, step.at, "".join(made), tuple(entries), tuple(lost)))
            start = -1
    return tuple(runs)

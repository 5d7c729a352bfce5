"""Search for the text behind a run of characters that was decoded one byte off.

What is observed behind `X?reading)` determines most of the original bytes: every character gives two, an ASCII
character one, and `?reading)` stands for one lost first byte and a note. The rest is open: the byte that was lost with
the bracket, pairs and bytes that vanished without a trace, full-width characters that were folded to ASCII. `unshift`
reads the observed characters from left to right and keeps the cheapest original texts that would have been decoded so
(a beam search), until they are back in step with the observation. The price is that of a language model plus what the
page says about the kit of notes; the channel itself is deterministic and costs nothing.
"""

from __future__ import annotations

from itertools import tee
from typing import TYPE_CHECKING, Protocol

from toolkit.repair.evidence import Solution
from toolkit.repair.gbk import codes
from toolkit.repair.rerank import NEAR, features, score
from toolkit.repair.search.beam import Search
from toolkit.repair.search.sizes import CONTEXT, QUICK, WIDE
from toolkit.repair.search.switch import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from toolkit.repair.evidence import Page, Run
    from toolkit.repair.search.sizes import Size

# A repair is sure when the next best one is 250 times less likely (the language model knows no grammar, so a smaller
# lead says little), and no character of it is so rare that a text with vanished bytes may have been overlooked. A text
# with a word more, all bytes of which vanished, has to be 1,800 times less likely: of 1,250 repairs of paragraphs and
# news those that were wrong by more than 4 nats had overlooked such a word.
SURE = 5.5  # nats
UNSEEN = 2.0  # nats
DEAR = 11.0  # nats


def unshift(text: str, start: int, left: str, tail: int, page: Page, *, orphan: bool = False) -> Solution | None:
    """Find the original of the run that begins with the question mark at `text[start]`.

    Args:
        text: the page.
        start: where the question mark of `?reading)` is.
        left: the few clean characters before it, at least one.
        tail: the last two original bytes before it, as a number.
        page: what is known about the page.
        orphan: the question mark is no part of a note but the first byte of a full stop that lost its second one to
            something inserted there (`題?;诖` for 題。基於此).

    Returns:
        The cheapest original text with its runner-up; None where there is no text that decodes to this.
    """
    lead = codes()["。"][0] if orphan else 0
    for search in _searches(text, left, start, tail, lead, page):
        ends = search.ends(QUICK)
        if ends is None:
            continue
        solution = _solution(_finalists(ends), QUICK.gap)
        if orphan or _is_plain(solution):  # no note says that an orphan is one: it must be plain to see
            return solution
        gap = QUICK.gap
        if search.go_back():
            ends, gap = search.ends(WIDE), WIDE.gap
            if ends is None:
                continue
        found, again = tee(_finalists(ends))  # few of them are ever cut into runs
        solution = _solution(found, gap)
        if solution is None or _is_plain(solution):
            return solution
        return _reranked(solution, again, text, left, start, page)
    return None


class _End(Protocol):
    """A text that a search ended with."""

    @property
    def cost(self) -> float: ...
    @property
    def worst(self) -> float: ...
    @property
    def steady(self) -> int: ...
    def runs(self) -> tuple[Run, ...]: ...


class _Search(Protocol):
    """A search, compiled or in Python."""

    def ends(self, size: Size) -> Sequence[_End] | None: ...
    def go_back(self) -> bool: ...


def _searches(text: str, left: str, start: int, tail: int, lead: int, page: Page) -> Iterator[_Search]:
    """Return the search to try, and one that has room for everything."""
    fast = compiled()
    if fast is not None:
        yield fast(text, page, left, start, tail, lead)
    yield Search(text, page, left, start, tail, lead)


def is_sure(solution: Solution) -> bool:
    """Tell whether a solution is far ahead of all others, and made of nothing but expected characters."""
    return solution.margin >= SURE and solution.worst <= DEAR


def _is_plain(solution: Solution | None) -> bool:
    """Tell whether a solution is sure, and nothing was lost: then nothing else is looked for."""
    return solution is not None and is_sure(solution) and not any(run.lost for run in solution.runs)


def _finalists(ends: Sequence[_End]) -> Iterator[tuple[_End, tuple[Run, ...]]]:
    """Yield the different texts that a search ended with, the cheapest first, with their runs."""
    seen = set()
    for end in ends:
        runs = end.runs()
        shown = tuple([(run.start, run.end, run.clean) for run in runs])
        if shown not in seen:
            seen.add(shown)
            yield end, runs


def _solution(found: Iterator[tuple[_End, tuple[Run, ...]]], gap: float) -> Solution | None:
    """Take the cheapest text."""
    best, runs = next(found, (None, ()))
    if best is None or not runs:
        return None
    clean = _clean(runs)
    runner_up: tuple[Run, ...] = ()
    margin = gap
    for end, other in found:
        ahead = end.cost - best.cost
        if ahead - UNSEEN >= margin:
            break
        runner_up = runner_up or other
        margin = min(margin, ahead - UNSEEN * _holds(_clean(other), clean))
    return Solution(runs, _price(best, runs), margin, runner_up, best.worst)


def _reranked(
    cheapest: Solution,
    finalists: Iterator[tuple[_End, tuple[Run, ...]]],
    text: str,
    left: str,
    start: int,
    page: Page,
) -> Solution:
    """Take the text that `rerank` likes best; it is no surer for that than the search found it."""
    found: list[tuple[_End, tuple[Run, ...]]] = []
    for end, runs in finalists:
        if found and end.cost > found[0][0].cost + NEAR:
            break
        if runs or not found:
            found.append((end, runs))
    if len(found) == 1:
        return cheapest
    costs = features(text, left, start, page, [(end.cost, runs) for end, runs in found])
    order = sorted(range(len(found)), key=[score(one) for one in costs].__getitem__)
    end, runs = found[order[0]]
    margin = score(costs[order[1]]) - score(costs[order[0]])
    margin = min(margin, cheapest.margin) if runs == cheapest.runs else 0.0
    return Solution(runs, _price(end, runs), margin, found[order[1]][1], end.worst)


def _price(end: _End, runs: Sequence[Run]) -> float:
    """Return what a text costs a character."""
    return end.cost / (len(_clean(runs)) + min(end.steady, CONTEXT))


def _clean(runs: Iterable[Run]) -> str:
    return "".join(run.clean for run in runs)


def _holds(longer: str, text: str) -> bool:
    """Tell whether one text is another one with something more in between."""
    rest = iter(longer)
    return len(longer) > len(text) and all(char in rest for char in text)

"""Search for the text behind a run of characters that was decoded one byte off.

What is observed behind `X?reading)` determines most of the original bytes: every character gives two, an ASCII
character one, and `?reading)` stands for one lost first byte and a note. The rest is open: the byte that was lost with
the bracket, pairs and bytes that vanished without a trace, full-width characters that were folded to ASCII. `unshift`
reads the observed characters from left to right and keeps the cheapest original texts that would have been decoded so
(a beam search), until they are back in step with the observation. The price is that of a language model plus what the
page says about the kit of notes; the channel itself is deterministic and costs nothing.
"""

from __future__ import annotations

from itertools import pairwise

from toolkit.repair import fluency
from toolkit.repair.evidence import LAST, Page, Placed, Run, Solution
from toolkit.repair.gbk import codes
from toolkit.repair.script_table import simplified
from toolkit.repair.search.paths import Path, by_cost, next_token
from toolkit.repair.search.steps import ASCII_LOST, CONTEXT, GAP, Steps
from toolkit.repair.search.vanished import DeepSteps

# Sizes of the search, fixed on damaged Wikipedia paragraphs: larger ones find nothing more.
BEAM = 16  # texts kept at each character
ALIKE = 3  # of which so many may agree in what matters for the rest: they are the runners-up
# Of the texts at each character, for so many it is tried whether bytes vanished there; and where none is sure.
DEEP, DEEPER = 2, 4
LONGEST = 160  # observed characters: no run is as long

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
    front = fluency.START
    for char in left:
        front = fluency.step(front, simplified().get(char, char))
    begin = Path(None, start, 0.0, 0, tail, front, "".join(simplified().get(char, char) for char in left[-LAST:]))
    if orphan:
        lead = codes()["。"][0]
        begin = Path(begin, start + 1, 0.0, lead, (tail & 0xFF) << 8 | lead, front, begin.last, lost=ASCII_LOST)
    steps = Steps(page)
    last = begin.at + LONGEST
    solution, resume = _search(text, [begin], last, steps, DEEP)
    if solution is not None and is_sure(solution) and not any(run.lost for run in solution.runs):
        return solution
    if resume is not None:
        solution, _ = _search(text, resume, last, DeepSteps(page), DEEPER)
    return solution


def is_sure(solution: Solution) -> bool:
    """Tell whether a solution is far ahead of all others, and made of nothing but expected characters."""
    return solution.margin >= SURE and solution.worst <= DEAR


def _search(
    text: str, paths: list[Path], last: int, steps: Steps, deep: int
) -> tuple[Solution | None, list[Path] | None]:
    """Read on from where some supposed texts stand, at most up to `last`.

    Returns:
        The solution, and the supposed texts at the first character where a deeper search would try more: it can set
        out from there. None where it would find the same.
    """
    resume: list[Path] | None = None
    at = paths[0].at
    while at < last:
        token = next_token(text, at)
        if token is None:
            break
        grown: list[Path] = []
        tried: set[int] = set()  # pending bytes; the cheapest text with each one speaks for the others
        for path in paths:
            first = path.pending not in tried
            vanishing = first and len(tried) < deep
            tried.add(path.pending)
            worth = steps.grow(path, token, vanishing, grown)
            if worth and first and not vanishing and resume is None:
                resume = paths
        if not grown:
            break
        paths = _prune(grown)
        at = token.end
        if paths[0].steady >= CONTEXT and all(path.pending == 0 for path in paths):
            break
    finished = [path for path in paths if path.pending == 0 and path.wild is None and path.back is not None]
    return _solution(finished) if finished else None, resume


def _prune(paths: list[Path]) -> list[Path]:
    paths.sort(key=by_cost)
    limit = paths[0].cost + GAP
    kept: list[Path] = []
    alike: dict[tuple[int, str, int], int] = {}
    for path in paths:
        if path.cost > limit or len(kept) == BEAM:
            break
        key = (path.pending, path.front[0][0], path.steady)
        seen = alike.get(key, 0)
        if seen < ALIKE:
            alike[key] = seen + 1
            kept.append(path)
    return kept


def _solution(paths: list[Path]) -> Solution | None:
    paths.sort(key=by_cost)
    best = paths[0]
    runs = _runs(best)
    if not runs:
        return None
    shown = [(run.start, run.end, run.clean) for run in runs]
    clean = "".join(run.clean for run in runs)
    runner_up: tuple[Run, ...] = ()
    margin = GAP
    for path in paths[1:]:
        ahead = path.cost - best.cost
        if ahead - UNSEEN >= margin:
            break
        other = _runs(path)
        if [(run.start, run.end, run.clean) for run in other] != shown:
            runner_up = runner_up or other
            margin = min(margin, ahead - UNSEEN * _holds("".join(run.clean for run in other), clean))
    length = sum(len(run.clean) for run in runs) + min(best.steady, CONTEXT)
    return Solution(runs, best.cost / length, margin, runner_up, best.worst)


def _holds(longer: str, text: str) -> bool:
    """Tell whether one text is another one with something more in between."""
    rest = iter(longer)
    return len(longer) > len(text) and all(char in rest for char in text)


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

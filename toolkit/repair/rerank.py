"""Choose between the finalists of a search for a shifted original, by more than a search has the time to ask.

A log-linear model of a few features (a conditional logit), whose weights were fitted on damaged paragraphs and news of
the development half: `scripts/fit_rerank.py`. Differences of two scores are the logarithm of how much likelier one
text is than the other, as far as such a model can tell.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from toolkit.repair.brackets import BREAK, NOTE
from toolkit.repair.grammar import classes_cost, divide_all, tags_cost
from toolkit.repair.language import UNKNOWN, price, words
from toolkit.repair.neighbours import after
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplifying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.repair.evidence import Page, Run
    from toolkit.repair.grammar import Word

NEAR = 4.0
"""Nats: finalists that the search finds dearer than its cheapest by more are not asked about. Of 9,580 searches in
development texts that had the right one among their finalists, one gave it from beyond that."""

AHEAD = 10
"""Characters behind the last run that are read."""

ON_PAGE = 0.1
"""Share of the page's own words in what follows (a cache model); the rest is that of all Chinese."""

CHARACTERS_A_WORD = 1.6

LEAST_VOCABULARY = 100  # characters: a page with fewer tells little of how often it has a word


class Features(NamedTuple):
    """What speaks against a text, in nats but for `number`.

    Attributes:
        search: what it costs in the search.
        words: what its words cost, each by itself.
        number: how many words it has.
        page_words: what is taken off the words of its runs because the page has them (negative).
        page_pairs: the same of two characters in a row.
        classes: how surprising the classes of its words are, each behind the one before it.
        tags: how surprising the order of their tags is.
    """

    search: float
    words: float
    number: float
    page_words: float
    page_pairs: float
    classes: float
    tags: float


WEIGHTS = Features(0.79, 0.28, -0.31, 0.49, 0.25, 0.20, 0.32)
"""Fitted by `scripts/fit_rerank.py`."""


def score(features: Features) -> float:
    """Return what a text costs, all things considered, in nats."""
    return sum([weight * feature for weight, feature in zip(WEIGHTS, features, strict=True)])


def features(
    text: str, left: str, start: int, page: Page, finalists: Sequence[tuple[float, Sequence[Run]]]
) -> list[Features]:
    """Return the features of the finalists of one search.

    Args:
        text: the page.
        left: the clean characters before the first run.
        start: where that begins.
        page: what is known about the page.
        finalists: the cost and the runs of each text.
    """
    short = simplifying()
    end = max([run.end for _, runs in finalists for run in runs], default=start)
    left, right = left.translate(short), _ahead(text, end).translate(short)
    counts = _Counts(page.simplified)
    texts = []
    for cost, runs in finalists:
        parts, spans = [left], []
        at, length = start, len(left)
        for run in runs:
            for observed, part in (
                (True, NOTE.sub("", text[at : run.start])),
                (False, run.clean),
            ):
                parts.append(part.translate(short))
                if not observed:
                    spans.append((length, length + len(parts[-1])))
                length += len(parts[-1])
            at = run.end
        parts += NOTE.sub("", text[at:end]).translate(short), right
        texts.append((cost, "".join(parts), spans))
    divided = divide_all([text for _, text, _ in texts])
    return [_features(*one, found, counts) for one, found in zip(texts, divided, strict=True)]


class _Counts(dict[str, int]):
    """How often a text has some characters in a row: each is counted once, for finalists are much alike."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def __missing__(self, part: str) -> int:
        count = self[part] = self.text.count(part)
        return count


def _ahead(text: str, at: int) -> str:
    """Return the few characters behind a place, to the next run or the end of the line."""
    ahead = text[at : at + 2 * AHEAD]
    run = BREAK.search(ahead)
    return NOTE.sub("", ahead[: run.start()] if run else ahead).partition("\n")[0].partition("(")[0][:AHEAD]


def _features(
    cost: float, text: str, spans: Sequence[tuple[int, int]], found: Sequence[Word], counts: _Counts
) -> Features:
    return Features(
        cost,
        sum([_alone(word.name) for word in found]),
        len(found),
        _page_words(found, len(text), spans, counts),
        _page_pairs(text, spans, counts),
        classes_cost(found),
        tags_cost(found),
    )


def _alone(name: str) -> float:
    return words().whole.get(name, UNKNOWN) if is_han(name[0]) else price(name)


def _page_words(found: Sequence[Word], length: int, spans: Sequence[tuple[int, int]], counts: _Counts) -> float:
    ends = [word.start for word in found[1:]] + [length]
    size = max(LEAST_VOCABULARY, len(counts.text)) / CHARACTERS_A_WORD
    total = 0.0
    for (start, name), stop in zip(found, ends, strict=True):
        if is_han(name[0]) and any(start < end and stop > begin for begin, end in spans):
            count = counts[name]
            if count:
                total -= math.log(1 - ON_PAGE + ON_PAGE * count / size * math.exp(_alone(name)))
    return total


def _page_pairs(text: str, spans: Sequence[tuple[int, int]], counts: _Counts) -> float:
    total = 0.0
    for begin, end in spans:
        for at in range(max(begin - 1, 0), min(end, len(text) - 1)):
            first, char = text[at], text[at + 1]
            if is_han(first) and is_han(char):
                count = counts[first + char]
                if count:
                    share = count / counts[first]
                    total -= math.log(1 - ON_PAGE + ON_PAGE * share * math.exp(after(first, char)))
    return total

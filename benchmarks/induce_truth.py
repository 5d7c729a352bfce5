"""What is right about drawn articles, in one form for all engines, and what nobody could know from so few of them.

A character is *variable* if a slot wrote it: a variable, a number, one of several wordings, an item of a list of which
not all are printed. The words of an optional part, and of a list that is printed whole in some order, are fixed text.
`{text|}` is an optional part, one of several blocks is chosen like one of several words, and a month and a day make one
date, whatever an engine calls them. The rule is the same for all engines and numbers of articles.

The *ceiling* is the F1 of a reader who knows the mould, but calls fixed what cannot be known to vary: characters on
which all values that a slot has in these articles agree, counted from either end. Typed values (numbers, phone numbers,
dates) are known by their form and have no such characters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from toolkit.evaluate import spans
from toolkit.induce.abstract import ENTITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.induce_moulds import Drawn
    from toolkit.generate import Generated
    from toolkit.generate.derivation import Node

_TYPED = re.compile("|".join(f"(?:{pattern})" for pattern in ENTITIES.values()), re.ASCII)
FIXED = frozenset({"part", "optional", "permuted", "branch"})
"""Kinds of derivation node of `toolkit.generate` that are no slots."""
Span = tuple[int, int]


class Truth(NamedTuple):
    """An article and what is right about it.

    Attributes:
        text: the article.
        slots: place in the mould, start and end of each slot, in order, not overlapping.
        optional: spans of optional parts that are written.
        lists: spans of lists.
        options: places in the mould of the optional parts.
    """

    text: str
    slots: list[tuple[str, int, int]]
    optional: list[Span]
    lists: list[Span]
    options: list[str]

    def variable(self) -> bytearray:
        """For each character 1 if a slot wrote it, else 0."""
        return marked(len(self.text), (span[1:] for span in self.slots))


def variable_f1(found: Sequence[Sequence[Span]], truths: Sequence[Truth]) -> float:
    """F1 of the characters told variable against those that a slot wrote."""
    hit = said = true = 0
    for told, truth in zip(found, truths, strict=True):
        mine, theirs = marked(len(truth.text), told), truth.variable()
        hit += sum(map(int.__and__, mine, theirs))
        said += sum(mine)
        true += sum(theirs)
    return f1(hit, said, true)


def matched(found: Sequence[Sequence[Span]], true: Sequence[Sequence[Span]]) -> tuple[int, int, int]:
    """Return how many spans match one to one at IoU, how many were found, and how many there are."""
    counts = [spans.matched(mine, theirs) for mine, theirs in zip(found, true, strict=True)]
    hit, n_found, n_true = map(sum, zip((0, 0, 0), *counts, strict=True))
    return hit, n_found, n_true


def span_f1(found: Sequence[Sequence[Span]], true: Sequence[Sequence[Span]]) -> float:
    """F1 of spans matched one to one at IoU."""
    return f1(*matched(found, true))


def recall(found: Sequence[Sequence[Span]], true: Sequence[Sequence[Span]]) -> float:
    """Share of the true spans that are matched; 1 where there are none."""
    hit, _, n_true = matched(found, true)
    return hit / n_true if n_true else 1.0


def marked(length: int, spans: Iterable[Sequence[int]]) -> bytearray:
    """Return a byte a character: 1 inside a span."""
    out = bytearray(length)
    for start, end in spans:
        out[start:end] = b"\x01" * (end - start)
    return out


def of_drawn(drawn: Sequence[Drawn]) -> list[Truth]:
    """Truths of articles of the small moulds and of the second engine."""
    return [Truth(d.text, _dated(d.text, d.placed()), d.optional, d.lists, d.options) for d in drawn]


def _dated(text: str, slots: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Make one slot of the month and the day of a date."""
    out: list[tuple[str, int, int]] = []
    for place, start, end in slots:
        if out and text[out[-1][2] : start] == "月" and text[end : end + 1] == "日" and text[start:end].isdecimal():
            out[-1] = (out[-1][0], out[-1][1], end + 1)
        else:
            out.append((place, start, end))
    return out


def of_generated(name: str, n: int, seed: int) -> list[Truth]:
    """Truths of articles of a template of `toolkit.generate`."""
    from toolkit.generate import generate

    return [_of_article(article) for article in generate(name, n, seed=seed)]


def _of_article(article: Generated) -> Truth:
    nodes: Sequence[Node] = article.derivation
    slots: list[tuple[str, int, int]] = []
    places: list[str] = []
    count: dict[tuple[str, str, str], int] = defaultdict(int)
    inside: list[bool] = []
    for node in nodes:
        parent = places[node.parent] if node.parent >= 0 else ""
        within = node.parent >= 0 and inside[node.parent]
        key = (parent, node.type, node.node)
        count[key] += 1
        branch = f"={node.value}" if node.type == "branch" else ""
        places.append(f"{parent}/{node.type} {node.node} {count[key]}{branch}")
        slot = node.type not in FIXED
        inside.append(within or slot)
        if slot and not within and node.start < node.end:
            slots.append((places[-1], node.start, node.end))
    return Truth(
        article.text,
        sorted(slots, key=lambda s: s[1]),
        [(d.start, d.end) for d in nodes if d.type == "optional" and d.start < d.end],
        [(d.start, d.end) for d in nodes if d.type == "permuted" and d.start < d.end],
        [places[k] for k, d in enumerate(nodes) if d.type == "optional" and d.start < d.end],
    )


def f1(hit: float, said: float, true: float) -> float:
    """F1 from counts; 1 where there was nothing to find and nothing was found."""
    return 2 * hit / (said + true) if said + true else 1.0


def ceiling(truths: Sequence[Truth]) -> float:
    """Variable-character F1 of a reader who knows all but what these articles cannot show."""
    known = sum(end - start for truth in knowable(truths) for start, end in truth)
    return f1(known, known, sum(end - start for truth in truths for _, start, end in truth.slots))


def slot_ceiling(truths: Sequence[Truth]) -> float:
    """Slot F1 of the same reader."""
    return span_f1(knowable(truths), [[(a, b) for _, a, b in truth.slots] for truth in truths])


def optional_ceiling(truths: Sequence[Truth]) -> float:
    """Share of the optional parts that some of these articles lack: of the others nobody can know that they may be."""
    written: Counter[str] = Counter()
    for truth in truths:
        written.update(set(truth.options))
    every = [place for truth in truths for place in truth.options]
    return sum(written[place] < len(truths) for place in every) / len(every) if every else 1.0


def knowable(truths: Sequence[Truth]) -> list[list[Span]]:
    """Return the slots of each article without the ends that all values of the slot have in these articles."""
    values: dict[str, list[str]] = defaultdict(list)
    for truth in truths:
        for place, start, end in truth.slots:
            values[place].append(truth.text[start:end])
    agreed = {place: _ends(sorted(set(held))) for place, held in values.items()}
    agreed |= {place: (0, 0) for place, held in values.items() if all(map(_TYPED.fullmatch, held))}
    return [
        [
            (start + agreed[place][0], end - agreed[place][1])
            for place, start, end in truth.slots
            if end - start > sum(agreed[place])
        ]
        for truth in truths
    ]


def _ends(values: Sequence[str]) -> Span:
    """Return how many characters all values share at their beginning, and at their end."""
    first, last = values[0], values[-1]
    shortest = min(map(len, values))
    head = next((k for k in range(shortest) if first[k] != last[k]), shortest)
    backwards = sorted(value[::-1] for value in values)
    first, last = backwards[0], backwards[-1]
    tail = next((k for k in range(shortest) if first[k] != last[k]), shortest)
    return head, min(tail, shortest - head)

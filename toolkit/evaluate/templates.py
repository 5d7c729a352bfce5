"""Scores of templates: is what varies told from what is fixed, are parts and lists found, and whose mould is it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import UsageError
from toolkit.evaluate import clustering
from toolkit.evaluate.alignment import Carrier
from toolkit.evaluate.figures import Scores, f1
from toolkit.evaluate.spans import characters, matched, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.evaluate.figures import Bootstrap
    from toolkit.evaluate.inputs import Found
    from toolkit.evaluate.spans import Span

STRUCTURE = frozenset({"part", "optional", "permuted", "branch"})
"""Types of nodes of a derivation that arrange text; all others write it. One of several blocks is chosen like one of
several words: a `oneof` is a slot."""
KINDS = ("variable", "slot", "optional", "list")
"""What is counted: characters that vary, what a slot wrote of them, optional parts that are written, lists."""

Counts = tuple[int, int, int]
"""Right, found, true."""


class Structure(NamedTuple):
    """What a template, or the truth, says of one article; offsets in its text. None stands for what is not known.

    Attributes:
        template: name of the template; None where there is none.
        variable: characters that vary, a span a slot: sorted, disjoint. Of an article without a template all vary.
        optional: parts that are not in every article, where this one has them.
        lists: lists of items, and blocks in whatever order.
    """

    template: str | None
    variable: Sequence[Span] | None = None
    optional: Sequence[Span] | None = None
    lists: Sequence[Span] | None = None


class Judged(NamedTuple):
    """What is counted of one article.

    Attributes:
        true: name of its mould.
        found: name of the template that was found for it, or None.
        counts: right, found, true, by kind; kinds of which nothing is known are left out.
    """

    true: str | None
    found: str | None
    counts: Mapping[str, Counts]


def derived(row: Mapping[str, Any]) -> tuple[str, Structure] | None:
    """Return the article of a row of the truth and what its derivation says, or None if it has none.

    Raises:
        UsageError: the derivation is none, or that of another text.
    """
    from toolkit.generate import expand

    tree, text = row.get("derivation"), row.get("text")
    if tree is None or not isinstance(text, str):
        return None
    try:
        nodes = expand(json.loads(tree) if isinstance(tree, str) else tree, text)
    except (UsageError, ValueError, RecursionError) as error:
        raise UsageError(f"truth of {row['id']!r}, derivation: {str(error) or 'nested too deep'}") from None
    written: list[Span] = []
    for node in nodes:
        outer = not written or node.start >= written[-1][1]  # what stands within a slot is the slot's
        if node.type not in STRUCTURE and outer and node.start < node.end:
            written.append((node.start, node.end))
    optional = [node[:2] for node in nodes if node.type == "optional" and node.start < node.end]
    listed = [node for node in nodes if node.type == "permuted" or node[2:4] == ("list", "part")]
    lists = [node[:2] for node in listed if node.start < node.end]
    return text, Structure(row.get("template"), written, optional, lists)


def judge(found: Found, row: Mapping[str, Any]) -> Judged | None:
    """Compare what a template says of an article with its derivation.

    Args:
        found: the article, with `structure`.
        row: its truth.
    """
    mine = found.structure
    mould = row.get("template")
    if mine is None:
        return None
    truth = derived(row)
    if truth is None:
        return Judged(mould, mine.template, {})
    text, true = truth
    if mine.template is None:
        mine = mine._replace(variable=[(0, len(found.text or text))])  # nothing is known to be fixed
    carry = None if found.text.rstrip("\n") in ("", text) else Carrier(text, found.text).carry
    counts: dict[str, Counts] = {}
    if mine.variable is not None:
        slots = _carried(true.variable, carry)
        counts["variable"] = characters(merged(mine.variable), merged(slots))
        counts["slot"] = matched(mine.variable, slots)
    if mine.optional is not None:
        counts["optional"] = matched(mine.optional, _carried(true.optional, carry))
    if mine.lists is not None:
        counts["list"] = matched(mine.lists, _carried(true.lists, carry))
    return Judged(mould, mine.template, counts)


def _carried(spans: Sequence[Span] | None, carry: Callable[[int], int] | None) -> list[Span]:
    """Return spans of the truth where they are in the text that was found."""
    moved = [(carry(start), carry(end)) for start, end in spans or ()] if carry else list(spans or ())
    return [(start, end) for start, end in moved if start < end]


def figures(articles: Sequence[Judged], alone: Sequence[str | None], bootstrap: Bootstrap) -> Scores:
    """Return the scores of templates.

    Args:
        articles: those of the run.
        alone: the moulds of articles that the truth knows and no template was found for.
        bootstrap: how intervals are drawn.
    """
    scores = Scores("templates", bootstrap)
    if not articles:
        return scores
    for kind in KINDS:
        scores.found([judged.counts[kind] for judged in articles if kind in judged.counts], prefix=f"{kind} ")
    moulds = sorted({judged.true for judged in articles if judged.true is not None})
    for mould in moulds if len(moulds) > 1 else ():
        for kind in KINDS:
            rows = [judged.counts[kind] for judged in articles if judged.true == mould and kind in judged.counts]
            scores.add(f"{kind} F1", rows, f1, group=mould)
    named = [(judged.true, judged.found) for judged in articles if judged.true is not None]
    named += [(mould, None) for mould in alone if mould is not None]
    if named:
        # An article of no template is like no other.
        found = [("", index) if name is None else (name, 0) for index, (_, name) in enumerate(named)]
        units = clustering.compare([true for true, _ in named], found).units()
        scores.add("B-cubed precision", units, clustering.bcubed_precision)
        scores.add("B-cubed recall", units, clustering.bcubed_recall)
        scores.add("B-cubed F1", units, clustering.bcubed_f1)
        scores.add("adjusted Rand index", units, clustering.adjusted_rand)
    return scores

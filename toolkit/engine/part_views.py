"""What the report shows of shared passages (widest pairs, stitched articles, boilerplate), and of the recall."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.report.data import ArticleRef
from toolkit.report.passages import CommonPassage, PartPair, PartsView, Recall, SharedPassage, Source, StitchedArticle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from toolkit.dedup import Parts, Stitched
    from toolkit.engine.spool import Spool
    from toolkit.report.data import Limits


def recall_view(stats: Mapping[str, Any]) -> Recall:
    """Return what `toolkit.dedup` measured, from its `stats`."""
    measured = stats["measured_recall"]
    return Recall(
        expected=stats["expected_recall"],
        **{name: measured[name] for name in ("sample", "pairs", "found", "recall", "low", "high")},
    )


def parts_view(parts: Parts, least: int, spool: Spool, limits: Limits) -> PartsView:
    """Pick what is shown of shared passages.

    Args:
        parts: what `toolkit.dedup` found in the spooled texts.
        least: folded characters that a passage has at least.
        spool: where the texts are.
        limits: how much is shown.
    """
    most = np.maximum(parts.share_i, parts.share_j)
    widest = np.lexsort((parts.j, parts.i, -most))[: limits.part_pairs]
    stitched = sorted(parts.stitched, key=lambda entry: (-entry.share, entry.row))[: limits.stitched]
    return PartsView(
        least=least,
        articles=len(np.union1d(parts.i, parts.j)),
        relations=Counter(parts.relation(pair) for pair in range(len(parts))),
        pairs=[_pair(parts, int(pair), spool, limits) for pair in widest],
        stitched=[_stitched(parts, entry, spool, limits) for entry in stitched],
        common=[
            CommonPassage(spool.row(row).text[start:end][: limits.passage + 1], texts, _reference(row, spool))
            for row, start, end, texts in parts.common[: limits.common]
        ],
    )


def _reference(row: int, spool: Spool) -> ArticleRef:
    article = spool.row(row)
    return ArticleRef(article.id, article.title)


def _pair(parts: Parts, pair: int, spool: Spool, limits: Limits) -> PartPair:
    i, j = int(parts.i[pair]), int(parts.j[pair])
    one, two = spool.row(i), spool.row(j)
    spans = sorted(parts.spans(pair), key=lambda span: (span[0] - span[1], span))
    more = limits.passage + 1  # one more than is aligned, so that a cut can be told
    return PartPair(
        a=ArticleRef(one.id, one.title),
        b=ArticleRef(two.id, two.title),
        relation=parts.relation(pair),
        share_a=float(parts.share_i[pair]),
        share_b=float(parts.share_j[pair]),
        total=len(spans),
        passages=[SharedPassage(one.text[a:b][:more], two.text[c:d][:more]) for a, b, c, d in spans[: limits.passages]],
    )


def _stitched(parts: Parts, entry: Stitched, spool: Spool, limits: Limits) -> StitchedArticle:
    text = spool.row(entry.row).text
    origin: NDArray[np.int64] = np.full(len(text), -1, np.int64)
    sources = []
    for number, source in enumerate(entry.sources):
        first = source > entry.row  # pairs name the earlier text first
        i, j = min(source, entry.row), max(source, entry.row)
        found = np.flatnonzero((parts.i == i) & (parts.j == j)).tolist()
        if not found:  # at a low threshold the two are near-duplicates, and their pair is listed as such
            sources.append(Source(article=_reference(source, spool)))
            continue
        (pair,) = found
        spans = [(a, b) if first else (c, d) for a, b, c, d in parts.spans(pair)]
        for start, end in spans:
            free = origin[start:end]
            free[free < 0] = number
        start, end = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
        sources.append(
            Source(
                article=_reference(source, spool),
                share=float((parts.share_i if first else parts.share_j)[pair]),
                excerpt=text[start:end][: limits.passage],
            )
        )
    return StitchedArticle(
        article=_reference(entry.row, spool),
        share=entry.share,
        length=len(text),
        sources=sources[: limits.members],
        total=len(sources),
        runs=_runs(origin),
    )


def _runs(origin: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (number, start, end) of each stretch of equal numbers, -1 left out.

    >>> _runs(np.array([0, 0, -1, 1]))
    [(0, 0, 2), (1, 3, 4)]
    """
    runs, at = [], 0
    for number, same in groupby(origin.tolist()):
        end = at + sum(1 for _ in same)
        if number >= 0:
            runs.append((number, at, end))
        at = end
    return runs

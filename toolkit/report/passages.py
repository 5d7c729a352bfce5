"""What the report says about passages that different articles share, and about the recall of the search, as plain data.

Like `toolkit.report.data`: small, bounded by `Limits`, and possibly hostile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.report.difference import Difference, difference
from toolkit.report.svg import strip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from toolkit.report.data import ArticleRef, Limits

RELATIONS = {
    "contains": "the first contains the second",
    "within": "the first lies within the second",
    "reworked": "each has most of the other",
    "passage": "they share a passage",
}
"""What each relation of `toolkit.dedup.parts.Parts` says, in the order in which they are listed."""

COLOURS = 4
"""Sources of a stitched article that have a colour of their own; further ones share the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How many of the near-duplicates were found, measured on a sample of the corpus itself.

    Attributes:
        expected: probability that a pair exactly at the threshold is found.
        sample: articles whose similar ones were sought exactly.
        pairs: near-duplicate pairs that they have, one an article that has any.
        found: those that the search found.
        recall: found / pairs; None without pairs.
        low: lower end of its 95 % Wilson interval.
        high: upper end.
    """

    expected: float
    sample: int
    pairs: int
    found: int
    recall: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """One passage as it stands in either article."""

    a: str
    b: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPair:
    """Two articles that share passages.

    Attributes:
        a: the first article.
        b: the second.
        relation: a key of `RELATIONS`.
        share_a: share of the first, boilerplate apart, that stands in the second.
        share_b: share of the second that stands in the first.
        total: all passages; `passages` may hold fewer.
        passages: the longest of them.
    """

    a: ArticleRef
    b: ArticleRef
    relation: str
    share_a: float
    share_b: float
    total: int
    passages: Sequence[SharedPassage] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article that another is made of.

    Attributes:
        article: which.
        share: share of the stitched article, boilerplate apart, that stands in it; None for a near-duplicate.
        excerpt: the longest passage taken, as it stands in the stitched article.
    """

    article: ArticleRef
    share: float | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StitchedArticle:
    """An article made of passages of others.

    Attributes:
        article: which.
        share: share of it that its sources have between them.
        length: its characters.
        sources: the one that gives most first.
        total: all sources; `sources` may hold fewer.
        runs: (number of the source, start, end): where what comes from, in order and without overlap.
    """

    article: ArticleRef
    share: float
    length: int
    sources: Sequence[Source]
    total: int
    runs: Sequence[tuple[int, int, int]] = ()

    def strip(self) -> Markup:
        """Draw which stretch of the article comes from which source."""
        parts = [(f"o{min(source, COLOURS - 1) + 1}", start, end) for source, start, end in self.runs]
        return strip(parts, self.length, f"Where the text of this article comes from: {self.total} sources")


@dataclass(frozen=True, slots=True)
class CommonPassage:
    """Boilerplate: its text, how many articles have it, and one of them."""

    text: str
    articles: int
    article: ArticleRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsView:
    """What was found of passages.

    Attributes:
        least: folded characters that a passage has at least.
        articles: articles that share one with another; `Counts` has the other totals.
        relations: relation to number of pairs.
        pairs: the pairs shown, those that share most first.
        stitched: the stitched articles shown, likewise.
        common: the boilerplate shown, what most articles have first.
    """

    least: int
    articles: int = 0
    relations: Mapping[str, int] = field(default_factory=dict)
    pairs: Sequence[PartPair] = ()
    stitched: Sequence[StitchedArticle] = ()
    common: Sequence[CommonPassage] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as drawn: its text in the first article, and where the second differs, the two aligned."""

    text: str
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Shared:
    """A pair as drawn."""

    pair: PartPair
    relation: str
    passages: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Passages:
    """Everything about passages that the template reads."""

    view: PartsView
    relations: Sequence[tuple[str, str, int]]
    pairs: Sequence[Shared]
    stitched: Sequence[StitchedArticle]
    common: Sequence[CommonPassage]


def build_passages(view: PartsView, limits: Limits) -> Passages:
    """Cut to the limits and align what is drawn."""
    return Passages(
        view=view,
        relations=[(name, said, view.relations.get(name, 0)) for name, said in RELATIONS.items()],
        pairs=[
            Shared(
                pair,
                RELATIONS.get(pair.relation, pair.relation),
                [_shown(passage, limits) for passage in pair.passages[: limits.passages]],
            )
            for pair in view.pairs[: limits.part_pairs]
        ],
        stitched=view.stitched[: limits.stitched],
        common=view.common[: limits.common],
    )


def _shown(passage: SharedPassage, limits: Limits) -> Shown:
    aligned = difference(passage.a, passage.b, limit=limits.passage)
    return Shown(passage.a, aligned if aligned.counts else None)

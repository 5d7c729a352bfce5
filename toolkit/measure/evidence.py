"""What one article shares with a reference: the numbers behind its score, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from toolkit.measure.align import ANCHOR, Segment, anchors_of, number_bits, saved_bits, shared_segments
from toolkit.measure.columns import Folded
from toolkit.measure.outlines import Shape, likeness, rarity_bits, shape_of
from toolkit.measure.phrases import Phrase, find_phrases
from toolkit.measure.reference import LONG, SHORT, Reference
from toolkit.measure.series import one_series
from toolkit.measure.voices import said_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from toolkit.measure.voices import Said

CANDIDATES = 12
"""Texts that an article is aligned with."""

CHAIN = 4
"""Segments in the same order from which a text counts as a sibling: quotations and names come in ones and twos."""

MANY = 3
"""Other groups from which a shingle is widespread: a story retold stands in one or two other places."""


Owner = Literal["same", "here", "unknown", "other"]
"""Whose a text is: it names the house that publishes the article; it stands on the same host; nobody can tell; it
stands on another host."""

NOT_THE_SAME: tuple[Owner, ...] = ("here", "unknown", "other")
"""Owners of texts that name no house of the article's."""

AWAY: tuple[Owner, ...] = ("other",)
"""Owners of texts that are somebody else's."""


class Sibling(NamedTuple):
    """A reference text that shares segments with the article in the same order.

    `saved` is the share of the article's bits that pointing into the text saves; `owner` tells whose it is.
    """

    id: str
    segments: tuple[Segment, ...]
    saved: float
    owner: Owner = "unknown"


class Run(NamedTuple):
    """Folded characters `start:end` whose long shingles all stand elsewhere, in `groups` other groups at the least."""

    start: int
    end: int
    groups: int


@dataclass(frozen=True)
class Evidence:
    """Everything measured on one article.

    Attributes:
        length: folded characters.
        novelty_bits: bits a character, where characters are written plainly or copied from the reference.
        literal_bits: bits a character, all written plainly.
        replicated: share of characters that stand in a shingle of `LONG` characters that another group has.
        widespread: the same for `MANY` other groups.
        replicated_short: share of shingles of `SHORT` characters that another group has.
        siblings: texts that share `CHAIN` segments or more, the best first, of `CANDIDATES` looked at.
        template_saving: share of the bits saved by the best of all that were looked at, copies among them.
        outline_likeness: highest likeness of the outline to another one, 0 to 1.
        outline_match: id of the text with that outline, or None.
        outline_owner: whose that text is, as `Sibling.owner` has it.
        outline_rarity: bits; how rare the outline is in the reference.
        stock_share: share of the characters in stock phrases.
        phrases: the stock phrases, those in quotations left out.
        runs: the replicated runs.
        own: number of the reference text that is the article itself, or None.
        aligned: all texts that were looked at, siblings or not.
    """

    length: int
    novelty_bits: float
    literal_bits: float
    replicated: float
    widespread: float
    replicated_short: float
    siblings: tuple[Sibling, ...]
    template_saving: float
    outline_likeness: float
    outline_match: str | None
    outline_rarity: float
    stock_share: float
    phrases: tuple[Phrase, ...]
    runs: tuple[Run, ...]
    own: int | None
    outline_owner: Owner = "unknown"
    aligned: tuple[Sibling, ...] = ()

    @property
    def pieces(self) -> int:
        """Segments shared with the best sibling."""
        return max((len(sibling.segments) for sibling in self.siblings), default=0)

    def features(self) -> dict[str, float]:
        """Return the numbers that the model weighs; each grows with templatedness."""
        return {
            "saved": 1 - self.novelty_bits / self.literal_bits if self.literal_bits else 0.0,
            "replicated": self.replicated,
            "widespread": self.widespread,
            "replicated_short": self.replicated_short,
            "template_saving": self.template_saving,
            "pieces": float(np.log1p(self.pieces)),
            "siblings": float(np.log1p(len(self.siblings))),
            "outline": self.outline_likeness,
            "stock": min(1.0, self.stock_share),
        }

    def replication(self, owners: Collection[Owner] = NOT_THE_SAME) -> dict[str, float]:
        """Return the features that siblings decide, as they are by the texts of these owners alone."""
        theirs = [sibling for sibling in self.siblings if sibling.owner in owners]
        return {
            "template_saving": max((text.saved for text in self.aligned if text.owner in owners), default=0.0),
            "pieces": float(np.log1p(max((len(sibling.segments) for sibling in theirs), default=0))),
            "siblings": float(np.log1p(len(theirs))),
            "outline": self.outline_likeness if self.outline_owner in owners else 0.0,
        }


def collect(
    text: str,
    reference: Reference,
    *,
    own: int | None = None,
    shape: Shape | None = None,
    said: Said | None = None,
    host: str | None = None,
    names: Sequence[str] = (),
    contacts: Sequence[str] = (),
) -> Evidence:
    """Measure one article against a reference.

    Args:
        text: the article.
        reference: see `Reference.build`.
        own: number of the reference text that is the article itself; by default the first that folds to the same key.
        shape: the article's outline, if it was parsed already; parsed here where the reference has outlines.
        said: who says what in the article, if that was told already.
        host: where the article stands, if it is known; of a text of the reference, the reference knows it.
        names: under which the article is published, folded; see `toolkit.measure.series`.
        contacts: that it gives, folded.
    """
    folded = Folded.of([text])
    if own is None:
        own = next(iter(reference.rows_of(folded.keys[0])), None)
    group = int(reference.groups[own]) if own is not None else reference.group_of(host)

    placed = bool(reference.hosts) and (group >= 0 or host is not None)

    def owner(row: int) -> Owner:
        """Return whose a text of the reference is."""
        away = placed and int(reference.groups[row]) != group
        # The same number on two hosts is what networks do; the same name may be a press release.
        signatures = names if away else (*names, *contacts)
        if signatures and one_series(signatures, reference.folded.text(row)):
            return "same"
        return "other" if away else "here" if placed else "unknown"

    plain = reference.literal[folded.codes]
    short, long = folded.shingles(SHORT), folded.shingles(LONG)
    elsewhere = reference.short.others(short.hashes, group) - (own is not None)
    short_hits = elsewhere > 0
    far = reference.long.others(long.hashes, group) - (own is not None)
    length = len(folded.codes)
    covered, wide = _covered(far >= 1, LONG, length), _covered(far >= MANY, LONG, length)
    aligned = tuple(
        text._replace(owner=owner(row)) for row, text in _aligned(folded, plain, reference, long.hashes, own)
    )
    siblings = tuple(text for text in aligned if len(text.segments) >= CHAIN)
    words = folded.text(0)
    phrases: tuple[Phrase, ...] = ()
    if found := find_phrases(words):
        said = said or said_in(text)
        phrases = tuple(phrase for phrase in found if said.itself(phrase.start, phrase.end))
    match, likest, rarity = None, 0.0, 0.0
    whose: Owner = "unknown"
    if reference.shapes:
        if shape is None:
            from toolkit.parse import parse

            shape = shape_of(parse(text))
        counted = own is not None and own < len(reference.shapes)
        likest, which = likeness(shape, reference.structured, own)
        match = reference.ids[which] if which >= 0 else None
        whose = owner(which) if which >= 0 else whose
        rarity = rarity_bits(shape, reference.shape_counts, len(reference.shapes), own=int(counted))
    return Evidence(
        length=length,
        novelty_bits=_novelty(short_hits, plain, len(reference.folded.codes)) / max(1, length),
        literal_bits=float(plain.sum()) / max(1, length),
        replicated=float(covered.mean()) if length else 0.0,
        widespread=float(wide.mean()) if length else 0.0,
        replicated_short=float(short_hits.mean()) if len(short_hits) else 0.0,
        siblings=siblings,
        template_saving=max((text.saved for text in aligned), default=0.0),
        outline_likeness=likest,
        outline_match=match,
        outline_rarity=rarity,
        stock_share=sum(phrase.end - phrase.start for phrase in phrases) / max(1, length),
        phrases=phrases,
        runs=tuple(_runs(far, LONG)),
        own=own,
        outline_owner=whose,
        aligned=aligned,
    )


def _covered(hits: NDArray[np.bool_], width: int, length: int) -> NDArray[np.bool_]:
    """Return which characters stand in a shingle that was hit."""
    steps = np.zeros(length + 1, np.int64)
    places = np.flatnonzero(hits)
    np.add.at(steps, places, 1)
    np.add.at(steps, np.minimum(places + width, length), -1)
    return np.asarray(np.cumsum(steps[:-1]) > 0)


def _runs(counts: NDArray[np.int32], width: int) -> list[Run]:
    """Return the maximal runs of shingles with a count above 0, as characters."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], counts > 0, [0]])))
    return [
        Run(int(a), int(b) + width - 1, int(counts[a:b].min())) for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def _novelty(hits: NDArray[np.bool_], plain: NDArray[np.float64], size: int) -> float:
    """Return the bits of a text whose runs of known shingles may be written as pointers into `size` characters."""
    total = float(plain.sum())
    upto = np.concatenate([[0.0], np.cumsum(plain)])
    pointer = np.log2(max(2, size))
    at = 0
    for run in _runs(hits.astype(np.int32), SHORT):
        start = max(at, run.start)
        cost = pointer + number_bits(run.end - start) + number_bits(start - at)
        gain = float(upto[run.end] - upto[start]) - cost
        if gain > 0:
            total -= gain
            at = run.end
    return total


def _aligned(
    folded: Folded, plain: NDArray[np.float64], reference: Reference, long: NDArray[np.uint64], own: int | None
) -> list[tuple[int, Sibling]]:
    """Return the numbers of the texts that share most, and what they share, the best first."""
    mine = anchors_of(folded.shingles(ANCHOR).hashes)
    whole = float(plain.sum())
    found = []
    for row in reference.candidates(long, own, CANDIDATES):
        segments = shared_segments(mine, reference.anchors(row))
        saved = max(0.0, saved_bits(segments, plain) - np.log2(len(reference))) / whole
        found.append((row, Sibling(reference.ids[row], tuple(segments), float(saved))))
    return sorted(found, key=lambda entry: (-entry[1].saved, entry[1].id))

"""How templated a corpus is: published and own measures side by side, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.errors import UsageError
from toolkit.measure.columns import Folded, by_key, distinct, frequencies, pick
from toolkit.measure.intervals import bootstrap_mean, unseen_share
from toolkit.measure.table import Row, Table
from toolkit.sketch.fold import FOLD_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from toolkit.measure.evidence import Evidence

REPLICATED = 5
"""Width of the shingles of `replicated_shingles`: that of near-duplicates."""

REPEATED = 8
"""Width of the n-grams of `self_repetition`: four words, as Salkar et al. have it, are about eight characters."""

FIXED, FIXED_GROUPS = 10, 3
"""Width of the shingles of fixed text, and other texts or hosts that hold it."""

PARTNERS = 10
"""Other texts that each text is compared with for `homogenisation`."""

ALIGNED = 500
"""Texts that are aligned for `template_saving`, at some milliseconds each."""

LEAST_KINDRED = 3
"""Texts that a template is induced from at least; two texts that share something are a pair of copies."""

SHORTEST = 50
"""Least length that texts are cut to: below, n-grams and compressors see noise."""


class Outcome(NamedTuple):
    """Numbers that a measure is the mean of, their weights, and what the reader should know."""

    values: NDArray[np.float64]
    weights: NDArray[np.float64] | None = None
    note: str = ""


@dataclass
class Corpus:
    """A sample of texts and what several measures need of it, computed once.

    Attributes:
        folded: the sample, in the order of the keys, shuffled by the seed.
        groups: int32; the host of each text, or the text itself.
        length: characters that length-controlled measures cut texts to.
        originals: the texts as they were, in the same order.
        seed: of every draw.
        threshold: of near-duplicates.
        workers: threads.
    """

    folded: Folded
    groups: NDArray[np.int32]
    length: int
    originals: list[str]
    seed: int
    threshold: float
    workers: int | None

    @cached_property
    def cut(self) -> Folded:
        """The texts that reach `length`, cut to it."""
        return self.folded.take(np.flatnonzero(self.folded.lengths >= self.length)).cut(self.length)

    @cached_property
    def cut_texts(self) -> list[str]:
        """The same as strings."""
        return [self.cut.text(i) for i in range(len(self.cut))]

    @cached_property
    def blocks(self) -> list[list[str]]:
        """The same in blocks for measures of joined texts; one block where there are too few."""
        from toolkit.measure.compression import BLOCK

        count = max(1, len(self.cut_texts) // BLOCK)
        return [self.cut_texts[i::count] for i in range(count)]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What the first `ALIGNED` texts share with all others; ids are rows."""
        from toolkit.measure.evidence import collect
        from toolkit.measure.reference import Reference

        keys = self.folded.keys
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        reference = Reference(self.folded.take(order), tuple(map(str, order)), self.groups[order])
        place = np.argsort(order)
        rows = range(min(ALIGNED, len(order)))
        return [collect(self.originals[row], reference, own=int(place[row])) for row in rows]

    def kindred(self) -> list[list[int]]:
        """Return groups of aligned texts that share segments in the same order, directly or through others."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        size = len(self.evidence)
        pairs = [
            (row, int(sibling.id))
            for row, evidence in enumerate(self.evidence)
            for sibling in evidence.siblings
            if int(sibling.id) < size
        ]
        ends = np.array(pairs, np.int64).reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
        labels = connected_components(graph, directed=False)[1]
        groups = [np.flatnonzero(labels == label).tolist() for label in np.unique(labels)]
        return [group for group in groups if len(group) >= LEAST_KINDRED]

    @cached_property
    def fixed(self) -> NDArray[np.bool_]:
        """Which characters of `folded` are fixed text."""
        from toolkit.measure.slots import fixed_characters

        shingles = self.folded.shingles(FIXED)
        counts = frequencies(shingles, self.groups)
        return fixed_characters(self.folded, shingles, counts, self.groups, FIXED_GROUPS)


def replicated_shingles(corpus: Corpus) -> Outcome:
    """Per text, the share of distinct 5-character shingles that another text or host has too."""
    shingles = corpus.folded.shingles(REPLICATED)
    counts = frequencies(shingles, corpus.groups)
    hashes, rows = distinct(shingles)
    shared = counts.others(hashes, corpus.groups[rows]) > 0
    size = np.bincount(rows, minlength=len(corpus.folded))
    return Outcome((np.bincount(rows, shared, len(corpus.folded)) / np.maximum(size, 1))[size > 0])


def near_duplicates(corpus: Corpus) -> Outcome:
    """Per text, 1 where it has a near-duplicate."""
    from toolkit.dedup import dedup

    found = dedup(corpus.originals, corpus.threshold, seed=corpus.seed, workers=corpus.workers)
    return Outcome((found.sizes[found.labels] > 1).astype(np.float64))


def self_repetition(corpus: Corpus) -> Outcome:
    """Per text, the logarithm of one more than the sum over its n-grams of the other texts that have them."""
    shingles = corpus.cut.shingles(REPEATED)
    everyone = np.arange(len(corpus.cut), dtype=np.int32)
    counts = frequencies(shingles, everyone)
    hashes, rows = distinct(shingles)
    at = np.searchsorted(counts.hashes, hashes)
    total = np.bincount(rows, counts.counts[at] - 1, len(corpus.cut))
    long_enough = corpus.cut.lengths >= REPEATED
    return Outcome(np.log1p(total[long_enough]))


def compression_gain(corpus: Corpus) -> Outcome:
    """Per text, the share of its compressed size that the other half of the corpus saves."""
    from toolkit.measure.compression import cross_document_gain

    # The texts were shuffled already, so every other one is a random half.
    return Outcome(cross_document_gain(corpus.cut_texts, np.arange(len(corpus.cut)) % 2 == 0))


def compression_ratio(corpus: Corpus) -> Outcome:
    """Per block of texts, bytes over compressed bytes."""
    from toolkit.measure.compression import block_ratios

    return Outcome(block_ratios(corpus.blocks) if corpus.cut_texts else np.zeros(0))


def ngram_diversity(corpus: Corpus) -> Outcome:
    """Per block of texts, the mean over n = 1 … 4 of distinct over all n-grams."""
    from toolkit.measure.compression import block_diversity

    return Outcome(block_diversity(corpus.blocks) if corpus.cut_texts else np.zeros(0))


def homogenisation(corpus: Corpus) -> Outcome:
    """Per text, the mean ROUGE-L (F1 of the longest common subsequence) with some other texts."""
    from rapidfuzz.distance import Indel

    texts = corpus.cut_texts
    if len(texts) < 2:
        return Outcome(np.zeros(0))
    # Steps around the ring of shuffled texts: every text is a partner as often as every other.
    steps = np.linspace(1, len(texts) - 1, min(PARTNERS, len(texts) - 1)).astype(int).tolist()
    size = len(texts)
    # 2 LCS / (|a| + |b|) is what rapidfuzz calls the normalised indel similarity.
    means = [
        np.mean([Indel.normalized_similarity(text, texts[(i + step) % size]) for step in steps])
        for i, text in enumerate(texts)
    ]
    return Outcome(np.array(means, np.float64))


def template_rate(corpus: Corpus) -> Outcome:
    """Per text, the share of its character patterns that are among the corpus's most frequent."""
    from toolkit.measure.patterns import rates

    return Outcome(rates(corpus.cut_texts))


def template_saving(corpus: Corpus) -> Outcome:
    """Per text, the share of its bits saved by pointing into the best other text, segments in the same order."""
    found = [evidence.template_saving for evidence in corpus.evidence]
    return Outcome(np.array(found), note=_aligned_only(corpus))


def template_gain(corpus: Corpus) -> Outcome:
    """Per text, the share of the bits that the template induced from its group saves; 0 for a text of none."""
    from toolkit.induce import induce

    gains = np.zeros(len(corpus.evidence))
    for members in corpus.kindred():
        template = induce([corpus.originals[row] for row in members])
        gains[[members[k] for k in template.members]] = template.report.saved
    return Outcome(gains, note=_aligned_only(corpus))


def _aligned_only(corpus: Corpus) -> str:
    if len(corpus.folded) > 1 and (corpus.folded.keys == corpus.folded.keys[0]).all():
        return "all texts are the same: copies, not a template"
    return f"{ALIGNED} texts were aligned" if len(corpus.folded) > ALIGNED else ""


def fixed_text(corpus: Corpus) -> Outcome:
    """Per text, the share of characters in 10-character shingles that three or more others have."""
    total = np.bincount(corpus.folded.rows, corpus.fixed, len(corpus.folded))
    return Outcome(total / corpus.folded.lengths)


def slot_entropy(corpus: Corpus) -> Outcome:
    """Per slot, the entropy of what fills it, weighted by how often it was seen."""
    from toolkit.measure.slots import SEEN, find_slots

    slots = find_slots(corpus.folded, corpus.fixed)
    note = "" if slots else f"no gap between the same words was seen {SEEN} times"
    return Outcome(np.array([s.entropy for s in slots]), np.array([float(s.seen) for s in slots]), note)


class Measure(NamedTuple):
    """A measure: how it is computed and how it is described."""

    compute: Callable[[Corpus], Outcome]
    per: str
    unit: str
    formula: str
    cut: bool


MEASURES: dict[str, Measure] = {
    "compression_gain": Measure(compression_gain, "texts", "share", "1 − C(x | others) / C(x), zstd", True),
    "compression_ratio": Measure(compression_ratio, "blocks", "ratio", "|X| / C(X), DEFLATE", True),
    "self_repetition": Measure(self_repetition, "texts", "nats", "ln(1 + Σ N(g)), 8-grams", True),
    "ngram_diversity": Measure(ngram_diversity, "blocks", "share", "mean of distinct/all, n = 1…4", True),
    "homogenisation": Measure(homogenisation, "texts", "share", "mean 2·LCS/(|x| + |y|)", True),
    "template_rate": Measure(template_rate, "texts", "share", "patterns among the top 100 / patterns", True),
    "replicated_shingles": Measure(replicated_shingles, "texts", "share", "|S(x) ∩ S(others)| / |S(x)|, w = 5", False),
    "near_duplicates": Measure(near_duplicates, "texts", "share", "texts in clusters of two or more", False),
    "template_saving": Measure(template_saving, "texts", "share", "1 − L(x | best y) / L(x)", False),
    "template_gain": Measure(template_gain, "texts", "share", "1 − L(template, choices, values) / L(x)", False),
    "fixed_text": Measure(fixed_text, "texts", "share", "characters in shingles of 3+ others, w = 10", False),
    "slot_entropy": Measure(slot_entropy, "slots", "bits", "H(filler) between fixed text", False),
}
"""All measures by name, in the order of the table. `ngram_diversity` falls where texts repeat; the others rise."""


class TooFewTextsError(UsageError):
    """There is nothing to compare.

    Attributes:
        table: all measures, none with a value; for callers that have more to tell than these.
    """

    def __init__(self, texts: int, table: Table) -> None:
        super().__init__(f"measures compare texts: give at least two that are not empty (there are {texts})")
        self.table = table


def measure_corpus(
    texts: Any,
    *,
    ids: Sequence[str] | None,
    hosts: Sequence[str] | None,
    only: Sequence[str] | None,
    length: int | None,
    sample: int,
    threshold: float,
    level: float,
    seed: int,
    workers: int | None,
) -> Table:
    """Measure a corpus; see `toolkit.measure.measure` for the arguments."""
    chosen = _chosen(only)
    if not 0 < level < 1:
        raise UsageError(f"level must be between 0 and 1, not {level}")
    if sample < 2:
        raise UsageError(f"sample must be at least 2, not {sample}")
    if length is not None and length < 1:
        raise UsageError(f"length must be at least 1, not {length}")
    count = len(texts)
    if ids is not None and (len(ids) != count or len(set(ids)) != len(ids)):
        raise UsageError(f"ids must be one distinct id a text: {len(ids)} ids, {count} texts")
    if hosts is not None and len(hosts) != count:
        raise UsageError(f"hosts must be one a text: {len(hosts)} hosts, {count} texts")
    settings = {"seed": seed, "sample": sample, "threshold": threshold, "fold_version": FOLD_VERSION}
    order = by_key(texts, workers)
    if len(order) < 2:
        rows_of_none = tuple(_unmeasured(name, MEASURES[name]) for name in chosen)
        raise TooFewTextsError(len(order), Table(rows_of_none, count, 0, 0, length or 0, level, settings))
    rows = np.random.default_rng(seed).permutation(order)[:sample]
    originals = pick(texts, rows)
    picked = Folded.of(originals, workers)
    usual = int(np.quantile(picked.lengths, 0.25, method="lower"))
    corpus = Corpus(
        picked,
        _groups(hosts, rows),
        length if length is not None else max(min(SHORTEST, int(picked.lengths.max())), usual),
        originals,
        seed,
        threshold,
        workers,
    )
    done = {name: (MEASURES[name], MEASURES[name].compute(corpus)) for name in chosen}
    return Table(
        rows=tuple(_row(name, m, outcome, corpus, level) for name, (m, outcome) in done.items()),
        texts=count,
        measured=len(picked),
        characters=len(picked.codes),
        length=corpus.length,
        level=level,
        settings=settings,
        parts={name: outcome.values for name, (_, outcome) in done.items()},
    )


def _chosen(only: Sequence[str] | None) -> list[str]:
    unknown = [name for name in only or () if name not in MEASURES]
    if unknown:
        raise UsageError(f"there is no measure {unknown[0]!r}; known: {', '.join(MEASURES)}")
    return [name for name in MEASURES if only is None or name in only]


def _groups(hosts: Sequence[str] | None, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    if hosts is None:
        return np.arange(len(rows), dtype=np.int32)
    number = {name: at for at, name in enumerate(sorted(set(hosts)))}
    return np.array([number[hosts[int(row)]] for row in rows], np.int32)


def _unmeasured(name: str, kind: Measure) -> Row:
    note = "measures compare texts: there are fewer than two"
    return Row(name, None, None, None, 0, kind.per, kind.unit, kind.formula, "", note)


def _row(name: str, kind: Measure, outcome: Outcome, corpus: Corpus, level: float) -> Row:
    values, weights, note = outcome
    control = "each value is a share of the whole text"
    if kind.cut:
        control = f"texts cut to {corpus.length} folded characters, shorter ones left out"
    if kind.per == "slots":
        control = "none needed: one value a slot"
    if not len(values):
        note = note or f"no text is long enough (texts are cut to {corpus.length} characters)"
        return Row(name, None, None, None, 0, kind.per, kind.unit, kind.formula, control, note)
    found = bootstrap_mean(values, level=level, seed=corpus.seed, weights=weights)
    if found is not None and values.min() == values.max():
        if name == "near_duplicates":  # of nothing but 0 and 1
            found = unseen_share(float(values[0]), len(values), level)
        else:
            note = "; ".join(
                filter(None, [note, f"all {kind.per} have this value: the interval says nothing of others"])
            )
    low, high = found if found is not None else (None, None)
    mean = float(np.average(values, weights=weights))
    if found is None:
        note = note or "no interval: there is one value only"
    if kind.cut and corpus.length < SHORTEST:
        note = "; ".join(filter(None, [note, f"{corpus.length} characters a text are too few to say much"]))
    return Row(name, mean, low, high, len(values), kind.per, kind.unit, kind.formula, control, note)

"""Clusters of thousands whose members are as unlike one another as the threshold allows, and chains of thousands."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dedup import Clusters, dedup
from toolkit.dedup.graph import COVER, DEPUTIES, Edges, star_cover
from toolkit.dedup.verify import verified
from toolkit.sketch import fold, jaccard, shingles
from toolkit.sketch.texts import Texts

Write = Callable[..., str]


def cloud(rng: random.Random, count: int, changed: float, characters: int = 600) -> list[str]:
    """Copies of a text that is not among them, each with its own share of characters changed."""
    base = [chr(0x4E00 + rng.randrange(3000)) for _ in range(characters)]
    return [
        "".join(chr(0x4E00 + rng.randrange(3000)) if rng.random() < changed else char for char in base)
        for _ in range(count)
    ]


def check(clusters: Clusters, texts: list[str]) -> None:
    """Every text matches its representative, which stands for itself, in the same cluster."""
    sets = [shingles(fold(text)) for text in texts]
    for i, representative in enumerate(clusters.representatives.tolist()):
        assert clusters.labels[i] == clusters.labels[representative]
        assert clusters.representatives[representative] == representative
        assert clusters.similarity[i] == pytest.approx(jaccard(sets[i], sets[representative]))
        assert clusters.similarity[i] >= clusters.threshold


def test_a_fuzzy_giant_is_one_cluster(rng: random.Random) -> None:
    texts = cloud(rng, 1500, 0.0235)
    clusters = dedup(texts, 0.7)
    check(clusters, texts)
    giant = int(clusters.sizes.argmax())
    several = {int(r) for r in clusters.representatives[clusters.members(giant)]}
    assert 1 < len(several) <= 1 + DEPUTIES
    sets = {r: shingles(fold(texts[r])) for r in several}
    first = clusters.representative(giant)
    assert all(jaccard(sets[first], sets[r]) >= 0.7 for r in several)
    # One representative alone would leave a good part outside; what is left now matches no article at all.
    assert (clusters.representatives == first).sum() < 0.9 * len(texts)
    assert clusters.sizes[giant] >= 0.95 * len(texts)
    alone = np.flatnonzero(clusters.labels != giant)
    column = Texts(texts)
    a, b = np.repeat(alone, len(texts)), np.tile(np.arange(len(texts)), len(alone))
    found = verified(column, np.arange(len(texts)), column.keys()[0], a, b, 0.7, width=5)
    assert ((found >= 0.7) == (a == b)).all()
    pairs = {(p.i, p.j) for p in clusters.pairs}
    for i, representative in enumerate(clusters.representatives.tolist()):
        assert i == representative or (min(i, representative), max(i, representative)) in pairs


def test_a_fuzzy_giant_is_the_same_in_any_order_and_on_any_number_of_threads(rng: random.Random) -> None:
    texts = cloud(rng, 600, 0.022)
    expected = dedup(texts, workers=1)
    groups = {frozenset(texts[i] for i in members) for members in expected.groups()}
    order = list(range(len(texts)))
    rng.shuffle(order)
    for workers in (1, 3):
        found = dedup([texts[i] for i in order], workers=workers)
        assert {frozenset(texts[order[i]] for i in members) for members in found.groups()} == groups
        assert {texts[order[r]] for r in found.representatives} == {texts[r] for r in expected.representatives}
        assert len(found.pairs) == len(expected.pairs)


def test_a_dense_chain_still_falls_into_pieces(rng: random.Random) -> None:
    # A window that moves by one character: some hundred neighbours on either side match, all others do not.
    whole = "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(2400))
    window = 800
    texts = [whole[at : at + window] for at in range(len(whole) - window)]
    reach = next(k for k in range(1, window) if jaccard(shingles(texts[0]), shingles(texts[k])) < 0.7) - 1
    clusters = dedup(texts, 0.7)
    check(clusters, texts)
    assert reach > 64
    for members in clusters.groups():
        # Two reaches by one centre; deputies may carry it further by half a reach on either side.
        assert int(np.ptp(members)) <= 2 * reach * (1 + 2 * (1 - COVER))
    assert len(clusters.groups()) >= len(texts) / (3 * reach) - 1


def test_copies_of_a_mould_with_thousands_of_mates_are_still_found(rng: random.Random) -> None:
    # Articles that share six tenths with all others, and true copies hidden among them.
    frame = "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(420))
    texts = [frame + "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(180)) for _ in range(900)]
    hidden = rng.sample(range(900), 150)
    texts += [texts[k][:-12] + "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(12)) for k in hidden]
    clusters = dedup(texts, 0.7)
    check(clusters, texts)
    together = [clusters.labels[k] == clusters.labels[900 + at] for at, k in enumerate(hidden)]
    assert np.mean(together) >= 0.98
    assert clusters.sizes.max() <= 4


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]), min_size=1), st.data())
def test_deputies_add_to_a_star_what_they_match(pairs: set[tuple[int, int]], data: st.DataObject) -> None:
    packed = np.array(sorted(a << 32 | b for a, b in pairs), np.uint64)
    values = np.array(data.draw(st.lists(st.sampled_from([0.75, 0.8, 0.9]), min_size=len(pairs), max_size=len(pairs))))
    near = {frozenset(pair): value for pair, value in zip(sorted(pairs), values.tolist(), strict=True)}
    lengths, sizes = np.full(8, 30), np.ones(8, np.int64)
    plain = star_cover(Edges(packed, values), lengths, sizes)
    leaders = [k for k in range(8) if plain.centre[k] == k]
    deputies = {}
    for leader in leaders:
        satellites = [k for k in range(8) if plain.centre[k] == leader != k]
        if chosen := data.draw(st.lists(st.sampled_from(satellites), unique=True) if satellites else st.just([])):
            deputies[leader] = np.array(chosen, np.int64)
    stars = star_cover(Edges(packed, values), lengths, sizes, deputies)
    for node in range(8):
        centre, first = int(stars.centre[node]), int(stars.cluster[node])
        assert stars.centre[centre] == centre
        assert stars.cluster[centre] == first == stars.cluster[first]
        assert stars.similarity[node] == (1.0 if node == centre else near[frozenset((node, centre))])
        assert centre == first or (centre in deputies[first].tolist() and frozenset((centre, first)) in near)
    # A deputy that stands for nobody is a satellite like the others.
    for centre in set(stars.centre.tolist()):
        assert stars.cluster[centre] == centre or (stars.centre == centre).sum() > 1

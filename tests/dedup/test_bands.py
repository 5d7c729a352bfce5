"""Bands and rows, and the candidates of a set of signatures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dedup import bands as bands_module
from toolkit.dedup.bands import (
    Banding,
    binomial_quantile,
    candidate_pairs,
    choose_banding,
    least_agreement,
    sketch_type,
)
from toolkit.dedup.sets import distinct, pack, unpack, without


def test_recall_agrees_with_datasketch_s_integral() -> None:
    from datasketch.lsh import _false_negative_probability, _false_positive_probability

    for banding in (Banding(25, 5), Banding(9, 13), Banding(1, 1)):
        for low, high, theirs in (
            (0.0, 0.7, _false_positive_probability(0.7, banding.bands, banding.rows)),
            (0.7, 1.0, 0.3 - _false_negative_probability(0.7, banding.bands, banding.rows)),
        ):
            grid = np.linspace(low, high, 20_001)
            ours = np.trapezoid([banding.recall(s) for s in grid], grid)
            assert ours == pytest.approx(theirs, abs=1e-6)


@given(st.floats(0.3, 1.0), st.floats(0.5, 0.999), st.integers(64, 256))
def test_the_choice_keeps_its_promise_and_is_the_most_selective(threshold: float, recall: float, num_perm: int) -> None:
    banding = choose_banding(threshold, recall, num_perm)
    assert banding.bands * banding.rows <= num_perm
    assert banding.recall(threshold) >= recall
    for rows in range(banding.rows + 1, num_perm + 1):
        assert Banding(num_perm // rows, rows).recall(threshold) < recall


def test_agreement_loses_little_of_the_recall() -> None:
    from scipy.stats import binom

    banding = choose_banding(0.7, 0.98, 128)
    lost = binom.cdf(least_agreement(0.7, banding, 128) - 1, 128, 0.7)
    assert lost <= (1 - banding.recall(0.7)) / 10


def signatures_of(similarity: float, families: int, copies: int, seed: int = 5) -> np.ndarray:
    """Signatures as MinHash would draw them: each copy keeps each value of its family with this probability."""
    generator = np.random.default_rng(seed)
    base = generator.integers(0, 1 << 32, (families, 1, 128), dtype=np.uint32)
    noise = generator.integers(0, 1 << 32, (families, copies, 128), dtype=np.uint32)
    keep = generator.random((families, copies, 128)) < similarity
    return np.where(keep, base, noise).reshape(families * copies, 128)


def kept(signatures: np.ndarray, banding: Banding) -> np.ndarray:
    """What is kept of these signatures."""
    return signatures.astype(sketch_type(banding))


def test_small_buckets_give_what_banding_promises() -> None:
    banding = choose_banding(0.7, 0.98, 128)
    signatures = signatures_of(0.9, 300, 3)  # two copies agree in 0.81 of the permutations
    found = candidate_pairs(kept(signatures, banding), banding, 0.7)
    first = np.repeat(3 * np.arange(300), 3)
    truth = pack(first + np.tile([0, 0, 1], 300), first + np.tile([1, 2, 2], 300))
    assert len(without(found, truth)) == 0
    assert len(without(truth, found)) <= 0.01 * len(truth)


def test_a_large_bucket_reaches_every_member(monkeypatch: pytest.MonkeyPatch) -> None:
    # One bucket of several families: rounds must find each family its own centre.
    monkeypatch.setattr(bands_module, "SMALL_BUCKET", 4)
    signatures = signatures_of(0.98, 6, 200)
    signatures[:, :5] = 7  # the whole corpus shares the first band
    pairs = candidate_pairs(kept(signatures, Banding(1, 5)), Banding(1, 5), 0.7)
    left, right = unpack(pairs)
    assert (left // 200 == right // 200).all()
    for family in range(6):
        reached = set(left[left // 200 == family]) | set(right[right // 200 == family])
        assert len(reached) == 200
    assert len(pairs) < 3 * len(signatures)


def test_work_in_a_bucket_of_strangers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = signatures_of(0.3, 1, 4000)
    signatures[:, :5] = 7
    assert len(candidate_pairs(kept(signatures, Banding(1, 5)), Banding(1, 5), 0.7)) < len(signatures)


def test_merging_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = signatures_of(0.9, 50, 40)
    banding = Banding(25, 5)
    expected = candidate_pairs(kept(signatures, banding), banding, 0.7)
    monkeypatch.setattr(bands_module, "MERGE_PAIRS", 100)
    np.testing.assert_array_equal(candidate_pairs(kept(signatures, banding), banding, 0.7), expected)


@given(st.floats(1e-6, 0.999), st.integers(1, 300), st.floats(0.01, 1.0))
def test_binomial_quantile_is_scipy_s(probability: float, trials: int, success: float) -> None:
    from scipy.stats import binom

    k = binomial_quantile(probability, trials, success)
    # Rounding may move a quantile where the distribution passes right through the probability.
    assert binom.cdf(k, trials, success) >= probability - 1e-9
    assert k == 0 or binom.cdf(k - 1, trials, success) < probability + 1e-9


@given(st.lists(st.integers(0, 20)), st.lists(st.integers(0, 20)))
def test_sorted_sets(a: list[int], b: list[int]) -> None:
    one, two = distinct(np.array(a, np.uint64)), distinct(np.array(b, np.uint64))
    assert one.tolist() == sorted(set(a))
    assert without(one, two).tolist() == sorted(set(a) - set(b))


@given(st.lists(st.tuples(st.integers(0, 1 << 31), st.integers(0, 1 << 31))))
def test_packing(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array([p[k] for p in pairs], np.int64) for k in range(2))
    left, right = unpack(pack(a, b))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == sorted({(min(p), max(p)) for p in pairs})

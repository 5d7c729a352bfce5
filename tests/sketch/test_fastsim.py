"""Fast similarity sketches: kernel against definition, definition against a naive one, estimates against theory."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.sketch import SignatureScheme, fold, shingle_hash64, shingles, sketch
from toolkit.sketch.fastsim import fast_similarity_sketch, mix64, round_seeds

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
TEXTS = st.lists(ANY_TEXT | st.text("催收問題(tái)平臺é\ud800 ", max_size=80), max_size=4)


def naive(elements: set[str], bins: int, seed: int) -> list[int]:
    """Every round there may be, all of them, and of each bin the lowest (round, value): no stopping, no filling."""
    best = [(2 * bins, 0xFFFFFFFF)] * bins
    for turn, salt in enumerate(round_seeds(bins, seed)):
        for element in elements:
            z = mix64(shingle_hash64(element) ^ salt)
            b = (z // 2**32) * bins // 2**32 if turn < bins else turn - bins
            best[b] = min(best[b], (turn, z % 2**32))
    return [value for _, value in best]


@settings(max_examples=40)
@given(TEXTS)
@example(["", "催", "a" * 700])
def test_the_kernel_is_the_definition(texts: list[str]) -> None:
    values = sketch(texts, SignatureScheme(scheme="fastsim64")).values
    for text, row in zip(texts, values, strict=True):
        assert row.tolist() == fast_similarity_sketch(shingles(fold(text)))


@pytest.mark.parametrize(("bins", "seed", "width"), [(1, 7, 1), (37, 2, 3), (200, 4294967295, 9), (128, 0, 12)])
def test_every_size_is_the_definition(bins: int, seed: int, width: int) -> None:
    texts = ["", "催", "催收", "逾期之後客服會先以短信提醒借款人,再由第三方致電。" * 3, "abcdefghi", "的" * 3000]
    values = sketch(texts, SignatureScheme(bins, seed, width, "fastsim64")).values
    for text, row in zip(texts, values, strict=True):
        assert row.tolist() == fast_similarity_sketch(shingles(fold(text), width), bins, seed)


@settings(max_examples=40)
@given(st.sets(st.text("甲乙丙丁abc", min_size=1, max_size=4), max_size=30), st.integers(1, 24), st.integers(0, 9))
def test_stopping_early_changes_nothing(elements: set[str], bins: int, seed: int) -> None:
    assert fast_similarity_sketch(elements, bins, seed) == naive(elements, bins, seed)


@settings(max_examples=30)
@given(st.sets(st.text(min_size=1, max_size=4), min_size=1, max_size=20), st.sets(st.text(min_size=1, max_size=4)))
def test_the_sketch_of_a_union_is_made_of_the_sketches(one: set[str], two: set[str]) -> None:
    """Each bin of the union holds what one of the two has there: nothing comes from nowhere."""
    union = fast_similarity_sketch(one | two, 32)
    mine, theirs = fast_similarity_sketch(one, 32), fast_similarity_sketch(two, 32)
    assert all(value in pair for value, *pair in zip(union, mine, theirs, strict=True))


@pytest.mark.parametrize("size", [10, 30, 100, 1000])
def test_the_error_is_that_of_theory_or_less(size: int) -> None:
    """Mean and deviation of the estimate over random pairs, against J and sqrt(J(1 - J)/128)."""
    rng = random.Random(size)
    alphabet = [chr(code) for code in range(0x4E00, 0x9FA6)]
    shared, count = round(size * 0.8), 400
    left, right = [], []
    for _ in range(count):
        run = "".join(rng.choices(alphabet, k=shared + 4))
        left.append(run + "".join(rng.choices(alphabet, k=size - shared)))
        right.append(run + "".join(rng.choices(alphabet, k=size - shared)))
    exact = shared / (2 * size - shared)
    scheme = SignatureScheme(scheme="fastsim64")
    off = (sketch(left, scheme).values == sketch(right, scheme).values).mean(axis=1) - exact
    theory = (exact * (1 - exact) / 128) ** 0.5
    assert abs(off.mean()) < 4 * theory / count**0.5
    # The root mean square of 400 trials strays by 3.5 % of itself; four times that.
    assert np.sqrt((off**2).mean()) < 1.14 * theory

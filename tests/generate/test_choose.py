"""Decisions: reproducible for ever, replayable, fair."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate.choose import Drawn, Replayed, shuffled, weighted


def test_a_seed_draws_these_numbers_for_ever() -> None:
    """Written down once: a corpus made with an earlier version must be made again by a later one."""
    drawn = Drawn("loan_guide:7:0")
    assert [drawn.below(1000) for _ in range(8)] == [762, 144, 195, 688, 676, 389, 141, 728]


@given(st.text(max_size=8), st.lists(st.integers(1, 50), max_size=30))
def test_replaying_answers_what_was_drawn(seed: str, questions: list[int]) -> None:
    drawn = Drawn(seed)
    answers = [drawn.below(n) for n in questions]
    assert all(0 <= answer < n for answer, n in zip(answers, questions, strict=True))
    replayed = Replayed(drawn.log)
    assert [replayed.below(n) for n in questions] == answers


def test_a_derivation_of_another_template_is_refused() -> None:
    with pytest.raises(UsageError, match=r"decision 1 .* does not fit"):
        Replayed([5]).below(3)
    with pytest.raises(UsageError, match="decision 1"):
        Replayed([]).below(3)


@given(st.integers(0, 30), st.text(max_size=4))
def test_a_shuffle_is_a_permutation(n: int, seed: str) -> None:
    assert sorted(shuffled(Drawn(seed), n)) == list(range(n))


def test_weights_are_kept() -> None:
    drawn = Drawn("weights")
    counts = Counter(weighted(drawn, [6, 9, 10]) for _ in range(5000))
    assert counts[0] == pytest.approx(3000, rel=0.06)
    assert counts[1] == pytest.approx(1500, rel=0.1)
    assert counts[2] == pytest.approx(500, rel=0.2)

"""A heat leaves out ways that lose, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.generate import generate
from toolkit.induce import core, heats


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(heats.LEAST, heats.LEAST + 90))
def test_what_a_heat_tells_does_not_depend_on_the_order(chance: random.Random, n: int) -> None:
    values = [f"{k:04}" * 30 for k in range(n)]
    both = [(value, 1 + k % 3) for k, value in enumerate(values)]
    assert run_once(both) == run_once(chance.sample(both, n))


def run_once(both: list[tuple[str, int]]) -> tuple[list[str], list[int]]:
    """Return the values and weights of the one heat that a column has, in which only sections lose."""
    found = heats.Heats()
    runs: list[tuple[list[str], list[int]]] = []

    def run(some: Sequence[str], few: Sequence[int]) -> None:
        assert found.running
        runs.append((list(some), list(few)))
        found.note(some, few, {"chain": 100.0, "sentences": 102.9, "sections": 103.1})

    values, weights = [v for v, _ in both], [w for _, w in both]
    for _ in range(2):
        assert found.lost(values, weights, run) == {"sections"}
        assert not found.running
    assert len(runs) == 1
    assert len(runs[0][0]) == heats.SIZE
    return runs[0]


def test_a_column_of_other_values_or_other_weight_has_a_heat_of_its_own() -> None:
    found = heats.Heats()
    values = [f"{k:04}" * 30 for k in range(heats.LEAST)]
    runs = []

    def run(some: Sequence[str], few: Sequence[int]) -> None:
        runs.append(len(some))
        found.note(some, few, {"slot": 1.0})

    ones = [1] * len(values)
    found.lost(values, ones, run)
    found.lost([value + "x" for value in values], ones, run)
    found.lost(values, [2] * len(values), run)
    assert runs == [heats.SIZE] * 3


def test_a_heat_that_fails_is_over() -> None:
    found = heats.Heats()

    def run(some: Sequence[str], few: Sequence[int]) -> None:
        raise RecursionError

    with pytest.raises(RecursionError):
        found.lost([f"{k:04}" * 30 for k in range(heats.LEAST)], [1] * heats.LEAST, run)
    assert not found.running


def test_groups_are_as_short_with_heats_as_without(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = sorted({article.text for article in generate("health_advice", 40, seed=3)})
    plain = core.solved(texts)
    monkeypatch.setattr(heats, "LEAST", 32)
    monkeypatch.setattr(heats, "SIZE", 20)
    quick = core.solved(texts)
    shuffled = core.solved(random.Random(1).sample(texts, len(texts)))
    assert plain is not None
    assert quick is not None
    assert shuffled is not None
    assert quick.bits <= plain.bits * (1 + heats.MARGIN)
    assert shuffled.bits == pytest.approx(quick.bits)

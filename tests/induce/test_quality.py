"""What was reached must not be lost again, on moulds of two engines; all figures: benchmarks/induce.py."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from toolkit import generate


@pytest.fixture(scope="module")
def floors(root: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["induce"]
    return found


@pytest.fixture(scope="module")
def bench() -> Any:
    return importlib.import_module("benchmarks.induce")


FIGURES = ("variable_f1", "slot_f1", "optional_f1", "list_f1", "optional_recall", "list_recall")


def check(rows: list[dict[str, Any]], tag: str, floors: dict[str, float]) -> None:
    assert all(row["lossless"] for row in rows)
    for figure in FIGURES:
        if f"{figure}, {tag}" in floors:
            mean = sum(row[figure] for row in rows) / len(rows)
            assert mean >= floors[f"{figure}, {tag}"], figure


@pytest.mark.parametrize(("n", "noise"), [(5, 0.0), (20, 0.0), (50, 0.0), (200, 0.01)])
def test_small_moulds(n: int, noise: float, floors: dict[str, float], bench: Any) -> None:
    every = {**bench.moulds.DEVELOPMENT, **bench.moulds.HELD_OUT}
    rows = [bench.measure_mould(name, mould, n, noise) for name, mould in every.items()]
    check(rows, f"{n} articles" + (f", noise {noise}" if noise else ""), floors)


@pytest.mark.parametrize("n", [5, 50])
def test_the_second_engine(n: int, floors: dict[str, float], bench: Any) -> None:
    rows = [bench.measure_second(mould, n) for mould in bench.second_engine.moulds()]
    check(rows, f"second engine, {n} articles", floors)


def test_moulds_that_nothing_was_fitted_on(floors: dict[str, float], bench: Any) -> None:
    engine = bench.second_engine
    check([bench.measure_second(mould, 50) for mould in engine.moulds(engine.FRESH)], "fresh, 50 articles", floors)


def test_generated_articles(floors: dict[str, float], bench: Any) -> None:
    rows = [bench.measure_generated(name, 20) for name in generate.names()]
    check(rows, "generated, 20 articles", floors)
    assert all(row["variable_f1"] >= bench.ASKED["variable_f1"][20] for row in rows)


def test_two_spellings_of_one_thing_have_one_truth(bench: Any) -> None:
    assert bench.moulds.extended(["成為", "已經成為"]) == ("已經", "成為", "")
    assert bench.moulds.extended(["約", "約莫"]) == ("", "約", "莫")
    assert bench.moulds.extended(["大火", "中火"]) is None
    assert bench.moulds.extended(["", "再說"]) is None  # wholly optional, which the engines know


def test_what_all_values_end_with_is_no_part_of_the_ceiling(bench: Any) -> None:
    said = [bench.truth.Truth(f"，押一付{n}。", [("deposit", 1, 5)], [], [], []) for n in "一三"]
    assert bench.truth.knowable(said) == [[(4, 5)], [(4, 5)]]
    assert bench.truth.ceiling(said) == pytest.approx(2 * 2 / (2 + 8))
    assert bench.truth.slot_ceiling(said) == 0.0  # one character of four is no match


def test_a_part_that_all_articles_have_cannot_be_known_to_be_optional(bench: Any) -> None:
    always = [bench.truth.Truth("甲乙", [], [(1, 2)], [], ["a"]), bench.truth.Truth("甲乙丙", [], [(1, 2)], [], ["a"])]
    some = [*always, bench.truth.Truth("甲", [], [], [], [])]
    assert bench.truth.optional_ceiling(always) == 0.0
    assert bench.truth.optional_ceiling(some) == 1.0


def test_held_out_articles_are_matched_and_foreign_ones_are_not(floors: dict[str, float], bench: Any) -> None:
    every = bench.moulds.HELD_OUT
    templates = {name: bench.measure_mould(name, mould, 50)["template"] for name, mould in every.items()}
    held = {name: [d.text for d in bench.moulds.draw(mould, 30, 99)] for name, mould in every.items()}
    found = bench.acceptance(templates, held, [])
    assert found["held_out"] >= floors["held-out accepted"]
    assert found["false_other"] == 0

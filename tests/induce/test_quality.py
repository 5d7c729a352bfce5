"""What was reached on moulds kept out of development must not be lost again; all figures: benchmarks/induce.py."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def floors(root: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["induce"]
    return found


@pytest.fixture(scope="module")
def bench(root: Path) -> Any:
    sys.path.insert(0, str(root))
    try:
        return importlib.import_module("benchmarks.induce")
    finally:
        sys.path.remove(str(root))


@pytest.mark.parametrize(("n", "noise"), [(5, 0.0), (50, 0.0), (200, 0.01)])
def test_held_out_moulds(n: int, noise: float, floors: dict[str, float], bench: Any) -> None:
    rows = [bench.measure_mould(name, mould, n, noise) for name, mould in bench.moulds.HELD_OUT.items()]
    assert all(row["lossless"] for row in rows)
    tag = f"{n} articles" + (f", noise {noise}" if noise else "")
    for figure in ("variable_f1", "slot_f1", "optional_f1", "list_f1"):
        if f"{figure}, {tag}" in floors:
            mean = sum(row[figure] for row in rows) / len(rows)
            assert mean >= floors[f"{figure}, {tag}"], figure


def test_held_out_articles_are_matched_and_foreign_ones_are_not(floors: dict[str, float], bench: Any) -> None:
    every = bench.moulds.HELD_OUT
    templates = {name: bench.measure_mould(name, mould, 50)["template"] for name, mould in every.items()}
    held = {name: [d.text for d in bench.moulds.draw(mould, 30, 99)] for name, mould in every.items()}
    found = bench.acceptance(templates, held, [])
    assert found["held_out"] >= floors["held-out accepted"]
    assert found["false_other"] == 0

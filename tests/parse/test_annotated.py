"""Scores on the annotated sets must not fall below the floors in `tests/floors.json`."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
SETS = ("dev", "layouts", "held_out", "unseen", "fifth", "sixth", "seventh", "eighth")


@pytest.fixture(scope="module")
def scoring() -> ModuleType:
    spec = importlib.util.spec_from_file_location("parse_scoring", HERE / "scoring.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SETS)
def test_scores_reach_their_floors(name: str, scoring: ModuleType, root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["parse"]
    report = scoring.score(scoring.read_cases(HERE / "annotated" / f"{name}.txt"))
    for measure, value in report.scores.items():
        assert value >= floors[f"{name} {measure}"], "\n".join([f"{measure} fell to {value:.4f}", *report.mistakes])


@pytest.mark.parametrize("name", SETS)
def test_sets_are_as_large_as_promised(name: str, scoring: ModuleType) -> None:
    cases = scoring.read_cases(HERE / "annotated" / f"{name}.txt")
    assert len(cases) >= (30 if name == "unseen" else 40)
    assert len({case.name for case in cases}) == len(cases)


def test_floors_only_rise_to_what_was_promised(root: Path) -> None:
    # The figures of the first look at each set, before anything was mended, stand in docs/outline.md.
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["parse"]
    assert min(floors.values()) >= 0.97

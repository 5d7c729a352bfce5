"""The fixed benchmark: its texts are the pinned ones, and the toolkit's figures do not fall below their floors."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    return importlib.import_module("benchmarks.quality")


@pytest.fixture(scope="module")
def rows(quality: ModuleType) -> list[object]:
    return list(quality.quality_data.build())


def test_the_benchmark_is_the_pinned_one(quality: ModuleType, rows: list[object]) -> None:
    assert quality.quality_data.digest(rows) == quality.quality_data.DIGEST


def test_it_has_what_it_promises(quality: ModuleType, rows: list[object]) -> None:
    ids = [row.id for row in rows]
    assert len(set(ids)) == len(ids)
    kinds = [row.kind for row in rows if row.kind]
    assert {kinds.count(kind) for kind in quality.quality_data.KINDS} == {len(kinds) // len(quality.quality_data.KINDS)}
    honest = [path for folder in quality.quality_data.HONEST for path in folder.glob("*.txt")]
    assert len(honest) >= 60
    assert all(len(path.read_text("utf-8")) >= 100 for path in honest)


def test_floors(quality: ModuleType, rows: list[object], root: Path) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["quality"]
    found = quality.ours([row.text for row in rows], repaired=True)
    figures = quality.figures({"toolkit": [quality.judge("toolkit", t, rows, found[t]) for t in found]})
    assert {name for name in floors if name.startswith("benchmark")} == figures.keys()
    below = {name: figures[name] for name in figures if figures[name] < floors[name]}
    assert not below, "a floor is only lowered by hand, with a reason"

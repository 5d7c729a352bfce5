"""What matching reached must not be lost again, on moulds of two engines; all figures: benchmarks/match.py."""

from __future__ import annotations

import importlib
import json
import random
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from toolkit.induce import induce
from toolkit.induce.library import Library
from toolkit.induce.match import match_likely

MOULDS = 14
"""The small moulds and those of the second engine, as they are; variants of them follow."""


@pytest.fixture(scope="module")
def bench() -> Any:
    return importlib.import_module("benchmarks.match")


@pytest.fixture(scope="module")
def floors(root: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["match"]
    return found


def test_a_library_keeps_moulds_apart(bench: Any, floors: dict[str, float]) -> None:
    small = [pair for pair in islice(bench.drawers(), 60) if not pair[0].startswith("generated")]
    inside, outside = dict(small[:MOULDS]), dict(small[MOULDS : 2 * MOULDS])
    library = Library({name: induce(draw(20, 1)) for name, draw in inside.items()})
    held = [(name, text) for name, draw in inside.items() for text in draw(8, 99)]
    rng = random.Random(4)
    hits = [library.match(text) for _, text in held]
    noisy = [library.match(bench.noisy(text, rng)) for _, text in held]
    own = [hit is not None and hit.name == name for (name, _), hit in zip(held, hits, strict=True)]
    assert sum(own) / len(held) >= floors["held-out, by their own template"]
    assert sum(map(bool, noisy)) / len(held) >= floors["held-out, 1 % noise"]
    assert not any(library.match(text) for draw in outside.values() for text in draw(5, 99))
    for _, text in held[::5]:
        read = {name for name, template in library.templates.items() if match_likely(template, text)}
        assert read <= set(library.candidates(text))


@pytest.mark.real
def test_news_come_from_no_mould(bench: Any, shared_data: Path) -> None:
    lines = (shared_data / "news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()[::5]
    small = islice((pair for pair in bench.drawers() if not pair[0].startswith("generated")), MOULDS)
    library = Library({name: induce(draw(20, 1)) for name, draw in small})
    wrong = [hit.name for line in lines if (hit := library.match(json.loads(line)["text"]))]
    assert wrong == []

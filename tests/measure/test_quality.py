"""Scores of held-out articles must not fall below the floors in `tests/floors.json`; see benchmarks/measure.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from toolkit.measure import Reference, score

PEERS = ("nearest resemblance (Broder 1997)", "known 10-grams (McCoy 2023)")
"""The strongest and the plainest published measure; the benchmark runs them all."""


@pytest.fixture(scope="module")
def benchmark() -> Iterator[ModuleType]:
    from benchmarks import measure as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SIBLINGS", (1, 10))
        patch.setattr(module, "SCORED", 12)
        patch.setattr(module, "HONEST_SCORED", 150)
        patch.setattr(module, "REFERENCE_HONEST", 400)
        patch.setattr(module, "RESAMPLES", 20)
        patch.setattr(module, "PUBLISHED", {name: module.PUBLISHED[name] for name in PEERS})
        yield module


@pytest.fixture
def floors(root: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["measure"]
    return found


@pytest.mark.real
def test_held_out_articles(benchmark: ModuleType, floors: dict[str, float], shared_data: Path) -> None:
    found = benchmark.report(seed=2)
    assert found["auc"]["score"]["pooled"] >= floors["score AUC"]
    assert found["auc"]["templatedness"]["pooled"] >= floors["templatedness AUC"]
    assert found["margin"] >= floors["margin over the best published"]
    ten = found["labels"]["10"]
    assert ten["farm"]["possible"] + ten["farm"]["likely"] >= floors["farm articles suspected"]
    assert ten["bulletin"]["templated"] >= floors["bulletins templated"]
    for rows in found["labels"].values():
        assert rows["bulletin"]["possible"] + rows["bulletin"]["likely"] <= floors["bulletins suspected at most"]
        assert rows["honest"]["possible"] + rows["honest"]["likely"] <= floors["honest articles suspected at most"]
        assert rows["own"]["possible"] + rows["own"]["likely"] == 0


def test_held_out_articles_against_own_honest_texts(benchmark: ModuleType, floors: dict[str, float]) -> None:
    found = benchmark.report(seed=3, own_only=True)
    assert found["auc"]["score"]["pooled"] >= floors["score AUC, own texts"]


@pytest.mark.real
def test_labels_on_untouched_moulds(floors: dict[str, float], shared_data: Path) -> None:
    from benchmarks import measure_recall as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SIBLINGS", (0, 10))
        patch.setattr(module, "SCORED", 10)
        patch.setattr(module, "REFERENCE_HONEST", 300)
        patch.setattr(module, "HONEST_SCORED", 150)
        patch.setattr(module, "HONEST_LENGTHS", (200, 100_000))
        found = module.report("untouched", seed=2)
    farm, alone = found["farm"]["from one sibling up"], found["farm by siblings"]["0"]
    assert farm["by host"]["share"] >= floors["untouched farm articles likely and corroborated"]
    assert farm["likely"]["share"] >= floors["untouched farm articles likely and corroborated, hosts unknown"]
    assert farm["suspected"]["share"] >= floors["untouched farm articles suspected"]
    assert alone["likely"]["share"] >= floors["untouched farm articles likely and corroborated, no sibling"]
    assert alone["suspected"]["share"] >= floors["untouched farm articles suspected, no sibling"]
    assert found["honest that address their readers"]["all"]["likely"]["hits"] == 0
    for rows in (
        "honest printed pages",
        "honest series of one house",
        "honest that disown, warn of farms or quote them",
    ):
        assert sum(row[label]["hits"] for row in found[rows].values() for label in ("likely", "by host")) == 0
    honest = found["formulaic honest"]["all"]
    assert honest["likely"]["hits"] == 0
    assert honest["suspected"]["share"] <= floors["formulaic honest suspected at most"]
    assert found["formulaic honest by siblings"]["10"]["templated"]["share"] >= floors["formulaic honest templated"]
    assert all(row["suspected"]["hits"] == 0 for row in found["natural honest"].values())


def test_the_sample_corpus(root: Path, floors: dict[str, float]) -> None:
    truth = [json.loads(line) for line in (root / "corpus" / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [row["clean"] for row in truth]
    reference = Reference.build(texts)
    scores = [score(text, reference) for text in texts]
    farm = np.array([row["kind"] == "farm" for row in truth])
    suspected = np.array([s.label != "none" for s in scores])
    assert suspected[farm].mean() >= floors["sample corpus: farm articles suspected"]
    assert not suspected[~farm].any()

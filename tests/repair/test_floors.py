"""The share of damage undone, on many pages: it may rise, but not fall below `tests/floors.json`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from toolkit.repair import repair

KINDS = ("notes", "runs", "all runs", "proved")


@pytest.fixture(scope="module")
def floors(root: Path) -> dict[str, float]:
    """The floors of this room."""
    found: dict[str, Any] = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))
    return dict(found["repair"])


def paragraphs(shared_data: Path) -> list[str]:
    drcd = json.loads((shared_data / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
    return [paragraph["context"] for page in drcd["data"] for paragraph in page["paragraphs"]]


def check(count: Counter[str], floors: dict[str, float], name: str) -> None:
    for kind in KINDS:
        share = count[f"{kind} right"] / count[kind]
        assert share >= floors[f"{name}: {kind}"], f"{kind}: {count[f'{kind} right']} of {count[kind]}"
    assert count["false"] == 0


def test_own_articles(articles: list[str], scoring: ModuleType, floors: dict[str, float]) -> None:
    check(scoring.score(articles, seed=1), floors, "own articles")


@pytest.mark.real
def test_wikipedia_paragraphs(shared_data: Path, scoring: ModuleType, floors: dict[str, float]) -> None:
    check(scoring.score(paragraphs(shared_data), seed=2), floors, "wikipedia")


def test_floors_are_not_below_what_was_promised(floors: dict[str, float]) -> None:
    for name in ("own articles", "wikipedia"):
        assert floors[f"{name}: notes"] >= 0.995
        assert floors[f"{name}: runs"] >= 0.97
        assert floors[f"{name}: proved"] >= 0.999


@pytest.mark.real
def test_the_real_pages_come_back(shared_data: Path) -> None:
    golds = sorted((shared_data / "seeds").glob("*.gold.txt"))
    assert len(golds) == 3
    for gold in golds:
        with (
            gold.open(encoding="utf-8", newline="") as wanted,
            Path(str(gold).replace(".gold", "")).open(encoding="utf-8", newline="") as found,
        ):
            result = repair(found.read(), "inferred")
            assert result.text == wanted.read()
            assert result.kit_level


@pytest.mark.real
def test_the_real_passages_come_back(shared_data: Path) -> None:
    lines = (shared_data / "excerpts" / "shifted.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wrong = []
    for line in filter(None, lines):
        damaged, clean = line.split("\t")
        if repair(damaged, "inferred").text != clean:
            wrong.append(damaged)
    assert wrong == []


@pytest.mark.real
def test_clean_text_is_untouched(shared_data: Path) -> None:
    news = (shared_data / "news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = paragraphs(shared_data) + [json.loads(line)["text"] for line in news]
    unseen = {"invisible", "spaces"}  # controls, zero-width characters, no-break spaces: nobody sees the difference
    edits = [edit for text in texts for edit in repair(text).edits if edit.kind not in unseen]
    assert edits == []


@pytest.mark.real
def test_clean_text_gets_no_annotator_at_any_level(shared_data: Path) -> None:
    news = (shared_data / "news" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = paragraphs(shared_data) + [json.loads(line)["text"] for line in news]
    found = [repair(text, "guess", only=["shifted", "notes"]) for text in texts]
    assert [result.edits for result in found if result.edits or result.left] == []

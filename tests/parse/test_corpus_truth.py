"""The sample corpus knows its sections and contacts; it was written by others than the parser."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from toolkit.parse import contacts, parse


@pytest.fixture(scope="module")
def truth(root: Path) -> list[dict[str, Any]]:
    with (root / "corpus" / "truth.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def f1(found: Counter[Any], wanted: Counter[Any]) -> float:
    hits = sum((found & wanted).values())
    return 2 * hits / (found.total() + wanted.total())


def test_sections_of_the_sample_corpus(truth: list[dict[str, Any]]) -> None:
    found: Counter[Any] = Counter()
    wanted: Counter[Any] = Counter()
    for article in truth:
        if article["sections"] is None:
            continue
        nodes = [node for node in parse(article["clean"]).walk() if node.kind in ("lead", "section", "conclusion")]
        found.update((article["id"], node.kind, tuple(node.number or ()), node.start) for node in nodes)
        wanted.update((article["id"], s["kind"], tuple(s["number"] or ()), s["start"]) for s in article["sections"])
    assert f1(found, wanted) >= 0.99, (found - wanted, wanted - found)


def test_contacts_of_the_sample_corpus(truth: list[dict[str, Any]]) -> None:
    found: Counter[Any] = Counter()
    wanted: Counter[Any] = Counter()
    for article in truth:
        found.update((article["id"], c.kind, c.value) for c in contacts(article["clean"]))
        wanted.update((article["id"], c["kind"], c["value"]) for c in article["contacts"])
    assert f1(found, wanted) >= 0.99, (found - wanted, wanted - found)

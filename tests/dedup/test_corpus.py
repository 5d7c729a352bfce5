"""The sample corpus: clusters are those of its truth, on clean text and on the damaged text as it lies there."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from toolkit.article import Article
from toolkit.corpus import read
from toolkit.dedup import dedup

Truth = list[dict[str, Any]]

UNREADABLE = {"mojibake", "entities"}
"""Damage that makes another text of it until it is repaired."""


@pytest.fixture(scope="module")
def truth(root: Path) -> Truth:
    lines = (root / "corpus" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def clusters_of(labels: dict[str, Any]) -> set[frozenset[str]]:
    """The clusters as sets of ids; an article without a label is alone."""
    members = defaultdict(set)
    for identity, label in labels.items():
        members[identity if label is None else label].add(identity)
    return {frozenset(found) for found in members.values()}


def test_clean_text(truth: Truth) -> None:
    expected = clusters_of({entry["id"]: entry["cluster"] for entry in truth})
    found = dedup([entry["clean"] for entry in truth]).labels.tolist()
    assert clusters_of({entry["id"]: label for entry, label in zip(truth, found, strict=True)}) == expected


def test_damaged_text_as_it_lies_there(truth: Truth, root: Path) -> None:
    # Unrepaired: notes, shifted bytes, zero-width and half-width characters, lost punctuation, holes, other scripts.
    articles = [item for item in read([str(root / "corpus")]) if isinstance(item, Article)]
    entry_of = {(entry["file"], entry["record"]): entry for entry in truth}
    places = [(Path(a.source).relative_to(root / "corpus").as_posix(), a.record) for a in articles]
    assert sorted(places, key=str) == sorted(entry_of, key=str)
    found = dedup([article.text for article in articles]).labels.tolist()
    names = [entry_of[place]["id"] for place in places]
    expected = clusters_of({entry_of[place]["id"]: entry_of[place]["cluster"] for place in places})
    got = clusters_of(dict(zip(names, found, strict=True)))
    unreadable = {e["id"] for e in truth if UNREADABLE & {d["kind"] for d in e["damage"]}}
    pairs = pairs_of(got)
    right = {pair for pair in pairs_of(expected) if not pair & unreadable}
    assert pairs <= pairs_of(expected)
    assert len(right & pairs) >= 0.95 * len(right)


def pairs_of(clusters: set[frozenset[str]]) -> set[frozenset[str]]:
    return {frozenset((a, b)) for found in clusters for a in found for b in found if a < b}

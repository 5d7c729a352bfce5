"""corpus/: it is what its plan makes, it is read as its truth says, and its labels hold."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from toolkit.article import Article
from toolkit.corpus import read
from toolkit.generate.copying import WAYS
from toolkit.sketch import fold, jaccard, shingles

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def truth(root: Path) -> list[dict[str, Any]]:
    lines = (root / "corpus" / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def found(root: Path) -> dict[str, Article]:
    """The articles as the toolkit reads them, by the id that truth.jsonl uses."""
    prefix = f"{root / 'corpus'}/"
    items = list(read([str(root / "corpus")]))
    assert all(isinstance(item, Article) for item in items), items
    return {item.id.removeprefix(prefix): item for item in items if isinstance(item, Article)}


def test_it_is_what_the_plan_makes(root: Path) -> None:
    command = [sys.executable, str(root / "scripts" / "build_corpus.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_what_it_promises(truth: list[dict[str, Any]]) -> None:
    kinds = Counter(row["kind"] for row in truth)
    assert kinds["farm"] >= 60
    assert kinds["honest"] == 20
    damage = {step["kind"] for row in truth for step in row["damage"]}
    ways = {name for name, way in WAYS.items() if way.kind == "damage"}
    assert damage == ways | {"shifted", "folded"}
    assert {row["encoding"] for row in truth} >= {"utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5"}
    assert {row["script"] for row in truth} == {"hans", "hant"}
    suffixes = {row["file"].split(".", 1)[1] for row in truth}
    assert suffixes >= {"txt", "html", "jsonl", "csv", "parquet"}
    assert suffixes >= {"txt.gz", "txt.zst", "jsonl.gz", "jsonl.zst", "csv.gz"}
    assert all(row["synthetic"] == (row["kind"] == "farm") for row in truth)
    clusters = Counter(row["cluster"] for row in truth)
    assert sum(size > 1 for size in clusters.values()) >= 15


def test_it_is_small(root: Path) -> None:
    assert sum(path.stat().st_size for path in (root / "corpus").rglob("*") if path.is_file()) < 2**20


def test_every_id_is_an_article_and_every_article_has_its_truth(
    truth: list[dict[str, Any]], found: dict[str, Article]
) -> None:
    ids = [row["id"] for row in truth]
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(found)


def test_undamaged_articles_are_read_as_they_were_written(
    truth: list[dict[str, Any]], found: dict[str, Article]
) -> None:
    for row in truth:
        article = found[row["id"]]
        if not row["damage"]:
            assert article.text.rstrip("\n") == row["clean"], row["id"]
        else:
            assert article.text.rstrip("\n") != row["clean"], row["id"]
        marked = article.extra.get("synthetic")
        if row["record"] is not None:
            assert article.record == row["record"]
            assert str(marked).lower() == str(row["synthetic"]).lower()


def test_pages_are_marked_as_synthetic(truth: list[dict[str, Any]], root: Path) -> None:
    for row in truth:
        if row["file"].endswith(".html"):
            page = (root / "corpus" / row["file"]).read_text(encoding=row["encoding"])
            assert ('<meta name="synthetic" content="true">' in page) == row["synthetic"]


def test_spans_point_at_what_they_say(truth: list[dict[str, Any]]) -> None:
    for row in truth:
        clean = row["clean"]
        for contact in row["contacts"]:
            assert clean[contact["start"] : contact["end"]] == contact["raw"]
        for section in row["sections"] or ():
            text = clean[section["start"] : section["end"]]
            assert text.split("\n", 1)[0].endswith(section["heading"]), (row["id"], section)
            assert section["start"] == 0 or clean[section["start"] - 1] == "\n"
            if len(section["number"]) == 1 and section["kind"] == "section":
                assert text[0] != section["heading"][:1]


def test_near_duplicates_are_near_and_others_far(truth: list[dict[str, Any]]) -> None:
    """The labels against every pair, with a margin on both sides of the usual threshold of 0.7."""
    sets = [shingles(fold(row["clean"])) for row in truth]
    for (i, a), (j, b) in itertools.combinations(enumerate(truth), 2):
        similarity = jaccard(sets[i], sets[j])
        if a["cluster"] == b["cluster"]:
            assert similarity >= 0.75, (a["id"], b["id"])
            assert a["family"] == b["family"]
        else:
            assert similarity <= 0.65, (a["id"], b["id"])


def test_contacts_tie_moulds_together(truth: list[dict[str, Any]]) -> None:
    genres: dict[str, set[str]] = {}
    for row in truth:
        for contact in row["contacts"]:
            if contact["kind"] in ("phone", "email", "qq", "wechat"):
                genres.setdefault(contact["value"], set()).add(row["genre"])
    assert sum(len(shared) >= 3 for shared in genres.values()) >= 3


def test_honest_articles_come_from_their_sources(truth: list[dict[str, Any]], root: Path) -> None:
    sources = {path.read_text(encoding="utf-8").rstrip("\n") for path in (root / "scripts" / "honest").glob("*.txt")}
    assert {row["clean"] for row in truth if row["kind"] == "honest"} == sources

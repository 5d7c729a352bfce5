"""Scores by any number of processes, kept on disk: the same, in order, and none lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit.article import Reject
from toolkit.engine import pool
from toolkit.engine.scores import LISTED, Asked, Entry, Scores, score_all, score_one, share, shared
from toolkit.measure import Reference, Score, score

MOULD = (
    "{0}怎麼樣\n小編導語\n隨著網絡的快速發展,越來越多的人使用{0}。本站將詳細介紹。\n一、概述\n{0}只要{1}分鐘。\n"
    "侵權請聯繫刪除:1650000{2}"
)
TEXTS = [MOULD.format(f"小舟{chr(0x4E00 + 37 * i)}", i + 3, 1000 + i) for i in range(30)] + ["\ud800\x00山路彎彎。", ""]


def asked() -> list[Asked]:
    return [Asked(f"t{i}", "some.jsonl", "小舟怎麼樣" if i % 3 else None, text) for i, text in enumerate(TEXTS)]


def test_the_same_for_any_number_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "INLINE", 4)
    monkeypatch.setattr(pool, "BATCH", 5)
    reference = Reference.build(TEXTS, [f"t{i}" for i in range(len(TEXTS))])
    one = list(score_all(asked(), reference, tmp_path / "one", processes=1))
    two = list(score_all(asked(), reference, tmp_path / "two", processes=2))
    assert one == two
    assert [entry.row["id"] for entry in one if isinstance(entry, Entry)] == [a.id for a in asked()]
    entry = one[0]
    assert isinstance(entry, Entry)
    alone = score(TEXTS[0], reference)
    told = json.loads(entry.line)
    assert told.pop("statement") == alone.statement("t0")
    assert told == json.loads(json.dumps({"id": "t0", **alone.to_dict()}))


def test_a_shared_reference_is_the_reference(tmp_path: Path) -> None:
    hosts = [f"h{i % 5}.example" for i in range(len(TEXTS))]
    made = Reference.build(TEXTS, hosts=hosts)
    share(made, tmp_path / "shared")
    again = shared(tmp_path / "shared")
    for text in (*TEXTS[:3], "小舟怎麼樣,山路彎彎"):
        for host in (None, "h1.example"):
            assert score(text, again, host=host).to_dict() == score(text, made, host=host).to_dict()
    assert again.to_bytes() == made.to_bytes()


def test_what_cannot_be_scored_is_a_reject() -> None:
    def fail(article: Asked) -> Score:
        raise ValueError(f"no luck with {article.id}")

    found = score_one(Asked("a\n1", "b.jsonl", None, "text"), fail)
    assert found == Reject("b.jsonl", None, found.reason)  # type: ignore[union-attr]
    assert "'a\\n1'" in found.reason  # type: ignore[union-attr]
    assert "no luck" in found.reason  # type: ignore[union-attr]

    def interrupt(article: Asked) -> Score:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_one(Asked("a", "b", None, ""), interrupt)


def entries(values: list[float]) -> list[Entry]:
    found = []
    for i, value in enumerate(values):
        label = "likely" if value > 0.8 else "none"
        row = {"id": f"n{i:03}", "label": label, "value": value, "templated": False, "templatedness": value / 2}
        found.append(Entry({**row, "p_value": None, "why": "\ud800\n"}, json.dumps({"id": f"n{i:03}", "more": [i]})))
    return found


def test_scores_are_kept_on_disk(tmp_path: Path) -> None:
    values = [(i * 37 % 101) / 101 for i in range(LISTED * 3)] + [0.5] * 9
    given = entries(values)
    scores = Scores(tmp_path / "scores.jsonl")
    scores.fill(given)
    assert len(scores) == len(values)
    assert list(scores.rows()) == [entry.row for entry in given]
    assert [entry["more"] for entry in scores.details()] == [[i] for i in range(len(values))]
    assert scores.count("likely") == sum(value > 0.8 for value in values)
    assert scores.worst == 2
    expected = sorted((entry.row for entry in given), key=lambda row: (-row["value"], row["id"]))[:LISTED]
    assert [row for row, _ in scores.highest()] == expected
    assert [line["id"] for _, line in scores.highest()] == [row["id"] for row in expected]
    assert scores.numbers()[3] == {"label": "none", "value": values[3], "templatedness": values[3] / 2}


def test_no_scores(tmp_path: Path) -> None:
    scores = Scores(tmp_path / "scores.jsonl")
    assert (len(scores), scores.worst, scores.highest(), list(scores.rows())) == (0, 0, [], [])

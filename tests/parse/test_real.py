"""Real samples: the farm articles have their sections, honest news gets none invented and no false phones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from toolkit.parse import contacts, parse

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def news(shared_data: Path) -> list[str]:
    with (shared_data / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("kind", [".txt", ".gold.txt"])
@pytest.mark.parametrize(("name", "tops", "subs"), [("001", 7, 21), ("002", 5, 16), ("003", 5, 14)])
def test_farm_articles_damaged_or_not(shared_data: Path, name: str, tops: int, subs: int, kind: str) -> None:
    (path,) = (p for p in (shared_data / "seeds").glob(f"{name}_*{kind}") if p.name.count(".") == kind.count("."))
    text = path.read_text(encoding="utf-8")
    outline = parse(text)
    numbers = [section.number or [] for section in outline.sections()]
    assert [len(n) for n in numbers].count(1) == tops
    assert [len(n) for n in numbers].count(2) == subs
    assert [node.kind for node in outline.children].count("conclusion") == 1
    assert outline.title is not None
    assert outline.issues == []
    assert "".join(leaf.text for leaf in outline.leaves()) == text


def test_damage_does_not_change_the_outline(shared_data: Path) -> None:
    for gold in sorted((shared_data / "seeds").glob("*.gold.txt")):
        damaged = gold.with_name(gold.name.replace(".gold", ""))
        one, other = (parse(path.read_text(encoding="utf-8")) for path in (gold, damaged))
        assert one.similarity(other) == 1.0


def test_news_gets_no_numbered_sections_by_mistake(news: list[str]) -> None:
    # Read by eye: 9 articles are numbered notices and guides, 67 features have subheadings of their own.
    sectioned = [parse(text).sections() for text in news]
    numbered = sum(any(section.number for section in sections) for sections in sectioned)
    assert numbered <= 9
    assert sum(map(bool, sectioned)) <= 76


def test_contacts_of_the_news_were_all_read_by_eye(news: list[str]) -> None:
    # 120 phones, of embassies and hotlines; one (010-… of Korea) is not what it is taken for.
    counts: dict[str, int] = {}
    for text in news:
        for contact in contacts(text):
            assert text[contact.start : contact.end] == contact.raw
            counts[contact.kind] = counts.get(contact.kind, 0) + 1
    assert counts.pop("editor") >= 2480
    assert counts == {"phone": 120, "url": 18, "domain": 14, "email": 8, "wechat": 1}


def test_sentences_of_an_encyclopaedia_that_end_an_article_stay_text(shared_data: Path) -> None:
    entries = json.loads((shared_data / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))["data"]
    paragraphs = [part["context"] for entry in entries for part in entry["paragraphs"]]
    sentences = [found for text in paragraphs for found in re.findall(r"[^。！？\n]{8,60}[。！？]", text)][::4]
    body = "河邊的樹\n河邊有一排老柳樹，春天的時候枝條垂到水面上，孩子們喜歡在樹下玩耍。\n"
    taken = [found for found in sentences if list(parse(body + found).leaves())[-1].kind not in ("paragraph", "item")]
    assert len(sentences) > 1000
    assert len(taken) <= len(sentences) // 1000

"""The project's templates: they render for any seed, and their truth points at what it says."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate import Generated, generate, load, names
from toolkit.generate.article import STRUCTURE
from toolkit.generate.slots import Records, Values
from toolkit.sketch import fold, jaccard, shingles

if TYPE_CHECKING:
    from pathlib import Path

NAMES = names()
FARM = [name for name in NAMES if load(name).lexicon.kind == "farm"]
SHORTEST, LONGEST = 350, 2000
"""Characters of an article; the real ones have about as many."""
SOME = 40


def test_there_are_templates_of_several_kinds() -> None:
    farm = {"loan_guide", "product_review", "question_answer", "health_advice", "travel_list", "what_happened"}
    assert farm | {"job_listing"} <= set(FARM)
    assert {"weather_bulletin"} == set(NAMES) - set(FARM)


@pytest.fixture(scope="module", params=NAMES)
def articles(request: pytest.FixtureRequest) -> list[Generated]:
    return list(generate(request.param, SOME, seed=11))


def test_each_has_its_page_in_words(root: Path) -> None:
    for name in NAMES:
        about = (root / "templates" / name / "about.md").read_text(encoding="utf-8")
        assert about.startswith(f"# {name}\n")


def test_articles_look_like_articles(articles: list[Generated]) -> None:
    for article in articles:
        assert SHORTEST <= len(article.text) <= LONGEST, article.id
        assert article.title
        assert article.synthetic is True
        assert article.to_dict()["synthetic"] is True
        assert article.sections
        assert any(contact.kind != "editor" for contact in article.contacts)
        assert "{" not in article.text
        assert "}" not in article.text
        assert "\n\n" not in article.text
        assert article.text == article.text.strip("\n")


def test_spans_nest_and_contacts_say_what_stands_there(articles: list[Generated]) -> None:
    for article in articles:
        for node in article.derivation:
            assert 0 <= node.start <= node.end <= len(article.text)
            if node.parent >= 0:
                parent = article.derivation[node.parent]
                assert parent.start <= node.start
                assert node.end <= parent.end
        for contact in article.contacts:
            assert article.text[contact.start : contact.end] == contact.raw
            if contact.kind == "phone":
                assert contact.value == "+86" + re.sub(r"\D", "", contact.raw)
                assert contact.raw.startswith("1650000")
            if contact.kind == "email":
                assert re.fullmatch(r"[a-z0-9]+@[a-z.-]+\.(example|test|invalid)", contact.value)


def test_slots_wrote_one_of_their_values(articles: list[Generated]) -> None:
    lexicon = load(articles[0].template).lexicon
    slots = {**lexicon.variables, **lexicon.slots}
    for article in articles:
        for node in article.derivation:
            text = article.text[node.start : node.end]
            slot = slots.get(node.node)
            if node.type == "number":
                assert float(text) == node.value
            elif isinstance(slot, Values) and node.type == slot.type:
                assert re.fullmatch("|".join(map(pattern, slot.phrases)), text), (node.node, text)
            elif "." in node.node:
                name, field = node.node.split(".")
                records = slots[name]
                assert isinstance(records, Records)
                assert re.fullmatch("|".join(pattern(row[field]) for row in records.rows), text)


def pattern(phrase: Any) -> str:
    """Return an expression for what a phrase can write; a place can write anything."""
    parts = []
    for part in phrase:
        if isinstance(part, str):
            parts.append(re.escape(part))
        elif hasattr(part, "members"):
            parts.append("(?:" + "|".join(pattern(member) for member in part.members) + ")")
        else:
            parts.append(".+")
    return "".join(parts)


def test_sections_begin_with_their_headings(articles: list[Generated]) -> None:
    for article in articles:
        for section in article.sections:
            text = article.text[section.start : section.end]
            first = text.split("\n", 1)[0]
            if section.heading:
                assert first.endswith(section.heading)
                assert section.start == 0 or article.text[section.start - 1] == "\n"
            if section.number:
                assert first != section.heading
        numbers = [part["number"] for part in article.outline()["children"] if part.get("number")]
        tops = [number[0] for number in numbers if isinstance(number, list)]
        assert tops == list(range(1, len(tops) + 1))


def test_the_outline_has_every_line_once(articles: list[Generated]) -> None:
    for article in articles:
        covered: list[tuple[int, int]] = []

        def walk(node: dict[str, Any], covered: list[tuple[int, int]], text: str) -> None:
            assert node["kind"] in STRUCTURE | {"article", "paragraph"}
            if "text" in node:
                assert text[node["start"] : node["end"]] == node["text"]
                covered.append((node["start"], node["end"]))
            at = node["start"]
            for child in node.get("children", ()):
                assert at <= child["start"] <= child["end"] <= node["end"]
                at = child["end"]
                walk(child, covered, text)

        walk(article.outline(), covered, article.text)
        lines = [match.span() for match in re.finditer(r"[^\n]+", article.text)]
        assert covered == lines


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(), index=st.integers(0, 5))
def test_an_article_is_its_name_seed_and_number(name: str, seed: int, index: int) -> None:
    many = list(generate(name, index + 1, seed))
    again = list(generate(name, index + 3, seed))
    assert [article.to_dict() for article in many] == [article.to_dict() for article in again[: index + 1]]
    replayed = load(name).replay(many[-1].choices, seed, index)
    assert replayed.to_dict() == many[-1].to_dict()
    assert len({article.text for article in again}) == len(again)


def test_these_bytes_stay(articles: list[Generated]) -> None:
    """The same on every machine and with every Python: only the text of a template changes them."""
    again = list(generate(articles[0].template, SOME, seed=11))
    digests = [hashlib.sha256("\n".join(a.text for a in some).encode()).hexdigest() for some in (articles, again)]
    assert digests[0] == digests[1]


@pytest.mark.real
def test_nothing_is_copied_from_real_pages(articles: list[Generated], shared_data: Path) -> None:
    """Twelve Han characters in a row are no chance: what the templates write is this project's own."""
    theirs: set[str] = set()
    for path in (shared_data / "seeds").glob("*.gold.txt"):
        theirs |= runs(path.read_text(encoding="utf-8"))
    assert theirs
    for article in articles:
        assert not runs(article.text) & theirs, article.id


def runs(text: str) -> set[str]:
    key = "".join(re.findall("[\u3400-\u9fff]", fold(text)))
    return {key[at : at + 12] for at in range(len(key) - 11)}


def test_two_articles_of_a_mould_share_few_words(articles: list[Generated]) -> None:
    """Articles of one mould are no near-duplicates: the words vary, the outline stays. Bulletins are what they are."""
    if articles[0].template not in FARM:
        return
    sets = [shingles(fold(article.text)) for article in articles[:12]]
    similarities = [jaccard(a, b) for i, a in enumerate(sets) for b in sets[:i]]
    assert max(similarities) < 0.4
    assert sum(similarities) / len(similarities) < 0.2


def test_moulds_share_contacts() -> None:
    """One network prints pages of several moulds: its telephone ties them together. Bulletins have nothing of it."""
    phones = {
        name: {c.value for article in generate(name, 30, seed=5) for c in article.contacts if c.kind == "phone"}
        for name in NAMES
    }
    assert set.intersection(*(phones[name] for name in FARM))
    farm = set.union(*(phones[name] for name in FARM))
    assert not any(phones[name] & farm for name in NAMES if name not in FARM)

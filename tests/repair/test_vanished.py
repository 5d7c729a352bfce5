"""Runs that lost bytes: what is found must be an original of what is seen, whether or not it is the right one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.damage import damage
from toolkit.generate.kit import Entry, Kit, decode, fold_width, random_kit
from toolkit.generate.readings import readings
from toolkit.repair import annotation, repair
from toolkit.repair.annotation import Annotation
from toolkit.repair.evidence import Page, Run
from toolkit.repair.kits import BREAK
from toolkit.repair.search.sizes import ASCII_LOST


def shown(run: Run) -> str:
    """What a decoder makes of a run with its notes."""
    clean = run.clean.encode("gbk")
    parts: list[bytes] = []
    at = 0
    for char, reading, offset in run.entries:
        parts += (clean[at:offset], Entry(char, reading).note)
        at = offset
    return decode(b"".join([*parts, clean[at:]]))


def solutions(text: str) -> list[Run]:
    """All runs that the search finds on a page."""
    solved, _ = annotation._solve(text, annotation._breaks(text), [], annotation.NOTHING.kit)
    return [run for run, _ in solved]


@given(st.integers(0, 10_000), st.integers(20, 130))
def test_what_is_found_looks_like_what_is_seen(articles: list[str], seed: int, entries: int) -> None:
    text = random_kit(seed, entries).annotate(articles[seed % len(articles)])
    for run in solutions(text):
        if ASCII_LOST not in run.lost:
            assert shown(run) == fold_width(text[run.start : run.end])


@pytest.mark.parametrize(
    ("char", "clean"),
    [
        ("驗", "主要是因為服務的質量不高。"),
        ("現", "這類公司在當地政府的監督下經營。"),
        ("數", "這家機構接受當地政府的監督。"),
    ],
)
def test_vanished_pairs_are_filled_in(char: str, clean: str) -> None:
    made = Kit.of([(char, readings().usual[char])]).annotate(clean)
    assert repair(made, "inferred").text == fold_width(clean)


@pytest.mark.parametrize("name", ["翡喀嵊", "葛邏洹"])
def test_the_page_tells_names_that_no_dictionary_has(name: str) -> None:
    sentence = f"這是因為在{name}有人。A"
    done = damage(f"{name}是一處虛構的港口。\n{sentence}", Kit.of([("驗", "yàn")]))
    result = repair(done.text, "inferred")
    assert result.text.startswith(f"{name}是一處虛構的港口。\n這是因為在{name}有人")


def test_most_runs_that_lost_bytes_come_back(articles: list[str]) -> None:
    count: Counter[bool] = Counter()
    for seed, text in enumerate(articles):
        done = damage(text, random_kit(seed, 20 + 2 * seed % 111))
        result = repair(done.text, "inferred", only=["shifted", "notes"])
        for place in done.truth:
            if place.kind == "shifted" and place.lost and "?" not in place.clean:
                edits = [e for e in result.edits if e.start <= place.start and place.end <= e.end]
                count[any(edit.after == place.clean for edit in edits)] += 1
    assert count[True] >= 0.5 * count.total() > 0


def test_a_page_with_simplified_characters_may_have_more_of_them() -> None:
    traditional = Page("平臺為當地用戶提供貸款", [], {}, [])
    mixed = Page("平台為當地用戶提供貸款，约有三成", [], {}, [])
    assert traditional.is_converted
    assert not mixed.is_converted


def test_followers_are_those_of_the_page() -> None:
    page = Page("貸款平臺很多，貸款公司也多。?shù)", [], {}, [14])
    assert page.followers("款") == frozenset("平公")
    assert page.followers("贷款") == frozenset("平公")
    assert page.followers("") == frozenset()


def test_hostile_pages_are_left_alone() -> None:
    text = "當?shù)姆" * 400
    assert BREAK.search(text)
    found = annotation.annotation(text)
    assert isinstance(found, Annotation)
    assert not found.shifted

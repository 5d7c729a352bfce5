"""Which column is what, ids, and values that JSON does not have."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Article, Reject
from toolkit.corpus import ReadOptions
from toolkit.corpus.columns import ArticleMaker, choose_columns, jsonable
from toolkit.corpus.options import ID_NAMES, TEXT_NAMES, TITLE_NAMES, URL_NAMES
from toolkit.corpus.rows import Columns, Row
from toolkit.errors import UsageError


def maker(**options: object) -> ArticleMaker:
    return ArticleMaker(ReadOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TEXT_NAMES)
def test_every_usual_name_of_the_text_in_any_case(name: str) -> None:
    for form in (name, name.upper(), f" {name.capitalize()} "):
        assert choose_columns(["x", form], ReadOptions()) == Columns(form, None, None, None)


def test_the_other_columns_by_their_usual_names() -> None:
    for identity in ID_NAMES:
        assert choose_columns(["text", identity], ReadOptions()) == Columns("text", identity, None, None)
    for title in TITLE_NAMES:
        assert choose_columns(["text", title], ReadOptions()) == Columns("text", None, title, None)
    for url in URL_NAMES:
        assert choose_columns(["text", url], ReadOptions()) == Columns("text", None, None, url)


def test_no_name_is_usual_for_two_things() -> None:
    everything = [*TEXT_NAMES, *ID_NAMES, *TITLE_NAMES, *URL_NAMES]
    assert len({name.casefold() for name in everything}) == len(everything)


def test_the_most_usual_name_wins_and_an_exact_name_before_case() -> None:
    assert choose_columns(["content", "text"], ReadOptions()) == Columns("text", None, None, None)
    assert choose_columns(["BODY", "body"], ReadOptions(text_column="body")) == Columns("body", None, None, None)


def test_a_column_serves_one_purpose() -> None:
    assert choose_columns(["title", "id"], ReadOptions(text_column="title")) == Columns("title", "id", None, None)


def test_many_columns_are_cut_in_a_reason() -> None:
    reason = choose_columns([f"c{n}" for n in range(30)] + ["x" * 99], ReadOptions())
    assert isinstance(reason, str)
    assert "'c19' and 11 more" in reason


def test_ids_and_extras() -> None:
    make = maker().make
    row = Row(3, {"id": 7, "text": "甲。", "title": 2024, "url": None, "tag": {"a": [1]}}, "utf-8")
    article = make(row, "a.jsonl")
    assert article == Article("7", "a.jsonl", "甲。", 3, "2024", None, "utf-8", {"tag": {"a": [1]}})


def test_an_id_that_is_no_name_stays_with_the_extras() -> None:
    article = maker().make(Row(1, {"id": {"$oid": "x"}, "text": "甲。"}, None), "a")
    assert isinstance(article, Article)
    assert (article.id, article.extra) == ("a#1", {"id": {"$oid": "x"}})
    blank = maker().make(Row(1, {"id": " ", "text": "甲。"}, None), "a")
    assert isinstance(blank, Article)
    assert blank.id == "a#1"


@pytest.mark.parametrize(
    ("value", "identity", "title"),
    [
        (1.0, "1", "1"),
        (-0.0, "0", "0"),
        (2.5, "2.5", "2.5"),
        (1e22, "1e+22", "1e+22"),
        (float("nan"), "s#1", None),
        (float("inf"), "s#1", None),
        (float("-inf"), "s#1", None),
    ],
)
def test_numbers_as_ids_and_titles(value: float, identity: str, title: str | None) -> None:
    article = maker().make(Row(1, {"id": value, "title": value, "text": "甲。"}, None), "s")
    assert isinstance(article, Article)
    assert (article.id, article.title) == (identity, title)


def test_repeated_ids_name_their_place() -> None:
    make = maker().make
    rows = [Row(n, {"id": name, "text": "甲。"}, None) for n, name in enumerate(["x", "x", "x@a#4", "x"], start=1)]
    ids = [item.id for item in (make(row, "a") for row in rows) if isinstance(item, Article)]
    assert ids == ["x", "x@a#2", "x@a#4", "x@a#4~2"]


@given(st.lists(st.none() | st.integers(0, 3) | st.text(max_size=3), max_size=20))
def test_ids_are_unique_and_the_same_in_every_run(values: list[object]) -> None:
    def run() -> list[str]:
        make = maker().make
        items = [make(Row(n, {"id": v, "text": "甲"}, None), "s") for n, v in enumerate(values, 1)]
        return [item.id for item in items if isinstance(item, Article)]

    ids = run()
    assert len(set(ids)) == len(ids)
    assert ids == run()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "column 'text' is null"),
        ("", "the text is empty"),
        (" \u3000\n\t", "the text is empty"),
        ("a\0b\0", "the text holds 2 NUL characters (the first at character 1): binary data, or a broken export"),
        (5, "column 'text' holds a number, not text"),
        (True, "column 'text' holds true or false, not text"),
        (["a"], "column 'text' holds a list, not text"),
        ({"a": 1}, "column 'text' holds an object, not text"),
        ("字" * 4, "the text is larger than 10 B; raise the limit with --max-bytes"),
    ],
)
def test_what_cannot_be_an_article(value: object, reason: str) -> None:
    assert maker(max_bytes=10).make(Row(2, {"text": value}, None), "s") == Reject("s", 2, reason)


def test_the_limit_is_one_of_bytes() -> None:
    assert isinstance(maker(max_bytes=12).make(Row(2, {"text": "字" * 4}, None), "s"), Article)


def test_values_that_json_does_not_have() -> None:
    value = {
        1: datetime.datetime(2024, 5, 6, 7, 8, tzinfo=datetime.UTC),
        "d": Decimal("1.10"),
        "b": b"\xff",
        "t": datetime.timedelta(hours=1),
        "l": (1, None),
    }
    expected = {"1": "2024-05-06T07:08:00+00:00", "d": "1.10", "b": "/w==", "t": "1:00:00", "l": [1, None]}
    assert jsonable(value) == expected


@given(st.recursive(st.text() | st.binary() | st.dates() | st.decimals(), lambda s: st.lists(s) | st.tuples(s)))
def test_everything_becomes_json(value: object) -> None:
    json.dumps(jsonable(value))


@pytest.mark.parametrize(
    "options", [{"encoding": "klingon"}, {"encoding": "base64"}, {"max_bytes": 0}, {"stdin_format": "docx"}]
)
def test_options_that_cannot_be(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        ReadOptions(**options)  # type: ignore[arg-type]

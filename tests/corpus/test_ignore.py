"""Ignore patterns: a subset of gitignore's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.ignore import compile_patterns

CASES = [
    ("*.html", "a.html", True),
    ("*.html", "deep/er/a.html", True),
    ("*.html", "a.html.txt", False),
    ("draft", "draft", True),
    ("draft", "x/draft", True),
    ("/draft", "x/draft", False),
    ("old/*.txt", "old/a.txt", True),
    ("old/*.txt", "x/old/a.txt", False),
    ("old/*.txt", "old/x/a.txt", False),
    ("old/**/a.txt", "old/a.txt", True),
    ("old/**/a.txt", "old/x/y/a.txt", True),
    ("**/a.txt", "x/y/a.txt", True),
    ("old/**", "old/x/y", True),
    ("a?.txt", "ab.txt", True),
    ("a?.txt", "a/.txt", False),
    ("[ab].txt", "b.txt", True),
    ("[!ab].txt", "b.txt", False),
    ("[!ab].txt", "c.txt", True),
    ("[0-9]*", "7.txt", True),
    ("[z-a].txt", "b.txt", False),
    ("a[.txt", "a[.txt", True),
    (r"\#a", "#a", True),
    (r"\!a", "!a", True),
    (r"a\*b", "a*b", True),
    (r"a\*b", "axb", False),
    ("小說/", "小說", True),
]


@pytest.mark.parametrize(("line", "path", "expected"), CASES)
def test_one_pattern(line: str, path: str, expected: bool) -> None:
    assert (compile_patterns([line]).verdict(path, is_folder=True) is not None) is expected


def test_blank_lines_and_comments_say_nothing() -> None:
    assert compile_patterns(["", "   ", "# *", "/", "\n"]).patterns == ()


def test_folders_only() -> None:
    spec = compile_patterns(["build/"])
    assert spec.verdict("build", is_folder=True) is not None
    assert spec.verdict("build", is_folder=False) is None


def test_the_last_match_decides() -> None:
    spec = compile_patterns(["*.txt", "!keep.txt"])
    found = spec.verdict("keep.txt", is_folder=False)
    assert found is not None
    assert found.negated
    other = spec.verdict("other.txt", is_folder=False)
    assert other is not None
    assert not other.negated


@given(st.text(), st.text())
def test_any_pattern_compiles_and_matches_something_or_not(line: str, path: str) -> None:
    for pattern in compile_patterns([line]).patterns:
        compile_patterns([pattern.line]).verdict(path, is_folder=False)


@given(st.text(st.characters(exclude_characters="*?[]\\!#/", exclude_categories=["Cs", "Cc", "Z"]), min_size=1))
def test_a_plain_name_matches_itself_and_nothing_else(name: str) -> None:
    spec = compile_patterns([name])
    assert spec.verdict(name, is_folder=False) is not None
    assert spec.verdict(name + "x", is_folder=False) is None

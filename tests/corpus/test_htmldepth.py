"""Pages that nest without end, made shallow before they are parsed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.corpus.html import extract
from toolkit.corpus.htmldepth import MAX_DEPTH, limit_depth

TEXT = "這是一段,說來話長。"

TAGS = [
    *("div", "p", "span", "b", "i", "font", "a", "li", "ul", "ol", "dd", "dt", "dl", "h1", "h2", "table", "tr", "td"),
    *("th", "tbody", "caption", "button", "object", "ruby", "rt", "section", "form", "select", "option", "optgroup"),
    *("center", "blockquote", "pre", "code", "nobr", "details", "x-own", "br", "img", "script", "title"),
]


def depth_of(html: str) -> int:
    """Return how deep a page nests once it is parsed."""
    deepest = 0
    stack = [(LexborHTMLParser(html).root, 0)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        child = None if node is None else node.child
        while child is not None:
            stack.append((child, depth + 1))
            child = child.next
    return deepest


tags = st.builds("<{}{}>".format, st.sampled_from(["", "", "", "/"]), st.sampled_from(TAGS))


@settings(max_examples=150, derandomize=True)  # the count is an estimate: what is tried is the same each time
@given(st.lists(tags, min_size=1, max_size=5))
@example(["<div>", "<table>", "<td>", "</div>"])
@example(["<span>", "<div>", "</span>"])
@example(["<tr>", "<div>", "</tr>"])
@example(["<ruby>", "</form>", "<form>"])
@example(["<div>", "<select>", "</div>", "<select>"])
@example(["<li>", "<dd>"])
@example(["<p>", "<b>", "<i>", "</p>"])
def test_nothing_nests_much_deeper_than_the_limit(cycle: list[str]) -> None:
    page = "".join(tag.replace(">", f" n={n}>") for n in range(300) for tag in cycle) + TEXT
    # A parser adds html, body and, in each table, tbody and tr.
    assert depth_of(limit_depth(page, 20)) <= 4 * 20


@given(st.lists(tags | st.sampled_from(["字", " ", "<!--", "-->", "<", '"', ">"]), max_size=30))
def test_shallow_pages_stay_as_they_are(pieces: list[str]) -> None:
    page = "".join(pieces)
    assert limit_depth(page, len(pieces)) == page


@pytest.mark.parametrize("name", ["div", "span", "li", "table", "section"])
def test_well_formed_pages_of_any_length_stay_as_they_are(name: str) -> None:
    page = f"<{name}><p>{TEXT}<br></{name}>" * 1000
    assert limit_depth(page) == page


def test_missing_end_tags_that_may_be_missing_add_up_to_nothing() -> None:
    rows = "<tr><td>甲<td>乙" * 600
    page = f"<ul>{'<li>甲<p>乙' * 600}</ul><table>{rows}</table><p><font size=2>甲</p>" + "<p><b>甲</p>" * 600
    assert limit_depth(page) == page


@given(st.lists(tags | st.sampled_from(["甲", "乙。", "a"]), max_size=40))
def test_only_names_of_tags_change(pieces: list[str]) -> None:
    page = "".join(pieces)
    nameless = re.compile(r"(?<=<)/?[\w-]+")
    assert nameless.sub("", limit_depth(page, 3)) == nameless.sub("", page)


def test_a_page_of_hundreds_of_thousands_of_open_elements_is_read() -> None:
    deep = 200_000
    inner = f"{'<span>' * deep}{TEXT}{'</span>' * deep}"
    page = f"<title>甲的故事</title>{'<div>' * deep}<p>{TEXT}</p>{inner}{'</div>' * deep}"
    assert extract(page).text.replace("\n", "") == TEXT * 2


def test_formatting_that_is_opened_again_and_again() -> None:
    # Each paragraph would open all of them once more: some ten million elements.
    page = "".join(f"<p><font n={n}>{TEXT}</p>" for n in range(5000))
    assert extract(page).text.count(TEXT) == 5000
    assert depth_of(limit_depth(page)) <= MAX_DEPTH + 4


def test_block_elements_beyond_the_limit_still_break_lines() -> None:
    page = f"{'<div>' * (MAX_DEPTH + 5)}<div>{TEXT}</div><h2>二</h2><p>{TEXT}</p>{'</div>' * (MAX_DEPTH + 5)}"
    assert extract(page).text == f"{TEXT}\n二\n{TEXT}"

"""Snippets for notebooks: the same escaping, small, never failing on what is missing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.report.notebook import MAX_ROWS, scan_html, table_html
from toolkit.report.text import visible

if TYPE_CHECKING:
    from toolkit.report import ReportData

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY, ANY, ANY)
def test_cells_are_text(caption: str, column: str, cell: str) -> None:
    tree = LexborHTMLParser(str(table_html(caption, [column], [[cell, 3, 0.5]])))
    assert [node.tag for node in tree.css("body *") if node.tag != "span"] == (
        ["table", "caption", "thead", "tr", "th", "tbody", "tr", "td", "bdi", "td", "td"]
    )
    assert tree.css_first("caption").text() == visible(caption)
    assert tree.css_first("th").text() == visible(column)
    assert [node.text() for node in tree.css("td")] == [visible(cell), "3", "0.500"]


def test_long_tables_are_cut_and_say_so() -> None:
    html = table_html("Pairs", [], ([at] for at in range(100)), total=5000)
    assert f"showing {MAX_ROWS} of 5,000" in html
    assert html.count("<tr>") == MAX_ROWS


def test_scan_shows_its_totals(demo: ReportData) -> None:
    manifest = {"counts": dataclasses.asdict(demo.counts), "seconds": demo.seconds, "version": "0.1.0"}
    tree = LexborHTMLParser(scan_html(manifest, folder="out/<b>"))
    assert [node.text() for node in tree.css("td[align=right]")] == ["1,302", "118", "211", "140", "4"]
    assert tree.css_first("code").text() == "out/<b>"
    assert "5.6 s · contentfarm-toolkit 0.1.0" in tree.body.text()


def test_an_empty_manifest_is_all_zeros() -> None:
    tree = LexborHTMLParser(scan_html({}))
    assert {node.text() for node in tree.css("td[align=right]")} == {"0"}

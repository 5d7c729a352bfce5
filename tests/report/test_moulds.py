"""The section on templates: what it says, and that hostile text stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from toolkit.induce import induce
from toolkit.report import ReportData, render
from toolkit.report.moulds import MAX_ARTICLE, MouldsView, MouldView

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202e"
TEXTS = [
    f"{name}的說明{HOSTILE}：本店於{year}年開業，歡迎光臨，請勿相信任何來電，如有疑問請向櫃檯詢問。"
    for name, year in (
        ("青禾", 2001),
        ("小舟\u202e", 2002),
        ("<b>橙柚</b>", 2003),
        ("微潮", 2004),
        ("米粒", 2005),
        ("拾光", 2006),
    )
]


def data(moulds: MouldsView | None) -> ReportData:
    return ReportData(title="t", created=datetime(2025, 1, 2, tzinfo=UTC), version="0", moulds=moulds)


def section(page: str) -> LexborHTMLParser:
    found = LexborHTMLParser(page).css_first("#templates")
    assert found is not None
    return LexborHTMLParser(found.html or "")


def view(title: str = HOSTILE, texts: list[str] = TEXTS, file: str = "templates/c1.j2") -> MouldView:
    return MouldView(cluster="c1", title=title, size=600, template=induce(texts), file=file)


def test_fixed_text_is_plain_and_slots_are_marked() -> None:
    page = render(data(MouldsView(least=5, clusters=1, moulds=[view()])))
    found = section(page)
    marked = [node.text() for node in found.css(".mould mark")]
    assert "青禾" in marked
    assert "2001" in marked
    assert "from 6 of 600 articles" in found.body.text()
    assert [node.text() for node in found.css(".varies thead th")][:2] == ["slot", "type"]
    assert "templates/c1.j2" in found.body.text()
    assert "{{" in found.css_first(".source").text()


def test_hostile_text_stays_text() -> None:
    page = render(data(MouldsView(least=5, clusters=1, moulds=[view()])))
    assert len(LexborHTMLParser(page).css("script")) == 1
    assert not section(page).css("b b, .mould b, td b")
    assert "\u202e" not in page


def test_nothing_found_and_nothing_looked_for() -> None:
    assert LexborHTMLParser(render(data(None))).css_first("#templates") is None
    assert (
        "No cluster has 5 articles or more."
        in section(render(data(MouldsView(least=5, clusters=0, moulds=[])))).body.text()
    )
    none = replace(view(texts=TEXTS[:1]), file="")
    found = section(render(data(MouldsView(least=5, clusters=3, moulds=[none]))))
    assert "no template: a template needs at least two articles" in found.body.text()
    assert "Showing 1 of 3" in found.body.text()


def test_long_articles_are_cut() -> None:
    long = [text + "後面的話很長。" * 1000 for text in TEXTS]
    found = section(render(data(MouldsView(least=5, clusters=1, moulds=[view(texts=long)]))))
    shown = found.css_first(".mould").text()
    assert len(shown) < MAX_ARTICLE + 200
    assert shown.endswith("…")

"""The page about measures: hostile text stays text, nothing is loaded, and what is drawn is what was given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.measure import measure, score
from toolkit.report.measures import BINS, LISTED, MeasureView, charts, distribution, render_measures, score_charts

HOSTILE = "<script>alert(1)</script>\u202e\ud800]]>&amp;<img src=x onerror=alert(2)>"
TEXTS = [f"第{i}篇文章說的是同一件事,只有數字{i * 7}不同,其餘都一樣。{chr(0x5000 + 50 * i) * 20}" for i in range(8)]


def view(identity: str = "a", texts: list[str] = TEXTS) -> MeasureView:
    table = measure(texts)
    found = score(texts[0], texts)
    return MeasureView(
        title=identity,
        created=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        version="1",
        inputs=[identity],
        measures=table.to_dict(),
        parts={name: part.tolist() for name, part in table.parts.items()},
        scores=[{"id": identity, **found.to_dict()}] * (LISTED + 5),
        highest=[{"id": identity, **found.to_dict()}] * (LISTED + 5),
        reference=identity,
    )


def test_hostile_text_stays_text() -> None:
    page = render_measures(view(HOSTILE, [HOSTILE + text for text in TEXTS]))
    page.encode()
    tree = LexborHTMLParser(page)
    assert not tree.css("script, img, iframe, object, embed")
    assert all(not name.startswith("on") for node in tree.css("*") for name in node.attributes)
    policy = tree.css_first("meta[http-equiv]").attributes["content"]  # type: ignore[union-attr]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert all(
        node.attributes["href"] == "data:," or (node.attributes["href"] or "").startswith("#")
        for node in tree.css("[href]")
    )


def test_every_measure_is_listed_and_the_highest_scores() -> None:
    given_view = view()
    tree = LexborHTMLParser(render_measures(given_view))
    listed = [node.text(deep=False).strip() for node in tree.css("#measures tbody th")]
    assert listed == [row["name"].replace("_", " ") for row in given_view.measures["measures"]]
    assert len(tree.css("details.card")) == LISTED


def test_what_is_shown_of_a_score_adds_up() -> None:
    given_view = view()
    card = LexborHTMLParser(render_measures(given_view)).css("details.card")[0]
    rows = [[cell.text().strip() for cell in row.css("td")] for row in card.css("tbody tr")]
    for axis, probability in (("farm", "value"), ("templated", "templatedness")):
        shown = [row for row in rows if row[0] == axis]
        assert shown[-1][1] == f"together, a probability of {given_view.highest[0][probability]:.2f}"
        points = [float(row[2]) for row in shown[:-1] if row[2] != "not weighed"]
        assert float(shown[-1][2]) == pytest.approx(sum(points), abs=0.06 * len(shown))


def test_no_scores_no_section() -> None:
    given_view = view()
    bare = MeasureView(**{**vars_of(given_view), "scores": (), "highest": (), "parts": {}})
    page = render_measures(bare)
    assert 'id="scores"' not in page
    assert 'id="distributions"' not in page
    assert score_charts(()) == []


def vars_of(given_view: MeasureView) -> dict[str, object]:
    return {name: getattr(given_view, name) for name in given_view.__dataclass_fields__}


@given(st.lists(st.floats(-0.5, 1.5), max_size=50))
@settings(max_examples=30)
def test_every_value_is_in_one_bin(values: list[float]) -> None:
    chart = distribution("some_name", values)
    assert len(chart.bars) == BINS
    assert sum(bar.value for bar in chart.bars) == len(values)
    for at, bar in enumerate(chart.bars[1:-1], start=1):
        assert bar.value == sum(int(value * BINS) == at and value >= 0 for value in values)


def test_charts_are_of_shares_that_differ() -> None:
    names = {chart.id for chart in charts(view())}
    assert "compression-ratio" not in names
    assert "replicated-shingles" in names
    assert all(chart.svg() for chart in charts(view()))


@pytest.mark.parametrize("label", ["likely", "possible", "none"])
def test_labels_are_counted(label: str) -> None:
    chart = score_charts([{"label": label, "value": 0.5, "templatedness": 0.2}])[0]
    assert {bar.label: bar.value for bar in chart.bars}[label] == 1

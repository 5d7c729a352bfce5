"""Charts as data, and drawings that agree with them."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from toolkit.report import DamageKind, charts
from toolkit.report.svg import compact, strip

if TYPE_CHECKING:
    from toolkit.report.charts import Chart

ANY = st.text(st.characters(exclude_categories=()), min_size=1)


def svg(chart: Chart) -> LexborNode:
    node = LexborHTMLParser(str(chart.svg())).css_first("svg")
    assert node is not None
    return node


def heights(chart: Chart, name: str = "bar", of: str = "height") -> list[float]:
    return [float(rect.attributes[of] or 0) for rect in svg(chart).css(f"rect.{name}")]


@given(st.lists(st.floats(0, 1)), st.sampled_from([0.3, 0.5, 0.7, 0.85, 1.0]))
def test_similarity_chart_counts_every_pair_once(values: list[float], threshold: float) -> None:
    chart = charts.similarity_chart(values, threshold)
    assert sum(bar.value for bar in chart.bars) == len(values)
    first = float(chart.bars[0].label)
    for at, bar in enumerate(chart.bars):
        low = first + at * charts.BIN
        inside = [v for v in values if round(v, 5) >= round(low, 5) and round(v, 5) < round(low + charts.BIN, 5)]
        ones = sum(round(v, 5) >= 1 for v in values) if at == len(chart.bars) - 1 else 0
        assert bar.value == len(inside) + ones


def test_similarity_in_32_bits_falls_where_it_belongs() -> None:
    chart = charts.similarity_chart(np.asarray([0.7, 0.7, 1.0], dtype=np.float32), 0.7)
    assert chart.bars[0] == charts.Bar("0.70", 2, note="0.70–0.72: 2")
    assert chart.bars[-1].value == 1
    assert chart.rule == (0.0, "threshold 0.7")
    assert [label for _, label in chart.ticks] == ["0.7", "0.8", "0.9", "1.0"]


def test_similarity_leaves_out_what_is_none() -> None:
    chart = charts.similarity_chart([float("nan"), -1, 2, 0.9], 0.7)
    assert sum(bar.value for bar in chart.bars) == 1


@given(st.dictionaries(st.integers(1, 5000), st.integers(0, 100)))
def test_cluster_sizes_are_binned_by_doubling(sizes: dict[int, int]) -> None:
    chart = charts.cluster_size_chart(sizes)
    assert sum(bar.value for bar in chart.bars) == sum(count for size, count in sizes.items() if size > 1)
    for bar in chart.bars:
        low, _, high = bar.label.replace(",", "").partition("–")
        assert bar.value == sum(sizes.get(size, 0) for size in range(int(low), int(high or low) + 1))


def test_cluster_size_labels() -> None:
    assert [bar.label for bar in charts.cluster_size_chart({2: 1, 20: 1}).bars] == ["2", "3–4", "5–8", "9–16", "17–32"]


def test_damage_is_ordered_and_bounded() -> None:
    kinds = [DamageKind(name=f"kind{at}", edits=at, left=at % 3) for at in range(40)]
    chart = charts.damage_chart(kinds)
    assert len(chart.bars) == charts.MAX_ROWS
    totals = [bar.value + bar.second for bar in chart.bars[:-1]]
    assert totals == sorted(totals, reverse=True)
    assert sum(bar.value for bar in chart.bars) == sum(range(40))
    assert chart.bars[-1].label == "24 others"


def test_a_chart_is_plain_data() -> None:
    chart = charts.count_chart("scripts", "Scripts", {"hant": 3, "hans": 9}, "articles")
    assert json.loads(json.dumps(chart.to_dict()))["bars"][0]["label"] == "hans"


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_a_taller_bar_is_a_larger_value(values: list[int]) -> None:
    bars = tuple(charts.Bar(str(value), value) for value in values)
    for form, of in (("columns", "height"), ("rows", "width")):
        for log in (False, True):
            chart = charts.Chart(id="x", form=form, title="t", description="d", bars=bars, log=log)  # type: ignore[arg-type]
            drawn = heights(chart, of=of)
            assert len(drawn) == len(values)
            for (a, b), (x, y) in zip(pairwise(values), pairwise(drawn), strict=True):
                assert (x <= y) if a <= b else (x >= y)


@given(st.dictionaries(ANY, st.integers(0, 10**9), max_size=30))
def test_names_are_only_ever_text(counts: dict[str, int]) -> None:
    chart = charts.count_chart("encodings", "Encodings", counts, "articles")
    node = svg(chart)
    assert {child.tag for child in node.css("svg *")} <= {"title", "desc", "g", "text", "rect", "path"}
    assert len(node.css("rect.bar")) == sum(bar.value > 0 for bar in chart.bars)
    str(chart.svg()).encode("utf-8")


@pytest.mark.parametrize(
    "chart",
    [
        charts.similarity_chart([], 0.7),
        charts.cluster_size_chart({}),
        charts.damage_chart([]),
        charts.seconds_chart({}),
        charts.seconds_chart({"read": 0.0}),
    ],
    ids=lambda chart: chart.id,
)
def test_nothing_to_show_is_drawn_all_the_same(chart: Chart) -> None:
    node = svg(chart)
    assert node.attributes["role"] == "img"
    assert node.css_first("title").text() == chart.title
    assert node.css_first("desc").text() == chart.description
    assert not node.css("rect.bar")


def test_a_strip_covers_its_parts() -> None:
    node = LexborHTMLParser(
        str(strip([("s-head", 0, 10), ("s-para", 10, 40), ("s-foot", 40, 40)], 40, "a<b"))
    ).css_first("svg")
    assert [rect.attributes["class"] for rect in node.css("rect")] == ["s-head", "s-para"]
    assert node.attributes["aria-label"] == "a<b"
    assert [float(rect.attributes["x"]) for rect in node.css("rect")] == [0, 250]


@given(st.integers(0, 10**9))
def test_compact_numbers_are_short(value: int) -> None:
    assert len(compact(value)) <= 5

"""The page about how templated a corpus is: every measure with its interval, and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from toolkit.report.charts import Bar, Chart
from toolkit.report.page import content_security_policy, environment, packaged
from toolkit.report.text import number, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

BINS = 20
"""Columns of a distribution over 0 to 1."""

LISTED = 50
"""Articles listed with their evidence."""

LABELS = ("likely", "possible", "none")


@dataclass(frozen=True, kw_only=True)
class MeasureView:
    """What the page shows.

    Attributes:
        title: heading of the page.
        created: when the run was made.
        version: of the toolkit.
        inputs: paths as the caller wrote them.
        measures: `toolkit.measure(...).to_dict()`.
        parts: measure to the numbers it is a mean of.
        scores: `label`, `value` and `templatedness` of each article; empty where none were scored.
        highest: `Score.to_dict()` of the articles that are listed, with their `id`.
        reference: what the articles were scored against, for a person.
    """

    title: str
    created: datetime
    version: str
    inputs: Sequence[str]
    measures: Mapping[str, Any]
    parts: Mapping[str, Sequence[float]]
    scores: Sequence[Mapping[str, Any]] = ()
    highest: Sequence[Mapping[str, Any]] = ()
    reference: str = ""


def render_measures(view: MeasureView) -> str:
    """Draw the page: one self-contained HTML file that can always be encoded as UTF-8."""
    css = packaged("report.css")
    return (
        environment()
        .get_template("measure.html.j2")
        .render(
            view=view,
            rows=view.measures["measures"],
            charts=charts(view),
            scored=score_charts(view.scores),
            shown=view.highest[:LISTED],
            written=written,
            css=Markup(css),  # noqa: S704 - our own file
            policy=content_security_policy(css, ""),
            field_limit=120,
        )
    )


def written(value: float | None) -> str:
    """Write a measure's value with four significant digits; a dash where there is none.

    >>> written(0.123456), written(None)
    ('0.1235', '–')
    """
    return "–" if value is None else f"{value:.4g}"


def charts(view: MeasureView) -> list[Chart]:
    """Return the distribution of each measure that is a share of texts and differs between them."""
    drawn = []
    for row in view.measures["measures"]:
        values = view.parts.get(row["name"], ())
        if row["unit"] == "share" and row["per"] == "texts" and len(set(values)) > 2:
            drawn.append(distribution(row["name"], values))
    return drawn


def distribution(name: str, values: Sequence[float], noun: str = "text") -> Chart:
    """Count values from 0 to 1 in `BINS` equal bins; the last holds 1 too.

    Args:
        name: of the measure: letters and underscores.
        values: any order; what lies outside is counted in the outermost bins.
        noun: what has the values, in the singular.
    """
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, max(0, int(value * BINS)))] += 1
    middle = sorted(values)[len(values) // 2] if values else 0.0
    bars = tuple(
        Bar(f"{at / BINS:.2f}", count, note=f"{at / BINS:.2f}–{(at + 1) / BINS:.2f}: {number(count)}")
        for at, count in enumerate(counts)
    )
    return Chart(
        id=name.replace("_", "-"),
        form="columns",
        title=name.replace("_", " "),
        description=f"{plural(len(values), noun)}, median {middle:.3f}.",
        bars=bars,
        ticks=tuple((at, f"{at / BINS:g}") for at in range(0, BINS + 1, 5)),
    )


def score_charts(scores: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """Return the charts of scored articles: labels, and both probabilities; none without scores."""
    if not scores:
        return []
    counts = {label: sum(score["label"] == label for score in scores) for label in LABELS}
    return [
        Chart(
            id="labels",
            form="rows",
            title="content farm",
            description=f"{plural(len(scores), 'article')} in all.",
            bars=tuple(Bar(label, count, note=f"{number(count)} articles") for label, count in counts.items()),
        ),
        distribution("score", [score["value"] for score in scores], "article"),
        distribution("templatedness", [score["templatedness"] for score in scores], "article"),
    ]

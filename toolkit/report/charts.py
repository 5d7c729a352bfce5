"""Bar charts as data, drawn as inline SVG: no script, no font, no file from elsewhere.

A chart is a `Chart` (a specification with its records) that can be tested, stored and shown in a notebook; `svg`
draws it. Colours come from the style sheet by class, with `currentColor` behind it, so that one drawing serves light,
dark and print. Drawn here rather than by a plotting library because bars are all that a report needs, and the
libraries weigh a hundred megabytes and take longer to import than a small corpus takes to scan.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from toolkit.report.text import number, plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from toolkit.report.data import DamageKind

BIN = 0.02
"""Width of a bin of the similarity histogram: fine enough to tell 0.70 from 0.75, coarse enough for small runs."""

LOG_FROM = 30
"""Largest over smallest bar from which heights are drawn on a logarithmic scale; below, small bars stay visible."""

MAX_ROWS = 16
"""Rows of a horizontal chart; what is beyond is summed up in a last row."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value, a second value stacked on it, and what a pointer over it says."""

    label: str
    value: float
    second: float = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar chart as data.

    Attributes:
        id: a name for anchors, unique on a page; letters and hyphens only, never from data.
        form: `rows` (horizontal, one label each) or `columns` (vertical, over an axis).
        title: what is shown.
        description: the finding in one sentence, for those who do not see the drawing.
        bars: the records.
        series: names of the first and second value, where the second is used.
        log: heights are logarithmic (of 1 + value), so that an empty bar has no height.
        ticks: columns only: (position in bars from the left edge, label); empty labels every bar.
        rule: columns only: (position, label) of a vertical line.
        digits: decimals of the values.
        unit: written after each value.
    """

    id: str
    form: Literal["rows", "columns"]
    title: str
    description: str
    bars: tuple[Bar, ...]
    series: tuple[str, str] = ("", "")
    log: bool = False
    ticks: tuple[tuple[float, str], ...] = ()
    rule: tuple[float, str] | None = None
    digits: int = 0
    unit: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the specification and its records as plain JSON types (tuples for lists)."""
        return asdict(self)

    def svg(self) -> Markup:
        """Draw the chart as one `<svg>` element."""
        from toolkit.report.svg import draw

        return draw(self)

    def _repr_html_(self) -> str:
        return str(self.svg())


def similarity_chart(similarities: Sequence[float], threshold: float) -> Chart:
    """Count pairs per bin of Jaccard similarity; each bin holds its lower edge, the last also 1.

    Args:
        similarities: any order, 0 to 1; NaN and values outside are left out.
        threshold: drawn as a line.
    """
    import numpy as np

    values = np.asarray(similarities, dtype=np.float64).ravel()
    values = values[(values >= 0) & (values <= 1)]
    lowest = min(float(values.min()) if values.size else threshold, threshold)
    first = math.floor(round(lowest * 10, 6)) * round(0.1 / BIN)
    first = min(max(first, 0), round(0.9 / BIN))
    last = round(1 / BIN)
    # Rounded first: 0.7 stored in 32 bits is 0.69999999, and belongs to the bin that begins at 0.70.
    index = np.clip(np.floor(np.round(np.round(values, 5) / BIN, 6)).astype(np.int64), first, last - 1)
    counts = np.bincount(index - first, minlength=last - first)
    bars = tuple(
        Bar(f"{edge * BIN:.2f}", int(count), note=f"{edge * BIN:.2f}–{(edge + 1) * BIN:.2f}: {number(int(count))}")
        for edge, count in enumerate(counts, start=first)
    )
    step = 5 if last - first <= 25 else 10
    ticks = tuple((edge - first, f"{edge * BIN:.1f}") for edge in range(first, last + 1, step))
    if values.size:
        median = float(np.median(values))
        said = f"{plural(values.size, 'pair')} from {values.min():.2f} to {values.max():.2f}, median {median:.2f}."
    else:
        said = "No pairs."
    return Chart(
        id="similarity",
        form="columns",
        title="Similarity of pairs",
        description=f"{said} Bins of {BIN}; pairs count as near-duplicates from {threshold:g}.",
        bars=bars,
        log=_spread([bar.value for bar in bars]),
        ticks=ticks,
        rule=(threshold / BIN - first, f"threshold {threshold:g}"),
    )


def cluster_size_chart(sizes: Mapping[int, int]) -> Chart:
    """Count clusters per size, in bins that double: 2, 3–4, 5–8, 9–16 …; articles alone are no cluster.

    Args:
        sizes: number of articles in a cluster to number of such clusters.
    """
    bins: dict[int, int] = {}
    for size, count in sizes.items():
        if size > 1 and count > 0:
            exponent = (size - 1).bit_length()
            bins[exponent] = bins.get(exponent, 0) + count
    bars = []
    for exponent in range(1, max(bins, default=0) + 1):
        low, high = 2 ** (exponent - 1) + 1, 2**exponent
        label = f"{low}" if low == high else f"{number(low)}–{number(high)}"
        count = bins.get(exponent, 0)
        bars.append(Bar(label, count, note=f"{label} articles: {number(count)}"))
    clusters = sum(bins.values())
    largest = max((size for size, count in sizes.items() if size > 1 and count > 0), default=0)
    said = f"{plural(clusters, 'cluster')}, the largest of {number(largest)} articles." if clusters else "No clusters."
    return Chart(
        id="cluster-sizes",
        form="columns",
        title="Clusters by size",
        description=said,
        bars=tuple(bars),
        log=_spread([bar.value for bar in bars]),
    )


def damage_chart(kinds: Sequence[DamageKind]) -> Chart:
    """Show the places of damage per kind: repaired, and found but left; most first."""
    ordered = sorted(kinds, key=lambda kind: (-(kind.edits + kind.left), kind.name))
    bars = [
        Bar(kind.name, kind.edits, kind.left, f"{number(kind.edits)} repaired, {number(kind.left)} left")
        for kind in ordered
        if kind.edits + kind.left > 0
    ]
    total, left = sum(bar.value for bar in bars), sum(bar.second for bar in bars)
    return Chart(
        id="damage-kinds",
        form="rows",
        title="Places of damage by kind",
        description=f"{number(total)} repaired and {number(left)} found but left, of {plural(len(bars), 'kind')}.",
        bars=_with_rest(bars),
        series=("repaired", "found, left as it is"),
    )


def count_chart(chart_id: str, title: str, counts: Mapping[str, int], noun: str) -> Chart:
    """Show how many articles fall under each name (encodings, scripts), most first.

    Args:
        chart_id: see `Chart.id`.
        title: what the names are.
        counts: name to number of articles.
        noun: what is counted, in the plural.
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    bars = [Bar(name, count, note=f"{number(count)} {noun}") for name, count in ordered]
    total = sum(counts.values())
    return Chart(
        id=chart_id,
        form="rows",
        title=title,
        description=f"{number(total)} {noun} in all.",
        bars=_with_rest(bars),
    )


def seconds_chart(seconds: Mapping[str, float]) -> Chart:
    """Show the wall-clock seconds of each stage, in the order given."""
    bars = [Bar(name, value, note=f"{value:.2f} s") for name, value in seconds.items()]
    return Chart(
        id="seconds",
        form="rows",
        title="Seconds by stage",
        description=f"{sum(seconds.values()):.1f} seconds in all.",
        bars=_with_rest(bars),
        digits=2,
        unit=" s",
    )


def _spread(values: Sequence[float]) -> bool:
    """Tell whether the values differ so much that small bars would vanish on a linear scale."""
    filled = [value for value in values if value > 0]
    return bool(filled) and max(filled) >= LOG_FROM * min(filled)


def _with_rest(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Keep the first rows and sum the others up, so that no chart grows with the data."""
    if len(bars) <= MAX_ROWS:
        return tuple(bars)
    rest = bars[MAX_ROWS - 1 :]
    summed = Bar(f"{len(rest)} others", sum(bar.value for bar in rest), sum(bar.second for bar in rest))
    return (*bars[: MAX_ROWS - 1], summed)

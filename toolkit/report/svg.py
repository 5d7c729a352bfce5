"""Drawing: a `Chart` or a strip of parts becomes one `<svg>` element.

Sizes are in user units of the view box, which the style sheet lets grow or shrink with the column; at the usual
column widths one unit is about one CSS pixel, so text stays legible on a phone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from toolkit.report.text import clip_columns, number, visible, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.report.charts import Bar, Chart

WIDTH = 420
"""View-box width: the width of a chart's column on a wide screen, and a little more than a phone's."""

COLUMN_UNITS = 6.6
"""Mean advance of a half-width character at the charts' 12-unit font size."""

ROW, ROW_BAR = 22, 12
LABEL_COLUMNS = 22
"""Half-width columns that a row's label may take."""

PLOT_HEIGHT = 132
HEAD, FOOT = 18, 22
"""Room over the columns for their values, and under them for the axis."""

STRIP_WIDTH, STRIP_LEAST = 1000, 4
"""Units over a strip, and of its narrowest part: about four pixels on a wide screen, one and a half on a phone."""

CROWDED = 12
"""Columns from which values no longer fit over them; a scale at the side is drawn instead."""


COLUMN_MOST = 70
"""Widest column: two bars over a whole chart would look like two blocks."""


def draw(chart: Chart) -> Markup:
    """Return the chart as one SVG element with title, description, and a tooltip for each bar."""
    body, height = _rows(chart) if chart.form == "rows" else _columns(chart)
    title, description = escape(visible(chart.title)), escape(visible(chart.description))
    return Markup(  # noqa: S704 - built of numbers and escaped text
        f'<svg class="chart {chart.form}" role="img" viewBox="0 0 {WIDTH} {_n(height)}" '
        f'aria-labelledby="{chart.id}-title {chart.id}-desc" font-size="12" fill="currentColor">'
        f'<title id="{chart.id}-title">{title}</title><desc id="{chart.id}-desc">{description}</desc>'
        f"{body}</svg>"
    )


def strip(parts: Sequence[tuple[str, int, int]], total: int, label: str) -> Markup:
    """Draw a text from its first to its last character as a strip of coloured parts.

    Args:
        parts: (class, start, end) in characters; the class is a name of the style sheet, never data.
        total: characters of the whole.
        label: what the strip says, for those who do not see it.
    """
    unit = STRIP_WIDTH / max(1, total)
    shapes: list[str] = []
    drawn = 0.0
    for name, start, end in parts:
        # Short parts are widened to be seen, and push those behind them; what is pushed too far is left out, so that
        # a strip has a bounded number of parts.
        left = max(start * unit, drawn)
        if end > start and left <= start * unit + STRIP_LEAST:
            wide = max(STRIP_LEAST, end * unit - left)
            shapes.append(f'<rect class="{name}" x="{_n(left)}" width="{_n(wide)}" height="10"/>')
            drawn = left + wide
    return Markup(  # noqa: S704
        f'<svg class="strip" role="img" viewBox="0 0 {STRIP_WIDTH} 10" preserveAspectRatio="none" '
        f'aria-label="{escape(visible(label))}">{"".join(shapes)}</svg>'
    )


def _n(value: float) -> str:
    """Write a coordinate with as few digits as show."""
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, text: str, name: str, anchor: str = "start") -> str:
    return f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _rect(x: float, y: float, w: float, h: float, name: str, opacity: float = 1) -> str:
    # The opacity only matters where no style sheet is (notebooks); the page's own rules override it.
    fade = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<rect class="{name}" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}"{fade}/>'


def _line(name: str, x: float, y: float, opacity: float) -> str:
    path = f"M{_n(x)} {_n(y)}H{WIDTH}"
    return f'<path class="{name}" d="{path}" stroke="currentColor" stroke-opacity="{opacity:g}"/>'


def _tooltip(bar: Bar) -> str:
    note = f"{bar.label}: {bar.note}" if bar.note and not bar.note.startswith(bar.label) else bar.note or bar.label
    return f"<title>{escape(visible(note))}</title>"


def _rows(chart: Chart) -> tuple[str, float]:
    labels = [clip_columns(visible(bar.label), LABEL_COLUMNS) for bar in chart.bars]
    values = [_value(chart, bar) for bar in chart.bars]
    left = max((width(label) for label in labels), default=0) * COLUMN_UNITS + 10
    right = max((width(value) for value in values), default=0) * COLUMN_UNITS + 8
    room = max(40.0, WIDTH - left - right)
    largest = max((bar.value + bar.second for bar in chart.bars), default=0) or 1
    out = []
    for at, (bar, label, value) in enumerate(zip(chart.bars, labels, values, strict=True)):
        top = at * ROW + (ROW - ROW_BAR) / 2
        first, second = room * bar.value / largest, room * bar.second / largest
        out.append(f"<g>{_tooltip(bar)}")
        out.append(_text(left - 10, at * ROW + 15, label, "lab", "end"))
        if bar.value > 0:
            first = max(first, 1.5)
            out.append(_rect(left, top, first, ROW_BAR, "bar"))
        if bar.second > 0:
            out.append(_rect(left + first, top, max(second, 1.5), ROW_BAR, "bar2", 0.35))
        out.append(_text(left + max(first + second, 1.5) + 6, at * ROW + 15, value, "val") + "</g>")
    return "".join(out), max(ROW, len(chart.bars) * ROW)


def _value(chart: Chart, bar: Bar) -> str:
    first = number(bar.value, chart.digits) + chart.unit
    return f"{first} + {number(bar.second, chart.digits)}" if bar.second else first


def _columns(chart: Chart) -> tuple[str, float]:
    bars = chart.bars
    height = HEAD + PLOT_HEIGHT + FOOT
    base = HEAD + PLOT_HEIGHT
    if not bars:
        return _text(WIDTH / 2, height / 2, "nothing to show", "lab", "middle"), height
    crowded = len(bars) > CROWDED
    left = 40.0 if crowded else 0.0
    step = min(COLUMN_MOST, (WIDTH - left) / len(bars))
    gap = min(6.0, step * 0.18)
    largest = max((bar.value for bar in bars), default=0) or 1
    out = []
    if crowded:
        for mark in _marks(largest, log=chart.log):
            y = base - PLOT_HEIGHT * _part(mark, largest, log=chart.log)
            out.append(_line("grid", left, y, 0.15))
            out.append(_text(left - 6, y + 4, compact(mark), "lab", "end"))
    for at, bar in enumerate(bars):
        x = left + at * step + gap / 2
        tall = PLOT_HEIGHT * _part(bar.value, largest, log=chart.log)
        if bar.value > 0:
            tall = max(tall, 1.5)
        # A clear rectangle over the whole height gives the tooltip something to be pointed at.
        out.append(f"<g>{_tooltip(bar)}{_rect(x, HEAD, step - gap, PLOT_HEIGHT, 'hit', 0)}")
        if bar.value > 0:
            out.append(_rect(x, base - tall, step - gap, tall, "bar"))
            if not crowded:
                out.append(_text(x + (step - gap) / 2, base - tall - 5, compact(bar.value), "val", "middle"))
        out.append("</g>")
    out.append(_line("axis", left, base, 0.5))
    if chart.rule:
        out.append(_rule(left + chart.rule[0] * step, base, chart.rule[1]))
    marks = chart.ticks or tuple((at + 0.5, bar.label) for at, bar in enumerate(bars))
    wide = not chart.ticks and len(marks) * max(width(text) for _, text in marks) * COLUMN_UNITS > WIDTH - left
    for at, (position, text) in enumerate(marks):
        x = left + position * step
        anchor = "middle"
        if chart.ticks and position in (0, len(bars)):
            anchor = "start" if position == 0 else "end"
        if not wide or at % 2 == 0:
            out.append(_text(x, base + 16, text, "lab", anchor))
    return "".join(out), height


def _rule(x: float, base: float, label: str) -> str:
    anchor = "start" if x < WIDTH / 2 else "end"
    return f'<path class="rule" d="M{_n(x)} {HEAD - 12}V{base}" stroke="currentColor" stroke-dasharray="3 3"/>' + _text(
        x + (5 if anchor == "start" else -5), HEAD - 5, label, "lab", anchor
    )


def _part(value: float, largest: float, *, log: bool) -> float:
    """Height of `value` as a part of the plot."""
    return math.log1p(value) / math.log1p(largest) if log else value / largest


def _marks(largest: float, *, log: bool) -> list[float]:
    """Choose up to four round values for a scale: powers of ten, or 1, 2, 5 times one."""
    if log:
        powers = [10.0**exponent for exponent in range(int(math.log10(max(1.0, largest))) + 1)]
        return powers[:: max(1, math.ceil(len(powers) / 4))]
    raw = max(1.0, largest / 3)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    return [step * at for at in range(1, int(largest / step) + 1)]


def compact(value: float) -> str:
    """Write a number in few characters.

    >>> [compact(n) for n in (7, 950, 1234, 45_678, 3_400_000)]
    ['7', '950', '1.2k', '46k', '3.4M']
    """
    for size, suffix in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            scaled = value / size
            return f"{scaled:.1f}".removesuffix(".0") + suffix if scaled < 10 else f"{scaled:.0f}{suffix}"
    return f"{value:g}"

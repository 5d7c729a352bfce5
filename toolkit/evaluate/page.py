"""An evaluation as HTML: tables for a notebook, and one self-contained page with charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from toolkit.evaluate.evaluation import ROOMS, written
from toolkit.report.charts import Bar, Chart
from toolkit.report.page import content_security_policy, stylesheet
from toolkit.report.text import clip, marked, number, plural, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.evaluate.evaluation import Evaluation
    from toolkit.evaluate.figures import Figure

MAX_ID = 200
"""Characters shown of an id."""
NAMED = 20
"""Ids that are named of those which were not compared."""
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<title>{title}</title>\n<link rel="icon" href="data:,">\n<style>{css}</style>\n</head>\n<body>\n'
    '<header><h1>{title}</h1><p class="lead">{lead}</p></header>\n<main>\n{body}\n</main>\n'
    "<footer><p>{foot}</p></footer>\n</body>\n</html>\n"
)

_CSS = ".part { overflow-wrap: normal; }\n"
"""On a narrow screen the table is scrolled; names of parts are not broken into syllables first."""


def page(evaluation: Evaluation, title: str = "Evaluation") -> str:
    """Return one HTML file that asks nothing of anybody."""
    css = stylesheet() + _CSS
    share = f"{evaluation.bootstrap.level:.0%}"
    sections = []
    for room, heading in ROOMS.items():
        figures = [figure for figure in evaluation.figures if figure.room == room]
        if figures:
            charts = Markup("\n").join(_figure(chart) for chart in charts_of(room, figures))
            sections.append(
                Markup('<section id="{}"><h2>{}</h2>\n<div class="scroll">{}</div>\n{}</section>').format(
                    room, heading, _table(figures, share), charts
                )
            )
    sections.append(_left_out(evaluation))
    return str(
        _PAGE.format(
            policy=content_security_policy(css, ""),
            title=visible(title),
            css=Markup(css),  # noqa: S704 - our own file
            lead=f"{plural(evaluation.compared, 'article')} of the run against the truth.",
            body=Markup("\n").join(sections),
            foot=f"Intervals hold {share} of {number(evaluation.bootstrap.resamples)} bootstrap draws, seed "
            f"{evaluation.bootstrap.seed}. Definitions: docs/commands/evaluate.md.",
        )
    )


def tables(evaluation: Evaluation) -> Markup:
    """Return the tables alone, for a notebook."""
    share = f"{evaluation.bootstrap.level:.0%}"
    return Markup("").join(
        Markup("<h3>{}</h3>{}").format(heading, _table(figures, share))
        for room, heading in ROOMS.items()
        if (figures := [figure for figure in evaluation.figures if figure.room == room])
    )


def charts_of(room: str, figures: Sequence[Figure]) -> list[Chart]:
    """Return a chart for each score that is given for parts of the corpus."""
    charts = []
    names = dict.fromkeys(figure.name for figure in figures if figure.group)
    for index, name in enumerate(names):
        parts = [f for f in figures if f.name == name and f.group and f.value is not None]
        if name.startswith("B-cubed") and not name.endswith("F1"):
            continue
        bars = tuple(Bar(f.group, f.value or 0.0, note=" ".join((f.group, *written(f)))) for f in parts)
        if len(bars) > 1:
            said = f"From {min(bar.value for bar in bars):.3f} to {max(bar.value for bar in bars):.3f}."
            form = f"{room}-{'abcdefgh'[index % 8]}"
            charts.append(Chart(id=form, form="rows", title=name, description=said, bars=bars, digits=3))
    return charts


def _figure(chart: Chart) -> Markup:
    return Markup('<figure><figcaption><b>{}</b></figcaption>{}<p class="note">{}</p></figure>').format(
        chart.title, chart.svg(), chart.description
    )


def _table(figures: Sequence[Figure], share: str) -> Markup:
    heads = (("Score", ""), ("Part", ""), ("Value", "n"), (f"{share} interval", "n"), ("Counts", "n"), ("Units", "n"))
    head = Markup("").join(Markup('<th scope="col" class="{}">{}</th>').format(kind, name) for name, kind in heads)
    rows = []
    for figure in figures:
        cells = (*written(figure), number(figure.units))
        right = Markup("").join(Markup('<td class="n" align="right">{}</td>').format(cell) for cell in cells)
        part = Markup("<bdi>{}</bdi>").format(marked(clip(figure.group, MAX_ID)))
        rows.append(
            Markup('<tr><th scope="row">{}</th><td class="part">{}</td>{}</tr>').format(figure.name, part, right)
        )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, Markup("").join(rows))


def _left_out(evaluation: Evaluation) -> Markup:
    """Name what was not compared: it must not be overlooked."""
    out = Markup("")
    for ids, what in (
        (evaluation.missing, "of the truth are missing in the run"),
        (evaluation.unknown, "of the run are not in the truth"),
    ):
        if ids:
            named = Markup(", ").join(
                Markup("<code><bdi>{}</bdi></code>").format(marked(clip(name, MAX_ID))) for name in ids[:NAMED]
            )
            rest = f" and {number(len(ids) - NAMED)} more" if len(ids) > NAMED else ""
            out += Markup("<p>{} {}: {}{}</p>").format(number(len(ids)), what, named, rest)
    return Markup('<section id="left-out"><h2>Not compared</h2>{}</section>').format(out) if out else out

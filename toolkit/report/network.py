"""A picture of who is tied to whom: articles, the contacts that tie them, the hosts that serve them, as one `<svg>`.

Places come from `toolkit.links.layout`, which has no chance in it: the same component is the same picture in every
run. Every node says what it is when a pointer is over it; contacts and hosts carry their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from toolkit.links.layout import layout
from toolkit.report.text import clip_columns, plural, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.links import Component, Links

WIDTH, HEIGHT = 760, 460
MARGIN_X, MARGIN_Y = 110, 26
"""Units of the view box; the margin leaves room for half a label."""

MAX_ARTICLES = 60
"""Articles drawn: more are a cloud in which no edge can be followed."""
MAX_TIES = 14
MAX_HOSTS = 10
LABEL_COLUMNS = 30
_RADIUS, _SIDE = 4, 9


@dataclass(frozen=True, slots=True)
class Point:
    """One node of the picture: its class in the style sheet, its label (maybe empty) and what it says."""

    name: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Network:
    """A picture as data.

    Attributes:
        points: the nodes; contacts first, then hosts, then articles.
        lines: pairs of points.
        articles: how many articles of the component are drawn.
        title: what is drawn.
        id: for anchors, unique on a page; letters, digits and hyphens, never from data.
    """

    points: tuple[Point, ...]
    lines: tuple[tuple[int, int], ...]
    articles: int
    title: str
    id: str

    def svg(self) -> Markup:
        """Draw it."""
        places = [
            (MARGIN_X + x * (WIDTH - 2 * MARGIN_X), MARGIN_Y + y * (HEIGHT - 2 * MARGIN_Y))
            for x, y in layout(len(self.points), self.lines)
        ]
        out = []
        for a, b in self.lines:
            (x1, y1), (x2, y2) = places[a], places[b]
            out.append(f'<path class="edge" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>')
        # Labels come last: no dot shall hide one.
        labels = []
        for point, (x, y) in zip(self.points, places, strict=True):
            note = f"<title>{escape(visible(point.note))}</title>"
            if point.name == "article":
                out.append(f'<circle class="{point.name}" cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}">{note}</circle>')
                continue
            corner = f'x="{x - _SIDE / 2:.1f}" y="{y - _SIDE / 2:.1f}" width="{_SIDE}" height="{_SIDE}"'
            turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if point.name == "host" else ""
            out.append(f'<rect class="{point.name}" {corner}{turn}>{note}</rect>')
            words = escape(clip_columns(visible(point.label), LABEL_COLUMNS))
            labels.append(f'<text class="{point.name}" x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{words}</text>')
        title = escape(visible(self.title))
        return Markup(  # noqa: S704 - built of numbers and escaped text
            f'<svg class="network" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" aria-labelledby="{self.id}-title" '
            f'font-size="12" fill="currentColor"><title id="{self.id}-title">{title}</title>'
            f"{''.join(out)}{''.join(labels)}</svg>"
        )

    def _repr_html_(self) -> str:
        return str(self.svg())


def network(links: Links, component: Component, number: int) -> Network:
    """Pick what is drawn of a component: the contacts of most articles, and articles evenly from first to last.

    Args:
        links: the graph.
        component: one of its components.
        number: of the picture on its page.
    """
    ties = component.nodes[:MAX_TIES]
    tied = {article for node in ties for article in links.nodes[node].articles}
    drawn = _spread([at for at in component.articles if at in tied], MAX_ARTICLES)
    hosts = [node for node in component.others if links.nodes[node].kind == "host"][:MAX_HOSTS]
    points = [_point(links, node, "tie") for node in ties] + [_point(links, node, "host") for node in hosts]
    place = {article: len(points) + at for at, article in enumerate(drawn)}
    points += [Point("article", "", _article(links, at)) for at in drawn]
    lines = [
        (at, place[article])
        for at, node in enumerate((*ties, *hosts))
        for article in links.nodes[node].articles
        if article in place
    ]
    shown = f"{plural(len(drawn), 'article')}" + (
        f" of {len(component.articles):,}" if len(drawn) < len(component.articles) else ""
    )
    title = f"{shown}, {plural(len(ties), 'contact')} and {plural(len(hosts), 'host')}"
    return Network(tuple(points), tuple(lines), len(drawn), title, f"network-{number}")


def _point(links: Links, node: int, name: str) -> Point:
    found = links.nodes[node]
    return Point(name, found.value, f"{found.kind} {found.value}: {plural(len(found.articles), 'article')}")


def _article(links: Links, at: int) -> str:
    fact = links.articles[at]
    return ", ".join(part for part in (fact.id, fact.title, fact.host) if part)


def _spread(ordered: Sequence[int], count: int) -> list[int]:
    """Pick `count` items evenly from first to last."""
    if len(ordered) <= count:
        return list(ordered)
    return [ordered[at * len(ordered) // count] for at in range(count)]

"""The page of `contentfarm links`: components with their evidence and a picture, hubs, hosts to review."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from toolkit.report.network import network
from toolkit.report.page import content_security_policy, environment, packaged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.links import Component, Edge, Facts, Links, Node
    from toolkit.links.hosts import HostEvidence
    from toolkit.report.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """How much of a graph one page shows; beyond it, only totals.

    Attributes:
        components: components, the largest first.
        pictures: of them with a picture.
        nodes: contacts of one component, and other things it shares.
        articles: articles of one component.
        mentions: places of one contact.
        hubs: hubs.
        hosts: hosts to review.
        field: characters of any single field.
    """

    components: int = 40
    pictures: int = 8
    nodes: int = 12
    articles: int = 24
    mentions: int = 3
    hubs: int = 40
    hosts: int = 100
    field: int = 200


@dataclass(frozen=True, slots=True)
class Tie:
    """A contact within a component: the node, in how many of its articles, and some places where it stands."""

    node: Node
    articles: int
    mentions: Sequence[tuple[Facts, Edge]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A component as drawn."""

    component: Component
    ties: Sequence[Tie]
    others: Sequence[tuple[Node, int]]
    articles: Sequence[Facts]
    hosts: Sequence[tuple[str, int]]
    network: Network | None


def render_links(
    links: Links, hosts: Sequence[HostEvidence], manifest: Mapping[str, Any], limits: LinkLimits | None = None
) -> str:
    """Draw a graph as one self-contained HTML page.

    Args:
        links: the graph.
        hosts: the hosts proposed for review.
        manifest: what the run says about itself: `title`, `created`, `inputs`, `by`, `rule`, `counts`, `toolkit`.
        limits: how much of it at most; the defaults if None.

    Returns:
        The page. It can always be encoded as UTF-8, whatever the data holds.
    """
    limits = limits or LinkLimits()
    css, script = packaged("report.css") + packaged("links.css"), packaged("report.js")
    created = datetime.fromisoformat(manifest["created"])
    tying = [node for node in links.hubs if node.kind in (*links.by, "host")]
    return (
        environment()
        .get_template("links.html.j2")
        .render(
            manifest=manifest,
            n=manifest["counts"],
            when=f"{created.day} {created:%B %Y, %H:%M %Z}".strip(),
            components=_drawn(links, limits),
            hubs=tying[: limits.hubs],
            hubs_total=len(tying),
            hosts=hosts[: limits.hosts],
            hosts_total=len(hosts),
            limits=limits,
            field_limit=limits.field,
            css=Markup(css),  # noqa: S704 - our own files
            script=Markup(script),  # noqa: S704 - our own file
            policy=content_security_policy(css, script),
        )
    )


def _drawn(links: Links, limits: LinkLimits) -> list[Drawn]:
    shown = links.components[: limits.components]
    wanted = {(node, at) for at, component in enumerate(shown) for node in component.nodes[: limits.nodes]}
    component_of = links.component_of()
    mentions: dict[int, list[tuple[Facts, Edge]]] = {}
    for edge in links.edges:
        if (edge.node, component_of[edge.article]) not in wanted:
            continue
        places = mentions.setdefault(edge.node, [])
        # One place an article: three of one page would show one page.
        if len(places) < limits.mentions and not any(other.article == edge.article for _, other in places):
            places.append((links.articles[edge.article], edge))
    found = []
    for at, component in enumerate(shown):
        inside = set(component.articles)
        hosts = Counter(host for article in component.articles if (host := links.articles[article].host))
        found.append(
            Drawn(
                component=component,
                ties=[
                    Tie(links.nodes[node], len(links.nodes[node].articles), mentions.get(node, ()))
                    for node in component.nodes[: limits.nodes]
                ],
                others=[
                    (links.nodes[node], len(inside.intersection(links.nodes[node].articles)))
                    for node in component.others
                    if links.nodes[node].kind != "host"
                ][: limits.nodes],
                articles=[links.articles[article] for article in component.articles[: limits.articles]],
                hosts=sorted(hosts.items(), key=lambda entry: (-entry[1], entry[0])),
                network=network(links, component, at + 1) if at < limits.pictures else None,
            )
        )
    return found

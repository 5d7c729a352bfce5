"""Hosts that carry evidence of a farm, to be reviewed by a person before anybody blocks them.

A host is proposed only for what stands on its pages, never for its name: traces of the annotator's kit, or a contact
that ties it to another host whose pages are copies or of one mould. A portal on which one such page was found is not
proposed, nor is a host that governments, schools or armed forces run.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.links.model import Links

LEAST_ARTICLES = 2
"""Articles of a host in the corpus: one page may have been put there by anybody."""

LEAST_SHARE = 0.5
"""Share of a host's articles that must carry the evidence: below, others publish there, too."""

_OFFICIAL = re.compile(r"(?:^|\.)(?:gov|edu|mil|ac|int)(?:\.[a-z]{2})?$")
"""Names that are only given to governments, schools, armed forces and treaty organisations (IANA root zone, and the
same labels under country domains); a farm page there was put there by an intruder."""


@dataclass(frozen=True, slots=True)
class HostEvidence:
    """What speaks against a host.

    Attributes:
        host: its canonical name.
        articles: its articles in the corpus.
        kit: how many of them carry the annotator's notes.
        tied: how many of them are tied to articles of other hosts by a contact, and share copies or moulds with them.
        contacts: the contacts that tie it to other hosts, `kind:value`, those of most of its articles first.
        hosts: the other hosts behind these contacts, sorted.
        component: id of the component that most of its tied articles are in; empty without one.
    """

    host: str
    articles: int
    kit: int
    tied: int
    contacts: tuple[str, ...]
    hosts: tuple[str, ...]
    component: str

    @property
    def why(self) -> str:
        """The evidence as one line for a person."""
        parts = [f"{self.articles} articles"]
        if self.kit:
            parts.append(f"{self.kit} with an annotator's notes")
        if self.tied:
            shared = ", ".join(self.contacts[:3]) + (" …" if len(self.contacts) > 3 else "")
            others = f"{len(self.hosts)} other host{'s' if len(self.hosts) != 1 else ''}"
            parts.append(f"{self.tied} tied to {others} by {shared} and by copies or moulds")
        return "; ".join(parts)


def host_evidence(links: Links) -> list[HostEvidence]:
    """Return the hosts that carry evidence, those with most articles behind it first."""
    from toolkit.links.build import has_kit

    articles = links.articles
    hosts = {node.value: node for node in links.nodes if node.kind == "host"}
    bridges = _bridges(links)
    component_of = links.component_of()
    found = []
    for name, node in hosts.items():
        own = node.articles
        if node.reach.hub or len(own) < LEAST_ARTICLES or _OFFICIAL.search(name):
            continue
        kit = [article for article in own if has_kit(articles[article].kit_level, articles[article].notes)]
        tied = [article for article in own if article in bridges]
        if len({*kit, *tied}) < LEAST_SHARE * len(own):
            continue
        contacts = Counter(key for article in tied for key in bridges[article])
        others = {articles[article].host for key in contacts for article in links.node(*key.split(":", 1)).articles} - {
            name,
            None,
        }
        components = Counter(component_of[article] for article in tied)
        component = min(components, key=lambda at: (-components[at], at)) if components else None
        found.append(
            HostEvidence(
                host=name,
                articles=len(own),
                kit=len(kit),
                tied=len(tied),
                contacts=tuple(sorted(contacts, key=lambda key: (-contacts[key], key))),
                hosts=tuple(sorted(host for host in others if host)),
                component="" if component is None else links.components[component].id,
            )
        )
    return sorted(found, key=lambda evidence: (-(evidence.kit + evidence.tied), evidence.host))


def _bridges(links: Links) -> dict[int, list[str]]:
    """Return the articles that share a tying contact, and a copy or a mould, with articles of another host."""
    articles = links.articles
    alike: dict[int, list[int]] = {}  # article to the clusters and moulds that it is in
    for at, node in enumerate(links.nodes):
        if node.kind in ("cluster", "mould") and len({articles[a].host for a in node.articles} - {None}) > 1:
            for article in node.articles:
                alike.setdefault(article, []).append(at)
    found: dict[int, list[str]] = {}
    for node in links.nodes:
        if not node.ties or node.kind in ("host", "cluster", "mould", "kit"):
            continue
        hosts_of: dict[int, set[str]] = {}  # cluster or mould to the hosts on which this contact's articles have it
        for article in node.articles:
            host = articles[article].host
            for other in alike.get(article, ()) if host else ():
                hosts_of.setdefault(other, set()).add(str(host))
        for article in node.articles:
            if articles[article].host and any(len(hosts_of[other]) > 1 for other in alike.get(article, ())):
                found.setdefault(article, []).append(node.id)
    return found

"""The nouns of linking: nodes, edges, components, and the whole graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.links.facts import Facts, Key
    from toolkit.links.hubs import HubRule, Reach

NODE_KINDS = (
    *("phone", "email", "qq", "wechat", "telegram", "url", "domain", "icp", "editor"),
    *("host", "cluster", "mould", "kit"),
)
"""Kinds of nodes besides articles: the kinds of contact, the host that served an article, its cluster of
near-duplicates, its mould (shared headings), its place in the annotator's order."""

TYING_KINDS = ("phone", "email", "qq", "wechat", "telegram", "url", "icp")
"""Kinds that put two articles into one component unless the caller chooses otherwise. A named editor or a bare domain
ties nothing: honest newsrooms share editors, and everybody links to the same portals. Nor do copies, moulds and hosts:
texts are copied between hands, and a host serves many."""

EdgeKind = Literal["names", "served by", "copy of", "mould of", "annotated like"]


@dataclass(frozen=True, slots=True)
class Node:
    """What articles may share.

    Attributes:
        kind: one of `NODE_KINDS`.
        value: the normalised value; with the kind it makes the node's identity.
        articles: indexes of the articles, ascending.
        reach: how far it reaches, and whether it is a hub.
        ties: whether it puts its articles into one component: its kind ties, two articles have it, and it is no hub.
        raws: distinct spellings, in the order met.
    """

    kind: str
    value: str
    articles: tuple[int, ...]
    reach: Reach
    ties: bool
    raws: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Kind and value."""
        return self.kind, self.value

    @property
    def id(self) -> str:
        """Kind and value as one string, `phone:+8615000001234`."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One piece of evidence that an article has something: one mention, or one fact.

    Attributes:
        article: index of the article.
        node: index of the node in `Links.nodes`.
        kind: what the edge says.
        start, end: where it stands in the text; None for what stands nowhere (a host, a copy).
        raw: as written; for other facts the number that speaks for it (similarity, notes) or nothing.
        certainty: `proved`, `inferred`, `guess`.
        part: kind of the leaf of the outline that holds it; empty for what stands nowhere.
    """

    article: int
    node: int
    kind: EdgeKind
    start: int | None = None
    end: int | None = None
    raw: str = ""
    certainty: str = "proved"
    part: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """Articles tied together, directly or through one another.

    Attributes:
        id: derived from the ids of its articles, so it is the same in every run over the same articles.
        articles: indexes, ascending; two or more.
        nodes: indexes of the nodes that tie them, those of most articles first.
        others: indexes of nodes that two or more of them share but that do not tie (hosts, moulds, editors, hubs).
    """

    id: str
    articles: tuple[int, ...]
    nodes: tuple[int, ...]
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The graph of a corpus.

    Attributes:
        articles: the articles' facts; everything else refers to them by index.
        nodes: what articles have: every contact, host, cluster, mould and kit level, in the order met.
        edges: the evidence, article by article.
        components: the largest first.
        by: kinds of nodes that tie.
        rule: the thresholds for hubs.
    """

    articles: Sequence[Facts]
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    components: Sequence[Component]
    by: tuple[str, ...]
    rule: HubRule
    _index: Mapping[Key, int] = field(default_factory=dict, repr=False)

    @property
    def hubs(self) -> list[Node]:
        """The hubs, those of most articles first."""
        found = [node for node in self.nodes if node.reach.hub]
        return sorted(found, key=lambda node: (-len(node.articles), node.key))

    def node(self, kind: str, value: str) -> Node:
        """Return one node.

        Raises:
            KeyError: no article has it.
        """
        return self.nodes[self._index[kind, value]]

    def component_of(self) -> list[int]:
        """Return for each article the index of its component, -1 where it is tied to no other."""
        found = [-1] * len(self.articles)
        for at, component in enumerate(self.components):
            for article in component.articles:
                found[article] = at
        return found

    def __repr__(self) -> str:
        return (
            f"<Links: {len(self.articles)} articles, {len(self.nodes)} nodes, {len(self.edges)} edges, "
            f"{len(self.components)} components, {len(self.hubs)} hubs>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        rows = []
        for component in self.components[:20]:
            tied = ", ".join(self.nodes[node].id for node in component.nodes[:3])
            rows.append(f"<tr><td>{component.id}</td><td>{len(component.articles)}</td><td>{escape(tied)}</td></tr>")
        head = "<tr><th>component</th><th>articles</th><th>tied by</th></tr>"
        return f"<p>{escape(repr(self)[1:-1])}</p><table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"

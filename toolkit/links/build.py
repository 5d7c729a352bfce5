"""From the facts of articles to the graph: nodes, evidence, hubs, components."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from toolkit.links.facts import FOOTER_PARTS, KIT_NOTES
from toolkit.links.hubs import HubRule, Reach, agreement, judge
from toolkit.links.model import NODE_KINDS, TYING_KINDS, Component, Edge, Links, Node
from toolkit.links.signals import coded, kit_settings, moulds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from toolkit.links.facts import Facts, Key
    from toolkit.links.model import EdgeKind


def build(articles: Iterable[Facts], *, by: Collection[str] = TYING_KINDS, rule: HubRule | None = None) -> Links:
    """Link articles by what they share.

    Args:
        articles: the facts of each.
        by: kinds of nodes that put articles into one component; see `NODE_KINDS`.
        rule: the thresholds for hubs; None takes the defaults.

    Raises:
        UsageError: `by` names a kind that does not exist.
    """
    import numpy as np

    from toolkit.errors import UsageError

    unknown = sorted(set(by) - set(NODE_KINDS))
    if unknown:
        raise UsageError(f"unknown kind to link by: {', '.join(unknown)}; use some of {', '.join(NODE_KINDS)}")
    rule = rule or HubRule()
    facts = list(articles)
    signals = {
        "cluster": coded(fact.cluster for fact in facts),
        "mould": moulds(
            np.array([pair for fact in facts for pair in fact.headings], dtype=np.int64),
            np.array([len(fact.headings) for fact in facts], dtype=np.int64),
        ),
        "kit": coded("kit" if has_kit(fact.kit_level, fact.notes) else None for fact in facts),
        "host": coded(fact.host for fact in facts),
    }
    kits = _kits(facts)
    collector = _Collector()
    for at, fact in enumerate(facts):
        collector.add(at, fact, int(signals["mould"][at]), kits.get(at), facts)
    reaches = reach(collector.articles, collector.cited, signals, rule, by)
    nodes = [
        Node(
            kind=key[0],
            value=key[1],
            articles=tuple(articles_),
            reach=reaches[key],
            ties=key[0] in by and len(articles_) > 1 and not reaches[key].hub,
            raws=tuple(collector.raws[key]),
        )
        for key, articles_ in collector.articles.items()
    ]
    components = find_components(facts, nodes)
    return Links(facts, nodes, collector.edges, components, tuple(by), rule, collector.index)


def _kits(facts: Sequence[Facts]) -> dict[int, int]:
    """Return the setting of the annotator's kit of each article that has enough notes."""
    pages = [at for at, fact in enumerate(facts) if has_kit(fact.kit_level, fact.notes)]
    levels = [facts[at].kit_level or 0 for at in pages]
    limits = [facts[at].kit_limit or level + 1 for at, level in zip(pages, levels, strict=True)]
    return dict(zip(pages, kit_settings(levels, limits), strict=True))


class _Collector:
    """Gathers nodes and edges, article by article."""

    def __init__(self) -> None:
        self.articles: dict[Key, list[int]] = {}
        self.cited: dict[Key, int] = defaultdict(int)
        self.raws: dict[Key, dict[str, None]] = defaultdict(dict)
        self.index: dict[Key, int] = {}
        self.edges: list[Edge] = []

    def add(self, at: int, fact: Facts, mould: int, kit: int | None, facts: Sequence[Facts]) -> None:
        own: set[Key] = set()
        for mention in fact.mentions:
            key = mention.key
            self.raws[key].setdefault(mention.raw)
            if mention.part in FOOTER_PARTS:
                own.add(key)
            node = self._node(key, at)
            place = (mention.start, mention.end, mention.raw, mention.certainty, mention.part)
            self.edges.append(Edge(at, node, "names", *place))
        for key in {mention.key for mention in fact.mentions} - own:
            self.cited[key] += 1
        if fact.host is not None:
            self._fact(at, ("host", fact.host), "served by", fact.host)
        if fact.cluster is not None:
            self._fact(at, ("cluster", fact.cluster), "copy of", f"{fact.similarity:.4f}")
        if mould >= 0:
            self._fact(at, ("mould", facts[mould].id), "mould of", "", "inferred")
        if kit is not None:
            self._fact(at, ("kit", str(kit)), "annotated like", f"{fact.notes} notes", "inferred")

    def _fact(self, at: int, key: Key, kind: EdgeKind, raw: str, certainty: str = "proved") -> None:
        self.edges.append(Edge(at, self._node(key, at), kind, raw=raw, certainty=certainty))

    def _node(self, key: Key, at: int) -> int:
        articles = self.articles.setdefault(key, [])
        if not articles or articles[-1] != at:
            articles.append(at)
        return self.index.setdefault(key, len(self.index))


def has_kit(level: int | None, notes: int) -> bool:
    """Tell whether an article carries enough notes of an annotator's kit.

    Args:
        level: how far down the annotator's order its notes reach; None without notes.
        notes: how many there are.
    """
    return level is not None and notes >= KIT_NOTES


def reach(
    articles_of: Mapping[Key, Sequence[int]],
    cited: Mapping[Key, int],
    signals: Mapping[str, NDArray[Any]],
    rule: HubRule,
    by: Collection[str],
) -> dict[Key, Reach]:
    """Judge every contact and host.

    Hosts are judged first, by what stands in the articles only: a portal serves unrelated articles, so that sharing
    it is no relation, and its complaint number must not pass for a farm's because all its articles have one host.

    Args:
        articles_of: kind and value to the indexes of the articles, ascending.
        cited: how many of them name it in the body only; missing is 0.
        signals: `cluster`, `mould`, `kit` and `host` as integer arrays, below 0 for unknown.
        rule: the thresholds.
        by: kinds that tie.
    """
    import numpy as np

    found: dict[Key, Reach] = {}
    content = [signals[name] for name in ("cluster", "mould", "kit")]
    # Facts of the articles themselves are no contacts: a cluster or a mould is a relation by definition.
    for key, articles in articles_of.items():
        if key[0] in ("cluster", "mould", "kit"):
            found[key] = Reach(len(articles), 1, 0, 0, hub=False, why="")
    hosts = {key: articles for key, articles in articles_of.items() if key[0] == "host"}
    found |= _judged(hosts, {}, content, rule)
    own_host = signals["host"].copy()
    for key, articles in hosts.items():
        if found[key].hub:
            own_host[np.asarray(articles)] = -1
    judged: dict[Key, Reach] = {}
    for in_body in (True, False):
        contacts = {
            key: articles
            for key, articles in articles_of.items()
            if key not in found and (2 * cited.get(key, 0) >= len(articles)) == in_body
        }
        # A publisher answers for what stands in its footers, not for the hotlines that its articles cite.
        judged |= _judged(contacts, cited, content if in_body else [*content, own_host], rule)
    return found | judged | _bridges(articles_of, judged, len(own_host), rule, by)


def _bridges(
    articles_of: Mapping[Key, Sequence[int]],
    judged: Mapping[Key, Reach],
    count: int,
    rule: HubRule,
    by: Collection[str],
) -> dict[Key, Reach]:
    """Judge again the contacts that are cited: by the hands that they would join.

    A hand is a component of two or more articles over the contacts that stand in footers and tie.
    """
    shared = {key: r for key, r in judged.items() if key[0] in by and r.articles > 1 and not r.hub}
    own = [articles_of[key] for key, r in shared.items() if 2 * r.cited < r.articles]
    cited = [key for key, r in shared.items() if 2 * r.cited >= r.articles]
    if not own or not cited:
        return {}
    labels = connected(count, own)
    signed = {labels[article] for articles in own for article in articles}
    found = {}
    for key in cited:
        hands = len({labels[article] for article in articles_of[key]} & signed)
        r = shared[key]
        found[key] = judge(key, r.articles, r.groups, r.cited, rule, hands)
    return found


def _judged(
    articles_of: Mapping[Key, Sequence[int]],
    cited: Mapping[Key, int],
    signals: Sequence[NDArray[Any]],
    rule: HubRule,
) -> dict[Key, Reach]:
    keys = list(articles_of)
    shared = [key for key in keys if len(articles_of[key]) > 1]
    groups = dict(zip(shared, agreement([articles_of[key] for key in shared], signals), strict=True))
    return {
        key: judge(key, len(articles_of[key]), groups.get(key, len(articles_of[key])), cited.get(key, 0), rule)
        for key in keys
    }


def find_components(facts: Sequence[Facts], nodes: Sequence[Node]) -> list[Component]:
    """Return the connected components of the articles over the nodes that tie, the largest first."""
    tying = [at for at, node in enumerate(nodes) if node.ties]
    labels = connected(len(facts), [nodes[at].articles for at in tying])
    members: dict[int, list[int]] = defaultdict(list)
    for article, label in enumerate(labels):
        members[label].append(article)
    tied: dict[int, list[int]] = defaultdict(list)
    for at in tying:
        tied[labels[nodes[at].articles[0]]].append(at)
    others: dict[int, list[int]] = defaultdict(list)
    for at, node in enumerate(nodes):
        if node.ties or len(node.articles) < 2:
            continue
        count: dict[int, int] = defaultdict(int)
        for article in node.articles:
            count[labels[article]] += 1
        for label, shared in count.items():
            if shared > 1 and label in tied:
                others[label].append(at)

    def by_size(at: int) -> tuple[int, Key]:
        return -len(nodes[at].articles), nodes[at].key

    found = [
        Component(
            id=component_id(facts[article].id for article in members[label]),
            articles=tuple(members[label]),
            nodes=tuple(sorted(tied[label], key=by_size)),
            others=tuple(sorted(others[label], key=by_size)),
        )
        for label in tied
    ]
    return sorted(found, key=lambda component: (-len(component.articles), component.articles))


def connected(count: int, sets: Sequence[Sequence[int]]) -> list[int]:
    """Return the connected component of each of `count` articles, where the articles of a set are connected."""
    if not sets:
        return list(range(count))
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows = np.concatenate([np.asarray(articles, dtype=np.int64) for articles in sets])
    columns = count + np.repeat(np.arange(len(sets)), [len(articles) for articles in sets])
    size = count + len(sets)
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return [int(label) for label in labels[:count]]


def component_id(ids: Iterable[str]) -> str:
    """Name a component by its members: the same members have the same name in every run, in whatever order."""
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(identity.encode("utf-8", "surrogatepass") for identity in ids):
        digest.update(len(name).to_bytes(4, "big") + name)
    return "k" + digest.hexdigest()

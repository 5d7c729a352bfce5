"""`links`: texts in, the graph out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from toolkit.article import Article
from toolkit.links.build import build
from toolkit.links.facts import Facts, heading_pairs, host_of, kit_limit, mentions
from toolkit.links.model import TYING_KINDS, Links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from toolkit.article import Edit
    from toolkit.links.hubs import HubRule


@runtime_checkable
class HasFacts(Protocol):
    """What can tell the facts of its articles itself, such as a complete run (`toolkit.Scan`)."""

    def facts(self) -> Iterable[Facts]:
        """Return the facts of each article."""
        ...


def links(
    articles: HasFacts | Iterable[str | Article | Facts],
    *,
    by: Collection[str] = TYING_KINDS,
    rule: HubRule | None = None,
    threshold: float = 0.7,
) -> Links:
    r"""Link articles by the contacts, copies, moulds and hosts that they share.

    Args:
        articles: texts, articles, or facts found before, in any mixture; or a complete run.
        by: kinds of nodes that put articles into one component.
        rule: the thresholds for hubs; None takes the defaults.
        threshold: Jaccard similarity of 5-character shingles from which two texts are copies, in (0, 1]; not used for
            facts found before.

    Returns:
        Nodes, evidence, hubs and components.

    Raises:
        UsageError: `by` names a kind that does not exist.

    >>> found = links(["甲文\n聯系電話:15000000001", "乙文,內容不同\n聯系電話:150-0000-0001", "丙文"])
    >>> [component.articles for component in found.components], found.node("phone", "+8615000000001").raws
    ([(0, 1)], ('15000000001', '150-0000-0001'))
    """
    if isinstance(articles, HasFacts):
        return build(articles.facts(), by=by, rule=rule)
    return build(read_facts(articles, threshold), by=by, rule=rule)


def read_facts(articles: Iterable[str | Article | Facts], threshold: float = 0.7) -> list[Facts]:
    """Repair, parse and compare texts, and return what linking needs to know of each.

    Args:
        articles: texts, articles, or facts found before, which stay as they are.
        threshold: Jaccard similarity from which two texts are copies.
    """
    items = list(articles)
    texts = [_text(item) for item in items]
    clusters = _clusters([text for text in texts if text is not None], threshold)
    facts: list[Facts] = []
    for at, (item, text) in enumerate(zip(items, texts, strict=True)):
        if isinstance(item, Facts) or text is None:
            assert isinstance(item, Facts)
            facts.append(item)
            continue
        own = item if isinstance(item, Article) else None
        cluster, similarity = next(clusters)
        facts.append(_facts(own.id if own else str(at), text, own, cluster, similarity))
    return facts


def _text(item: str | Article | Facts) -> str | None:
    if isinstance(item, str):
        return item
    return item.text if isinstance(item, Article) else None


def _clusters(texts: Sequence[str], threshold: float) -> Any:
    """Yield cluster and similarity of each text; None for a text without a copy."""
    if len(texts) < 2:
        yield from [(None, 1.0)] * len(texts)
        return
    from toolkit.dedup import dedup

    found = dedup(texts, threshold)
    names = found.cluster_ids
    for label, similarity in zip(found.labels, found.similarity, strict=True):
        yield (names[label] if found.sizes[label] > 1 else None), float(similarity)


def _facts(identity: str, text: str, article: Article | None, cluster: str | None, similarity: float) -> Facts:
    from toolkit.parse import contacts, parse
    from toolkit.repair import repair

    repaired = repair(text)
    outline = parse(repaired.text).to_dict()
    found = contacts(repaired.text)
    title = next((node["text"].strip() for node in outline["children"] if node["kind"] == "title"), None)
    return Facts(
        id=identity,
        title=(article.title if article else None) or title,
        host=host_of(article.url) if article else None,
        mentions=mentions(outline, [contact.to_dict() for contact in found]),
        headings=heading_pairs(outline),
        cluster=cluster,
        similarity=similarity,
        kit_level=repaired.kit_level,
        notes=count_notes(repaired.edits),
        kit_limit=kit_limit(repaired.text, repaired.kit_level),
    )


def count_notes(edits: Iterable[Edit]) -> int:
    """Return how many edits took a pinyin note out."""
    return sum(edit.kind == "notes" for edit in edits)

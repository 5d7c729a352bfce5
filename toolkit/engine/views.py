"""What the report of a run shows: the largest clusters, the widest shared contacts, some outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.report.data import (
    ArticleRef,
    ClusterMember,
    ClusterView,
    ContactGroup,
    ContactView,
    Limits,
    OutlineView,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.dedup import Clusters
    from toolkit.engine.groups import ContactIndex, Group
    from toolkit.engine.spool import Spool
    from toolkit.parse import Issue


def cluster_views(clusters: Clusters, spool: Spool, limits: Limits) -> list[ClusterView]:
    """Show the largest clusters with some of their members.

    Args:
        clusters: what `toolkit.dedup` found in the spooled texts.
        spool: where the texts are.
        limits: how many clusters and members are shown.
    """
    views = []
    for members in clusters.groups()[: limits.clusters]:
        label = int(clusters.labels[members[0]])
        representative = clusters.representative(label)
        others = [int(index) for index in members if index != representative]
        others.sort(key=lambda index: (-clusters.similarity[index], index))
        shown = [representative, *_spread(others, limits.members - 1)]
        rows = [(index, spool.row(index)) for index in shown]
        views.append(
            ClusterView(
                id=clusters.cluster_ids[label],
                size=len(members),
                representative=rows[0][1].id,
                members=[
                    ClusterMember(
                        id=row.id,
                        title=row.title,
                        source=row.source,
                        similarity=float(clusters.similarity[index]),
                        text=row.text[: limits.text + 1],  # one more than is aligned, so that a cut can be told
                    )
                    for index, row in rows
                ],
            )
        )
    return views


def _spread(ordered: Sequence[int], count: int) -> list[int]:
    """Pick `count` items evenly from first to last: near copies and far ones both have something to show."""
    if len(ordered) <= count:
        return list(ordered)
    step = (len(ordered) - 1) / (count - 1) if count > 1 else 0.0
    return [ordered[round(step * at)] for at in range(count)]


def contact_views(index: ContactIndex, spool: Spool, limits: Limits) -> list[ContactView]:
    """Show the shared contacts: those that tie articles together first, then hubs, then the rest."""
    shared = sorted(index.shared(), key=lambda entry: (not index.links(entry[0]), not index.could_link(entry[0])))
    return [
        ContactView(
            kind=key[0],
            value=key[1],
            raws=index.raws(key)[: limits.articles],
            total=len(articles),
            articles=_references(articles, spool, limits),
            ties=index.links(key),
            hub=index.hub(key),
        )
        for key, articles in shared[: limits.contacts]
    ]


def group_views(groups: Sequence[Group], spool: Spool, limits: Limits) -> list[ContactGroup]:
    """Show the largest groups of articles connected by contacts."""
    return [
        ContactGroup(
            id=f"g{at}",
            size=len(group.articles),
            contacts=group.contacts[: limits.articles],
            articles=_references(group.articles, spool, limits),
        )
        for at, group in enumerate(groups[: limits.groups], start=1)
    ]


def _references(articles: Sequence[int], spool: Spool, limits: Limits) -> list[ArticleRef]:
    rows = (spool.row(index) for index in articles[: limits.articles])
    return [ArticleRef(row.id, row.title) for row in rows]


def outline_views(wanted: Iterable[int], spool: Spool, limits: Limits) -> list[OutlineView]:
    """Show the outlines of some articles, parsed again from their repaired texts.

    Args:
        wanted: indexes, the most interesting first; repeats and articles without sections are passed over.
        spool: where the texts are.
        limits: how many outlines are shown.
    """
    from toolkit.parse import parse

    views: list[OutlineView] = []
    for index in dict.fromkeys(wanted):
        if len(views) >= limits.outlines:
            break
        row = spool.row(index)
        outline = parse(row.text)
        if not outline.sections():
            continue
        views.append(
            OutlineView(
                id=row.id,
                title=row.title,
                outline=outline.to_dict(),
                issues=[_issue(issue) for issue in outline.issues],
            )
        )
    return views


def _issue(issue: Issue) -> str:
    """Say in a sentence what is odd in the numbering."""
    found, expected = (".".join(map(str, number)) for number in (issue.found, issue.expected))
    return f"{issue.kind}: {issue.label.strip()} stands for {found} where {expected} would be in order"

"""From `ReportData` to what the template draws: sorted, cut to the limits, aligned, charted. No markup is made here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from toolkit.report import charts
from toolkit.report.difference import Difference, difference
from toolkit.report.outline import Tree, prepare
from toolkit.report.passages import Passages, build_passages
from toolkit.report.text import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.article import Reject
    from toolkit.report.charts import Chart
    from toolkit.report.data import (
        ClusterMember,
        ClusterView,
        ContactGroup,
        ContactView,
        DamageExample,
        DamageKind,
        Limits,
        OutlineView,
        ReportData,
    )

MAX_KINDS = 60
"""Rows of any table by name (kinds of damage, parameters, inputs): more than there are names, so only a stop."""

EXCERPT = 1500
"""Characters shown of a representative's text; the difference views show the rest where it matters."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A member and its difference from the representative."""

    member: ClusterMember
    difference: Difference


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as drawn.

    Attributes:
        view: the data.
        representative: the member that the others are compared with; the first where the data does not name one.
        members: the members in the table: the representative, then the most similar.
        lowest: the smallest similarity among the members shown.
        identical: ids of the members whose text equals the representative's.
        aligned: the members with a difference view.
    """

    view: ClusterView
    representative: ClusterMember | None
    members: Sequence[ClusterMember]
    lowest: float
    identical: frozenset[str]
    aligned: Sequence[Aligned]


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage with the examples shown."""

    kind: DamageKind
    examples: Sequence[DamageExample]


@dataclass(frozen=True, slots=True)
class Outlined:
    """An article with its prepared outline."""

    view: OutlineView
    tree: Tree


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the template reads."""

    data: ReportData
    limits: Limits
    damage: Sequence[Damage]
    clusters: Sequence[Cluster]
    passages: Passages | None
    outlines: Sequence[Outlined]
    contacts: Sequence[ContactView]
    groups: Sequence[ContactGroup]
    rejects: Sequence[Reject]
    ignored: Sequence[Reject]
    inputs: Sequence[str]
    parameters: Sequence[tuple[str, str]]
    versions: Sequence[tuple[str, str]]
    charts: Mapping[str, Chart]

    @property
    def when(self) -> str:
        """The start of the run, for people."""
        created = self.data.created
        return f"{created.day} {created:%B %Y, %H:%M %Z}".strip()

    @property
    def balanced(self) -> bool:
        """Whether kept and rejected records add up to those read."""
        counts = self.data.counts
        return counts.kept + counts.rejected == counts.read


def build(data: ReportData, limits: Limits) -> View:
    """Sort, cut and compute everything that is drawn."""
    return View(
        data=data,
        limits=limits,
        damage=[Damage(kind, kind.examples[: limits.examples]) for kind in _by_size(data.damage)],
        clusters=[_cluster(view, limits) for view in data.clusters[: limits.clusters]],
        passages=None if data.parts is None else build_passages(data.parts, limits),
        outlines=[Outlined(v, prepare(v.outline, nodes=limits.nodes)) for v in data.outlines[: limits.outlines]],
        contacts=data.contacts[: limits.contacts],
        groups=data.contact_groups[: limits.groups],
        rejects=data.rejects[: limits.rejects],
        ignored=data.ignored[: limits.rejects],
        inputs=data.inputs[:MAX_KINDS],
        parameters=_pairs(data.parameters),
        versions=_pairs(data.versions),
        charts={
            chart.id: chart
            for chart in (
                charts.damage_chart(data.damage),
                charts.count_chart("encodings", "Encodings", data.encodings, "articles"),
                charts.count_chart("scripts", "Scripts", data.scripts, "articles"),
                charts.similarity_chart(data.similarities, data.threshold),
                charts.cluster_size_chart(data.cluster_sizes),
                charts.seconds_chart(data.seconds),
            )
        },
    )


def showing(shown: int, total: int, noun: str) -> str:
    """Say how much of a list is shown; nothing where it is all of it.

    >>> showing(50, 1234, "clusters"), showing(3, 3, "clusters")
    ('Showing 50 of 1,234 clusters.', '')
    """
    return f"Showing {number(shown)} of {number(total)} {noun}." if shown < total else ""


def _by_size(kinds: Sequence[DamageKind]) -> list[DamageKind]:
    return sorted(kinds, key=lambda kind: (-(kind.edits + kind.left), kind.name))[:MAX_KINDS]


def _pairs(values: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(str(name), _spelled(value)) for name, value in islice(values.items(), MAX_KINDS)]


def _spelled(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(part) for part in value) or "–"
    return "–" if value is None else str(value)


def _cluster(view: ClusterView, limits: Limits) -> Cluster:
    chosen = next((member for member in view.members if member.id == view.representative), None)
    chosen = chosen or next(iter(view.members), None)
    others = sorted((m for m in view.members if m is not chosen), key=lambda m: (-m.similarity, m.id))
    members = ([chosen] if chosen else []) + others
    shown = members[: limits.members]
    text = chosen.text if chosen else None
    identical = frozenset(m.id for m in shown[1:] if m.text is not None and m.text == text)
    different = [m for m in shown[1:] if m.text is not None and m.id not in identical]
    return Cluster(
        view=view,
        representative=chosen,
        members=shown,
        lowest=min((m.similarity for m in shown[1:]), default=1.0),
        identical=identical,
        aligned=[
            Aligned(member, difference(text, member.text or "", limit=limits.text))
            for member in _spaced(different, limits.aligned)
            if text is not None
        ],
    )


def _spaced(members: Sequence[ClusterMember], count: int) -> list[ClusterMember]:
    """Pick `count` members evenly over the range of similarity, the nearest and the farthest among them."""
    if len(members) <= count:
        return list(members)
    if count < 2:
        return list(members[:count])
    step = (len(members) - 1) / (count - 1)
    return [members[round(at * step)] for at in range(count)]

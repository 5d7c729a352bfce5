"""What a report shows, as plain data: the engine fills it, `toolkit.report.render` draws it.

Everything here is small and bounded by `Limits`; a list that was cut carries the total beside it, so that the
report can say "showing 50 of 1,234". All strings may be hostile: they are escaped where they are drawn, not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from toolkit.article import Certainty, Edit, Reject
    from toolkit.report.moulds import MouldsView
    from toolkit.report.passages import PartsView, Recall


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a run one report shows; beyond it, only totals.

    The engine builds no more than this, and `render` draws no more than this even when it is given more. With the
    defaults the report of most runs is well under 1 MB; the tests' worst case, where every field is as long as it may
    be, has 9 MB.

    Attributes:
        examples: before/after examples of one kind of damage.
        clusters: clusters, the largest first.
        members: members of one cluster in its table.
        aligned: members of one cluster with a difference view, out of `members`.
        text: characters of one article that the difference view looks at.
        outlines: articles whose outline is drawn.
        nodes: nodes of one outline.
        contacts: shared contacts, those behind the most articles first.
        groups: groups of articles connected by contacts, the largest first.
        articles: articles listed behind one contact or in one group.
        part_pairs: pairs of articles that share passages, those that share most first.
        passages: passages of one such pair.
        passage: characters of one passage.
        stitched: articles made of others.
        common: passages of boilerplate.
        rejects: rejects, and as many ignored inputs.
        field: characters of any single field (a title, a path, a reason) before it is cut with an ellipsis.
    """

    examples: int = 6
    clusters: int = 50
    members: int = 12
    aligned: int = 3
    text: int = 6000
    outlines: int = 20
    nodes: int = 200
    contacts: int = 50
    groups: int = 30
    articles: int = 12
    part_pairs: int = 30
    passages: int = 2
    passage: int = 400
    stitched: int = 12
    common: int = 12
    rejects: int = 200
    field: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The totals of a run. All count articles unless said otherwise.

    Attributes:
        read: records read; `kept + rejected == read`.
        kept: records that became articles.
        rejected: records (or whole files) that could not.
        ignored: files passed over because they are no input (another suffix).
        characters: characters of the articles as read.
        damaged: articles with at least one edit.
        edits: edits applied, in all articles.
        left: places found but not changed, in all articles.
        clusters: groups of two or more near-duplicates.
        duplicates: articles in such a group that are not its representative.
        pairs: verified pairs at or above the threshold.
        part_pairs: pairs that share passages and are no near-duplicates; 0 also where they were not looked for.
        passages: passages of those pairs.
        stitched: articles made of passages of several others.
        boilerplate: fingerprints of passages that too many articles share.
        with_contacts: articles with at least one contact of a kind that can tie articles (no editor, no bare domain).
        contacts: distinct contacts of those kinds (kind and value).
        shared_contacts: distinct contacts found in two or more articles.
        contact_groups: groups of two or more articles connected by shared contacts.
    """

    read: int = 0
    kept: int = 0
    rejected: int = 0
    ignored: int = 0
    characters: int = 0
    damaged: int = 0
    edits: int = 0
    left: int = 0
    clusters: int = 0
    duplicates: int = 0
    pairs: int = 0
    part_pairs: int = 0
    passages: int = 0
    stitched: int = 0
    boilerplate: int = 0
    with_contacts: int = 0
    contacts: int = 0
    shared_contacts: int = 0
    contact_groups: int = 0


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article that is named, not shown."""

    id: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageExample:
    """One place of damage with the text around it. Build it with `DamageExample.of`.

    Attributes:
        article: id of the article.
        left: original characters before the place.
        before: the damaged characters.
        after: what stands there now; equal to `before` where the place was reported and left.
        right: original characters after the place.
        left_now: characters of the repaired text before the place; other repairs stand there already.
        right_now: characters of the repaired text after the place.
        certainty: see `toolkit.article.Certainty`.
        why: one sentence for a person.
        applied: False where the edit was found but not made (its certainty is below the level asked for).
    """

    article: str
    left: str
    before: str
    after: str
    right: str
    certainty: Certainty
    why: str
    applied: bool = True
    left_now: str | None = None
    right_now: str | None = None

    @classmethod
    def of(
        cls, article: str, original: str, edit: Edit, *, now: tuple[str, int] | None = None, context: int = 18
    ) -> DamageExample:
        """Cut the example of `edit` out of the `original` text, with `context` characters on either side.

        Args:
            article: id of the article.
            original: its text as read.
            edit: the edit, with its span in `original`.
            now: the repaired text and where `edit.after` begins in it; None where the edit was not made.
            context: characters on either side.

        >>> from toolkit.article import Edit
        >>> edit = Edit("notes", 3, 8, "(tái)", "", "proved", "a reading")
        >>> example = DamageExample.of("a1", "這平臺(tái)可靠", edit, now=("這平臺可靠", 3), context=2)
        >>> example.left, example.before, example.after, example.right_now
        ('平臺', '(tái)', '', '可靠')
        """
        at = now[1] if now else 0
        end = at + len(edit.after)
        return cls(
            article=article,
            left=original[max(0, edit.start - context) : edit.start],
            before=edit.before,
            after=edit.after,
            right=original[edit.end : edit.end + context],
            certainty=edit.certainty,
            why=edit.why,
            applied=now is not None,
            left_now=now[0][max(0, at - context) : at] if now else None,
            right_now=now[0][end : end + context] if now else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageKind:
    """All damage of one kind (one fixer).

    Attributes:
        name: name of the fixer, as in `toolkit.repair.FIXERS`.
        summary: what it is, in a few words; empty when the name says it.
        edits: edits applied.
        left: places found but not changed.
        articles: articles with at least one of either.
        certainties: how many of `edits + left` per certainty.
        examples: a few places, applied ones first.
    """

    name: str
    summary: str = ""
    edits: int = 0
    left: int = 0
    articles: int = 0
    certainties: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[DamageExample] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMember:
    """One article of a cluster.

    Attributes:
        id: id of the article.
        title: its title, if known.
        source: the file it came from.
        similarity: Jaccard similarity of its shingles to the representative's, 0 to 1.
        text: its text as compared (repaired), or None when only the row is shown.
    """

    id: str
    title: str | None
    source: str
    similarity: float
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """One cluster of near-duplicates.

    Attributes:
        id: the cluster's stable id.
        size: all its articles; `members` may hold fewer.
        representative: the id of one of `members`; its text is what the others are aligned with.
        members: the representative and the members shown.
    """

    id: str
    size: int
    representative: str
    members: Sequence[ClusterMember]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineView:
    """The outline of one article.

    Attributes:
        id: id of the article.
        title: its title, if known.
        outline: `Outline.to_dict()`: nodes `{kind, number, label, text | children, start, end}`.
        issues: what is wrong with the numbering, one sentence each.
    """

    id: str
    title: str | None
    outline: Mapping[str, Any]
    issues: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """One contact and the articles behind it.

    Attributes:
        kind: `phone`, `email`, `qq`, `wechat`, `url` …
        value: the normalised value that makes two contacts the same.
        raws: distinct spellings seen.
        total: articles that carry it; `articles` may hold fewer.
        articles: some of them.
        ties: whether it connects articles into groups; those that do not are shown apart.
        hub: why it does not although its kind does: unrelated articles share it; else empty.
    """

    kind: str
    value: str
    raws: Sequence[str] = ()
    total: int = 0
    articles: Sequence[ArticleRef] = ()
    ties: bool = True
    hub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGroup:
    """Articles connected by shared contacts, directly or through one another.

    Attributes:
        id: the group's id.
        size: all its articles; `articles` may hold fewer.
        contacts: the (kind, value) of the contacts that connect them.
        articles: some of the articles.
    """

    id: str
    size: int
    contacts: Sequence[tuple[str, str]] = ()
    articles: Sequence[ArticleRef] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything in one `report.html`.

    Attributes:
        title: heading of the report.
        created: when the run began; carries its time zone.
        version: version of this toolkit.
        inputs: the paths as the caller wrote them.
        parameters: the resolved settings of the run, name to value.
        versions: versions of the libraries that matter to the result.
        counts: the totals.
        seconds: wall-clock seconds per stage, in the order the stages ran.
        damage: per kind, in any order.
        encodings: encoding to number of articles.
        scripts: script (`hans`, `hant`, `mixed` …) to number of articles.
        threshold: Jaccard similarity from which a pair counts as near-duplicate, 0 to 1.
        recall: how many of the near-duplicates were found; None where it was not measured.
        similarities: Jaccard similarity of every verified pair, in any order (a list or a one-dimensional array).
        cluster_sizes: number of articles in a cluster to number of such clusters; may include size 1.
        clusters: the clusters shown, the largest first; `counts.clusters` is the total.
        parts: what was found of shared passages; None where they were not looked for.
        moulds: templates of the larger clusters; None where they were not looked for.
        outlines: the articles shown; `outlines_total` is how many have one.
        contacts: the shared contacts shown; `counts.shared_contacts` is the total.
        contact_groups: the groups shown; `counts.contact_groups` is the total.
        rejects: the rejects shown; `counts.rejected` is the total.
        ignored: the ignored inputs shown, with the reason; `counts.ignored` is the total.
    """

    title: str
    created: datetime
    version: str
    inputs: Sequence[str] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    seconds: Mapping[str, float] = field(default_factory=dict)
    damage: Sequence[DamageKind] = ()
    encodings: Mapping[str, int] = field(default_factory=dict)
    scripts: Mapping[str, int] = field(default_factory=dict)
    threshold: float = 0.7
    recall: Recall | None = None
    similarities: Sequence[float] = ()
    cluster_sizes: Mapping[int, int] = field(default_factory=dict)
    clusters: Sequence[ClusterView] = ()
    parts: PartsView | None = None
    moulds: MouldsView | None = None
    outlines: Sequence[OutlineView] = ()
    outlines_total: int = 0
    contacts: Sequence[ContactView] = ()
    contact_groups: Sequence[ContactGroup] = ()
    rejects: Sequence[Reject] = ()
    ignored: Sequence[Reject] = ()

"""One article against a reference: is it templated, is it a content farm's, and what says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from toolkit.errors import UsageError
from toolkit.measure.evidence import MANY, Evidence, collect
from toolkit.measure.model import REPLICATION, Label, packaged_model
from toolkit.measure.outlines import shape_of
from toolkit.measure.reference import LONG, Reference
from toolkit.measure.series import contact_signatures, publishers
from toolkit.measure.signs import Signs, find_signs, reachable
from toolkit.measure.voices import said_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.measure.align import Segment
    from toolkit.measure.voices import Said

Axis = Literal["templated", "farm"]

SHOWN = 5
"""Pieces of evidence that a contribution lists."""

TOLD = 3
"""Of these, those that a line of plain text shows."""

LEAST_POINTS = 0.05
"""Log-odds below which a contribution is measured, but moves nothing."""

EVEN = 0.5
"""Probability from which a mould is spoken of."""

RARE = 0.05
"""p-values up to which are told in plain text; all of them are in the data."""

VALUE = 12
"""Characters of a slot's value at most; what is longer between shared segments is a passage of its own."""

QUOTED = 40
"""Characters of one piece of evidence."""

HELD_BACK = "not likely: only its words speak against it, no text of anybody else and no two signs of the site"
"""Why a text of a high value is `possible` only."""


@dataclass(frozen=True)
class Contribution:
    """One part of a score.

    Attributes:
        name: of the feature.
        axis: the question it helps to answer: is the text `templated`, is it a `farm`'s.
        value: of the feature.
        points: log-odds that it adds; contributions of an axis and the model's intercept add up to its log-odds.
        p_value: share of honest texts of the same length that reach the value; None where that is not known.
        why: one sentence for a person.
        evidence: quotations, or ids of reference texts.
    """

    name: str
    axis: Axis
    value: float
    points: float
    p_value: float | None
    why: str
    evidence: tuple[str, ...] = ()

    @property
    def weighed(self) -> bool:
        """Whether it adds something that can be seen."""
        return self.points >= LEAST_POINTS

    def told(self) -> str:
        """Return the sentence with the first quotations, and the p-value where it is small."""
        quotes = f" [{' | '.join(self.evidence[:TOLD])}]" if self.evidence else ""
        rare = f" (p {self.p_value:.3f})" if self.p_value is not None and self.p_value <= RARE else ""
        return self.why + rare + quotes

    def to_dict(self) -> dict[str, Any]:
        """Return the contribution as plain JSON types."""
        return {
            "name": self.name,
            "axis": self.axis,
            "value": self.value,
            "points": self.points,
            "p_value": self.p_value,
            "why": self.why,
            "evidence": list(self.evidence),
        }


@dataclass(frozen=True)
class Score:
    """What a moderator is told about an article; templated is not the same as content farm.

    Attributes:
        label: whether this is a content farm's article: `none`, `possible` or `likely`; the last never for its words
            alone, see `toolkit.measure.model.corroborated`.
        value: probability of that, 0 to 1, where farm and honest articles are as likely beforehand.
        templated: whether the text comes from a mould that others come from too, as weather reports also do.
        templatedness: probability of that, 0 to 1.
        p_value: share of honest texts of the same length that reach `value`; None where that is not known.
        contributions: the parts, the weightiest first.
        evidence: all that was measured of templates.
        signs: all signs of a content farm.
    """

    label: Label
    value: float
    templated: bool
    templatedness: float
    p_value: float | None
    contributions: tuple[Contribution, ...]
    evidence: Evidence = field(repr=False)
    signs: Signs = field(repr=False)

    def __str__(self) -> str:
        lines = [self._head(), *(f"  {c.points:+.1f} {c.axis}: {c.told()}" for c in self.contributions if c.weighed)]
        if self.held_back:
            lines.append(f"  {HELD_BACK}")
        rest = [c.why for c in self.contributions if not c.weighed]
        if rest:
            lines.append("  not weighed: " + "; ".join(rest))
        return "\n".join(lines)

    def _head(self) -> str:
        kind = "templated" if self.templated else "not templated"
        return f"content farm: {self.label} ({self.value:.2f}); {kind} ({self.templatedness:.2f})"

    @property
    def held_back(self) -> bool:
        """Whether it is `possible` only, for all its value, since nothing but its words speaks against it."""
        return self.label == "possible" and self.value >= packaged_model().likely

    @property
    def summary(self) -> str:
        """The weightiest reasons in one line: signs of a farm first, then what it shares with which texts."""
        weighed = [c for c in self.contributions if c.weighed]
        signs = [c.told() for c in weighed if c.axis == "farm" and c.name != "templated"]
        mould = [c.told() for c in weighed if c.axis == "templated"]
        said = [*signs[:3], *(mould[:2] if self.templated else [])]
        if not signs:
            said.insert(0, "no sign of a content farm")
        if self.held_back:
            said.append(HELD_BACK)
        if not self.templated:
            said.append("comes from no mould that the reference shows")
        return "; ".join(said)

    def to_dict(self) -> dict[str, Any]:
        """Return the score as plain JSON types."""
        return {
            "label": self.label,
            "value": self.value,
            "templated": self.templated,
            "templatedness": self.templatedness,
            "p_value": self.p_value,
            "length": self.evidence.length,
            "novelty_bits": self.evidence.novelty_bits,
            "outline_rarity": self.evidence.outline_rarity,
            "contributions": [contribution.to_dict() for contribution in self.contributions],
        }

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(c.axis)}</td><td>{escape(c.why)}</td><td>{c.points:+.2f}</td>"
            f"<td>{'' if c.p_value is None else f'{c.p_value:.3f}'}</td>"
            f"<td>{escape('; '.join(_visible(e) for e in c.evidence))}</td></tr>"
            for c in self.contributions
        )
        head = _visible(self._head())
        return (
            f"<p>{escape(head)}</p><table><thead><tr><th>axis</th><th>what</th><th>log-odds</th><th>p</th>"
            f"<th>evidence</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def score(
    text: str,
    reference: Reference | Sequence[str],
    *,
    id: str | None = None,  # noqa: A002
    title: str | None = None,
    host: str | None = None,
) -> Score:
    """Tell how templated an article is and whether it looks like a content farm's, with the evidence.

    Args:
        text: the article.
        reference: a `Reference`, or texts to make one of (slow for more than one article: make it once).
        id: the article's id in the reference, if it is one of its texts. A text that folds to the article is taken
            for the article itself where none is given; further copies count as evidence.
        title: of the article, where it does not stand in the text.
        host: where the article stands, if that is known and the reference knows the hosts of its texts.

    Raises:
        UsageError: there is no such id, or the reference has no text.

    >>> mould = "隨著網絡的發展,越來越多的人使用{0}。小編將帶大家了解{0}的流程。一、{0}的申請:打開{0},填寫資料即可。"
    >>> farm = [mould.format(name) for name in ("青禾速借", "小舟花", "橙柚貸", "蜂巢易借", "暖橋錢包")]
    >>> score(farm[0], farm[1:]).templated, score("今天天氣很好,我們去公園看花。", farm).templated
    (True, False)
    """
    if not isinstance(reference, Reference):
        reference = Reference.build(reference)
    own = None
    if id is not None:
        own = reference.row_of(id)
        if own is None:
            raise UsageError(f"the reference has no text with the id {id!r}")
    said = said_in(text)
    evidence, signs, features = _measured(text, reference, own, title, said, host)
    model = packaged_model()
    value, templatedness = features["value"], features["templated"]
    length, null = evidence.length, reference.null
    parts: list[Contribution] = []
    axes: tuple[tuple[Axis, dict[str, float]], ...] = (
        ("templated", model.templated.points(features)),
        ("farm", model.farm.points(features)),
    )
    reasons = _explanations(text, said.offsets, evidence, signs, reference, templatedness)
    for axis, points in axes:
        for name, added in points.items():
            if added > 0 or features[name] > 0:
                why, quotes = reasons[name]
                p = null.p_value(name, features[name], length)
                parts.append(Contribution(name, axis, features[name], added, p, why, quotes))
    return Score(
        label=model.label(features),
        value=value,
        templated=templatedness >= model.templated_from,
        templatedness=templatedness,
        p_value=null.p_value("value", value, length),
        contributions=tuple(sorted(parts, key=lambda part: -part.points)),
        evidence=evidence,
        signs=signs,
    )


def model_features(text: str, reference: Reference, *, own: int | None = None) -> dict[str, float]:
    """Return every feature of an article, with `templated` and `value` as the models give them."""
    return _measured(text, reference, own)[2]


def raw_features(text: str, reference: Reference, *, own: int | None = None) -> dict[str, float]:
    """Return the features that the models weigh, before any model: what they are fitted on."""
    return _features(*_looked_at(text, reference, own))


def _looked_at(
    text: str,
    reference: Reference,
    own: int | None,
    title: str | None = None,
    said: Said | None = None,
    host: str | None = None,
) -> tuple[Evidence, Signs]:
    from toolkit.parse import parse

    outline = parse(text)
    said = said or said_in(text)
    reached = reachable(text)
    evidence = collect(
        text,
        reference,
        own=own,
        shape=shape_of(outline),
        said=said,
        host=host,
        names=publishers(text, said.folded),
        contacts=contact_signatures([contact.raw for contact in reached]),
    )
    return evidence, find_signs(text, outline, evidence.phrases, title=title, said=said, reached=reached)


def _features(evidence: Evidence, signs: Signs) -> dict[str, float]:
    others = {REPLICATION + name: value for name, value in evidence.replication().items()}
    return evidence.features() | signs.features() | signs.witnesses() | others


def _measured(
    text: str,
    reference: Reference,
    own: int | None,
    title: str | None = None,
    said: Said | None = None,
    host: str | None = None,
) -> tuple[Evidence, Signs, dict[str, float]]:
    model = packaged_model()
    evidence, signs = _looked_at(text, reference, own, title, said, host)
    features = _features(evidence, signs)
    features["templated"] = model.templated.probability(features)
    features["value"] = model.farm.probability(features)
    return evidence, signs, features


def _explanations(
    text: str,
    offsets: Sequence[int],
    evidence: Evidence,
    signs: Signs,
    reference: Reference,
    templatedness: float,
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the sentence and the quotations for each feature."""

    def quoted(spans: list[tuple[int, int]]) -> tuple[str, ...]:
        """Return the longest spans of the folded text as they are written in the text."""
        longest = sorted(spans, key=lambda span: span[0] - span[1])[:SHOWN]
        return tuple(text[offsets[a] : offsets[b - 1] + 1].replace("\n", " ") for a, b in longest if b <= len(offsets))

    def between(segments: Sequence[Segment]) -> tuple[str, ...]:
        """Return the short pieces between shared segments, where the texts of a mould differ."""
        gaps = [(a.start + a.length, b.start) for a, b in pairwise(segments)]
        return quoted([(a, b) for a, b in gaps if 0 < b - a <= VALUE])[:TOLD]

    best = evidence.siblings[0] if evidence.siblings else None
    where = best.id if best else "no text"
    ids = tuple(sibling.id for sibling in evidence.siblings)
    values = between(best.segments) if best else ()
    differ = f"; between them it has {', '.join(values)}" if values else ""
    others = "other hosts" if reference.hosts else "other texts"
    said: dict[str, tuple[str, tuple[str, ...]]] = {
        "saved": (
            f"{evidence.novelty_bits:.1f} bits of news a character, of {evidence.literal_bits:.1f} written plainly",
            (),
        ),
        "replicated": (
            f"{evidence.replicated:.0%} of the characters stand in {LONG}-character shingles of {others}",
            quoted([(run.start, run.end) for run in evidence.runs]),
        ),
        "widespread": (
            f"{evidence.widespread:.0%} of the characters stand in shingles of {MANY} or more {others}",
            quoted([(run.start, run.end) for run in evidence.runs if run.groups >= MANY]),
        ),
        "replicated_short": (f"{evidence.replicated_short:.0%} of the 5-character shingles stand in {others}", ()),
        "template_saving": (
            f"{evidence.template_saving:.0%} of it need not be written, given the best other text",
            ids[:1],
        ),
        "pieces": (
            f"{evidence.pieces} segments in the same order as in {where}{differ}",
            quoted([(s.start, s.start + s.length) for s in best.segments]) if best else (),
        ),
        "siblings": (
            f"{len(ids)} other {'text has' if len(ids) == 1 else 'texts have'} segments of it in the same order",
            ids,
        ),
        "outline": (
            f"its outline is {evidence.outline_likeness:.0%} that of another text",
            (evidence.outline_match,) if evidence.outline_match is not None else (),
        ),
        "stock": (
            f"{evidence.stock_share:.1%} of the characters are stock phrases",
            quoted([(phrase.start, phrase.end) for phrase in evidence.phrases]),
        ),
        "contacts": (
            "1 contact" if len(signs.contacts) == 1 else f"{len(signs.contacts)} contacts",
            tuple(contact.raw for contact in signs.contacts),
        ),
        "takedown": (
            "gives a contact for infringement, deletion, advertising or joining",
            tuple(contact.raw for contact in signs.takedown),
        ),
        "disclaimer": ("disclaims responsibility", signs.disclaimers),
        "frame": ("its lead or conclusion has a heading", signs.frame),
        "editorial": ("the site's editor speaks in its headings", signs.editorial),
        "addressing": (
            "speaks of itself and to its reader" + (", as one person does: counted once" if signs.personal else ""),
            signs.addressing,
        ),
        "bait": ("the title is written for a search field", signs.bait),
        "disowned": ("the site says that the article is somebody else's", signs.disowned),
        "kit": (
            f"{len(signs.kit)} characters carry pinyin notes as a farm's generator writes them",
            signs.kit,
        ),
        "padding": (f"{signs.padding:.1%} of the characters are empty phrases", ()),
        "templated": (
            f"comes from a mould with probability {templatedness:.2f}, as farms' articles do, and bulletins too"
            if templatedness >= EVEN
            else f"little says that it comes from a mould (probability {templatedness:.2f})",
            (),
        ),
    }
    return {
        name: (why, tuple(map(_clipped, list(dict.fromkeys(quotes))[:SHOWN]))) for name, (why, quotes) in said.items()
    }


def _clipped(quote: str) -> str:
    return quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"


def _visible(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

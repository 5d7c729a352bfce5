"""One article against a reference: is it templated, is it a content farm's, and what says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from toolkit.errors import UsageError
from toolkit.measure.evidence import AWAY, NOT_THE_SAME, Evidence, collect
from toolkit.measure.explain import SHOWN, TOLD, explanations
from toolkit.measure.model import ELSEWHERE, REPLICATION, WITNESSES, Label, packaged_model, replicated
from toolkit.measure.outlines import shape_of
from toolkit.measure.reference import Reference
from toolkit.measure.series import contact_signatures, publishers
from toolkit.measure.signs import Signs, find_signs, reachable
from toolkit.measure.voices import said_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.measure.explain import Reason
    from toolkit.measure.model import Logistic, Model
    from toolkit.measure.quotes import Quote
    from toolkit.measure.voices import Said

Axis = Literal["templated", "farm"]

LEAST_POINTS = 0.05
"""Log-odds below which a contribution is measured, but moves nothing."""

RARE = 0.05
"""p-values up to which are told in plain text; all of them are in the data."""

START = "start"
"""Name of the contribution that every article begins with: the intercept of its model."""

BEGINS = "where every article begins"
"""Sentence of that contribution."""

HELD_BACK = "not likely: beside its words too little bears witness"
"""Why a text of a high value is `possible` only."""


@dataclass(frozen=True)
class Contribution:
    """One part of a score.

    Attributes:
        name: of the feature.
        axis: the question it helps to answer: is the text `templated`, is it a `farm`'s.
        value: of the feature.
        points: log-odds that it adds; those of an axis add up to its log-odds, with what every article begins at, which
            is a contribution of its own, `start`.
        p_value: share of honest texts of the same length that reach the value; None where that is not known.
        why: one sentence for a person.
        evidence: quotations, which know their place in the article, or ids of reference texts, which have none.
    """

    name: str
    axis: Axis
    value: float
    points: float
    p_value: float | None
    why: str
    evidence: tuple[Quote, ...] = ()

    @property
    def weighed(self) -> bool:
        """Whether it adds something that can be seen."""
        return abs(self.points) >= LEAST_POINTS

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
            "evidence": [str(quote) for quote in self.evidence],
            "spans": [quote.span for quote in self.evidence],
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
        witnesses: what bears witness beside its words, in sentences; none is `likely` without.
        evidence: all that was measured of templates.
        signs: all signs of a content farm.
    """

    label: Label
    value: float
    templated: bool
    templatedness: float
    p_value: float | None
    contributions: tuple[Contribution, ...]
    witnesses: tuple[str, ...]
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
        signs = [c.told() for c in weighed if c.axis == "farm" and c.name not in ("templated", START)]
        mould = [c.told() for c in weighed if c.axis == "templated" and c.name != START]
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
            "witnesses": list(self.witnesses),
            "length": self.evidence.length,
            "novelty_bits": self.evidence.novelty_bits,
            "outline_rarity": self.evidence.outline_rarity,
            "contributions": [contribution.to_dict() for contribution in self.contributions],
        }

    def statement(self, name: str | None = None) -> str:
        """Return what a moderator may paste into a decision: plain words, quotations and their places, and the sum.

        Args:
            name: of the article: its title, address or id.
        """
        from toolkit.measure.statement import stated

        return stated(self, name)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(c.axis)}</td><td>{escape(c.why)}</td><td>{c.points:+.2f}</td>"
            f"<td>{'' if c.p_value is None else f'{c.p_value:.3f}'}</td>"
            f"<td>{escape('; '.join(c.evidence))}</td></tr>"
            for c in self.contributions
        )
        return _visible(
            f"<p>{escape(self._head())}</p><table><thead><tr><th>axis</th><th>what</th><th>log-odds</th><th>p</th>"
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
    axes: tuple[tuple[Axis, Logistic], ...] = (("templated", model.templated), ("farm", model.farm))
    reasons = explanations(text, said.offsets, evidence, signs, reference, templatedness)
    for axis, part in axes:
        parts.append(Contribution(START, axis, 1.0, part.intercept, None, BEGINS))
        # What no model weighs is told as well, with the signs.
        unweighed = dict.fromkeys(signs.witnesses(), 0.0) if axis == "farm" else {}
        for name, added in (part.points(features) | unweighed).items():
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
        witnesses=_witnesses(model, features, evidence, reasons),
        evidence=evidence,
        signs=signs,
    )


def _witnesses(
    model: Model, features: Mapping[str, float], evidence: Evidence, reasons: Mapping[str, Reason]
) -> tuple[str, ...]:
    """Return what speaks against a text beside its words, in sentences; see `toolkit.measure.model.corroborated`."""
    found = []
    for prefix, owners, where in ((ELSEWHERE, AWAY, " on other hosts"), (REPLICATION, NOT_THE_SAME, "")):
        if replicated(model.templated, features, prefix):
            others = [sibling.id for sibling in evidence.siblings if sibling.owner in owners][:SHOWN]
            found.append(f"other texts{where} come from the same mould" + (f": {', '.join(others)}" if others else ""))
            break
    if features["kit"] > 0:
        found.append(reasons["kit"][0])
    return (*found, *(reasons[name][0] for name in WITNESSES if features[name] > 0))


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
        names=publishers(text, said),
        contacts=contact_signatures([contact.raw for contact in reached]),
    )
    return evidence, find_signs(text, outline, evidence.phrases, title=title, said=said, reached=reached)


def _features(evidence: Evidence, signs: Signs) -> dict[str, float]:
    others = {REPLICATION + name: value for name, value in evidence.replication().items()}
    elsewhere = {ELSEWHERE + name: value for name, value in evidence.replication(AWAY).items()}
    return evidence.features() | signs.features() | signs.witnesses() | others | elsewhere


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


def _visible(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

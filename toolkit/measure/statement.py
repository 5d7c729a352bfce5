"""A score as plain text for the record: what is claimed, the words it rests on and where they stand, and the sum."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

from toolkit.measure.explain import TOLD
from toolkit.measure.model import packaged_model

if TYPE_CHECKING:
    from toolkit.measure.quotes import Quote
    from toolkit.measure.scoring import Axis, Contribution, Score

SAID = {
    "likely": "likely a content farm's article",
    "possible": "possibly a content farm's article",
    "none": "no content farm's article, as far as this can tell",
}
"""What a label means."""

COMMON = 0.25
"""p-values above which nothing is said of them: many honest texts score as high."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that are not seen as themselves: controls, marks of direction, halves of characters."""

NEEDED = (
    "Not called likely: that takes texts of the same mould on other hosts, a generator's notes, or two of these: texts "
    "of the same mould, or a title said over and over; a site that disowns or deletes what it prints; a heading of its "
    "editor's (two headings are two); a contact hidden from filters."
)
"""Why a text of a high value is `possible` only."""

CAVEAT = "Templated is not the same as spam. The numbers are evidence for a person who decides, not a decision."
"""Last line of every statement."""


def stated(score: Score, name: str | None) -> str:
    """Return the statement of a score; see `Score.statement`."""
    model = packaged_model()
    lines = [f"{name}: {SAID[score.label]}" if name else SAID[score.label].capitalize()]
    lines.append(
        f"Score {score.value:.2f} of 1; \u201cpossible\u201d begins at {model.possible:.2f}, \u201clikely\u201d at "
        f"{model.likely:.2f} with witnesses beside its words.{_rare(score)}"
    )
    lines += ["", "What speaks for a content farm, in log-odds:", *_summed(score, "farm", score.value)]
    if score.witnesses:
        told = {part.why: _line(part) for part in score.contributions}
        lines += ["", "Witnesses beside its words:", *(f"  - {told.get(said, said)}" for said in score.witnesses)]
    if score.held_back:
        lines += ["", NEEDED]
    kind = "yes" if score.templated else "no"
    lines += ["", f"Printed from a mould: {kind} ({score.templatedness:.2f}; it begins at {model.templated_from:.2f})"]
    lines += _summed(score, "templated", score.templatedness)
    rest = [part for part in score.contributions if not part.weighed and part.why not in score.witnesses]
    if rest:
        lines += ["", "Measured, and not counted:", *(f"  - {_line(part)}" for part in rest)]
    return "\n".join(map(_shown, [*lines, "", CAVEAT]))


def _shown(line: str) -> str:
    """Return a line in which nothing that an article or its name holds can break out, turn around or hide."""
    hidden = {char for char in line if unicodedata.category(char) in _UNSEEN}
    return "".join("\ufffd" if char in hidden else char for char in line) if hidden else line


def _rare(score: Score) -> str:
    if score.p_value is None or score.p_value > COMMON:
        return ""
    share = max(1, round(1000 * score.p_value))
    return f" Of 1,000 honest texts of its length at most about {share} {'scores' if share == 1 else 'score'} as high."


def _summed(score: Score, axis: Axis, probability: float) -> list[str]:
    """Return one line a contribution, and their sum."""
    parts = [part for part in score.contributions if part.axis == axis]
    lines = [f"  {part.points:+.2f}  {_line(part)}" for part in parts if part.weighed]
    total = math.fsum(part.points for part in parts)
    return [*lines, f"  ={total:+.2f}  together, a probability of {probability:.2f}"]


def _line(part: Contribution) -> str:
    quotes = "; ".join(map(_placed, part.evidence[:TOLD]))
    return part.why + (f": {quotes}" if quotes else "")


def _placed(quote: Quote) -> str:
    """Return a quotation with its place; an id as it is."""
    flat = " ".join(quote.split())
    return flat if quote.span is None else f"\u201c{flat}\u201d ({quote.span[0]}\u2013{quote.span[1]})"

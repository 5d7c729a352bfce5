"""The difference view: what two aligned texts share and where they part, as segments and as markup.

The alignment itself is `toolkit.dedup.evidence.align`; here its blocks become something to read: long equal
stretches are folded away, line breaks stay, and everything that only one text has is marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from markupsafe import Markup

from toolkit.report.svg import strip
from toolkit.report.text import NEWLINE, marked, number, plural, share, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Op = Literal["equal", "variant", "replace", "delete", "insert"]

KEEP = 16
"""Equal characters left standing on either side of a difference: about a clause, enough to find the place."""

SEEK = 16
"""How much further to look for the end of a sentence, so that a fold stands between sentences where it can."""

FOLD_FROM = 6 * KEEP
"""Length from which an equal stretch is folded; folding less would save nothing."""

MAX_MARKUP = 24_000
"""Characters of markup of one view. A folded view of two near-duplicates has a few thousand; the rest is counted."""

_BOUNDARY = re.compile(r"[。!?;!?;\n]+")


class Block(Protocol):
    """One block of an alignment, as `toolkit.dedup.evidence.align` gives it."""

    @property
    def op(self) -> str:
        """One of `Op`."""

    @property
    def a_start(self) -> int:
        """Where the block begins in the first text."""

    @property
    def a_end(self) -> int:
        """Where it ends in the first text."""

    @property
    def b_start(self) -> int:
        """Where the block begins in the second text."""

    @property
    def b_end(self) -> int:
        """Where it ends in the second text."""


class Segment(NamedTuple):
    """A stretch of the view: `before` is the representative's, `after` the member's; `folded` counts what is hidden."""

    op: str
    before: str
    after: str
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """An alignment ready to be shown.

    Attributes:
        segments: what is shown, in order.
        counts: number of blocks per op, `equal` left out.
        shared: characters of both texts that stand in equal or variant blocks.
        total: characters of both texts that were aligned.
        length: characters of the second text that were aligned.
        parts: (op, start, end) in the second text, for the strip; a deletion is given one character to be seen.
        cut: True where a text was longer than what was aligned.
    """

    segments: Sequence[Segment]
    counts: dict[str, int]
    shared: int
    total: int
    length: int
    parts: Sequence[tuple[str, int, int]]
    cut: bool = False

    @property
    def summary(self) -> str:
        """Say in a line how much is shared and how it differs."""
        said = [f"{share(self.shared, self.total)} shared"] if self.total else []
        words = {"variant": "variant", "replace": "replacement", "insert": "insertion", "delete": "deletion"}
        said += [plural(self.counts[op], word) for op, word in words.items() if self.counts.get(op)]
        return " · ".join(said) or "both are empty"

    def html(self) -> Markup:
        """Return the segments as inline markup, to stand in an element that keeps white space."""
        parts: list[Markup] = []
        size = 0
        for at, segment in enumerate(self.segments):
            part = _markup(segment)
            size += len(part)
            if size > MAX_MARKUP:
                rest = sum(segment.folded or len(segment.after) for segment in self.segments[at:])
                return Markup("").join([*parts, _fold_mark(rest, "more")])
            parts.append(part)
        return Markup("").join(parts)

    def strip(self) -> Markup:
        """Draw where in the second text the differences lie."""
        return strip([part for part in self.parts if part[0] != "equal"], self.length, self.summary)


def difference(a: str, b: str, *, limit: int) -> Difference:
    """Align the first `limit` characters of the representative `a` and of the member `b`."""
    from toolkit.dedup.evidence import align

    cut = len(a) > limit or len(b) > limit
    a, b = a[:limit], b[:limit]
    return from_blocks(align(a, b), a, b, cut=cut)


def from_blocks(blocks: Iterable[Block], a: str, b: str, *, cut: bool = False) -> Difference:
    """Turn the blocks of an alignment of `a` and `b` into a view."""
    segments: list[Segment] = []
    parts: list[tuple[str, int, int]] = []
    counts: dict[str, int] = {}
    shared = 0
    ordered = list(blocks)
    for at, block in enumerate(ordered):
        before, after = a[block.a_start : block.a_end], b[block.b_start : block.b_end]
        parts.append((block.op, block.b_start, max(block.b_end, block.b_start + 1)))
        if block.op in ("equal", "variant"):
            shared += len(before) + len(after)
        if block.op == "equal":
            segments.extend(_fold(after, first=at == 0, last=at == len(ordered) - 1))
        else:
            counts[block.op] = counts.get(block.op, 0) + 1
            segments.append(Segment(block.op, before, after))
    return Difference(segments, counts, shared, len(a) + len(b), len(b), parts, cut)


def _fold(text: str, *, first: bool, last: bool) -> list[Segment]:
    """Keep the ends of an equal stretch that touch a difference, and fold what lies between."""
    if len(text) < FOLD_FROM:
        return [Segment("equal", text, text)]
    # The very beginning and end of the texts are kept short as well, so that the reader sees where they are.
    ends = _BOUNDARY.search(text, KEEP, KEEP + SEEK)
    head = text[: ends.end() if ends else KEEP]
    starts = _BOUNDARY.search(text, len(text) - KEEP - SEEK, len(text) - KEEP)
    tail = text[starts.end() if starts else -KEEP :]
    if first and last:
        tail = ""
    folded = len(text) - len(head) - len(tail)
    out = [Segment("equal", head, head), Segment("equal", "", "", folded)]
    return [*out, Segment("equal", tail, tail)] if tail else out


def _fold_mark(count: int, what: str) -> Markup:
    said = f"{number(count)} {what}"
    return Markup('<span class="fold" title="{} characters not shown">⋯ {} ⋯</span>').format(said, said)


def _markup(segment: Segment) -> Markup:
    if segment.folded:
        return _fold_mark(segment.folded, "equal")
    if segment.op == "equal":
        return marked(segment.after, lines=True)
    if segment.op == "variant":
        title = visible(f"a variant of {segment.before}")
        return Markup('<span class="variant" title="{}">{}</span>').format(title, marked(segment.after, lines=True))
    removed = Markup("<del>{}</del>").format(_with_breaks(segment.before)) if segment.before else Markup("")
    added = Markup("<ins>{}</ins>").format(_with_breaks(segment.after)) if segment.after else Markup("")
    return removed + added


def _with_breaks(text: str) -> Markup:
    """Mark a text that only one side has; its line breaks are part of the difference, so they are shown as well."""
    sign = Markup('<span class="cp">{}</span>').format(NEWLINE)
    # A break alone must not break: it would open an empty line that neither text has.
    return marked(text, lines=True).replace("\n", sign if not text.strip("\r\n") else sign + "\n")

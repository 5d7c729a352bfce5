"""The nouns that every room shares: an article, a reject, a span of text, an edit and how certain it is.

This module imports nothing of the toolkit and nothing heavy; everything may import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Certainty = Literal["proved", "inferred", "guess"]
"""How sure an edit is: `proved` (undoing it by the forward model gives the observed text), `inferred` (information
was lost, the best candidate is ahead), `guess` (a suggestion for a person)."""

CERTAINTIES: tuple[Certainty, ...] = ("proved", "inferred", "guess")
"""All certainties, the surest first."""


def at_least(certainty: Certainty, level: Certainty) -> bool:
    """Tell whether an edit of `certainty` is applied when the caller accepts `level`.

    >>> at_least("proved", "inferred"), at_least("guess", "proved")
    (True, False)
    """
    return CERTAINTIES.index(certainty) <= CERTAINTIES.index(level)


class Span(NamedTuple):
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, init=False)
class Edit:
    """One replacement in a text: `original[start:end] == before` becomes `after`.

    Attributes:
        kind: name of the fixer that proposes it, as listed in `toolkit.repair.FIXERS`.
        start: first character replaced, as an offset into the *original* text.
        end: one past the last character replaced; equal to `start` for a pure insertion.
        before: the characters of the original, `original[start:end]`.
        after: what stands there instead; equal to `before` for a place that is reported and left.
        certainty: see `Certainty`.
        why: one sentence for a person.
        runner_up: the next best replacement where several were possible, else None.
    """

    kind: str
    start: int
    end: int
    before: str
    after: str
    certainty: Certainty
    why: str
    runner_up: str | None = None

    # That of a frozen dataclass sets its attributes by name and takes twice as long; a damaged page has hundreds.
    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        before: str,
        after: str,
        certainty: Certainty,
        why: str,
        runner_up: str | None = None,
    ) -> None:
        _set_kind(self, kind)
        _set_start(self, start)
        _set_end(self, end)
        _set_before(self, before)
        _set_after(self, after)
        _set_certainty(self, certainty)
        _set_why(self, why)
        _set_runner_up(self, runner_up)

    @property
    def span(self) -> Span:
        """The replaced range of the original."""
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return the edit as plain JSON types; `runner_up` is left out when there is none."""
        out: dict[str, Any] = {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "before": self.before,
            "after": self.after,
            "certainty": self.certainty,
            "why": self.why,
        }
        if self.runner_up is not None:
            out["runner_up"] = self.runner_up
        return out

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Edit:
        """Return the edit that `to_dict` wrote. Other keys, those of `contentfarm repair --explain`, are ignored.

        Raises:
            ValueError: a value is missing or of another type.

        >>> edit = Edit("notes", 1, 6, "(tái)", "", "proved", "a reading after its character")
        >>> Edit.from_dict({**edit.to_dict(), "applied": True}) == edit
        True
        """
        wrong = [key for key, kind in _TYPES.items() if type(row.get(key)) is not kind]
        runner_up = row.get("runner_up")
        if wrong or row["certainty"] not in CERTAINTIES or not isinstance(runner_up, str | None):
            raise ValueError(f"no edit (look at {', '.join(wrong) or 'certainty, runner_up'}): {dict(row)!r}")
        values: dict[str, Any] = {key: row[key] for key in _TYPES}
        return cls(**values, runner_up=runner_up)


_TYPES: dict[str, type] = {
    "kind": str,
    "start": int,
    "end": int,
    "before": str,
    "after": str,
    "certainty": str,
    "why": str,
}

_set_kind, _set_start, _set_end, _set_before, _set_after, _set_certainty, _set_why, _set_runner_up = (
    vars(Edit)[attribute.name].__set__ for attribute in fields(Edit)
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read, before any repair.

    Attributes:
        id: the record's own id, or its source plus record number; unique within a run.
        source: the file it came from, as the caller wrote the path (`-` for standard input).
        record: 1-based number of the record in its file; None where the file is the article.
        text: the decoded text, untouched otherwise.
        title: the record's own title column or the page's title, if there is one.
        url: the record's own address, if there is one.
        encoding: the encoding that the bytes were decoded with (`utf-8`, `gb18030` …); None for Parquet strings.
        extra: the user's other columns, carried through to the output.
    """

    id: str
    source: str
    text: str
    record: int | None = None
    title: str | None = None
    url: str | None = None
    encoding: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """One input that could not become an article, and why.

    Attributes:
        source: the file, as the caller wrote the path.
        record: 1-based number of the record (the line, for JSONL), or None where the whole file is meant.
        reason: what is wrong, for a person.
    """

    source: str
    record: int | None
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the reject as plain JSON types."""
        return {"source": self.source, "record": self.record, "reason": self.reason}


def apply_edits(original: str, edits: Iterable[Edit]) -> str:
    """Apply `edits` (sorted by start, not overlapping, spans in `original`) and return the new text.

    Raises:
        ValueError: the edits overlap, are unsorted, or `before` is not what stands there.

    >>> e = Edit("notes", 1, 6, "(tái)", "", "proved", "a reading after its character")
    >>> apply_edits("臺(tái)北", [e])
    '臺北'
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or edit.end < edit.start:
            raise ValueError(f"edit at {edit.start}:{edit.end} overlaps or precedes the one before it (at {at})")
        if original[edit.start : edit.end] != edit.before:
            found = original[edit.start : edit.end]
            raise ValueError(f"edit at {edit.start}:{edit.end} expects {edit.before!r}, the text has {found!r}")
        parts.append(original[at : edit.start])
        parts.append(edit.after)
        at = edit.end
    parts.append(original[at:])
    return "".join(parts)


def undo_edits(text: str, edits: Iterable[Edit]) -> str:
    """Take back what `apply_edits` did with `edits`, and return the original.

    Raises:
        ValueError: `text` does not show what the edits say they wrote.

    >>> undo_edits("臺北", [Edit("notes", 1, 6, "(tái)", "", "proved", "a reading after its character")])
    '臺(tái)北'
    """
    parts: list[str] = []
    at = 0
    shift = 0  # how many characters earlier edits added
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.after)
        if start < at or text[start:end] != edit.after:
            raise ValueError(f"the {edit.kind} edit at {edit.start}:{edit.end} cannot be undone")
        parts.append(text[at:start])
        parts.append(edit.before)
        at = end
        shift += len(edit.after) - len(edit.before)
    parts.append(text[at:])
    return "".join(parts)

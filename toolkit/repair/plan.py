"""The plan of a repair: edits of several fixers, one after the other, composed into one list over the original.

Fixers run in order, each on the text as the accepted edits of the earlier ones left it. Their edits therefore speak
of different texts. `Layers` translates every edit back to the original and joins it with earlier edits that it
touches, so that the result is one sorted list of edits that do not overlap: data that can be shown, stored, undone
and replayed without running a fixer again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.article import CERTAINTIES, Edit, apply_edits, undo_edits
from toolkit.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair did to one text: the result, and every step to it as data.

    Attributes:
        original: the text as it was given.
        text: the repaired text; the very same object as `original` when nothing was edited.
        edits: the edits applied, sorted, not overlapping, with spans in `original`.
        left: what was found but not applied: edits below the accepted certainty, and places that can only be
            reported (`after == before`). Spans in `original`; they may touch applied edits.
        kit_level: how far down the annotator's fixed order the notes of this page reach (see
            `toolkit.repair.notes.kit_level`), or None for a page without notes.
    """

    original: str
    text: str
    edits: tuple[Edit, ...] = ()
    left: tuple[Edit, ...] = ()
    kit_level: int | None = None

    def undo(self) -> str:
        """Take the edits back from `text` and return the original.

        Raises:
            ContractError: `text` does not show what the edits say they wrote.
        """
        try:
            return undo_edits(self.text, self.edits)
        except ValueError as error:
            raise ContractError(str(error)) from None

    def replay(self, original: str) -> str:
        """Apply the edits to `original` again and return the repaired text, without running any fixer.

        Raises:
            ValueError: `original` is not the text that the edits were made for.
        """
        return apply_edits(original, self.edits) if self.edits else original

    def to_dict(self) -> dict[str, Any]:
        """Return the repair as plain JSON types, without the two texts."""
        return {
            "edits": [edit.to_dict() for edit in self.edits],
            "left": [edit.to_dict() for edit in self.left],
            "kit_level": self.kit_level,
        }


class Layers:
    """Edits of successive fixers, kept as one sorted list over the original.

    Attributes:
        original: the text that all spans of `edits` are in.
        text: the original with `edits` applied: what the next fixer sees.
        edits: the composed edits.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = original
        self.edits: list[Edit] = []
        self._indexed = True  # whether the two lists below are those of `edits`; for most texts nobody asks
        self._starts: list[int] = []  # where edits[i].after begins in `text`
        self._ends: list[int] = []  # and where it ends

    def add(self, layer: Sequence[Edit]) -> None:
        """Apply `layer`, edits of the present `text` (sorted, not overlapping), and compose them with the earlier ones.

        Raises:
            ValueError: the edits of the layer overlap, are unsorted, or do not quote the present text.
        """
        if not layer:
            return
        text = apply_edits(self.text, layer)
        if not self.edits:
            merged = list(layer)
        else:
            self._index()
            merged = []
            taken = 0  # earlier edits already written to `merged`
            for group, first, last in self._groups(layer):
                merged.extend(self.edits[taken:first])
                merged.append(self._join(group, first, last))
                taken = last
            merged.extend(self.edits[taken:])
        self.text = text
        self.edits = [edit for edit in merged if edit.after != edit.before]
        self._indexed = False

    def to_original(self, edit: Edit) -> Edit:
        """Return `edit`, which speaks of the present `text`, as an edit of the original.

        Where it touches characters that earlier edits wrote, it grows to cover what they replaced.
        """
        if not self.edits:
            return edit
        self._index()
        first, last = self._touched(edit)
        if first == last:
            return self._moved(edit, first)
        start, end, before, after, prefix, suffix = self._cover([edit], first, last)
        # A place that is only reported stays one: it changes nothing, whatever stood there before.
        if edit.after == edit.before:
            after = before
        runner_up = None if edit.runner_up is None else prefix + edit.runner_up + suffix
        return Edit(edit.kind, start, end, before, after, edit.certainty, edit.why, runner_up)

    def _moved(self, edit: Edit, index: int) -> Edit:
        """Return an edit that touches no earlier one in the original; `index` edits end at or before it."""
        start = self._origin(edit.start, index)
        if start == edit.start:
            return edit
        # Not `dataclasses.replace`, which takes five times as long.
        return Edit(
            edit.kind,
            start,
            start + len(edit.before),
            edit.before,
            edit.after,
            edit.certainty,
            edit.why,
            edit.runner_up,
        )

    def _index(self) -> None:
        if self._indexed:
            return
        self._indexed = True
        self._starts = []
        self._ends = []
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            self._starts.append(start)
            self._ends.append(start + len(edit.after))
            shift += len(edit.after) - len(edit.before)

    def _touched(self, edit: Edit) -> tuple[int, int]:
        """Return the range of earlier edits whose written characters share a character with `edit`, or lie inside it.

        An edit that merely stands next to it is not touched, except an insertion at the very place of an insertion:
        two edits of the same empty span would leave their order to chance.
        """
        first = bisect_right(self._ends, edit.start)
        last = max(first, bisect_left(self._starts, edit.end))
        if edit.start == edit.end:
            while first > 0 and self._ends[first - 1] == edit.start and not self.edits[first - 1].before:
                first -= 1
            while last < len(self.edits) and self._starts[last] == edit.start and not self.edits[last].before:
                last += 1
        return first, last

    def _groups(self, layer: Sequence[Edit]) -> Iterable[tuple[list[Edit], int, int]]:
        """Yield runs of new edits that share an earlier edit, with the range of earlier edits they touch."""
        group: list[Edit] = []
        first = last = 0
        for edit in layer:
            lo, hi = self._touched(edit)
            if group and lo < last and lo < hi:  # shares an earlier edit with the group before it
                group.append(edit)
                last = max(last, hi)
                continue
            if group:
                yield group, first, last
            group = [edit]
            first, last = lo, hi
        if group:
            yield group, first, last

    def _origin(self, at: int, index: int) -> int:
        """Return where position `at` of the present text lies in the original; `index` edits end at or before it."""
        return at if index == 0 else self.edits[index - 1].end + at - self._ends[index - 1]

    def _cover(self, group: Sequence[Edit], first: int, last: int) -> tuple[int, int, str, str, str, str]:
        """Return span, before, after of the one edit that does what earlier edits `first:last` and `group` do."""
        lo, hi = group[0].start, group[-1].end
        prefix = self.text[self._starts[first] : lo] if self._starts[first] < lo else ""
        suffix = self.text[hi : self._ends[last - 1]] if hi < self._ends[last - 1] else ""
        start = self.edits[first].start - max(0, self._starts[first] - lo)
        end = self.edits[last - 1].end + max(0, hi - self._ends[last - 1])
        inner: list[str] = []
        at = lo
        for edit in group:
            inner.append(self.text[at : edit.start])
            inner.append(edit.after)
            at = edit.end
        after = prefix + "".join(inner) + suffix
        return start, end, self.original[start:end], after, prefix, suffix

    def _join(self, group: Sequence[Edit], first: int, last: int) -> Edit:
        if first == last:
            (edit,) = group
            return self._moved(edit, first)
        start, end, before, after, prefix, suffix = self._cover(group, first, last)
        earlier = self.edits[first:last]
        parts = [*earlier, *group]
        heaviest = max(parts, key=lambda edit: len(edit.before))  # the first of equals: the earlier fixer
        certainty = max((edit.certainty for edit in parts), key=CERTAINTIES.index)
        why = "; ".join(dict.fromkeys(edit.why for edit in parts))
        runner_up = None
        if len(group) == 1 and group[0].runner_up is not None:
            runner_up = prefix + group[0].runner_up + suffix
        elif len(earlier) == 1 and earlier[0].before == before:
            runner_up = earlier[0].runner_up
        return Edit(heaviest.kind, start, end, before, after, certainty, why, runner_up)

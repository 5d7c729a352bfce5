"""What the groups of a regular expression of a template mean: from a match to a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.induce.nodes import OTHER, Reading

if TYPE_CHECKING:
    import re


class Flag(NamedTuple):
    """An optional part or a choice: the groups that are set where it (or the branch) was taken.

    `inside` is the group of the part around it, or 0.
    """

    id: int
    groups: tuple[int, ...]
    inside: int
    optional: bool


class Listing(NamedTuple):
    """A list: `group` holds all its items, `item` reads one, whose kind is told under the id of the list.

    There are `kinds` of them; the next one is of no kind.
    """

    id: int
    group: int
    inside: int
    item: re.Pattern[str]
    plan: Plan
    sep: str
    kinds: int


class Plan:
    """What the groups of an expression mean."""

    def __init__(self) -> None:
        self.groups = 0
        self.slots: list[tuple[int, int]] = []
        self.shared: set[int] = set()
        self.flags: list[Flag] = []
        self.lists: list[Listing] = []
        self.odd: list[int] = []
        """Groups that are set where fixed text deviates."""

    def new(self) -> int:
        """Return the number of a new group."""
        self.groups += 1
        return self.groups

    def mark(self) -> tuple[int, ...]:
        """Return what `back_to` takes to forget all groups that come from now on."""
        return self.groups, len(self.slots), len(self.flags), len(self.lists), len(self.odd)

    def back_to(self, mark: tuple[int, ...]) -> None:
        """Forget the groups that came since a mark."""
        self.groups, *lengths = mark
        every: tuple[list[Any], ...] = (self.slots, self.flags, self.lists, self.odd)
        for noted, length in zip(every, lengths, strict=True):
            del noted[length:]

    def deviates(self, match: re.Match[str]) -> bool:
        """Tell whether fixed text deviates in a match; that of lists' items never does."""
        return any(match[group] is not None for group in self.odd)

    def reading(self, match: re.Match[str]) -> Reading | None:
        """Return what a match says, or None where one variable has two values."""
        said = (None, *match.groups())
        out: Reading = {}
        for group, slot in self.slots:
            value = said[group]
            if value is not None and out.setdefault(slot, value) != value:
                return None
        for key, groups, inside, optional in self.flags:
            if inside and said[inside] is None:
                continue
            if optional:
                out[key] = said[groups[0]] is not None
                continue
            taken = [k for k, group in enumerate(groups) if said[group] is not None]
            if len(taken) > 1:
                return None
            out[key] = taken[0] if taken else -1
        for listing in self.lists:
            if not listing.inside or said[listing.inside] is not None:
                items = _items(listing, said[listing.group] or "", out)
                if items is None:
                    return None
                out[listing.id] = items
        return out


def _items(listing: Listing, run: str, article: Reading) -> list[tuple[int, Any]] | None:
    """Return the items of a list, or None where they cannot be told; values that are the article's go there."""
    out: list[tuple[int, Any]] = []
    at = 0
    while at < len(run):
        if out:
            if not run.startswith(listing.sep, at):
                return None
            at += len(listing.sep)
        match = listing.item.match(run, at)
        item = listing.plan.reading(match) if match is not None and match.end() > at else None
        if match is None or item is None:
            return None
        for slot in listing.plan.shared & item.keys():
            if article.setdefault(slot, item[slot]) != item.pop(slot):
                return None
        kind = item.pop(listing.id)
        out.append((kind, item) if kind < listing.kinds else (OTHER, match.group()))
        at = match.end()
    return out

"""A template as one regular expression: reads the articles of a large group that were not solved, in microseconds.

Each slot is a group; an optional part, and each branch of a choice, has an empty group that tells whether it was taken.
Fixed text closes an atomic group: it is found where it stands first, as the solver finds it, and no article makes the
search explode. What does not match exactly is not read; the caller solves it with the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.induce.abstract import ENTITIES, NUMERAL, ORDINAL
from toolkit.induce.nodes import Node, Opt, Reading, Repeat, Seq, Slot, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.induce.tidy import Column

ADJACENT = 2
"""Free slots between two fixed texts: the search there takes up to the longest value to that power."""
LONGER, SHORTEST = 4, 16
"""Times the longest value that was seen, and characters beside, up to which a free slot is read."""
ALTERNATIVES = 300
"""Values of a closed list up to which they are tried one after the other before any other text is."""
_TYPED = {kind: re.compile(f"(?a:{pattern})") for kind, pattern in {**ENTITIES, ORDINAL: f"[{NUMERAL}]{{1,3}}"}.items()}


class UnreadableError(Exception):
    """The tree holds what no expression tells for certain; it is read by solving."""


class _Flag(NamedTuple):
    """An optional part or a choice: the groups that are set where it (or the branch) was taken.

    `inside` is the group of the part around it, or 0.
    """

    id: int
    groups: tuple[int, ...]
    inside: int
    optional: bool


class _Listing(NamedTuple):
    """A list: `group` holds all its items, `item` reads one, whose kind is told under the id of the list."""

    id: int
    group: int
    inside: int
    item: re.Pattern[str]
    plan: _Plan
    sep: str


class _Plan:
    """What the groups of an expression mean."""

    def __init__(self) -> None:
        self.groups = 0
        self.slots: list[tuple[int, int]] = []
        self.shared: set[int] = set()
        self.flags: list[_Flag] = []
        self.lists: list[_Listing] = []

    def new(self) -> int:
        """Return the number of a new group."""
        self.groups += 1
        return self.groups

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


def _items(listing: _Listing, run: str, article: Reading) -> list[tuple[int, Any]] | None:
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
        out.append((item.pop(listing.id), item))
        at = match.end()
    return out


class Regular:
    """Reads texts by a tree, exactly or not at all.

    Args:
        tree: finished; no text of it is empty.
        cols: the values of its slots that were seen.

    Raises:
        UnreadableError: no expression tells the tree's parts for certain.
    """

    def __init__(self, tree: Node, cols: Mapping[int, Column]) -> None:
        self._cols = cols
        self._plan = _Plan()
        pattern, _ = self._of(tree, self._plan, 0)
        self._pattern = re.compile(pattern)

    def read(self, text: str) -> Reading | None:
        """Return the reading of a text, or None where it has something that the tree does not have."""
        match = self._pattern.fullmatch(text)
        return None if match is None else self._plan.reading(match)

    def _of(self, node: Node, plan: _Plan | None, inside: int, stop: str = "") -> tuple[str, int]:
        """Return the expression of a node, and how many free slots no fixed text closes at its end.

        Args:
            node: of the tree.
            plan: where groups are noted; None for an expression without groups.
            inside: the group of the part around it.
            stop: the mark that a slot at the end of a list's item cannot hold.
        """
        if isinstance(node, Text):
            return re.escape(node.text), 0
        if isinstance(node, Slot):
            return self._slot(node, plan, stop)
        if isinstance(node, Seq):
            return self._row(node, plan, inside, stop)
        if isinstance(node, Repeat):
            return self._list(node, plan, inside)
        bodies = [node.body] if isinstance(node, Opt) else node.branches
        ways: list[str] = []
        groups: list[int] = []
        free = 0
        for body in bodies:
            # The empty group stands first, so its number is known before those inside it.
            group = plan.new() if plan else 0
            pattern, count = self._of(body, plan, group, stop)
            ways.append(("()" if plan else "") + pattern)
            groups.append(group)
            free = max(free, count)
        if plan:
            plan.flags.append(_Flag(node.id, tuple(groups), inside, isinstance(node, Opt)))
        return f"(?:{'|'.join(ways)})?", free

    def _row(self, node: Seq, plan: _Plan | None, inside: int, stop: str) -> tuple[str, int]:
        out: list[str] = []
        waiting: list[str] = []
        free = 0
        for k, part in enumerate(node.parts):
            pattern, count = self._of(part, plan, inside, stop if k + 1 == len(node.parts) else "")
            if isinstance(part, Text):
                out.append(f"(?>{''.join(waiting)}{pattern})" if waiting else pattern)
                waiting, free = [], 0
                continue
            waiting.append(pattern)
            free += count
            if free > ADJACENT:
                raise UnreadableError
        return "".join([*out, *waiting]), free

    def _slot(self, node: Slot, plan: _Plan | None, stop: str) -> tuple[str, int]:
        if node.kind == "count" or node.id not in self._cols:
            raise UnreadableError
        counts = self._cols[node.id].counts
        typed = _TYPED.get(node.kind)
        free = 0
        if typed is not None and all(map(typed.fullmatch, counts)):
            pattern = f"(?>{typed.pattern})"
        else:
            ways = []
            if node.choices and len(counts) <= ALTERNATIVES:
                ways = [re.escape(v) for v in sorted(counts, key=lambda v: (-len(v), v)) if v]
            if not ways or 1 in counts.values():
                # Where a value came once there are others that did not come: Good (1953).
                free = 1
                lines = any("\n" in value for value in counts)
                if stop and any(stop in value for value in counts):
                    raise UnreadableError
                barred = stop if lines else "\n" + stop
                longest = LONGER * max(map(len, counts)) + SHORTEST
                ways.append((f"[^{re.escape(barred)}]" if barred else r"[\s\S]") + f"{{1,{longest}}}?")
            pattern = "|".join([*ways, *([""] if "" in counts else [])])
        if plan is None:
            return f"(?:{pattern})", free
        plan.slots.append((plan.new(), node.id))
        if node.shared:
            plan.shared.add(node.id)
        return f"({pattern})", free

    def _list(self, node: Repeat, plan: _Plan | None, inside: int) -> tuple[str, int]:
        """Write a list: all its items as one group, and an expression that reads them one by one."""
        if node.other or not node.kinds:
            raise UnreadableError
        plain: list[str] = []
        for kind in node.kinds:
            pattern, free = self._of(kind, None, 0, node.sep)
            if free and len(node.sep) != 1:
                raise UnreadableError  # nothing tells where the item ends
            plain.append(pattern)
        one = f"(?:{'|'.join(plain)})"
        run = f"(?:{one}(?:{re.escape(node.sep)}{one})*)?" if node.sep else f"(?>(?>{one})*)"
        if plan is None:
            return run, 1 if node.sep else 0
        items = _Plan()
        ways, groups = [], []
        for kind in node.kinds:
            groups.append(items.new())
            ways.append("()" + self._of(kind, items, groups[-1], node.sep)[0])
        items.flags.append(_Flag(node.id, tuple(groups), 0, optional=False))
        end = f"(?={re.escape(node.sep)}|\\Z)" if node.sep else ""
        item = re.compile(f"(?:{'|'.join(ways)}){end}")
        plan.lists.append(_Listing(node.id, plan.new(), inside, item, items, node.sep))
        return f"({run})", 1 if node.sep else 0

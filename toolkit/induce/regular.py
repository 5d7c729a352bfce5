"""A template as one regular expression: reads the articles of a large group that were not solved, in microseconds.

Each slot is a group; an optional part, and each branch of a choice, has an empty group that tells whether it was taken.
Fixed text closes an atomic group: it is found where it stands first, as the solver finds it, and no article makes the
search explode. An item that is none of the kinds of its list is of no kind, up to the mark that its items end with.
What does not match is not read; the caller solves it with the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.induce import deviations
from toolkit.induce.abstract import ENTITIES, NUMERAL, ORDINAL
from toolkit.induce.nodes import (
    OTHER,
    Choice,
    Node,
    Opt,
    Reading,
    Repeat,
    Seq,
    Slot,
    Text,
    literals,
    text_of,
    walk,
)
from toolkit.induce.template import rendered
from toolkit.induce.tidy import with_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.induce.ends import Edits
    from toolkit.induce.tidy import Column

ADJACENT = 2
"""Free slots between two fixed texts: the search there takes up to the longest value to that power."""
LONGER, SHORTEST = 4, 16
"""Times the longest value that was seen, and characters beside, up to which a free slot is read."""
ALTERNATIVES = 300
"""Values of a closed list up to which they are tried one after the other before any other text is."""
TRIED = 40
"""Articles that tell which way to read lists is the right one for a template."""
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
    """A list: `group` holds all its items, `item` reads one, whose kind is told under the id of the list.

    There are `kinds` of them; the next one is of no kind.
    """

    id: int
    group: int
    inside: int
    item: re.Pattern[str]
    plan: _Plan
    sep: str
    kinds: int


class _Plan:
    """What the groups of an expression mean."""

    def __init__(self) -> None:
        self.groups = 0
        self.slots: list[tuple[int, int]] = []
        self.shared: set[int] = set()
        self.flags: list[_Flag] = []
        self.lists: list[_Listing] = []
        self.odd: list[int] = []
        """Groups that are set where fixed text deviates."""

    def new(self) -> int:
        """Return the number of a new group."""
        self.groups += 1
        return self.groups

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
        kind = item.pop(listing.id)
        out.append((kind, item) if kind < listing.kinds else (OTHER, match.group()))
        at = match.end()
    return out


class Regular:
    """Reads texts by a tree, exactly or not at all.

    Args:
        tree: finished; no text of it is empty.
        cols: the values of its slots that were seen.
        readings: by the tree, from which it is seen what items of no kind end with.
        edits: of the articles of these readings: where they deviate others may too.

    Raises:
        UnreadableError: no expression tells the tree's parts for certain.
    """

    def __init__(
        self, tree: Node, cols: Mapping[int, Column], readings: Sequence[Reading] = (), edits: Sequence[Edits] = ()
    ) -> None:
        self._cols = cols
        odd = deviations.of_texts(tree, readings, edits)
        self._closing = _closing(tree, readings)
        # Deviations are looked for only in what does not match without.
        self._ways = [self._compiled(tree, {}, greedy) for greedy in (True, False)]
        if self._ways[0][0].pattern == self._ways[1][0].pattern:
            del self._ways[1]
        drawn = [rendered(tree, reading) for reading in readings[:: max(1, len(readings) // TRIED)]]
        read = [sum(pattern.fullmatch(text) is not None for text in drawn) for pattern, _ in self._ways]
        if read[-1] > read[0]:
            self._ways.reverse()
        if odd:
            self._ways.append(self._compiled(tree, odd, read[0] >= read[-1]))

    def read(self, text: str) -> tuple[Reading, bool] | None:
        """Return the reading of a text, and whether fixed text deviates in it, which is for edits to tell.

        Returns:
            None where the text has something that the tree does not have.
        """
        for pattern, plan in self._ways:
            match = pattern.fullmatch(text)
            reading = None if match is None else plan.reading(match)
            if match is not None and reading is not None:
                return reading, plan.deviates(match)
        return None

    def _compiled(self, tree: Node, odd: Mapping[int, Sequence[str]], greedy: bool) -> tuple[re.Pattern[str], _Plan]:
        """Return the expression of a tree.

        Args:
            tree: the template.
            odd: how its fixed texts may deviate, outside lists.
            greedy: lists hold all items of their kinds that stand there, instead of the fewest.
        """
        self._odd, self._outer, self._greedy = odd, _Plan(), greedy
        return re.compile(self._of(tree, self._outer, 0)[0]), self._outer

    def _of(self, node: Node, plan: _Plan | None, inside: int, stop: str = "") -> tuple[str, int]:
        """Return the expression of a node, and how many free slots no fixed text closes at its end.

        Args:
            node: of the tree.
            plan: where groups are noted; None for an expression without groups.
            inside: the group of the part around it.
            stop: the mark that a slot at the end of a list's item cannot hold.
        """
        if isinstance(node, Text):
            said = [re.escape(node.text)]
            if plan is self._outer:
                for other in self._odd.get(node.id, ()):
                    plan.odd.append(plan.new())
                    said.append("()" + re.escape(other))
            return f"(?:{'|'.join(said)})" if len(said) > 1 else said[0], 0
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
        free, within = 0, True
        lists: list[Repeat] = []
        for k, part in enumerate(node.parts):
            last = k + 1 == len(node.parts)
            pattern, count = self._of(part, plan, inside, stop if last else "")
            if isinstance(part, Repeat):
                lists.append(part)
            # What items of a list begin with does not tell where it ends; what stands behind that may.
            if isinstance(part, Text) and (last or not any(_begins(listed, part.text) for listed in lists)):
                lists = []
                out.append(f"(?>{''.join(waiting)}{pattern})" if waiting else pattern)
                waiting, free, within = [], 0, True
                continue
            waiting.append(pattern)
            # What begins a line closes a slot that stays within one.
            free = max(free, count) if within and _begins_line(part) else free + count
            within = within and self._stays_within(part)
            if free > ADJACENT:
                raise UnreadableError
        return "".join([*out, *waiting]), free

    def _stays_within(self, node: Node) -> bool:
        """Tell whether no slot of a node holds a line end."""
        slots = [inner.id for inner in walk(node) if isinstance(inner, Slot) and inner.id in self._cols]
        return not any("\n" in value for slot in slots for value in self._cols[slot].counts)

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
        ends = set() if node.sep else self._closing.get(node.id, set())
        marks = re.escape("".join(sorted(end for end in ends if end and not end.isalnum())))
        # The text behind a list may have robbed its last item of its mark.
        robbed = any(not end or end.isalnum() for end in ends)
        any_item = f"[^{marks}]*[{marks}]" if marks else ""
        if not node.kinds or (node.other and not any_item):
            raise UnreadableError
        plain: list[str] = []
        open_ends: list[bool] = []
        for kind in node.kinds:
            pattern, free = self._of(kind, None, 0, node.sep)
            if free and len(node.sep) != 1 and not marks:
                raise UnreadableError  # nothing tells where the item ends
            plain.append(pattern)
            open_ends.append(bool(free))
        one = f"(?:{'|'.join(plain)})"
        if any_item:
            # What is of no kind might be of what stands behind the list, so the list ends as soon as it can.
            closed = [way + f"(?<=[{marks}])" * (end or robbed) for way, end in zip(plain, open_ends, strict=True)]
            firm = [way for way, end in zip(closed, open_ends, strict=True) if not end]
            any_of = f"(?>{'|'.join([*closed, any_item])})*?"
            first = f"(?>(?:{'|'.join(firm)})*)" if firm and self._greedy else ""
            run = first + any_of + f"{one}?" * robbed
        else:
            run = f"(?:{one}(?:{re.escape(node.sep)}{one})*)?" if node.sep else f"(?>(?>{one})*)"
        free = 1 if node.sep or any_item else 0
        if plan is None:
            return run, free
        items = _Plan()
        ways, groups = [], []
        for kind, end in zip(node.kinds, open_ends, strict=True):
            groups.append(items.new())
            closing = f"(?:(?<=[{marks}])|\\Z)" if any_item and (end or robbed) else ""
            ways.append(f"(){self._of(kind, items, groups[-1], node.sep)[0]}{closing}")
        if any_item:
            groups.append(items.new())
            ways.append("()" + any_item)
        items.flags.append(_Flag(node.id, tuple(groups), 0, optional=False))
        last = ""
        if node.sep:
            # Where items hold what separates them, only what is left of the list tells which of it does.
            inside_too = any(node.sep in said for kind in node.kinds for said in literals(kind))
            last = f"(?=(?:{re.escape(node.sep)}{one})*\\Z)" if inside_too else f"(?={re.escape(node.sep)}|\\Z)"
        item = re.compile(f"(?:{'|'.join(ways)}){last}")
        plan.lists.append(_Listing(node.id, plan.new(), inside, item, items, node.sep, len(node.kinds)))
        return f"({run})", free


def _begins_line(node: Node) -> bool:
    """Tell whether whatever a node writes begins with a line end."""
    if isinstance(node, Text):
        return node.text.startswith("\n")
    if isinstance(node, Seq):
        return _begins_line(node.parts[0])
    if isinstance(node, Choice):
        return all(map(_begins_line, node.branches))
    return isinstance(node, Opt) and _begins_line(node.body)


def _begins(node: Node, text: str) -> bool:
    """Tell whether what a node writes may begin with a text."""
    if isinstance(node, Text):
        return node.text.startswith(text)
    if isinstance(node, Seq):
        return _begins(node.parts[0], text)
    if isinstance(node, Repeat):
        return any(_begins(kind, text) for kind in node.kinds)
    return False


def _closing(tree: Node, readings: Sequence[Reading]) -> dict[int, set[str]]:
    """Return what the items of each list without a separator end with in the readings."""
    lists = [node for node in walk(tree) if isinstance(node, Repeat) and not node.sep]
    out: dict[int, set[str]] = {}
    for article in readings if lists else ():
        for reading in with_items(tree, [article]):
            for node in lists:
                for kind, item in reading.get(node.id, ()):
                    text = item if kind == OTHER else text_of(node.kinds[kind], item, article)
                    out.setdefault(node.id, set()).add(text[-1:])
    return out

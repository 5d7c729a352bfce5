"""A template as one regular expression: reads the articles of a large group that were not solved, in microseconds.

Each slot is a group; an optional part, and each branch of a choice, has an empty group that tells whether it was taken.
Fixed text closes an atomic group: it is found where it stands first, as the solver finds it, and no article makes the
search explode. An item that is none of the kinds of its list is of no kind, up to the mark that its items end with.
What does not match is not read; the caller solves it with the others.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from toolkit.induce import deviations
from toolkit.induce.abstract import ENTITIES, MARKS, NUMERAL, ORDINAL
from toolkit.induce.groups import Flag, Listing, Plan
from toolkit.induce.nodes import (
    OTHER,
    Node,
    Opt,
    Reading,
    Repeat,
    Seq,
    Slot,
    Text,
    begins,
    begins_line,
    literals,
    text_of,
    walk,
)
from toolkit.induce.template import rendered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from toolkit.induce.ends import Edits
    from toolkit.induce.tally import Column

ADJACENT = 2
"""Free slots between two fixed texts: the search there takes up to the longest value to that power. Others beside them
hold only values that were seen."""
LONGER, SHORTEST = 4, 16
"""Times the longest value that was seen, and characters beside, up to which a free slot is read."""
ALTERNATIVES = 300
"""Values of a closed list up to which they are tried one after the other before any other text is."""
TRIED = 40
"""Articles that tell which way to read lists is the right one for a template."""
_TYPED = {kind: re.compile(f"(?a:{pattern})") for kind, pattern in {**ENTITIES, ORDINAL: f"[{NUMERAL}]{{1,3}}"}.items()}


class UnreadableError(Exception):
    """The tree holds what no expression tells for certain; it is read by solving."""


class Regular:
    """Reads texts by a tree, exactly or not at all.

    Args:
        tree: finished; no text of it is empty.
        cols: the values of its slots that were seen.
        readings: by the tree, from which it is seen what items of no kind end with.
        edits: of the articles of these readings: where they deviate others may too.
        opened: slots whose closed lists may also hold what they did not yet, if that is like what they did.

    Raises:
        UnreadableError: no expression tells the tree's parts for certain.
    """

    def __init__(
        self,
        tree: Node,
        cols: Mapping[int, Column],
        readings: Sequence[Reading] = (),
        edits: Sequence[Edits] = (),
        opened: Collection[int] = (),
    ) -> None:
        self._cols = cols
        self._opened = opened
        self._closing = _closing(tree, readings)
        self._odd: Mapping[int, Sequence[str]] = {}
        self._outer = Plan()
        self._greedy = True
        self._closed = False
        """Whether slots hold only what was seen, since too many that hold anything stand before."""
        self._tree, self._readings, self._edits = tree, readings, edits
        self._of(tree, Plan(), 0)  # tells whether it is readable

    @cached_property
    def _ways(self) -> list[tuple[re.Pattern[str], Plan]]:
        """Expressions of the whole tree, in the order in which they are tried; it takes long to compile them."""
        tree, readings = self._tree, self._readings
        odd = deviations.of_texts(tree, readings, self._edits)
        # Deviations are looked for only in what does not match without.
        ways = [self._compiled(tree, {}, greedy) for greedy in (True, False)]
        if ways[0][0].pattern == ways[1][0].pattern:
            del ways[1]
        drawn = [rendered(tree, reading) for reading in readings[:: max(1, len(readings) // TRIED)]]
        read = [sum(pattern.fullmatch(text) is not None for text in drawn) for pattern, _ in ways]
        if read[-1] > read[0]:
            ways.reverse()
        if odd:
            ways.append(self._compiled(tree, odd, read[0] >= read[-1]))
        return ways

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

    def pattern(self, node: Node, *, greedy: bool) -> str:
        """Return the expression of a part of the tree, without groups; deviations are not read.

        Args:
            node: the part.
            greedy: see `_compiled`.
        """
        self._greedy = greedy
        return self._of(node, None, 0)[0]

    def row(self, nodes: Sequence[Node], *, greedy: bool) -> list[str]:
        """Return the expressions of parts of the tree that stand side by side; see `pattern`."""
        self._greedy = greedy
        out: list[str] = []
        free, within = 0, True
        for node in nodes:
            pattern, free, within = self._next(node, None, 0, "", free, within)
            out.append(pattern)
            if isinstance(node, Text):
                free, within = 0, True
        return out

    def item(self, node: Repeat, order: Sequence[int], *, greedy: bool) -> str:
        """Return the expression of an item of a list.

        Args:
            node: the list.
            order: in which its kinds are tried; each has one group, and so has, behind them, what is of none.
            greedy: see `_compiled`.
        """
        self._greedy = greedy
        plain, closing, any_item = self._kinds(node)
        ways = [f"({plain[kind]}){closing[kind]}" for kind in order]
        if any_item:
            ways.append(f"({any_item})")
        return f"(?:{'|'.join(ways)}){self._end_of_item(node, plain)}"

    def _compiled(self, tree: Node, odd: Mapping[int, Sequence[str]], greedy: bool) -> tuple[re.Pattern[str], Plan]:
        """Return the expression of a tree.

        Args:
            tree: the template.
            odd: how its fixed texts may deviate, outside lists.
            greedy: lists hold all items of their kinds that stand there, instead of the fewest.
        """
        self._odd, self._outer, self._greedy = odd, Plan(), greedy
        return re.compile(self._of(tree, self._outer, 0)[0]), self._outer

    def _of(self, node: Node, plan: Plan | None, inside: int, stop: str = "") -> tuple[str, int]:
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
            plan.flags.append(Flag(node.id, tuple(groups), inside, isinstance(node, Opt)))
        return f"(?:{'|'.join(ways)})?", free

    def _row(self, node: Seq, plan: Plan | None, inside: int, stop: str) -> tuple[str, int]:
        out: list[str] = []
        waiting: list[str] = []
        free, within = 0, True
        lists: list[Repeat] = []
        for k, part in enumerate(node.parts):
            last = k + 1 == len(node.parts)
            pattern, more, inside_line = self._next(part, plan, inside, stop if last else "", free, within)
            if isinstance(part, Repeat):
                lists.append(part)
            # What items of a list begin with does not tell where it ends; what stands behind that may.
            if isinstance(part, Text) and (last or not any(begins(listed, part.text) for listed in lists)):
                lists = []
                out.append(f"(?>{''.join(waiting)}{pattern})" if waiting else pattern)
                waiting, free, within = [], 0, True
                continue
            waiting.append(pattern)
            free, within = more, inside_line
        return "".join([*out, *waiting]), free

    def _next(
        self, part: Node, plan: Plan | None, inside: int, stop: str, free: int, within: bool
    ) -> tuple[str, int, bool]:
        """Return the expression of the next part of a row, and what holds behind it.

        Args:
            part: of the row.
            plan: see `_of`, as the two following.
            inside: the group of the part around it.
            stop: the mark that a slot at the end of a list's item cannot hold.
            free: slots before it that no fixed text closes.
            within: whether none of these holds a line end.
        """
        closed = self._closed
        before = plan.mark() if plan else None
        for now_closed in (closed or free >= ADJACENT, True):
            self._closed = now_closed
            pattern, count = self._of(part, plan, inside, stop)
            # What begins a line closes a slot that stays within one.
            so_far = max(free, count) if within and begins_line(part) else free + count
            if so_far <= ADJACENT or now_closed:
                break
            if plan and before:
                plan.back_to(before)
        self._closed = closed
        free = so_far
        if free > ADJACENT:
            raise UnreadableError
        return pattern, free, within and self._stays_within(part)

    def _stays_within(self, node: Node) -> bool:
        """Tell whether no slot of a node holds a line end."""
        slots = [inner.id for inner in walk(node) if isinstance(inner, Slot) and inner.id in self._cols]
        return not any("\n" in value for slot in slots for value in self._cols[slot].counts)

    def _slot(self, node: Slot, plan: Plan | None, stop: str) -> tuple[str, int]:
        if node.id not in self._cols:
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
            if self._closed and not ways and len(counts) <= ALTERNATIVES:
                ways = [re.escape(v) for v in sorted(counts, key=lambda v: (-len(v), v)) if v]
            if not ways or (1 in counts.values() and not self._closed):
                # Where a value came once there are others that did not come: Good (1953).
                free = 1
                lines = any("\n" in value for value in counts)
                if stop and any(stop in value for value in counts):
                    raise UnreadableError
                barred = stop if lines else "\n" + stop
                longest = LONGER * max(map(len, counts)) + SHORTEST
                ways.append((f"[^{re.escape(barred)}]" if barred else r"[\s\S]") + f"{{1,{longest}}}?")
            elif node.id in self._opened and not self._closed and not node.shared:
                free = 1
                ways.append(_like(counts, stop))
            pattern = "|".join([*ways, *([""] if "" in counts else [])])
        if plan is None:
            return f"(?:{pattern})", free
        plan.slots.append((plan.new(), node.id))
        if node.shared:
            plan.shared.add(node.id)
        return f"({pattern})", free

    def _marks(self, node: Repeat) -> tuple[str, bool]:
        """Return the marks that the items of a list end with, escaped, and whether the last item may lack its own."""
        ends = set() if node.sep else self._closing.get(node.id, set())
        marks = re.escape("".join(sorted(end for end in ends if end and not end.isalnum())))
        # The text behind a list may have robbed its last item of its mark.
        return marks, any(not end or end.isalnum() for end in ends)

    def _kinds(self, node: Repeat) -> tuple[list[str], list[str], str]:
        """Return the expressions of a list's kinds, what tells that each has ended, and what is of no kind.

        Raises:
            UnreadableError: nothing tells where an item ends.
        """
        marks, robbed = self._marks(node)
        any_item = f"[^{marks}]*[{marks}]" if marks else ""
        if not node.kinds or (node.other and not any_item):
            raise UnreadableError
        plain: list[str] = []
        closing: list[str] = []
        for kind in node.kinds:
            pattern, free = self._of(kind, None, 0, node.sep)
            if free and len(node.sep) != 1 and not marks:
                raise UnreadableError
            plain.append(pattern)
            closing.append(f"(?:(?<=[{marks}])|\\Z)" if any_item and (free or robbed) else "")
        return plain, closing, any_item

    def _end_of_item(self, node: Repeat, plain: Sequence[str]) -> str:
        """Return what tells that an item of a list that is separated from the next has ended."""
        if not node.sep:
            return ""
        # Where items hold what separates them, only what is left of the list tells which of it does.
        if any(node.sep in said for kind in node.kinds for said in literals(kind)):
            return f"(?=(?:{re.escape(node.sep)}(?:{'|'.join(plain)}))*\\Z)"
        return f"(?={re.escape(node.sep)}|\\Z)"

    def _list(self, node: Repeat, plan: Plan | None, inside: int) -> tuple[str, int]:
        """Write a list: all its items as one group, and an expression that reads them one by one."""
        marks, robbed = self._marks(node)
        plain, closing, any_item = self._kinds(node)
        one = f"(?:{'|'.join(plain)})"
        if any_item:
            # What is of no kind might be of what stands behind the list, so the list ends as soon as it can.
            open_ends = [bool(self._of(kind, None, 0, node.sep)[1]) for kind in node.kinds]
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
        items = Plan()
        ways, groups = [], []
        for kind, end in zip(node.kinds, closing, strict=True):
            groups.append(items.new())
            ways.append(f"(){self._of(kind, items, groups[-1], node.sep)[0]}{end}")
        if any_item:
            groups.append(items.new())
            ways.append("()" + any_item)
        items.flags.append(Flag(node.id, tuple(groups), 0, optional=False))
        item = re.compile(f"(?:{'|'.join(ways)}){self._end_of_item(node, plain)}")
        plan.lists.append(Listing(node.id, plan.new(), inside, item, items, node.sep, len(node.kinds)))
        return f"({run})", free


def _like(values: Collection[str], stop: str) -> str:
    """Return the expression of what may be another value of a closed list: no longer, and of no other marks."""
    held = set().union(*values)
    barred = "".join(sorted((MARKS - held) | set(stop)))
    return f"[^{re.escape(barred)}]{{1,{max(map(len, values))}}}?"


def _closing(tree: Node, readings: Sequence[Reading]) -> dict[int, set[str]]:
    """Return what the items of each list without a separator end with in the readings."""
    lists = [node for node in walk(tree) if isinstance(node, Repeat)]
    out: dict[int, set[str]] = {}
    for article in readings if lists else ():
        todo = [article]
        for reading in todo:  # grows while it is walked: a list's items may hold lists
            for node in lists:
                for kind, item in reading.get(node.id, ()):
                    if kind != OTHER:
                        todo.append(item)
                    if not node.sep:
                        text = item if kind == OTHER else text_of(node.kinds[kind], item, article)
                        out.setdefault(node.id, set()).add(text[-1:])
    return out

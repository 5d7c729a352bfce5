"""From lines to nested blocks: which marks are believed, what is inside what, what is a section and what a list.

A *block* is a marked line with everything down to the next mark of its level. Levels follow the order in which
the families of numbering appear: a family that is new where it stands opens a level below, a known one goes back to
its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.parse import lexicon
from toolkit.parse.lines import HEADING_MAX, find_label
from toolkit.parse.numbering import HAN_DIGITS, follows

if TYPE_CHECKING:
    from toolkit.parse.lines import Line

_DEEPEST = 16
"""Levels that are told apart; marks below are taken as text, so that hostile input cannot nest without end."""

_BARE = ("dotted1", "bare cjk", "padded", "barred")
"""Families without a sign of their own behind the number, or with one that also divides quantities: only a whole row
of headings that counts from one is believed."""

_RANK = {"部": 0, "编": 0, "編": 0, "篇": 0, "章": 1, "节": 2, "節": 2, "cjk": 3, "(cjk)": 4}
"""Families whose order is fixed by convention (GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）; books: 篇 章 节)."""


class Block:
    """A marked line and what follows it, or the root, a lead or a conclusion (`line` is its heading or None).

    Attributes:
        line: the line with the mark.
        content: lines and blocks inside, in order.
        shape: how the line looks: `head` (short, no sentence), `item` (a sentence, or a name and its explanation) or
            `either`.
        group: siblings that are counted together share this object; see `Group`.
        role: `root`, `lead`, `conclusion` or `mark`.
    """

    __slots__ = ("content", "group", "line", "role", "shape")

    def __init__(self, line: Line | None, role: str, shape: str = "head") -> None:
        self.line = line
        self.role = role
        self.shape = shape
        self.content: list[Line | Block] = []
        self.group: Group | None = None


class Group:
    """Siblings of one family that are counted together.

    Attributes:
        family: their family.
        members: the blocks, in order.
    """

    __slots__ = ("family", "members")

    def __init__(self, family: str) -> None:
        self.family = family
        self.members: list[Block] = []

    def is_list(self) -> bool:
        """Tell whether the members are items of a list rather than sections.

        Sections have short headings with something below; items are sentences, or `name: explanation`, or stand
        directly one under the other. What follows the last member may be text after the list, so it is no evidence.
        """
        if self.family.startswith(("#", "【】", "**", "plain", "sign")):
            return False
        members = self.members
        heads = sum(block.shape == "head" for block in members)
        items = sum(block.shape == "item" for block in members)
        if items * 2 > len(members):
            return True
        if len(members) == 1:
            return not (heads and has_text(members[0]))
        filled = sum(has_text(block) for block in members[:-1])
        return filled * 2 < len(members) - 1 or not (heads or filled == len(members) - 1)


def has_text(block: Block) -> bool:
    """Tell whether something of the article (not of the page) stands inside a block."""
    return any(isinstance(part, Block) or part.kind not in ("footer", "furniture") for part in block.content)


def shape_of(text: str, line: Line) -> str:
    """Say how the words after a mark look: `head`, `item` or `either`."""
    start, end = line.cut, line.b
    if text.endswith("**", start, end):
        end -= 2
    size = end - start
    if size > HEADING_MAX:
        return "item"
    if size <= 0:
        return "either"
    last = text[end - 1]
    if last in "。；;，,、" or text.find("。", start, end) >= 0:
        return "item"
    label = find_label(text, start, end)
    if label is not None:
        return "item" if end - label[1] > HEADING_MAX // 2 or "，" in text[start:end] else "either"
    if last in "：:！!":
        return "either"
    return "head"


def believe(text: str, lines: list[Line]) -> None:
    """Turn marks back into plain text where prose or a quantity only looks like numbering.

    A mark that needs support keeps it only beside a neighbour of its family that continues the counting, or, for
    2.1, under a section 二 or 2. `3.5 万元` needs a neighbour of its own depth, whatever stands above.
    """
    marked = [line for line in lines if line.mark is not None]
    by_family: dict[str, list[Line]] = {}
    parents: dict[int, tuple[int, ...]] = {}
    parent: tuple[int, ...] = ()
    for line in marked:
        mark = line.mark
        assert mark is not None
        key = "dotted" if mark.family.startswith("dotted") else mark.family
        by_family.setdefault(key, []).append(line)
        if mark.family in ("cjk", "arabic", "章", "节", "節", "部分"):
            parent = mark.number
        if key == "dotted":
            parents[id(line)] = parent
    measure = lexicon.measure()
    counted: dict[str, bool] = {}
    for key, family in by_family.items():
        # `1 安裝` is a heading in an article that also has 1.1, or in a row: prose begins with numbers, too.
        deeper = key == "dotted" and _has_children(family)
        for i, line in enumerate(family):
            mark = line.mark
            assert mark is not None
            rest_is_number = key == "cjk" and line.cut < line.b and text[line.cut] in HAN_DIGITS
            if not mark.needs_support and not rest_is_number:
                continue
            before = _number(family, i - 1)
            after = _number(family, i + 1)
            if mark.family in _BARE and not (deeper and mark.family == "dotted1"):
                if mark.family not in counted:
                    counted[mark.family] = _counts_up(text, [x for x in family if x.mark.family == mark.family])  # type: ignore[union-attr]
                if not counted[mark.family]:
                    before = after = None
            # Letters and `三、四线城市` are rare as marks: nothing may be missing beside them.
            slack = 1 if rest_is_number or key.startswith("alpha") else 3
            supported = (before is not None and follows(before, mark.number, slack)) or (
                after is not None and follows(mark.number, after, slack)
            )
            if not supported and key.startswith("word:"):
                # TOP 3, TOP 2, TOP 1
                supported = any(near and abs(near[-1] - mark.number[-1]) == 1 for near in (before, after))
            if key == "dotted":
                quantity = measure.match(text, line.cut, line.b)
                if not supported and not quantity:
                    supported = parents[id(line)] == mark.number[:1] and len(mark.number) == 2
            if not supported:
                line.kind, line.mark, line.cut = "plain", None, line.a


def _counts_up(text: str, family: list[Line]) -> bool:
    """Tell whether bare numbers count 1, 2, 3 … without a gap, each in front of a heading or alone on its line."""
    numbers = [line.mark.number[-1] for line in family if line.mark]
    return (
        len(numbers) > 1
        and numbers == list(range(1, len(numbers) + 1))
        and all(line.cut >= line.b or shape_of(text, line) == "head" for line in family)
    )


def _has_children(family: list[Line]) -> bool:
    """Tell whether, among dotted numbers, a single one stands directly above its first child (1, then 1.1)."""
    numbers = [line.mark.number for line in family if line.mark]
    return any(len(a) == 1 and b == (*a, 1) for a, b in pairwise(numbers))


def _number(family: list[Line], i: int) -> tuple[int, ...] | None:
    if not 0 <= i < len(family):
        return None
    mark = family[i].mark
    return mark.number if mark else None


class _Level:
    """One open level while the tree is built: the family, its parent, the block that is open, its group."""

    __slots__ = ("block", "family", "group", "parent", "shape")

    def __init__(self, family: str, parent: Block, block: Block, group: Group, shape: str) -> None:
        self.family = family
        self.parent = parent
        self.block = block
        self.group = group
        self.shape = shape


def build(text: str, lines: list[Line]) -> Block:
    """Nest the lines of an article's body into blocks and return the root."""
    root = Block(None, "root")
    levels: list[_Level] = []
    special: Block | None = None  # an open lead or conclusion
    top_numbers: dict[str, tuple[int, ...]] = {}
    last_mark = max((i for i, line in enumerate(lines) if line.mark is not None), default=-1)
    for i, line in enumerate(lines):
        inner = levels[-1].block if levels else special or root
        if line.mark is not None:
            if special is not None and not levels:
                known = top_numbers.get(line.mark.family)
                if special.role == "lead" or (known and follows(known, line.mark.number)):
                    special = None
            elif special is not None and line.mark.family != levels[0].family:
                known = top_numbers.get(line.mark.family)
                if known and follows(known, line.mark.number):
                    special = None
                    levels.clear()
            if not _place(text, line, levels, special or root):
                inner.content.append(line)
            elif special is None and levels:
                top_numbers[levels[0].family] = levels[0].block.line.mark.number  # type: ignore[union-attr]
        elif line.kind in ("lead", "conclusion", "lead:", "conclusion:"):
            role = line.kind.rstrip(":")
            if role == "lead" and (top_numbers or (line.kind == "lead:" and special is not None)):
                inner.content.append(line)
                continue
            special = Block(line, role)
            levels.clear()
            root.content.append(special)
        elif line.kind in ("footer", "furniture") and i > last_mark:
            special = None
            levels.clear()
            root.content.append(line)
        elif special is not None and special.role == "lead" and line.kind == "question":
            special = None
            root.content.append(line)
        else:
            inner.content.append(line)
    return root


def _place(text: str, line: Line, levels: list[_Level], base: Block) -> bool:
    """Hang a marked line into the open levels; False when it is too deep to be believed."""
    mark = line.mark
    assert mark is not None
    family = mark.family
    shape = shape_of(text, line)
    block = Block(line, "mark", shape)
    index = _find_level(levels, family, mark.number, shape)
    if index is None:
        _close_lower(levels, family)
        if len(levels) >= _DEEPEST:
            return False
        parent = levels[-1].block if levels else base
        group = Group(family)
        levels.append(_Level(family, parent, block, group, shape))
    else:
        del levels[index + 1 :]
        level = levels[index]
        previous = level.block.line
        assert previous is not None
        assert previous.mark is not None
        if mark.number and mark.number[-1] == 1 and previous.mark.number[-1] >= 1 and len(mark.number) == 1:
            level.group = Group(family)
        level.block = block
        if shape != "either":
            level.shape = shape
    level = levels[-1]
    block.group = level.group
    level.group.members.append(block)
    level.parent.content.append(block)
    return True


def _find_level(levels: list[_Level], family: str, number: tuple[int, ...], shape: str) -> int | None:
    """Return the index of the open level that a mark belongs to, or None for a new level.

    A list inside a section may use the family of the section (`2. 特点` then `1. 便捷:…`): counting that begins
    again at 1 in another shape opens a level of its own, and of two open levels the one that continues wins.
    """
    same = [i for i, level in enumerate(levels) if level.family == family]
    if not same:
        return None
    if not number:
        return same[-1]

    def fits(i: int) -> tuple[bool, bool, int]:
        previous = levels[i].block.line
        last = previous.mark.number[-1] if previous is not None and previous.mark is not None else 0
        return (number[-1] == last + 1, levels[i].shape == shape or shape == "either", i)

    best = max(same, key=fits)
    if number == (1,) and shape == "item" and len(same) == 1 and levels[best].shape == "head":
        return None
    return best


def _close_lower(levels: list[_Level], family: str) -> None:
    """Close the open levels that by convention stand below `family`."""
    if family.startswith("#"):
        keep = next(
            (i for i, level in enumerate(levels) if not (level.family < family and level.family[0] == "#")), None
        )
        if keep is not None:
            del levels[keep:]
        return
    rank = 5 + len(family) if family.startswith("dotted") else _RANK.get(family)
    depth = int(family[6:]) if family.startswith("dotted") else 0
    if rank is None:
        return
    for i, level in enumerate(levels):
        if level.family.startswith("dotted"):
            lower = int(level.family[6:]) > depth if depth else True
        else:
            lower = not depth and _RANK.get(level.family, -1) > rank
        if lower:
            del levels[i:]
            return

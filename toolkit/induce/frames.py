"""What belongs to the layout of lines rather than to what they say: running numbers, their marks, ends of items.

Whichever item of a list is drawn, `（2）` stands before it and a line end behind it; a heading's number tells how many
headings stand before it. None of that is variable, though it stands in a slot or inside an item that is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.induce.abstract import BEHIND, MARK, ORDINAL
from toolkit.induce.nodes import Choice, Node, Opt, Repeat, Seq, Slot, Text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OPENING = re.compile(r"(?:\A|(?<=\n))[（(]?\Z")
"""What may stand between the beginning of a line and an item's number."""
CLOSING = re.compile(r"[、．.）):：][ \u3000]*")
"""What stands behind an item's number."""
HEADED = re.compile(rf"[{BEHIND}][ \u3000]*")
"""What stands behind a heading's."""
SECTION = re.compile(r"[ \u3000]")
"""What stands behind the number of a section inside a list of sections: `2.1 概述`."""
NUMBERS = frozenset({"number", MARK, ORDINAL})

Frames = dict[int, tuple[int, int]]
"""Of a text, how many characters at its beginning and its end are layout; a slot that is here is a running number."""


def frames(tree: Node) -> Frames:
    """Return what is layout in a tree, by node id."""
    out: Frames = {}
    _visit(tree, out, fresh=True, listed=False)
    return out


def cut(node: Text, owner: str, written: Mapping[int, tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a fixed text with their owners: what is layout has none."""
    head, tail = written.get(node.id, (0, 0)) if owner else (0, 0)
    if not (head or tail):
        yield owner, node.text
        return
    end = max(head, len(node.text) - tail)
    yield from ((mine, text) for mine, text in (("", node.text[:head]), (owner, node.text[head:end])) if text)
    yield "", node.text[end:]


def _visit(node: Node, out: Frames, *, fresh: bool, listed: bool, after: Node | None = None) -> bool:
    """Note what is layout.

    Args:
        node: the node.
        out: filled.
        fresh: the node begins a line, or follows only the bracket that opens a number.
        listed: the node is inside a list.
        after: the node behind it.

    Returns:
        Whether what follows begins a line.
    """
    if isinstance(node, Text):
        return bool(OPENING.search(node.text)) if "\n" in node.text or fresh else False
    if isinstance(node, Slot):
        if fresh and node.kind == MARK:
            out[node.id] = (0, 0)
        elif fresh and node.kind in NUMBERS and isinstance(after, Text):
            mark = (HEADED if node.kind == ORDINAL else CLOSING).match(after.text)
            mark = mark or (SECTION.match(after.text) if listed else None)
            if mark:
                out[node.id] = (0, 0)
                out[after.id] = (mark.end(), out.get(after.id, (0, 0))[1])
        return False
    if isinstance(node, Seq):
        for k, part in enumerate(node.parts):
            known = len(out)
            behind = node.parts[k + 1] if k + 1 < len(node.parts) else None
            before = node.parts[k - 1] if k else None
            fresh = _visit(part, out, fresh=fresh, listed=listed, after=behind)
            if len(out) > known and isinstance(part, Slot) and isinstance(before, Text) and before.text[-1:] in "（(":
                out[before.id] = (out.get(before.id, (0, 0))[0], len(before.text[-1:]))
        return fresh
    if isinstance(node, Opt):
        return _visit(node.body, out, fresh=fresh, listed=listed, after=after) and fresh
    if isinstance(node, Choice):
        # Of several whole blocks the chosen one is chosen with its numbers.
        small = [branch for branch in node.branches if not any(isinstance(inner, Repeat) for inner in walk(branch))]
        ends = [_visit(branch, out, fresh=fresh, listed=listed, after=after) for branch in small]
        return len(small) == len(node.branches) and all(ends)
    return _items(node, out)


def _items(node: Repeat, out: Frames) -> bool:
    """Note what is layout in a list's items: numbers, and the line end that all of them end with."""
    lasts = [kind.parts[-1] if isinstance(kind, Seq) else kind for kind in node.kinds]
    lines = all(isinstance(last, Text) and last.text.endswith("\n") for last in lasts)
    for kind in node.kinds:
        _visit(kind, out, fresh=lines or node.sep.endswith("\n"), listed=True)
    if lines:
        for last in lasts:
            assert isinstance(last, Text)
            out[last.id] = (min(out.get(last.id, (0, 0))[0], len(last.text) - 1), 1)
    return lines

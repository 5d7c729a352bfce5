"""What a page or a notebook shows of a template: one article with its slots and parts, and what stands in them.

In a mould of many alternatives nearly every character was chosen, so that "variable" says little to the eye. Shown are
the slots, innermost first, and apart from them the fixed text of what may be left out, is one of several, or an item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Repeat, Seq, Slot, Text, children, walk
from toolkit.induce.template import VariableSpan, moved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.induce.nodes import Reading
    from toolkit.induce.template import SlotInfo, Template

SNIPPET = 40
"""Characters of a part that tell it."""


class Shown(NamedTuple):
    """A run of an article that is not simply fixed: `text[start:end]` is of a slot, or fixed text of a part."""

    start: int
    end: int
    name: str
    is_slot: bool


def exemplary(template: Template) -> int:
    """Return which member shows the mould best: the first of those that deviate least from it."""
    return min(range(len(template.members)), key=lambda k: (len(template.contexts[k].get("edits", ())), k))


def shown(template: Template, k: int) -> list[Shown]:
    """Return what is to be told apart in the article of context `k`, in order, not overlapping."""
    context = template.contexts[k]
    runs: dict[bool, list[VariableSpan]] = {True: [], False: []}
    at = 0
    for name, is_slot, text in _layers(template.tree, template.naming.reading(context), template.names, ""):
        if name and text:
            spans = runs[is_slot]
            if spans and (spans[-1].end, spans[-1].slot) == (at, name):
                spans[-1] = VariableSpan(spans[-1].start, at + len(text), name)
            else:
                spans.append(VariableSpan(at, at + len(text), name))
        at += len(text)
    edits = context.get("edits", ())
    found = [Shown(*span, is_slot) for is_slot, spans in runs.items() for span in moved(spans, edits)]
    out: list[Shown] = []
    for run in sorted(found):  # an edit over the end of one and the beginning of the next is of the first
        start = max(run.start, out[-1].end) if out else run.start
        if start < run.end:
            out.append(run._replace(start=start))
    return out


def _layers(
    node: Node, reading: Reading, names: Mapping[int, str], part: str, article: Reading | None = None
) -> Iterator[tuple[str, bool, str]]:
    """Yield the pieces of a text: the name of the slot or of the part around, whether it is a slot, and the text."""
    article = reading if article is None else article
    if isinstance(node, Text):
        yield part, False, node.text
    elif isinstance(node, Slot):
        yield names.get(node.id, ""), True, (article if node.shared else reading).get(node.id, "")
    elif isinstance(node, Seq):
        for inner in node.parts:
            yield from _layers(inner, reading, names, part, article)
    elif isinstance(node, Opt):
        if reading.get(node.id):
            yield from _layers(node.body, reading, names, names[node.id], article)
    elif isinstance(node, Choice):
        if (branch := reading.get(node.id, -1)) >= 0:
            yield from _layers(node.branches[branch], reading, names, names[node.id], article)
    else:
        for k, (kind, item) in enumerate(reading.get(node.id, ())):
            if k and node.sep:
                yield "", False, node.sep
            if kind == OTHER:
                yield names[node.id], True, item
            else:
                yield from _layers(node.kinds[kind], item, names, names[node.id], article)


def examples(template: Template) -> dict[str, tuple[str, ...]]:
    """Return what a person may see of each slot, by name: its values; the words of a part, a branch or an item."""
    nodes = {template.names[n.id]: n for n in walk(template.tree) if not isinstance(n, Seq) and n.id in template.names}
    return {info.name: _examples(info, nodes.get(info.name), template.names) for info in template.slots}


def _examples(info: SlotInfo, node: Node | None, names: Mapping[int, str]) -> tuple[str, ...]:
    if isinstance(node, Opt):
        return (_snippet(node.body, names),)
    if isinstance(node, Choice):
        said = [int(value) - 1 for value in info.examples if value.isdigit()]
        return tuple(_snippet(node.branches[k], names) for k in said if 0 <= k < len(node.branches))
    if isinstance(node, Repeat):
        return tuple(_snippet(kind, names) for kind in node.kinds)
    return info.examples


def _snippet(node: Node, names: Mapping[int, str]) -> str:
    """Return how a part begins, its slots by name."""
    out: list[str] = []
    size = 0
    for piece in _written(node, names):
        out.append(piece)
        size += len(piece)
        if size > SNIPPET:
            break
    text = " ".join("".join(out).split("\n")).strip()
    return text if len(text) <= SNIPPET else text[: SNIPPET - 1] + "…"


def _written(node: Node, names: Mapping[int, str]) -> Iterator[str]:
    if isinstance(node, Text):
        yield node.text
    elif isinstance(node, Slot):
        yield f"‹{names.get(node.id, '')}›" if node.id in names else ""
    elif isinstance(node, Choice):
        yield from _written(node.branches[0], names)
    else:
        for inner in children(node):
            yield from _written(inner, names)

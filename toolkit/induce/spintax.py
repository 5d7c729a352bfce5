"""Export to spintax, the format of text spinners: `{a|b|c}` is one of, nested; `{|a}` is optional.

Spintax has no variables or loops, and not all that read it know escapes: a slot becomes a choice of the values that
were seen, a list its items in one order, numbered if they are, and the characters that spintax means are replaced by
their full-width forms. The export is for other tools; it does not render the articles exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.induce.nodes import Choice, Node, Opt, Seq, Slot, Text
from toolkit.induce.tally import running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.induce.template import Template

_FULL_WIDTH = str.maketrans({"{": "｛", "}": "｝", "|": "｜", "\\": "＼"})
MAX_VALUES = 50
"""Values of a slot that are written out."""


def to_spintax(template: Template) -> str:
    """Return a template as spintax; "" for one that found nothing."""
    values: dict[str, dict[str, None]] = {}
    for context in template.contexts:
        _gather(context, values)
    listed = {i: list(values.get(name, {})) for i, name in template.names.items()}
    numbers = running(template.tree, [template.naming.reading(context) for context in template.contexts])
    return _write(template.tree, {i: held for i, held in listed.items() if i not in numbers})


def _gather(context: Mapping[str, object], values: dict[str, dict[str, None]]) -> None:
    for name, value in context.items():
        if isinstance(value, str):
            values.setdefault(name, {})[value] = None
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    _gather(item, values)


def _write(node: Node, values: Mapping[int, list[str]], number: int = 0) -> str:
    """Write a node; a slot without values is the number of its item."""
    if isinstance(node, Text):
        return node.text.translate(_FULL_WIDTH)
    if isinstance(node, Slot):
        if node.id not in values:
            return str(number)
        return _choice([v.translate(_FULL_WIDTH) for v in (node.choices or values[node.id])[:MAX_VALUES]])
    if isinstance(node, Seq):
        return "".join(_write(part, values, number) for part in node.parts)
    if isinstance(node, Opt):
        return "{|" + _write(node.body, values, number) + "}"
    if isinstance(node, Choice):
        return _choice([_write(branch, values, number) for branch in node.branches])
    return node.sep.join(_write(kind, values, k + 1) for k, kind in enumerate(node.kinds))


def _choice(options: list[str]) -> str:
    return "{" + "|".join(options) + "}" if len(options) > 1 else "".join(options)

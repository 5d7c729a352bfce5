"""How sure a chain of fixed texts is: whether other ways to explain its column need be tried at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.induce import spine
from toolkit.induce.nodes import Node, Seq, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERLY = 12
"""Articles above which labels that begin a line in all of them, in one order, are no items of a list: two items keep
their order by chance in fewer than 2^-12 such groups."""
LETTERS = 2
"""Letters that each fixed text of a chain must have for its labels to settle it: typed values come in rows anywhere."""
STEADY, LABELLED = 1, 2
"""How sure a chain of fixed texts may be, see `toolkit.induce.solve.Solved`."""
CLEAR = 0.5
"""Share of a column's text from which a chain of fixed texts is taken without trying sentences."""


def how_sure(node: Node, values: Sequence[str], segments: Sequence[str], labels: set[str]) -> int:
    """Tell how sure a chain of fixed texts is: labels that begin a line, whole lines, or half of all that is there."""
    texts = [part.text for part in (node.parts if isinstance(node, Seq) else [node]) if isinstance(part, Text)]
    if not labels.isdisjoint(texts):
        told = all(sum(map(str.isalpha, text)) >= LETTERS for text in segments if text in texts)
        return LABELLED if told else STEADY
    if any("\n" in text and len(text) > spine.WIDTHS[0] for text in texts):
        return STEADY
    return STEADY if sum(map(len, texts)) >= CLEAR * sum(map(len, values)) / len(values) else 0

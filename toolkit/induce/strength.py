"""How strongly the fixed words of a reading speak for the mould: what a text that has nothing to do with it would say.

An outline is short: that an article has numbered lines and a heading 總結 proves nothing. The *strength* of a reading
is the bits of the distinct fixed texts that the article has, in the template's order, less what it takes to say where
in the article each stands: a text of independent characters holds them by chance with a probability of about
2^-strength.
"""

from __future__ import annotations

from math import log2
from statistics import median
from typing import TYPE_CHECKING

from toolkit.induce.nodes import Text, write
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.induce.nodes import Node, Reading
    from toolkit.induce.template import Template

LETTERS = 2
"""Letters or Han characters that make a word: line ends and the signs of a list are in every text."""
MEMBERS = 40
"""Articles of the template whose strength is looked at."""
LEAST = 40.0
"""Bits that an outline must have: two headings of four characters, which one stock heading does not reach. By chance
one text in 10^12."""
USUAL = 0.08
"""Share of what is usual among the template's own articles, which know more of its words than any other can: headings
that one of ten has are fixed text of one branch."""


def strength(tree: Node, reading: Reading, costs: Mapping[str, float]) -> float:
    """Return the strength of a reading, in bits.

    Args:
        tree: the template.
        reading: with the deviations in it, or without: a fixed text that is changed counts for nothing.
        costs: bits of a character.
    """
    words: dict[str, None] = {}
    length = 0
    for node, said, actual in write(tree, reading):
        length += len(actual)
        if isinstance(node, Text) and said == actual and sum(map(str.isalpha, said)) >= LETTERS:
            words[said] = None
    place = log2(length + 1)
    return sum(max(0.0, sum(costs[c] for c in word if c.isalnum()) - place) for word in words)


def needed(template: Template) -> float:
    """Return the strength that an article must have to be of an outline; infinite where its own have too little."""
    naming = template.naming
    contexts = {repr(context): context for context in template.contexts}
    drawn = [contexts[key] for key in sample(list(contexts), MEMBERS)]
    found = [strength(template.tree, naming.reading(context), template.reader.costs) for context in drawn]
    usual = median(found) if found else 0.0
    return max(LEAST, USUAL * usual) if usual >= LEAST else float("inf")

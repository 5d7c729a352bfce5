"""Outlines as measures see them: the shape without words, and how rare it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from toolkit.sketch.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.parse import Outline

STRUCTURE = frozenset({"lead", "section", "list", "question", "answer", "conclusion", "disclaimer", "contact"})
"""Kinds of nodes that an article has only if somebody laid it out; a title and paragraphs every text has."""


class Shape(NamedTuple):
    """The outline of one text without its words.

    Attributes:
        tokens: level, kind and family of numbering of each node; repeated siblings count once.
        headings: the folded words of the headings, with the topic taken out.
        structured: nodes of the kinds in `STRUCTURE`.
    """

    tokens: tuple[str, ...]
    headings: tuple[str, ...]
    structured: int

    @property
    def plain(self) -> bool:
        """Whether there is no structure to speak of."""
        return self.structured < 3


def shape_of(outline: Outline) -> Shape:
    """Return the shape of a parsed text."""
    from toolkit.parse.compare import HOLE, skeleton

    tokens: list[str] = []
    structured = 0
    stack = [(node, 0) for node in reversed(outline.children)]
    while stack:
        node, depth = stack.pop()
        token = f"{depth}{node.kind}{node.family or ''}"
        structured += node.kind in STRUCTURE
        if not tokens or tokens[-1] != token:
            tokens.append(token)
        stack.extend((child, depth + 1) for child in reversed(node.children))
    lines = [line.strip() for line in skeleton(outline).splitlines()]
    headings = [fold(line.removeprefix("heading").replace(HOLE, "")) for line in lines if line.startswith("heading")]
    return Shape(tuple(tokens), tuple(words for words in headings if words), structured)


def rarity_bits(shape: Shape, counts: Mapping[tuple[str, ...], int], total: int, *, own: int = 0) -> float:
    """Return how surprising a shape is: minus the logarithm of its share, with half a text added to both outcomes.

    Args:
        shape: of the text.
        counts: number of reference texts of each shape.
        total: number of reference texts.
        own: how many of these are the text itself.
    """
    same = max(0, counts.get(shape.tokens, 0) - own)
    return -math.log2((same + 0.5) / (max(0, total - own) + 1))


class Structured(NamedTuple):
    """A shape with structure, and the reference texts that have it.

    Attributes:
        number: of the first text with it.
        other: of the second one, -1 for none.
        tokens: one character for each token of the shape.
        headings: the distinct headings.
    """

    number: int
    other: int
    tokens: str
    headings: frozenset[str]


_CODES: dict[str, str] = {}


def _written(tokens: tuple[str, ...]) -> str:
    """Return one character for each token: strings are compared several times faster than tuples of them."""
    return "".join(_CODES.setdefault(token, chr(0x100 + len(_CODES))) for token in tokens)


def likeness(shape: Shape, others: Iterable[Structured], own: int | None = None) -> tuple[float, int]:
    """Return the highest likeness of a shape to structured ones, 0 to 1, and the number of that one (-1 for none).

    The likeness is the normalised indel similarity (2 × longest common subsequence over the sum of lengths) of the
    tokens; between texts that have headings, its mean with the share of headings of the one that the other has too.

    Args:
        shape: of the text.
        others: shapes of structured texts; see `structured`.
        own: number of the text itself, passed over.
    """
    from rapidfuzz.distance import Indel

    best, which = 0.0, -1
    if shape.plain:
        return best, which
    mine, tokens = frozenset(shape.headings), _written(shape.tokens)
    for number, other, line, theirs in others:
        place = other if number == own else number
        if place < 0:
            continue
        shared = len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else None
        # Only a higher likeness is asked for, so that most comparisons end early.
        needed = best if shared is None else 2 * best - shared
        if needed >= 1:
            continue
        value = float(Indel.normalized_similarity(tokens, line, score_cutoff=max(0.0, needed)))
        if shared is not None:
            value = (value + shared) / 2
        if value > best:
            best, which = value, place
            if best >= 1:
                break
    return best, which


def structured(shapes: Sequence[Shape]) -> list[Structured]:
    """Return the distinct shapes that have structure, with the numbers of the first two texts of each."""
    found: dict[tuple[tuple[str, ...], frozenset[str]], list[int]] = {}
    for number, shape in enumerate(shapes):
        if not shape.plain:
            found.setdefault((shape.tokens, frozenset(shape.headings)), []).append(number)
    return [
        Structured(numbers[0], numbers[1] if len(numbers) > 1 else -1, _written(tokens), headings)
        for (tokens, headings), numbers in found.items()
    ]

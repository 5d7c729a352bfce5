"""Code lengths: how many bits a template, its choices and its values cost (formulas: docs/methods_induce.md).

A construct is accepted only if it makes the two-part code (template, then each article given the template) shorter.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NODE = 12.0
"""Bits that any node of a template costs beside its text: its kind, its name, where it ends."""
MANY, LONG = 500, 100
"""Values and their mean length from which a column's bits are estimated."""
NEW_CHARACTER = 16.0
"""Bits of a character that the alphabet's model has never seen: about a code point of the Basic Plane."""


@lru_cache(maxsize=4096)
def length_bits(n: int) -> float:
    """Return the bits of a length n ≥ 0 by Elias' gamma code of n + 1 (Elias 1975), smoothed to reals.

    >>> length_bits(0), length_bits(3)
    (1.0, 5.0)
    """
    return 2 * log2(n + 1) + 1


def entropy_bits(counts: Iterable[int]) -> float:
    """Return the bits to say, for each of sum(counts) articles, which outcome it has: N times the entropy.

    >>> entropy_bits([2, 2])
    4.0
    """
    kept = [count for count in counts if count > 0]
    total = sum(kept)
    return sum(count * log2(total / count) for count in kept)


class Bits(dict[str, float]):
    """Bits by character; one that was never seen costs NEW_CHARACTER."""

    def __missing__(self, key: str) -> float:
        return NEW_CHARACTER


class Alphabet:
    """What characters cost: minus log2 of their share in a sample of the group (order-0, add one half).

    Args:
        texts: the sample.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(text)
        total = sum(counts.values()) + (len(counts) + 1) / 2
        self._bits = Bits({c: min(NEW_CHARACTER, -log2((n + 0.5) / total)) for c, n in counts.items()})
        self._cache: dict[str, float] = {}

    def bits(self, text: str) -> float:
        """Return the bits of the characters of `text`, its length not counted."""
        known = self._cache.get(text)
        if known is None:
            known = self._cache[text] = sum(map(self._bits.__getitem__, text))
        return known

    def total(self, texts: Sequence[str], weights: Mapping[str, int]) -> float:
        """Return the bits of all texts, each as often as its weight; of many texts, estimated from some."""
        drawn = texts[:: max(1, len(texts) // MANY)]
        mean = sum(self.bits(text) for text in drawn) / max(1, sum(map(len, drawn)))
        return sum((len(text) * mean + length_bits(len(text))) * weights[text] for text in texts)

    def table(self) -> dict[str, float]:
        """Return the bits of each character that was seen."""
        return dict(self._bits)

    def values(self, values: Sequence[str], weights: Sequence[int]) -> tuple[float, bool]:
        """Return the bits of a slot's column, and whether it is cheaper as a closed list.

        Args:
            values: the distinct values.
            weights: how many articles have each.
        """
        if len(values) > MANY and sum(map(len, values[:MANY])) > MANY * LONG:
            # Whole articles: nobody takes them for one slot; a sample tells well enough what that would cost.
            drawn = values[:: len(values) // MANY]
            mean = sum(self.bits(value) for value in drawn) / sum(map(len, drawn))
            return sum(len(v) * mean * w for v, w in zip(values, weights, strict=True)), False
        each = [self.bits(value) + length_bits(len(value)) for value in values]
        free = sum([bits * weight for bits, weight in zip(each, weights, strict=True)])
        closed = sum(each) + entropy_bits(weights)
        return (closed, True) if closed < free else (free, False)

"""Two slots side by side: values that are products of a few beginnings and a few ends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 4
"""Distinct values below which a product is not told from a list."""
MOST = 400
"""Distinct values up to which it is tried."""
LONGEST = 24
"""Characters of the longest value for which it is tried."""
SMALLER = 0.75
"""Beginnings and ends together must be fewer than this share of the values."""


def factors(values: Sequence[str]) -> list[int] | None:
    """Return where to cut each value so that few beginnings and few ends remain, or None.

    Each value is first cut where beginning and end are shared by most other values; then the cuts that leave a rare
    beginning or end are moved to better supported ones.

    >>> values = [brand + thing for brand in ("青禾", "木星", "雪豹") for thing in ("檯燈", "風扇", "水壺")]
    >>> [value[:cut] + "|" + value[cut:] for value, cut in zip(values, factors(values))][:4]
    ['青禾|檯燈', '青禾|風扇', '青禾|水壺', '木星|檯燈']
    """
    if not LEAST <= len(values) <= MOST or max(map(len, values)) > LONGEST:
        return None
    starts = Counter(v[:k] for v in values for k in range(len(v) + 1))
    ends = Counter(v[k:] for v in values for k in range(len(v) + 1))
    may = [[k for k in range(len(v) + 1) if not (0 < k < len(v) and _word(v[k - 1]) and _word(v[k]))] for v in values]
    cuts = [max(ks, key=lambda k: (min(starts[v[:k]], ends[v[k:]]), k)) for v, ks in zip(values, may, strict=True)]
    for _ in range(2):
        left = Counter(v[:k] for v, k in zip(values, cuts, strict=True))
        right = Counter(v[k:] for v, k in zip(values, cuts, strict=True))
        cuts = [max(ks, key=lambda k: (left[v[:k]] * right[v[k:]], k)) for v, ks in zip(values, may, strict=True)]
    heads = {v[:k] for v, k in zip(values, cuts, strict=True)}
    tails = {v[k:] for v, k in zip(values, cuts, strict=True)}
    if any(len(part) == 1 for part in heads | tails):
        return None  # surnames and given names are products too, and one slot to any reader
    if len(heads) < 2 or len(tails) < 2 or len(heads) + len(tails) > SMALLER * len(values) + 1:
        return None
    return cuts


def _word(c: str) -> bool:
    """Tell whether a character is of a number or a Latin word, which is never cut."""
    return c.isascii() and c.isalnum()

"""Two slots side by side: values that are products of a few beginnings and a few ends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from toolkit.induce.nodes import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce.nodes import Reading
    from toolkit.induce.solve import Solved, Solver

LEAST = 4
"""Distinct values below which a product is not told from a list."""
MOST = 400
"""Distinct values up to which it is tried."""
LONGEST = 24
"""Characters of the longest value for which it is tried."""
SINGLE = 0.5
"""Share of the values that may have a half of one character, as `晴` among `多雲`; names of persons all have."""
SMALLER = 0.75
"""Beginnings and ends together must be fewer than this share of the values."""


def factors(values: Sequence[str], *, singles: bool = False) -> list[int] | None:
    """Return where to cut each value so that few beginnings and few ends remain, or None.

    Each value is first cut where beginning and end are shared by most other values; then the cuts that leave a rare
    beginning or end are moved to better supported ones. With `singles` some halves may be of one character.

    >>> values = [brand + thing for brand in ("青禾", "木星", "雪豹") for thing in ("檯燈", "風扇", "水壺")]
    >>> [value[:cut] + "|" + value[cut:] for value, cut in zip(values, factors(values))][:4]
    ['青禾|檯燈', '青禾|風扇', '青禾|水壺', '木星|檯燈']
    """
    if not LEAST <= len(values) <= MOST or max(map(len, values)) > LONGEST:
        return None
    most = SMALLER * len(values) + 1
    # A beginning of each two characters that values begin with is needed, or the value itself as an end; so for ends.
    if min(map(len, values)) == 1 or len({v[:2] for v in values}) > most or len({v[-2:] for v in values}) > most:
        return None
    # Of equally good cuts the last one counts, so it stands first here.
    cuts = [
        [k for k in range(len(v), -1, -1) if not (0 < k < len(v) and _word(v[k - 1]) and _word(v[k]))] for v in values
    ]
    starts = Counter([v[:k] for v in values for k in range(len(v) + 1)])
    ends = Counter([v[k:] for v in values for k in range(len(v) + 1)])
    halves = []
    for v, some in zip(values, cuts, strict=True):
        rank = [min(starts[v[:k]], ends[v[k:]]) for k in some]
        halves.append(some[rank.index(max(rank))])
    for _ in range(2):
        left = Counter([v[:k] for v, k in zip(values, halves, strict=True)])
        right = Counter([v[k:] for v, k in zip(values, halves, strict=True)])
        heads_of, tails_of = left.get, right.get
        for i, (v, some) in enumerate(zip(values, cuts, strict=True)):
            rank = [heads_of(v[:k], 0) * tails_of(v[k:], 0) for k in some]
            halves[i] = some[rank.index(max(rank))]
    heads = {v[:k] for v, k in zip(values, halves, strict=True)}
    tails = {v[k:] for v, k in zip(values, halves, strict=True)}
    single = sum(k == 1 or k + 1 == len(v) for v, k in zip(values, halves, strict=True))
    if single > (SINGLE * len(values) if singles else 0):
        return None  # surnames and given names are products too, and one slot to any reader
    if len(heads) < 2 or len(tails) < 2 or len(heads) + len(tails) > most:
        return None
    return halves


def by_pairs(solver: Solver, values: Sequence[str], weights: Sequence[int], depth: int) -> Solved | None:
    """Explain a column as two slots side by side, or return None where its values are no product.

    Args:
        solver: solves the two columns.
        values: distinct texts.
        weights: how many articles have each.
        depth: of columns around this one.
    """
    split = factors(values, singles=not solver.noisy)
    if split is None:
        return None
    from toolkit.induce.solve import Solved

    readings: list[Reading] = [{} for _ in values]
    left = solver.spread([v[:k] for v, k in zip(values, split, strict=True)], weights, readings, depth)
    right = solver.spread([v[k:] for v, k in zip(values, split, strict=True)], weights, readings, depth)
    return Solved(joined([left.node, right.node]), readings, left.bits + right.bits)


def _word(c: str) -> bool:
    """Tell whether a character is of a number or a Latin word, which is never cut."""
    return c.isascii() and c.isalnum()

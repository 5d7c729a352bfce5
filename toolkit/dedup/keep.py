"""Which copy of a cluster to keep: a rule for preference, and for each other copy the reason it may go."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

RULES = ("first", "last", "longest", "cleanest")
"""Names that `keep` may have; an array of numbers is the fifth way, the highest number is kept."""


def preference(
    keep: str | Sequence[float] | NDArray[np.float64],
    lengths: NDArray[np.int64],
    labels: NDArray[np.int64],
    damage: Callable[[NDArray[np.int64]], NDArray[np.int64]],
) -> NDArray[np.float64]:
    """Return a number for each text, the lowest of a cluster is kept; ties go to the first text.

    Args:
        keep: `first`, `last` (position in the input), `longest` (folded characters: noise does not count),
            `cleanest` (fewest edits that a repair would make), or one number a text, the highest wins, NaN loses.
        lengths: folded length of each text.
        labels: cluster of each text.
        damage: called for `cleanest` with the texts that are not alone; returns the number of edits of each.

    Raises:
        UsageError: no such rule, or not one number for each text.
    """
    count = len(lengths)
    if isinstance(keep, str):
        if keep == "first":
            return np.arange(count, dtype=np.float64)
        if keep == "last":
            return -np.arange(count, dtype=np.float64)
        if keep == "longest":
            return -lengths.astype(np.float64)
        if keep == "cleanest":
            edits = np.zeros(count, np.float64)
            several = np.flatnonzero(np.bincount(labels, minlength=count)[labels] > 1)
            if len(several):
                edits[several] = damage(several)
            return edits
        raise UsageError(f"keep must be one of {', '.join(RULES)} or one number a text, not {keep!r}")
    try:
        scores = np.asarray(keep, np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError(f"keep must be one of {', '.join(RULES)} or one number a text: {error}") from error
    if scores.shape != (count,):
        raise UsageError(f"keep has {scores.size} numbers for {count} texts")
    return np.where(np.isnan(scores), np.inf, -scores)


_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
"""Whole numbers are compared exactly, however long: ids and nanoseconds are no floats. 400 digits are more than any."""


def column_ranks(values: Sequence[Any], *, lowest: bool = False) -> NDArray[np.float64]:
    """Return one number for each value of a column, the highest for the copy to keep; NaN for missing values.

    Numbers go by value, and so does text if all of it is numbers, as in a CSV file, which has no other kind. Other text
    goes by code point, above all numbers. Missing are None, NaN and blank text.

    Args:
        values: as they were read.
        lowest: the lowest value is the one to keep.

    >>> column_ranks(["9", "10", "", None]).tolist()
    [0.0, 1.0, nan, nan]
    >>> column_ranks(["2024-03-09", "2024-03-10"], lowest=True).tolist()
    [0.0, -1.0]
    """
    missing = [v is None or v != v or (isinstance(v, str) and not v.strip()) for v in values]
    numbers = [None if gap else _number(value) for value, gap in zip(values, missing, strict=True)]
    texts = [i for i, value in enumerate(values) if isinstance(value, str) and not missing[i]]
    by_value = all(numbers[i] is not None for i in texts)
    keys: list[tuple[int, Any] | None] = []
    for value, gap, number in zip(values, missing, numbers, strict=True):
        numeric = number is not None and (by_value or not isinstance(value, str))
        keys.append(None if gap else (0, number) if numeric else (1, str(value)))
    known = sorted({key for key in keys if key is not None})
    place = {key: float(rank) for rank, key in enumerate(known)}
    ranks = np.array([math.nan if key is None else place[key] for key in keys], np.float64)
    return 0.0 - ranks if lowest else ranks


def _number(value: Any) -> int | float | None:
    """Return the number that a value is, or that its text writes down; None for anything else."""
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def choose_kept(
    labels: NDArray[np.int64],
    representatives: NDArray[np.int64],
    similarity: NDArray[np.float64],
    preferred: NDArray[np.float64],
    threshold: float,
    jaccard: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each text the copy kept in its stead, and the exact similarity of the two.

    The preferred copy of a cluster is kept, and every text that matches it goes. A text that matches only the
    representative goes in favour of that, which is then kept too: so what is removed is always at least `threshold`
    similar to something that stays.

    Args:
        labels: cluster of each text.
        representatives: representative of each text.
        similarity: of each text to its representative.
        preferred: see `preference`.
        threshold: lowest similarity that allows a removal.
        jaccard: returns the exact similarities of two columns of rows.
    """
    count = len(labels)
    if not count:
        return representatives.copy(), similarity.copy()
    by_preference = np.lexsort((np.arange(count), preferred, labels))
    _, first = np.unique(labels[by_preference], return_index=True)
    favourite = by_preference[first][labels]
    kept, to_kept = representatives.copy(), similarity.copy()
    asked = np.flatnonzero(favourite != representatives)
    if len(asked):
        asked = asked[np.lexsort((asked, favourite[asked]))]
        found = jaccard(favourite[asked], asked)
        match = (found >= threshold) | (asked == favourite[asked])
        kept[asked[match]] = favourite[asked[match]]
        to_kept[asked[match]] = np.where(asked[match] == favourite[asked[match]], 1.0, found[match])
        # Where a text could not match the favourite, the representative is needed and stays.
        needed = np.unique(representatives[asked[~match]])
        kept[needed] = needed
        to_kept[needed] = 1.0
    return kept, to_kept

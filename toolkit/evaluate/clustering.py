"""Scores of a clustering against the true one, from counts that every item carries.

For an item, `both` is how many items share its true and its found cluster (itself among them). All scores follow from
`both` and the sizes of the two clusters, so they take time and memory linear in the items, whatever the clusters' size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.errors import UsageError
from toolkit.evaluate.figures import divided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Sums = NDArray[np.float64]

COLUMNS = ("items", "B-cubed precisions", "B-cubed recalls", "right pairs", "found pairs", "true pairs")
"""Columns of `Items.units`."""


class Items(NamedTuple):
    """What is known of each item, arrays of one length.

    Attributes:
        true: number of the item's true cluster, from 0.
        true_size: items in it.
        found_size: items in the cluster that was found for it.
        both: items in both.
    """

    true: NDArray[np.int64]
    true_size: NDArray[np.int64]
    found_size: NDArray[np.int64]
    both: NDArray[np.int64]

    def units(self, chosen: NDArray[np.bool_] | None = None) -> Sums:
        """Return one row a true cluster with the sums of `COLUMNS` over its items; a pair counts half at each end.

        Args:
            chosen: which items to count; None counts all.
        """
        true_size, found_size, both = (column.astype(np.float64) for column in self[1:])
        columns = (
            np.ones(len(both)),
            both / found_size,
            both / true_size,
            (both - 1) / 2,
            (found_size - 1) / 2,
            (true_size - 1) / 2,
        )
        rows = slice(None) if chosen is None else chosen
        true = self.true[rows]
        if not len(true):
            return np.zeros((0, len(COLUMNS)))
        present, compact = np.unique(true, return_inverse=True)
        return np.stack([np.bincount(compact, column[rows], len(present)) for column in columns], axis=1)


def compare(truth: Sequence[Any], found: Sequence[Any]) -> Items:
    """Compare two clusterings of the same items.

    Args:
        truth: the true cluster of each item: any values that can be told apart.
        found: the cluster that was found for it.

    Raises:
        UsageError: the two are not of the same length.

    >>> items = compare(["a", "a", "b"], [0, 0, 0])
    >>> items.both.tolist(), round(float(bcubed_f1(items.units().sum(axis=0)[None])[0]), 3)
    ([2, 2, 1], 0.714)
    """
    if len(truth) != len(found):
        raise UsageError(f"{len(truth)} true clusters cannot be compared with {len(found)} found ones")
    true, other = _numbered(truth), _numbered(found)
    pair = true * (int(other.max(initial=0)) + 1) + other
    _, joint = np.unique(pair, return_inverse=True)
    return Items(true, np.bincount(true)[true], np.bincount(other)[other], np.bincount(joint)[joint])


def _numbered(labels: Sequence[Any]) -> NDArray[np.int64]:
    numbers: dict[Any, int] = {}
    return np.fromiter((numbers.setdefault(label, len(numbers)) for label in labels), np.int64, len(labels))


def bcubed_precision(sums: Sums) -> Sums:
    """Return the mean over items of the share of their found cluster that is theirs (Bagga and Baldwin 1998)."""
    return divided(sums[:, 1], sums[:, 0])


def bcubed_recall(sums: Sums) -> Sums:
    """Return the mean over items of the share of their true cluster that was found with them."""
    return divided(sums[:, 2], sums[:, 0])


def bcubed_f1(sums: Sums) -> Sums:
    """Return the harmonic mean of the two (Amigó et al. 2009, *Information Retrieval* 12, section 4)."""
    p, r = bcubed_precision(sums), bcubed_recall(sums)
    return divided(2 * p * r, p + r)


def pair_precision(sums: Sums) -> Sums:
    """Return the share of found pairs that are true."""
    return divided(sums[:, 3], sums[:, 4])


def pair_recall(sums: Sums) -> Sums:
    """Return the share of true pairs that were found."""
    return divided(sums[:, 3], sums[:, 5])


def pair_f1(sums: Sums) -> Sums:
    """Return the harmonic mean of the two."""
    return divided(2 * sums[:, 3], sums[:, 4] + sums[:, 5])


def adjusted_rand(sums: Sums) -> Sums:
    """Return the adjusted Rand index (Hubert and Arabie 1985, *Journal of Classification* 2): 0 for chance, 1 at best.

    Undefined (NaN) below two items; 1 where both clusterings are trivial in the same way, as scikit-learn has it.
    """
    every = sums[:, 0] * (sums[:, 0] - 1) / 2
    expected = divided(sums[:, 4] * sums[:, 5], every)
    most = (sums[:, 4] + sums[:, 5]) / 2
    index = divided(sums[:, 3] - expected, most - expected)
    return np.where(np.isnan(index) & (every > 0), 1.0, index)

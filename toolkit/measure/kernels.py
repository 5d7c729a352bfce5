"""The inner loop of alignment, compiled on first use and kept on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.sketch._jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel
def longest_ascending(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of a longest strictly ascending subsequence, by patience sorting."""
    count = len(values)
    tails = np.empty(count, np.int64)
    places = np.empty(count, np.int64)
    before = np.empty(count, np.int64)
    size = 0
    for place in range(count):
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if tails[middle] < values[place]:
                low = middle + 1
            else:
                high = middle
        before[place] = places[low - 1] if low else -1
        tails[low] = values[place]
        places[low] = place
        size = max(size, low + 1)
    chain = np.empty(size, np.int64)
    place = places[size - 1] if size else -1
    for at in range(size - 1, -1, -1):
        chain[at] = place
        place = before[place]
    return chain

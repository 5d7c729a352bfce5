"""Where the nodes of a small graph are drawn: a force layout that gives the same picture every time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 220
"""Steps of cooling. Fruchterman and Reingold used 50 for graphs of this size; more cost nothing at 100 nodes."""

_GOLDEN = math.pi * (3 - math.sqrt(5))
"""The golden angle: points of a spiral in these steps are spread evenly whatever their number."""


def layout(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Return a place in the unit square for each of `count` nodes.

    Neighbours attract each other and all repel each other (Fruchterman and Reingold, "Graph drawing by force-directed
    placement", 1991). There is no chance in it: nodes begin on a spiral, those of most edges in the middle.

    Args:
        count: number of nodes; work grows with its square.
        edges: pairs of nodes.
    """
    import numpy as np

    if count == 0:
        return []
    degree = [0] * count
    for a, b in edges:
        degree[a] += 1
        degree[b] += 1
    place = np.zeros((count, 2))
    for rank, node in enumerate(sorted(range(count), key=lambda at: (-degree[at], at))):
        radius = math.sqrt((rank + 0.5) / count) / 2
        place[node] = radius * math.cos(rank * _GOLDEN), radius * math.sin(rank * _GOLDEN)
    ideal = math.sqrt(1.0 / count)
    source = np.array([a for a, _ in edges], dtype=np.int64)
    target = np.array([b for _, b in edges], dtype=np.int64)
    for step in range(ROUNDS):
        apart = place[:, None, :] - place[None, :, :]
        square = np.maximum((apart**2).sum(axis=2), 1e-6)
        move = (apart * (ideal**2 / square)[:, :, None]).sum(axis=1)
        if len(source):
            along = place[source] - place[target]
            pull = along * (np.sqrt((along**2).sum(axis=1)) / ideal)[:, None]
            np.subtract.at(move, source, pull)
            np.add.at(move, target, pull)
        move -= place * 0.5 * ideal  # a slight pull to the middle keeps parts that no edge joins on the page
        length = np.maximum(np.sqrt((move**2).sum(axis=1)), 1e-9)
        heat = 0.12 * (1 - step / ROUNDS)
        place += move / length[:, None] * np.minimum(length, heat)[:, None]
    low, high = place.min(axis=0), place.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    # Both directions are stretched alike only as far as they go: a chain may fill the square.
    scaled = (place - low) / span if count > 1 else place * 0 + 0.5
    return [(round(float(x), 4), round(float(y), 4)) for x, y in scaled]

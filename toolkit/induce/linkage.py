"""Groups of texts that are alike: single linkage."""

from __future__ import annotations


def alike(bodies: list[str], least: float) -> list[list[int]]:
    """Group texts by single linkage on their similarity.

    Args:
        bodies: texts.
        least: similarity (rapidfuzz's `ratio`, 0-100) from which two are alike.

    Returns:
        The positions of each group, in order of their first member.
    """
    if len(bodies) < 2:
        return [[i] for i in range(len(bodies))]
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    if len(bodies) == 2:
        return [[0, 1]] if fuzz.ratio(*bodies) >= least else [[0], [1]]
    near = cdist(bodies, bodies, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8) > 0
    seen: set[int] = set()
    groups = []
    for start in range(len(bodies)):
        if start in seen:
            continue
        group, todo = [], [start]
        seen.add(start)
        while todo:
            i = todo.pop()
            group.append(i)
            for j in near[i].nonzero()[0].tolist():
                if j not in seen:
                    seen.add(j)
                    todo.append(j)
        groups.append(sorted(group))
    return groups

"""How damaged each text is, for `keep="cleanest"`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def count_edits(texts: Any, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of `rows` the number of edits that a repair makes at its default level, int64.

    Args:
        texts: a sequence of str or None, or an Arrow array or chunked array of strings.
        rows: which of them, int64.
    """
    from toolkit.repair import repair

    edits = np.zeros(len(rows), np.int64)
    for place, row in enumerate(rows.tolist()):
        text = texts[row]
        if not isinstance(text, str | None):
            text = text.as_py()
        edits[place] = len(repair(text).edits) if text else 0
    return edits

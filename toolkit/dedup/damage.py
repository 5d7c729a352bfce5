"""How damaged each text is, for `keep="cleanest"`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def count_edits(texts: Any) -> NDArray[np.int64]:
    """Return for each text the number of edits that a repair makes at its default level, int64.

    Args:
        texts: a sequence of str or None, or an Arrow array or chunked array of strings.
    """
    from toolkit.repair import repair

    strings = texts.to_pylist() if hasattr(texts, "to_pylist") else texts
    return np.array([len(repair(text).edits) if text else 0 for text in strings], np.int64)

"""How templated a text or a corpus is. `toolkit.measure(texts)` is `toolkit.measure.measure(texts)`.

*Templated is not the same as spam*: weather reports are templated and legitimate. `measure` describes a corpus;
`score` weighs one article against a `Reference` on two axes, whether it comes from a mould and whether it looks like a
content farm's. Definitions, formulas and sources are in `docs/methods_measure.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit._callable import make_callable
from toolkit._lazy import loader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.measure.corpus import MEASURES
    from toolkit.measure.reference import Reference
    from toolkit.measure.scoring import Contribution, Score, score
    from toolkit.measure.table import Row, Table

__all__ = ["MEASURES", "Contribution", "Reference", "Row", "Score", "Table", "measure", "score"]

_LAZY = {
    "MEASURES": "toolkit.measure.corpus",
    "Contribution": "toolkit.measure.scoring",
    "Reference": "toolkit.measure.reference",
    "Row": "toolkit.measure.table",
    "Score": "toolkit.measure.scoring",
    "Table": "toolkit.measure.table",
    "score": "toolkit.measure.scoring",
}


def measure(
    texts: Any,
    ids: Sequence[str] | None = None,
    *,
    hosts: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    length: int | None = None,
    sample: int = 2000,
    threshold: float = 0.7,
    level: float = 0.95,
    seed: int = 1,
    workers: int | None = None,
) -> Table:
    """Measure how templated a corpus is; templated is not the same as spam.

    Args:
        texts: a sequence of str (None is empty) or an Arrow array of strings; empty texts are left out. No result
            depends on their order.
        ids: a distinct name for each; only checked, no measure depends on them.
        hosts: where each text stands; what one host repeats then counts neither as replicated nor as fixed.
        only: names of `MEASURES`; all by default.
        length: folded characters that length-controlled measures cut texts to; shorter texts are left out there. By
            default the lower quartile of the lengths.
        sample: texts measured at most, drawn by the seed: shares of what is shared grow with the number of texts, so
            compare corpora at equal numbers.
        threshold: Jaccard similarity of near-duplicates.
        level: coverage of the intervals.
        seed: of all draws.
        workers: threads; None uses every core.

    Raises:
        UsageError: fewer than two texts are not empty, or an argument is out of range.

    >>> texts = ["今天天氣很好,我們去公園看花。"] * 3 + ["明天會下雨,記得帶傘出門,別忘了。"]
    >>> measure(texts, only=["near_duplicates"])["near_duplicates"].value
    0.75
    """
    from toolkit.measure.corpus import measure_corpus

    return measure_corpus(
        texts,
        ids=ids,
        hosts=hosts,
        only=only,
        length=length,
        sample=sample,
        threshold=threshold,
        level=level,
        seed=seed,
        workers=workers,
    )


__getattr__ = loader(__name__, _LAZY)


make_callable(__name__, measure)

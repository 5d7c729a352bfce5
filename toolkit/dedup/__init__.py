"""Near-duplicates: texts in, clusters out. `toolkit.dedup(texts)` is `toolkit.dedup.dedup(texts)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit._callable import make_callable
from toolkit._lazy import loader
from toolkit.sketch.scheme import DEFAULT_SCHEME, SignatureScheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from toolkit.dedup.bands import SketchStore
    from toolkit.dedup.clusters import Clusters, Pair, Pairs
    from toolkit.dedup.evidence import Block, align
    from toolkit.dedup.parts import Parts, Stitched
    from toolkit.dedup.search import Progress

__all__ = ["Block", "Clusters", "Pair", "Pairs", "Parts", "Stitched", "align", "dedup", "warm_up"]

_LAZY = {
    "Block": "toolkit.dedup.evidence",
    "Clusters": "toolkit.dedup.clusters",
    "Pair": "toolkit.dedup.clusters",
    "Pairs": "toolkit.dedup.clusters",
    "Parts": "toolkit.dedup.parts",
    "Stitched": "toolkit.dedup.parts",
    "align": "toolkit.dedup.evidence",
}


def dedup(
    texts: Any,
    threshold: float = 0.7,
    *,
    ids: Any = None,
    keep: str | Sequence[float] | NDArray[np.float64] = "first",
    recall: float = 0.98,
    parts: bool | int = False,
    sample: int = 1000,
    num_perm: int = 128,
    seed: int = 1,
    width: int = 5,
    scheme: str = DEFAULT_SCHEME,
    workers: int | None = None,
    store: SketchStore | None = None,
    progress: Progress | None = None,
) -> Clusters:
    """Find near-duplicates among texts and group them.

    Texts are compared by their folds (`toolkit.sketch.fold`): script, width, case, punctuation, spaces and pinyin
    notes play no part. Equal folds are one text from the start; the others become candidates by MinHash and
    banding, and are near-duplicates when the exact Jaccard similarity of their shingle sets reaches `threshold`.
    Every member of a cluster is that similar to the cluster's representative. Neither the order of the texts nor
    the number of workers plays any part in which texts share a cluster.

    Args:
        texts: a sequence of str (None is empty), or an Arrow (chunked) array of strings.
        threshold: lowest Jaccard similarity of near-duplicates, above 0 and at most 1.
        ids: a distinct name for each text, a sequence of str or an Arrow array; they name clusters and decide between
            equal texts.
        keep: which copy of a cluster to keep: `first`, `last`, `longest`, `cleanest`, or one number a text (the
            highest is kept).
        recall: probability that a pair exactly at the threshold is found; more similar pairs are found more surely.
        parts: also find texts that share passages of 50 folded characters or more (a number asks for other lengths)
            though they are no near-duplicates as a whole: stitched articles, quotations, one within another. They
            become pairs of kind `part` and change no cluster. What very many texts share is boilerplate and makes
            none. See `toolkit.dedup.parts.Parts`.
        sample: texts whose similar ones are sought exactly, to measure the recall that was reached: see
            `stats["measured_recall"]`, with a Wilson interval. 0 for none.
        num_perm: values of a signature.
        seed: of its hash functions.
        width: characters in a shingle.
        scheme: how signatures are made: `fastsim64` (fast similarity sketching) or `affine32` (datasketch's MinHash).
        workers: threads; None uses every core.
        store: keeps the signatures for the next run, and gives back those of an earlier one.
        progress: how to draw what is going on: `with progress(stage, total) as advance: advance(steps)`.

    Returns:
        The clusters. Texts under 20 folded characters are grouped only when equal; texts that fold to nothing never.

    Raises:
        UsageError: an argument is out of range, or `texts` holds something else than strings.

    >>> body = "每個週末鎮上的集市都會擺出五十個攤位,賣菜的嗓門一個比一個響亮,逛的人多半只是來湊熱鬧。"
    >>> other = "今天天气很好,我们去公园看花,然后回家吃饭,晚上再去散步。"
    >>> dedup([body, other, body.replace("個", "個(gè)")]).labels.tolist()
    [0, 1, 0]
    """
    from toolkit.dedup.part_search import PASSAGE
    from toolkit.dedup.search import no_progress, search

    def damage(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        from toolkit.dedup.damage import count_edits

        return count_edits(texts, rows)

    made_by = SignatureScheme(num_perm, seed, width, scheme)
    return search(
        texts, threshold=threshold, recall=recall, scheme=made_by, ids=ids, keep=keep, damage=damage,
        parts=PASSAGE if parts is True else parts or None, sample=sample, workers=workers,
        store=store, progress=progress or no_progress,
    )  # fmt: skip


def warm_up() -> None:
    """Compile every kernel of the search, or load it from numba's cache, so that the first search does not wait.

    Meant for a background thread while something else goes on (reading, say). Takes about ten seconds once a
    machine, and under a second from then on.
    """
    from toolkit.dedup.graph import ALL_PAIRS

    # Close copies, more than are compared in all pairs, take every path of the search; one is there twice.
    base = "".join(chr(0x4E00 + 7 * k) for k in range(400))
    texts = [base[:k] + "一二三四五六"[k % 6] + base[k + 1 :] for k in range(ALL_PAIRS + 8)]
    dedup([*texts, texts[0]], keep="last", workers=1)


__getattr__ = loader(__name__, _LAZY)


make_callable(__name__, dedup)

"""Sketches of texts for comparison: fold, shingles, signatures. Text in, signatures out.

`fold` is light; the rest loads numpy and numba when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit._lazy import loader
from toolkit.sketch.fold import FOLD_VERSION, fold, fold_with_offsets
from toolkit.sketch.scheme import DEFAULT_SCHEME, SCHEMES, SignatureScheme
from toolkit.sketch.shingles import jaccard, shingle_hash32, shingle_hash64, shingles

if TYPE_CHECKING:
    from toolkit.sketch.columns import TextChunk, text_chunks
    from toolkit.sketch.minhash import Signatures, sketch

__all__ = [
    "DEFAULT_SCHEME",
    "FOLD_VERSION",
    "SCHEMES",
    "SignatureScheme",
    "Signatures",
    "TextChunk",
    "fold",
    "fold_with_offsets",
    "jaccard",
    "shingle_hash32",
    "shingle_hash64",
    "shingles",
    "sketch",
    "text_chunks",
]

_LAZY = {
    "Signatures": "toolkit.sketch.minhash",
    "TextChunk": "toolkit.sketch.columns",
    "sketch": "toolkit.sketch.minhash",
    "text_chunks": "toolkit.sketch.columns",
}

__getattr__ = loader(__name__, _LAZY)

"""What compressors say of a corpus."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL = 9
"""Of zstd: the highest that still builds its tables quickly; gains differ by a percent from level 19."""

WINDOW_LOG = 27
"""A window of 128 MiB, the largest that decompressors accept unasked: no text of a sample is out of sight."""

BLOCK = 16
"""Texts compressed together for the compression ratio: what DEFLATE's window of 32 KiB holds of usual articles."""


def cross_document_gain(texts: Sequence[str], halves: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each text the share of its compressed size that the texts of the other half save.

    1 − C(x | other half) / C(x), where C is the size that zstd compresses to, given the other half as a dictionary of
    raw content or given nothing; frame headers are not counted.

    Args:
        texts: folded.
        halves: the half of each text.
    """
    import zstandard

    settings = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, window_log=WINDOW_LOG, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False
    )
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    alone = zstandard.ZstdCompressor(compression_params=settings)
    empty = len(alone.compress(b""))
    gains = np.zeros(len(texts))
    for half in (False, True):
        other = b"".join(text for text, side in zip(encoded, halves, strict=True) if side != half)
        known = zstandard.ZstdCompressionDict(other, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if other else None
        given = zstandard.ZstdCompressor(dict_data=known, compression_params=settings) if known else alone
        for row in np.flatnonzero(halves == half):
            size = len(alone.compress(encoded[row])) - empty
            gains[row] = 1 - (len(given.compress(encoded[row])) - empty) / size if size > 0 else 0.0
    return gains


def block_ratios(blocks: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """Return size over compressed size (DEFLATE, as gzip has it) of each block of texts joined by spaces."""
    joined = [" ".join(block).encode("utf-8", "surrogatepass") for block in blocks]
    return np.array([len(block) / len(zlib.compress(block, 9)) for block in joined])


def block_diversity(blocks: Sequence[Sequence[str]], largest: int = 4) -> NDArray[np.float64]:
    """Return for each block the mean over n = 1 … `largest` of distinct over all character n-grams."""
    found = []
    for block in blocks:
        shares = []
        for width in range(1, largest + 1):
            grams = [text[i : i + width] for text in block for i in range(len(text) - width + 1)]
            shares.append(len(set(grams)) / max(1, len(grams)))
        found.append(float(np.mean(shares)))
    return np.array(found)

"""Text columns in, signatures and folded keys out, over all cores."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.sketch import kernels, signature_kernels
from toolkit.sketch.columns import TextChunk, text_chunks
from toolkit.sketch.fastsim import round_seeds
from toolkit.sketch.fold import load_table
from toolkit.sketch.scheme import SignatureScheme as SignatureScheme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")

TASK_BYTES = 1 << 20
"""Bytes of text a thread takes at a time: some milliseconds of work, so that threads end together."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures of a column of texts.

    Attributes:
        values: uint32, shape (texts, permutations or bins); all 0xFFFFFFFF for a text without shingles.
        scheme: what they were made with.
    """

    values: NDArray[np.uint32]
    scheme: SignatureScheme

    def __len__(self) -> int:
        return len(self.values)

    def jaccard(self, i: int, other: Signatures, j: int) -> float:
        """Estimate the Jaccard similarity of text i here and text j there: the share of equal values.

        Raises:
            SignatureMismatchError: the two were made differently.
        """
        self.scheme.require(other.scheme)
        return float(np.mean(self.values[i] == other.values[j]))

    def to_datasketch(self, i: int) -> Any:
        """Return signature i as a `datasketch.MinHash`, for its indexes and storages.

        Raises:
            SignatureMismatchError: the scheme is not `affine32`; datasketch knows no other of ours.
        """
        from datasketch import MinHash

        from toolkit.sketch.shingles import shingle_hash32

        scheme = self.scheme
        if scheme.scheme != "affine32":
            raise SignatureMismatchError(
                f"datasketch cannot read {scheme.scheme} signatures; make them with SignatureScheme(scheme='affine32')"
            )
        return MinHash(
            seed=scheme.seed,
            hashfunc=shingle_hash32,
            hashvalues=self.values[i],
            permutations=permutations(scheme.num_perm, scheme.seed),
            scheme=scheme.scheme,
        )


@cache
def permutations(num_perm: int, seed: int) -> NDArray[np.uint32]:
    """Return datasketch's affine32 permutations, shape (2, num_perm): odd factors a and offsets b, uint32.

    Drawn as datasketch 2.0 draws them (`MinHash._init_permutations`), without importing it; the tests compare.
    """
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, num_perm, dtype=np.uint32)
    both = np.array([a, b])
    both.flags.writeable = False
    return both


@cache
def seeds_of_rounds(bins: int, seed: int) -> NDArray[np.uint64]:
    """Return `toolkit.sketch.fastsim.round_seeds`, as the kernel takes them."""
    seeds = np.array(round_seeds(bins, seed), np.uint64)
    seeds.flags.writeable = False
    return seeds


def worker_count(workers: int | None) -> int:
    """Return how many threads to use: `workers`, or the cores this process may run on.

    Raises:
        UsageError: fewer than one.
    """
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if workers < 1:
        raise UsageError(f"workers must be at least 1, not {workers}")
    return workers


def tasks(sizes: NDArray[np.int64], limit: int = TASK_BYTES) -> list[slice]:
    """Cut consecutive items of the given sizes into slices of about `limit` each, at least one item a slice."""
    if len(sizes) == 0:
        return []
    bins = np.cumsum(np.maximum(sizes, 1)) // limit
    cuts = np.flatnonzero(np.diff(bins)) + 1
    edges = [0, *cuts.tolist(), len(sizes)]
    return [slice(a, b) for a, b in pairwise(edges)]


def spread(work: Callable[[T], None], parts: Sequence[T], workers: int | None) -> None:
    """Run `work` on each part, on threads; the kernels inside release the GIL. The first error is raised."""
    threads = min(worker_count(workers), len(parts))
    if threads <= 1:
        for part in parts:
            work(part)
        return
    pool = ThreadPoolExecutor(threads)
    try:
        for done in [pool.submit(work, part) for part in parts]:
            done.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error or Ctrl-C, what has not begun does not begin


def fold_keys(chunk: TextChunk, workers: int | None = None) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return the folded length of each text in characters, and a 128-bit hash of its key, shape (texts, 2)."""
    lengths = np.empty(len(chunk), np.int64)
    keys = np.empty((len(chunk), 2), np.uint64)
    table = load_table()

    def work(part: slice) -> None:
        kernels.fold_keys(chunk.data, chunk.starts[part], chunk.stops[part], *table, lengths[part], keys[part])

    spread(work, tasks(chunk.stops - chunk.starts), workers)
    return lengths, keys


def sign_into(chunk: TextChunk, scheme: SignatureScheme, values: NDArray[np.uint32]) -> None:
    """Write the signatures of one chunk to `values`, shape (texts, num_perm), in this thread."""
    ranges, table = (chunk.data, chunk.starts, chunk.stops), load_table()
    if scheme.scheme == "affine32":
        signature_kernels.minhash(*ranges, *table, scheme.width, *permutations(scheme.num_perm, scheme.seed), values)
    else:
        signature_kernels.similarity_sketch(
            *ranges, *table, scheme.width, seeds_of_rounds(scheme.num_perm, scheme.seed), values
        )


def sign(chunk: TextChunk, scheme: SignatureScheme, workers: int | None = None) -> NDArray[np.uint32]:
    """Return the signatures of one chunk, uint32 of shape (texts, num_perm).

    Raises:
        SignatureMismatchError: the scheme is not one that this version computes.
    """
    scheme.require_computable()
    values = np.empty((len(chunk), scheme.num_perm), np.uint32)

    def work(part: slice) -> None:
        sign_into(chunk.take(part), scheme, values[part])

    spread(work, tasks(chunk.stops - chunk.starts), workers)
    return values


def sketch(texts: Any, scheme: SignatureScheme | None = None, *, workers: int | None = None) -> Signatures:
    """Return the signatures of a column of texts.

    Args:
        texts: a sequence of str, or an Arrow (chunked) array of strings; null is empty.
        scheme: how; None is fast similarity sketching in 128 bins over 5-character shingles.
        workers: threads; None uses every core. The result does not depend on it.

    With the scheme `affine32` the values are bit for bit those of `datasketch.MinHash(num_perm, seed,
    scheme="affine32", hashfunc=shingle_hash32)` updated with the shingles of `fold(text)`.
    """
    scheme = scheme or SignatureScheme()
    parts = [sign(chunk, scheme, workers) for chunk in text_chunks(texts)]
    values = np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), np.uint32)
    return Signatures(values, scheme)

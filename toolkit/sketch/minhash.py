"""Text columns in, MinHash signatures and folded keys out, over all cores."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.sketch import kernels
from toolkit.sketch.columns import TextChunk, text_chunks
from toolkit.sketch.fold import FOLD_VERSION, load_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")

TASK_BYTES = 1 << 20
"""Bytes of text a thread takes at a time: some milliseconds of work, so that threads end together."""


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """All that must agree before two signatures may be compared.

    Attributes:
        num_perm: permutations, the length of a signature.
        seed: of the permutations, as datasketch takes it.
        width: characters in a shingle.
        hash: the function from shingle to 32 bits; see `toolkit.sketch.shingles`.
        scheme: how a hash is permuted, in datasketch's words.
        fold_version: the fold the shingles were taken from.
    """

    num_perm: int = 128
    seed: int = 1
    width: int = 5
    hash: str = "mmix64/32"
    scheme: str = "affine32"
    fold_version: str = FOLD_VERSION

    def __post_init__(self) -> None:
        if not 1 <= self.num_perm <= 1 << 16:
            raise UsageError(f"num_perm must be between 1 and 65536, not {self.num_perm}")
        if not 1 <= self.width <= 1 << 10:
            raise UsageError(f"shingle width must be between 1 and 1024, not {self.width}")
        if not 0 <= self.seed < 1 << 32:
            raise UsageError(f"seed must be between 0 and 4294967295, not {self.seed}")

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain JSON types, as stored beside signatures."""
        return asdict(self)

    def require_computable(self) -> None:
        """Raise `SignatureMismatchError` unless this version computes such signatures."""
        SignatureScheme(self.num_perm, self.seed, self.width).require(self)

    def require(self, other: SignatureScheme) -> None:
        """Raise `SignatureMismatchError` unless `other` is the same scheme."""
        mine, theirs = self.to_dict(), other.to_dict()
        differ = [f"{name} {mine[name]!r} against {theirs[name]!r}" for name in mine if mine[name] != theirs[name]]
        if differ:
            raise SignatureMismatchError(f"signatures do not compare: {', '.join(differ)}; sketch one side again")


@dataclass(frozen=True, slots=True)
class Signatures:
    """MinHash signatures of a column of texts.

    Attributes:
        values: uint32, shape (texts, permutations); all 0xFFFFFFFF for a text without shingles.
        scheme: what they were made with.
    """

    values: NDArray[np.uint32]
    scheme: SignatureScheme

    def __len__(self) -> int:
        return len(self.values)

    def jaccard(self, i: int, other: Signatures, j: int) -> float:
        """Estimate the Jaccard similarity of text i here and text j there: the share of equal permutations.

        Raises:
            SignatureMismatchError: the two were made differently.
        """
        self.scheme.require(other.scheme)
        return float(np.mean(self.values[i] == other.values[j]))

    def to_datasketch(self, i: int) -> Any:
        """Return signature i as a `datasketch.MinHash`, for its indexes and storages."""
        from datasketch import MinHash

        from toolkit.sketch.shingles import shingle_hash32

        scheme = self.scheme
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


def sign(chunk: TextChunk, scheme: SignatureScheme, workers: int | None = None) -> NDArray[np.uint32]:
    """Return the signatures of one chunk, uint32 of shape (texts, num_perm).

    Raises:
        SignatureMismatchError: the scheme is not one that this version computes.
    """
    scheme.require_computable()
    values = np.empty((len(chunk), scheme.num_perm), np.uint32)
    a, b = permutations(scheme.num_perm, scheme.seed)
    table = load_table()

    def work(part: slice) -> None:
        starts, stops = chunk.starts[part], chunk.stops[part]
        kernels.minhash(chunk.data, starts, stops, *table, scheme.width, a, b, values[part])

    spread(work, tasks(chunk.stops - chunk.starts), workers)
    return values


def sketch(texts: Any, scheme: SignatureScheme | None = None, *, workers: int | None = None) -> Signatures:
    """Return the MinHash signatures of a column of texts.

    Args:
        texts: a sequence of str, or an Arrow (chunked) array of strings; null is empty.
        scheme: how; None is 128 permutations over 5-character shingles.
        workers: threads; None uses every core. The result does not depend on it.

    The values are bit for bit those of `datasketch.MinHash(num_perm, seed, scheme="affine32",
    hashfunc=shingle_hash32)` updated with the shingles of `fold(text)`.
    """
    scheme = scheme or SignatureScheme()
    parts = [sign(chunk, scheme, workers) for chunk in text_chunks(texts)]
    values = np.concatenate(parts) if parts else np.empty((0, scheme.num_perm), np.uint32)
    return Signatures(values, scheme)

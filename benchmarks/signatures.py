"""Signature schemes beside one another: error of the estimate, recall of the banding, time. One table each.

    python benchmarks/signatures.py [--pairs 4000] [--json FILE]

Pairs of texts with a known number of shared shingles are signed by each scheme with 128 values:

- `affine32` and `fastsim64`, the two of this toolkit, by its kernels;
- one-permutation hashing with optimal densification (Shrivastava 2017) and C-MinHash (Li and Li 2022, two permutations,
  the second one circulant), written here over the same 64-bit shingle hashes, to be chosen between.

Error is the root mean square of (estimate - exact Jaccard similarity), divided by what 128 independent permutations
would have, sqrt(J(1 - J)/128): 1 is as good as theory, below is better. Recall is the share of pairs that agree in a
band of the search's default (25 of 5 rows, of the lowest 8 bits), beside 1 - (1 - J^5)^25.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numba import njit

from benchmarks.sketch import articles, read_bytes
from toolkit.dedup.bands import choose_banding
from toolkit.sketch import SignatureScheme, text_chunks
from toolkit.sketch.minhash import sign
from toolkit.sketch.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIZES = (10, 30, 100, 1000)
"""Shingles of a text."""

SIMILARITIES = (0.3, 0.5, 0.7, 0.8, 0.9)
LENGTHS = (30, 100, 300, 1000, 3000)
"""Characters of the texts that are timed."""

BINS = 128
FULL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit
def mix(z):  # type: ignore[no-untyped-def]
    """SplitMix64's finaliser."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit
def one_permutation(hashes, starts, counts, signatures):  # type: ignore[no-untyped-def]
    """One-permutation hashing; an empty bin takes the value of the first full one of its own random sequence."""
    bins = signatures.shape[1]
    values = np.empty(bins, np.uint64)
    for row in range(starts.size):
        values[:] = FULL
        for h in hashes[starts[row] : starts[row] + counts[row]]:
            z = mix(h)
            b = np.int64((z >> np.uint64(32)) * np.uint64(bins) >> np.uint64(32))
            values[b] = min(values[b], z)  # z names the bin too, so borrowed values meet only their own kind
        for place in range(bins):
            at, turn = np.int64(place), 0
            while values[at] == FULL:
                turn += 1
                at = np.int64(mix(np.uint64(place << 32 | turn)) % np.uint64(bins))
            signatures[row, place] = np.uint32(mix(values[at]))


@njit
def circulant(hashes, starts, counts, signatures):  # type: ignore[no-untyped-def]
    """C-MinHash over 2^20 places: the first permutation scatters, the second is turned by one place a value."""
    size = 1 << 20
    np.random.seed(3)  # numba's own generator: the same permutation in every call
    second = np.random.permutation(size).astype(np.uint32)
    for row in range(starts.size):
        signature = signatures[row]
        signature[:] = np.uint32(0xFFFFFFFF)
        for h in hashes[starts[row] : starts[row] + counts[row]]:
            place = np.int64(mix(h) & np.uint64(size - 1))
            for k in range(signature.size):
                signature[k] = min(signature[k], second[(place - k - 1) % size])


def of_sets(kernel: Callable[..., None]) -> Callable[[list[str]], NDArray[np.uint32]]:
    """Return a function that signs texts by a kernel over their shingle sets."""

    def signatures(texts: list[str]) -> NDArray[np.uint32]:
        column, rows = Texts(texts), np.arange(len(texts))
        sets = column.shingle_sets(rows, column.keys()[0], 5)
        values = np.empty((len(texts), BINS), np.uint32)
        kernel(sets.hashes, sets.starts, sets.counts, values)
        return values

    return signatures


def of_texts(scheme: str) -> Callable[[list[str]], NDArray[np.uint32]]:
    """Return a function that signs texts by a scheme of the toolkit."""

    def signatures(texts: list[str]) -> NDArray[np.uint32]:
        (chunk,) = text_chunks(texts)
        return sign(chunk, SignatureScheme(BINS, scheme=scheme))

    return signatures


WAYS = {
    "affine32": of_texts("affine32"),
    "fastsim64": of_texts("fastsim64"),
    "one permutation, densified": of_sets(one_permutation),
    "C-MinHash": of_sets(circulant),
}


def pairs(count: int, shingles: int, similarity: float, seed: int = 11) -> tuple[list[str], list[str], float]:
    """Return texts of so many shingles, others that share a run with them, and their exact similarity."""
    rng = random.Random(seed)
    alphabet = [chr(code) for code in rng.sample(range(0x4E00, 0x9FA6), 3000)]
    shared = round(2 * shingles * similarity / (1 + similarity))
    left: list[str] = []
    right: list[str] = []
    for _ in range(count):
        run = "".join(rng.choices(alphabet, k=shared + 4))
        for side in (left, right):
            side.append(run + "".join(rng.choices(alphabet, k=shingles - shared)))
    return left, right, shared / (2 * shingles - shared)


def errors(count: int) -> dict[str, Any]:
    """Return the relative error and the bias of each scheme, for sizes and similarities."""
    found: dict[str, Any] = {}
    for size in SIZES:
        for similarity in SIMILARITIES:
            left, right, exact = pairs(count if size <= 100 else count // 4, size, similarity)
            theory = float(np.sqrt(exact * (1 - exact) / BINS))
            for name, signatures in WAYS.items():
                off = (signatures(left) == signatures(right)).mean(axis=1) - exact
                row = found.setdefault(f"{size} shingles", {}).setdefault(f"J = {exact:.3f}", {})
                row[name] = {
                    "error": float(np.sqrt((off**2).mean())) / theory,
                    "bias": float(off.mean()) / (theory / np.sqrt(len(off))),
                }
    return found


def recalls(count: int) -> dict[str, Any]:
    """Return the share of pairs that meet in a band, for sizes and similarities."""
    banding = choose_banding(0.7, 0.98, BINS)
    used = banding.bands * banding.rows
    found: dict[str, Any] = {}
    for size in (30, 100, 1000):
        for similarity in SIMILARITIES:
            left, right, exact = pairs(count if size <= 100 else count // 4, size, similarity)
            row = found.setdefault(f"{size} shingles", {}).setdefault(f"J = {exact:.3f}", {})
            row["theory"] = banding.recall(exact)
            for name, signatures in WAYS.items():
                same = signatures(left).astype(np.uint8) == signatures(right).astype(np.uint8)
                bands = same[:, :used].reshape(len(same), banding.bands, banding.rows).all(axis=2)
                row[name] = float(bands.any(axis=1).mean())
    return found


def times() -> dict[str, Any]:
    """Return nanoseconds of processor time a character on one thread, for texts of several lengths."""
    found: dict[str, Any] = {}
    schemes = [SignatureScheme(scheme=name) for name in ("affine32", "fastsim64")]
    for length in LENGTHS:
        texts = articles(max(50, 500_000 // length), length)
        (chunk,) = text_chunks(pa.array(texts, pa.large_string()))
        characters = sum(map(len, texts))
        work: dict[str, Callable[[], Any]] = {"bare read": lambda c=chunk: read_bytes(c.data, c.starts, c.stops)}  # type: ignore[misc]
        for scheme in schemes:
            work[scheme.scheme] = lambda c=chunk, s=scheme: sign(c, s, 1)  # type: ignore[misc]
        row = found.setdefault(f"{length} characters", {})
        for name, run in work.items():
            run()
            best = float("inf")
            for _ in range(7):
                started = time.process_time()
                run()
                best = min(best, time.process_time() - started)
            row[name] = best / characters * 1e9
    return found


def show(title: str, table: dict[str, Any]) -> None:
    """Print one table: a line a size and similarity."""
    print(title)
    for size, rows in table.items():
        flat = rows if isinstance(next(iter(rows.values())), dict) else {"": rows}
        for case, row in flat.items():
            cells = []
            for name, value in row.items():
                shown = f"{value:.4f}" if isinstance(value, float) else f"{value['error']:.3f} ({value['bias']:+.1f})"
                cells.append(f"{name}: {shown}")
            print(f"  {size:15} {case:10} {'   '.join(cells)}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures = {"error": errors(options.pairs), "recall": recalls(options.pairs), "time": times()}
    show("error, theory = 1 (bias in standard errors)", figures["error"])
    show("recall of 25 bands of 5 rows", figures["recall"])
    show("nanoseconds a character", figures["time"])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

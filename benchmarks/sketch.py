"""Speed of the sketches: text to signature, against datasketch and against a bare read of the same buffers.

    python benchmarks/sketch.py [--articles 2000] [--characters 1000] [--repeat 5] [--json FILE]

Everything is measured in one run on one machine; quote the ratios, not the seconds. datasketch gets the same
shingles of the unfolded text, as its users make them, and its default hash.
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
from datasketch import MinHash
from numba import njit

from toolkit.sketch import SCHEMES, SignatureScheme, text_chunks
from toolkit.sketch.minhash import fold_keys, sign, worker_count

if TYPE_CHECKING:
    from collections.abc import Callable

PEER_ARTICLES = 200
"""Articles that the peer gets: it is linear, and slow."""


@njit(nogil=True)
def read_bytes(data, starts, stops):  # type: ignore[no-untyped-def]
    """Touch every byte of every text: the least that any text kernel must do."""
    total = 0
    for row in range(starts.size):
        for at in range(starts[row], stops[row]):
            total += data[at]
    return total


def articles(count: int, characters: int, seed: int = 1) -> list[str]:
    """Random text with the byte lengths of Chinese prose: 17 of 20 characters are Han, the rest punctuation."""
    rng = random.Random(seed)
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    alphabet = rng.sample(han, 3000)
    return [
        "".join(rng.choices(alphabet, k=characters - characters * 3 // 20) + ["，", "。", "1"] * (characters // 20))
        for _ in range(count)
    ]


def best(work: Callable[[], Any], repeat: int) -> float:
    """Return the shortest time of several: the one least disturbed by others on the machine."""
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def with_datasketch(texts: list[str]) -> None:
    """Sketch as datasketch's documentation does."""
    for text in texts:
        minhash = MinHash(num_perm=128)
        minhash.update_batch({text[i : i + 5].encode() for i in range(len(text) - 4)})


def measure(count: int, characters: int, repeat: int) -> dict[str, float]:
    """Return seconds per million characters of each way, and the ratios."""
    texts = articles(count, characters)
    (chunk,) = text_chunks(pa.array(texts, pa.large_string()))
    millions = sum(map(len, texts)) / 1e6
    schemes = [SignatureScheme(scheme=name) for name in SCHEMES]
    fold_keys(chunk), read_bytes(chunk.data, chunk.starts, chunk.stops)  # compile
    for scheme in schemes:
        sign(chunk, scheme)
    per_million = {
        "bare read, 1 thread": best(lambda: read_bytes(chunk.data, chunk.starts, chunk.stops), repeat) / millions,
        "fold and key, 1 thread": best(lambda: fold_keys(chunk, 1), repeat) / millions,
    }
    for scheme in schemes:
        for workers in (1, worker_count(None)):
            name = f"{scheme.scheme}, {workers} thread{'s' if workers > 1 else ''}"
            per_million[name] = best(lambda s=scheme, w=workers: sign(chunk, s, w), repeat) / millions  # type: ignore[misc]
    few = texts[:PEER_ARTICLES]
    per_million["datasketch, 1 thread"] = best(lambda: with_datasketch(few), max(1, repeat // 2)) / (
        sum(map(len, few)) / 1e6
    )
    found = {f"seconds per million characters: {name}": value for name, value in per_million.items()}
    for known in SCHEMES:
        one = per_million[f"{known}, 1 thread"]
        found |= {
            f"million characters per second: {known}, 1 thread": 1 / one,
            f"ratio: datasketch / {known}, 1 thread each": per_million["datasketch, 1 thread"] / one,
            f"ratio: {known} / bare read, 1 thread each": one / per_million["bare read, 1 thread"],
        }
    return {
        **found,
        "ratio: fold and key / bare read, 1 thread each": per_million["fold and key, 1 thread"]
        / per_million["bare read, 1 thread"],
    }


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--characters", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures = measure(options.articles, options.characters, options.repeat)
    for name, value in figures.items():
        print(f"{name:65} {np.format_float_positional(value, 4, fractional=False):>10}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

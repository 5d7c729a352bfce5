"""Time and memory of deduplication over corpora of growing size, with known copies among them.

    python benchmarks/dedup.py [--sizes 10000 100000] [--characters 1000] [--workers N] [--json FILE]

Each corpus is written to a temporary Arrow file by numpy (half of it articles of 50 moulds that share 300 characters,
the rest copies: exact ones, ones with every hundredth character changed, and two giant clusters, one of exact and one
of near copies) and deduplicated from there, memory-mapped, in a process of its own. Found clusters are held against
the known ones. A million articles of 1,000 characters need 3 GB of temporary disk.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALPHABET = 3000
"""Different characters: about as many as make up 99 % of written Chinese."""

BATCH = 5000
MOULDS = 50
SHARED = 300
"""Characters that the articles of one mould have in common."""

NEAR, GIANT_NEAR = 0.01, 0.005
"""Share of characters changed in a near copy, and in one of the giant cluster."""


def write_corpus(path: Path, count: int, characters: int) -> NDArray[np.int64]:
    """Write `count` articles to an Arrow file; return the known cluster of each."""
    import pyarrow as pa

    rng = np.random.default_rng(1)
    alphabet = rng.choice(np.arange(0x4E00, 0x9FA6), ALPHABET, replace=False)

    def draw(*shape: int) -> NDArray[np.int64]:
        # The square of a uniform number: common characters are common, as in prose.
        return alphabet[(rng.random(shape) ** 2 * ALPHABET).astype(np.int64)]

    def changed(codes: NDArray[np.int64], rate: float) -> NDArray[np.int64]:
        codes = codes.copy()
        places = rng.random(codes.shape) < rate
        codes[places] = draw(int(places.sum()))
        return codes

    moulds, giant, giant_near = draw(MOULDS, SHARED), draw(1, characters), draw(1, characters)
    schema = pa.schema([("text", pa.large_string())])
    truth: list[NDArray[np.int64]] = []
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for begin in range(0, count, BATCH):
            size = min(BATCH, count - begin)
            half, tenth = size // 2, size // 10
            first = draw(half, characters)
            first[:, :SHARED] = moulds[rng.integers(0, MOULDS, half)]
            copied, near = rng.integers(0, half, tenth), rng.integers(0, half, tenth)
            rest = size - half - 2 * tenth
            giants = np.arange(rest) % 2
            exact = np.broadcast_to(giant, (rest, characters))
            last = np.where(giants[:, None] == 0, exact, changed(np.broadcast_to(giant_near, exact.shape), GIANT_NEAR))
            codes = np.concatenate([first, first[copied], changed(first[near], NEAR), last])
            own = np.arange(half) + begin
            truth.append(np.concatenate([own, own[copied], own[near], -1 - giants]))
            writer.write_batch(pa.record_batch([text_array(codes)], schema=schema))
    return np.concatenate(truth)


def text_array(codes: NDArray[np.int64]) -> Any:
    """Return rows of code points between U+0800 and U+FFFF as an Arrow array of strings."""
    import pyarrow as pa

    data = np.empty((*codes.shape, 3), np.uint8)
    data[..., 0] = 0xE0 | codes >> 12
    data[..., 1] = 0x80 | codes >> 6 & 0x3F
    data[..., 2] = 0x80 | codes & 0x3F
    offsets = np.arange(len(codes) + 1, dtype=np.int64) * (3 * codes.shape[1])
    return pa.Array.from_buffers(pa.large_string(), len(codes), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def anonymous_memory() -> int:
    """Return bytes of memory of this process that are not of a mapped file; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:")), 0)


def deduplicate(path: str, truth: NDArray[np.int64], workers: int | None) -> dict[str, Any]:
    """Deduplicate one corpus and return the figures; runs in a process of its own."""
    import threading

    import pyarrow as pa

    from toolkit.dedup import dedup, warm_up

    warm_up()
    column = pa.ipc.open_file(pa.memory_map(path)).read_all().column("text")
    done = threading.Event()
    peak = [anonymous_memory()]
    base = peak[0]

    def watch() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], anonymous_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, spent = time.perf_counter(), time.process_time()
    clusters = dedup(column, workers=workers)
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    done.set()
    watcher.join()
    found = pair_count(clusters.labels)
    both = pair_count(np.unique(np.stack([clusters.labels, truth]), axis=1, return_inverse=True)[1])
    return {
        "articles": len(column),
        "seconds": round(seconds, 3),
        "processor seconds": round(spent, 3),
        "articles per second": round(len(column) / seconds),
        "extra bytes an article": round((peak[0] - base) / len(column)),
        "pair precision": both / found if found else 1.0,
        "pair recall": both / pair_count(truth),
        "stages": clusters.stats["seconds"],
    }


def pair_count(labels: NDArray[Any]) -> int:
    """Return how many pairs share a label."""
    sizes = np.unique(labels, return_counts=True)[1].astype(object)
    return int((sizes * (sizes - 1) // 2).sum())


def main() -> int:
    """Print the figures of each size and the exponent of time between the smallest and the largest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--characters", type=int, default=1000)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    runs = []
    for size in sorted(options.sizes):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.arrow"
            truth = write_corpus(path, size, options.characters)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                runs.append(pool.apply(deduplicate, (str(path), truth, options.workers)))
        print(json.dumps(runs[-1]))
    figures: dict[str, Any] = {"runs": runs}
    if len(runs) > 1:
        few, many = runs[0], runs[-1]
        for name in ("seconds", "processor seconds"):
            growth = math.log(many[name] / few[name]) / math.log(many["articles"] / few["articles"])
            figures[f"exponent of {name}"] = round(growth, 3)
            print(f"{name} grow as n^{growth:.3f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Time and memory of `contentfarm dedup` over corpora of growing size, from Parquet to clusters, copies known.

    python benchmarks/dedup.py [--sizes 10000 100000 1000000] [--characters 1000] [--fuzzy 20000 200000] [--json FILE]

Each corpus (see `dedup_corpus.py`: copies exact, near, spun and damaged, two giant clusters) is written to a Parquet
file and deduplicated by the command, in a process of its own: processor time, wall time, the largest resident size,
and of that the memory that is not a mapped file. The clusters it writes are held against the known ones. Bytes an
article are the slope between the two largest sizes. A million articles of 1,000 characters need 5 GB of disk.

`--fuzzy` besides deduplicates copies of one article that is not among them, so unlike one another that only a part of
the pairs reaches the threshold: how many end in one cluster, and whether those that end alone have a near-duplicate.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.dedup_corpus import fuzzy, write_parquet

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHANGED = 0.021
"""Share of characters changed in each fuzzy copy: of two copies with 1,000 characters, about 0.68 in the mean."""

THRESHOLD = 0.7
PAIRS = 20_000
"""Pairs drawn to measure the recall of a fuzzy cluster."""


class Memory(threading.Thread):
    """Watches a process; `peak` has the largest bytes of memory of its own (RssAnon) and of all that is resident.

    Zeros where the system does not tell.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._path = Path(f"/proc/{process}/status")
        self._over = threading.Event()
        self.peak = {"RssAnon": 0, "VmHWM": 0}

    def run(self) -> None:
        """Look every hundredth of a second."""
        while not self._over.wait(0.01):
            try:
                lines = self._path.read_text(encoding="ascii").splitlines()
            except OSError:
                continue
            for line in lines:
                name, _, value = line.partition(":")
                if name in self.peak:
                    self.peak[name] = max(self.peak[name], 1024 * int(value.split()[0]))

    def stop(self) -> dict[str, int]:
        """End watching, and return the peaks."""
        self._over.set()
        self.join()
        return self.peak


def command(path: Path, out: Path, truth: NDArray[np.int64], workers: int | None) -> dict[str, Any]:
    """Deduplicate one corpus by the command, and return the figures."""
    import pyarrow.parquet as pq

    words = [sys.executable, "-m", "toolkit", "dedup", str(path), "-o", str(out), "-q"]
    started = time.perf_counter()
    with subprocess.Popen([*words, *([] if workers is None else ["--workers", str(workers)])]) as process:
        memory = Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        peak = memory.stop()
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}")
    clusters = pq.read_table(out / "clusters.parquet", columns=["cluster"]).column("cluster")
    labels = clusters.combine_chunks().dictionary_encode().indices.to_numpy()
    found = pair_count(labels)
    both = pair_count(np.unique(np.stack([labels, truth]), axis=1, return_inverse=True)[1])
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    counts = manifest["counts"]
    assert counts["kept"] + counts["removed"] + counts["rejected"] == counts["read"] == len(truth)
    return {
        "articles": len(truth),
        "seconds": round(seconds, 2),
        "processor seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "articles a second": round(len(truth) / seconds),
        "resident": peak["VmHWM"],
        "own memory": peak["RssAnon"],
        "pair precision": both / found if found else 1.0,
        "pair recall": both / pair_count(truth),
        "stages": {**manifest["seconds"], **manifest["dedup"]["seconds"]},
    }


def pair_count(labels: NDArray[Any]) -> int:
    """Return how many pairs share a label."""
    sizes = np.unique(labels, return_counts=True)[1].astype(object)
    return int((sizes * (sizes - 1) // 2).sum())


def giant(count: int, characters: int, changed: float, workers: int | None) -> dict[str, Any]:
    """Deduplicate one fuzzy cluster, and return the figures; runs in a process of its own."""
    from toolkit.dedup import dedup, warm_up
    from toolkit.dedup.verify import verified
    from toolkit.sketch.texts import Texts

    warm_up()
    column = fuzzy(count, characters, changed)
    spent = time.process_time()
    clusters = dedup(column, THRESHOLD, sample=0, workers=workers)
    spent = time.process_time() - spent
    texts, rng = Texts(column), np.random.default_rng(0)
    lengths, _ = texts.keys()

    def similarity(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        return verified(texts, np.arange(count), lengths, a, b, 0.0, width=5)

    a, b = rng.integers(0, count, PAIRS), rng.integers(0, count - 1, PAIRS)
    b += b >= a
    found = similarity(a, b)
    near = found >= THRESHOLD
    together = (clusters.labels[a] == clusters.labels[b])[near]
    # Of those that end alone: has any of them a near-duplicate, among as many others?
    alone = np.flatnonzero(clusters.sizes[clusters.labels] == 1)[:20]
    one, two = np.repeat(alone, PAIRS // 20), np.tile(a[: PAIRS // 20], len(alone))
    missed = similarity(one[one != two], two[one != two]) >= THRESHOLD
    return {
        "articles": count,
        "changed": changed,
        "mean similarity": round(float(found.mean()), 3),
        "pairs at the threshold": round(float(near.mean()), 3),
        "processor seconds": round(spent, 2),
        "largest cluster": round(float(clusters.sizes.max()) / count, 4),
        "alone": round(int((clusters.sizes == 1).sum()) / count, 4),
        "pair recall": round(float(together.mean()), 4) if len(together) else None,
        "near-duplicates of 20 that are alone, in a sample": int(missed.sum()),
    }


def growth(runs: list[dict[str, Any]], name: str) -> float:
    """Return the exponent of a figure between the first and the last run."""
    few, many = runs[0], runs[-1]
    return round(math.log(many[name] / few[name]) / math.log(many["articles"] / few["articles"]), 3)


def main() -> int:
    """Print the figures of each size, the exponents, and the memory an article takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--characters", type=int, default=1000)
    parser.add_argument("--fuzzy", type=int, nargs="*", default=[])
    parser.add_argument("--changed", type=float, default=CHANGED, help="share of characters changed in a fuzzy copy")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures: dict[str, Any] = {"runs": [], "fuzzy": []}
    for size in sorted(options.sizes):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.parquet"
            truth = write_parquet(path, size, options.characters)
            figures["runs"].append(command(path, Path(folder) / "out", truth, options.workers))
        print(json.dumps(figures["runs"][-1]))
    runs = figures["runs"]
    if len(runs) > 1:
        for name in ("seconds", "processor seconds"):
            figures[f"exponent of {name}"] = growth(runs, name)
            figures[f"exponent of {name}, the last two"] = growth(runs[-2:], name)
            last = figures[f"exponent of {name}, the last two"]
            print(f"{name} grow as n^{figures[f'exponent of {name}']}, between the last two as n^{last}")
        few, many = runs[-2:]
        slope = (many["own memory"] - few["own memory"]) / (many["articles"] - few["articles"])
        figures["bytes an article"] = round(slope)
        print(f"{slope:.0f} bytes of memory an article, besides mapped files")
    for size in sorted(options.fuzzy):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            arguments = size, options.characters, options.changed, options.workers
            figures["fuzzy"].append(pool.apply(giant, arguments))
        print(json.dumps(figures["fuzzy"][-1]))
    if len(figures["fuzzy"]) > 1:
        figures["exponent of fuzzy"] = growth(figures["fuzzy"], "processor seconds")
        print(f"processor seconds of a fuzzy giant grow as n^{figures['exponent of fuzzy']}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How many near-duplicates are found, by kind of copy: this toolkit and its peers on one fixed benchmark.

    python benchmarks/quality.py [--peers | --no-peers] [--environments DIR] [--json FILE] [--markdown FILE]

Every tool gets the same texts and groups them at each of `THRESHOLDS`; of each tool the lowest threshold counts at
which at least `PRECISION` of the pairs it puts together are true. Recall of a kind is the share of its copies that
share a cluster with the article they were made of. Peers are installed with pip into environments of their own, kept in
DIR; one that cannot be installed or fails is left out, with the reason.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import quality_data, quality_peers
from toolkit.evaluate import clustering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.quality_data import Row

ROOT = Path(__file__).resolve().parent.parent
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8)
PRECISION = 0.99
DEFAULT = 0.7
"""Default threshold of the toolkit, shown beside its best."""
LEAST = 0.5
"""Jaccard similarity from which a copy must be found, whatever its kind."""


@dataclass(frozen=True)
class Result:
    """One tool at one threshold.

    Attributes:
        tool: its name.
        threshold: what it was run with.
        precision: share of the pairs it found that are true.
        bcubed: B-cubed precision, recall and F1.
        recall: by kind, share of copies in a cluster with their article.
        similar: by kind, B-cubed F1 over the copies with a Jaccard similarity of at least `LEAST` to their article.
    """

    tool: str
    threshold: float
    precision: float
    bcubed: tuple[float, float, float]
    recall: dict[str, float]
    similar: dict[str, float]


def judge(tool: str, threshold: float, rows: Sequence[Row], labels: Sequence[int]) -> Result:
    """Score the clusters that a tool found."""
    items = clustering.compare([row.cluster for row in rows], labels)
    sums = items.units().sum(axis=0)[None]
    label = {row.id: found for row, found in zip(rows, labels, strict=True)}
    recall, similar = {}, {}
    for kind in quality_data.KINDS:
        copies = [row for row in rows if row.kind == kind]
        recall[kind] = sum(label[row.id] == label[row.cluster] for row in copies) / len(copies)
        chosen = np.array([row.kind == kind and row.similarity >= LEAST for row in rows])
        if chosen.any():
            similar[kind] = float(clustering.bcubed_f1(items.units(chosen).sum(axis=0)[None])[0])
    scores = (clustering.bcubed_precision, clustering.bcubed_recall, clustering.bcubed_f1)
    precision = float(clustering.pair_precision(sums)[0])
    p, r, f = (float(score(sums)[0]) for score in scores)
    return Result(tool, threshold, 1.0 if np.isnan(precision) else precision, (p, r, f), recall, similar)


def ours(texts: Sequence[str], *, repaired: bool) -> dict[float, list[int]]:
    """Group the texts with this toolkit, with or without repairing them first."""
    from toolkit.dedup import dedup
    from toolkit.repair import repair

    found = [repair(text).text for text in texts] if repaired else list(texts)
    return {threshold: dedup(found, threshold=threshold).labels.tolist() for threshold in THRESHOLDS}


def measure(rows: Sequence[Row], environments: Path | None) -> tuple[dict[str, list[Result]], dict[str, str]]:
    """Return the results of each tool at each threshold, and why others are left out.

    Args:
        rows: the benchmark.
        environments: where peers are installed; None leaves them out.
    """
    texts = [row.text for row in rows]
    results: dict[str, list[Result]] = {}
    skipped: dict[str, str] = {}

    def keep(tool: str, found: dict[float, list[int]] | str, started: float) -> None:
        print(f"{tool}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
        if isinstance(found, str):
            skipped[tool] = found
        else:
            results[tool] = [judge(tool, threshold, rows, labels) for threshold, labels in found.items()]

    started = time.perf_counter()
    keep("toolkit", ours(texts, repaired=True), started)
    started = time.perf_counter()
    keep("toolkit, no repair", ours(texts, repaired=False), started)
    if environments is None:
        return results, skipped
    started = time.perf_counter()
    keep("datasketch", quality_peers.datasketch(texts, THRESHOLDS), started)
    for peer, run in quality_peers.PEERS.items():
        started = time.perf_counter()
        python = quality_peers.environment(environments, peer)
        keep(peer, python if isinstance(python, str) else run(python, texts, THRESHOLDS), started)
    return results, skipped


def best(results: Sequence[Result]) -> Result:
    """Return the result at the lowest threshold that is precise enough, or the most precise one."""
    enough = [result for result in results if result.precision >= PRECISION]
    return min(enough, key=lambda r: r.threshold) if enough else max(results, key=lambda r: r.precision)


def table(rows: Sequence[Row], results: dict[str, list[Result]], skipped: dict[str, str]) -> str:
    """Return the table in Markdown."""
    chosen = {tool: best(found) for tool, found in results.items()}
    default = next(result for result in results["toolkit"] if result.threshold == DEFAULT)
    columns = [("toolkit, default", default), *chosen.items()]

    def line(name: str, cells: Sequence[Any]) -> str:
        return f"| {name} | " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in cells) + " |"

    out = [
        line("", [name for name, _ in columns] + ["folded", "as it is"]),
        "|---" * (len(columns) + 3) + "|",
        line("threshold", [f"{r.threshold:g}" for _, r in columns] + ["", ""]),
        line("pair precision", [r.precision for _, r in columns] + ["", ""]),
        line("B-cubed precision", [r.bcubed[0] for _, r in columns] + ["", ""]),
        line("B-cubed recall", [r.bcubed[1] for _, r in columns] + ["", ""]),
        line("**B-cubed F1**", [r.bcubed[2] for _, r in columns] + ["", ""]),
    ]
    for kind in quality_data.KINDS:
        means = [
            f"{np.mean([getattr(row, of) for row in rows if row.kind == kind]):.2f}" for of in ("similarity", "raw")
        ]
        out.append(line(kind, [r.recall[kind] for _, r in columns] + means))
    out += [f"\nLeft out: {tool}: {reason}" for tool, reason in skipped.items()]
    return "\n".join(out) + "\n"


def figures(results: dict[str, list[Result]]) -> dict[str, float]:
    """Return the figures of the toolkit that have floors."""
    result = best(results["toolkit"])
    return {
        "benchmark B-cubed F1": result.bcubed[2],
        "benchmark pair precision": result.precision,
        f"benchmark lowest B-cubed F1 of a kind, Jaccard from {LEAST:g}": min(result.similar.values()),
        "benchmark lowest recall of a kind": min(result.recall.values()),
        "benchmark B-cubed F1 at the default threshold": next(
            r for r in results["toolkit"] if r.threshold == DEFAULT
        ).bcubed[2],
    }


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="run the peers, too")
    kept = Path(tempfile.gettempdir()) / "contentfarm-quality-peers"
    parser.add_argument("--environments", type=Path, default=kept, help=f"where peers are installed [{kept}]")
    parser.add_argument("--json", type=Path, help="also write every figure here")
    parser.add_argument("--markdown", type=Path, help="also write the table here")
    options = parser.parse_args()
    rows = quality_data.build()
    if (found := quality_data.digest(rows)) != quality_data.DIGEST:
        print(f"the benchmark's texts are not the pinned ones: {found}; their figures compare with nothing older")
        return 1
    if options.peers:
        options.environments.mkdir(parents=True, exist_ok=True)
    results, skipped = measure(rows, options.environments if options.peers else None)
    text = table(rows, results, skipped)
    print(text)
    for name, value in figures(results).items():
        print(f"{name}: {value:.4f}")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        every = {tool: [vars(result) for result in found] for tool, found in results.items()}
        options.json.write_text(json.dumps({"results": every, "skipped": skipped}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Deduplication against peers: text to signature, and 20,000 articles to clusters. One run, ratios.

    python benchmarks/dedup_peers.py [--articles 20000] [--characters 1200] [--environments DIR] [--json FILE]

Each peer is installed with pip into an environment of its own (kept in DIR, so that a second run is quick) and gets the
same texts, on one thread where it is signatures, on all cores where it is clusters. A peer that cannot be installed
is skipped, with the reason. text-dedup splits at what is no letter, which leaves Chinese sentences whole, so it is fed
with a space between any two characters, and with its own test of false positives on.

Truth of the clusters: all pairs with an exact Jaccard similarity of 5-character shingles of 0.7 or more, counted by
brute force over the pairs of each family the corpus was made of (articles of two families share next to nothing; the
brute force over everything is in the tests), closed transitively, as all tools report clusters.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable

PEERS = {"datasketch": "datasketch>=2.0,<3", "rensa": "rensa>=0.5,<0.6", "gaoya": "gaoya>=0.2,<0.3",
         "text-dedup": "text-dedup>=0.4,<0.5"}  # fmt: skip
NEWER = {"text-dedup": (3, 12)}
"""Peers that need a newer Python than this toolkit."""

FEW = 400
"""Articles that each peer signs: it is linear in them."""

SIGN = {
    "datasketch": """
        from datasketch import MinHash
        def sign(texts):
            for text in texts:
                m = MinHash(num_perm=128, scheme="affine32")
                m.update_batch({text[i:i + 5].encode() for i in range(len(text) - 4)})
    """,
    "rensa": """
        from rensa import RMinHash
        def sign(texts):
            sets = ([text[i:i + 5] for i in range(len(text) - 4)] for text in texts)
            RMinHash.digest_matrix_from_token_sets(sets, 128, 1)
    """,
    "gaoya": """
        from gaoya.minhash import MinHashStringIndex
        def sign(texts):
            index = MinHashStringIndex(hash_size=32, num_bands=25, band_size=5, analyzer="char", ngram_range=(5, 5))
            for number, text in enumerate(texts):
                index.insert_document(number, text)
    """,
}
TIMER = """
import json, sys, time
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
sign(texts[:5])
best = 1e9
for _ in range(3):
    started = time.process_time()
    sign(texts)
    best = min(best, time.process_time() - started)
print(best)
"""


def corpus(count: int, characters: int, seed: int = 5) -> tuple[list[str], list[int]]:
    """Return articles and the family of each: half of them alone, the others copies touched more and more."""
    rng = random.Random(seed)
    alphabet = [chr(code) for code in rng.sample(range(0x4E00, 0x9FA6), 3000)]
    weights = [1 / (rank + 10) for rank in range(len(alphabet))]

    def prose(size: int) -> str:
        chars = rng.choices(alphabet, weights, k=size)
        for at in range(rng.randrange(6, 20), size, 17):
            chars[at] = rng.choice("，。，；")
        return "".join(chars)

    texts: list[str] = []
    families: list[int] = []
    while len(texts) < count:
        base = prose(int(characters * rng.uniform(0.5, 1.5)))
        family = len(texts)
        copies = rng.choice([0, 0, 0, 1, 1, 2, 3, 6])
        for copy in range(copies + 1):
            chars = list(base)
            for at in rng.sample(range(len(chars)), int(len(chars) * copy * rng.uniform(0, 0.012))):
                chars[at] = rng.choice(alphabet)
            texts.append("".join(chars))
            families.append(family)
    order = rng.sample(range(count), count)
    return [texts[k] for k in order], [families[k] for k in order]


def true_clusters(texts: list[str], families: list[int]) -> list[int]:
    """Return the cluster of each text: its family, divided where the exact similarity is too low."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    from toolkit.sketch import fold, jaccard, shingles

    members: dict[int, list[int]] = {}
    for at, family in enumerate(families):
        members.setdefault(family, []).append(at)
    left, right = [], []
    for group in members.values():
        sets = {at: shingles(fold(texts[at])) for at in group} if len(group) > 1 else {}
        for a in group:
            for b in group:
                if a < b and jaccard(sets[a], sets[b]) >= 0.7:
                    left.append(a)
                    right.append(b)
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(len(texts), len(texts)))
    labels: list[int] = connected_components(graph, directed=False)[1].tolist()
    return labels


def pair_f1(found: Iterable[int], truth: Iterable[int]) -> dict[str, float]:
    """Return precision, recall and F1 of the pairs that share a cluster."""

    def pairs(labels: Any) -> int:
        sizes = np.unique(labels, return_counts=True)[1].astype(object)
        return int((sizes * (sizes - 1) // 2).sum())

    one, two = np.asarray(list(found)), np.asarray(list(truth))
    both = pairs(np.unique(np.stack([one, two]), axis=1, return_inverse=True)[1])
    precision, recall = both / max(1, pairs(one)), both / max(1, pairs(two))
    return {"precision": precision, "recall": recall, "F1": 2 * precision * recall / max(1e-12, precision + recall)}


def environment(folder: Path, peer: str) -> Path | str:
    """Return the Python of the peer's own environment, made if need be, or why there is none."""
    python = folder / peer / "bin" / "python"
    if not python.exists():
        base = sys.executable
        wanted = NEWER.get(peer)
        if wanted is not None and sys.version_info < wanted:
            found = next(filter(None, (shutil.which(f"python3.{n}") for n in range(wanted[1], 20))), None)
            found = found or next(map(str, sorted(Path.home().glob(".pyenv/versions/3.12*/bin/python"))), None)
            if found is None:
                return f"needs Python {wanted[0]}.{wanted[1]}, and there is none"
            base = found
        make = [base, "-m", "venv", "--clear", str(folder / peer)]
        install = [str(python), "-m", "pip", "install", "-q", PEERS[peer]]
        for command in (make, install):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                shutil.rmtree(folder / peer, ignore_errors=True)
                return ((done.stderr or done.stdout).strip().splitlines() or [f"{command[2]} failed"])[-1]
    return python


def versioned(python: Path | str, peer: str) -> str:
    """Return the peer's name and, where it is installed, its version."""
    if isinstance(python, str):
        return peer
    code = f"import importlib.metadata as m; print(m.version({peer!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return f"{peer} {done.stdout.strip()}".strip()


def peer_seconds(python: Path, peer: str, texts: Path) -> float | str:
    """Return the seconds a peer takes to sign the texts on one thread, or why it failed."""
    one_thread = {**os.environ, "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    code = textwrap.dedent(SIGN[peer]) + TIMER
    command = [str(python), "-c", code, str(texts)]
    done = subprocess.run(command, capture_output=True, text=True, env=one_thread, check=False)
    return float(done.stdout) if done.returncode == 0 else (done.stderr.strip().splitlines() or ["failed"])[-1]


def text_dedup(python: Path, texts: list[str], folder: Path) -> tuple[float, float, list[int]] | str:
    """Return seconds, processor seconds and clusters of text-dedup over spaced texts, or why it failed."""
    import pyarrow.parquet as pq

    data = folder / "in"
    data.mkdir()
    pq.write_table(pa.table({"text": [" ".join(text) for text in texts], "row": range(len(texts))}), data / "a.parquet")
    settings = f"""
        [input]
        input_type = "local_files"
        file_type = "parquet"
        [input.read_arguments]
        path = "parquet"
        data_files = "{data / "a.parquet"}"
        split = "train"
        [algorithm]
        algorithm_name = "minhash"
        text_column = "text"
        seed = 42
        batch_size = 1000
        num_perm = 128
        threshold = 0.7
        hash_bits = 64
        ngram_size = 5
        check_false_positive = true
        [output]
        output_dir = "{folder / "out"}"
        clean_cache = true
        save_clusters = true
        skip_filtering = false
        [debug]
        enable_profiling = false
    """
    (folder / "config.toml").write_text(textwrap.dedent(settings), encoding="utf-8")
    started, spent = time.perf_counter(), child_seconds()
    apart = {**os.environ, "HF_HOME": str(folder / "cache"), "HF_HUB_OFFLINE": "1"}
    command = [str(python), "-m", "text_dedup.minhash"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=apart, check=False)
    seconds, spent = time.perf_counter() - started, child_seconds() - spent
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1]
    import pickle

    labels = list(range(len(texts)))
    for path in (folder / "out").rglob("*"):
        if "cluster" in path.name.lower() and path.suffix in {".pkl", ".pickle"}:
            for row, parent in pickle.loads(path.read_bytes()).items():
                labels[int(row)] = int(parent)
    return seconds, spent, labels


def child_seconds() -> float:
    """Return the processor time of all child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def best(work: Any, repeat: int = 3) -> float:
    """Return the shortest processor time of several: what others do on the machine hardly shows in it."""
    times = []
    for _ in range(repeat):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def measure(count: int, characters: int, folder: Path) -> dict[str, Any]:
    """Return all figures."""
    from benchmarks.sketch import read_bytes
    from toolkit.dedup import dedup, warm_up
    from toolkit.sketch import SCHEMES, SignatureScheme, text_chunks
    from toolkit.sketch.minhash import sign

    warm_up()
    texts, families = corpus(count, characters)
    figures: dict[str, Any] = {"articles": count, "characters": sum(map(len, texts))}
    with tempfile.TemporaryDirectory() as scratch:
        few = texts[:FEW]
        path = Path(scratch) / "few.jsonl"
        path.write_text("".join(json.dumps(text) + "\n" for text in few), encoding="utf-8")
        (chunk,) = text_chunks(pa.array(few, pa.large_string()))
        ways = {name: SignatureScheme(scheme=name) for name in SCHEMES}
        for scheme in ways.values():
            sign(chunk, scheme, 1)  # compiles
        read_bytes(chunk.data, chunk.starts, chunk.stops)
        read = best(lambda: read_bytes(chunk.data, chunk.starts, chunk.stops), 7)
        ours = {name: best(lambda s=scheme: sign(chunk, s, 1), 7) for name, scheme in ways.items()}
        for name, seconds in ours.items():
            figures[f"signature: a bare read takes this share of {name}"] = read / seconds
        for peer in SIGN:
            python = environment(folder, peer)
            took = peer_seconds(python, peer, path) if isinstance(python, Path) else python
            for name, seconds in ours.items():
                figures[f"signature: {versioned(python, peer)} takes so many times {name}"] = (
                    took / seconds if isinstance(took, float) else f"skipped: {took}"
                )
        truth = true_clusters(texts, families)
        column = pa.array(texts, pa.large_string())
        started, spent = time.perf_counter(), time.process_time()
        clusters = dedup(column)
        wall, spent = time.perf_counter() - started, time.process_time() - spent
        figures["clusters: ours"] = pair_f1(clusters.labels, truth)
        figures["clusters: stages of ours, seconds"] = clusters.stats["seconds"]
        python = environment(folder, "text-dedup")
        peer = versioned(python, "text-dedup")
        theirs = text_dedup(python, texts, Path(scratch)) if isinstance(python, Path) else python
        if isinstance(theirs, str):
            figures[f"clusters: {peer}"] = f"skipped: {theirs}"
        else:
            figures[f"clusters: {peer}"] = pair_f1(theirs[2], truth)
            figures[f"clusters: {peer} takes so many times ours"] = theirs[0] / wall
            figures[f"clusters: {peer} takes so many times our processor time"] = theirs[1] / spent
    return figures


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--characters", type=int, default=1200)
    kept = Path(tempfile.gettempdir()) / "contentfarm-peers"
    parser.add_argument("--environments", type=Path, default=kept, help=f"where peers are installed [{kept}]")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    options.environments.mkdir(parents=True, exist_ok=True)
    figures = measure(options.articles, options.characters, options.environments)
    for name, value in figures.items():
        print(f"{name}: {json.dumps(value) if not isinstance(value, float) else f'{value:.3g}'}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

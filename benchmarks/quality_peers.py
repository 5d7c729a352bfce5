"""Peers of the quality benchmark: each gets the same texts and thresholds, and answers with a cluster for each text.

datasketch and rensa make no shingles: they get the set of 5-character shingles of the text as it is, as their users
make them; pairs of their index count when the estimated similarity reaches the threshold, and are joined to components.
text-dedup splits at what is no letter and gets a space between any two characters, 5-grams of them, and its own check
of false positives. datatrove gets its own word tokenizer for Chinese and its own n-grams; it has no threshold, but
bands: those that datasketch takes for a threshold.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

WIDTH = 5
NUM_PERM = 128
REQUIREMENTS = {
    "rensa": ["rensa>=0.5,<0.6"],
    "text-dedup": ["text-dedup>=0.4,<0.5"],
    "datatrove": ["datatrove[processing,io]>=0.5", "orjson", "spacy", "jieba"],
}
NEEDS = (3, 12)
PYENV = ".pyenv/versions/3.1[2-9]*/bin/python"

Labels = list[int]


def shingled(texts: Sequence[str]) -> list[list[str]]:
    """Return the distinct 5-character shingles of each text, whitespace left out."""
    bare = ["".join(text.split()) for text in texts]
    return [sorted({text[i : i + WIDTH] for i in range(max(1, len(text) - WIDTH + 1))}) for text in bare]


def components(count: int, pairs: Iterable[tuple[int, int]]) -> Labels:
    """Return the connected component of each text."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(count, count))
    labels: Labels = connected_components(graph, directed=False)[1].tolist()
    return labels


def datasketch(texts: Sequence[str], thresholds: Sequence[float]) -> dict[float, Labels]:
    """MinHash and MinHashLSH of datasketch."""
    from datasketch import MinHash, MinHashLSH

    sketches = []
    for shingles in shingled(texts):
        sketch = MinHash(num_perm=NUM_PERM, scheme="affine32")
        sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
        sketches.append(sketch)
    out: dict[float, Labels] = {}
    for threshold in thresholds:
        index = MinHashLSH(threshold=threshold, num_perm=NUM_PERM)
        pairs = []
        for number, sketch in enumerate(sketches):
            pairs += [(k, number) for k in index.query(sketch) if sketches[k].jaccard(sketch) >= threshold]
            index.insert(number, sketch)
        out[threshold] = components(len(texts), pairs)
    return out


RENSA = """
    import json, sys
    from rensa import RMinHash, RMinHashLSH
    task = json.load(open(sys.argv[1], encoding="utf-8"))
    sketches = []
    for shingles in task["shingles"]:
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(shingles)
        sketches.append(sketch)
    out = {}
    for threshold in task["thresholds"]:
        # Bands as datasketch would choose them for this threshold.
        index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=task["bands"][str(threshold)])
        pairs = []
        for number, sketch in enumerate(sketches):
            pairs += [(k, number) for k in index.query(sketch) if sketches[k].jaccard(sketch) >= threshold]
            index.insert(number, sketch)
        out[threshold] = pairs
    json.dump(out, open(sys.argv[2], "w"))
"""


def rensa(python: Path, texts: Sequence[str], thresholds: Sequence[float]) -> dict[float, Labels] | str:
    """RMinHash and RMinHashLSH of rensa, with as many bands as datasketch takes (a divisor of 128)."""
    from datasketch import MinHashLSH

    bands = {}
    for threshold in thresholds:
        wanted = MinHashLSH(threshold=threshold, num_perm=NUM_PERM).b
        bands[str(threshold)] = min((b for b in (4, 8, 16, 32, 64)), key=lambda b: abs(b - wanted))
    task = {"shingles": shingled(texts), "thresholds": list(thresholds), "bands": bands}
    found = _run(python, RENSA, task)
    if isinstance(found, str):
        return found
    return {t: components(len(texts), [(a, b) for a, b in found[str(t)]]) for t in thresholds}


DATATROVE = """
    import json, sys
    from pathlib import Path
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import (
        MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature,
    )
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.hashing import HashConfig
    task = json.load(open(sys.argv[1], encoding="utf-8"))
    top = Path(sys.argv[2]).parent
    (top / "in").mkdir()
    with open(top / "in" / "a.jsonl", "w", encoding="utf-8") as file:
        for number, text in enumerate(task["texts"]):
            file.write(json.dumps({"id": str(number), "text": text}) + "\\n")
    out = {}
    for threshold, (buckets, hashes) in task["bands"].items():
        config = MinhashConfig(
            hash_config=HashConfig(precision=64), num_buckets=buckets, hashes_per_bucket=hashes, n_grams=5
        )
        t = str(top / threshold)
        run = lambda steps, n=1: LocalPipelineExecutor(pipeline=steps, tasks=n, workers=1).run()
        read = JsonlReader(str(top / "in"), compression=None)
        run([read, MinhashDedupSignature(output_folder=t + "/sig", config=config, language="cmn_Hani")])
        run([MinhashDedupBuckets(input_folder=t + "/sig", output_folder=t + "/buckets", config=config)], buckets)
        run([MinhashDedupCluster(input_folder=t + "/buckets", output_folder=t + "/ids", config=config,
                                 save_cluster_id=True)])
        removed = JsonlWriter(t + "/removed", compression=None)
        run([read, MinhashDedupFilter(input_folder=t + "/ids", exclusion_writer=removed, load_cluster_ids=True),
             JsonlWriter(t + "/kept", compression=None)])
        labels = {}
        for folder in ("kept", "removed"):
            for path in Path(t, folder).rglob("*.jsonl"):
                for line in open(path, encoding="utf-8"):
                    row = json.loads(line)
                    cluster = row["metadata"].get("minhash_cluster_id", -1)
                    labels[row["id"]] = cluster
        out[threshold] = labels
    json.dump(out, open(sys.argv[2], "w"))
"""


def datatrove(python: Path, texts: Sequence[str], thresholds: Sequence[float]) -> dict[float, Labels] | str:
    """The four stages of datatrove's MinHash deduplication, with the bands that datasketch takes for a threshold."""
    from datasketch import MinHashLSH

    bands = {}
    for threshold in thresholds:
        index = MinHashLSH(threshold=threshold, num_perm=NUM_PERM)
        bands[str(threshold)] = (index.b, index.r)
    found = _run(python, DATATROVE, {"texts": list(texts), "bands": bands})
    if isinstance(found, str):
        return found
    out: dict[float, Labels] = {}
    for threshold, by_id in found.items():
        # A text that is in no cluster has the id -1, and is its own.
        labels = [by_id.get(str(number), -1) for number in range(len(texts))]
        out[float(threshold)] = [label if label >= 0 else -number - 2 for number, label in enumerate(labels)]
    return out


TEXT_DEDUP = """
    [input]
    input_type = "local_files"
    file_type = "parquet"
    [input.read_arguments]
    path = "parquet"
    data_files = "{folder}/in.parquet"
    split = "train"
    [algorithm]
    algorithm_name = "minhash"
    text_column = "text"
    seed = 42
    batch_size = 1000
    num_perm = 128
    threshold = {threshold}
    hash_bits = 64
    ngram_size = 5
    check_false_positive = true
    [output]
    output_dir = "{folder}/out"
    clean_cache = true
    save_clusters = true
    skip_filtering = true
    [debug]
    enable_profiling = false
"""


def text_dedup(python: Path, texts: Sequence[str], thresholds: Sequence[float]) -> dict[float, Labels] | str:
    """MinHash of text-dedup, one run a threshold."""
    import pickle

    import pyarrow as pa
    import pyarrow.parquet as pq

    spaced = [" ".join("".join(text.split())) for text in texts]
    out: dict[float, Labels] = {}
    for threshold in thresholds:
        with tempfile.TemporaryDirectory() as folder:
            pq.write_table(pa.table({"text": spaced, "row": range(len(texts))}), f"{folder}/in.parquet")
            config = textwrap.dedent(TEXT_DEDUP).format(folder=folder, threshold=threshold)
            Path(folder, "config.toml").write_text(config, encoding="utf-8")
            command = [str(python), "-m", "text_dedup.minhash"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                return _reason(done.stderr)
            labels = list(range(len(texts)))
            for path in Path(folder, "out").rglob("*.pickle"):
                for row, parent in pickle.loads(path.read_bytes()).items():
                    labels[int(row)] = int(parent)
            out[threshold] = labels
    return out


def environment(folder: Path, peer: str) -> Path | str:
    """Return the Python of the peer's own environment, made with pip if need be, or why there is none."""
    python = folder / peer / "bin" / "python"
    done = folder / peer / "installed"
    if done.exists():
        return python
    base = sys.executable
    if sys.version_info < NEEDS:  # peers of today ask for a newer Python than this toolkit
        names = [f"python{NEEDS[0]}.{minor}" for minor in range(NEEDS[1], 20)]
        found = [*filter(None, map(shutil.which, names)), *map(str, sorted(Path.home().glob(PYENV)))]
        working = [p for p in found if subprocess.run([p, "-c", ""], capture_output=True, check=False).returncode == 0]
        if not working:
            return f"needs Python {NEEDS[0]}.{NEEDS[1]}, and there is none"
        base = working[0]
    if not python.exists():
        subprocess.run([base, "-m", "venv", str(folder / peer)], check=True, capture_output=True)
    install = [str(python), "-m", "pip", "install", "-q", *REQUIREMENTS[peer]]
    result = subprocess.run(install, capture_output=True, text=True, check=False)
    if result.returncode:
        return _reason(result.stderr)
    done.touch()
    return python


def _reason(stderr: str) -> str:
    return (stderr.strip().splitlines() or ["failed without a word"])[-1][:200]


def _run(python: Path, code: str, task: dict[str, Any]) -> Any:
    """Run code in another environment; return what it answers, or why it failed."""
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder) / "task.json", Path(folder) / "answer.json"
        question.write_text(json.dumps(task), encoding="utf-8")
        command = [str(python), "-c", textwrap.dedent(code), str(question), str(answer)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            return _reason(done.stderr)
        return json.loads(answer.read_text(encoding="utf-8"))


PEERS: dict[str, Callable[[Path, Sequence[str], Sequence[float]], dict[float, Labels] | str]] = {
    "rensa": rensa,
    "text-dedup": text_dedup,
    "datatrove": datatrove,
}
"""Peers that live in environments of their own."""

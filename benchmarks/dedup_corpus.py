"""Corpora of any size with known clusters, for the benchmarks: drawn by numpy, written as Parquet or Arrow.

Half of the articles are alone, of 50 moulds that share 300 characters. The others are copies of these (exact ones,
near ones, spun ones with words exchanged, damaged ones) and members of two giant clusters, one of exact copies and
one of near ones. All kinds are mixed throughout the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

ALPHABET = 3000
"""Different characters: about as many as make up 99 % of written Chinese."""

COMMA, EVERY = 0xFF0C, 14
"""A comma stands after so many characters, about as in prose."""

BATCH = 5000
MOULDS = 50
SHARED = 300
"""Characters that the articles of one mould have in common."""

KINDS = {"exact": 0.08, "near": 0.06, "spun": 0.06, "damaged": 0.05, "giant": 0.25}
"""Kinds of copies and their shares; what is left, half of all, is alone."""

NEAR, GIANT_NEAR = 0.01, 0.005
"""Share of characters changed in a near copy (and in a damaged one), and in one of the giant cluster."""

SPUN = 0.008
"""Share of places where a spun copy has another word of two characters."""

READINGS = ("dǎo", "shì", "xíng", "yè", "chǎng", "guān", "lǐ", "zhèng")


def batches(count: int, characters: int, seed: int = 1) -> Iterator[tuple[Any, NDArray[np.int64]]]:
    """Yield batches of texts (an Arrow array of strings) and the known cluster of each.

    Args:
        count: articles in all.
        characters: in an article.
        seed: of the generator.
    """
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    alphabet = rng.choice(np.arange(0x4E00, 0x9FA6), ALPHABET, replace=False)
    damages = damage_kinds(alphabet)

    def draw(*shape: int) -> NDArray[np.int64]:
        # The square of a uniform number: common characters are common, as in prose.
        return alphabet[(rng.random(shape) ** 2 * ALPHABET).astype(np.int64)]

    def changed(codes: NDArray[np.int64], rate: float, run: int = 1) -> NDArray[np.int64]:
        places = rng.random(codes.shape) < rate
        for _ in range(run - 1):
            places[:, 1:] |= places[:, :-1]
        codes = codes.copy()
        codes[places] = draw(int(places.sum()))
        return codes

    def article(*shape: int) -> NDArray[np.int64]:
        codes = draw(*shape)
        codes[..., EVERY :: EVERY + 1] = COMMA
        return codes

    moulds, giant, giant_near = article(MOULDS, SHARED), article(1, characters), article(1, characters)
    for begin in range(0, count, BATCH):
        size = min(BATCH, count - begin)
        numbers = {kind: int(size * share) for kind, share in KINDS.items()}
        alone = size - sum(numbers.values())
        first = article(alone, characters)
        shared = min(SHARED, characters)
        first[:, :shared] = moulds[rng.integers(0, MOULDS, alone), :shared]
        own = np.arange(alone) + begin
        of = {kind: rng.integers(0, alone, numbers[kind]) for kind in ("exact", "near", "spun", "damaged")}
        giants = np.arange(numbers["giant"]) % 2
        exact = np.broadcast_to(giant, (len(giants), characters))
        near = changed(np.broadcast_to(giant_near, exact.shape), GIANT_NEAR)
        whole = [
            first, first[of["exact"]], changed(first[of["near"]], NEAR), changed(first[of["spun"]], SPUN, run=2),
            np.where(giants[:, None] == 0, exact, near),
        ]  # fmt: skip
        hurt = [
            damages[k % len(damages)](text)
            for k, text in enumerate(text_array(changed(first[of["damaged"]], NEAR)).to_pylist())
        ]
        texts = pa.concat_arrays([text_array(np.concatenate(whole)), pa.array(hurt, pa.large_string())])
        truth = np.concatenate(
            [own, own[of["exact"]], own[of["near"]], own[of["spun"]], -1 - giants, own[of["damaged"]]]
        )
        mixed = rng.permutation(size)
        yield texts.take(pa.array(mixed)), truth[mixed]


def damage_kinds(alphabet: NDArray[np.int64]) -> list[Callable[[str], str]]:
    """Return the kinds of damage that a farm's copy shows and that the fold undoes, as functions of a text."""
    from opencc import OpenCC

    noted = {int(code): f"{chr(code)}({READINGS[k % len(READINGS)]})" for k, code in enumerate(alphabet[:40])}
    return [
        OpenCC("s2t").convert,
        lambda text: text.translate(noted),
        lambda text: "\u200b".join(text[at : at + 8] for at in range(0, len(text), 8)),
        lambda text: text.replace(chr(COMMA), ", "),
        lambda text: text.replace(chr(COMMA), ""),
    ]


def fuzzy(count: int, characters: int, rate: float, seed: int = 2) -> Any:
    """Return an Arrow array of copies of one article, each with its own share `rate` of characters changed.

    The similarity of two copies is lower than that of each to the article, which is not among them: with rates of some
    percent the pairs straddle a usual threshold.
    """
    import pyarrow as pa

    rng = np.random.default_rng(seed)
    alphabet = rng.choice(np.arange(0x4E00, 0x9FA6), ALPHABET, replace=False)
    base = alphabet[rng.integers(0, ALPHABET, (1, characters))]
    parts = []
    for begin in range(0, count, BATCH):
        codes = np.repeat(base, min(BATCH, count - begin), axis=0)
        places = rng.random(codes.shape) < rate
        codes[places] = alphabet[rng.integers(0, ALPHABET, int(places.sum()))]
        parts.append(text_array(codes))
    return pa.chunked_array(parts, pa.large_string())


def text_array(codes: NDArray[np.int64]) -> Any:
    """Return rows of code points between U+0800 and U+FFFF as an Arrow array of strings."""
    import pyarrow as pa

    data = np.empty((*codes.shape, 3), np.uint8)
    data[..., 0] = 0xE0 | codes >> 12
    data[..., 1] = 0x80 | codes >> 6 & 0x3F
    data[..., 2] = 0x80 | codes & 0x3F
    offsets = np.arange(len(codes) + 1, dtype=np.int64) * (3 * codes.shape[1])
    return pa.Array.from_buffers(pa.large_string(), len(codes), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def write_parquet(path: Path, count: int, characters: int) -> NDArray[np.int64]:
    """Write `id, text` as Parquet; return the known cluster of each article."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("id", pa.string()), ("text", pa.large_string())])
    truth: list[NDArray[np.int64]] = []
    done = 0
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        for texts, own in batches(count, characters):
            ids = pa.array([f"a{number:08}" for number in range(done, done + len(own))], pa.string())
            writer.write_batch(pa.record_batch([ids, texts], schema=schema))
            truth.append(own)
            done += len(own)
    return np.concatenate(truth)


def write_arrow(path: Path, count: int, characters: int) -> NDArray[np.int64]:
    """Write `text` as an Arrow file, to be memory-mapped; return the known cluster of each article."""
    import pyarrow as pa

    schema = pa.schema([("text", pa.large_string())])
    truth: list[NDArray[np.int64]] = []
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for texts, own in batches(count, characters):
            writer.write_batch(pa.record_batch([texts], schema=schema))
            truth.append(own)
    return np.concatenate(truth)

"""Arrays on disk: what is read is what was built, and nothing that goes wrong with a file goes further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest

from toolkit.repair.search import kept as k
from toolkit.repair.search import model as m
from toolkit.repair.search.kept import kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Array = np.ndarray[Any, Any]


class Pair(NamedTuple):
    numbers: Array
    costs: Array


class Other(NamedTuple):
    numbers: Array
    prices: Array


PAIR = Pair(np.arange(7, dtype=np.int32), np.array([[0.5, -1.0], [np.inf, 1e9]]))


class Builder:
    def __init__(self) -> None:
        self.built = 0

    def __call__(self) -> Pair:
        self.built += 1
        return PAIR


@pytest.fixture
def build() -> Builder:
    return Builder()


def same(found: tuple[Array, ...], expected: tuple[Array, ...]) -> bool:
    return all(
        one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
        for one, other in zip(found, expected, strict=True)
    )


def test_what_is_kept_is_what_was_built(tmp_path: Path, build: Builder) -> None:
    folder = tmp_path / "not" / "there"
    for _ in range(3):
        found = kept(folder, Pair, build)
        assert isinstance(found, Pair)
        assert same(found, PAIR)
        assert all(array.ctypes.data % 8 == 0 for array in found)
    assert build.built == 1
    assert len([*folder.iterdir()]) == 1  # no half-written ones


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:100],
        lambda data: data[:-1],
        lambda data: data[:-30] + bytes([data[-30] ^ 1]) + data[-29:],
        lambda data: b"[]".ljust(k.HEAD) + data[k.HEAD :],
        lambda data: b"{}".ljust(k.HEAD) + data[k.HEAD :],
        lambda data: data.replace(b'"costs"', b'"cosTs"'),
    ],
    ids=["empty", "only a head", "cut off", "a bit flipped", "a list", "no fields", "another field"],
)
def test_a_damaged_file_is_replaced(tmp_path: Path, build: Builder, damage: Callable[[bytes], bytes]) -> None:
    kept(tmp_path, Pair, build)
    [path] = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    assert same(kept(tmp_path, Pair, build), PAIR)
    assert same(kept(tmp_path, Pair, build), PAIR)
    assert build.built == 2


def test_where_nothing_can_be_kept_arrays_are_built(tmp_path: Path, build: Builder) -> None:
    (tmp_path / "file").write_text("")
    for folder in (None, tmp_path / "file"):
        assert kept(folder, Pair, build) is PAIR
    assert build.built == 2


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(k.Path, "write_bytes", full)
    assert kept(tmp_path, Pair, build) is PAIR
    assert not [*tmp_path.iterdir()]


def test_arrays_of_other_sources_are_not_read_and_are_removed(
    tmp_path: Path, build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path, Pair, build)
    stranger = tmp_path / "pair.txt"
    stranger.write_text("")
    monkeypatch.setattr(k, "_hash", lambda: "0" * 32)
    kept(tmp_path, Pair, build)
    assert build.built == 2
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [k.ENDING, ".txt"]


def test_the_hash_knows_each_source_and_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "toolkit"
    for name in ("repair/data/words.txt.gz", "repair/search/prices.py", "generate/kit.py", "generate/readings.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    monkeypatch.setattr(k, "PACKAGE", root)
    hashes = {k._hash()}
    for path in [path for path in root.rglob("*") if path.is_file()]:
        path.write_text("y")
        hashes.add(k._hash())
    assert len(hashes) == 5


def test_the_model_is_kept_as_it_is_built() -> None:
    assert same(m.model(), m.build())

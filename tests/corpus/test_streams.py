"""Lines, compression, and files that change while they are read."""

from __future__ import annotations

import gzip
import io
import random
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import streams
from toolkit.corpus.failures import BrokenInputError

if TYPE_CHECKING:
    from pathlib import Path


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


@given(
    st.lists(st.sampled_from([b"", b"a", b"bc", b"\n", b"\r\n", b"longish"]), max_size=30).map(b"".join),
    st.lists(st.integers(0, 9), max_size=9),
    st.integers(1, 8),
)
def test_lines_are_those_of_the_whole(data: bytes, sizes: list[int], limit: int) -> None:
    whole = data.split(b"\n")
    expected = [line + b"\n" for line in whole[:-1]] + ([whole[-1]] if whole[-1] else [])
    bounded = [line if len(line.removesuffix(b"\n")) <= limit else None for line in expected]
    assert list(streams.lines(cut(data, sizes), limit)) == bounded


def test_an_endless_line_is_not_held() -> None:
    def pieces() -> object:
        for _ in range(200):
            yield b"x" * 2**20
        yield b"\nok\n"

    import tracemalloc

    tracemalloc.start()
    try:
        assert list(streams.lines(pieces(), limit=2**21)) == [None, b"ok\n"]  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 2**24
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", ["gz", "zst", None])
@given(data=st.lists(st.binary(max_size=500), max_size=5))
def test_unpacking_undoes_packing_over_several_members(packing: str | None, data: list[bytes]) -> None:
    pack = {"gz": gzip.compress, "zst": zstandard.compress, None: bytes}[packing]
    raw = io.BytesIO(b"".join(pack(part) for part in data))
    assert streams.unpack(raw, packing).read() == b"".join(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_what_comes_before_a_break_is_kept(packing: str) -> None:
    noise = random.Random(7).randbytes(3 * 2**20)
    whole = gzip.compress(noise) if packing == "gz" else zstandard.compress(noise)
    raw = io.BytesIO(whole[: 2 * 2**20])
    pieces: list[bytes] = []
    with pytest.raises(EOFError):
        pieces.extend(streams.chunks(streams.unpack(raw, packing)))  # type: ignore[arg-type]
    got = b"".join(pieces)
    assert len(got) > 2**20
    assert noise.startswith(got)


def test_a_head_remembers_what_broke_it_off() -> None:
    raw = io.BytesIO(gzip.compress(b"abc" * 1000)[:-8])
    head = streams.read_head(streams.unpack(raw, "gz"), 2**16)
    assert head.data == b"abc" * 1000
    assert isinstance(head.error, EOFError)


def test_damaged_zstd_is_named() -> None:
    data = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(b"abc" * 1000))
    data[-1] ^= 0xFF
    with pytest.raises(BrokenInputError, match="zstd"):
        streams.unpack(io.BytesIO(bytes(data)), "zst").read()
    with pytest.raises(BrokenInputError, match="zstd"):
        streams.unpack(io.BytesIO(b"no zstd at all"), "zst").read()


def test_a_bomb_is_unpacked_in_steps() -> None:
    bomb = io.BytesIO(zstandard.compress(bytes(2**27)))
    assert len(streams.unpack(bomb, "zst").read(2**16)) == 2**16


def test_reading_whole_stops_at_the_limit() -> None:
    assert streams.read_whole(io.BytesIO(b"abc"), 3) == b"abc"
    with pytest.raises(BrokenInputError, match="--max-bytes"):
        streams.read_whole(io.BytesIO(b"abcd"), 3)


def test_a_file_that_grows_while_it_is_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("one\n")
    reading = streams.opened(path)
    reading.__enter__().read()
    with path.open("a") as other:
        other.write("two\n")
    with pytest.raises(BrokenInputError, match="changed while"):
        reading.__exit__(None, None, None)

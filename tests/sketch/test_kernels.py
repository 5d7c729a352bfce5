"""The kernels against their definition in plain Python and against datasketch."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from datasketch import MinHash
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.sketch import (
    SCHEMES,
    SignatureScheme,
    fold,
    jaccard,
    kernels,
    shingle_hash32,
    shingle_hash64,
    shingles,
    signature_kernels,
    sketch,
    text_chunks,
)
from toolkit.sketch.fold import load_table
from toolkit.sketch.kernels import fold_rows
from toolkit.sketch.minhash import fold_keys, permutations, spread, tasks
from toolkit.sketch.shingles import MULTIPLIER
from toolkit.sketch.texts import Texts

rules = sys.modules["toolkit.sketch.fold"]  # the attribute of that name is the function
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
MIXED_CHARS = st.sampled_from(
    "催收問題平台臺發展的(（?？)）táiyùwèiǎb 12ＡＢ⒂㎡ﬁ각がé\u0301\u200b\ud800\U00020000\U0010ffff\x00ﷺ"
)
MIXED = st.text(MIXED_CHARS, max_size=80)
TEXTS = st.lists(ANY_TEXT | MIXED, max_size=8)


AFFINE = SignatureScheme(scheme="affine32")


def oracle(text: str, scheme: SignatureScheme) -> Any:
    """The signature as anybody would make it with datasketch."""
    m = MinHash(scheme.num_perm, scheme.seed, scheme="affine32", hashfunc=shingle_hash32)
    m.update_batch(shingles(fold(text), scheme.width))
    return m.hashvalues


def kernel_folds(texts: Any) -> list[str]:
    chunks = text_chunks(texts)
    found = []
    for chunk in chunks:
        lengths, _ = fold_keys(chunk)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        flat = np.empty(int(offsets[-1]), np.int32)
        fold_rows(chunk.data, chunk.starts, chunk.stops, *load_table(), offsets, flat)
        found += ["".join(map(chr, flat[a:b].tolist())) for a, b in pairwise(offsets)]
    return found


@given(TEXTS)
@example(["ﷺ" * 5, "\U000323af\U000323b0", "(" * 30, "?(tái", "(tái)" * 3, "((yì))", "(a\u0301)"])
def test_folding_in_the_kernel_is_the_fold(texts: list[str]) -> None:
    assert kernel_folds(texts) == [fold(text) for text in texts]


@given(TEXTS)
def test_origins_are_those_of_the_fold(texts: list[str]) -> None:
    expected = [rules.fold_with_offsets(text)[1] for text in texts]
    rows, lengths = np.arange(len(texts)), np.array([len(offsets) for offsets in expected], np.int64)
    flat, starts = Texts(texts).origins(rows, lengths)
    assert [flat[a : a + n].tolist() for a, n in zip(starts, lengths, strict=True)] == expected
    folded, _ = Texts(texts).folds(rows, lengths)
    assert "".join(map(chr, folded.tolist())) == "".join(map(fold, texts))


@given(TEXTS)
def test_affine_signatures_are_those_of_datasketch(texts: list[str]) -> None:
    values = sketch(texts, AFFINE).values
    assert values.dtype == np.uint32
    for text, signature in zip(texts, values, strict=True):
        np.testing.assert_array_equal(signature, oracle(text, AFFINE))


SIZES = [(1, 7, 1), (37, 2, 3), (200, 5, 9)]
SOME = ["", "催", "催收", "逾期之後客服會先以短信提醒借款人,再由第三方致電。" * 3, "abcdefghi", "x" * 5000]


@pytest.mark.parametrize("size", SIZES)
def test_every_affine_scheme_is_datasketch_s(size: tuple[int, int, int]) -> None:
    scheme, texts = SignatureScheme(*size, scheme="affine32"), SOME
    values = sketch(texts, scheme).values
    for text, signature in zip(texts, values, strict=True):
        np.testing.assert_array_equal(signature, oracle(text, scheme))


def test_the_rules_in_the_kernel_are_the_rules() -> None:
    letters = "".join(c for c in rules.PLAIN if not "a" <= c <= "z")
    assert int(signature_kernels._P) == MULTIPLIER
    assert kernels._MAX_NOTE == rules.MAX_NOTE
    assert int(kernels._OPENER) == rules.OPENER
    opening = np.flatnonzero(load_table().codes == rules.OPENER)
    assert "".join(map(chr, opening.tolist())) == "".join(sorted(rules.NOTE_OPENERS))
    assert "".join(map(chr, kernels._CLOSERS)) == rules.NOTE_CLOSERS
    assert "".join(map(chr, kernels._PLAIN)) == letters
    assert "".join(map(chr, kernels._TONED)) == rules.TONED + rules.TONE_MARKS


@given(st.text(MIXED_CHARS, max_size=120), st.integers(1, 12))
def test_every_width_hashes_every_shingle(text: str, width: int) -> None:
    column = Texts([text])
    lengths, _ = column.keys()
    hashes, _, counts = column.shingle_sets(np.zeros(1, np.int64), lengths, width)
    assert set(hashes[: counts[0]].tolist()) == {shingle_hash64(s) for s in shingles(fold(text), width)}


def test_an_error_on_a_thread_is_raised() -> None:
    def work(part: slice) -> None:
        raise ValueError(part.start)

    with pytest.raises(ValueError, match="0"):
        spread(work, [slice(k, k + 1) for k in range(20)], 2)


def test_permutations_are_datasketch_s() -> None:
    for num_perm, seed in ((128, 1), (1, 0), (300, 4294967295)):
        np.testing.assert_array_equal(
            permutations(num_perm, seed), MinHash(num_perm, seed, scheme="affine32").permutations
        )


ROWS = ["催收問題", None, "", "平臺(tái)的發展與用戶的選擇", "a" * 700, None, "導語\ud800", "最後一篇"]
PLAIN_ROWS = [None if r is None else r.replace("\ud800", "") for r in ROWS]


def columns() -> dict[str, Any]:
    chunked = pa.chunked_array([PLAIN_ROWS[:3], [], PLAIN_ROWS[3:]], pa.string())
    return {
        "list": ROWS,
        "string": pa.array(PLAIN_ROWS, pa.string()),
        "large_string": pa.array(PLAIN_ROWS, pa.large_string()),
        "binary": pa.array([None if r is None else r.encode("utf-8", "surrogatepass") for r in ROWS], pa.binary()),
        "view": pa.array(PLAIN_ROWS, pa.string_view()),
        "dictionary": pa.array(PLAIN_ROWS, pa.string()).dictionary_encode(),
        "chunked": chunked,
        "sliced": pa.array(["x", *PLAIN_ROWS, "y"], pa.string()).slice(1, len(ROWS)),
        "sliced large": pa.array(["前面", None, *PLAIN_ROWS], pa.large_string()).slice(2),
        "sliced chunks": pa.chunked_array([["x", *PLAIN_ROWS[:5]], [*PLAIN_ROWS[5:], "y"]]).slice(1, len(ROWS)),
    }


@pytest.mark.parametrize("name", columns())
@pytest.mark.parametrize("workers", [1, 3])
def test_every_column_reads_alike(name: str, workers: int) -> None:
    expected = [fold(r or "") for r in ROWS]
    column = columns()[name]
    assert kernel_folds(column) == expected
    values = sketch(column, AFFINE, workers=workers).values
    np.testing.assert_array_equal(values, [oracle(r or "", AFFINE) for r in ROWS])
    np.testing.assert_array_equal(sketch(column, workers=workers).values, sketch(ROWS).values)


def test_a_null_is_empty_even_with_bytes_behind_it() -> None:
    whole = pa.array(["隱藏", "可見"], pa.string())
    masked = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x02"), *whole.buffers()[1:]])
    assert masked.to_pylist() == [None, "可見"]
    assert kernel_folds(masked) == ["", fold("可見")]


@pytest.mark.parametrize("column", [[], pa.array([], pa.string()), pa.chunked_array([], pa.string()), pa.nulls(2)])
def test_empty_columns(column: Any) -> None:
    assert (sketch(column).values == 0xFFFFFFFF).all()
    assert len(sketch(column)) == len(column)


@pytest.mark.parametrize("column", ["一個字符串", [1, 2], pa.array([1, 2]), pa.array([[1]]), ["a", b"b", 3]])
def test_what_is_no_text_is_refused(column: Any) -> None:
    with pytest.raises(UsageError, match="string"):
        sketch(column)


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_no_bytes_can_break_the_decoder(rows: list[bytes]) -> None:
    folded = kernel_folds(pa.array(rows, pa.binary()))
    for raw, found in zip(rows, folded, strict=True):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        assert found == fold(text)


@given(st.lists(MIXED, min_size=1, max_size=6))
def test_shingle_sets_are_those_of_python(texts: list[str]) -> None:
    column = Texts(texts)
    lengths, _ = column.keys()
    rows = np.arange(len(texts))[::-1].copy()
    hashes, starts, counts = column.shingle_sets(rows, lengths[rows], 5)
    for place, row in enumerate(rows):
        found = hashes[starts[place] : starts[place] + counts[place]].tolist()
        expected = {shingle_hash64(s) for s in shingles(fold(texts[row]))}
        assert len(found) == len(expected)
        assert set(found) == expected


@given(st.lists(MIXED, min_size=1, max_size=6))
def test_equal_keys_are_equal_folds(texts: list[str]) -> None:
    column = Texts(pa.chunked_array([pa.array([t.encode("utf-8", "surrogatepass")]) for t in texts]))
    _, keys = column.keys()
    left, right = (a.ravel() for a in np.meshgrid(np.arange(len(texts)), np.arange(len(texts))))
    same = column.same_fold(left, right)
    for i, j, equal in zip(left, right, same, strict=True):
        assert equal == (fold(texts[i]) == fold(texts[j]))
        assert (keys[i] == keys[j]).all() == equal
    assert [column.folded(i) for i in range(len(texts))] == [fold(t) for t in texts]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_estimates_are_near_the_truth(scheme: str) -> None:
    generator = np.random.default_rng(3)
    base = "".join(chr(0x4E00 + int(k)) for k in generator.integers(0, 5000, 900))
    for cut in (100, 300, 500):
        other = base[cut:] + "".join(chr(0x5E00 + int(k)) for k in generator.integers(0, 5000, cut))
        signatures = sketch([base, other], SignatureScheme(num_perm=1024, scheme=scheme))
        truth = jaccard(shingles(fold(base)), shingles(fold(other)))
        # Five standard errors of a binomial estimate with 1,024 trials.
        assert abs(signatures.jaccard(0, signatures, 1) - truth) < 5 * (truth * (1 - truth) / 1024) ** 0.5


def test_signatures_of_different_schemes_do_not_mix() -> None:
    one, two = sketch(["催收"], SignatureScheme(seed=1)), sketch(["催收"], SignatureScheme(seed=2))
    with pytest.raises(SignatureMismatchError, match="seed 1 against 2"):
        one.jaccard(0, two, 0)
    old = SignatureScheme(fold_version="0.deadbeef")
    with pytest.raises(SignatureMismatchError, match="fold_version"):
        sketch(["催收"], old)
    ways = [sketch(["催收"], SignatureScheme(scheme=name)) for name in SCHEMES]
    with pytest.raises(SignatureMismatchError, match="scheme 'fastsim64' against 'affine32'"):
        ways[0].jaccard(0, ways[1], 0)


def test_datasketch_takes_ours() -> None:
    signatures = sketch(["逾期之後客服會先以短信提醒借款人"], AFFINE)
    theirs = signatures.to_datasketch(0)
    assert theirs.jaccard(theirs.copy()) == 1.0
    theirs.update("新的片段字")
    assert (theirs.hashvalues <= signatures.values[0]).all()
    with pytest.raises(SignatureMismatchError, match="scheme='affine32'"):
        sketch(["催收"], SignatureScheme(scheme="fastsim64")).to_datasketch(0)


@pytest.mark.parametrize(
    "wrong", [{"num_perm": 0}, {"width": 0}, {"seed": -1}, {"num_perm": 1 << 20}, {"scheme": "rho"}]
)
def test_impossible_schemes_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        SignatureScheme(**wrong)


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 60))
def test_tasks_tile_the_work(sizes: list[int], limit: int) -> None:
    parts = tasks(np.array(sizes, np.int64), limit)
    assert [i for part in parts for i in range(part.start, part.stop)] == list(range(len(sizes)))
    assert all(part.stop > part.start for part in parts)

"""A reference: independent of order, stored and read back, never mixed with another fold."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SignatureMismatchError, UsageError
from toolkit.measure import Reference, score
from toolkit.measure.columns import Folded
from toolkit.measure.null import packaged_null
from toolkit.measure.reference import LONG, POSTED, SAMPLED
from toolkit.sketch import fold, shingle_hash64


def test_it_is_read_back_as_it_was(loans: list[str], unrelated: list[str]) -> None:
    made = Reference.build([*loans, *unrelated], hosts=["a.example", "b.example"] * 24)
    again = Reference.from_bytes(made.to_bytes())
    assert (again.ids, again.hosts, again.shapes, again.null) == (made.ids, made.hosts, made.shapes, made.null)
    assert again.to_bytes() == made.to_bytes()
    assert score(loans[0], again).to_dict() == score(loans[0], made).to_dict()
    assert repr(made).startswith("<Reference: 48 texts, 2 hosts, ")


def test_order_plays_no_part(loans: list[str], unrelated: list[str]) -> None:
    texts = [*loans, *unrelated, ""]
    ids = [f"t{i}" for i in range(len(texts))]
    one = Reference.build(texts, ids)
    other = Reference.build(texts[::-1], ids[::-1])
    assert one.to_bytes() == other.to_bytes()
    assert len(one) == 48


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04 half an archive"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match="no stored reference"):
        Reference.from_bytes(content)


def test_another_archive_is_refused() -> None:
    out = io.BytesIO()
    np.savez(out, other=np.zeros(3))
    with pytest.raises(UsageError, match="no stored reference"):
        Reference.from_bytes(out.getvalue())


def test_a_damaged_reference_is_refused(loans: list[str]) -> None:
    whole = Reference.build(loans[:5]).to_bytes()
    with np.load(io.BytesIO(whole)) as archive:
        arrays = dict(archive)
    head = json.loads(arrays["head"].tobytes())
    lacking = [{k: v for k, v in head.items() if k != gone} for gone in ("null", "shapes", "ids", "fold_version")]
    for other in [*lacking, [], head | {"ids": ["one"]}, head | {"shapes": [1]}]:
        out = io.BytesIO()
        np.savez(out, **(arrays | {"head": np.frombuffer(json.dumps(other).encode(), np.uint8)}))
        with pytest.raises((UsageError, SignatureMismatchError)):
            Reference.from_bytes(out.getvalue())


@given(st.data())
@settings(max_examples=40)
def test_changed_bytes_are_refused_or_do_nothing(data: st.DataObject) -> None:
    whole = bytearray(STORED)
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(UsageError):
        assert len(Reference.from_bytes(bytes(whole))) == 2


STORED = Reference.build(["今天天氣很好,我們去公園看花。", "明天會下雨,記得帶傘出門。"]).to_bytes()


def test_another_fold_is_refused(loans: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    content = Reference.build(loans).to_bytes()
    monkeypatch.setattr("toolkit.measure.reference.FOLD_VERSION", "9.other")
    with pytest.raises(SignatureMismatchError, match="build it again"):
        Reference.from_bytes(content)
    monkeypatch.setattr("toolkit.measure.reference.VERSION", 99)
    with pytest.raises(UsageError, match="not contentfarm-reference 99"):
        Reference.from_bytes(content)


def test_wrong_usage_is_named(loans: list[str]) -> None:
    with pytest.raises(UsageError, match="not empty"):
        Reference.build(["", "!?"])
    with pytest.raises(UsageError, match="distinct"):
        Reference.build(loans[:2], ["a", "a"])
    with pytest.raises(UsageError, match="one a text"):
        Reference.build(loans[:2], hosts=["a"])
    with pytest.raises(UsageError, match="honest texts"):
        Reference.build(loans, honest=loans[:3])


def test_a_sample_is_kept(loans: list[str]) -> None:
    whole, part = Reference.build(loans), Reference.build(loans, sample=5)
    assert part.ids == whole.ids[:5]


@given(st.lists(st.text("甲乙丙", min_size=LONG, max_size=24), min_size=1, max_size=6))
@settings(max_examples=20)
def test_postings_are_those_of_sampled_shingles(texts: list[str]) -> None:
    reference = Reference.build(texts, outlines=False)
    hashes, starts, rows = reference.postings
    expected = defaultdict(set)
    for row in range(len(reference)):
        text = reference.folded.text(row)
        for i in range(len(text) - LONG + 1):
            hash_ = shingle_hash64(text[i : i + LONG])
            if (hash_ >> 32) % SAMPLED == 0:
                expected[hash_].add(row)
    found = {int(h): set(rows[starts[i] : starts[i + 1]].tolist()) for i, h in enumerate(hashes)}
    assert found == {hash_: set(sorted(holders)[:POSTED]) for hash_, holders in expected.items()}


def test_candidates_share_the_most(loans: list[str], unrelated: list[str]) -> None:
    reference = Reference.build([*loans, *unrelated], [f"{'loan' if i < 24 else 'plain'}{i}" for i in range(48)])
    own = reference.row_of("loan0")
    found = reference.candidates(Folded.of([loans[0]]).shingles(LONG).hashes, own, 8)
    assert len(found) == 8
    assert own not in found
    assert all(reference.ids[row].startswith("loan") for row in found)
    assert reference.rows_of(Folded.of([loans[0]]).keys[0]) == [own]
    assert reference.folded.text(own or 0) == fold(loans[0])
    assert reference.row_of("nobody") is None


def with_head(content: bytes, **changed: object) -> bytes:
    with np.load(io.BytesIO(content)) as archive:
        arrays = dict(archive)
    head = json.loads(arrays["head"].tobytes()) | changed
    arrays["head"] = np.frombuffer(json.dumps(head).encode("ascii"), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def test_p_values_of_an_earlier_model_are_not_read(loans: list[str], unrelated: list[str]) -> None:
    old = {"source": "somebody else's", "levels": [], "counts": {"125": 30}, "quantiles": {"125": {}}}
    content = with_head(Reference.build(loans).to_bytes(), model=1, null=old)
    assert Reference.from_bytes(content).null == packaged_null()
    honest = [text + text[::-1] for text in unrelated]
    measured = Reference.build(loans, honest=honest).to_bytes()
    assert Reference.from_bytes(measured).null.source == "24 honest texts that were given"
    with pytest.raises(UsageError, match="build it again"):
        Reference.from_bytes(with_head(measured, model=1))

"""Alignments tile both texts, say the truth about each range, and stay quick to read."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.dedup import Block, align, evidence
from toolkit.dedup.evidence import differing, similarity
from toolkit.sketch.fold import fold_char

SAMPLED = st.sampled_from("催收問问題题平台臺,，.aAａ⒂\ud800\x00 ")
ANY_TEXT = st.text(SAMPLED | st.characters(exclude_categories=()), max_size=40)


def check(a: str, b: str, blocks: list[Block]) -> None:
    assert "".join(a[x.a_start : x.a_end] for x in blocks) == a
    assert "".join(b[x.b_start : x.b_end] for x in blocks) == b
    for x in blocks:
        left, right = a[x.a_start : x.a_end], b[x.b_start : x.b_end]
        match x.op:
            case "equal":
                assert left == right != ""
            case "variant":
                assert len(left) == len(right) > 0
                assert all(m != n and fold_char(m) == fold_char(n) for m, n in zip(left, right, strict=True))
            case "insert":
                assert left == "" != right
            case "delete":
                assert right == "" != left
            case "replace":
                assert left
                assert right


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts(a: str, b: str) -> None:
    check(a, b, align(a, b))


@given(ANY_TEXT)
def test_a_text_and_itself(text: str) -> None:
    assert align(text, text) == ([Block("equal", 0, len(text), 0, len(text))] if text else [])
    assert similarity(align(text, text)) == 1.0


@pytest.mark.parametrize(("block", "hard", "anchor"), [(20, 50, 4), (5, 8, 2), (2000, 8000, 16)])
@given(seed=st.integers(0, 1000))
def test_long_texts_are_cut_without_harm(block: int, hard: int, anchor: int, seed: int) -> None:
    rng = random.Random(seed)
    a = "".join(rng.choices("的一是在不了有和人這中大為上個國我以要他時來用們", k=rng.randrange(300)))
    b = list(a)
    for _ in range(rng.randrange(30)):
        if b:
            at = rng.randrange(len(b))
            b[at : at + rng.randrange(3)] = rng.choices("天地玄黃", k=rng.randrange(4))
    saved = evidence.BLOCK, evidence.HARD_BLOCK, evidence.ANCHOR
    evidence.BLOCK, evidence.HARD_BLOCK, evidence.ANCHOR = block, hard, anchor
    try:
        check(a, "".join(b), align(a, "".join(b)))
    finally:
        evidence.BLOCK, evidence.HARD_BLOCK, evidence.ANCHOR = saved


def test_anchors_find_a_moved_edge_in_a_long_text(rng: random.Random, article: Callable[..., str]) -> None:
    text = article(rng, 400)
    other = text[:6000] + "這一段是後來插進去的。" * 300 + text[6000:]
    blocks = align(text, other)
    check(text, other, blocks)
    assert len(text) > 2 * evidence.HARD_BLOCK
    assert similarity(blocks) == pytest.approx(2 * len(text) / (len(text) + len(other)), abs=0.002)


def test_a_difference_reads_as_one() -> None:
    a, b = "用戶可以致電客服還款事宜", "用戶不能撥通電話還款事宜"
    ops = [(x.op, a[x.a_start : x.a_end], b[x.b_start : x.b_end]) for x in align(a, b)]
    assert ops == [
        ("equal", "用戶", "用戶"),
        ("replace", "可以致電客服", "不能撥通電話"),
        ("equal", "還款事宜", "還款事宜"),
    ]


def test_script_and_width_are_variants_punctuation_is_not() -> None:
    a, b = "平台的ＡＰＰ,好", "平臺的app。好"
    assert [x.op for x in align(a, b)] == ["equal", "variant", "equal", "variant", "replace", "equal"]


def test_a_sign_in_another_width_is_the_same_sign() -> None:
    a, b = "攤位,一個（兩個）:\u3000都在;完", "攤位，一個(兩個)： 都在；完"
    blocks = align(a, b)
    assert {x.op for x in blocks} == {"equal", "variant"}
    assert "".join(a[x.a_start : x.a_end] for x in blocks if x.op == "variant") == ",（）:\u3000;"
    assert not list(differing(a, b))

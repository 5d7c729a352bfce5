"""The difference view: everything that differs is shown, everything folded is counted."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from selectolax.lexbor import LexborHTMLParser

from toolkit.report.difference import FOLD_FROM, MAX_MARKUP, Difference, from_blocks

TEXT = st.text(st.sampled_from("一二三四五六七八九。\n<&\u200b") | st.characters(exclude_categories=()), max_size=80)


class Block(NamedTuple):
    op: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def compare(a: str, b: str) -> Difference:
    """Align by plain edit operations; the view must hold for any alignment."""
    blocks = [Block(o.tag, o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Levenshtein.opcodes(a, b)]
    return from_blocks(blocks, a, b)


@given(TEXT, TEXT, st.integers(0, 300))
def test_both_texts_can_be_read_off(a: str, b: str, common: int) -> None:
    a, b = a + "同" * common + a, b + "同" * common + b
    view = compare(a, b)
    for text, side in ((a, 1), (b, 2)):
        at = 0
        for segment in view.segments:
            if segment.folded:
                at += segment.folded
                continue
            piece = segment[side]
            assert text[at : at + len(piece)] == piece
            at += len(piece)
        assert at == len(text)
    assert view.shared <= view.total == len(a) + len(b)


@given(TEXT, TEXT)
def test_markup_holds_what_differs(a: str, b: str) -> None:
    view = compare(a, b)
    tree = LexborHTMLParser(f"<div>{view.html()}</div>")
    assert {node.tag for node in tree.css("div *")} <= {"del", "ins", "span"}
    changed = [segment for segment in view.segments if segment.op != "equal"]
    assert len(tree.css("del")) == sum(bool(segment.before) for segment in changed)
    assert len(tree.css("ins")) == sum(bool(segment.after) for segment in changed)


def test_long_equal_text_is_folded_between_sentences() -> None:
    body = "這是一句很普通的話,沒有什麼特別。" * 20
    view = compare("甲" + body + "乙", "丙" + body + "丁")
    folded = [segment for segment in view.segments if segment.folded]
    assert len(folded) == 1
    shown = [segment for segment in view.segments if segment.op == "equal" and not segment.folded]
    assert all(len(segment.after) < FOLD_FROM for segment in shown)
    assert shown[0].after.endswith("。")
    assert shown[1].after.startswith("這")
    assert f"{folded[0].folded} equal" in view.html()


def test_variants_are_shared_and_marked() -> None:
    view = from_blocks([Block("equal", 0, 1, 0, 1), Block("variant", 1, 2, 1, 2)], "平臺", "平台")
    assert view.shared == 4
    assert view.summary == "100 % shared · 1 variant"
    assert view.html() == '平<span class="variant" title="a variant of 臺">台</span>'


def test_summary_counts_blocks() -> None:
    view = compare("abcdefgh", "axcdefghij")
    assert view.summary == "78 % shared · 1 replacement · 1 insertion"
    assert compare("", "").summary == "both are empty"


def test_the_markup_is_bounded_and_says_so() -> None:
    a = "".join(chr(0x4E00 + at) for at in range(6000))
    b = "\u200b\u200c" * 3000
    html = from_blocks([Block("replace", at, at + 1, at, at + 1) for at in range(6000)], a, b).html()
    assert len(html) < MAX_MARKUP + 500
    assert html.endswith("more ⋯</span>")


def test_line_breaks_that_differ_are_shown() -> None:
    sign = '<span class="cp">⏎</span>'
    assert compare("甲乙", "甲\n乙").html() == f"甲<ins>{sign}</ins>乙"
    assert compare("甲乙", "甲丙\n丁\n乙").html() == f"甲<ins>丙{sign}\n丁{sign}\n</ins>乙"
    assert compare("甲\n乙", "甲\n丙").html().startswith("甲\n<del>")

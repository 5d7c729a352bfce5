"""Evidence for a person: where two near-duplicate texts agree, differ in spelling only, or differ.

The alignment is rapidfuzz's Levenshtein opcodes over the *original* texts, with each character replaced by its fold,
so that 问 and 問 align. Long texts are first cut at runs that are unique in both and in the same order (anchors, as
in patience diff), so that the quadratic part stays small.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from toolkit.sketch.fold import fold_char

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Op = Literal["equal", "variant", "replace", "delete", "insert"]

BLOCK = 2000
"""Texts up to this many characters on one side are aligned whole; longer ones are cut at anchors first."""

ANCHOR = 16
"""Characters in an anchor: long enough that a run unique in both texts is hardly a coincidence."""

HARD_BLOCK = 8_000
"""Without anchors, the pieces a long stretch is cut into by position; the difference shown may then be longer than
the shortest one, but it is always right: joining it gives both texts."""

MIN_EQUAL = 2
"""A shorter agreement between two differences is shown as part of the difference; single characters that happen to
agree make a difference unreadable."""


class Block(NamedTuple):
    """One aligned range: `a[a_start:a_end]` against `b[b_start:b_end]`.

    `equal`: the same characters. `variant`: the same text in another script, width or case. `replace`, `delete` (only
    in a), `insert` (only in b): what differs.
    """

    op: Op
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def align(a: str, b: str) -> list[Block]:
    """Align two texts for display.

    Args:
        a: the one text, as it is shown (repaired, say): offsets refer to it.
        b: the other.

    Returns:
        Blocks in order that tile both texts: joining the a-ranges gives `a`, joining the b-ranges gives `b`.

    >>> a, b = "催收问题多", "催收問題不少"
    >>> [(x.op, a[x.a_start : x.a_end], b[x.b_start : x.b_end]) for x in align(a, b)]
    [('equal', '催收', '催收'), ('variant', '问题', '問題'), ('replace', '多', '不少')]
    """
    return list(_split_variants(a, b, _aligned(a, b)))


def differing(a: str, b: str) -> Iterator[Block]:
    """Yield only the blocks of `align` that differ: kinds `replace`, `delete` and `insert`."""
    return (block for block in _aligned(a, b) if block.op != "equal")


def _aligned(a: str, b: str) -> Iterator[Block]:
    folded_a, folded_b = _same_length_fold(a), _same_length_fold(b)
    blocks: list[Block] = []
    for stretch in _stretches(folded_a, folded_b):
        blocks.extend(_opcodes(folded_a, folded_b, *stretch))
    return _readable(blocks)


def similarity(blocks: Sequence[Block]) -> float:
    """Return the share of characters of both texts that lie in equal or variant blocks; 1.0 for two empty texts.

    >>> similarity(align("一二三四", "一二三五"))
    0.75
    """
    total = sum(x.a_end - x.a_start + x.b_end - x.b_start for x in blocks)
    same = sum(x.a_end - x.a_start + x.b_end - x.b_start for x in blocks if x.op in {"equal", "variant"})
    return same / total if total else 1.0


class _Folds(dict[int, str]):
    """What each code point is compared as, filled as they come up: its fold where that is one character.

    The fold drops punctuation and spaces; those are compared by their compatibility form, so that a full-width comma
    and a half-width one are one sign.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        fold = fold_char(char) or unicodedata.normalize("NFKC", char)
        self[code] = found = fold if len(fold) == 1 else char
        return found


_FOLDS = _Folds()


def _same_length_fold(text: str) -> str:
    """Return what each character is compared as, in its place: punctuation is shown too."""
    return text.translate(_FOLDS)


def _stretches(a: str, b: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield ranges of both texts that are short enough to align, in order, tiling both."""
    head = _common(min(len(a), len(b)), lambda count: a[:count] == b[:count])
    tail = _common(min(len(a), len(b)) - head, lambda count: a[len(a) - count :] == b[len(b) - count :])
    yield 0, head, 0, head
    todo = [(head, len(a) - tail, head, len(b) - tail)]
    if max(len(a), len(b)) - head - tail > BLOCK:
        a_at, b_at = head, head
        todo = []
        for a_anchor, b_anchor in _anchors(a, b, head, len(a) - tail, head, len(b) - tail):
            todo.append((a_at, a_anchor, b_at, b_anchor))
            a_at, b_at = a_anchor, b_anchor
        todo.append((a_at, len(a) - tail, b_at, len(b) - tail))
    for a_start, a_end, b_start, b_end in todo:
        pieces = max(1, -(-max(a_end - a_start, b_end - b_start) // HARD_BLOCK))
        for k in range(pieces):
            yield (
                a_start + (a_end - a_start) * k // pieces,
                a_start + (a_end - a_start) * (k + 1) // pieces,
                b_start + (b_end - b_start) * k // pieces,
                b_start + (b_end - b_start) * (k + 1) // pieces,
            )
    yield len(a) - tail, len(a), len(b) - tail, len(b)


def _common(most: int, agree: Callable[[int], bool]) -> int:
    """Return how many characters agree, by halving: comparing slices is a thousand times faster than characters."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if agree(middle):
            least = middle
        else:
            most = middle - 1
    return least


def _anchors(a: str, b: str, a_start: int, a_end: int, b_start: int, b_end: int) -> list[tuple[int, int]]:
    """Return starts of runs that occur once in each text, the longest chain that is in order in both."""
    in_a, in_b = _unique_runs(a, a_start, a_end), _unique_runs(b, b_start, b_end)
    shared = sorted((at, in_b[run]) for run, at in in_a.items() if run in in_b)
    # Longest increasing subsequence of the places in b (patience sorting), then one anchor a block is enough.
    tops: list[int] = []
    piles: list[int] = []
    previous = [-1] * len(shared)
    for number, (_, at) in enumerate(shared):
        pile = bisect_left(tops, at)
        previous[number] = piles[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(at)
            piles.append(number)
        else:
            tops[pile], piles[pile] = at, number
    chain = []
    number = piles[-1] if piles else -1
    while number >= 0:
        chain.append(shared[number])
        number = previous[number]
    spaced: list[tuple[int, int]] = []
    last = (a_start, b_start)
    for anchor in reversed(chain):
        if max(anchor[0] - last[0], anchor[1] - last[1]) >= BLOCK // 2:
            spaced.append(anchor)
            last = anchor
    return spaced


def _unique_runs(text: str, start: int, end: int) -> dict[str, int]:
    """Return the place of every run of ANCHOR characters that occurs once."""
    place: dict[str, int] = {}
    for at in range(start, end - ANCHOR + 1):
        run = text[at : at + ANCHOR]
        place[run] = at if run not in place else -1
    return {run: at for run, at in place.items() if at >= 0}


def _opcodes(a: str, b: str, a_start: int, a_end: int, b_start: int, b_end: int) -> Iterator[Block]:
    from rapidfuzz.distance import Levenshtein

    if a[a_start:a_end] == b[b_start:b_end]:
        if a_start < a_end:
            yield Block("equal", a_start, a_end, b_start, b_end)
        return
    for op in Levenshtein.opcodes(a[a_start:a_end], b[b_start:b_end]):
        yield Block(
            cast("Op", op.tag),
            a_start + op.src_start,
            a_start + op.src_end,
            b_start + op.dest_start,
            b_start + op.dest_end,
        )


def _readable(blocks: list[Block]) -> Iterator[Block]:
    """Join neighbours of one kind, and differences with an agreement between them that is too short to mean much."""
    pending: Block | None = None
    for number, block in enumerate(blocks):
        small = block.op == "equal" and block.a_end - block.a_start < MIN_EQUAL
        if small and pending is not None and pending.op != "equal" and number + 1 < len(blocks):
            block = block._replace(op="replace")
        if pending is None:
            pending = block
        elif (pending.op == "equal") == (block.op == "equal"):
            pending = _joined(pending, block)
        else:
            yield pending
            pending = block
    if pending is not None:
        yield pending


def _joined(one: Block, two: Block) -> Block:
    a_end, b_end = two.a_end, two.b_end
    if one.op == "equal":
        op: Op = "equal"
    elif one.a_start == a_end:
        op = "insert"
    elif one.b_start == b_end:
        op = "delete"
    else:
        op = "replace"
    return Block(op, one.a_start, a_end, one.b_start, b_end)


def _split_variants(a: str, b: str, blocks: Iterator[Block]) -> Iterator[Block]:
    """Part agreements into ranges of the same characters and ranges of other forms of them."""
    for block in blocks:
        if block.op != "equal":
            yield block
            continue
        start, length = 0, block.a_end - block.a_start
        if a[block.a_start : block.a_end] == b[block.b_start : block.b_end]:
            yield block
            continue
        while start < length:
            same = a[block.a_start + start] == b[block.b_start + start]
            end = start + 1
            while end < length and (a[block.a_start + end] == b[block.b_start + end]) == same:
                end += 1
            yield Block(
                "equal" if same else "variant",
                block.a_start + start,
                block.a_start + end,
                block.b_start + start,
                block.b_start + end,
            )
            start = end

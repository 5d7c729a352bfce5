"""The last line end is taken from a tree: what is written stays the same without it, or nothing is changed."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from toolkit.induce.ends import END, taken_away
from toolkit.induce.nodes import Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, text_of


def check(tree: Node, readings: list[Reading]) -> bool:
    """Take the line end away; returns whether it could be."""
    before = copy.deepcopy(readings)
    texts = [text_of(tree, reading) for reading in readings]
    out = taken_away(tree, readings)
    if out is None:
        assert readings == before
        return False
    assert [text_of(out, reading) + END for reading in readings] == texts
    return True


def test_a_part_within_a_line_or_on_one_of_its_own() -> None:
    # A numbered section, or a number alone; then the conclusion in the first articles behind it, or on the number's
    # line; then a last line.
    tree = Seq(
        [
            Slot(1),
            Opt(2, Seq([Text(3, "、做法\n"), Slot(4), Text(5, "\n")])),
            Opt(6, Seq([Slot(7), Text(8, "總結\n好。\n")])),
            Opt(9, Text(10, "分享到：\n")),
        ]
    )
    readings: list[Reading] = [
        {1: "五", 2: True, 4: "先洗手", 6: False, 9: False},
        {1: "五", 2: True, 4: "先擦桌", 6: True, 7: "", 9: False},
        {1: "六", 2: False, 6: True, 7: "、", 9: False},
        {1: "六", 2: False, 6: True, 7: "、", 9: True},
        {1: "四", 2: True, 4: "先掃地", 6: False, 9: True},
    ]
    assert check(tree, copy.deepcopy(readings))
    items = Repeat(20, [tree])
    assert check(items, [{20: [(0, readings[0]), (0, readings[3])]}, {20: [(0, r) for r in readings]}])


def test_a_line_without_end_is_left_alone() -> None:
    assert not check(Seq([Slot(1), Opt(2, Text(3, "完\n"))]), [{1: "一", 2: True}, {1: "二", 2: False}])


BODIES = st.sampled_from(["甲\n", "乙丙\n", "丁", "\n"])


@given(
    st.lists(st.tuples(st.sampled_from(["part", "choice", "text", "slot"]), BODIES, BODIES), min_size=1, max_size=5),
    st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=1, max_size=5),
)
def test_any_row(kinds: list[tuple[str, str, str]], rows: list[list[int]]) -> None:
    parts: list[Node] = []
    readings: list[Reading] = [{} for _ in rows]
    for k, (kind, one, other) in enumerate(kinds):
        key = 10 * k
        if kind == "text":
            parts.append(Text(key, one))
            continue
        for reading, row in zip(readings, rows, strict=True):
            reading[key] = bool(row[k]) if kind == "part" else row[k] if kind == "choice" else (one, other)[row[k]]
        if kind == "part":
            parts.append(Opt(key, Text(key + 1, one)))
        elif kind == "choice":
            parts.append(Choice(key, [Text(key + 1, one), Text(key + 2, other)]))
        else:
            parts.append(Slot(key))
    check(Seq(parts), readings)

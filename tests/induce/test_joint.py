"""Choices that are put together get an id that nothing else has, even where a reading holds what the tree lost."""

from __future__ import annotations

from toolkit.induce.bits import Alphabet
from toolkit.induce.joint import whole
from toolkit.induce.nodes import Opt, Reading, Seq, Slot, Text, walk


def test_a_new_slot_takes_no_id_that_a_reading_still_holds() -> None:
    ways = [("：客服致電", True), ("，歡迎撥打", False)]
    readings: list[Reading] = [{4: True, 1: ways[k % 2][0], 2: ways[k % 2][1]} for k in range(40)]
    # Of a part that has become one with another, which the tree has no place for any more.
    readings += [{4: False, 5: True}, {4: False, 5: False}]
    part = Seq([Text(0, "需要幫助的用戶"), Slot(1), Opt(2, Text(3, "熱線")), Text(3, "。")])
    out = whole(Opt(4, part), readings, Alphabet(["需要幫助的用戶：客服致電熱線。", "需要幫助的用戶，歡迎撥打。"]))
    (slot,) = (node for node in walk(out) if isinstance(node, Slot))
    assert slot.id != 1
    held = {reading[slot.id] for reading in readings if slot.id in reading}
    assert held == {"：客服致電熱線", "，歡迎撥打"}

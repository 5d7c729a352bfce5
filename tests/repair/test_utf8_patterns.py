"""The shapes of UTF-8 read as pairs, beside reading unit by unit, which is their oracle."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.repair import lost_bytes, repair, utf8_arrays, utf8_patterns, utf8_runs
from toolkit.repair.charsets import PairCharset, to_bytes
from toolkit.repair.mixups import Reading
from toolkit.repair.utf8_patterns import shapes
from toolkit.repair.utf8_runs import utf8_readings

NEVER = re.compile("(?!)")


def unit_by_unit(text: str, wrong: PairCharset) -> list[Reading]:
    """Read without a look at shapes. What begins a run is looked for in the same way."""
    plain = shapes(wrong)._replace(pattern=NEVER, openers=frozenset(to_bytes(wrong)))
    with mock.patch.object(utf8_runs, "shapes", return_value=plain):
        return [*utf8_readings(text, wrong)]


PARTS = st.sampled_from(
    ["中文", "。", "\n", "、后", "é·", "A", "，3", "了。」", "𠀀", "😀", "한글", "«Ω", "一段很长的文字在这里"]
)
NOISE = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from("鐨涓銆浜嗐€\ufffd??")), max_size=4)


@pytest.mark.parametrize(("wrong", "decoder"), [("gbk", "gb18030"), ("gbk", "gbk"), ("big5", "big5hkscs")])
@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(PARTS, max_size=12), noise=NOISE, loss=st.sampled_from(["replace", "ignore"]), at=st.integers(0, 40)
)
def test_shapes_read_what_units_do(
    wrong: PairCharset, decoder: str, parts: list[str], noise: str, loss: str, at: int
) -> None:
    confused = "".join(parts).encode().decode(decoder, loss)
    text = confused[:at] + noise + confused[at:]
    assert [*utf8_readings(text, wrong)] == unit_by_unit(text, wrong)


@pytest.mark.parametrize("text", ["他走了。\n后来", "一个。", "看了。。\n", "他咨询。", "他没钱，咨询、比较", "走了。"])
def test_a_full_stop_at_the_end_of_a_line_is_told_though_two_of_its_bytes_are_lost(text: str) -> None:
    found = repair(text.encode().decode("gb18030", "replace"), "inferred")
    assert found.text == text
    assert utf8_patterns.STAND_IN not in found.text


def test_a_loss_is_no_evidence_for_what_it_was() -> None:
    # U+FFFD behind a rare character on a page that is not UTF-8 read as GBK for all that is known.
    page = "".join(f"他把鐘{loss}修好了，鏡{loss}子也掛上去了。\n" for loss in ("\ufffd", "", "\ufffd"))
    assert repair(page, "inferred").text == page


def compiled(text: str, wrong: PairCharset) -> list[Reading] | None:
    pytest.importorskip("numba")
    return utf8_arrays.readings(text, wrong)


UNITS = {wrong: sorted(to_bytes(wrong)) for wrong in ("gbk", "big5")}
LEADS = [char for char in UNITS["gbk"] if to_bytes("gbk")[char][0] in range(0xE0, 0xF5)]


@pytest.mark.parametrize(("wrong", "decoder"), [("gbk", "gb18030"), ("gbk", "gbk"), ("big5", "big5hkscs")])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_kernels_read_what_python_does(wrong: PairCharset, decoder: str, data: st.DataObject) -> None:
    noise = st.text(
        st.sampled_from([*UNITS[wrong][:: data.draw(st.integers(1, 9))], "?", "\ufffd", "€", "A"]), max_size=9
    )
    pieces = st.one_of(
        st.lists(PARTS, max_size=6).map(lambda parts: "".join(parts).encode().decode(decoder, "replace")),
        st.lists(PARTS, max_size=6).map(lambda parts: "".join(parts).encode().decode(decoder, "ignore")),
        noise,
        NOISE,
        st.text(st.sampled_from(LEADS), max_size=4),
    )
    text = "".join(data.draw(st.lists(pieces, max_size=6)))
    found = compiled(text, wrong)
    assert found is None or found == [*utf8_readings(text, wrong)]
    assert found is not None or any(char > "\uffff" for char in text)


@settings(max_examples=100, deadline=None)
@example(b"\x81\xf0\x80", "gb18030")  # cut off in the middle of a character of four bytes
@given(st.binary(max_size=40), st.sampled_from(["gb18030", "gbk"]))
def test_kernels_read_any_bytes_as_python_does(data: bytes, decoder: str) -> None:
    head = "网络".encode() + bytes([0xE4, 0xB8]) + data
    text = head.decode(decoder, "replace")
    found = compiled(text, "gbk")
    assert found is None or found == [*utf8_readings(text, "gbk")]


def test_many_losses_bring_the_kernels_in(monkeypatch: pytest.MonkeyPatch) -> None:
    text = ("一段完整的文字，后面丢失了什么呢。\n" * 9).encode().decode("gb18030", "replace")
    before = [*utf8_readings(text, "gbk")]
    monkeypatch.setattr(lost_bytes, "_ranked_in_python", lost_bytes.IN_PYTHON_ALONE)
    monkeypatch.setattr(utf8_runs, "_Utf8Run", None)  # nobody asks for it
    assert [*utf8_readings(text, "gbk")] == before != []

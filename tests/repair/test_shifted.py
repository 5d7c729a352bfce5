"""Shifted runs, against the forward model and against brute force."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.damage import damage
from toolkit.generate.kit import Kit, decode, random_kit
from toolkit.generate.readings import readings
from toolkit.repair import repair
from toolkit.repair.gbk import codes, pairs, seconds_by_reading, unassigned, vanishing_first
from toolkit.repair.shifted import find_shifted

ONLY = ["shifted", "notes"]


def kit(chars: str) -> Kit:
    usual = readings().usual
    return Kit.of((char, usual[char]) for char in chars)


def naive_page(text: str, entries: list[tuple[str, str]]) -> str:
    """The loop that domain.md prints, on bytes."""
    data = text.encode("gbk")
    for char, reading in entries:
        data = data.replace(char.encode("gbk"), f"{char}({reading})".encode("gbk"))
    return decode(data)


@pytest.mark.parametrize(
    ("chars", "clean"),
    [
        ("數", "平臺用不當的方式進行宣傳"),
        ("現驅領", "在這個領域實現了突破"),
        ("應爲隊", "客服團隊應接受培訓"),
        ("鎮動", "在費用方面個別平臺並不透明"),
        ("驗計", "主要是因為該計劃尚未公布"),
        ("請報", "財務每日報表由專人核對。"),
        ("預", "先下載借款APP再注冊"),
        ("冊", "他們在合同上簽了字。"),
    ],
)
def test_known_ways_of_breaking_are_undone(chars: str, clean: str) -> None:
    made = kit(chars).annotate(clean)
    assert made != clean
    assert repair(made, "inferred").text == clean


@pytest.mark.parametrize("clean", ["不當的", "到當地去", "應當的確"])
def test_what_is_found_is_among_all_that_brute_force_finds(clean: str) -> None:
    made = kit("數").annotate(clean)
    (edit,) = (edit for edit in find_shifted(made) if edit.after != edit.before)
    at = made.index("?")
    # Every text of two characters that starts with a byte that makes a character read shù with the byte before it.
    lead = codes()[made[at - 1]][1]
    firsts = seconds_by_reading()["shù"][lead]
    found = {
        made[:at] + pairs()[first << 8 | trail] + made[edit.end :]
        for first, trail in product(firsts, range(0x40, 0xFF))
        if pairs()[first << 8 | trail]
        and naive_page(
            made[:at] + pairs()[first << 8 | trail] + made[edit.end :],
            [(pairs()[lead << 8 | first], "shù")],
        )
        == made
    }
    if len(edit.after) == 1 and edit.certainty == "proved":
        assert made[:at] + edit.after + made[edit.end :] in found


@given(st.integers(0, 500), st.integers(20, 130))
def test_every_proved_edit_is_what_was_there(articles: list[str], scoring, seed: int, entries: int) -> None:
    text = articles[seed % len(articles)]
    done = damage(text, random_kit(seed, entries))
    result = repair(done.text, only=ONLY)
    for edit in result.edits:
        assert edit.certainty == "proved"
        assert done.clean_of(edit.start, edit.end) == edit.after
    assert repair(result.text, only=ONLY).text == result.text


@given(st.integers(0, 500))
def test_a_proved_repair_damaged_again_is_the_page(articles: list[str], seed: int) -> None:
    text = articles[seed % len(articles)]
    made = random_kit(seed, 60)
    page = made.annotate(text)
    result = repair(page, only=ONLY)
    if not result.left:
        assert made.annotate(text) == page
        assert naive_page(result.text, list(made.entries)) in {page, made.annotate(result.text)}


def test_lost_bytes_are_told_and_the_next_best_text_is_kept() -> None:
    (edit,) = find_shifted(kit("驗").annotate("用戶投訴，是因為審核不嚴，數據也不安全。"))
    assert edit.certainty == "inferred"
    assert "lost on the way" in edit.why
    assert edit.runner_up not in (None, edit.after)


def test_a_swallowed_digit_is_reported_and_left() -> None:
    result = repair(kit("驗").annotate("延遲的原因為2018年的系統故障。"), "inferred")
    assert result.text == "延遲的原因為?018年的系統故障。"
    (left,) = result.left
    assert left.before == left.after == ""
    assert result.original[left.start - 1] == "?"
    assert "cannot be recovered" in left.why


def test_a_break_that_nothing_explains_is_reported_and_left() -> None:
    text = "天地?zhuāng)玄黃"
    result = repair(text, "guess")
    assert result.text == text
    assert [edit.kind for edit in result.left] == ["shifted"]


def test_a_run_in_windows_text_keeps_its_line_ends() -> None:
    clean = "數據不全\r\n采用不當的方式\r\n行為"
    made = kit("數").annotate(clean)
    assert "?\n" in made  # half a character and the carriage return
    assert repair(made, "inferred").text == clean


@pytest.mark.parametrize("fold", [True, False])
def test_the_page_decides_whether_full_width_stays(fold: bool) -> None:
    clean = "平臺說，我們在，你就放心，平臺也放心。"
    made = Kit(kit("冊").entries, fold).annotate(clean)
    assert repair(made, "inferred").text == (clean if not fold else clean.replace("，", ","))


@given(st.text(alphabet=st.sampled_from("當的方式?shù)yàn因(;。A領\ud800\n0，"), max_size=40))
def test_any_text_is_survived(text: str) -> None:
    edits = find_shifted(text)
    at = 0
    for edit in edits:
        assert edit.start >= at
        assert text[edit.start : edit.end] == edit.before
        at = edit.end
    for level in ("proved", "inferred"):
        once = repair(text, level, only=ONLY)
        assert once.undo() == text
        assert repair(once.text, level, only=ONLY).text == once.text


def test_the_byte_tables_agree_with_the_codec() -> None:
    for code, char in enumerate(pairs()):
        if char:
            assert char.encode("gbk") == code.to_bytes(2, "big")
    for lead, trails in unassigned().items():
        for trail in trails:
            assert decode(bytes((lead, trail))) == "?"
    for lead in vanishing_first():
        assert decode(bytes((lead, 0xA1))) == ""

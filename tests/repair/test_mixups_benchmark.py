"""What comes back from mix-ups of charsets must not be lost again; all figures: benchmarks/mixups.py."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from toolkit.article import Edit
from toolkit.repair import repair
from toolkit.repair.mixups import Piece
from toolkit.repair.pieces import are_utf8, narrowed
from toolkit.repair.waiting import Waiting

TEXTS = 2
"""Of each size and script."""


@pytest.fixture(scope="module")
def mixups() -> ModuleType:
    return importlib.import_module("benchmarks.mixups")


@pytest.fixture(scope="module")
def results(mixups: ModuleType) -> dict[str, Any]:
    found = {name: mixups.Result() for name in mixups.all_names()}
    for texts in mixups.articles(1, 11).values():
        for size in mixups.SIZES:
            for name in found:
                if size == "page" or name != mixups.LINE_BY_LINE:
                    for case in mixups.cases(name, mixups.units(texts, size, TEXTS)):
                        found[name] = found[name].plus(mixups.judge(case)[0])
    return found


def test_characters_come_back(root: Path, results: dict[str, Any]) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["mixups"]
    assert set(floors["right"]) <= set(results)
    for name, least in floors["right"].items():
        assert results[name].right >= least, name
    for name, least in floors["restored by proved edits"].items():
        assert results[name].restored_share >= least, name


def test_what_is_proved_is_right(root: Path, results: dict[str, Any]) -> None:
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))["mixups"]
    proved = sum(result.proved for result in results.values())
    wrong = sum(result.wrong for result in results.values())
    assert proved > 2000
    assert 1 - wrong / proved >= floors["proved right"]


@pytest.mark.parametrize(("codec", "wrong"), [("utf-8", "gb18030"), ("gbk", "big5"), ("utf-8", "cp1252")])
def test_confusing_is_what_codecs_do(mixups: ModuleType, codec: str, wrong: str) -> None:
    text = "小編導語：天氣熱了，23 分鐘 abc。\n問題在於尺度如何把握。"
    seen = mixups.confuse(text, mixups.Step(codec, wrong))
    assert seen.text == text.encode(codec, "replace").decode(wrong, "replace")
    assert len(seen.spans) == len(seen.text)
    assert all(0 <= start < end <= len(text) for start, end in seen.spans)


def test_a_wrong_edit_is_found_and_a_right_first_step_is_not(mixups: ModuleType) -> None:
    step = mixups.Step("utf-8", "latin-1")
    case = mixups.case("中文網頁", [step, step])
    seen = case.stages[-1]
    assert mixups.says(case, 0, len(seen), "中文網頁")
    assert mixups.says(case, 0, len(seen), case.stages[1])
    assert mixups.says(case, 0, len(seen), "中文" + case.stages[1][6:])
    assert not mixups.says(case, 0, len(seen), "中文綱頁")


def test_where_windows_1252_dropped_bytes_nothing_is_proved() -> None:
    text = "別食慾不振，從改變習慣開始。周圍的人都說，其實越拖恢復越慢，早休息才是正理。"
    dropped = repair(text.encode("gbk").decode("cp1252", "ignore"), "inferred")
    assert dropped.edits
    assert all(edit.certainty == "inferred" for edit in dropped.edits)
    kept = repair(text.encode("gbk").decode("latin-1"))
    assert kept.text == text


def test_pairs_that_a_no_break_space_begins_are_read() -> None:
    text = "形狀如何，如何保持，年輕人的爭論"
    confused = text.encode("gbk").decode("latin-1")
    assert repair(f"中文：{confused}").text == f"中文：{text}"
    assert repair(f"中文：\xa0{confused}", "inferred").text.endswith(text)


def test_the_euro_sign_of_gb_18030_is_read_by_what_follows() -> None:
    confused = "鐢ㄦ埛".encode().decode("gb18030", "replace")
    assert "€" in confused
    assert "鐀" not in repair(confused, "inferred").text


def test_no_control_is_taken_out_of_a_mixup_that_is_left() -> None:
    text = "這幾天很熱，大家都沒有胃口，問題不大。晚上多走走，對身體有好處。"
    confused = text.encode().decode("gb18030", "replace").encode().decode("latin-1")
    result = repair(confused)
    waiting = Waiting(confused, result.left)
    assert not any(edit.kind == "invisible" and edit in waiting for edit in result.edits)
    assert result.edits or result.left


def test_stretches_that_wait() -> None:
    text = "a\x85ÖÐ\x80b ÖÐ"
    waiting = Waiting(text, [Edit("mojibake", 2, 4, "ÖÐ", "中", "inferred", "")])
    assert waiting
    assert Edit("invisible", 4, 5, "\x80", "", "proved", "") in waiting
    assert Edit("mojibake", 7, 9, "ÖÐ", "中", "proved", "") not in waiting
    assert not Waiting(text, [Edit("mojibake", 2, 4, "ÖÐ", "ÖÐ", "guess", "")])


def test_a_clean_line_beside_a_confused_one_is_no_part_of_it() -> None:
    confused = "滿意的地方在於價格".encode("gbk", "ignore").decode("big5", "ignore")
    text = f"{confused}\n①耗材省"
    end = len(confused) + 2
    (piece,) = narrowed(text, [Piece(0, end, "滿" * len(confused) + "\n情")])
    assert piece.end == len(confused)
    (bare,) = narrowed("\ufffde妘妘", [Piece(1, 4, "e食食")])
    assert (bare.start, bare.after) == (2, "食食")


def test_utf8_is_told_from_pairs() -> None:
    data = "請聯絡客服，這些問題卻處處是學問。".encode()
    read = data[1:].decode("gbk", "ignore")
    assert are_utf8([Piece(0, len(read), read)], "gbk")
    assert not are_utf8([Piece(0, 9, "請聯絡客服，這些問題")], "gbk")

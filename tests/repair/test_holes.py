"""Holes are guessed where the lexicon explains them, and never filled without being asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.repair import repair
from toolkit.repair.holes import find_holes


def guesses(text: str) -> list[tuple[str, str]]:
    return [(edit.before, edit.after) for edit in find_holes(text)]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("逾期催收問也受到關注。", "逾期催收問題也受到關注。"),
        ("許多問,都出在資金上。", "許多問題,都出在資金上。"),
        ("管理上仍存在問,有待改進。", "管理上仍存在問題,有待改進。"),
        ("本文分析了隱私問的成因", "本文分析了隱私問題的成因"),
        ("客服通過短信、 等方式通知用戶。", "客服通過短信、電話等方式通知用戶。"),
        ("他每天都接到騷擾 和短信。", "他每天都接到騷擾電話和短信。"),
        ("遇到突 況時要冷靜應對。", "遇到突發情況時要冷靜應對。"),
        ("这个平台的催收问也给用户带来困扰。", "这个平台的催收问题也给用户带来困扰。"),
        ("用户每天接到催收 和短信轰炸。", "用户每天接到催收电话和短信轰炸。"),
    ],
)
def test_known_holes_are_filled_only_as_guesses(text: str, filled: str) -> None:
    assert repair(text, "inferred").text == text
    assert [edit.kind for edit in repair(text, "inferred").left] == ["holes"]
    assert repair(text, "guess").text == filled
    assert repair(filled, "guess").text == filled


@pytest.mark.parametrize(
    "text",
    [
        "法律問題也要重視。",
        "他問我也沒有用，顧問也不知道。",
        "這個疑問也許有答案，詢問不如查證。",
        "記者問：這次活動有多少人參加？",
        "群組裡每個人都在問，問了也沒用。",
        "新書問世，也帶來新的討論。",
        "首頁 新聞 產品 聯系我們 短信",
        "1.1 信用評估",
        "李白 杜甫",
        "作者 王小明",
        "他買了 iPhone 和電腦。",
    ],
)
def test_what_is_no_hole_is_not_reported(text: str) -> None:
    assert find_holes(text) == []


@given(st.text(alphabet=st.sampled_from("催收問题題 也的短信、\n。a\ud800"), max_size=40))
def test_any_text_is_survived(text: str) -> None:
    at = 0
    for edit in find_holes(text):
        assert edit.start >= at
        assert text[edit.start : edit.end] == edit.before
        assert edit.certainty == "guess"
        at = edit.end
    assert repair(text, "guess").undo() == text


@pytest.mark.parametrize("hostile", ["問", "催 ", "催收 和短信", "問也"])
def test_hostile_texts_are_read_in_one_go(hostile: str) -> None:
    find_holes(hostile * 20_000)


@pytest.mark.real
def test_the_holes_of_the_real_pages_are_found_and_clean_text_has_next_to_none(shared_data: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared_data / "seeds").glob("*.gold.txt"))]
    assert [len(guesses(text)) for text in texts] == [3, 5, 8]  # counted by eye
    drcd = json.loads((shared_data / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
    clean = [paragraph["context"] for page in drcd["data"] for paragraph in page["paragraphs"]]
    assert sum(len(guesses(text)) for text in clean) <= 2  # people called 問

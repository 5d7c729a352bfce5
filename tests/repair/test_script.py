"""Script: measured against a naive count, converted as OpenCC does, edited in the smallest pieces."""

from __future__ import annotations

import json
import re

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.errors import UsageError
from toolkit.repair.script import ScriptMix, _marks, find_script, script_of, scripts

HANS = "这款软件的后台发现，用户在里面干了些什么？\n一、头发与发展；台湾的网络与鼠标。"
HANT = "這款軟體的後台發現，使用者在裡面做了些什麼？\n皇后走了三公里，乾燥的頭髮。"
CONFIGS = [name.removesuffix(".json") for name in opencc.CONFIGS]


def converted(text: str, script: str) -> str:
    return apply_edits(text, find_script(text, script))


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("text", [HANS, HANT, HANS + HANT])
def test_every_configuration_gives_what_opencc_gives(config: str, text: str) -> None:
    assert converted(text, config) == opencc.OpenCC(config).convert(text)
    assert all(edit.before != edit.after for edit in find_script(text, config))


@given(st.text(st.sampled_from("后来软件开发里面台湾鼠标内存頭髮發乾，。\n a\ud800\x00"), max_size=40))
def test_any_text_is_survived_and_equals_opencc(text: str) -> None:
    for config in ("s2twp", "t2s", "s2hk"):
        parts = re.split("([\ud800\x00])", text)  # OpenCC takes neither
        expected = "".join(part if part in "\ud800\x00" else opencc.OpenCC(config).convert(part) for part in parts)
        assert converted(text, config) == expected


@given(st.text(st.sampled_from("后来软件开发里面台湾鼠标內存頭髮發乾，。\n a\ud800"), max_size=40))
@pytest.mark.parametrize("script", ["hans", "hant", "tw", "hk"])
def test_converting_twice_changes_nothing_more(script: str, text: str) -> None:
    once = converted(text, script)
    assert converted(once, script) == once


def test_text_in_the_right_script_stays() -> None:
    assert find_script(HANT, "hant") == []
    assert find_script("这是简体中文，后来的皇后。", "hans") == []


def test_simplified_becomes_traditional_and_back_without_regional_words() -> None:
    assert converted("软件里的网络", "hant") == "軟件裏的網絡"
    assert converted("软件里的网络", "tw") == "軟件裡的網絡"
    assert converted("软件里的网络", "s2twp") == "軟體裡的網路"
    assert converted("軟體裡的網路", "hans") == "软体里的网路"


def test_strange_characters_in_a_line_are_changed_alone() -> None:
    text = "皇后在這裡發現了一個问题，台北的導語"
    assert converted(text, "hant") == "皇后在這裡發現了一個問題，台北的導語"


def test_edits_are_the_smallest_pieces() -> None:
    assert [(e.start, e.before, e.after) for e in find_script("关于软件的内存", "s2twp")] == [
        (0, "关于软件", "關於軟體"),
        (5, "内存", "記憶體"),
    ]


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"keep.*hans.*s2twp"):
        find_script("", "klingon")
    assert set(scripts()) == {"keep", "hans", "hant", "tw", "hk", *CONFIGS}


@given(st.text(st.sampled_from("导導后后中a，\ud800😀𠮷㐷"), max_size=30))
def test_the_measure_equals_a_naive_count(text: str) -> None:
    simplified, traditional = _marks()
    han = [c for c in text if "\u3400" <= c <= "\u4dbf" or "\u4e00" <= c <= "\u9fff"]
    expected = ScriptMix(len(han), sum(c in simplified for c in text), sum(c in traditional for c in text))
    assert script_of(text) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("", "none"),
        ("中文", "none"),
        ("简体", "hans"),
        ("這個", "hant"),
        ("這個问题简单", "mixed"),
        (HANS, "hans"),
        (HANT, "hant"),
    ],
)
def test_labels(text: str, label: str) -> None:
    assert script_of(text).label == label


@pytest.mark.real
def test_clean_corpora_have_one_script(shared_data) -> None:
    with (shared_data / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for line in lines]
    drcd = json.loads((shared_data / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
    paragraphs = [paragraph["context"] for article in drcd["data"] for paragraph in article["paragraphs"]]
    assert {script_of(text).label for text in news if len(text) > 100} == {"hans"}
    assert {script_of(text).label for text in paragraphs} == {"hant"}

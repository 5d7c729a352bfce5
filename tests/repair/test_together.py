"""All fixers together: undo, replay, and a second run that changes nothing, on texts made of every kind of damage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import apply_edits
from toolkit.repair import FIXERS, repair

PIECES = [
    "這個平臺的說明",
    "，",
    ",",
    "。",
    "\n",
    "&nbsp;",
    "&#20013;",
    "&amp;ldquo;",
    "\u200b",
    "\xa0",
    "\x00",
    "⼀",
    "⻓",
    "金",
    "ÖÐÎÄÍøÒ³",
    "ä¸\xadæ–‡ç½‘é¡µ",
    "涓\ue15f枃缃戦〉",
    "cafÃ©",
    "锟斤拷",
    "\ufffd",
    "\ud800",
    "\ud83d\ude00",
    "😀",
    "ＡＰＰ１２",
    "APP 2.5%",
    "http://a.cn/?a=1&amp;b=2,3",
    "導(dǎo)語(yǔ)、機(jī)會(huì)和國(guó)際",
    "不當?shù)姆绞竭M(jìn)行",
    "(",
    ")",
    "?",
    "né ",
    "а",
    "ab",
    " ",
    "　",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
REQUESTS = [
    {},
    {"level": "inferred"},
    {"level": "inferred", "also": ("punctuation", "widths", "commas")},
    {"script": "hans"},
    {"script": "tw", "also": ("punctuation",)},
]


@pytest.mark.parametrize("request_", REQUESTS)
@given(text=TEXTS)
def test_edits_replay_and_undo(request_: dict, text: str) -> None:
    result = repair(text, **request_)
    assert result.undo() == text
    assert result.replay(text) == result.text == apply_edits(text, result.edits)
    for edit in (*result.edits, *result.left):
        assert text[edit.start : edit.end] == edit.before
        assert edit.kind in FIXERS
        assert edit.why


@pytest.mark.parametrize("request_", REQUESTS)
@given(text=TEXTS)
def test_a_second_run_changes_nothing(request_: dict, text: str) -> None:
    once = repair(text, **request_).text
    assert repair(once, **request_).text == once


@pytest.mark.parametrize(
    "text",
    [  # pieces of differently annotated pages: what is repaired of one is evidence about the next
        "夠?qū)﹂_關進行網站轉載請?jiān)]明出處夠對開關進行",
        "能夠對開關進行網站轉載請?jiān)]明能夠?qū)﹂_關進行調",
        "本市日?qǐng)因?yàn)樘岬竭@個計劃",
        "據本市日?qǐng)真?zhèn)涡枰捎嘘P部門",
        "本市日?qǐng)轉載請?jiān)]明",
    ],
)
@pytest.mark.parametrize("level", ["proved", "inferred", "guess"])
def test_a_second_run_changes_nothing_in_pieces_of_several_pages(text: str, level: str) -> None:
    once = repair(text, level).text
    assert repair(once, level).text == once


@pytest.mark.parametrize(
    ("text", "request_"),
    [  # what comes late in the order changes the characters that earlier fixers read
        ("際期業律協行突 況個函導(dǎo)語(yǔ)題?;诖題?;诖", {"level": "guess", "script": "hans"}),
        ("臺期會個心催國話題?;诖催產個進⼀?yī)47天商導據式⻓", {"level": "inferred"}),
        ("發展題?;诖&amp;lt;谄渌诵臉I(yè)務(wù)", {"level": "inferred"}),
        ("平務域函核域進\xa0問也中催收 和短信", {"level": "guess"}),
        ("據協這⼀\u200d😀况", {}),
        ("發ä¸\xadæ–‡ç½‘é¡µä\x85\u200d¤?yī)⻓話å行", {"script": "tw"}),
    ],
)
def test_a_second_run_changes_nothing_behind_late_fixers(text: str, request_: dict) -> None:
    once = repair(text, **request_).text
    assert repair(once, **request_).text == once


def test_without_edits_the_text_is_the_same_object() -> None:
    text = "這一段沒有問題，什麼也不必改。"
    assert repair(text).text is text


def test_names_of_languages_and_countries_in_every_language_stay() -> None:
    babel = pytest.importorskip("babel", reason="the names come with Babel, which other packages bring along")
    from babel.localedata import locale_identifiers

    for identifier in locale_identifiers():
        locale = babel.Locale.parse(identifier)
        names = [*locale.languages.values(), *locale.territories.values()]
        assert repair("\n".join(names), "guess", also=("widths",)).edits == (), identifier

"""Notes that something rewrote behind their annotator: removed on pages that would be proved, at `inferred`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.damage import damage
from toolkit.generate.kit import Kit, known_order, random_kit
from toolkit.generate.readings import readings
from toolkit.repair import repair
from toolkit.repair.brackets import ANY_NOTE, NOTE
from toolkit.repair.note_forms import other_forms

CLEAN = "平臺的業務發展很快,數據統計顯示,產品經過審核才會上線,業務與數據由團隊實現統一管理。"
KIT = Kit.of((char, readings().usual[char]) for char in known_order())


def toneless(reading: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", reading) if not unicodedata.combining(c))


FORMS: dict[str, Callable[[str], str]] = {
    "full-width": lambda reading: f"（{reading}）",
    "toneless": lambda reading: f"({toneless(reading)})",
    "capitals": lambda reading: f"({reading.upper()})",
    "decomposed": lambda reading: unicodedata.normalize("NFD", f"({reading})"),
    "spaced": lambda reading: f"( {reading} )",
    "doubled": lambda reading: f"({reading})({reading})",
    "several": lambda reading: f"（{toneless(reading).upper()}）（{reading}）",
}


def written(form: str, text: str) -> str:
    return NOTE.sub(lambda match: FORMS[form](match[1]), KIT.annotate(text))


@pytest.mark.parametrize("form", FORMS)
def test_notes_in_other_forms_are_inferred(form: str) -> None:
    page = written(form, CLEAN)
    assert repair(page).text == page
    result = repair(page, "inferred")
    assert result.text == CLEAN
    assert {edit.certainty for edit in result.edits} == {"inferred"}
    assert result.undo() == page
    assert result.kit_level == repair(KIT.annotate(CLEAN)).kit_level


@pytest.mark.parametrize("form", FORMS)
def test_pages_of_random_kits_come_back(form: str, articles: list[str]) -> None:
    for number, text in enumerate(articles[:6]):
        made = damage(text, random_kit(number, 40 + 10 * number))
        page = NOTE.sub(lambda match: FORMS[form](match[1]), made.text)
        result = repair(page, "inferred", only=["shifted", "notes"])
        left = len(ANY_NOTE.findall(result.text)) - len(ANY_NOTE.findall(text))
        assert 0 <= left <= 0.03 * len(ANY_NOTE.findall(page))  # one without its tone behind a run stays
        assert result.undo() == page
        assert repair(result.text, "inferred", only=["shifted", "notes"]).text == result.text


@pytest.mark.parametrize("form", ["full-width", "doubled", "capitals"])
def test_runs_beside_them_are_read_with_them(form: str) -> None:
    clean = CLEAN + "團隊採用不當的方式進行催收。"
    assert repair(written(form, clean), "inferred").text == clean


@pytest.mark.parametrize(
    "text",
    [
        "導（dǎo）語是開頭的一段話，業（yè）務是工作的內容，數（shù）據是數字，產（chǎn）品是貨物。",
        "出席者有陳（Chen）、張（Zhang）、劉（Liu）、黃（Huang）、楊（Yang）五位。",
        "決賽中張(ZHANG)擊敗劉(LIU),趙(ZHAO)輸給黃(HUANG),楊(YANG)、鄭(ZHENG)、謝(XIE)、吳(WU)與陳(CHEN)都已出局。",
        "趙(Zhao)教授、錢(Qian)博士與孫(Sun)、鄭(Zheng)、馮(Feng)、陳(Chen)、蔣(Jiang)、吳(Wu)、楊(Yang)寫了前三章。",
        "代號由縮寫組成：發（FA）、業（YE）、數（SHU）、產（CHAN）、務（WU）。",
        "小（xiǎo）貓（māo）在（zài）樹（shù）上（shàng）睡（shuì）覺（jiào）。",
        "銀行（yínháng）的行（háng）與行（xíng）走的行不同；長（cháng）短、長（zhǎng）大也是。",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert repair(text, "guess").text == text


ANY = st.text(st.sampled_from("業務數據發產的()（） yèwùYÈyefāshùjùchǎn?\u0300\ud800"), max_size=40)


@given(ANY)
def test_any_text_is_survived(text: str) -> None:
    read = other_forms(text)
    for edit in read.notes if read else ():
        assert text[edit.start : edit.end] == edit.before
        assert edit.certainty != "proved"


@given(st.sampled_from(sorted(FORMS)), st.integers(0, 60), st.integers(0, 60))
def test_a_second_run_changes_nothing(form: str, begin: int, length: int) -> None:
    page = written(form, CLEAN)[begin : begin + 3 * length]
    once = repair(page, "inferred").text
    assert repair(once, "inferred").text == once


@pytest.mark.parametrize("hostile", ["（", "（a", "（yè）", "業（ye）", "業(YÈ)(yè)", "( y )"])
def test_hostile_texts_are_read_in_one_go(hostile: str) -> None:
    repair(hostile * 20_000, "inferred", only=["shifted", "notes"])

"""Notes are removed where the page is a generator's work, and kept where a person wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.kit import Kit, known_order, random_kit
from toolkit.generate.readings import readings
from toolkit.repair import repair
from toolkit.repair.kits import best_level, read_kit, scan_notes
from toolkit.repair.notes import find_notes, kit_level

PAGE = (
    "平臺的業務以數據為基礎，產品經過審核。\n"
    "平臺發布數據，發展業務，產品與技術不斷進步。\n"
    "現有的規則由網絡技術與數據統計構成。"
)


def kit(level: int) -> Kit:
    usual = readings().usual
    return Kit.of((char, usual[char]) for char in known_order()[:level])


def notes_of(text: str) -> list[tuple[str, str]]:
    return [(note.char, note.reading) for note in scan_notes(text)]


def test_a_note_belongs_to_the_character_before_it() -> None:
    assert notes_of("導(dǎo)語") == [("導", "dǎo")]


@pytest.mark.parametrize(
    "text", ["導(dao)語", "導(hǎo)語", "導 (dǎo)語", "(dǎo)", "導（dǎo）語", "dao(dǎo)", "導(dǎo語"]
)
def test_what_is_no_reading_of_what_stands_before_it_is_no_note(text: str) -> None:
    assert scan_notes(text) == []


@pytest.mark.parametrize(
    ("text", "char"),
    [("借款A(yù)PP", "預"), ("款(kuǎn)A(yù)PP", "預"), ("OM，F(xiàn)RS", "現"), ("OM,F(xiàn)RS", "現")],
)
def test_behind_a_letter_the_character_straddles_two(text: str, char: str) -> None:
    assert notes_of(text)[-1][0] == char


@pytest.mark.parametrize("level", [20, 60, 100, 137])
def test_a_page_of_a_known_kit_is_proved_and_its_level_is_told(level: int) -> None:
    made = kit(level).annotate(PAGE)
    result = repair(made)
    assert result.text == kit(0).annotate(PAGE)
    assert {edit.certainty for edit in result.edits} == {"proved"}
    assert result.kit_level is not None
    annotated = {note.char: note.reading for note in scan_notes(made)}
    # Neighbouring levels may look alike on a page that lacks the characters between them.
    deepest = max(known_order().index(char) for char in annotated)
    assert deepest < result.kit_level <= level


def test_levels_of_one_page_nest() -> None:
    levels = [kit_level(kit(level).annotate(PAGE)) for level in range(20, 138, 9)]
    assert None not in levels
    assert levels == sorted(levels)


def test_a_page_without_notes_has_no_level() -> None:
    assert kit_level(PAGE) is None
    assert repair(PAGE).kit_level is None


def test_best_level_is_that_of_the_naive_search() -> None:
    order = known_order()
    for seed in range(20):
        chars = random_kit(seed, 30).entries
        annotated = dict(chars)
        text = PAGE + "".join(order[seed::5])
        naive = min(
            (
                sum(c in annotated for c in order[level:])
                + sum(c in text and c not in annotated for c in order[:level]),
                level,
            )
            for level in range(len(order) + 1)
        )[0]
        assert best_level(annotated, text)[1] == naive


def test_a_character_that_is_also_plain_is_doubtful() -> None:
    made = kit(60).annotate(PAGE) + "\n業務由業務員辦理"
    page = read_kit(made, scan_notes(made))
    assert page.certainty == "proved"
    assert "業" not in page.readings
    left = [edit for edit in repair(made).left if edit.kind == "notes"]
    assert {edit.certainty for edit in left} == {"inferred"}
    assert all("業" in edit.why for edit in left if "(yè)" in edit.before)


def test_a_page_that_writes_its_readings_bare_is_about_them() -> None:
    told = "這個式子在「導(dǎo)語」裡抓到 dǎo，在「平臺(tái)」裡抓到 tái。"
    assert repair(told, "guess").text == told
    assert repair(told.replace(" tái", " 後一個"), "guess").text == told.replace(" tái", " 後一個")
    assert repair("在「導(dǎo)語」裡，平臺(tái)不見了。", "inferred").text == "在「導語」裡，平臺不見了。"


@pytest.mark.parametrize(
    "text",
    [
        "嗩(suǒ)吶(nà)聲一響,鑼(luó)鈸(bó)齊鳴。鑼(luó)手與鈸(bó)手要跟著嗩(suǒ)吶(nà)走,韻(yùn)白慢則鑼(luó)緩。",
        "氫(qīng)氯(lǜ)酸即鹽酸。鈉(nà)、鎂(měi)、鈣(gài)皆為金屬,鈉(nà)最活潑,鎂(měi)次之,鈣(gài)再次,氫(qīng)氣易燃。",
        "鱖(guì)魚與鱘(xún)魚、鰱(lián)魚同屬此湖。鱖(guì)魚肉細,鱘(xún)魚體大,鰱(lián)魚頭美,鯔(zī)魚是鯔(zī)科。",
    ],
)
def test_rare_characters_glossed_wherever_they_stand_keep_their_notes(text: str) -> None:
    assert repair(text, "guess").text == text


def test_pages_of_different_kits_in_one_record_are_still_undone() -> None:
    both = kit(137).annotate(PAGE) + "\n" + kit(20).annotate(PAGE) + "\n" + kit(0).annotate(PAGE)
    assert repair(both).text == both
    assert repair(both, "inferred").text == "\n".join([kit(0).annotate(PAGE)] * 3)


def test_a_line_that_the_kit_does_not_explain_is_not_proved() -> None:
    made = kit(60).annotate(PAGE)
    # 數 is in the kit, so 當的 could not have stayed whole: the reading of this place is not that of the model.
    strange = made.replace("產(chǎn)品經(jīng)過審核", "產(chǎn)品以不當的方式經(jīng)過審核")
    assert strange != made
    by_line = {edit.certainty for edit in find_notes(strange) if edit.start < strange.index("\n")}
    assert by_line == {"proved", "inferred"}  # what lies beyond the window of the contradiction stays proved


@given(st.integers(0, 200), st.integers(20, 130))
def test_repairing_twice_changes_nothing_more(articles: list[str], seed: int, entries: int) -> None:
    text = articles[seed % len(articles)]
    page = random_kit(seed, entries).annotate(text)
    result = repair(page, "inferred", only=["shifted", "notes"])
    assert result.undo() == page
    assert repair(result.text, "inferred", only=["shifted", "notes"]).text == result.text


@given(st.text(alphabet=st.sampled_from("導業務()dǎo?A\ud800\n ，,é"), max_size=40))
def test_any_text_is_survived(text: str) -> None:
    for edit in find_notes(text):
        assert text[edit.start : edit.end] == edit.before
        assert edit.after == ""
    level = kit_level(text)
    assert level is None or 0 <= level <= len(known_order())


@pytest.mark.parametrize("hostile", ["(", "?yī)", "(yī)", "一(yī)", "借款A(yù)PP", "(a", "一?yī)", "?;基"])
def test_hostile_texts_are_read_in_one_go(hostile: str) -> None:
    repair(hostile * 30_000, only=["shifted", "notes"])

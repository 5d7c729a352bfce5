"""Ways of copying: reproducible, with pieces that make the copy, and each doing what it says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate import generate
from toolkit.generate.copying import WAYS, Step, copy
from toolkit.generate.copying.kits import known_kit
from toolkit.generate.copying.pieces import Piece, follow, joined, merged, replaced
from toolkit.generate.copying.words import rows, synonyms
from toolkit.sketch import fold

LOAN, REVIEW = (next(generate(name, 1, seed=3)).text for name in ("loan_guide", "product_review"))
NEEDED = {"rename": {"old": "的", "new": "之"}, "stitch": {"other": REVIEW}}
TEXTS = st.text() | st.text(alphabet="一二、。\n问题微信【】&<a 1(ā)𠀀\ud800\0", max_size=60)


def one(way: str, text: str, seed: int | str = 1, **options: object) -> Step:
    return copy(text, [(way, {**NEEDED.get(way, {}), **options})], seed).steps[0]


@pytest.mark.parametrize("way", WAYS)
@given(text=TEXTS, seed=st.integers(0, 99))
def test_pieces_make_the_copy_of_any_text(way: str, text: str, seed: int) -> None:
    step = one(way, text, seed)
    made = joined(text, step.pieces)
    assert made == step.after == one(way, text, seed).after
    for change in step.to_dict()["changes"]:
        assert text[change["start"] : change["end"]] == change["before"]
    for piece in step.pieces:
        assert 0 <= piece.start <= piece.end <= len(text)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_happens_at_rate_zero(way: str) -> None:
    if "rate" in WAYS[way].options and way != "entities":
        assert one(way, LOAN, rate=0.0).after == LOAN


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"compatibility", "script", "mixed_script", "holes"}))
def test_each_way_changes_an_article(way: str) -> None:
    rate = {"rate": 1.0} if "rate" in WAYS[way].options else {}
    assert one(way, LOAN, seed=2, **rate).changed


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6), st.integers(0, 9), st.integers(0, 9))
def test_following_finds_what_a_naive_search_finds(cuts: list[tuple[int, int]], a: int, b: int) -> None:
    """Every character of the source is different, so that its place in the copy can be looked up."""
    source = "甲乙丙丁戊己庚辛壬癸"
    pieces = [Piece(min(cut), max(cut)) for cut in cuts]
    start, end = min(a, b), max(a, b)
    made = joined(source, pieces)
    places = [index for index, char in enumerate(made) if char in source[start:end]]
    assert follow(pieces, start, end) == ((places[0], places[-1] + 1) if places else None)
    assert joined(source, merged(pieces)) == made


def test_following_goes_through_all_steps() -> None:
    made = copy(LOAN, [("advertise", {"count": 2}), ("synonyms", {"rate": 1.0}), ("sections", {})], seed=4)
    at = LOAN.index("小編總結")
    assert made.follow(at, at + 4) is not None
    start, end = made.follow(at, at + 4) or (0, 0)
    assert made.text[start:end] == "小編總結"


def test_synonyms_are_closed_lists() -> None:
    for traditional in (False, True):
        table = synonyms(traditional=traditional)
        for word, others in table.others.items():
            assert word not in others
            for other in others:
                assert word in table.others[other]
    for row in rows("synonyms.tsv"):
        assert len(row) > 1
        assert all(len(word) > 1 for word in row)
    assert one("synonyms", "这个问题", rate=1.0).after in ("这个难题", "这个状况")
    assert one("synonyms", "這個問題", rate=1.0).after in ("這個難題", "這個狀況")


def test_moved_parts_keep_every_character() -> None:
    for way in ("sentences", "sections", "rotation"):
        step = one(way, LOAN, seed=6, **({} if way == "sections" else {"rate": 1.0}))
        assert sorted(step.after) == sorted(LOAN)
        assert step.moved
        assert step.to_dict()["order"]


def test_sections_move_whole_and_keep_their_numbers() -> None:
    text = "题\n一、甲\n子\n二、乙\n丑\n三、丙\n寅\n小编总结\n完"
    made = {one("sections", text, seed).after for seed in range(30)}
    assert len(made) == 6
    for copy_ in made:
        assert copy_.startswith("题\n")
        assert copy_.endswith("\n小编总结\n完")
        assert all(part in copy_ for part in ("\n一、甲\n子\n", "\n二、乙\n丑\n", "\n三、丙\n寅\n"))


def test_cut_ends_at_a_sentence() -> None:
    step = one("truncate", LOAN, keep=0.6)
    assert LOAN.startswith(step.after)
    assert 0.5 * len(LOAN) < len(step.after) <= 0.6 * len(LOAN)
    assert step.after[-1] in "。！？" or LOAN[len(step.after)] == "\n"


def test_damage_that_only_changes_signs_keeps_the_key() -> None:
    """What comparison ignores: these may ill-treat a text as they like, its fold stays."""
    signs = ["zero_width", "bidi", "nbsp", "half_width", "full_width", "doubled_commas", "radicals", "spaces"]
    for way in [*signs, "compatibility", "mixed_script", "script"]:
        for text in (LOAN, REVIEW):
            assert fold(one(way, text, seed=7).after) == fold(text), way


def test_radicals_are_radicals() -> None:
    step = one("radicals", "门口一只鸟飞过长风", rate=1.0)
    names = [unicodedata.name(change["after"]) for change in step.to_dict()["changes"]]
    assert all(name.startswith(("KANGXI", "CJK RADICAL")) for name in names)
    assert step.after == "⻔⼝⼀只⻦⻜过⻓⻛"


def test_entities_come_back() -> None:
    import html

    text = "a < b & c，“引”·&lt;"
    assert html.unescape(one("entities", text, rate=0.5).after) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "sloppy-windows-1252"),
        ("utf-8", "latin-1"),
        ("utf-8", "gb18030"),
        ("gb18030", "latin-1"),
        ("big5", "gb18030"),
    ],
)
def test_mojibake_can_be_decoded_back(written: str, read: str) -> None:
    step = one("mojibake", LOAN, written=written, read=read)
    assert step.changed
    for before, after in zip(LOAN.split("\n"), step.after.split("\n"), strict=True):
        assert after == before or after.encode(read).decode(written) == before


def test_holes_are_what_filters_leave() -> None:
    text = "通过短信、电话等方式，问题很多。同时，法律问题还在；逾期1-3天，突发情况。"
    assert one("holes", text).after == "通过短信、 等方式，问很多。法律问题还在；逾期13天，突况。"


def test_notes_are_those_of_a_kit() -> None:
    kit = known_kit().prefix(60)
    assert one("notes", LOAN, level=60).after == kit.annotate(LOAN)
    assert one("notes", LOAN, level=60, fold=False).after != kit.annotate(LOAN)
    with pytest.raises(UsageError, match="level is between"):
        one("notes", LOAN, level=10_000)


def test_hidden_contacts() -> None:
    text = "电话16500000123，微信：abc，邮箱 ed@mail.example，金额10000元"
    step = one("hide_contacts", text, digits="circled")
    assert "①⑥⑤⓪⓪⓪⓪⓪①②③" in step.after
    assert "微信" not in step.after
    assert "ed@" not in step.after
    assert "10000元" in step.after
    with pytest.raises(UsageError, match="digits are written"):
        one("hide_contacts", text, digits="runes")


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ([("spin", {})], "no way of copying is called 'spin'"),
        ([("synonyms", {"speed": 1})], "no option 'speed'; it has rate"),
        ([("synonyms", {"rate": 2})], "between 0 and 1"),
        ([("truncate", {"keep": "half"})], "between 0 and 1"),
        ([("rename", {"old": "a"})], "needs the option 'new'"),
    ],
)
def test_wrong_recipes_are_named(recipe: list[tuple[str, dict[str, object]]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        copy("a", recipe)


def test_a_step_draws_alone() -> None:
    """Adding a step leaves what the steps before it did."""
    short = copy(LOAN, [("synonyms", {})], seed=5)
    long = copy(LOAN, [("synonyms", {}), ("advertise", {})], seed=5)
    assert long.steps[0].after == short.text


def test_no_changes_means_the_same_pieces() -> None:
    assert replaced("甲乙", []) == [Piece(0, 2)]
    assert copy("甲乙", []).text == "甲乙"

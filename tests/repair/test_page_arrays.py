"""Pages with notes read by compiled loops: the same notes, counts and proofs as in Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.generate.damage import damage
from toolkit.generate.kit import Kit, random_kit
from toolkit.repair import annotation, kits, page_arrays, proof_kernels
from toolkit.repair.evidence import Placed, Run
from toolkit.repair.page_arrays import PageArrays
from toolkit.repair.proof import Piece, Proof, is_shown
from toolkit.repair.search import switch

PIECES = "導語機會銀行款數據姆绞竭㎡・，,;:!?()ABa1\n\ud800𠀀"
NOTED = (
    "導(dǎo)",
    "語(yǔ)",
    "機(jī)",
    "會(huì)",
    "行(xíng)",
    "行(háng)",
    "款A(yù)",
    "款(kuǎn)A(yù)",
    "(dǎo)",
    "數(shù)",
)
TEXTS = st.lists(st.sampled_from((*PIECES, *NOTED, "?shù)", "(zhuānga)", "(zhuāng)")), max_size=30).map("".join)
ENTRIES = (("導", "dǎo"), ("語", "yǔ"), ("機", "jī"), ("會", "huì"), ("預", "yù"), ("數", "shù"), ("款", "kuǎn"))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_notes_and_counts_are_the_same(text: str) -> None:
    page = PageArrays(text)
    notes = kits.scan_notes(text)
    assert page.notes == notes
    counted = kits.tally(text, notes)
    assert page.tally() == counted
    assert [*page.tally().names] == [*counted.names]


@given(TEXTS, st.lists(st.sampled_from(ENTRIES), unique=True))
@settings(max_examples=300, deadline=None)
def test_what_is_plain_is_borne_out(text: str, entries: list[tuple[str, str]]) -> None:
    table = dict(entries)
    page = PageArrays(text)
    pieces = [
        Piece(note.start, note.end, "", ((note.char, note.reading, 0),))
        for note in page.notes
        if table.get(note.char) == note.reading
    ]
    if page.borne_out(table, ()):
        assert Proof(text, pieces)._whole


@given(st.text(st.sampled_from("導語機會數據姆绞竭方式當的，。a"), max_size=40), st.permutations(ENTRIES))
@settings(max_examples=200, deadline=None)
def test_what_an_annotator_did_is_plain(clean: str, entries: list[tuple[str, str]]) -> None:
    kit = Kit.of(entries, fold=False)
    done = damage(clean, kit)
    notes = [place for place in done.truth if place.kind == "notes"]
    page = PageArrays(done.text)
    runs = [place for place in done.truth if place.kind != "notes"]
    if not runs and {note.start for note in page.notes} == {place.start for place in notes}:
        assert (
            page.borne_out(dict(entries), ())
            == Proof(done.text, [Piece(n.start, n.end, "", ((n.char, n.reading, 0),)) for n in page.notes])._whole
        )


@given(st.integers(0, 10_000), st.integers(20, 130))
@settings(max_examples=25, deadline=None)
def test_pages_are_read_alike(articles: list[str], seed: int, entries: int) -> None:
    text = random_kit(seed, entries).annotate(articles[seed % len(articles)])
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for pages in ([], [PageArrays]):
            patch.setattr(switch, "_pages", pages)
            annotation.annotation.cache_clear()
            found.append(annotation.annotation(text))
        annotation.annotation.cache_clear()
    assert found[0] == found[1]


RUN = Run(4, 13, "的方式進", (Placed("數", "shù", 1),), ())


def test_a_run_is_proved_with_its_page() -> None:
    text = "採取不當?shù)姆绞竭M行催收,數(shù)據與機(jī)會(huì)"
    page = PageArrays(text)
    assert is_shown(text, *RUN[:4])
    table = {note.char: note.reading for note in page.notes}
    assert page.borne_out(table, [RUN])
    assert not page.borne_out(table, [RUN._replace(entries=())])
    assert not page.borne_out(table, [RUN._replace(clean="的方式數進")])
    assert not page.borne_out({char: name for char, name in table.items() if char != "數"}, [RUN])


@pytest.mark.parametrize("text", ["數(shù)據" * 3, "數(shù)據數", "數(shù)據\ud800"])
def test_scratch_is_left_empty(text: str) -> None:
    page = PageArrays(text)
    page.tally()
    page.borne_out({"數": "shù"}, [Run(0, 1, "數", (Placed("據", "jù", 2),), ())])
    assert not page_arrays._scratch.by_pair.any()
    assert not page_arrays._scratch.by_character.any()


@pytest.mark.parametrize("times", [1, 50_000])
def test_orders_that_contradict_each_other_are_none(times: int) -> None:
    table = np.zeros((4, 2), np.int32)
    circle = np.array([[1, 2], [2, 3], [3, 1]] * times, np.int32)
    assert not proof_kernels.has_order(circle, table)
    table[:] = 0
    assert proof_kernels.has_order(circle[:2], table)
    assert table[:, proof_kernels.RANK].tolist() == [0, 0, 1, 2]

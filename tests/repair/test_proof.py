"""The short way to a proof beside annotating the page again."""

from __future__ import annotations

import sys
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.generate.damage import damage
from toolkit.generate.kit import Kit, random_kit
from toolkit.generate.readings import readings
from toolkit.repair.kits import scan_notes
from toolkit.repair.proof import Piece, Proof, all_found, notes_hold


def proof_of(page: str) -> Proof:
    """Suppose that every note of a page is the annotator's."""
    return Proof(page, [Piece(note.start, note.end, "", ((note.char, note.reading, 0),)) for note in scan_notes(page)])


def annotated_again(proof: Proof) -> bool:
    """Go the long way: a kit, its order, and where it puts notes."""
    kit, layout = proof._kit, proof._layout
    return kit is not None and layout is not None and kit.insertions(layout[0]) == layout[1]


def test_what_is_seen_at_a_glance_holds_when_annotated_again(articles: list[str]) -> None:
    seen = 0
    for number, text in enumerate(articles):
        page = damage(text, random_kit(number, 20 + number % 90)).text
        proof = proof_of(page)
        if proof._plain():
            seen += 1
            assert annotated_again(proof)
        for note in scan_notes(page)[::7]:  # one character annotated here and not there
            proof = proof_of(page[: note.start] + page[note.end :])
            assert not proof._plain() or annotated_again(proof)
    assert seen > 0


@pytest.mark.parametrize("many", [0, 10**9])
def test_what_is_plain_is_what_a_kit_does(articles: list[str], many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.repair.proof.MANY", many)
    assert np.__name__ in sys.modules
    plain = 0
    for number, text in enumerate(articles):
        data = text.encode("gbk", "ignore")
        kit = random_kit(number, 20 + number % 90)
        noted = {at: (entry.char, entry.reading) for at, entry in sorted(kit.insertions(data).items())}
        if all_found(data, noted):
            plain += 1
            assert Kit.of(sorted(set(noted.values()))).insertions(data) == noted
        for at in sorted(noted)[::9]:  # one that is not there, and one that is somewhere else
            fewer = {key: entry for key, entry in noted.items() if key != at}
            assert noted[at] not in fewer.values() or not all_found(data, fewer)
            moved = {key + (key == at): entry for key, entry in noted.items()}
            assert not all_found(data, moved)
    assert plain > 0


@given(st.dictionaries(st.integers(0, 12), st.sampled_from("數當的啊"), max_size=5), st.text("數當的啊業a", max_size=6))
def test_both_ways_to_look_for_pairs_agree(chars: dict[int, str], text: str) -> None:
    noted = {at: (char, readings().usual.get(char, "de")) for at, char in sorted(chars.items())}
    data = text.encode("gbk")
    seen = []
    for many in (1, 10**9):
        with mock.patch("toolkit.repair.proof.MANY", many):
            seen.append(all_found(data, noted))
    assert seen[0] == seen[1]


def test_marks_are_only_unfolded_where_their_bytes_matter(articles: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    for number, text in enumerate(articles):
        pages.append(damage(text, random_kit(number, 20 + number % 90, alphabet="".join(readings().usual))).text)
    pages += ["好，會(huì)", "好,會(huì)和,會(huì)", "，哦(ó)：哦", "好,海(hǎi)", "，好(hǎo)，好(hǎo)"]
    seen = [notes_hold(page, scan_notes(page)) for page in pages]
    monkeypatch.setattr("toolkit.repair.proof._MARK_TRAILS", frozenset(range(256)))
    assert [notes_hold(page, scan_notes(page)) for page in pages] == seen
    assert True in seen
    assert False in seen


def test_a_character_left_out_is_no_plain_page() -> None:
    kit = Kit.of([("業", "yè"), ("務", "wù"), ("產", "chǎn")])
    page = kit.annotate("業務與產業")
    assert proof_of(page)._plain()
    assert not proof_of(page.replace("(yè)", "", 1))._plain()
    assert not proof_of(page + "業")._plain()


def test_entries_that_overlap_go_the_long_way() -> None:
    kit = Kit.of([("數", "shù"), ("當", "dāng")])  # 當的 has the bytes of 數 in its middle
    page = kit.annotate("數和當時") + "當的"
    assert not proof_of(page)._plain()


@pytest.mark.parametrize(
    "noted", [{2: ("數", "shù"), 5: ("數", "shǔ")}, {2: ("𠀀", "hē")}, {2: ("a", "ā")}, {2: ("\ud800", "x")}]
)
def test_what_no_kit_can_be_is_never_plain(noted: dict[int, tuple[str, str]]) -> None:
    assert not all_found("數和數".encode("gbk"), noted)


def test_bytes_that_overlap_themselves_are_not_plain() -> None:
    pair = "".join(char for char in readings().usual if len(set(char.encode("gbk"))) == 1)[0]
    assert not all_found(pair.encode("gbk") * 2, {2: (pair, readings().usual[pair])})

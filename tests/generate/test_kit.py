"""The annotator's forward model, against a naive decoder and against facts known from real pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import UsageError
from toolkit.generate.damage import damage
from toolkit.generate.kit import Kit, decode, is_user_defined, known_order, random_kit, stretches
from toolkit.generate.readings import is_reading, readings

HAN = st.text(
    alphabet=st.sampled_from("不當的方式進行導致平臺業務現實領域隊應接受數據個動作借款預為這是一個信用評估"),
    max_size=40,
)
ANY = st.text(
    alphabet=st.sampled_from("當的方式出現，。：Ｗ⒂ ?()A1é\n\x80€😀\ud800領域實現接應") | st.characters(), max_size=40
)
KITS = st.builds(random_kit, st.integers(0, 50), st.integers(0, 60))


def naive_decode(data: bytes) -> str:
    """The decoder of domain.md 2.2, byte by byte."""
    shown = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80:
            shown.append(chr(lead))
            at += 1
        elif lead in (0x80, 0xFF):
            at += 1
        elif at + 1 == len(data):
            shown.append("?")
            at += 1
        else:
            pair = data[at : at + 2]
            try:
                shown.append(pair.decode("gbk"))
            except UnicodeDecodeError:
                shown.append("" if is_user_defined(*pair) else "?")
            at += 2
    return "".join(shown)


@given(
    st.binary(max_size=60)
    | st.lists(st.sampled_from(list(b"\x80\x94\xa3\xaa\xb5\xc4\xf8\xff(A1")), max_size=40).map(bytes)
)
def test_decoding_is_that_of_the_naive_decoder(data):
    assert decode(data, fold=False) == naive_decode(data)


# Facts about bytes, each known from a real page: 94B5 is 數, F28C is 驅, E682 is 鎮, EE41 is 預.
@pytest.mark.parametrize(
    ("table", "clean", "shown"),
    [
        ("數shù", "不當的方式進行", "不當?shù)姆绞竭M行"),
        ("現xiàn 驅qū 領lǐng", "領域實現", "領(lǐng)域?qū)崿F(xiàn)"),
        ("應yīng 爲wèi 隊duì", "團隊應接受", "團隊(duì)?wèi)?yīng)接受"),
        ("鎮zhèn 動dòng", "下面個動作", "下面?zhèn)動(dòng)作"),
        ("預yù", "借款APP", "借款A(yù)PP"),
        ("務wù", "業務，（服務）", "業務(wù),(服務(wù))"),
    ],
)
def test_facts_of_real_pages(table, clean, shown):
    kit = Kit.of((row[0], row[1:]) for row in table.split())
    assert kit.annotate(clean) == shown
    assert damage(clean, kit).text == shown


def test_the_order_of_the_table_decides_which_note_parts_which_pair():
    forward = Kit.of([("應", "yīng"), ("爲", "wèi")])
    backward = Kit.of([("爲", "wèi"), ("應", "yīng")])
    assert forward.annotate("團隊應接") == "團隊?wèi)?yīng)接"
    assert backward.annotate("團隊應接") == "團隊?wèi)?"  # 應 is in pieces when its turn comes; AABD vanishes


def test_folding_is_optional_and_leaves_other_forms():
    kit = Kit.of([("務", "wù")], fold=False)
    assert kit.annotate("業務，Ｗ⒂") == "業務(wù)，Ｗ⒂"
    assert Kit(kit.entries).annotate("業務，Ｗ⒂\u3000") == "業務(wù),W⒂\u3000"


def test_characters_outside_gbk_are_kept_and_end_a_run():
    kit = Kit.of([("數", "shù")])
    assert kit.annotate("當的😀當的\ud800數") == "當?shù)?😀當?shù)?\ud800數(shù)"


@given(ANY)
def test_stretches_tile_the_text(text):
    parts = list(stretches(text))
    assert "".join(part for part, _ in parts) == text
    for part, writable in parts:
        assert part
        if writable:
            part.encode("gbk")
        else:
            for char in part:
                with pytest.raises(UnicodeEncodeError):
                    char.encode("gbk")


@given(HAN | ANY, KITS)
def test_the_truth_tiles_both_texts(text, kit):
    done = damage(text, kit)
    assert done.text == kit.annotate(text)
    at = clean_at = 0
    for place in done.truth:
        assert done.text[place.start : place.end] == place.damaged
        assert done.undone[place.clean_start : place.clean_end] == place.clean
        assert done.text[at : place.start] == done.undone[clean_at : place.clean_start]
        assert (place.kind == "notes") == (place.clean == "")
        at, clean_at = place.end, place.clean_end
    assert done.text[at:] == done.undone[clean_at:]
    assert done.clean_of(0, len(done.text)) == done.undone
    assert all(done.clean_of(place.start, place.end) == place.clean for place in done.truth if place.damaged)
    assert all(done.clean_of(place.start + 1, place.end) is None for place in done.truth if len(place.damaged) > 1)


@given(HAN, st.integers(0, 20), st.integers(0, 40))
def test_a_kit_is_reproducible_and_nests(text, seed, level):
    kit = random_kit(seed, 40)
    assert kit == random_kit(seed, 40)
    assert damage(text, 40, seed).text == damage(text, kit).text
    assert kit.prefix(level).entries == random_kit(seed, level).entries


@pytest.mark.parametrize("rows", [[("a", "a")], [("數", "shù")] * 2, [("數", "e̊")], [("😀", "a")], [("數據", "a")]])
def test_impossible_tables_are_refused(rows):
    with pytest.raises(UsageError):
        Kit.of(rows)


def test_a_character_whose_bytes_lie_inside_a_note_is_refused():
    inside = b"\xaan".decode("gbk")  # the last byte of í and the n of "(míng)"
    with pytest.raises(UsageError, match="annotate the notes"):
        Kit.of([("鳴", "míng"), (inside, readings().usual[inside])])


def test_too_large_a_kit_is_refused():
    with pytest.raises(UsageError, match="has only"):
        random_kit(1, 10_000)


def test_known_order_holds_distinct_characters_with_their_usual_reading():
    order = known_order()
    assert len(order) == len(set(order)) > 100
    assert set(order) <= readings().usual.keys()


def test_every_reading_is_writable_and_known_in_both_directions():
    table = readings()
    for reading, chars in table.chars.items():
        reading.encode("gbk")
        assert is_reading(reading)
        for char in chars:
            assert reading in table.of[char]
    assert not is_reading("")
    assert not is_reading("shu")

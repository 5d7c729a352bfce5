"""Bytes of unknown encoding: what is found, how surely, and what is refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.encoding import MAX_BAD_SHARE, Decoded, canonical, decode, rank
from toolkit.corpus.failures import BrokenInputError

SWEEP = [
    ("simplified", "gb18030"),
    ("simplified", "gbk"),
    ("simplified", "gb2312"),
    ("traditional", "gb18030"),
    ("traditional", "big5"),
    ("traditional", "cp950"),
    ("traditional", "big5hkscs"),
    ("simplified", "utf-8"),
    ("simplified", "utf-16-le"),
    ("traditional", "utf-16-be"),
]
FLOORS = {6: 0.98, 10: 0.995, 20: 1.0, 60: 1.0, 200: 1.0}
"""Length in characters to the least share of snippets that must come back right; measured, and only to be raised."""


def snippets(text: str, length: int, encoding: str) -> list[str]:
    cuts = (text[start : start + length] for start in range(0, len(text) - length, max(1, length // 3)))
    kept = []
    for cut in cuts:
        try:
            cut.encode(encoding)
        except UnicodeEncodeError:
            continue
        kept.append(cut)
    return kept


def attempt(data: bytes) -> str | None:
    try:
        return decode(data).text
    except BrokenInputError:
        return None


@pytest.mark.parametrize(("script", "encoding"), SWEEP)
@pytest.mark.parametrize("length", FLOORS)
def test_chinese_is_recognised(script: str, encoding: str, length: int, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(script)
    cases = snippets(text, length, encoding)
    assert len(cases) >= 3
    right = sum(attempt(case.encode(encoding)) == case for case in cases)
    assert right >= FLOORS[length] * len(cases)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"])
def test_byte_order_marks(encoding: str, simplified: str) -> None:
    data = ("\ufeff" + simplified).encode(encoding)
    assert decode(data)[:3] == (simplified, encoding, 0)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "昨日は川沿いの店で、友人と遅い昼ごはんを食べました。"),
        ("euc_jp", "このページの文字がおかしいときは、設定を変えてみてください。"),
        ("cp949", "어제는 강가에 있는 작은 가게에서 늦은 점심을 먹었습니다."),
        ("cp1252", "Le vieux café près du pont a fermé en été, dit-on à la mairie."),
        ("cp1252", "Während der Öffnungszeiten können Sie die Straße überqueren."),
    ],
)
def test_other_languages_are_not_read_as_chinese(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_mostly_english_in_gbk() -> None:
    text = "The town library moved last year; see the notice (公告) on the door. " * 5
    assert decode(text.encode("gbk")).text == text


def test_ascii_is_utf_8_and_line_ends_stay() -> None:
    assert decode(b"a\r\nb\rc\n")[:2] == ("a\r\nb\rc\n", "utf-8")


def test_utf_16_of_english_without_a_mark() -> None:
    text = "The ferry leaves at nine.\nBring a coat.\n"
    assert decode(text.encode("utf-16-le"))[:2] == (text, "utf-16-le")


def test_a_stray_byte_is_replaced_and_told(simplified: str) -> None:
    data = simplified.encode("gb18030")
    found = decode(data[:200] + b"\xff" + data[200:])
    assert found.encoding == "gb18030"
    assert found.replaced == 1
    assert found.label == "gb18030 (1 undecodable replaced)"
    assert found.text.replace("\ufffd", "") == simplified


def test_a_text_cut_inside_a_character(simplified: str) -> None:
    found = decode(simplified[:30].encode()[:-1])
    assert found[:3] == (simplified[:29] + "\ufffd", "utf-8", 1)


def test_utf_8_with_a_broken_byte_is_still_utf_8(traditional: str) -> None:
    data = bytearray(traditional.encode())
    data[300] = 0xFF
    found = decode(bytes(data))
    assert found.encoding == "utf-8"
    assert 1 <= found.replaced <= 3


def test_too_many_broken_bytes_are_refused(simplified: str) -> None:
    data = b"\xff\xff".join(simplified[at : at + 9].encode() for at in range(0, 300, 9))
    with pytest.raises(BrokenInputError, match=r"cannot be decoded as utf-8.*--encoding"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0\xff\xfe", "ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\x1f\x8b\x08\x00\xff\xff", "gzip"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_binary_data_is_refused_by_name(data: bytes, what: str) -> None:
    with pytest.raises(BrokenInputError, match=what):
        decode(data)


def test_a_declaration_settles_what_is_too_short_to_tell() -> None:
    data = "一中".encode("big5")
    assert decode(data, declared="Big5").text == "一中"


def test_a_wrong_declaration_is_outvoted(traditional: str, simplified: str) -> None:
    assert decode(traditional.encode("big5"), declared="gb2312").text == traditional
    assert decode(simplified.encode("gbk"), declared="iso-8859-1").text == simplified
    assert decode(simplified.encode(), declared="gb2312").encoding == "utf-8"


def test_an_unknown_declaration_is_harmless(simplified: str) -> None:
    assert decode(simplified.encode("gbk"), declared="x-no-such").text == simplified


def test_a_declared_encoding_beyond_the_usual() -> None:
    text = "Паром отходит в девять часов утра."
    assert decode(text.encode("koi8-r"), declared="koi8-r").text == text


def test_the_caller_is_believed() -> None:
    assert decode("價錢".encode("cp950"), "big5").text == "價錢"
    assert decode("价钱".encode("gbk"), "gb2312")[:2] == ("价钱", "gb18030")
    assert decode(b"\xef\xbb\xbfab", "utf-8").text == "ab"
    assert decode("ab".encode("utf-16"), "utf-16").text == "ab"
    with pytest.raises(BrokenInputError):
        decode("价钱".encode("gbk"), "utf-8")


def test_the_encoding_of_the_file_is_expected_of_its_lines(simplified: str) -> None:
    line = simplified[:30].encode("gbk")
    assert decode(line, expected="gb18030").why == "the encoding of the rest of the file"
    assert decode(simplified[:30].encode("utf-16-le"), expected="gb18030").encoding == "utf-16-le"


def test_rank_is_sorted_and_complete() -> None:
    ranked = rank("通知".encode("gbk"), "koi8-r")
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert {"gb18030", "big5", "koi8-r"} <= {name for name, _ in ranked}


@pytest.mark.parametrize("label", ["rot13", "base64", "idna", "utf-7", "", "\0", "no such", "unicode_escape"])
def test_what_is_no_text_encoding_has_no_name(label: str) -> None:
    assert canonical(label) is None


@given(st.binary(max_size=300), st.sampled_from([None, "gbk", "big5", "utf-8", "utf-16", "latin-1", "shift_jis"]))
def test_any_bytes_are_text_or_refused(data: bytes, hint: str | None) -> None:
    try:
        found = decode(data, hint)
    except BrokenInputError:
        return
    assert isinstance(found, Decoded)
    found.text.encode()
    assert found.replaced <= max(1, MAX_BAD_SHARE * len(found.text))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_valid_utf_8_always_wins(text: str) -> None:
    data = text.encode()
    expected = text.removeprefix("\ufeff") if data.startswith(codecs.BOM_UTF8) else text
    assert decode(data)[:2] == (expected, "utf-8")

"""GB18030 and Big5 as the web has them, held against Python's codecs and the standard's known cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.codecs_zh import StreamDecoder, decode_counted

WEB_BIG5 = [  # WHATWG Encoding Standard, index-big5.txt
    (b"\xa1\x45", "‧"),
    (b"\xa1\x4e", "﹑"),
    (b"\xa1\xe3", "～"),
    (b"\xa1\xf2", "⊕"),
    (b"\xc6\xe7", "ぁ"),
    (b"\xc7\xf3", "А"),
    (b"\xc6\xa1", "①"),
    (b"\xc6\xde", "〃"),
    (b"\xf9\xfe", "▓"),
    (b"\xa3\xe1", "€"),
    ("啲".encode("big5hkscs"), "啲"),  # of HKSCS
    (b"\x88\x62", "\u00ca\u0304"),  # two characters for one code
]


@pytest.mark.parametrize(("data", "char"), WEB_BIG5)
def test_big5_is_that_of_the_web(data: bytes, char: str) -> None:
    assert decode_counted(data, "big5") == (char, 0)


def test_the_frequent_plane_of_big5_is_pythons() -> None:
    for lead in range(0xA4, 0xC6):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            pair = bytes((lead, trail))
            assert decode_counted(pair, "big5") == (pair.decode("cp950"), 0)


def test_the_euro_of_gbk() -> None:
    assert decode_counted(b"\x80" + "元".encode("gbk"), "gb18030") == ("€元", 0)


def test_a_genuine_replacement_character_is_not_counted() -> None:
    assert decode_counted("a\ufffdb".encode("gb18030"), "gb18030") == ("a\ufffdb", 0)
    assert decode_counted("a\ufffdb".encode("gb18030") + b"\xff", "gb18030") == ("a\ufffdb\ufffd", 1)


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cs"])))
def test_gb18030_is_pythons_where_that_decodes(text: str) -> None:
    assert decode_counted(text.encode("gb18030"), "gb18030") == (text, 0)


@given(st.binary(max_size=60), st.sampled_from(["gb18030", "big5", "cp932", "utf-8"]), st.integers(1, 7))
def test_decoding_in_pieces_is_decoding_at_once(data: bytes, encoding: str, step: int) -> None:
    decoder = StreamDecoder(encoding)
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    text = "".join(decoder.decode(piece) for piece in pieces) + decoder.decode(b"", final=True)
    assert text == decode_counted(data, encoding)[0]

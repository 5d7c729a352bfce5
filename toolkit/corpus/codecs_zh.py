"""GB18030 and Big5 as found on the web, with a count of the bytes that could not be decoded.

Python's codecs follow the older standards; what browsers do is in the WHATWG Encoding Standard
(https://encoding.spec.whatwg.org/): there GBK's lone byte 80 is the euro sign, and Big5 has the characters of HKSCS,
kana and symbols in the ETEN rows C6A1–C8FE, and Microsoft's choice for a few marks.
"""

from __future__ import annotations

import codecs
from functools import lru_cache

REPLACEMENT = "\ufffd"

_GB_ERRORS = "contentfarm-gb18030"
_BIG5_ERRORS = "contentfarm-big5"

# ETEN codes that Python's big5hkscs lacks; radicals and two marks, as in the WHATWG index for Big5.
_ETEN_MISSING = {
    0xC6CF: "廴", 0xC6D3: "无", 0xC6D5: "癶", 0xC6D7: "隶", 0xC6DE: "〃", 0xC6DF: "仝",
}  # fmt: skip


def decode_counted(data: bytes, encoding: str) -> tuple[str, int]:
    r"""Decode bytes and return the text with the number of places that had to be replaced by U+FFFD.

    Args:
        data: any bytes.
        encoding: `gb18030` and `big5` mean those of the web; any other name is Python's codec.

    >>> decode_counted("價錢".encode("big5"), "big5")
    ('價錢', 0)
    >>> decode_counted(b"\xb0\xa1\xff\x80", "gb18030")
    ('啊\ufffd€', 1)
    """
    if encoding == "gb18030":
        text = data.decode("gb18030", _GB_ERRORS)
        return text, _replaced(data, text, "gb18030")
    if encoding == "big5":
        text = _web_marks(data.decode("cp950", _BIG5_ERRORS))
        return text, text.count(REPLACEMENT)  # Big5 has no code for U+FFFD itself
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, max(1, text.count(REPLACEMENT))


class StreamDecoder:
    """Decodes a stream in pieces, to what decoding it at once gives.

    Args:
        encoding: as for `decode_counted`.
        errors: Python's error handler, for encodings other than GB18030 and Big5.
    """

    def __init__(self, encoding: str, errors: str = "replace") -> None:
        codec, handler = {"gb18030": ("gb18030", _GB_ERRORS), "big5": ("cp950", _BIG5_ERRORS)}.get(
            encoding, (encoding, errors)
        )
        self._codec = codec
        self._errors = handler
        self._finish = _web_marks if encoding == "big5" else str
        self._decoder = codecs.getincrementaldecoder(codec)(handler)

    def decode(self, data: bytes, *, final: bool = False) -> str:
        """Decode the next piece; bytes that end inside a character wait for the next one, unless it is the last.

        Raises:
            UnicodeDecodeError: where the error handler raises it.
        """
        text = self._decoder.decode(data)
        if final:
            # Not by the codec's own `final`: after an error in the last bytes Python's multi-byte codecs drop the rest.
            text += self._decoder.getstate()[0].decode(self._codec, self._errors)
            self._decoder.reset()
        return self._finish(text)


def _web_marks(text: str) -> str:
    """Turn Python's reading of the rows C6A1–C8FE in cp950 into that of the web."""
    return text.translate(_eten_table())


def _replaced(data: bytes, text: str, encoding: str) -> int:
    """Count replacements in a text whose encoding can also hold a genuine U+FFFD."""
    count = text.count(REPLACEMENT)
    return count - data.count(REPLACEMENT.encode(encoding)) if count else 0


def _gb_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    char = "€" if error.object[error.start] == 0x80 else REPLACEMENT
    return char, error.start + 1


def _big5_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    try:
        return pair.decode("big5hkscs"), error.start + 2
    except UnicodeDecodeError:
        return REPLACEMENT, error.start + 1


@lru_cache(maxsize=1)
def _eten_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for lead in range(0xC6, 0xC9):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            pair = bytes((lead, trail))
            if pair < b"\xc6\xa1":
                continue
            try:
                char = pair.decode("cp950")
            except UnicodeDecodeError:
                continue
            right = _ETEN_MISSING.get(lead << 8 | trail) or pair.decode("big5hkscs", "ignore")
            table[ord(char)] = right or REPLACEMENT
    return table


codecs.register_error(_GB_ERRORS, _gb_error)
codecs.register_error(_BIG5_ERRORS, _big5_error)

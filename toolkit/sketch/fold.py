"""The fold: what a text is compared by. A table look-up per character, free of context, versioned.

Simplified, Taiwan, Hong Kong, Japanese and variant forms of a character, full-width and half-width, upper and
lower case fold alike; pinyin notes, spaces, punctuation, symbols, accents and invisible characters vanish. It is
for *matching* only: 发 and 髮 are one, so a folded text is not shown to anybody.

The table is data (`data/fold.bin`), built by `scripts/build_fold.py` from OpenCC's character tables and Unicode's
compatibility decompositions. `toolkit.sketch.kernels` applies the same rules to Arrow buffers; the functions here
are the readable form, and the tests hold the two equal.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import ContractError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RULES = 1
"""Counts the rules around the table (which notes vanish, how text is decoded); part of `FOLD_VERSION`."""

FOLD_VERSION = "1.63840f6a"
"""Names the fold: rules, then a hash of the table. Signatures carry it; two versions never mix."""

BUILT_WITH = {"opencc": "1.4.2", "unicode": "14.0.0"}
"""What the table was made from; another OpenCC or Python may make another one, and this one stays in force."""

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếề"
"""Letters that carry a tone mark in pinyin, composed."""

TONE_MARKS = "\u0300\u0301\u0304\u030c"
"""The four tone marks as combining characters, for text in NFD."""

PLAIN = "abcdefghijklmnopqrstuvwxyzüêɑɡ\u0302\u0308"
"""Letters of a reading that carry no tone; some notes spell a and g with IPA letters (U+0251, U+0261)."""

MAX_NOTE = 10
"""Longest reading in code points: six letters (zhuāng), with room for decomposed marks."""

NOTE_OPENERS = "(（?？"
"""What may stand before a reading. `?` is what decoding leaves of a split character and the bracket after it."""

NOTE_CLOSERS = ")）"

OPENER = -(1 << 31)
"""What stands in the table for the characters of `NOTE_OPENERS`, which fold to nothing: kernels need not ask for every
dropped character whether it is one."""

_NOTE = re.compile(
    f"[{NOTE_OPENERS}](?=[{PLAIN}]*[{TONED}{TONE_MARKS}])[{PLAIN}{TONED}{TONE_MARKS}]{{1,{MAX_NOTE}}}[{NOTE_CLOSERS}]"
)


class FoldTable(NamedTuple):
    """The fold of every code point below `len(codes)`; those above are dropped.

    Attributes:
        codes: int32; what a code point folds to, 0 where it is dropped, -k for the k-th expansion (from 1), `OPENER`
            where it is dropped and may open a note.
        ends: int32; one past the last character of each expansion in `text`.
        text: int32 code points of all expansions, one after the other.
    """

    codes: NDArray[np.int32]
    ends: NDArray[np.int32]
    text: NDArray[np.int32]


def table_version(packed: bytes) -> str:
    """Return the version of a packed table under the rules of this module.

    >>> table_version(b"")
    '1.e3b0c442'
    """
    return f"{RULES}.{hashlib.sha256(packed).hexdigest()[:8]}"


@cache
def load_table() -> FoldTable:
    """Return the shipped table, read once a process.

    Layout of the file, zlib-compressed little-endian int32: number of code points, of expansions, of expansion
    characters; for each code point its value less the code point; the lengths of the expansions; their characters.

    Raises:
        ContractError: the file is not the one that `FOLD_VERSION` names.
    """
    import numpy as np

    packed = resources.files(__package__).joinpath("data/fold.bin").read_bytes()
    if table_version(packed) != FOLD_VERSION:
        raise ContractError(
            f"fold table is version {table_version(packed)}, the code expects {FOLD_VERSION}; reinstall the package"
        )
    numbers: NDArray[np.int32] = np.frombuffer(zlib.decompress(packed), dtype="<i4").astype(np.int32)
    size, expansions, characters = (int(n) for n in numbers[:3])
    deltas, lengths, text = np.split(numbers[3:], np.cumsum([size, expansions]))
    assert len(text) == characters
    codes = (deltas + np.arange(size)).astype(np.int32)
    openers = list(map(ord, NOTE_OPENERS))
    assert not codes[openers].any()
    codes[openers] = OPENER
    ends = np.cumsum(lengths, dtype=np.int32)
    for array in (codes, ends, text):
        array.flags.writeable = False
    return FoldTable(codes, ends, text)


@cache
def fold_char(char: str) -> str:
    """Return what one character folds to: usually one character, none for punctuation, several for ㎡ or ⒂."""
    table = load_table()
    code = ord(char)
    if code >= len(table.codes):
        return ""
    value = int(table.codes[code])
    if value >= 0:
        return chr(value) if value else ""
    if value == OPENER:
        return ""
    first = int(table.ends[-value - 2]) if value < -1 else 0
    return "".join(map(chr, table.text[first : int(table.ends[-value - 1])]))


def fold(text: str) -> str:
    """Return the key of `text`: what it is compared by.

    Args:
        text: any string; lone surrogates are dropped like other code points that are no characters.

    Returns:
        The folded text. Folding it again changes nothing; NFC, NFD, NFKC, NFKD and OpenCC's script conversions
        of a text (not its vocabulary conversions) fold to the same key.

    >>> fold("平臺(tái)的問題,ＡＰＰ 1.2!") == fold("平台的问题app12")
    True
    """
    return "".join([fold_char(char) for char in _NOTE.sub("", text)])


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold `text` and say where each folded character comes from.

    Returns:
        The key, and for each of its characters the offset in `text` of the character it was made from
        (non-decreasing; one offset repeats where a character expands).

    >>> fold_with_offsets("a (tái)ﬁ")
    ('afi', [0, 7, 7])
    """
    key: list[str] = []
    offsets: list[int] = []
    skip_to = 0
    notes = [match.span() for match in _NOTE.finditer(text)]
    spans = iter([*notes, (len(text), len(text))])
    for start, end in spans:
        for at in range(skip_to, start):
            folded = fold_char(text[at])
            key.append(folded)
            offsets.extend([at] * len(folded))
        skip_to = end
    return "".join(key), offsets

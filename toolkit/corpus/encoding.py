"""Bytes to text, when nobody says in which encoding they are.

In order: a caller's word; a byte order mark; valid UTF-8; otherwise the candidates are ranked by how plausible what
they yield is (`toolkit.corpus.likelihood`), a page's own declaration counting in its favour. A few undecodable bytes
are replaced by U+FFFD and said so; more than a few make it binary data, which is refused.
"""

from __future__ import annotations

import codecs
import math
import re
from typing import NamedTuple

from toolkit.corpus.codecs_zh import decode_counted
from toolkit.corpus.failures import BrokenInputError
from toolkit.corpus.likelihood import ASCII, Language, log_likelihood

MAX_BAD_SHARE = 1 / 200
"""Largest share of undecodable places in a text that still counts as text: a stray byte or two, not another
encoding (a wrong one breaks every few characters)."""

MIN_FOR_CUT = 20
"""Characters from which one undecodable place at the very end is forgiven: the text was cut inside a character."""

MAX_CONTROL_SHARE = 0.02
"""Largest share of control characters (line ends and tabs apart) in bytes that are to be text."""

DECLARED_BONUS = 15.0
"""Log-likelihood added for the encoding that a page declares: as much as about two characters of evidence, so a
declaration settles short texts, and a wrong one is outvoted soon."""

QUICK_MEAN = -9.5
"""Mean log-likelihood of the characters above ASCII from which an encoding is taken without trying the others.
Measured on 1,500 snippets each of 30 characters: Chinese read rightly has -8.8 at least, GB18030 and Big5 read as
each other, where that is possible at all, -11.6 at most."""
QUICK_LENGTH = 30
"""Characters above ASCII that such a verdict needs."""
EXPECTED_LENGTH = 8
"""The same for the encoding of the rest of the file."""

LEAST_MEAN: dict[Language, float] = {"zh": -13.0, "ja": -13.0, "ko": -13.0, "western": -9.0, "other": -9.0}
"""Mean log-likelihood of the characters above ASCII below which even the best candidate is refused. Chinese has -7.5,
Western letters -6; bytes that are no text, where some candidate happens to accept them, -10 (Latin) and -14 (Han)."""

_SAMPLE = 2**10
"""Bytes that the candidates are compared on; the verdict is clear after some tens."""

_QUICK_SAMPLE = 2**8
"""Characters that a quick verdict looks at first."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

_CANDIDATES: dict[str, tuple[Language, float]] = {
    "utf-8": ("zh", 0.0),
    "gb18030": ("zh", 0.0),
    "big5": ("zh", 0.0),
    "cp932": ("ja", -8.0),
    "euc_jp": ("ja", -8.0),
    "cp949": ("ko", -8.0),
    "cp1252": ("western", -6.0),
    "utf-16-le": ("zh", -8.0),
    "utf-16-be": ("zh", -10.0),
    "utf-32-le": ("zh", -12.0),
    "utf-32-be": ("zh", -12.0),
}
"""Candidate to its language and how much rarer (natural logarithm) it is in a Chinese corpus than GB18030 or Big5."""

_SCORED_AS = {"big5": "big5hkscs"}
"""Python's own codec stands in for ours while candidates are compared: it is faster over bytes that are no Big5."""

_ALIASES = {
    "gb18030": ("gb2312", "gb_2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "hz-gb-2312", "euc-cn", "chinese"),
    "big5": ("big5", "big5-hkscs", "big5hkscs", "x-x-big5", "cn-big5", "big5-eten"),
    "cp1252": ("iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252"),
    "cp932": ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"),
    "cp949": ("euc-kr", "euc_kr", "ks_c_5601-1987", "korean", "windows-949"),
    "utf-8": ("utf8", "unicode-1-1-utf-8"),
    "utf-16-le": ("utf-16", "utf16", "unicode", "utf-16le"),
}  # fmt: skip
"""Encoding to labels that pages use for it or for a part of it, after the WHATWG Encoding Standard."""

_LABELS = {label: name for name, labels in _ALIASES.items() for label in labels}
_OWN_NAMES = frozenset({"gb18030", "big5"})

_C1 = re.compile("[\x80-\x9f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

_REPLACED = re.compile("\ufffd+")
_MOST_AT_ONCE = 3
"""U+FFFD that one wrong byte may leave behind: as many as its character had bytes."""

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x1f\x8b\x08", "gzip data: give the file the extension .gz"),
    (b"\x28\xb5\x2f\xfd", "zstd data: give the file the extension .zst"),
    (b"PAR1", "Parquet data: give the file the extension .parquet"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
)


class Decoded(NamedTuple):
    """A text and how it was decoded.

    Attributes:
        text: the characters; line ends as they are, a byte order mark removed.
        encoding: name of the encoding; `gb18030` stands for GB2312 and GBK too, `big5` for Big5 with HKSCS.
        replaced: how many places could not be decoded and hold U+FFFD.
        why: what the choice rests on.
    """

    text: str
    encoding: str
    replaced: int
    why: str

    @property
    def label(self) -> str:
        """The encoding, and what had to be replaced, if anything."""
        if not self.replaced:
            return self.encoding
        return f"{self.encoding} ({self.replaced} undecodable replaced)"


def decode(
    data: bytes, hint: str | None = None, *, declared: str | None = None, expected: str | None = None
) -> Decoded:
    """Decode bytes of unknown encoding.

    Args:
        data: a whole text.
        hint: the encoding, if the caller knows it; nothing else is tried then.
        declared: the encoding that the data itself declares (a page's `meta charset`): counts, but may be wrong.
        expected: an encoding found for other parts of the same file; taken at once when the text is plausible in it.

    Raises:
        BrokenInputError: the data is no text in any encoding known here, or not in that of `hint`.

    >>> decode("小編導語".encode("big5")).encoding, decode("小编导语".encode("gbk")).encoding
    ('big5', 'gb18030')
    """
    if hint is not None:
        return _as_told(data, hint)
    mark, marked = byte_order_mark(data)
    if marked is not None:
        text, bad = decode_counted(data[len(mark) :], marked)
        return _accepted(text, marked, bad, "it begins with a byte order mark")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not _CONTROLS.search(text):
            return Decoded(text, "utf-8", 0, "it is valid UTF-8")
        if not _looks_wide(data, text):
            return _accepted(text, "utf-8", 0, "it is valid UTF-8")
    if what := binary_kind(data):
        raise BrokenInputError(f"binary data, not text: {what}")
    for likely in dict.fromkeys((expected, "gb18030", "big5")):
        if likely is not None and (quick := _quickly(data, likely, expected)) is not None:
            return quick
    ranked = rank(data, declared)
    name, likelihood = ranked[0]
    second, behind = ranked[1]
    text, bad = decode_counted(data, name)
    if not makes_sense(text, name):
        if len(_CONTROL_BYTES.findall(data)) > MAX_CONTROL_SHARE * len(data):
            raise BrokenInputError("binary data, not text")
        raise BrokenInputError(
            f"text in an encoding that is not known, or binary data: as {name}, the likeliest, it makes no sense; "
            "name the encoding with --encoding"
        )
    why = f"the most plausible of {len(ranked)} encodings, ahead of {second} by {likelihood - behind:.0f} nats"
    return _accepted(text, name, bad, why)


def byte_order_mark(data: bytes) -> tuple[bytes, str | None]:
    r"""Return the byte order mark that data begins with and the encoding it stands for; empty and None without.

    >>> byte_order_mark(b"\xff\xfea\0")
    (b'\xff\xfe', 'utf-16-le')
    """
    return next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", None))


def makes_sense(text: str, encoding: str) -> bool:
    """Tell whether what came out of an encoding may be text in a language that is written in it."""
    return _mean(text, encoding) >= LEAST_MEAN[_language(encoding)]


def binary_kind(data: bytes) -> str | None:
    """Return what kind of binary file data is by its first bytes, or None."""
    return next((what for magic, what in _MAGIC if data.startswith(magic)), None)


def rank(data: bytes, declared: str | None = None) -> list[tuple[str, float]]:
    """Return the candidate encodings with the log-likelihood of what they yield, the most plausible first.

    Args:
        data: bytes that are not valid UTF-8.
        declared: an encoding to favour, under any of its usual labels.
    """
    candidates = dict(_CANDIDATES)
    favoured = canonical(declared) if declared else None
    if favoured:
        candidates.setdefault(favoured, ("other", 0.0))
    narrow, wide = _sample(data), data[:_SAMPLE]
    scores: list[tuple[str, float]] = []
    for name, (language, prior) in candidates.items():
        is_wide = name.startswith(("utf-16", "utf-32"))
        text = (wide if is_wide else narrow).decode(_SCORED_AS.get(name, name), "replace")
        bonus = DECLARED_BONUS if name == favoured else 0.0
        # Wide encodings see other bytes of a long text than the narrow ones: compare them per byte.
        scale = len(narrow) / len(wide) if is_wide else 1.0
        scores.append((name, log_likelihood(text, language) * scale + prior + bonus))
    return sorted(scores, key=lambda item: -item[1])


def canonical(label: str) -> str | None:
    """Return the name used here for an encoding's label, or None when there is no such text encoding.

    >>> canonical("GB2312"), canonical(" Big5-HKSCS"), canonical("koi8-r"), canonical("rot13")
    ('gb18030', 'big5', 'koi8-r', None)
    """
    key = label.strip().lower()
    if key in _LABELS:
        return _LABELS[key]
    try:
        info = codecs.lookup(key)
    except (LookupError, ValueError):
        return None
    usable = info._is_text_encoding and info.name not in _UNSAFE
    return info.name if usable else None


_UNSAFE = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7", "mbcs", "oem"})
"""Python codecs that are no encoding of a text file, or hide ASCII in ASCII."""


def _as_told(data: bytes, hint: str) -> Decoded:
    name = canonical(hint)
    chosen = name if name in _OWN_NAMES else hint
    if chosen.lower().replace("_", "-") in ("utf-8", "utf8"):
        chosen = "utf-8-sig"
    try:
        text, bad = decode_counted(data, chosen)
    except (UnicodeError, LookupError) as error:
        raise BrokenInputError(f"cannot be decoded as {hint}: {error}") from None
    return _accepted(text, chosen.removesuffix("-sig"), bad, "the caller named the encoding")


def _quickly(data: bytes, encoding: str, expected: str | None) -> Decoded | None:
    """Return the text in an encoding, if it is valid and plausible there beyond doubt."""
    text, bad = decode_counted(data, encoding)
    least = EXPECTED_LENGTH if encoding == expected else QUICK_LENGTH
    sample = text[:_QUICK_SAMPLE] if _above_ascii(text[:_QUICK_SAMPLE]) >= least else text[:_SAMPLE]
    if bad or _above_ascii(sample) < least or _mean(sample, encoding) < QUICK_MEAN:
        return None
    why = "the encoding of the rest of the file" if encoding == expected else "it is plausible beyond doubt"
    return _accepted(text, encoding, 0, why)


def _above_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _language(encoding: str) -> Language:
    return _CANDIDATES.get(encoding, ("other", 0.0))[0]


def _mean(text: str, encoding: str) -> float:
    """Return the mean log-likelihood of the characters above ASCII in a sample of a text; 0 where there are none."""
    sample = text[:_SAMPLE]
    above = _above_ascii(sample)
    if not above:
        return 0.0
    return (log_likelihood(sample, _language(encoding)) - (len(sample) - above) * ASCII) / above


def _looks_wide(data: bytes, text: str) -> bool:
    """Tell whether valid UTF-8 is rather UTF-16 or UTF-32: control characters everywhere, and plausible as wide."""
    if len(data) % 2 or len(_CONTROLS.findall(text)) <= MAX_CONTROL_SHARE * len(text):
        return False
    return rank(data)[0][0].startswith(("utf-16", "utf-32"))


def _sample(data: bytes) -> bytes:
    """Return up to `_SAMPLE` bytes with as many above ASCII as there are: pages begin with markup."""
    if len(data) <= _SAMPLE:
        return data
    size = 0
    parts: list[bytes] = []
    for line in data.splitlines(keepends=True):
        if line.isascii():
            continue
        parts.append(line[: _SAMPLE - size])
        size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return b"".join(parts)


def _accepted(text: str, name: str, bad: int, why: str) -> Decoded:
    """Return the decoded text, or refuse it as binary when too much of it is broken."""
    if bad:
        # One wrong byte may cost the whole character: count what lies together as one place.
        bad = max(len(_REPLACED.findall(text)), math.ceil(bad / _MOST_AT_ONCE))
        cut = bad == 1 and text.endswith("\ufffd") and len(text) >= MIN_FOR_CUT
        if not cut and bad > MAX_BAD_SHARE * len(text):
            raise BrokenInputError(
                f"text in an encoding that is not known, or binary data: {bad:,} places cannot be decoded "
                f"as {name}, the likeliest; name the encoding with --encoding"
            )
        why += f"; {bad} undecodable replaced"
    controls = len(_CONTROLS.findall(text))
    if name == "utf-8":
        # In valid UTF-8 a C1 control takes two bytes: no binary data, but text that was once read as Latin-1 and can
        # be repaired. NUL is judged later, with a better reason.
        controls -= text.count("\0") + len(_C1.findall(text))
    if controls > max(1, MAX_CONTROL_SHARE * len(text)):
        raise BrokenInputError(f"binary data, not text: {controls:,} control characters")
    return Decoded(text, name, bad, why)

"""Ways of damaging that change signs, not words: spaces, zero-width, widths, radicals, entities, encodings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from toolkit.errors import UsageError
from toolkit.generate.copying.pieces import Piece, replaced
from toolkit.generate.copying.wording import happens
from toolkit.generate.copying.words import convert

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.generate.choose import Chooser
    from toolkit.generate.copying.pieces import Change

_HAN_GAP = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_BIDI = "\u200e\u200f\u202a\u202c\u2066\u2069"
_HALF = str.maketrans("，。：；！？（）", ",.:;!?()")
_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_NAMED = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "·": "&middot;", "…": "&hellip;", "\u00a0": "&nbsp;"}
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SUPPLEMENT = dict(zip("长门车见贝页风飞马鱼鸟黄齐龙民母青食", "⻓⻔⻋⻅⻉⻚⻛⻜⻢⻥⻦⻩⻬⻰⺠⺟⻘⻝", strict=True))
"""Characters with a look-alike in the CJK Radicals Supplement (U+2E80-2EFF), which NFKC does not fold."""


def _each(
    text: str, choices: Chooser, rate: float, pattern: re.Pattern[str], new: Callable[[str], str | None]
) -> list[Piece]:
    """Replace what a pattern finds by `new`, each find at `rate`; None leaves it."""
    changes: list[Change] = []
    for match in pattern.finditer(text):
        after = new(match[0])
        if after is not None and after != match[0] and happens(choices, rate):
            changes.append((match.start(), match.end(), after))
    return replaced(text, changes)


def spaces(text: str, choices: Chooser, *, rate: float = 0.05, space: str = " ") -> list[Piece]:
    """Put spaces between Han characters, each gap at `rate`."""
    return _each(text, choices, rate, _HAN_GAP, lambda _: space)


def zero_width(text: str, choices: Chooser, *, rate: float = 0.05) -> list[Piece]:
    """Put zero-width characters between Han characters, each gap at `rate`."""
    return _each(text, choices, rate, _HAN_GAP, lambda _: _ZERO_WIDTH[choices.below(len(_ZERO_WIDTH))])


def bidi(text: str, choices: Chooser, *, rate: float = 0.02) -> list[Piece]:
    """Put bidirectional controls between Han characters, each gap at `rate`."""
    return _each(text, choices, rate, _HAN_GAP, lambda _: _BIDI[choices.below(len(_BIDI))])


def nbsp(text: str, choices: Chooser, *, rate: float = 1.0) -> list[Piece]:
    """Write no-break spaces for spaces and indent lines with four of them, each at `rate`."""
    return _each(text, choices, rate, re.compile("(?m) |^(?=[^\n])"), lambda found: "\u00a0" if found else "\u00a0" * 4)


def half_width(text: str, choices: Chooser, *, rate: float = 1.0) -> list[Piece]:
    """Write Chinese punctuation with half-width signs, each at `rate`."""
    return _each(text, choices, rate, re.compile("[，。：；！？（）]"), lambda found: found.translate(_HALF))


def full_width(text: str, choices: Chooser, *, rate: float = 1.0) -> list[Piece]:
    """Write Latin letters and digits in full width, each run at `rate`."""
    return _each(text, choices, rate, re.compile("[A-Za-z0-9]+"), lambda found: found.translate(_FULL))


def doubled_commas(text: str, choices: Chooser, *, rate: float = 0.2) -> list[Piece]:
    """Double commas, each at `rate`."""
    return _each(text, choices, rate, re.compile("[，,](?![，,0-9])"), lambda found: found * 2)


@cache
def _radicals() -> dict[str, str]:
    kangxi = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}
    return {**kangxi, **_SUPPLEMENT}


@cache
def _compatibility() -> dict[str, str]:
    """Return characters with a compatibility ideograph (U+F900-FAFF) that NFC folds back."""
    found: dict[str, str] = {}
    for code in range(0xF900, 0xFB00):
        folded = unicodedata.normalize("NFC", chr(code))
        if folded != chr(code):
            found.setdefault(folded, chr(code))
    return found


def radicals(text: str, choices: Chooser, *, rate: float = 0.5) -> list[Piece]:
    """Write Kangxi and CJK radicals for characters (⼀ for 一), each at `rate`."""
    forms = _radicals()
    return _each(text, choices, rate, re.compile(f"[{''.join(forms)}]"), forms.get)


def compatibility(text: str, choices: Chooser, *, rate: float = 0.5) -> list[Piece]:
    """Write compatibility ideographs for characters, each at `rate`."""
    forms = _compatibility()
    return _each(text, choices, rate, re.compile(f"[{''.join(forms)}]"), forms.get)


def entities(text: str, choices: Chooser, *, rate: float = 0.1) -> list[Piece]:
    """Write HTML entities: `&`, `<` and `>` always, quotation marks by name, Han characters by number at `rate`."""
    changes: list[Change] = []
    for match in re.finditer("[&<>“”—·…\u00a0\u4e00-\u9fff]", text):
        sign = match[0]
        new = _MARKUP.get(sign) or _NAMED.get(sign)
        if new is None and happens(choices, rate):
            new = f"&#x{ord(sign):X};" if choices.below(2) else f"&#{ord(sign)};"
        if new is not None:
            changes.append((match.start(), match.end(), new))
    return replaced(text, changes)


def mojibake(
    text: str, choices: Chooser, *, written: str = "utf-8", read: str = "sloppy-windows-1252", rate: float = 1.0
) -> list[Piece]:
    """Decode lines with the wrong encoding, each at `rate`; only lines that can be decoded back are touched.

    Args:
        text: the text.
        choices: who decides.
        written: encoding that the bytes were written in.
        read: encoding that they were read with; `sloppy-windows-1252` is what browsers take Latin-1 for.
        rate: share of the lines.
    """
    if read.startswith("sloppy-"):
        import ftfy.bad_codecs  # noqa: F401 - registers the codecs that read Latin-1 as browsers do

    for encoding in (written, read):
        try:
            "".encode(encoding).decode(encoding)
        except (LookupError, ValueError):  # a NUL in the name is a ValueError
            raise UsageError(f"mojibake: no encoding of texts is called {encoding!r:.60}") from None

    def misread(line: str) -> str | None:
        try:
            wrong = line.encode(written).decode(read)
            back = wrong.encode(read).decode(written)
        except UnicodeError:
            return None
        # A line end that appears in the wrong reading would break the line, and a page would show two.
        return wrong if back == line and not re.search(r"[\n\r\x00]", wrong) else None

    return _each(text, choices, rate, re.compile(r"[^\n]+"), misread)


def script(text: str, choices: Chooser, *, to: str = "s2t") -> list[Piece]:  # noqa: ARG001 - nothing to choose
    """Convert the script with an OpenCC configuration (`s2t`, `t2s`, `s2tw`, `s2hk` …)."""
    converted = convert(text, to)
    if len(converted) != len(text):
        return [Piece(0, len(text), converted)]
    changes: list[Change] = []
    for index, (before, after) in enumerate(zip(text, converted, strict=True)):
        if before == after:
            continue
        if changes and changes[-1][1] == index:
            start, _, new = changes.pop()
            changes.append((start, index + 1, new + after))
        else:
            changes.append((index, index + 1, after))
    return replaced(text, changes)


def mixed_script(text: str, choices: Chooser, *, to: str = "t2s", rate: float = 0.3) -> list[Piece]:
    """Convert the script of some clauses only, each at `rate`, as pages are that were pasted from two sources."""
    return _each(text, choices, rate, re.compile(r"[^，。！？；：\n]+"), lambda clause: convert(clause, to))

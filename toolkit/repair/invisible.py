"""Characters that nobody sees: zero-width and bidirectional marks, byte order marks, soft hyphens, controls.

They are put into farm articles so that copies differ and words are not found, or they are left over from editors
and decoders. They are removed, except where a writing system or an emoji needs them: joiners and word separators
between letters of scripts that use them (Arabic, the scripts of India and South-East Asia, Mongolian), bidirectional
marks on lines with right-to-left letters, zero-width joiners, variation selectors and tags inside emoji, variation
selectors after the characters that have variants.
"""

from __future__ import annotations

import re
import unicodedata

from toolkit.article import Edit

KIND = "invisible"
NAMED = 4
"""How many characters an explanation names."""

# C0 controls but tab, line feed and carriage return; delete; C1 controls (next line, U+0085, among them).
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # 206A-206F are deprecated format characters
_JOINERS = "\u200b-\u200d\u2060-\u2064\u034f\u180e\ufeff\u00ad"
_FILLERS = "\u115f\u1160\u3164\uffa0"  # letters of Hangul that have no shape
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_REST = "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f\u2028\u2029"

# One class of characters below U+10000 is a quick look-up; those of plane 14 are looked for in UTF-8.
CHARACTERS = f"{_CONTROLS}{_BIDI}{_JOINERS}{_FILLERS}\ufe00-\ufe0f\ufff9-\ufffb\ufffe\uffff\u2028\u2029"
"""Those of the invisible characters that lie below U+10000, as the inside of a class of a regular expression."""

_FAST = re.compile(f"[{CHARACTERS}]")
_PLANE_14 = b"\xf3\xa0"  # how UTF-8 begins U+E0000 to U+E0FFF
_ANY = re.compile(
    r"(?P<escape>\x1b\[[0-9;?]{0,32}[@-~])"  # ECMA-48 control sequences: colours of a terminal
    f"|[{_CONTROLS}{_BIDI}{_JOINERS}{_FILLERS}{_SELECTORS}{_REST}]"
)

_BREAKS = {"\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
"""Line breaks that few programs know: vertical tab (Word's line break), form feed, and Unicode's own."""

_RTL = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Scripts written with joiners and zero-width spaces: Arabic and its relatives, the scripts of India, Sinhala, Thai,
# Lao, Tibetan, Myanmar, Khmer, Mongolian, and their extensions.
_JOINING = re.compile(
    "[\u0600-\u061b\u061d-\u109f\u1780-\u180d\u180f-\u18af\u1900-\u1aff\u1b00-\u1bff\ua840-\ua87f\ua8e0-\ua8ff\ua9e0-\ua9ff"
    "\uaa60-\uaa7f\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_HANGUL = re.compile("[\u1100-\u115e\u1161-\u11ff\u3130-\u3163\u3165-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa1-\uffdc]")
_BIDI_MARK = re.compile(f"[{_BIDI}]")
_FLAG = re.compile("[\U000e0020-\U000e007e]{1,6}\U000e007f")
_PUNCTUATION = frozenset("，。、；：！？「」『』（）《》〈〉【】“”‘’…—·.,;:!?()[]{}'\"-/")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def find_invisible(text: str) -> list[Edit]:
    r"""Find invisible characters that no script and no emoji needs.

    >>> [(edit.start, edit.before) for edit in find_invisible("催\u200b收\x07")]
    [(1, '\u200b'), (3, '\x07')]
    >>> find_invisible("👩\u200d💻 می\u200cخواهم ❤\ufe0f")
    []
    """
    if not _FAST.search(text) and (text.isascii() or _PLANE_14 not in text.encode("utf-8", "surrogatepass")):
        return []
    edits: list[Edit] = []
    judge = _Judge(text)
    start = end = -1  # the run of characters to remove that is being collected
    for match in _ANY.finditer(text):
        last = start if match.start() == end else match.start()  # what goes needs nothing and is no neighbour
        before = text[last - 1] if last > 0 else ""
        if match.start() < judge.kept or (match["escape"] is None and judge.is_needed(match.start(), before)):
            continue
        if match.start() != end:
            edits += _removal(text, start, end)
            start = match.start()
        end = match.end()
    return edits + _removal(text, start, end)


def _removal(text: str, start: int, end: int) -> list[Edit]:
    if start < 0:
        return []
    before = text[start:end]
    kinds = list(dict.fromkeys(before))
    names = ", ".join(f"U+{ord(char):04X} {_name(char)}".rstrip() for char in kinds[:NAMED])
    more = f" and {len(kinds) - NAMED} more" if len(kinds) > NAMED else ""
    after = "".join(_BREAKS.get(char, "") for char in before)
    why = f"nobody sees {names}{more}, and nothing here needs it" if not after else f"a line break as {names}{more}"
    return [Edit(KIND, start, end, before, after, "proved", why)]


def _name(char: str) -> str:
    return unicodedata.name(char, "control" if char < "\xa0" else "")


class _Judge:
    """Tells which invisible characters of one text are needed where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept = 0  # characters before this position are part of something that stays
        self._line_end = 0
        self._line_is_rtl = False

    def is_needed(self, at: int, before: str) -> bool:
        """Tell whether the character at `at`, behind the character `before`, does something that is meant."""
        text = self.text
        char = text[at]
        after = text[at + 1] if at + 1 < len(text) else ""
        if char == "\xad":
            # A byte of UTF-8 read as Latin-1 that was left for some reason: half of `ä¸\xadæ–‡` says something else.
            return "\xa1" <= before <= "\xff" and "\xa1" <= after <= "\xff"
        if char in "\u200b\u200c\u200d\u2060\u180e":
            # A joiner that was kept speaks for one behind it: words of Kannada are written with two.
            needed = bool(_JOINING.match(before) or _JOINING.match(after)) or before in ("\u200c", "\u200d")
            return needed or (char == "\u200d" and _is_emoji(before) and _is_emoji(after))
        if "\ufe00" <= char <= "\ufe0f":
            return _takes_variant(before, char, after)
        if "\U000e0100" <= char <= "\U000e01ef":
            return _is_han(before)
        if "\U000e0020" <= char <= "\U000e007f":
            return before == "\U0001f3f4" and self._flag(at)
        if char == "\u034f":
            return bool(after) and unicodedata.combining(after) > 0
        if char in _FILLERS:
            return bool(_HANGUL.match(before) or _HANGUL.match(after))
        return bool(_BIDI_MARK.match(char)) and self._is_rtl_line(at)

    def _flag(self, at: int) -> bool:
        """Keep a flag of tags (England, Scotland, Wales): up to six tags and the one that ends them."""
        match = _FLAG.match(self.text, at)
        if match:
            self.kept = match.end()
        return match is not None

    def _is_rtl_line(self, at: int) -> bool:
        if at >= self._line_end:
            end = self.text.find("\n", at)
            self._line_end = len(self.text) if end < 0 else end
            start = self.text.rfind("\n", 0, at) + 1
            self._line_is_rtl = _RTL.search(self.text, start, self._line_end) is not None
        return self._line_is_rtl


def _is_emoji(char: str) -> bool:
    """Tell whether `char` is a pictograph, a skin tone, or the selector that ends one of them."""
    return char != "" and (char == "\ufe0f" or ord(char) in _SKIN_TONES or unicodedata.category(char) == "So")


def _takes_variant(before: str, selector: str, after: str) -> bool:
    if not before or before.isspace():
        return False
    if before in "0123456789#*":
        return selector == "\ufe0f" and after == "\u20e3"  # a keycap
    if _is_han(before):
        return selector <= "\ufe02"  # standardised variants of compatibility ideographs
    if before.isalpha():
        return before in "ℹⓂ" or bool(_JOINING.match(before))
    return unicodedata.category(before)[0] in "SP" and before not in _PUNCTUATION


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"

"""HTML character references that were never decoded: `&nbsp;`, `&#20013;`, `&#x4e2d;`, `&amp;ldquo;`.

References are decoded until none is left, so that those which were escaped twice come out, too. What is left alone:

- references without a semicolon, except `&nbsp` and long numbers: `?a=1&copy=2` is an address, `AT&T` a name;
- `&lt; &gt; &amp; &quot; &apos;` in a text that has tags or speaks of markup: there they may be what is meant;
- any reference near such words, quoted by itself, `“&nbsp;”`, or told to be written, `要打 &lt;，`: it is spoken of;
- tags that are written with references, `&lt;div&gt;`: a page that shows code looks so, and so does one whose tags were
  escaped by mistake. They are a guess;
- in addresses everything but `&amp;`, which stands for the `&` between two parameters;
- numbers of controls, lone surrogates and code points that do not exist.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from html.entities import html5, name2codepoint
from typing import NamedTuple

from toolkit.article import Certainty, Edit
from toolkit.repair.invisible import find_invisible

KIND = "entities"

# The 252 names of HTML 4 and `apos`. Of the 2,231 of HTML 5 nobody writes the others, and many are words (`&in;`).
_NAMES = {*name2codepoint, "apos"}
_CASELESS = {"nbsp", "amp", "lt", "gt", "quot"}  # also seen as &NBSP; &Amp;

_MARKUP = frozenset("<>&\"'")
_NEAR = 40  # how far from a reference a word like HTML is taken to speak of it, in characters
_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,200}>")
_ABOUT_MARKUP = re.compile(r"HTML|XML|XHTML|字符实体|字元實體|字符引用|转义|轉義|跳脫|escap", re.IGNORECASE)
# A tag of HTML in references. The names are those that people write about; other words may stand between < and >.
_ESCAPED_TAG = re.compile(
    r"&(?:amp;){0,4}lt;/?(?:a|abbr|article|aside|audio|b|base|big|blockquote|body|br|button|canvas|caption|center|code|col"
    r"|dd|del|div|dl|dt|em|embed|fieldset|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins"
    r"|label|li|link|main|map|mark|meta|nav|noscript|object|ol|option|p|param|pre|q|s|script|section|select|small|source"
    r"|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul"
    r"|var|video)(?:[ /][^<>]{0,200}?)?&(?:amp;){0,4}gt;",
    re.IGNORECASE,
)
# A sign that somebody is told to write; punctuation and letters may stand in such places for themselves.
_MENTION = re.compile(
    r"[打寫写用是為为成即入加或和與与] ?(&#?[0-9A-Za-z]{2,8};)(?=[ ，。、；）)]|[或和與与就才來来表代])"
)
_REGION = re.compile(r"&[#0-9A-Za-z;&；]*")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、（）「」《》\u3000]*", re.IGNORECASE)
_QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』", "`": "`", '"': '"', "'": "'"}

_LONGEST = max(map(len, _NAMES)) + 2
_WHOLE = re.compile(r"&#?[0-9A-Za-z]+;")
_NUMBER = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{4,6}|[xX][0-9A-Fa-f]{4,5})\Z")


class _Out(NamedTuple):
    """One piece of output: a character that stands as it was, or what a reference says."""

    text: str
    start: int
    end: int
    certainty: Certainty | None  # None for what stands as it was


def find_entities(text: str) -> list[Edit]:
    """Find character references that should have been decoded.

    >>> [(edit.before, edit.after) for edit in find_entities("小編&amp;ldquo;導語&#8221;")]
    [('&amp;ldquo;', '“'), ('&#8221;', '”')]
    >>> find_entities("https://example.com/?a=1&copy=2 AT&T R&D")
    []
    """
    if "&" not in text:
        return []
    regions = [match for match in _REGION.finditer(text) if len(match[0]) > 2]
    if not regions:
        return []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    has_markup = _has_markup(text)
    tags = [] if has_markup else [match.span() for match in _ESCAPED_TAG.finditer(text)]
    edits: list[Edit] = []
    at = 0  # the first address that does not end before the region
    for match in regions:
        start = match.start()
        while at < len(addresses) and addresses[at][1] <= start:
            at += 1
        in_address = at < len(addresses) and addresses[at][0] <= start
        for piece in _decode(text, match.span(), in_address=in_address):
            if piece.certainty and not (has_markup and not in_address and _is_meant(text, piece)):
                edit = _edit(text, piece)
                if edit is not None:
                    edits.append(edit)
    return _with_doubts(edits, tags) if tags else edits


def _has_markup(text: str) -> bool:
    """Tell whether a text has tags, speaks of markup, or tells which reference to write."""
    if _TAG.search(text) or _ABOUT_MARKUP.search(text):
        return True
    return any(_is_sign(match[1]) for match in _MENTION.finditer(text))


def _is_sign(reference: str) -> bool:
    value = _value(reference)
    return value is not None and (value in _MARKUP or unicodedata.category(value)[0] in "SZ")


def _with_doubts(edits: list[Edit], tags: list[tuple[int, int]]) -> list[Edit]:
    """Make guesses of the edits within tags (both sorted)."""
    done: list[Edit] = []
    index = 0
    for edit in edits:
        while index < len(tags) and tags[index][1] <= edit.start:
            index += 1
        if index < len(tags) and tags[index][0] <= edit.start:
            edit = replace(edit, certainty="guess", why=f"{edit.why}, unless the page shows how a tag is written")
        done.append(edit)
    return done


def _is_meant(text: str, piece: _Out) -> bool:
    """Tell whether a reference in a text with markup, or about it, is to stay."""
    if piece.text in _MARKUP or text.startswith("&amp", piece.start):
        return True
    if _ABOUT_MARKUP.search(text, max(0, piece.start - _NEAR), piece.end + _NEAR):
        return True
    mention = _MENTION.search(text, max(0, piece.start - 2), min(len(text), piece.end + 1))
    return mention is not None and mention.end() == piece.end and _is_sign(mention[1])


def _edit(text: str, piece: _Out) -> Edit | None:
    before = text[piece.start : piece.end]
    left = text[piece.start - 1] if piece.start else ""
    right = text[piece.end] if piece.end < len(text) else ""
    if not piece.text.isalnum() and _QUOTES.get(left) == right != "":
        return None  # the text quotes the reference
    after = piece.text
    why = f"the HTML character reference of {_shown(after)}" if after else "the reference of an invisible character"
    return Edit(KIND, piece.start, piece.end, before, after, piece.certainty or "proved", why)


def _shown(char: str) -> str:
    return char if char.isprintable() and not char.isspace() else " ".join(f"U+{ord(c):04X}" for c in char)


def _decode(text: str, region: tuple[int, int], *, in_address: bool) -> list[_Out]:
    """Decode the references of a run of characters that can be in one, also those that decoding makes.

    Every character is looked at once; a semicolon looks back at most as far as the longest reference is.
    """
    if not in_address and _WHOLE.fullmatch(text, *region):  # the common case: one reference
        value = _value(text[slice(*region)])
        return [] if value is None else [_Out(_visible(text, *region, value), *region, "proved")]
    out: list[_Out] = []
    for at in range(*region):
        char = text[at]
        if char == "&" and not in_address:
            _close(out, at)
        if char in ";；":
            first, reference = _tail(out)
            value = _value(reference + ";") if reference else None
            if value is not None and (value == "&" or not in_address) and (char == ";" or not in_address):
                certain: Certainty = "proved" if char == ";" and _are_proved(out[first:]) else "inferred"
                start = out[first].start
                out[first:] = [_Out(_visible(text, start, at + 1, value), start, at + 1, certain)]
                continue
        out.append(_Out(char, at, at + 1, None))
    if not in_address:
        _close(out, region[1])
    return out


def _visible(text: str, start: int, end: int, value: str) -> str:
    """Return what a reference says, nothing for a character that is invisible and not needed in its place."""
    left = text[start - 1] if start else ""
    right = text[end] if end < len(text) else ""
    return "" if find_invisible(left + value + right) and not value.isspace() else value


def _are_proved(pieces: list[_Out]) -> bool:
    return all(piece.certainty != "inferred" for piece in pieces)


def _tail(out: list[_Out]) -> tuple[int, str]:
    """Return what follows the last ampersand, with it, and where it begins; nothing when that is too far back."""
    for index in range(len(out) - 1, max(-1, len(out) - 1 - _LONGEST), -1):
        if out[index].text == "&":
            return index, "".join(piece.text for piece in out[index:])
    return len(out), ""


def _close(out: list[_Out], end: int) -> None:
    """Decode a reference without a semicolon that ends here, if it is one of those that are believed."""
    first, reference = _tail(out)
    if reference.lower() == "&nbsp" or _LONG_NUMBER.match(reference):
        value = _value(reference + ";")
        if value is not None:
            certain: Certainty = "proved" if _are_proved(out[first:]) else "inferred"
            out[first:] = [_Out(value, out[first].start, end, certain)]


@lru_cache(maxsize=1024)
def _value(reference: str) -> str | None:
    """Return the character of a whole reference, `&…;`, or None when there is none."""
    name = reference[1:-1]
    if name in _NAMES:
        return html5[name + ";"]
    if name.lower() in _CASELESS:
        return html5[name.lower() + ";"]
    if not _NUMBER.fullmatch(reference[:-1]):
        return None
    value = html.unescape(reference)
    if (
        len(value) != 1
        or value == "\ufffd"
        or (unicodedata.category(value) in ("Cc", "Cs", "Cn") and value not in "\t\n\r")
    ):
        return None
    return value

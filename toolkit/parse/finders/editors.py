"""Named editors and authors of footers: `責任編輯:張三`, `（記者 李四）` is prose, `編輯：王五 趙六` are two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import NOTE, alternation, rows, variants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_ROLES = alternation([row[1] for row in rows("role") if row[0] == "named"])
_ROLE = re.compile(
    rf"{_ROLES}(?:[人员員])?(?:[ \t\u3000]?[:：丨|｜/／][ \t\u3000]?|(?<=[/丨])|(?<=[辑輯编編])[ \u3000]+)"
)
_LAST = {row[1][-1] for row in rows("role") if row[0] == "named"}
_GATE = re.compile(
    rf"[{''.join(sorted({form for char in _LAST for form in variants().get(char, char)}))}"
    r"人员員者](?:\([^)\s]{1,7}\))?[ \t\u3000]?[:：/／丨|｜ \u3000]"
)
"""The last character of a role and the sign after it."""

_HAN = rf"(?:[\u3400-\u9fff]{NOTE}){{2,8}}(?:[·•・](?:[\u3400-\u9fff]{NOTE}){{1,8}})*"
_LATIN = r"[A-Za-z][A-Za-z0-9_\-.]{1,23}(?: [A-Z][A-Za-z]{1,15})?"
_MIXED = r"[\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff_]{1,11}"
_NAME = re.compile(f"{_HAN}|{_LATIN}|{_MIXED}")
_OFFICE = "[报報网網社]|周刊|新[闻聞]|电视台|電視臺"
_BYLINE = re.compile(
    rf"^[ \t\u3000]*(?P<name>[\u3400-\u9fff]{{2,4}})\s?[/／]\s?[\u3400-\u9fff]{{1,8}}(?:{_OFFICE})[ \t]*$", re.MULTILINE
)
"""A byline without a role: `張三/某某日報` on a line of its own."""
_NOTE = re.compile(NOTE[:-1])
_GAP = re.compile(r"[ \t\u3000]?[、,，/;；&][ \t\u3000]?|[ \u3000]{1,2}")
_STOP = frozenset('）)】]」』。、;；/|丨 \t\u3000\r\n\x85\u2028\u2029"”（(【[')
_OPENERS = frozenset('\r\n\u2028\u2029\x85（(【[〔「。！？”"…')
_NO_NAMES = frozenset(row[0] for row in rows("noname"))
"""Words that stand where a name should: 未知, 本站, admin."""

_PLAIN_MAX = 4
"""Characters of a name that stands beside others: the longest usual Han name has four, longer ones are pen names."""

_ROLE_MAX = 24
"""Characters looked at in front of a colon; the longest role has six, and a note after each of them."""

_PREFIX_MAX = 8  # characters of a line in front of the role: `見習`, `本版高級`


def find_editors(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the editors and authors that footers name."""
    text = view.text
    for match in _BYLINE.finditer(text) if "/" in text or "／" in text else ():
        start, end = match.span("name")
        claims.take(start, end)
        yield view.contact("editor", match["name"], start, end, "inferred")
    if not _GATE.search(text):
        return
    last_end = -1
    for role in _roles(text):
        if role.start() != last_end and not _begins_part(text, role.start()):
            continue
        for start, end in _names(text, role.end()):
            last_end = end
            if claims.free(start, end):
                claims.take(start, end)
                yield view.contact("editor", _NOTE.sub("", text[start:end]).strip(), start, end, "proved")


def _roles(text: str) -> Iterator[re.Match[str]]:
    """Yield the roles in front of a sign, in order; only the surroundings of such signs are searched."""
    at = 0
    for gate in _GATE.finditer(text):
        for role in _ROLE.finditer(text, max(at, gate.start() - _ROLE_MAX), min(len(text), gate.end() + 2)):
            at = role.end()
            yield role


def _names(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the names in a row that begins at `at`."""
    first = True
    while True:
        match = _NAME.match(text, at)
        if match is None:
            return
        end = _cut_at_role(text, at, match.end())
        name = _NOTE.sub("", text[at:end])
        if name in _NO_NAMES or name[:2] in _NO_NAMES or (not first and len(name) > _PLAIN_MAX):
            return
        gap = _GAP.match(text, end)
        last = gap is None or not _is_name_next(text, gap.end())
        if last and end == match.end() and text[end : end + 1] not in _STOP and end < len(text):
            return  # the words go on: `記者：針對該案，下一步…`
        yield at, end
        if last or gap is None or len(name) > _PLAIN_MAX:
            return
        first = False
        at = gap.end()


def _is_name_next(text: str, at: int) -> bool:
    """Tell whether a further name stands at `at`: a short one that ends there, and no role."""
    match = _NAME.match(text, at)
    if match is None or _ROLE.match(text, at):
        return False
    after = text[match.end() : match.end() + 1]
    return len(_NOTE.sub("", match[0])) <= _PLAIN_MAX and (not after or after in _STOP or after in ",，")


def _cut_at_role(text: str, start: int, end: int) -> int:
    """Cut a name before the next role where the space between them was lost: `李小凡編輯：…`."""
    role = _ROLE.search(text, start + 2, min(len(text), end + 4))
    return role.start() if role is not None and role.start() < end else end


def _begins_part(text: str, start: int) -> bool:
    """Tell whether a role begins a line, a bracket, or a part of a footer line; prose about an editor does not."""
    i = start
    while i > 0 and start - i < 12 and (text[i - 1] in " \t\u3000|丨、/；;·※*★●■—-" or text[i - 1].isdigit()):
        i -= 1
    if i == 0 or i < start or text[i - 1] in _OPENERS:
        return True
    return start <= _PREFIX_MAX or any(char in "\r\n" for char in text[start - _PREFIX_MAX : start])

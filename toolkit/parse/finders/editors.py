"""Named editors and authors of footers: `責任編輯:張三`, `（記者 李四）` is prose, `編輯：王五 趙六` are two."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import NOTE, alternation, fold, forms_of, furniture, rows, variants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_ROLES = alternation([row[1] for row in rows("role") if row[0] == "named"])
_ROLE = re.compile(
    rf"{_ROLES}(?:[人员員])?(?:[ \t\u3000]?[:：丨|｜/／][ \t\u3000]?|(?<=[/丨])"
    r"|(?<=[辑輯编編])[ \u3000]+|(?<=文[/／、][图圖])[ \u3000]+)"
)
_LAST = {row[1].partition("(?=")[0][-1] for row in rows("role") if row[0] == "named"}
_GATE = re.compile(
    rf"[{''.join(sorted({form for char in _LAST for form in variants().get(char, char)}))}"
    r"人员員者](?:\([^)\s]{1,7}\))?[ \t\u3000]?[:：/／丨|｜ \u3000]"
)
"""The last character of a role and the sign after it."""

_HAN = rf"(?:[\u3400-\u9fff]{NOTE}){{2,16}}(?:[·•・](?:[\u3400-\u9fff]{NOTE}){{1,8}})*"
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
_STOP = frozenset('）)】]」』。、;；/|｜丨_<& \t\u3000\r\n\x85\u2028\u2029"”（(【[')
_COMMAS = frozenset("，,")
_PRESENTED = ("作者", "译者", "譯者", "撰稿", "编者", "編者")
"""Roles whose names are presented: `作者：某某，某校教師`; a reporter with a comma behind speaks."""

_PRESENTED_MAX = 6  # characters of a name that is presented
_OPENERS = frozenset('\r\n\u2028\u2029\x85（(【>[〔「。！？”"…')
_NO_NAMES = frozenset(row[0] for row in rows("noname") if row[0][0] != "*")
"""Words that stand where a name should: 未知, 本站, admin."""

_ROLE_ENDS = ("记者", "記者", "通讯员", "通訊員", "评论员", "評論員")
_OFFICES = (
    *(form for row in rows("signoff") for form in forms_of(row[0]) if len(row[0]) > 1 or row[0] in "局厅馆处站部社院"),
    *("日报", "日報", "晚报", "晚報", "时报", "時報", "网", "網"),
    *_ROLE_ENDS,
)
"""Ends of words that say for whom somebody writes."""

_NO_ENDS = tuple(row[0][1:] for row in rows("noname") if row[0][0] == "*")
"""Ends of words that follow a name: 主任醫師, 綜合報導."""

_SURNAMES = [row[0] for row in rows("surname")]
_COMPOUND = frozenset(form for name in _SURNAMES[0].split() for form in forms_of(name))
_RANK = {form: rank for rank, char in enumerate("".join(_SURNAMES[1:])) for form in forms_of(char)}
"""Place of a surname by the number of people who bear it."""

_TWO = 30
"""Ranks that a name of two characters costs more than one of three: those are three times as many in footers."""

_ROLE_WORD = alternation(["记者", "通讯员", "编辑", "责编", "特派员", "撰稿", "实习生", "作者"])
_FRONT = alternation(["本报", "本台", "本刊", "本网", "特派", "驻地", "首席", "见习", "实习", "责任", "值班", "特约"])
_FRONTED = re.compile(_FRONT + _ROLES)
_FRONT_END = re.compile(f"{_FRONT}{{1,2}}\\Z")
_FRONT_LAST = frozenset("报報台刊网網派地席习習任班约約)")
_FRONT_MAX = 24  # characters of two such words, each with a note after every character
_BYLINE_ROLE = f"{_FRONT}{{0,2}}{_ROLE_WORD}"
_SPACE = r"[ \t\u3000]*"
_SHORT_NAME = r"[\u3400-\u9fff]{2,4}?"
_BYLINE_LINE = re.compile(
    rf"^{_SPACE}(?P<open>[（(【〔\[])?\s?(?P<inside>{_BYLINE_ROLE}[^\n。，！？：:]{{2,60}}?)\s?"
    rf"(?P<shut>[)）】〕\]])?{_SPACE}$",
    re.MULTILINE,
)
"""A line of nothing but bylines without a colon: `（記者 張三 通訊員 李四）`, `記者張三／台北報導`."""
_BYLINE_END = (
    rf"{_SPACE}(?:文[/／、]?[图摄圖攝]影?"
    r"|[／/╱ \u3000]\s?[\u3400-\u9fff]{0,8}(?:[报報][道导導]|[摄攝]影?|[电電]))"
)
_BYLINE_PART = re.compile(
    rf"{_BYLINE_ROLE}(?P<gap>{_SPACE})(?P<names>{_SHORT_NAME}(?:[、 \u3000]{{1,3}}{_SHORT_NAME}){{0,4}}?)"
    rf"(?P<tail>{_BYLINE_END})?{_SPACE}(?={_BYLINE_ROLE}|\Z)"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")

_PLAIN_MAX = 4
"""Characters of a name that stands beside others: the longest usual Han name has four, longer ones are pen names."""

_NAME_MAX = 12  # characters of the longest name, a pen name or a translated one
_RUN_MAX = 16  # characters of names run together, five of three
_ALL_HAN = re.compile(r"[\u3400-\u9fff]+")
_BYLINE_GATE = ("记者", "記者", "编辑", "編輯", "通讯员", "通訊員", "责编", "責編", "撰稿", "作者")
_ROLE_MAX = 24
"""Characters looked at in front of a colon; the longest role has six, and a note after each of them."""

_PREFIX_MAX = 8  # characters of a line in front of the role: `見習`, `本版高級`


_FULL_NAME = (
    f"(?:(?:{'|'.join(sorted(_COMPOUND))})[\u3400-\u9fff]{{1,2}}|[{''.join(sorted(_RANK))}][\u3400-\u9fff]{{1,2}})"
)
_SIGNED = re.compile(
    rf"[\n\r][ \t\u3000]*[（(]\s?(?P<names>{_FULL_NAME}(?:[、，, \u3000]{{1,2}}{_FULL_NAME}){{0,3}})"
    r"\s?[)）][ \t]*(?=[\r\n]|\Z)"
)
"""A line of nothing but names in brackets: `（張三 李四）`."""

_FOOT = 200  # characters below such a line: the rest of a footer


def find_editors(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the editors and authors that footers name."""
    text = view.text
    for match in _BYLINE.finditer(text) if "/" in text or "／" in text else ():
        start, end = match.span("name")
        claims.take(start, end)
        yield view.contact("editor", match["name"], start, end, "inferred")
    yield from _find_bylines(view, claims)
    for match in _SIGNED.finditer(text, max(0, len(text) - _FOOT)):
        if furniture("any").fullmatch(fold(match[0].strip())):
            continue  # （全文完）
        for part in re.finditer(_FULL_NAME, match["names"]):
            start, end = match.start("names") + part.start(), match.start("names") + part.end()
            if claims.free(start, end):
                claims.take(start, end)
                yield view.contact("editor", part[0], start, end, "inferred")
    if not _GATE.search(text):
        return
    last_end = -1
    for role in _roles(text):
        if role.start() != last_end and not _begins_part(text, role.start()):
            continue
        for start, end in _names(text, role.end(), presents=role[0].startswith(_PRESENTED)):
            last_end = end
            if not claims.free(start, end):
                continue
            claims.take(start, end)
            pieces = _cut_names(text, start, end)
            if (
                len(pieces) == 1
                and len(_NOTE.sub("", text[start:end])) > _NAME_MAX
                and _ALL_HAN.fullmatch(text, start, end)
            ):
                continue
            for a, b in pieces:
                name = _NOTE.sub("", text[a:b]).strip()
                yield view.contact("editor", name, a, b, "proved" if len(pieces) == 1 else "inferred")


def _find_bylines(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the names of lines that are nothing but bylines."""
    text = view.text
    if not any(word in text for word in _BYLINE_GATE):
        return
    for line in _BYLINE_LINE.finditer(text):
        bracketed = line["open"] and line["shut"]
        at = line.start("inside")
        parts = list(_BYLINE_PART.finditer(line["inside"]))
        if not parts or "".join(part[0] for part in parts).replace(" ", "") != line["inside"].replace(" ", ""):
            continue
        if not bracketed and not all(part["gap"] or part["tail"] for part in parts):
            continue  # 記者會昨天舉行 is a line of prose
        for part in parts:
            for name in _HAN_NAME.finditer(line["inside"], *part.span("names")):
                start, end = at + name.start(), at + name.end()
                if name[0] not in _NO_NAMES and claims.free(start, end):
                    claims.take(start, end)
                    yield view.contact("editor", name[0], start, end, "inferred")


def _cut_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut names that were run together (`王小明李大華`) where each piece begins with a surname; else one range.

    A run of up to four characters may be one name; longer ones are cut into names of two to four, if that is possible
    throughout, so that the surnames are as usual as can be.
    """
    run = text[start:end]
    if not _PLAIN_MAX < len(run) <= _RUN_MAX or not _ALL_HAN.fullmatch(run) or run.endswith(_OFFICES):
        return [(start, end)]
    best: dict[int, tuple[int, list[int]]] = {0: (0, [0])}  # up to each character: cost, where the pieces end
    for at in range(2, len(run) + 1):
        ways = [
            (best[at - size][0] + cost, [*best[at - size][1], at])
            for size in (2, 3, 4)
            if at - size in best and (cost := _cost(run[at - size : at])) is not None
        ]
        if ways:
            best[at] = min(ways)
    edges = best[len(run)][1] if len(run) in best else [0, len(run)]
    return [(start + a, start + b) for a, b in pairwise(edges)]


def _cost(name: str) -> int | None:
    """Return how unusual a name is, None if it begins with no surname or has too many characters for it."""
    if len(name) > 2 and name[:2] in _COMPOUND:
        return 0
    rank = _RANK.get(name[0]) if len(name) < 4 else None
    return None if rank is None else rank + _TWO * (len(name) == 2)


def _roles(text: str) -> Iterator[re.Match[str]]:
    """Yield the roles in front of a sign, in order; only the surroundings of such signs are searched."""
    at = 0
    for gate in _GATE.finditer(text):
        for role in _ROLE.finditer(text, max(at, gate.start() - _ROLE_MAX), min(len(text), gate.end() + 2)):
            at = role.end()
            yield role


def _names(text: str, at: int, *, presents: bool) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the names in a row that begins at `at`; `presents`: a comma may follow with who it is."""
    first = True
    while True:
        match = _NAME.match(text, at)
        if match is None:
            return
        end = _cut_at_role(text, at, match.end())
        apart = _GAP.match(text, end)
        if text[at:end].endswith(_OFFICES) and apart is not None and _is_name_next(text, apart.end()):
            at = apart.end()  # `文/某某晚報記者 張三`, `文/某縣委宣傳部 李四`
            continue
        at = max(
            (text.rfind(word, at, end) + len(word) for word in _ROLE_ENDS if word in text[at : end - 1]), default=at
        )
        name = _NOTE.sub("", text[at:end])
        if (
            name in _NO_NAMES
            or name[:2] in _NO_NAMES
            or (not first and len(name) > _PLAIN_MAX)
            or name.endswith(_NO_ENDS)
        ):
            return
        gap = _GAP.match(text, end)
        last = gap is None or not _is_name_next(text, gap.end())
        stop = _STOP | _COMMAS if presents and first and len(name) <= _PRESENTED_MAX else _STOP
        if last and end == match.end() and text[end : end + 1] not in stop and end < len(text):
            return  # the words go on: `記者：針對該案，下一步…`
        yield at, end
        if last or gap is None or len(name) > _PLAIN_MAX:
            return
        first = False
        at = gap.end()


def _is_name_next(text: str, at: int) -> bool:
    """Tell whether a further name stands at `at`: a short one that ends there, and no role."""
    match = _NAME.match(text, at)
    if match is None or _ROLE.match(text, at) or _FRONTED.match(text, at):
        return False
    after = text[match.end() : match.end() + 1]
    return len(_NOTE.sub("", match[0])) <= _PLAIN_MAX and (not after or after in _STOP or after in ",，")


def _cut_at_role(text: str, start: int, end: int) -> int:
    """Cut a name before the next role where the space between them was lost: `李小凡編輯：…`."""
    role = _ROLE.search(text, start + 2, min(len(text), end + 4))
    return role.start() if role is not None and role.start() < end else end


def _begins_part(text: str, start: int) -> bool:
    """Tell whether a role begins a line, a bracket, or a part of a footer line; prose about an editor does not."""
    front = (
        _FRONT_END.search(text, max(0, start - _FRONT_MAX), start) if text[start - 1 : start] in _FRONT_LAST else None
    )
    start = front.start() if front is not None else start
    i = start
    while i > 0 and start - i < 12 and (text[i - 1] in " \t\u3000|丨、/；;·※*★●■—-" or text[i - 1].isdigit()):
        i -= 1
    if i == 0 or i < start or text[i - 1] in _OPENERS:
        return True
    return start <= _PREFIX_MAX or any(char in "\r\n" for char in text[start - _PREFIX_MAX : start])

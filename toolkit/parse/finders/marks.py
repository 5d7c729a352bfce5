"""Marks of those who answer for a page: registration numbers (ICP, public security) and named editors and authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import NOTE, expand, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.parse.finders.contact import Contact
    from toolkit.parse.finders.view import Claims, View

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_N = r"\s?"
_ICP = re.compile(
    expand(
        rf"(?:{'|'.join(_PROVINCES)}){_N}(?:"
        rf"[A-Za-z]\d{_N}-{_N}\d{{8}}(?:-\d{{1,4}})?(?:{_N}号)?"
        rf"|(?i:ICP){_N}(?:备|证){_N}\d{{5,10}}{_N}号?(?:{_N}-{_N}\d{{1,3}})?"
        rf"|公网安备{_N}\d{{11,14}}{_N}号?)",
        notes=False,
    )
)
_ICP_GATE = re.compile(r"[Ii][Cc][Pp]|[安][备備]|[A-Z]2\s?-")
_NORMAL = str.maketrans("備證號滬雲遼魯蘇贛晉陝閩貴粵寧瓊網", "备证号沪云辽鲁苏赣晋陕闽贵粤宁琼网")

_ROLES = [row[0] for row in rows("role")]
_EDITOR = re.compile(
    expand(rf"(?P<role>{'|'.join(sorted(_ROLES, key=len, reverse=True))})(?:人|员)?")
    + r"\s?(?:[:：丨|/／]\s?|(?<=[/丨])|(?<=[辑輯编編])[ \u3000]+)"
)
_EDITOR_GATE = re.compile(r"[辑輯编編者稿文校审審写寫员員译譯制製人](?:\([^)\s]{1,7}\))?\s?[:：/／丨| \u3000]")
_HAN_NAME = rf"(?:[\u3400-\u9fff]{NOTE}){{2,8}}(?:[·•・](?:[\u3400-\u9fff]{NOTE}){{1,8}})*"
_LATIN_NAME = r"[A-Za-z][A-Za-z0-9_\-.]{1,23}(?: [A-Z][A-Za-z]{1,15})?"
_MIXED_NAME = r"[\u3400-\u9fff][A-Za-z0-9\u3400-\u9fff_]{1,11}"
_NAME = re.compile(f"{_HAN_NAME}|{_LATIN_NAME}|{_MIXED_NAME}")
_NOTE = re.compile(NOTE[:-1])
_GAP = re.compile(r"\s?[、,，/;；&]\s?|[ \u3000]{1,2}")
_STOP = frozenset('）)】]」』。,，、;；/|丨 \t\u3000\r\n"”（(【[:：')
_NO_NAMES = frozenset(row[0] for row in rows("noname"))
"""Words that stand where a name should: 未知, 本站, admin."""

_SURNAME_MAX = 4  # characters of a name that stands beside others, separated by spaces


def find_icp(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield registration marks: `京ICP备…号-1`, `粤B2-…`, `京公网安备…号`; the value is simplified, without spaces."""
    if not _ICP_GATE.search(view.text):
        return
    for match in _ICP.finditer(view.text):
        start, end = match.span()
        if claims.free(start, end):
            claims.take(start, end)
            value = re.sub(r"\s", "", match[0]).translate(_NORMAL)
            yield view.contact("icp", re.sub("(?i)icp", "ICP", value), start, end, "proved")


def find_editors(view: View, claims: Claims) -> Iterator[Contact]:
    """Yield the editors and authors that a footer names; `編輯:張三 李四` names two."""
    text = view.text
    if not _EDITOR_GATE.search(text):
        return
    for role in _EDITOR.finditer(text):
        if not _starts_footer(text, role.start()):
            continue
        at = role.end()
        while True:
            match = _NAME.match(text, at)
            if match is None or not _is_name(text, match):
                break
            start, end = match.span()
            if claims.free(start, end):
                claims.take(start, end)
                yield view.contact("editor", _NOTE.sub("", match[0]).strip(), start, end, "proved")
            gap = _GAP.match(text, end)
            if gap is None:
                break
            following = _NAME.match(text, gap.end())
            if (
                following is None
                or following[0][:2] in ("编辑", "編輯", "责任", "責任")
                or _role_follows(text, gap.end())
            ):
                break
            if len(_NOTE.sub("", match[0])) > _SURNAME_MAX or len(_NOTE.sub("", following[0])) > _SURNAME_MAX:
                break
            at = gap.end()


def _starts_footer(text: str, start: int) -> bool:
    """Tell whether a role begins a line, a bracket, or a part of a footer line; prose about an editor does not."""
    i = start
    while i > 0 and start - i < 12 and (text[i - 1] in " \t\u3000|丨、/；;·※*★●■—-" or text[i - 1].isdigit()):
        i -= 1
    if i == 0 or text[i - 1] in '\r\n\u2028\u2029\x85（(【[〔「。！？”"…':
        return True
    # 「本文責任編輯」, 「見習編輯」: up to four more characters of the role itself; or a part after a space.
    if i < start:
        return True
    line = max(text.rfind("\n", max(0, start - 8), start), -1)
    return line >= 0 or start <= 6


def _is_name(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 1]
    if after and after not in _STOP:
        return False
    bare = _NOTE.sub("", match[0])
    return bare not in _NO_NAMES and bare[:2] not in _NO_NAMES


def _role_follows(text: str, at: int) -> bool:
    return _EDITOR.match(text, at) is not None

"""Registration marks of those who run a site: ICP filings and licences (MIIT), public security filings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.parse.lexicon import expand

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

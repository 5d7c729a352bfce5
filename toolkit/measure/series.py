"""Whose article it is: one publisher's own series is no replication, however alike its issues are."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from toolkit.measure.voices import said_in
from toolkit.sketch.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.measure.voices import Said

EDGE_LINES = 2
"""Lines at the beginning and at the end of an article where whoever publishes it is named."""

LINE = 200
"""Characters of such a line that are looked at, from either end: some texts are one line."""

SUBJECT = 4
"""Times a name is said from which it is what the article is about, not who publishes it."""

_HOUSES = (
    "服务中心|卫生中心|疾控中心|健康中心|活动中心|文化中心|援助中心|管理中心|中心|医院|卫生院|"
    "卫生所|卫生室|诊所|门诊部|银行|支行|信用社|信用部|农会|合作社|学校|小学|中学|大学|学院|"
    "国小|国中|高中|幼儿园|图书馆|博物馆|美术馆|文化馆|档案馆|纪念馆|体育馆|科技馆|展览馆|委员会|"
    "政府|消委会|总工会|工会|协会|学会|基金会|公会|法院|检察院|派出所|公安局|税务局|卫生局|"
    "教育局|气象台|气象局|电视台|广播电台|报社|杂志社|编辑部|出版社|书店|书屋|公司|集团|专线|"
    "热线|教务组|教务处|学务处|总务处|宣教部|宣教科|宣传科|管理处|管理所|事务所|办公室|村委会|"
    "居委会|街道办|俱乐部|工作室|研究所|研究院|实验室|剧团|剧院|乐团|家长会|校友会|志愿队|志工队"
)
"""How names of houses end that answer for what they print. Names of sites (网, 百科, 堂) are none: farms have them."""

_SHORT = "馆|局|铺|窑|社|厂|院|所|站|科|队|团|坊|园"
"""Endings of one character: only where the name is all that stands between two marks."""

_SPEECH = frozenset("的了着是在有与及而去到把被将就都也还很最更不没请您你我他她它们这那吗呢吧为给对从向")
"""Characters of sentences, not of names: what stands between two of them may be one."""

_ISSUE = r"第[0-9一二三四五六七八九十百零〇]{1,6}[期号集讲回辑封]"
"""How the issues of a series are numbered, as the fold writes it."""

_LINE = re.compile(r"\S[^\n\r]*")
_TITLED = re.compile(r"[《「『“](.{1,16}?)[》」』”]")
_HAN = "㐀-䶿一-鿿豈-﫿"
_NUMBERED = re.compile(
    rf"([{_HAN}]{{3,16}})[\s·|｜:：]{{0,3}}第\s{{0,2}}[0-9０-９一二三四五六七八九十百零〇]{{1,6}}\s{{0,2}}[期號号集講讲回輯辑封]"
)
"""A series by its name and issue, such as 家長通訊 第 12 號."""

_AUTHOR = re.compile(
    rf"(?:作者|撰文|图文|圖文|文字|主播|主持人?|主講|主讲|主筆|主笔|文)\s?[:：/／]\s?[{_HAN}a-zA-Z]{{2,12}}|(?:——|--|—)\s?[{_HAN}]{{2,6}}$",
    re.MULTILINE,
)
"""Who signs. Responsible editors (責任編輯) are none: farms have them, too."""

_RUN = re.compile(rf"[{_HAN}]{{2,}}")
_NOBODY = ("本站", "网站", "小编", "平台", "商店", "客服中心", "个人中心", "该公司", "我公司", "分公司")
"""What ends so, and is nobody's name."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    folded = "|".join(fold(part) for part in _HOUSES.split("|"))
    short = "|".join(fold(part) for part in _SHORT.split("|"))
    return re.compile(f".{{2,14}}(?:{folded})"), re.compile(f".{{3,11}}(?:{short})"), re.compile(_folded(_ISSUE))


def _folded(pattern: str) -> str:
    return "".join(c if c.isascii() else fold(c) for c in pattern)


def publishers(text: str, said: Said | None = None) -> tuple[str, ...]:
    r"""Return the names under which a text is published, folded: houses, numbered series and authors at either end.

    What is named often is the subject of the text, and left out. Nothing is looked up: a name is what ends as the names
    of offices, schools, shops and societies do, what numbers its issues, or who signs.

    Args:
        text: the article.
        said: its fold, if it is known.

    >>> publishers("流感來了怎麼辦?安和社區衛生服務中心為您解答\n多喝水。\n電話:16500001234") == (
    ...     fold("安和社區衛生服務中心"),
    ... )
    True
    >>> publishers("修傘的人去哪兒了?|《舊零件》第21期\n他修了二十二年。") == (fold("舊零件"),)
    True
    >>> publishers("小舟花怎麼樣\n本站帶大家看看。\n本文不代表本站立場")
    ()
    """
    said = said or said_in(text)
    whole, offsets = said.folded, said.offsets
    house, short, issue = _patterns()
    found: dict[str, None] = {}
    for start, stop in _edges(text):
        # A run's fold is a part of the whole text's: folding many short pieces anew would take several times as long.
        if issue.search(whole, bisect_left(offsets, start), bisect_left(offsets, stop)):
            titles = (match.span(1) for match in _TITLED.finditer(text, start, stop))
            found |= dict.fromkeys(whole[bisect_left(offsets, a) : bisect_left(offsets, b)] for a, b in titles)
        signed = [match.span(1) for match in _NUMBERED.finditer(text, start, stop)]
        signed += [match.span() for match in _AUTHOR.finditer(text, start, stop)]
        found |= dict.fromkeys(whole[bisect_left(offsets, a) : bisect_left(offsets, b)] for a, b in signed)
        for run in _RUN.finditer(text, start, stop):
            for piece in _between_speech(whole[bisect_left(offsets, run.start()) : bisect_left(offsets, run.end())]):
                named = house.match(piece) or short.fullmatch(piece)
                if named is not None and not named[0].endswith(_nobody()):
                    found.setdefault(named[0])
    return tuple(name for name in found if len(name) >= 2 and whole.count(name) < SUBJECT)


def _edges(text: str) -> list[tuple[int, int]]:
    """Return where a publisher may be named: the first and the last lines, what is long of them from either end."""
    lines = [match.span() for match in _LINE.finditer(text)]
    edges = [*lines[:EDGE_LINES], *lines[EDGE_LINES:][-EDGE_LINES:]]
    halves = [(a, min(b, a + LINE)) for a, b in edges] + [
        (max(a + LINE, b - LINE), b) for a, b in edges if b - a > LINE
    ]
    return sorted(halves)


def _between_speech(written: str) -> list[str]:
    return "".join(" " if char in _speech() else char for char in written).split()


@cache
def _speech() -> frozenset[str]:
    return frozenset(map(fold, _SPEECH))


@cache
def _nobody() -> tuple[str, ...]:
    return tuple(map(fold, _NOBODY))


def one_series(signatures: Iterable[str], other: str) -> bool:
    """Return whether another text names a publisher or a contact of the article, all of them folded."""
    return any(signature in other for signature in signatures)


def contact_signatures(raws: Sequence[str]) -> tuple[str, ...]:
    """Return contacts as other texts of the same author write them; short ones say nothing."""
    return tuple(written for written in map(fold, raws) if len(written) >= 6)

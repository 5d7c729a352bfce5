"""Names for what varies: by type, by unit, by the words around it, by its values."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from toolkit.induce.nodes import Choice, Node, Opt, Repeat, Seq, Slot, Text, walk, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.induce.nodes import Reading
    from toolkit.induce.tidy import Column

UNITS = {
    "元": "amount", "块": "amount", "塊": "amount", "万": "amount", "萬": "amount", "亿": "amount", "億": "amount",
    "%": "percent", "％": "percent", "‰": "percent", "折": "discount", "年": "year", "月": "month", "日": "day",
    "天": "days", "周": "weeks", "週": "weeks", "岁": "age", "歲": "age", "小时": "hours", "小時": "hours",
    "分钟": "minutes", "分鐘": "minutes", "分": "score", "秒": "seconds", "人": "people",
    "名": "people", "位": "people",
    "家": "count", "个": "count", "個": "count", "条": "count", "條": "count", "次": "times", "期": "terms",
    "公里": "distance", "米": "distance", "斤": "weight", "克": "weight", "度": "degrees", "℃": "degrees",
    "号": "number", "號": "number", "路": "route", "层": "floor", "樓": "floor", "楼": "floor",
}  # fmt: skip
"""What stands behind a number, and what the number then is."""

LABELS = {
    "责任编辑": "editor", "責任編輯": "editor", "编辑": "editor", "編輯": "editor", "小编": "editor", "作者": "author",
    "来源": "source", "來源": "source", "电话": "phone", "電話": "phone", "手机": "phone", "手機": "phone",
    "微信": "wechat", "QQ": "qq", "邮箱": "email", "郵箱": "email", "地址": "address", "网址": "url", "網址": "url",
    "日期": "date", "时间": "time", "時間": "time", "价格": "price", "價格": "price", "售价": "price", "售價": "price",
    "利率": "rate", "年化": "rate", "额度": "limit", "額度": "limit", "平台": "platform", "平臺": "platform",
    "公司": "company", "品牌": "brand", "型号": "model", "型號": "model", "产品": "product", "產品": "product",
    "客服": "service", "浏览": "views", "瀏覽": "views", "门票": "ticket", "門票": "ticket", "票价": "fare",
    "票價": "fare", "交通": "transport", "标题": "title", "標題": "title", "姓名": "name", "城市": "city",
    "成立于": "year", "成立於": "year", "温度": "temperature", "溫度": "temperature", "逾期": "overdue",
}  # fmt: skip
"""What stands before a place, and what the place then is."""

ENDINGS = {
    "贷": "platform", "貸": "platform", "借": "platform", "花": "platform", "分期": "platform", "钱包": "platform",
    "錢包": "platform", "市": "city", "县": "city", "縣": "city", "镇": "town", "鎮": "town",
    "村": "town", "省": "province",
    "公司": "company", "集团": "company", "集團": "company", "银行": "bank", "銀行": "bank", "大学": "school",
    "大學": "school", "网": "site", "網": "site", "站": "site", "路": "street", "街": "street", "先生": "person",
    "女士": "person", "医生": "person", "醫生": "person", "老师": "person", "老師": "person",
}  # fmt: skip
"""How values end, and what they then are."""

NUMERALS = re.compile(r"[一二三四五六七八九十百千零〇两兩]+")
SENTENCE = re.compile(r"[。！？!?]$")
ENOUGH = 0.6
"""Share of the values that must agree on an ending."""


class Named:
    """Names given so far; a second one of a kind gets a number."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def take(self, name: str) -> str:
        """Return `name`, or `name_2` … where it is taken."""
        self._used[name] += 1
        n = self._used[name]
        return name if n == 1 else self.take(f"{name}_{n}") if f"{name}_{n}" in self._used else f"{name}_{n}"


def name_all(tree: Node, cols: Mapping[int, Column], reserved: Sequence[str] = ()) -> dict[int, str]:
    """Return a name for each slot, optional part, choice and list.

    Args:
        tree: the finished tree.
        cols: the values of its slots.
        reserved: names that may not be used.
    """
    around = _surroundings(tree)
    places: Counter[int] = Counter(node.id for node in walk(tree) if isinstance(node, Slot))
    named = Named()
    for name in reserved:
        named.take(name)
    out: dict[int, str] = {}
    for node in walk(tree):
        if isinstance(node, Seq | Text) or node.id in out:
            continue
        if isinstance(node, Slot):
            if node.kind == "count":
                continue
            values = cols[node.id].counts if node.id in cols else Counter()
            before, after = around.get(node.id, ("", ""))
            out[node.id] = named.take(_slot_name(node, values, before, after, places[node.id]))
        elif isinstance(node, Opt):
            out[node.id] = named.take("has_" + _topic(node.body))
        elif isinstance(node, Choice):
            out[node.id] = named.take(_topic(node) + "_choice")
        elif isinstance(node, Repeat):
            out[node.id] = named.take(_plural(_topic(node)))
    return out


def _surroundings(tree: Node) -> dict[int, tuple[str, str]]:
    """Return the fixed text before and after each slot's first place, up to eight characters."""
    leaves = [node for node in walk(tree) if isinstance(node, Text | Slot)]
    out: dict[int, tuple[str, str]] = {}
    for k, leaf in enumerate(leaves):
        if isinstance(leaf, Slot) and leaf.id not in out:
            before = leaves[k - 1] if k else None
            after = leaves[k + 1] if k + 1 < len(leaves) else None
            out[leaf.id] = (
                before.text[-8:] if isinstance(before, Text) else "",
                after.text[:8] if isinstance(after, Text) else "",
            )
    return out


def _slot_name(slot: Slot, values: Counter[str], before: str, after: str, places: int) -> str:
    if slot.kind in {"url", "email", "domain", "date", "time", "phone", "id"}:
        return slot.kind
    label = _label(before)
    if slot.kind == "number":
        unit = next((name for unit, name in UNITS.items() if after.lstrip().startswith(unit)), None)
        return label if label in {"rate", "views", "price", "fare", "ticket"} else unit or label or "number"
    ending = _ending(values)
    if label:
        return label
    if ending:
        return ending
    if values and all(NUMERALS.fullmatch(v) for v in values):
        unit = next((name for unit, name in UNITS.items() if after.startswith(unit)), None)
        return unit or "numeral"
    longest = max(map(len, values), default=0)
    if any(SENTENCE.search(v) for v in values):
        return "sentence" if not any("\n" in v for v in values) else "paragraph"
    if any("\n" in v for v in values):
        return "lines"
    if places > 2 and longest <= 12:
        return "name"
    return "word" if longest <= 4 else "phrase" if longest <= 24 else "text"


def _label(before: str) -> str | None:
    bare = before.rstrip("：: 为為是“「《")
    return next((name for word, name in LABELS.items() if bare.endswith(word)), None)


def _ending(values: Counter[str]) -> str | None:
    total = len(values)
    for end, name in ENDINGS.items():
        if total > 1 and sum(v.endswith(end) and len(v) > len(end) for v in values) >= ENOUGH * total:
            return name
    return None


TOPICS = {
    "editor": ("编辑", "編輯"), "disclaimer": ("声明", "聲明"),
    "contact": ("联系", "聯繫", "电话", "電話", "微信", "邮箱", "郵箱"),
    "fee": ("费用", "費用", "收费", "收費", "利率", "利息"), "question": ("？", "问", "問"), "advice": ("建议", "建議"),
    "summary": ("总结", "總結", "总之", "總之"), "tip": ("提示", "提醒", "注意"), "step": ("步骤", "步驟", "第一步"),
    "address": ("地址",), "source": ("来源", "來源"), "promise": ("本文", "本站", "小编", "小編"),
    "opening": ("随着", "隨著", "近年"),
}  # fmt: skip
"""Words that tell what a part is about."""


def _topic(node: Node) -> str:
    """Name a part by the words in it."""
    text = "".join(leaf.text for leaf in walk(node) if isinstance(leaf, Text))
    if not text:
        text = "".join("".join(leaf.choices[:4]) for leaf in walk(node) if isinstance(leaf, Slot))
    for name, words in TOPICS.items():
        if any(word in text for word in words):
            return name
    if "\n" in text.rstrip("\n"):
        return "section"
    return "line" if text.endswith("\n") else "sentence" if SENTENCE.search(text) else "part"


def _plural(name: str) -> str:
    return {"summary": "summaries", "advice": "advices"}.get(name, name + "s")


def example(tree: Node, reading: Reading) -> str:
    """Return the text of a reading; for reports."""
    return "".join(text for _, text, _ in write(tree, reading))

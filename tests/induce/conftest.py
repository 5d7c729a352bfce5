"""A small mould whose parts are known, for tests of what induction finds."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import strategies as st

from toolkit.induce.nodes import Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, joined
from toolkit.induce.tidy import merged

PLATFORMS = ("青禾速借", "小舟花", "微潮分期", "橙柚貸", "蜂巢易借", "暖橋錢包", "拾光花", "米粒應急")
CITIES = ("臨江市", "雲溪鎮", "南塢城", "霧海市", "白渡口")
MERITS = ("審核快", "額度高", "利息低", "還款靈活")


def article(rng: random.Random) -> str:
    """Write one article: a repeated name, typed slots, a closed list, an optional sentence, a list in any order."""
    platform, city = rng.choice(PLATFORMS), rng.choice(CITIES)
    merits = "、".join(rng.sample(MERITS, len(MERITS)))
    users = f"目前註冊用戶已超過{rng.randrange(10, 900)}萬人。" if rng.random() < 0.6 else ""
    return (
        f"{platform}催收電話多嗎？\n小編導語\n隨著互聯網金融的{rng.choice(('快速', '迅猛', '蓬勃'))}發展，"
        f"{platform}成立於"
        f"{rng.randrange(2005, 2024)}年，總部位於{city}，單筆額度最高可達{rng.randrange(1000, 50000, 500)}元。{users}\n"
        f"一、{platform}的基本概述\n{platform}是一款線上借款產品，目的是提供{merits}的服務。如果您在{city}，可以致電"
        f"1650000{rng.randrange(10000):04}諮詢。\n小編總結\n希望本文能幫助您了解{platform}。\n"
    )


@pytest.fixture(scope="session")
def farm() -> list[str]:
    """Eighty articles of the mould."""
    rng = random.Random(7)
    return [article(rng) for _ in range(80)]


@pytest.fixture(scope="session")
def fresh() -> list[str]:
    """Forty further articles of the mould."""
    rng = random.Random(8)
    return [article(rng) for _ in range(40)]


HONEST = [
    "昨天傍晚下了一場大雨，河水漲得很快，住在低處的幾戶人家連夜把家具搬到了二樓。天亮之後雨停了，大家一起清理淤泥。",
    "她從小喜歡看星星，中學時用零用錢買了第一架望遠鏡，後來真的成了天文館的講解員，每個週末給孩子們講故事。",
    "這座老橋修了三次，最近一次是在一百多年前。石匠把名字刻在橋墩的背面，只有枯水的冬天才看得見。",
    "圖書館新到了一批地方志，管理員花了整整一個月編目，又請退休的老教師校對了其中的地名和人名。",
    "麵包師傅凌晨三點起床，先看一眼昨夜發的麵團，再把烤爐點上。街坊們都說，聞到香味就知道該起床了。",
    "比賽進行到最後一分鐘，兩隊還是平手。守門員把球大腳開出去，誰也沒有想到它直接落進了對方的球門。",
]


@pytest.fixture(scope="session")
def honest() -> list[str]:
    """Texts that have nothing to do with each other."""
    return HONEST


class Growing:
    """Draws trees and readings of them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._ids = count()
        self._shared = -1
        self.choices: dict[int, tuple[str, ...]] = {}

    def node(self, depth: int, *, listed: bool = False) -> Node:
        """Return a tree of at most so many levels."""
        kinds = ["text", "slot"] if depth == 0 else ["text", "slot", "seq", "seq", "seq", "opt", "choice", "repeat"]
        kind = self._draw(st.sampled_from(kinds))
        if kind == "text":
            return Text(next(self._ids), self._draw(st.sampled_from(TEXTS)))
        if kind == "slot":
            number = next(self._ids)
            values = self._draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True))
            self.choices[number] = tuple(sorted(values))
            return Slot(number, self.choices[number] if self._draw(st.booleans()) else ())
        if kind == "seq":
            return joined([self.node(depth - 1, listed=listed) for _ in range(self._draw(st.integers(2, 4)))])
        if kind == "opt":
            return Opt(next(self._ids), self.node(depth - 1, listed=listed))
        bodies = [self.node(depth - 1, listed=listed) for _ in range(self._draw(st.integers(1, 3)))]
        if kind == "choice":
            return Choice(next(self._ids), bodies)
        return Repeat(next(self._ids), bodies, sep=self._draw(st.sampled_from(["", "、", "\n"])))

    def fill(self, node: Node, out: Reading) -> None:
        """Draw what stands in a node."""
        if isinstance(node, Slot):
            out[node.id] = self._draw(st.sampled_from(self.choices[node.id]))
        elif isinstance(node, Seq):
            for part in node.parts:
                self.fill(part, out)
        elif isinstance(node, Opt):
            out[node.id] = self._draw(st.booleans())
            if out[node.id]:
                self.fill(node.body, out)
        elif isinstance(node, Choice):
            out[node.id] = self._draw(st.integers(-1, len(node.branches) - 1))
            if out[node.id] >= 0:
                self.fill(node.branches[out[node.id]], out)
        elif isinstance(node, Repeat):
            out[node.id] = []
            for kind in self._draw(st.lists(st.integers(0, len(node.kinds) - 1), max_size=4)):
                inner: Reading = {}
                self.fill(node.kinds[kind], inner)
                out[node.id].append((kind, inner))


TEXTS = ["甲", "乙丙", "。", "、", "\n", "甲乙", "{{ x }}", "<b>", " ", "\n一、"]
VALUES = ["甲", "丙", "12", "", "丁，戊", "a b", "\r", "{%", "\ud800"]


@st.composite
def _moulds(draw: st.DrawFn) -> tuple[Node, list[Reading]]:
    growing = Growing(draw)
    tree = merged(growing.node(3))
    readings: list[Reading] = []
    for _ in range(draw(st.integers(1, 5))):
        readings.append({})
        growing.fill(tree, readings[-1])
    return tree, readings


@pytest.fixture(scope="session")
def moulds() -> st.SearchStrategy[tuple[Node, list[Reading]]]:
    """Draw small trees, each with some readings of it."""
    return _moulds()

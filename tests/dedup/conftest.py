"""Articles to search among: written from invented clauses, with known copies."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

OPENINGS = (
    "清晨",
    "雨停之後",
    "到了周末",
    "每逢月底",
    "放學的路上",
    "开会之前",
    "夜深的時候",
    "趁著天晴",
    "临近年关",
    "午休过后",
)
PEOPLE = ("老陳", "賣花的姑娘", "隔壁的木匠", "新来的会计", "值班的护士", "鎮上的郵差", "修鐘錶的師傅", "学校的门卫")
ACTIONS = (
    "把院子裡的落葉掃成一堆", "在窗台上擺了兩盆薄荷", "翻出一本舊帳簿慢慢核對", "沿着河边走了很久",
    "給遠方的朋友寫了一封長信", "把修好的自行车推回车棚", "在黑板上画了一张地图", "買了三斤剛上市的枇杷",
    "把晒干的被子收进屋里", "坐在門檻上聽收音機",
    "用铅笔描了一遍图纸", "替鄰居照看了半天孩子", "把借来的书还给图书馆", "在集市上换了一袋麦种",
)  # fmt: skip
ENDINGS = (
    "誰也沒有多說什麼",
    "心里觉得很踏实",
    "直到天色暗了下來",
    "这件事后来常被提起",
    "別人都說這樣很好",
    "第二天又照旧开始",
)


def write_article(rng: random.Random, sentences: int = 30) -> str:
    """An article of so many sentences, long enough to differ from any other."""
    return "".join(
        f"{rng.choice(OPENINGS)},{rng.choice(PEOPLE)}{rng.choice(ACTIONS)},又{rng.choice(ACTIONS)},"
        f"{rng.choice(ENDINGS)};第{rng.randrange(10_000)}號。"
        for _ in range(sentences)
    )


def spin(rng: random.Random, text: str, changes: int) -> str:
    """A copy in which so many characters, here and there, are others."""
    chars = list(text)
    for place in rng.sample(range(len(chars)), min(changes, len(chars))):
        chars[place] = chr(0x4E00 + rng.randrange(3000))
    return "".join(chars)


@pytest.fixture
def rng() -> random.Random:
    """A generator of fixed seed."""
    return random.Random(20)


@pytest.fixture
def article() -> Callable[..., str]:
    """Writes an article."""
    return write_article


@pytest.fixture
def spun() -> Callable[[random.Random, str, int], str]:
    """Makes a spun copy."""
    return spin

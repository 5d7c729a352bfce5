"""Corpora written by this project: one mould, another mould, and texts that share nothing."""

from __future__ import annotations

import random

import pytest

NAMES = [
    "青禾速借",
    "小舟花",
    "橙柚貸",
    "蜂巢易借",
    "暖橋錢包",
    "雲杉急用",
    "拾光花",
    "白鹿周轉",
    "米粒應急",
    "微潮分期",
]
CITIES = ["臨江", "雲浦", "松嶺", "望海", "青石", "南湖", "柳口", "沙灣", "石門", "渡口"]


def loan(rng: random.Random) -> str:
    name, days, phone = rng.choice(NAMES), rng.randint(3, 90), f"165000{rng.randint(10000, 99999)}"
    worry = rng.choice(["催收電話讓人寢食難安", "費用算不清楚", "還款日總是記錯"])
    return (
        f"{name}逾期{days}天怎麼辦\n小編導語\n隨著互聯網金融的快速發展,越來越多的人開始使用{name}。然而{worry},"
        f"本站將為大家詳細介紹{name}的相關情況。\n一、{name}的概述\n{name}是一款面向年輕人的借款產品,申請只要{days}分鐘,"
        f"在{rng.choice(CITIES)}有不少用戶。\n二、逾期的後果\n1. 罰息:每天按萬分之五計算,{days}天之後明顯增加。\n"
        f"2. 徵信:記錄會保留五年,影響以後的申請。\n三、小編總結\n希望這篇文章對您有所幫助,理性借款最重要。\n"
        f"特別聲明:本文為網友上傳,不代表本站立場。\n侵權投訴電話:{phone}"
    )


def weather(rng: random.Random) -> str:
    city, low, high = rng.choice(CITIES), rng.randint(2, 15), rng.randint(16, 33)
    sky = rng.choice(["多雲", "晴", "小雨", "陰轉多雲"])
    return (
        f"{city}氣象臺今日{rng.randint(5, 20)}時發布天氣預報\n預計今天夜間到明天白天,{city}{sky},"
        f"偏北風{rng.randint(1, 5)}級,"
        f"最低氣溫{low}度,最高氣溫{high}度,相對濕度{rng.randint(40, 95)}%。\n空氣質量指數{rng.randint(20, 150)},"
        f"紫外線強度{rng.choice(['弱', '中等', '強'])},市民外出請留意天氣變化,海上作業船隻請注意安全。"
    )


def plain(rng: random.Random) -> str:
    """A text of drawn characters: it shares no phrase with any other."""
    stock = [chr(code) for code in range(0x4E00, 0x9FA5)]
    return "\n".join("".join(rng.choices(stock, k=rng.randint(30, 80))) + "。" for _ in range(5))


def made(kind: str, count: int, seed: int = 1) -> list[str]:
    write = {"loan": loan, "weather": weather, "plain": plain}[kind]
    return [write(random.Random(f"{kind}:{seed}:{at}")) for at in range(count)]


@pytest.fixture(scope="session")
def loans() -> list[str]:
    return made("loan", 24)


@pytest.fixture(scope="session")
def bulletins() -> list[str]:
    return made("weather", 24)


@pytest.fixture(scope="session")
def unrelated() -> list[str]:
    return made("plain", 24)

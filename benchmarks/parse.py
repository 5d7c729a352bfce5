"""How many articles a second are parsed and searched for contacts on one core, against reading the text alone.

Usage: python benchmarks/parse.py [--articles N] [--seconds S] [FILE...]

Without files the articles are made here: numbered sections, lists, a footer, about 1,500 characters each. Machines
differ, so quote the ratios: how often longer than `str.splitlines`, and than encoding the text as UTF-8.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import toolkit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WORDS = [
    "平臺",
    "用戶",
    "申請",
    "審核",
    "還款",
    "利率",
    "信用",
    "額度",
    "資料",
    "合同",
    "風險",
    "服務",
    "流程",
    "客服",
    "期限",
    "費用",
    "影響",
    "方式",
    "提醒",
    "協商",
]
_HAN = "一二三四五六七八九"


def make_article(rng: random.Random) -> str:
    """Return an article of the usual mould with random words."""

    def words(count: int) -> str:
        return "".join(rng.choice(_WORDS) for _ in range(count))

    lines = [words(3), "小編導語", words(30) + "。"]
    for i in range(5):
        lines.append(f"{_HAN[i]}、{words(3)}")
        for j in range(3):
            lines += [f"{i + 1}.{j + 1} {words(3)}", f"{words(12)},{words(14)}。"]
    lines += [f"{j + 1}. {words(2)}:{words(12)}。" for j in range(3)]
    lines += [
        "六、小編總結",
        words(40) + "。",
        "責任編輯:林大同",
        "內容侵權請聯系刪除:15000001234 360000001@qq.com",
    ]
    return "\n".join(lines) + "\n"


def seconds_each(function: Callable[[str], object], articles: Sequence[str], budget: float) -> float:
    """Return the seconds an article takes, best of the rounds that fit into `budget` seconds."""
    best = float("inf")
    end = time.perf_counter() + budget
    while True:
        start = time.perf_counter()
        for article in articles:
            function(article)
        best = min(best, (time.perf_counter() - start) / len(articles))
        if time.perf_counter() > end:
            return best


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="UTF-8 texts, one article a file")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=2.0, help="time for each measurement")
    options = parser.parse_args()
    rng = random.Random(1)
    articles = [path.read_text(encoding="utf-8") for path in options.files]
    articles = articles or [make_article(rng) for _ in range(options.articles)]
    length = sum(map(len, articles)) / len(articles)
    steps: dict[str, Callable[[str], object]] = {
        "str.splitlines": str.splitlines,
        "str.encode": str.encode,
        "toolkit.parse": toolkit.parse,
        "toolkit.contacts": toolkit.contacts,
        "both": lambda text: (toolkit.parse(text), toolkit.contacts(text)),
    }
    toolkit.parse(articles[0])
    toolkit.contacts(articles[0])
    each = {name: seconds_each(step, articles, options.seconds) for name, step in steps.items()}
    print(f"{len(articles)} articles of {length:,.0f} characters")
    print(f"{'step':<18}{'articles/s':>12}{'ms each':>10}{'x splitlines':>14}{'Mchar/s':>9}")
    for name, cost in each.items():
        ratio = cost / each["str.splitlines"]
        print(f"{name:<18}{1 / cost:>12,.0f}{cost * 1e3:>10.3f}{ratio:>14,.0f}{length / cost / 1e6:>9.1f}")


if __name__ == "__main__":
    main()

"""Speed of the generator: articles a second on one core, as text and with their truth.

    python benchmarks/generate.py [--articles 2000] [--repeat 3] [--json FILE]

Processor time of this process, the best of several repeats, after a warm-up; characters are those of the articles.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.generate import load, names

if TYPE_CHECKING:
    from toolkit.generate.mould import Mould
    from toolkit.generate.spintax import Spin


def speed(mould: Mould | Spin, count: int, repeat: int, *, truth: bool) -> tuple[float, float]:
    """Return articles and characters a second of processor time."""
    rates = []
    for number in range(repeat):
        started = time.process_time()
        characters = sum(len(article.text) for article in mould.articles(count, number, truth=truth))
        seconds = time.process_time() - started
        rates.append((count / seconds, characters / seconds))
    return max(rates)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures = {}
    print(f"{'template':20} {'articles/s':>10} {'characters/s':>13} {'with truth/s':>13}")
    for name in names():
        mould = load(name)
        list(mould.articles(100, -1))
        articles, characters = speed(mould, options.articles, options.repeat, truth=False)
        with_truth, _ = speed(mould, options.articles // 4, options.repeat, truth=True)
        figures[name] = {"articles": articles, "characters": characters, "with truth": with_truth}
        print(f"{name:20} {articles:10,.0f} {characters:13,.0f} {with_truth:13,.0f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

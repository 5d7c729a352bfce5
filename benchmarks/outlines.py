"""How surely outlines (skeletons) are told from other texts.

    python -m benchmarks.outlines [--articles N]

Skeletons are induced from articles whose paragraphs were replaced by sentences of the news, so that they share nothing
but headings, labels and footers: of the templates of `toolkit.generate`, from four and ten articles each, and of four
outlines of three to five headings. Each reads news, paragraphs of DRCD, articles of the other moulds as they are and
with their paragraphs replaced, and fresh articles of its own outline. Needs the news and DRCD beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import induce_moulds, second_engine
from benchmarks.induce import honest
from toolkit.generate import generate, names
from toolkit.induce import induce
from toolkit.induce.match import match_likely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORT = 16
"""Characters up to which a line is a heading and stays."""
FOOTERS = ("责任", "責任", "特别", "特別", "浏览", "瀏覽")
HEADS = ["先看天氣", "再看路況", "最後出門", "費用說明", "常見問題", "注意事項", "怎麼辦理", "適合誰", "結語"]
FRESH = 6
"""Fresh articles of each mould."""


class Writer:
    """Writes articles around sentences of others."""

    def __init__(self, news: Sequence[str], rng: random.Random) -> None:
        self._sentences = [s for text in news[:600] for s in re.findall(r"[^。\n]{10,80}。", text)]
        self._rng = rng

    def paragraph(self) -> str:
        """Return one to four sentences."""
        return "".join(self._rng.sample(self._sentences, self._rng.randint(1, 4)))

    def hollow(self, text: str) -> str:
        """Replace the paragraphs of an article."""
        lines = text.split("\n")
        return "\n".join(x if len(x) <= SHORT or x.startswith(FOOTERS) else self.paragraph() for x in lines)

    def outline(self, heads: Sequence[str]) -> str:
        """Return an article of numbered headings."""
        return "".join(f"{n}、{head}\n{self.paragraph()}\n" for n, head in zip("一二三四五", heads, strict=False))


def drcd() -> list[str]:
    path = Path(__file__).resolve().parents[2] / "shared" / "data" / "drcd" / "DRCD_dev.json"
    data = json.loads(path.read_text(encoding="utf-8"))["data"] if path.exists() else []
    return [paragraph["context"] for article in data for paragraph in article["paragraphs"]]


def asked(
    writer: Writer, outlines: Sequence[Sequence[str]], plain: dict[str, list[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield kind, mould and text of what is asked; the mould is "" where a text is of none."""
    for kind, texts in plain.items():
        yield from ((kind, "", text) for text in texts)
    for name in names():
        for article in generate(name, FRESH, seed=77):
            yield "outline", name, writer.hollow(article.text)
        for article in generate(name, FRESH, seed=78):
            yield "whole", name, article.text
    for k, heads in enumerate(outlines):
        yield from (("outline", str(k), writer.outline(heads)) for _ in range(FRESH))
    for name, mould in {**induce_moulds.DEVELOPMENT, **induce_moulds.HELD_OUT}.items():
        yield from (("whole", name, drawn.text) for drawn in induce_moulds.draw(mould, FRESH, 1))
    for other in second_engine.moulds():
        yield from (("whole", other.name, text) for text in other.articles(FRESH, 1))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200, help="pieces of news, and of DRCD, that are asked")
    options = parser.parse_args(argv)
    rng = random.Random(5)
    news = honest()
    if not news:
        print("the news are not beside the checkout", file=sys.stderr)
        return 1
    writer = Writer(news, rng)
    outlines = [rng.sample(HEADS, rng.randint(3, 5)) for _ in range(4)]
    groups = {
        (name, n): [writer.hollow(a.text) for a in generate(name, n, seed=3)] for name in names() for n in (4, 10)
    }
    groups |= {(str(k), 8): [writer.outline(heads) for _ in range(8)] for k, heads in enumerate(outlines)}
    found = {key: template for key, texts in groups.items() if (template := induce(texts)).report.kind == "skeleton"}
    paragraphs = drcd()
    plain = {
        "news": rng.sample(news, min(len(news), options.articles)),
        "DRCD": rng.sample(paragraphs, min(len(paragraphs), options.articles)),
    }
    questions = list(asked(writer, outlines, plain))
    accepted: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (mould, _), template in found.items():
        for kind, of, text in questions:
            what = kind if not of else f"{'own' if of == mould else 'other'} {kind}"
            total[what] += 1
            accepted[what] += bool(match_likely(template, text))
    print(f"{len(found)} skeletons of {len(groups)} groups")
    for what, n in sorted(total.items()):
        print(f"{what:16}{accepted[what]:6,} of {n:6,} accepted{accepted[what] / n:9.2%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

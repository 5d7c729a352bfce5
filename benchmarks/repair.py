"""Speed of the repairs: clean and damaged articles against ftfy, and time over length on hostile input.

    python benchmarks/repair.py [--articles 40] [--repeat 3] [--hostile 1000000] [--json FILE]

Everything is measured in one run on one machine, the two in turn; quote the ratios, not the seconds. ftfy runs
`fix_text` with its defaults. The texts are generated; where real samples lie beside the checkout they are added. Clean
text must come back as it is: the column `changed` counts articles with an edit that is not an invisible character or
an odd space.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import ftfy

from toolkit.generate import generate, names
from toolkit.generate.damage import damage
from toolkit.repair import repair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PEER_CHARACTERS = 150_000
"""Characters that ftfy gets of each set: it is linear, and slow on Chinese."""

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

HOSTILE = {
    "(": "(",
    "?yī)": "?yī)",
    "(yī)": "(yī)",
    "中(yī)": "中(yī)",
    "zero-width": "\u200b",
    "中 zero-width": "中\u200b",
    "bidi": "中\u202e",
    "&": "&",
    "&amp;": "&amp;",
    "&amp": "&amp",
    "&#38;": "&#38;",
    "Ã": "Ã",
    "Ã©": "Ã©",
    "é": "é",
    "ÖÐ": "ÖÐ",
    "涓": "涓",
    "鐨?": "鐨?",
    "U+FFFD": "\ufffd",
    "锟斤拷": "锟斤拷",
    "⼀": "⼀",
    "⼀ ": "⼀ ",
    "NBSP": "中\xa0",
    "7": "7",
    "a@": "a@",
    "high surrogate": "\ud800",
}
"""Pieces that are repeated to the full length."""


class Row(NamedTuple):
    """One set of texts, measured."""

    name: str
    characters: int
    ours: float  # characters a second
    ftfy: float
    changed: int

    @property
    def ratio(self) -> float:
        """How many times as fast as ftfy."""
        return self.ours / self.ftfy


def sets(articles: int) -> dict[str, list[str]]:
    """Return the texts to measure by name."""
    clean = [article.text for name in names() for article in generate(name, articles, seed=5)]
    kits = [damage(text, entries, seed=entries).text for text, entries in zip(clean, _cycle(30, 60, 120), strict=False)]
    found = {
        "clean, generated": clean,
        "annotated, 30 to 120 entries": kits,
        "UTF-8 read as GBK": [text.encode().decode("gb18030", "replace") for text in clean],
        "UTF-8 read as Latin-1": [text.encode().decode("latin-1") for text in clean],
        "GBK read as Latin-1": [text.encode("gb18030").decode("latin-1") for text in clean],
        "Big5 read as GBK": [text.encode("big5", "replace").decode("gbk", "replace") for text in clean],
        "entities and zero-width": [text.replace("，", "，&nbsp;").replace("的", "的\u200b") for text in clean],
    }
    if SHARED.is_dir():
        with (SHARED / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
            found["clean, news"] = [json.loads(line)["text"] for line in lines]
        drcd = json.loads((SHARED / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
        found["clean, encyclopaedia"] = [p["context"] for article in drcd["data"] for p in article["paragraphs"]]
        seeds = [path for path in sorted((SHARED / "seeds").glob("*.txt")) if not path.name.endswith(".gold.txt")]
        found["real farm pages"] = [path.read_text(encoding="utf-8") for path in seeds]
        with (SHARED / "excerpts" / "damaged.jsonl").open(encoding="utf-8") as lines:
            found["real damaged passages"] = [json.loads(line)["text"] for line in lines]
    return found


def _cycle(*values: int) -> list[int]:
    return [*values] * 10_000


def best(run: Callable[[], object], repeat: int) -> float:
    """Return the shortest of several runs, in seconds."""
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def measure(name: str, texts: Sequence[str], repeat: int) -> Row:
    """Measure one set: ours on all of it, ftfy on its beginning, the runs of both in turn."""
    characters = sum(map(len, texts))
    part: list[str] = []
    for text in texts:
        if sum(map(len, part)) >= PEER_CHARACTERS:
            break
        part.append(text)
    ours = theirs = math.inf
    for _ in range(repeat):
        ours = min(ours, best(lambda: [repair(text) for text in texts], 1))
        theirs = min(theirs, best(lambda: [ftfy.fix_text(text) for text in part], 1))
    changed = sum(any(edit.kind not in ("invisible", "spaces") for edit in repair(text).edits) for text in texts)
    return Row(name, characters, characters / ours, sum(map(len, part)) / theirs, changed)


def exponent(piece: str, length: int) -> tuple[float, float]:
    """Return the seconds for `piece` repeated to `length`, and the power of the length that time grows with."""
    seconds = []
    for size in (length // 4, length):
        text = piece * (size // len(piece))
        seconds.append(best(lambda text=text: repair(text, "guess"), 1))  # type: ignore[misc]
    return seconds[1], math.log(seconds[1] / seconds[0], 4)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=40, help="generated articles of each template")
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the shortest counts")
    parser.add_argument("--hostile", type=int, default=1_000_000, help="length of hostile texts; 0 leaves them out")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args(argv)
    repair("熱身ÖÐÎÄÍøÒ³，導(dǎo)語(yǔ)，機(jī)會(huì)，當?shù)姆绞?, &nbsp;", "guess")  # load tables and models
    figures: dict[str, object] = {}
    print(f"{'texts':32}{'characters':>12}{'ours M/s':>10}{'ftfy M/s':>10}{'ratio':>8}{'changed':>9}")
    rows = [measure(name, texts, options.repeat) for name, texts in sets(options.articles).items()]
    for row in rows:
        print(
            f"{row.name:32}{row.characters:12,}{row.ours / 1e6:10.2f}{row.ftfy / 1e6:10.2f}"
            f"{row.ratio:8.1f}{row.changed:9,}"
        )
    figures["speed"] = [{**row._asdict(), "ratio": row.ratio} for row in rows]
    if options.hostile:
        print(f"\n{'hostile, repeated':20}{'seconds':>10}{'exponent':>10}   ({options.hostile:,} characters)")
        hostile = {}
        for name, piece in HOSTILE.items():
            seconds, power = exponent(piece, options.hostile)
            hostile[name] = {"seconds": seconds, "exponent": power}
            print(f"{name:20}{seconds:10.2f}{power:10.2f}")
        figures["hostile"] = hostile
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

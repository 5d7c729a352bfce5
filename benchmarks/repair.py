"""Speed of the repairs: clean and damaged articles against ftfy, first calls, and time over length on hostile input.

    python benchmarks/repair.py [--articles 40] [--repeat 3] [--hostile 1000000] [--json FILE]

Everything is measured in one run on one machine, the two in turn, in processor time; quote the ratios, not the seconds.
ftfy runs `fix_text` with its defaults. The texts are generated; where real samples lie beside the checkout they are
added. Clean text must come back as it is: the column `changed` counts articles with an edit that is not an invisible
character or an odd space. What is remembered of texts is forgotten before each run, so that a repeated run finds tables
loaded, but nothing done; what loading them takes is measured by first calls in fresh interpreters.
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ftfy

from toolkit.generate import generate, names
from toolkit.generate.damage import damage
from toolkit.repair import repair
from toolkit.repair.brackets import BREAK

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
    "涓枃": "涓枃",
    "涓€": "涓€",
    "鐨 U+FFFD": "鐨\ufffd",
    "ÖÐ中": "ÖÐ中",
    "笢恅 U+FFFD": "笢恅\ufffd",
    "導(dǎo)語和": "導(dǎo)語和",
    "當?shù)姆": "當?shù)姆绞竭M行",
    "催收 和": "催收 和",
    "?;": "題?;诖",
    "long runs": "('當?shù)" + "姆绞竭" * 300 + ",",
    ".⼀，@": ".⼀，@",
}
"""Pieces that are repeated to the full length."""


FIRST = {
    "clean": "乾淨的文字，沒有問題。",
    "notes": "導(dǎo)語(yǔ)，機(jī)會(huì)",
    "shifted": "採取不當?shù)姆绞竭M行催收",
    "GBK read as Latin-1": "ÖÐÎÄÍøÒ³",
    "UTF-8 read as GBK, with losses": "这是一段网页里面的中文".encode().decode("gb18030", "replace"),
    "Big5 read as GBK, with losses": "這是一段網頁裡面的中文".encode("big5").decode("gbk", "replace"),
    "UTF-8 read as Mac Roman": "l’été à la mer".encode().decode("mac_roman"),
}
"""Texts that need different tables, for first calls."""


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
    kits = [damage(text, entries, seed=entries) for text, entries in zip(clean, _cycle(30, 60, 120), strict=False)]
    kits = [done for done in kits if done.truth]  # a text in simplified script has no character to annotate
    shifted = [any(place.kind != "notes" for place in done.truth) for done in kits]
    found = {
        "clean, generated": clean,
        "annotated, 30 to 120 entries": [done.text for done in kits],
        "  of these, with shifted runs": [done.text for done, runs in zip(kits, shifted, strict=True) if runs],
        "  of these, without": [done.text for done, runs in zip(kits, shifted, strict=True) if not runs],
        "UTF-8 read as GBK": [text.encode().decode("gb18030", "replace") for text in clean],
        "UTF-8 read as Latin-1": [text.encode().decode("latin-1") for text in clean],
        "GBK read as Latin-1": [text.encode("gb18030").decode("latin-1") for text in clean],
        "GBK read as Big5": [text.encode("gbk", "replace").decode("big5", "replace") for text in clean],
        "Big5 read as GBK": [text.encode("big5", "replace").decode("gbk", "replace") for text in clean],
        "entities and zero-width": [text.replace("，", "，&nbsp;").replace("的", "的\u200b") for text in clean],
    }
    found["20,000 characters, 6 confused"] = _long(clean)
    if SHARED.is_dir():
        with (SHARED / "news" / "articles.jsonl").open(encoding="utf-8") as lines:
            found["clean, news"] = [json.loads(line)["text"] for line in lines]
        drcd = json.loads((SHARED / "drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))
        found["clean, encyclopaedia"] = [p["context"] for article in drcd["data"] for p in article["paragraphs"]]
        seeds = [path for path in sorted((SHARED / "seeds").glob("*.txt")) if not path.name.endswith(".gold.txt")]
        found["real farm pages"] = [path.read_text(encoding="utf-8") for path in seeds]
        with (SHARED / "excerpts" / "damaged.jsonl").open(encoding="utf-8") as lines:
            passages = [json.loads(line)["text"] for line in lines]
        found["real damaged passages"] = passages
        found["  of these, with notes only"] = [text for text in passages if not BREAK.search(text)]
    return found


def _long(texts: Sequence[str]) -> list[str]:
    """Return long pages in which six passages of 30 characters are UTF-8 read as GBK."""
    rng = random.Random(4)
    joined = "\n".join(texts)
    pages = []
    for begin in range(0, min(len(joined), 100_000), 20_000):
        page = joined[begin : begin + 20_000]
        for _ in range(6):
            at = rng.randrange(max(1, len(page) - 30))
            page = page[:at] + page[at : at + 30].encode().decode("gb18030", "replace") + page[at + 30 :]
        pages.append(page)
    return pages


def _cycle(*values: int) -> list[int]:
    return [*values] * 10_000


def best(run: Callable[[], object], repeat: int) -> float:
    """Return the shortest of several runs, in seconds of the processor."""
    times = []
    for _ in range(repeat):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return min(times)


def forget() -> None:
    """Empty the caches of pieces of text; tables stay, and what was worked out from them alone."""
    for name, module in list(sys.modules.items()):
        if name.startswith("toolkit.repair"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"] is not None:
                    first = next(iter(inspect.signature(value).parameters.values()))
                    if first.annotation == "str":
                        value.cache_clear()


def first_call(text: str) -> float:
    """Return the seconds that the first call takes in a fresh interpreter, beyond the import."""
    code = (
        "import sys, time; from toolkit.repair import repair; text = sys.stdin.read(); "
        "begin = time.process_time(); repair(text); print(time.process_time() - begin)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return float(done.stdout)


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
        forget()
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
    figures: dict[str, Any] = {}
    print(f"{'texts':32}{'characters':>12}{'ours M/s':>10}{'ftfy M/s':>10}{'ratio':>8}{'changed':>9}")
    rows = [measure(name, texts, options.repeat) for name, texts in sets(options.articles).items()]
    for row in rows:
        print(
            f"{row.name:32}{row.characters:12,}{row.ours / 1e6:10.2f}{row.ftfy / 1e6:10.2f}"
            f"{row.ratio:8.1f}{row.changed:9,}"
        )
    figures["speed"] = [{**row._asdict(), "ratio": row.ratio} for row in rows]
    print("\nfirst call, in a fresh interpreter      seconds")
    figures["first"] = {name: first_call(text) for name, text in FIRST.items()}
    for name, seconds in figures["first"].items():
        print(f"{name:40}{seconds:.2f}")
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

"""How well unknown encodings and pages are read, and how fast each format is, beside the usual libraries.

Usage:
    python benchmarks/reading.py encodings [--texts FILE.jsonl ...] [--snippets N]
    python benchmarks/reading.py pages FOLDER
    python benchmarks/reading.py speed [--articles N]

`encodings` cuts snippets out of Chinese texts (by default the clean texts of corpus/truth.jsonl; any JSON Lines that
`contentfarm` reads), encodes them and asks for the text back; the peer is charset-normalizer.
`pages` compares main texts with the element that holds the article on the public test pages of GeneralNewsExtractor
and ArticleParser, by 4-grams of characters; the peer is trafilatura, where it is installed.
`speed` writes made-up articles in every format and reads them; quote the ratios, machines differ.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.article import Article
from toolkit.corpus import ParquetWriter, ReadOptions, read
from toolkit.corpus.encoding import decode
from toolkit.corpus.failures import BrokenInputError
from toolkit.corpus.html import extract

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (4, 6, 10, 30, 100)
ENCODINGS = ("gb18030", "big5", "utf-16-le", "utf-16-be", "utf-8")
PAGES = {
    "163__1": "#endText",
    "cjn__1": ".TRS_Editor",
    "csdn__1": ".news_content",
    "gamersky": ".gsAreaContextArt",
    "ifeng__2": ".text-3zQ3cZD4",
    "snapshot000001": ".TRS_Editor",
    "snapshot011241": "#CMS_wrapper",
    "people__1": "#rwb_zw",
    "sina__1": "#article",
    "thepaper__1": ".news_txt",
    "xinhuanet__1": "#p-detail",
}
"""Part of a page's file name to the element that holds its article, found by hand."""


def own(data: bytes) -> str | None:
    """Return the text as this toolkit decodes it."""
    try:
        return decode(data).text
    except BrokenInputError:
        return None


def peer(data: bytes) -> str | None:
    """Return the text as charset-normalizer decodes it."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return None if best is None else str(best)


def snippets(texts: list[str], length: int, encoding: str, count: int) -> list[tuple[str, bytes]]:
    """Return snippets that the encoding can hold, with their bytes; mostly Han, none twice."""
    rng = random.Random(length)
    found: dict[str, bytes] = {}
    for _ in range(50 * count):
        text = rng.choice(texts)
        start = rng.randrange(max(1, len(text) - length))
        cut = text[start : start + length]
        if len(cut) < length or sum("\u4e00" <= char <= "\u9fff" for char in cut) <= length // 2:
            continue
        try:
            data = cut.encode(encoding)
        except UnicodeEncodeError:
            continue
        found[cut] = data
        if len(found) == count:
            break
    return list(found.items())


def encodings(paths: list[Path], count: int) -> None:
    """Print the share of snippets that come back right, by encoding and length."""
    options = ReadOptions(text_column=None if paths else "clean")
    items = list(read(paths or [ROOT / "corpus" / "truth.jsonl"], options))
    texts = [item.text for item in items if isinstance(item, Article)]
    detectors: dict[str, Callable[[bytes], str | None]] = {"toolkit": own}
    if importlib.util.find_spec("charset_normalizer"):
        detectors["charset-normalizer"] = peer
    print(f"{'encoding':10} {'detector':20}" + "".join(f"{length:>8}" for length in LENGTHS))
    for encoding in ENCODINGS:
        for name, detect in detectors.items():
            shares = []
            for length in LENGTHS:
                cases = snippets(texts, length, encoding, count)
                right = sum(detect(data) == text for text, data in cases)
                shares.append(f"{right / len(cases):8.3f}" if cases else f"{'-':>8}")
            print(f"{encoding:10} {name:20}" + "".join(shares))


def grams(text: str) -> Counter[str]:
    """Return the 4-grams of the characters that are no white space."""
    bare = "".join(text.split())
    return Counter(bare[at : at + 4] for at in range(len(bare) - 3))


def pages(folder: Path) -> None:
    """Print precision and recall of the main text, page by page and on average."""
    from selectolax.lexbor import LexborHTMLParser

    extractors: dict[str, Callable[[str], str]] = {"toolkit": lambda html: extract(html).text}
    if importlib.util.find_spec("trafilatura"):
        import trafilatura

        extractors["trafilatura"] = lambda html: trafilatura.extract(html, include_comments=False) or ""
    totals: dict[str, list[tuple[float, float, float]]] = {name: [] for name in extractors}
    for path in sorted(folder.glob("*.html")):
        selector = next((css for part, css in PAGES.items() if part in path.name), None)
        if selector is None:
            continue
        html = decode(path.read_bytes()).text
        tree = LexborHTMLParser(html)
        for node in tree.css("script,style,noscript"):
            node.decompose()
        holder = tree.css_first(selector)
        assert holder is not None, path
        truth = grams(holder.text(separator="\n"))
        for name, run in extractors.items():
            started = time.perf_counter()
            got = grams(run(html))
            seconds = time.perf_counter() - started
            both = sum((got & truth).values())
            precision, recall = both / max(1, got.total()), both / max(1, truth.total())
            totals[name].append((precision, recall, seconds))
            print(
                f"{path.name[-32:]:32} {name:12} precision {precision:.3f} recall {recall:.3f} {seconds * 1e3:6.1f} ms"
            )
    for name, rows in totals.items():
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        print(f"{'mean':32} {name:12} precision {means[0]:.3f} recall {means[1]:.3f} {means[2] * 1e3:6.1f} ms")


def speed(count: int) -> None:
    """Print seconds and articles a second for each format."""
    rng = random.Random(1)
    truth = read([ROOT / "corpus" / "truth.jsonl"], ReadOptions(text_column="clean"))
    seeds = [item.text for item in truth if isinstance(item, Article)]
    rows = [{"id": f"a{n}", "title": "標題", "text": rng.choice(seeds)} for n in range(count)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "utf-8.jsonl").write_text(lines, encoding="utf-8")
        (folder / "gb18030.jsonl").write_text(lines, encoding="gb18030")
        (folder / "utf-8.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        (folder / "array.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        with (folder / "utf-8.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        with ParquetWriter(folder / "a.parquet", dict.fromkeys(rows[0], "string")) as table:
            for row in rows:
                table.write(row)
        for encoding in ("utf-8", "gb18030"):
            texts = folder / f"{encoding} txt"
            texts.mkdir()
            for row in rows[: count // 10]:
                (texts / f"{row['id']}.txt").write_text(row["text"], encoding=encoding)
        for path in sorted(folder.iterdir()):
            started = time.perf_counter()
            found = sum(isinstance(item, Article) for item in read([path]))
            seconds = time.perf_counter() - started
            print(f"{path.name:16} {found:8,} articles {seconds:7.2f} s {found / seconds:10,.0f} articles/s")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("encodings")
    one.add_argument("--texts", type=Path, nargs="*", default=[])
    one.add_argument("--snippets", type=int, default=300)
    two = commands.add_parser("pages")
    two.add_argument("folder", type=Path)
    three = commands.add_parser("speed")
    three.add_argument("--articles", type=int, default=20_000)
    chosen: Any = parser.parse_args()
    if chosen.command == "encodings":
        encodings(chosen.texts, chosen.snippets)
    elif chosen.command == "pages":
        pages(chosen.folder)
    else:
        speed(chosen.articles)


if __name__ == "__main__":
    main()

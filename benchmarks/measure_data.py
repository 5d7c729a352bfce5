"""Articles that the score is fitted on and tested on: farm moulds, bulletins and honest texts, each side its own."""

from __future__ import annotations

import hashlib
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import induce_moulds, second_engine
from toolkit import generate
from toolkit.generate import names
from toolkit.generate.copying import copy

ROOT = Path(__file__).resolve().parent.parent
DEV_FARM = ("loan_guide", "product_review", "travel_list", "pet_care")
DEV_BULLETINS = ("quake", "weather")
"""Moulds that the coefficients may see, beside those of `MOULDS / "fitted"`; every other one is for tests only."""

MOULDS = ROOT / "benchmarks" / "measure_moulds"
"""Farm moulds and honest ones, in the language of `second_engine`: `fitted` ones the coefficients and thresholds see;
`untouched` ones were written before the signs and looked at by nobody until the figures were taken."""

LEGITIMATE = frozenset({"weather_bulletin", "station (induce)", "vacancy (induce)"})
"""Moulds of the other engines that no farm prints: a bulletin, a bus station's notice, an employer's advertisement."""

ADDRESSING = ROOT / "benchmarks" / "measure_honest"
"""Honest texts that ask in their titles, speak of themselves and bid their readers comment and share: `fitted` ones the
thresholds see, `held_out` ones, `series`, `printed` pages and `singles` are for tests."""

SHARED = ROOT.parent / "shared" / "data"
OWN_HONEST = ROOT / "scripts" / "honest"

SPOILT: tuple[list[tuple[str, dict[str, Any]]], ...] = (
    [],
    [],
    [("synonyms", {"rate": 0.5})],
    [("noise", {"rate": 0.01})],
    [("notes", {"level": 60})],
)
"""What copyists do, and mostly do not do, to an article, in turn."""


@dataclass(frozen=True)
class Texts:
    """Texts by what they are: name of the mould or source to texts."""

    farm: dict[str, list[str]]
    bulletins: dict[str, list[str]]
    honest: dict[str, list[str]]


def moulded(dev: bool, n: int, seed: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return `n` articles of each farm mould and each bulletin of one side."""
    chosen = set(DEV_FARM + DEV_BULLETINS)
    farm = {name: [a.text for a in generate(name, n, seed)] for name in names() if (name in chosen) == dev}
    bulletins: dict[str, list[str]] = {}
    for mould in second_engine.moulds():
        if (mould.name in chosen) == dev:
            (farm if mould.farm else bulletins)[mould.name] = list(mould.articles(n, seed))
    if dev:
        written, formulaic = _drawn(MOULDS / "fitted", n, seed)
        farm, bulletins = farm | written, bulletins | formulaic
    if not dev:  # written by somebody else, for another benchmark
        others = {**induce_moulds.DEVELOPMENT, **induce_moulds.HELD_OUT}
        farm |= {f"{name} (induce)": [a.text for a in induce_moulds.draw(m, n, seed)] for name, m in others.items()}
    bulletins |= {name: farm.pop(name) for name in sorted(LEGITIMATE & farm.keys())}
    return spoilt(farm), bulletins


def untouched(n: int, seed: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return `n` articles of each farm mould and each honest one that nothing was fitted, chosen or worded on."""
    farm, formulaic = _drawn(MOULDS / "untouched", n, seed)
    more, others = _drawn(second_engine.FRESH, n, seed)  # written by somebody else, for another benchmark
    return spoilt(farm | _named(more, "fresh")), formulaic | _named(others, "fresh")


def _named(found: dict[str, list[str]], where: str) -> dict[str, list[str]]:
    return {f"{name} ({where})": texts for name, texts in found.items()}


def _drawn(folder: Path, n: int, seed: int) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return `n` articles of each farm mould and each other mould of a folder."""
    found = second_engine.moulds(folder)
    farm, others = ([mould for mould in found if mould.farm == kind] for kind in (True, False))
    return {m.name: list(m.articles(n, seed)) for m in farm}, {m.name: list(m.articles(n, seed)) for m in others}


def spoilt(farm: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return articles with what copyists do to them: four in five as `SPOILT` says, in turn."""
    return {
        name: [copy(text, SPOILT[i % len(SPOILT)], seed=i).text for i, text in enumerate(texts)]
        for name, texts in farm.items()
    }


def honest(dev: bool) -> dict[str, list[str]]:
    """Return the honest texts of one side by source; sources that are not here are left out.

    The sides are told apart by a hash of the text. This project's own texts are all on the side of the tests.
    """
    found: dict[str, list[str]] = {}
    news = SHARED / "news" / "articles.jsonl"
    if news.is_file():
        rows = [json.loads(line) for line in news.read_text(encoding="utf-8").splitlines()]
        titled = {row["text"]: f"{row['title']}\n{row['text']}" for row in reversed(rows)}
        found["news"] = [whole for text, whole in titled.items() if _side(text) == dev]
    drcd = SHARED / "drcd" / "DRCD_dev.json"
    if drcd.is_file():
        articles = json.loads(drcd.read_text(encoding="utf-8"))["data"]
        texts = [(article["title"], "\n".join(p["context"] for p in article["paragraphs"])) for article in articles]
        found["drcd"] = [f"{title}\n{text}" for title, text in texts if _side(text) == dev]
    if not dev:
        found["own"] = [path.read_text(encoding="utf-8") for path in sorted(OWN_HONEST.glob("*.txt"))]
    return found


def addressing(dev: bool) -> dict[str, str]:
    """Return the honest texts of one side that speak to their readers as farms do, by name."""
    folder = ADDRESSING / ("fitted" if dev else "held_out")
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def series() -> dict[str, list[str]]:
    """Return honest series by name: texts of one house that speak to its readers, with its phrases and contacts."""
    listed = sorted((ADDRESSING / "series").glob("*.txt"))
    return {path.stem: path.read_text(encoding="utf-8").strip().split("\n====\n") for path in listed}


def singles() -> list[str]:
    """Return honest texts that ask, disown, warn of farms or quote them, each by itself."""
    return (ADDRESSING / "singles.txt").read_text(encoding="utf-8").strip().split("\n====\n")


def printed(n: int, seed: int) -> dict[str, list[str]]:
    """Return `n` pages of each honest mould that asks in its titles and bids its readers share."""
    return _drawn(ADDRESSING / "printed", n, seed)[1]


def laid_out(text: str, seed: int) -> str:
    """Lay an honest text out as notices and reports are: numbered headings of its own words, lists, contacts.

    The news and the encyclopaedia have no outline to speak of; without such texts a model learns that whoever numbers
    his sections is a farm.
    """
    rng = random.Random(seed)
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    sentences = [s.strip() + "。" for paragraph in paragraphs for s in paragraph.split("。") if s.strip()]
    marks = rng.choice([list("一二三四五六七八九"), [str(n) for n in range(1, 10)]])
    sections = rng.randint(2, 5)
    out = [sentences[0][:20]]
    step = max(1, len(sentences) // sections)
    for number, at in enumerate(range(0, len(sentences), step)):
        part = sentences[at : at + step]
        if number < len(marks):
            heading = re.split(r"[,，。、；:：]", part[0])[0][:14]
            out.append(f"{marks[number]}、{heading}" if marks[0] == "一" else f"{marks[number]}. {heading}")
        if len(part) > 2 and rng.random() < 0.4:
            out += [f"（{place}）{sentence}" for place, sentence in enumerate(part, start=1)]
        else:
            out.append("".join(part))
    if rng.random() < 0.3:
        out.insert(1, rng.choice(["前言", "引言", "摘要", "导读"]))
    if rng.random() < 0.3:
        out.insert(-1, rng.choice(["结语", "总结", "小结", "结论", "写在最后"]))
    if rng.random() < 0.4:
        out.append(f"{rng.choice(['咨询电话', '联系人电话', '热线'])}：165000{rng.randint(10000, 99999)}")
    if rng.random() < 0.25:
        out.append(rng.choice(["转载请注明出处。", "版权声明：未经许可不得转载。", "来源：本报"]))
    return "\n".join(out)


def with_contacts(texts: list[str]) -> list[str]:
    """End every other text with a line that tells whom to call or where the text is from, as offices do."""
    lines = ("咨询电话：1650001{:04d}", "联系人：值班室 1650002{:04d}", "来源：本台，电话1650003{:04d}")
    return [text + "\n" + lines[i // 2 % 3].format(i) if i % 2 else text for i, text in enumerate(texts)]


def _side(text: str) -> bool:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] < 128


def length_matched(texts: list[str], lengths: list[int], seed: int) -> list[str]:
    """Cut texts to lengths drawn from `lengths`; leave out those that are much shorter than their draw."""
    rng = random.Random(seed)
    drawn = [(text, rng.choice(lengths)) for text in texts]
    return [text[:length] for text, length in drawn if len(text) >= 0.8 * length]

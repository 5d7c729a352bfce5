"""How surely and how fast articles are matched against a library of templates.

    python -m benchmarks.match [--articles N] [--json FILE]

A hundred templates are induced from fifty articles each: of the article templates of `toolkit.generate`, the small
moulds and the second engine, and of variants of the latter two in which part of the characters are others. A corpus is
then matched of which a tenth comes from these moulds (articles not seen before), some from moulds that the library does
not hold, and the rest is honest. Figures, all in CPU time of one process:

- held-out: articles of the templates that are matched, and by their own template; the same with 1 % of their characters
  changed;
- false: honest articles, and articles of other moulds, that any template accepts;
- index: microseconds to look one article up by all templates; recall against reading every article by every template;
- articles a second, and hours for a million on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import induce_moulds as moulds
from benchmarks import second_engine
from benchmarks.induce import honest
from toolkit.induce import induce
from toolkit.induce.library import Library
from toolkit.induce.match import match_likely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TEMPLATES = 100
LEARNT = 50
"""Articles that a template is induced from."""
OTHERS = 20
"""Variants that the library does not hold."""
CHANGED = 0.7
"""Share of the Han characters that a variant writes as another."""
NOISE = 0.01
SAMPLE = 150
"""Articles that are read by every template, to see what the index loses."""
_TAG = re.compile(r"(<[^>]*>|\$[a-z]+|\d+-\d+:)")


def varied(text: str, seed: int) -> str:
    """Write part of the Han characters of a mould as others, always the same ones, its tags as they are."""
    rng = random.Random(seed)
    stock = [chr(c) for c in range(0x4E00, 0x9000, 7)]
    table: dict[str, str | int | None] = {
        c: rng.choice(stock) for c in sorted(set(text)) if "\u4e00" <= c <= "\u9fff" and rng.random() < CHANGED
    }
    return "".join(p if _TAG.fullmatch(p) else p.translate(str.maketrans(table)) for p in _TAG.split(text))


def drawers() -> Iterator[tuple[str, Callable[[int, int], list[str]]]]:
    """Yield a name and a function (number, seed) → articles for each mould: those as they are, then variants."""
    from toolkit.generate import generate, names

    small = {**moulds.DEVELOPMENT, **moulds.HELD_OUT}
    for name in names():
        yield f"generated {name}", lambda n, seed, name=name: [a.text for a in generate(name, n, seed=seed)]  # type: ignore[misc]
    for variant in range(TEMPLATES):
        for name, mould in small.items():
            written = varied(mould, variant) if variant else mould
            yield f"{name} {variant}", lambda n, seed, m=written: [d.text for d in moulds.draw(m, n, seed)]  # type: ignore[misc]
        for plain in second_engine.moulds():
            lines = [varied(line, variant) if variant else line for line in plain.lines]
            other = replace(plain, name=f"{plain.name} {variant}", lines=lines)
            yield other.name, lambda n, seed, m=other: list(m.articles(n, seed))  # type: ignore[misc]


def honest_articles(n: int, rng: random.Random) -> list[str]:
    """Return honest articles: pieces of the news beside the checkout, each another piece."""
    news = honest()
    out = []
    for k in range(n if news else 0):
        text = news[k % len(news)]
        start = rng.randrange(max(1, len(text) // 3)) if k >= len(news) else 0
        out.append(text[start:])
    return out


def noisy(text: str, rng: random.Random) -> str:
    return "".join(rng.choice(moulds.NOISE) if rng.random() < NOISE else c for c in text)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    out = work()
    return time.process_time() - start, out


def measure(articles: int, templates: int) -> dict[str, Any]:
    rng = random.Random(3)
    every = list(zip(range(templates + OTHERS), drawers(), strict=False))
    inside = dict(pair for k, pair in every if k < templates)
    outside = dict(pair for k, pair in every if k >= templates)
    seconds, found = timed(lambda: {name: induce(draw(LEARNT, 1)) for name, draw in inside.items()})
    library = Library(found)
    print(f"{len(library)} templates induced in {seconds:.0f} s", flush=True)
    each = max(1, articles // 10 // templates)
    held = [(name, text) for name, draw in inside.items() for text in draw(each, 99)]
    others = [text for draw in outside.values() for text in draw(max(1, articles // 20 // OTHERS), 99)]
    plain = honest_articles(articles - len(held) - len(others), rng)
    library.match(held[0][1])  # compile what is lazy

    own_s, own = timed(lambda: [library.match(text) for _, text in held])
    noise_s, changed = timed(lambda: [library.match(noisy(text, rng)) for _, text in held])
    others_s, wrong = timed(lambda: [library.match(text) for text in others])
    plain_s, false = timed(lambda: [library.match(text) for text in plain])
    index_s, _ = timed(lambda: [library.candidates(text) for text in plain])
    by_name = Counter(name for (name, _), hit in zip(held, own, strict=True) if hit)
    figures: dict[str, Any] = {
        "templates": len(library),
        "articles": len(held) + len(others) + len(plain),
        "held_out": _share(own),
        "held_out_worst": min(by_name[name] / each for name in inside),
        "held_out_own": _share([hit and hit.name == name for (name, _), hit in zip(held, own, strict=True)]),
        "held_out_noisy": _share(changed),
        "false_other": _share(wrong),
        "false_honest": _share(false),
        "index_us": 1e6 * index_s / max(1, len(plain)),
        "own_ms": 1e3 * own_s / len(held),
        "noisy_ms": 1e3 * noise_s / len(held),
        "honest_us": 1e6 * plain_s / max(1, len(plain)),
        "honest_characters": sum(map(len, plain)) / max(1, len(plain)),
    }
    total = own_s + others_s + plain_s
    figures["articles_per_second"] = figures["articles"] / total
    figures["hours_per_million"] = total / figures["articles"] * 1e6 / 3600
    return figures | recall(library, held, plain, others, rng)


def recall(
    library: Library, held: Sequence[tuple[str, str]], plain: list[str], others: list[str], rng: random.Random
) -> dict[str, Any]:
    """Read a sample by every template, whatever the index says, and compare."""
    texts = [text for _, text in rng.sample(list(held), min(SAMPLE, len(held)))]
    texts += rng.sample(plain, min(SAMPLE // 3, len(plain))) + rng.sample(others, min(SAMPLE // 3, len(others)))

    def exhaustive() -> list[set[str]]:
        return [{name for name, t in library.templates.items() if match_likely(t, text)} for text in texts]

    seconds, accepted = timed(exhaustive)
    pairs = sum(map(len, accepted))
    kept = sum(len(names & set(library.candidates(text))) for names, text in zip(accepted, texts, strict=True))
    return {
        "exhaustive_pairs": len(texts) * len(library),
        "exhaustive_accepted": pairs,
        "index_recall": kept / pairs if pairs else 1.0,
        "exhaustive_ms": 1e3 * seconds / len(texts),
    }


def _share(found: Sequence[Any]) -> float:
    return sum(map(bool, found)) / len(found) if found else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000, help="articles of the corpus")
    parser.add_argument("--templates", type=int, default=TEMPLATES, help="templates of the library")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(argv)
    figures = measure(options.articles, options.templates)
    for name, value in figures.items():
        print(f"{name:22}{value:12,.4f}" if isinstance(value, float) else f"{name:22}{value:12,}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

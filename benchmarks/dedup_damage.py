"""Are the same clusters found when one copy of each pair is damaged? A table: damage, share of pairs still together.

    python benchmarks/dedup_damage.py [--pairs 300] [--json FILE]

Articles are generated with truth from this toolkit's own moulds; the second copy of each pair has about every hundredth
character changed and is then damaged: converted to the other script, annotated with readings (at the widest setting
of the known table, with the shifted bytes that come with it), strewn with zero-width characters, made half-width,
robbed of its punctuation. Each kind is searched as it is and, for shifted bytes, after `toolkit.repair` as well.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def pairs(count: int, seed: int = 3) -> list[tuple[str, str]]:
    """Return generated articles, from all moulds in turn, and near copies of them."""
    from toolkit.generate import generate, names

    rng = random.Random(seed)
    streams = [generate(name, count // len(names()) + 1, seed) for name in names()]
    found = []
    for made in [article for batch in zip(*streams, strict=True) for article in batch][:count]:
        chars = list(made.text)
        for at in rng.sample(range(len(chars)), len(chars) // 100):
            chars[at] = rng.choice(made.text)
        found.append((made.text, "".join(chars)))
    return found


def damages() -> dict[str, Callable[[str], str]]:
    """Return the kinds of damage by name."""
    from opencc import OpenCC

    from toolkit import repair
    from toolkit.generate.damage import damage

    to_hant, to_tw = OpenCC("s2t").convert, OpenCC("s2tw").convert
    half = {ord(wide): narrow for wide, narrow in zip("，。；：！？（）", ",.;:!?()", strict=True)}

    def shifted(text: str) -> str:
        return damage(text, 137).text

    return {
        "none": lambda text: text,
        "s2t": to_hant,
        "s2tw": to_tw,
        "notes on 20 characters": lambda text: damage(to_hant(text), 20).text,
        "notes on 137 characters, with shifted bytes": lambda text: shifted(to_hant(text)),
        "the same, repaired": lambda text: repair(shifted(to_hant(text))).text,
        "zero-width between all characters": "\u200b".join,
        "spaces between all characters": " ".join,
        "half-width punctuation": lambda text: text.translate(half),
        "no punctuation": lambda text: "".join(c for c in text if c not in "，。；,.;"),
    }


def measure(count: int) -> dict[str, Any]:
    """Return for each damage the share of pairs in one cluster, and their mean similarity to the representative."""
    from toolkit.dedup import dedup

    made = pairs(count)
    figures = {}
    for name, change in damages().items():
        texts = [text for text, _ in made] + [change(copy) for _, copy in made]
        clusters = dedup(texts)
        labels = clusters.labels
        together = [bool(labels[k] == labels[k + count]) for k in range(count)]
        figures[name] = {"pairs together": sum(together) / count, "similarity": float(clusters.similarity.mean())}
    return figures


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures = measure(options.pairs)
    for name, row in figures.items():
        print(f"{name:46}" + "".join(f"{key}: {value:8.4f}   " for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

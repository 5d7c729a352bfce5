"""Are the same clusters found when one copy of each pair is damaged? A table: damage, share of pairs still together.

    python benchmarks/dedup_damage.py [--pairs 300] [--characters N] [--json FILE]

Articles are generated with truth from this toolkit's own moulds; the second copy of each pair has about every hundredth
character changed and is then damaged: converted to the other script, annotated with readings (at the widest setting
of the known table, with the shifted bytes that come with it), strewn with zero-width characters, made half-width,
robbed of its punctuation. Each kind is searched as it is and, for shifted bytes, after `toolkit.repair` as well.

`kept` is the share of the pairs that are together without damage and still are; `similarity` the mean exact Jaccard
similarity of the two copies, `lowest` the lowest. With `--characters` only so many from the middle of each article are
compared: the shorter a text, the more a broken character takes off its similarity.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import unicodedata
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

    to_hant, to_tw, to_hans = (OpenCC(name).convert for name in ("s2t", "s2tw", "t2s"))
    half = {ord(wide): narrow for wide, narrow in zip("，。；：！？（）", ",.;:!?()", strict=True)}

    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    radicals = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}

    def shifted(text: str) -> str:
        return damage(text, 137).text

    return {
        "none": lambda text: text,
        "s2t": to_hant,
        "s2tw": to_tw,
        "t2s": to_hans,
        "notes on 20 characters": lambda text: damage(to_hant(text), 20).text,
        "notes on 137 characters, with shifted bytes": lambda text: shifted(to_hant(text)),
        "the same, repaired": lambda text: repair(shifted(to_hant(text))).text,
        "zero-width between all characters": "\u200b".join,
        "spaces between all characters": " ".join,
        "full-width letters and digits": lambda text: text.translate(wide),
        "Kangxi radicals for characters": lambda text: "".join(radicals.get(char, char) for char in text),
        "half-width punctuation": lambda text: text.translate(half),
        "no punctuation": lambda text: "".join(c for c in text if c not in "，。；,.;"),
    }


def middle(text: str, characters: int) -> str:
    """Return so many characters from the middle of a text."""
    start = max(0, (len(text) - characters) // 2)
    return text[start : start + characters]


def measure(count: int, characters: int | None = None) -> dict[str, Any]:
    """Return for each damage the share of pairs in one cluster, and how similar they are."""
    from toolkit.dedup import dedup
    from toolkit.sketch import fold, jaccard, shingles

    made = pairs(count)
    if characters is not None:
        made = [(middle(text, characters), middle(copy, characters)) for text, copy in made]
    figures = {}
    undamaged: list[bool] = []
    for name, change in damages().items():
        changed = [change(copy) for _, copy in made]
        labels = dedup([*(text for text, _ in made), *changed]).labels
        together = [bool(labels[k] == labels[k + count]) for k in range(count)]
        undamaged = undamaged or together  # the first kind is none
        kept = [now for now, before in zip(together, undamaged, strict=True) if before]
        exact = [
            jaccard(shingles(fold(text)), shingles(fold(copy))) for (text, _), copy in zip(made, changed, strict=True)
        ]
        figures[name] = {
            "together": sum(together) / count,
            "kept": sum(kept) / max(1, len(kept)),
            "similarity": sum(exact) / count,
            "lowest": min(exact),
        }
    return figures


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--characters", type=int, help="compare only so many of each article")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    figures = measure(options.pairs, options.characters)
    for name, row in figures.items():
        print(f"{name:46}" + "".join(f"{key}: {value:8.4f}   " for key, value in row.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

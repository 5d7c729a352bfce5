"""Build `toolkit/repair/data/words.txt.gz`: how costly each word is, for the language model of `toolkit.repair`.

Sources, half each: the word frequencies of jieba's dictionary (`jieba/dict.txt` in its source package, 0.42.1, MIT
licence), and those that jionlp 1.5.31 (Apache-2.0) packages (`jionlp/dictionary/word_distribution.zip`, the JSON lines
in it), counted by its author from 4.8 billion words of Chinese web pages: they know what the farms write about. The
model works on simplified characters, whatever the script of the text, so that the mixtures of converted pages do not
disturb it. Run `scripts/build_character_pairs.py` before.

    python scripts/build_words.py path/to/jieba/dict.txt path/to/word_distribution.json

One line a cost, in tenths of a nat (the natural logarithm of 1/probability, times ten, rounded): the cost, a tab, and
the words that cost so much, separated by spaces.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "toolkit" / "repair" / "data" / "words.txt.gz"
HEADER = """\
# Cost of words in tenths of a nat. From jieba 0.42.1 (MIT licence) and jionlp 1.5.31 (Apache-2.0),
# by scripts/build_words.py; do not edit.
"""
ASPECT, TAIWAN = "着", "著"  # Taiwan writes the particle so too, and no table of traditional characters tells
# How much oftener a character may stand alone than it occurs in an encyclopaedia at all. The dictionary was counted
# from texts with mojibake in them: it has 锛 (UTF-8 `，` read as GBK) more often than 您.
ALONE = 10
LEAST = 1.5e-7  # probability: rarer words of several characters are left out
LONGEST = 8  # characters; longer entries are names and sayings


def main(dictionary: str, distribution: str) -> int:
    """Write the file and say how many words it holds."""
    from toolkit.repair.neighbours import alone

    tables = [
        chances({word: count for word, count in source if is_word(word) and count > 0}, alone)
        for source in (of_dictionary(dictionary), of_distribution(distribution))
    ]
    mean = {word: sum(table.get(word, 0.0) for table in tables) / len(tables) for table in tables for word in table}
    for word in [word for word in mean if ASPECT in word]:
        taiwan = word.replace(ASPECT, TAIWAN)
        mean[taiwan] = mean.get(taiwan, 0.0) + mean[word]
    groups: dict[int, list[str]] = defaultdict(list)
    for word, chance in mean.items():
        if len(word) == 1 or chance >= LEAST:
            groups[round(-10 * math.log(chance))].append(word)
    body = "".join(f"{cost}\t{' '.join(sorted(words))}\n" for cost, words in sorted(groups.items()))
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write((HEADER + body).encode("utf-8"))
    print(f"{sum(map(len, groups.values()))} words", file=sys.stderr)
    return 0


def of_dictionary(path: str) -> Iterator[tuple[str, int]]:
    """Yield the words and counts of jieba's dictionary."""
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        word, count = line.split(" ")[:2]
        yield word, int(count)


def of_distribution(path: str) -> Iterator[tuple[str, int]]:
    """Yield the words and counts of jionlp's distribution."""
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        word, count = json.loads(line)
        yield word, int(count)


def is_word(word: str) -> bool:
    """Tell whether a word is of Han characters, and not too long."""
    return len(word) <= LONGEST and all("\u3400" <= char <= "\u9fff" for char in word)


def chances(counts: dict[str, float], alone: Callable[[str], float]) -> dict[str, float]:
    """Return the probabilities of words; none of a character alone that is more than its encyclopaedia allows."""
    total = sum(counts.values())
    capped = {
        word: min(count, ALONE * total * math.exp(-alone(word))) if len(word) == 1 else count
        for word, count in counts.items()
    }
    total = sum(capped.values())
    return {word: count / total for word, count in capped.items()}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

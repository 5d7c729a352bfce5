"""Build `toolkit/repair/data/words.txt.gz`: how costly each word is, for the language model of `toolkit.repair`.

Source: the word frequencies of jieba's dictionary (`jieba/dict.txt` in its source package, MIT licence). The model
works on simplified characters, whatever the script of the text, so that the mixtures of converted pages do not
disturb it. Run `scripts/build_character_pairs.py` before.

    python scripts/build_words.py path/to/jieba/dict.txt

One line a cost, in tenths of a nat (the natural logarithm of 1/probability, times ten, rounded): the cost, a tab, and
the words that cost so much, separated by spaces.
"""

from __future__ import annotations

import gzip
import math
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "toolkit" / "repair" / "data" / "words.txt.gz"
HEADER = "# Cost of words in tenths of a nat. From jieba 0.42.1 (MIT licence) by scripts/build_words.py; do not edit.\n"
ASPECT, TAIWAN = "着", "著"  # Taiwan writes the particle so too, and no table of traditional characters tells
# How much oftener a character may stand alone than it occurs in an encyclopaedia at all. The dictionary was counted
# from texts with mojibake in them: it has 锛 (UTF-8 `，` read as GBK) more often than 您.
ALONE = 10
LEAST = 10  # rarer words of several characters are left out: 4 in 5 of the words, 1 in 70 of the running text
LONGEST = 8  # characters; longer entries are names and sayings


def main(source: str) -> int:
    """Write the file and say how many words it holds."""
    sys.path.insert(0, str(ROOT))
    from toolkit.repair.neighbours import alone

    counts: dict[str, int] = {}
    for line in Path(source).read_text(encoding="utf-8").splitlines():
        word, count = line.split(" ")[:2]
        counts[word] = int(count)
    total = sum(counts.values())
    for word, count in list(counts.items()):
        if len(word) == 1:
            counts[word] = min(count, round(ALONE * total * math.exp(-alone(word))))
        if ASPECT in word:
            taiwan = word.replace(ASPECT, TAIWAN)
            counts[taiwan] = counts.get(taiwan, 0) + count
    groups: dict[int, list[str]] = defaultdict(list)
    for word, count in counts.items():
        han = all("\u3400" <= char <= "\u9fff" for char in word)
        if han and count > 0 and (len(word) == 1 or (count >= LEAST and len(word) <= LONGEST)):
            groups[round(10 * math.log(total / count))].append(word)
    body = "".join(f"{cost}\t{' '.join(sorted(words))}\n" for cost, words in sorted(groups.items()))
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write((HEADER + body).encode("utf-8"))
    print(f"{sum(map(len, groups.values()))} words", file=sys.stderr)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

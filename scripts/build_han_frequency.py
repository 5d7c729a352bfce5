"""Build `toolkit/repair/data/han_frequency.tsv`: how costly each Han character is in Chinese running text.

Source: the word frequencies of jieba's dictionary (`jieba/dict.txt` in its source package, MIT licence), counted
per character, once as they are (simplified) and once after OpenCC `s2t` (traditional), each half of the weight.

    python scripts/build_han_frequency.py path/to/jieba/dict.txt

One line a cost, in half nats (the natural logarithm of 1/probability, times two, rounded), a tab, and the characters
that cost so much, in code point order.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

import opencc

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "repair" / "data" / "han_frequency.tsv"
HEADER = """\
# Cost of a Han character in Chinese text, in half nats, and the characters of that cost.
# From the word frequencies of jieba 0.42.1 (MIT licence) as they are and through OpenCC s2t, half each.
# Built by scripts/build_han_frequency.py; do not edit.
"""


ALONE = 20
"""How much oftener a character may stand alone than in words. The dictionary was counted from texts with mojibake in
them: 锛 (UTF-8 `，` read as GBK) is listed 12,605 times alone and 3 times in words; honest 您 is at 43."""


def is_han(char: str) -> bool:
    """Tell whether `char` is a unified ideograph (blocks URO, A and the later extensions) or 〇."""
    return "\u3400" <= char <= "\u9fff" or char == "〇" or "\U00020000" <= char <= "\U0003ffff"


def count(words: list[tuple[str, int]]) -> Counter[str]:
    """Count characters, each word as often as it occurs; see `ALONE`."""
    counts: Counter[str] = Counter()
    for word, times in words:
        if len(word) > 1:
            for char in filter(is_han, word):
                counts[char] += times
    in_words = counts.copy()
    for char, times in words:
        if len(char) == 1 and is_han(char):
            counts[char] += min(times, ALONE * in_words[char] + 1)
    return counts


def main(dictionary: Path) -> None:
    """Write the table."""
    words = []
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        words.append((word, int(frequency)))
    converter = opencc.OpenCC("s2t")
    traditional = converter.convert("\n".join(word for word, _ in words)).split("\n")
    weights: defaultdict[str, float] = defaultdict(float)
    for counts in (count(words), count([(new, times) for new, (_, times) in zip(traditional, words, strict=True)])):
        total = counts.total()
        for char, number in counts.items():
            weights[char] += number / total / 2
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for char, weight in weights.items():
        rows[round(-2 * math.log(weight))].append(char)
    body = "".join(f"{cost}\t{''.join(sorted(rows[cost]))}\n" for cost in sorted(rows))
    TARGET.write_text(HEADER + body, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

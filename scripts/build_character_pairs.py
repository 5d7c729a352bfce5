"""Build `toolkit/repair/data/character_pairs.txt.gz`: how costly each Han character is behind each other one.

Source: the character and character pair statistics that cjclassifier 1.0.5 (Apache-2.0) packages, counted by its
author from 1.4 billion characters of the Chinese Wikipedia, converted to simplified script; pairs that occur less than
some 126 times are not in it. (`cjclassifier/cjlogprobs.gz` in its wheel.)

    python scripts/build_character_pairs.py path/to/cjlogprobs.gz

One line a character: the character; what it costs without regard to its neighbours; what is added where a character
follows that is not listed; and the listed ones, grouped by what they cost: `cost:characters`. All in quarter nats (the
natural logarithm of 1/probability, times four, rounded).
"""

from __future__ import annotations

import gzip
import math
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "toolkit" / "repair" / "data" / "character_pairs.txt.gz"
HEADER = """\
# Cost of a Han character, and of each one behind it, in quarter nats: character, cost, cost of an unlisted one, groups.
# From the statistics of cjclassifier 1.0.5 (Apache-2.0), by scripts/build_character_pairs.py; do not edit.
"""
LEAST_GAIN = 0.5  # nats: a pair that is no likelier than by chance tells nothing, and is left out
TOTALS = ("UnigramTotals:", "BigramTotals:")
ASPECT, TAIWAN = "着", "著"  # Taiwan writes the particle so too, and no table of traditional characters tells
OTHERS = 0.03  # share of the pairs of a character that is left for unlisted ones, at the least


def main(source: str) -> int:
    """Write the file and say how many pairs it holds."""
    single, pairs, all_single, all_pairs = read(source)
    pairs = {pair: count for pair, count in pairs.items() if pair[0] in single and pair[1] in single}
    following: defaultdict[str, float] = defaultdict(float)
    for pair, count in pairs.items():
        following[pair[0]] += count
    rows: defaultdict[str, dict[str, float]] = defaultdict(dict)
    total = {
        char: max((1 + OTHERS) * following[char], count * all_pairs / all_single) for char, count in single.items()
    }
    left = {char: 1 - following[char] / total[char] for char in single}
    for pair, count in pairs.items():
        first, second = pair[0], pair[1]
        by_chance = single[second] / all_single
        chance = count / total[first] + left[first] * by_chance
        if chance > math.exp(LEAST_GAIN) * by_chance:
            rows[first][second] = chance
    body = []
    for char, count in sorted(single.items()):
        kept = rows[char]
        rest = 1 - sum(kept.values())  # for all that is not listed
        free = 1 - sum(single[other] for other in kept) / all_single
        groups: defaultdict[int, list[str]] = defaultdict(list)
        for other, chance in kept.items():
            groups[quarters(chance)].append(other)
        listed = " ".join(f"{cost}:{''.join(sorted(chars))}" for cost, chars in sorted(groups.items()))
        unlisted = quarters(max(rest, OTHERS / 2) / max(free, OTHERS / 2))
        body.append(f"{char}\t{quarters(count / all_single)}\t{unlisted}\t{listed}\n")
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write((HEADER + "".join(body)).encode("utf-8"))
    print(f"{len(single)} characters, {sum(map(len, rows.values()))} pairs", file=sys.stderr)
    return 0


def read(source: str) -> tuple[dict[str, float], dict[str, float], int, int]:
    """Return how often each character and pair of characters occurs in simplified text, and the totals of all."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        fields = next(lines).split()
        all_single, all_pairs = (int(fields[fields.index(name) + 1].split(",")[0]) for name in TOTALS)
        single: dict[str, float] = {}
        pairs: dict[str, float] = {}
        for line in lines:
            chars, simplified, *_ = line.split(" ")
            logarithm = float(simplified)
            if logarithm == 0.0:  # not in simplified text
                continue
            if len(chars) == 1:
                single[chars] = math.exp(logarithm) * all_single
            else:
                pairs[chars] = math.exp(logarithm) * all_pairs
    for table in (single, pairs):
        for chars, count in list(table.items()):
            if ASPECT in chars:
                taiwan = chars.replace(ASPECT, TAIWAN)
                table[taiwan] = table.get(taiwan, 0.0) + count
    return single, pairs, all_single, all_pairs


def quarters(chance: float) -> int:
    """Return the cost of a probability in quarter nats."""
    return round(-4 * math.log(chance))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

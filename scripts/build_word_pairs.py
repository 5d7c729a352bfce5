"""Build `toolkit/repair/data/word_pairs.txt.gz`: how costly common words are behind other words.

Source: the dictionary and the bigram table of Lucene's analyser for simplified Chinese (`smartcn`, Apache-2.0; the
archive `lucene-analyzers-smartcn-*.jar`), which were counted from newspapers. The bigram table names no words: it has
a 64-bit hash of each pair, so all pairs of words of the dictionary are hashed and looked up (a minute or two); every
entry is found again.

    python scripts/build_word_pairs.py path/to/lucene-analyzers-smartcn.jar

Run `scripts/build_words.py` before. One line a word: the word; what is added to the cost of a word behind it that is
not listed; and the listed ones, grouped by what they cost: `cost:word,word`. All in quarter nats. `0` stands for any
number, `A` for any foreign word.
"""

from __future__ import annotations

import gzip
import math
import struct
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "toolkit" / "repair" / "data" / "word_pairs.txt.gz"
HEADER = """\
# Cost of words behind a word, in quarter nats: word, cost added to an unlisted one, groups. 0: a number, A: foreign.
# From the smartcn analyser of Apache Lucene 8.7 (Apache-2.0), by scripts/build_word_pairs.py; do not edit.
"""
FOLDER = "org/apache/lucene/analysis/cn/smart/hhmm/"
TRUST = 0.7  # share of the newspapers' pairs in the model; the rest is that of single words
LEAST_GAIN = 0.7  # nats: a pair that is hardly likelier than by chance is left out
DISCOUNT = 0.5  # taken off each count, as usual
CLASSES = {"未##数": "0", "未##串": "A"}


def main(jar: str) -> int:
    """Write the file and say how many pairs it holds."""
    from toolkit.repair.language import price, words

    archive = zipfile.ZipFile(jar)
    single = dictionary(archive.read(FOLDER + "coredict.mem"))
    rows = pairs(archive.read(FOLDER + "bigramdict.mem"), [word for word, count in single.items() if count])
    whole = words().whole

    def alone(word: str) -> float | None:
        if len(word) == 1 and not "\u3400" <= word <= "\u9fff":
            return price(word)
        return whole.get(word)

    body = []
    kept = 0
    for first, row in sorted(rows.items()):
        if alone(CLASSES.get(first, first)) is None:
            continue
        total = max(single[first], sum(row.values())) + 1
        rest = 1 - sum(count - DISCOUNT for count in row.values()) / total
        unlisted = 1 - TRUST + TRUST * rest
        groups: defaultdict[int, list[str]] = defaultdict(list)
        for second, count in row.items():
            by_chance = alone(CLASSES.get(second, second))
            if by_chance is not None:
                chance = TRUST * (count - DISCOUNT) / total + unlisted * math.exp(-by_chance)
                if -math.log(chance) <= by_chance - LEAST_GAIN:
                    groups[round(-4 * math.log(chance))].append(CLASSES.get(second, second))
                    kept += 1
        if groups:
            listed = " ".join(f"{cost}:{','.join(sorted(group))}" for cost, group in sorted(groups.items()))
            body.append(f"{CLASSES.get(first, first)}\t{round(-4 * math.log(unlisted))}\t{listed}\n")
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write((HEADER + "".join(sorted(body))).encode("utf-8"))
    print(f"{len(body)} words, {kept} pairs", file=sys.stderr)
    return 0


def arrays(data: bytes) -> list[Any]:
    """Read the arrays of a stream of Java's object serialisation: only what those two files use of it."""
    at = 4
    classes: list[str] = []
    handles: list[str | None] = []

    def class_name() -> str:
        nonlocal at
        tag = data[at]
        if tag == 0x71:  # a reference to a class that was described before
            handle: int = struct.unpack_from(">I", data, at + 1)[0]
            at += 5
            name = handles[handle - 0x7E0000]
            assert name is not None
            return name
        assert tag == 0x72, hex(tag)
        (length,) = struct.unpack_from(">H", data, at + 1)
        name = data[at + 3 : at + 3 + length].decode()
        at += 3 + length + 8 + 1 + 2 + 2  # serial number, flags, no fields, end of annotations, no super class
        classes.append(name)
        handles.append(name)
        return name

    def value() -> Any:
        nonlocal at
        if data[at] == 0x70:  # null
            at += 1
            return None
        assert data[at] == 0x75, hex(data[at])
        at += 1
        name = class_name()
        handles.append(None)
        (length,) = struct.unpack_from(">I", data, at)
        at += 4
        if name.startswith("[["):
            return [value() for _ in range(length)]
        kind = np.dtype({"[S": ">i2", "[C": ">u2", "[I": ">i4", "[J": ">i8"}[name])
        found = np.frombuffer(data, kind, length, at)
        at += length * kind.itemsize
        return found

    found = []
    while at < len(data):
        found.append(value())
    return found


def dictionary(data: bytes) -> dict[str, int]:
    """Return the words with their counts."""
    places, chars, rests, counts = arrays(data)
    first = {int(place): chr(char) for place, char in zip(places, chars, strict=True) if place >= 0 and char}
    table: dict[str, int] = {}
    for place, (items, numbers) in enumerate(zip(rests, counts, strict=True)):
        if items is not None and place in first:
            for item, number in zip(items, numbers, strict=True):
                word = first[place] + ("" if item is None else item.tobytes().decode("utf-16-be"))
                table[word] = table.get(word, 0) + int(number)
    return table


def pairs(data: bytes, words: list[str]) -> dict[str, dict[str, int]]:
    """Return word → word behind it → count."""
    hashes, counts = arrays(data)
    live = counts > 0
    order = np.argsort(hashes[live].astype(np.int64).view(np.uint64))
    keys = hashes[live].astype(np.int64).view(np.uint64)[order]
    numbers = counts[live][order]
    words = sorted(words)
    units = [np.frombuffer(word.encode("utf-16-le"), np.uint16) for word in words]
    offsets = np.cumsum([0, *map(len, units)]).astype(np.int64)
    found = np.zeros((len(keys), 3), np.int64)
    number = search(np.concatenate(units), offsets, keys, bloom(keys), found)
    if number != len(keys):
        raise SystemExit(f"only {number} of {len(keys)} pairs have words of the dictionary")
    rows: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for first, second, place in found[:number]:
        rows[words[first]][words[second]] = int(numbers[place])
    return rows


BLOOM = 1 << 22


def bloom(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which low bits of a hash occur: most pairs are ruled out by one look."""
    table = np.zeros(BLOOM, np.bool_)
    table[(keys % np.uint64(BLOOM)).astype(np.int64)] = True
    return table


@numba.njit
def search(units: Any, offsets: Any, keys: Any, table: Any, found: Any) -> int:
    """Hash `first@second` for all words; FNV-1a, the low byte of each UTF-16 unit first."""
    prime = np.uint64(1099511628211)
    number = 0
    words = len(offsets) - 1
    for first in range(words):
        begun = np.uint64(0xCBF29CE484222325)
        for at in range(offsets[first], offsets[first + 1]):
            begun = (begun ^ np.uint64(units[at] & 0xFF)) * prime
            begun = (begun ^ np.uint64(units[at] >> 8)) * prime
        begun = (begun ^ np.uint64(0x40)) * prime
        begun = begun * prime
        for second in range(words):
            value = begun
            for at in range(offsets[second], offsets[second + 1]):
                value = (value ^ np.uint64(units[at] & 0xFF)) * prime
                value = (value ^ np.uint64(units[at] >> 8)) * prime
            if table[np.int64(value % np.uint64(len(table)))]:
                place = np.searchsorted(keys, value)
                if place < len(keys) and keys[place] == value:
                    found[number] = (first, second, place)
                    number += 1
    return number


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))

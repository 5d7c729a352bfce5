"""Build the fold table that `toolkit.sketch` ships: one entry a code point, made from OpenCC and Unicode.

The fold is a look-up per character, so it cannot be misled by damaged neighbours. Two characters fold alike when
OpenCC's character tables join them in any direction (all candidates, not only the first), or when Unicode calls
them compatible. Run it after an upgrade of OpenCC or of the rule, then put the printed version into
`toolkit/sketch/fold.py`; signatures made with the old version are refused from then on.

    python scripts/build_fold.py            # write the table
    python scripts/build_fold.py --classes  # print the classes of characters that fold alike, for review
"""

from __future__ import annotations

import argparse
import os
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib
from collections import defaultdict
from pathlib import Path

CHARACTER_TABLES = (
    "STCharacters",
    "TSCharacters",
    "TSCharactersExt",
    "HKVariants",
    "HKVariantsRev",
    "TWVariants",
    "TWVariantsRev",
    "JPShinjitaiCharacters",
    "JPShinjitaiCharactersRev",
    "CJK_Compatibility_Ideographs",
)
"""Dictionaries that map one character to one or several candidates."""

PHRASE_TABLES = (
    "STPhrases",
    "STPhrases_GeneratedFromRegionalPhrases",
    "TSPhrases",
    "TWVariantsPhrases",
    "TWVariantsRevPhrases",
    "HKVariantsPhrases",
    "HKVariantsRevPhrases",
)
"""Phrases of the script converters: position by position they join a few pairs that no character table has (礦 鑛).
Left out: the vocabulary tables (TWPhrases, HKPhrases: 軟體 for 軟件) and JPShinjitaiPhrases, which swap words."""

RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌"
    "⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓"
    "⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝"
    "⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""CJK Radicals Supplement, each followed by its ideograph: Unicode's EquivalentUnifiedIdeograph.txt (14.0). NFKC
folds only two of them."""

LIMIT = 0x323B0
"""One past the last code point of CJK Extension H; everything above is dropped (tags, private use, selectors)."""

IDEOGRAPHIC_PLANES = range(0x20000, LIMIT)
"""Kept even where this Python's Unicode does not know the character yet."""

DATA = Path(__file__).resolve().parent.parent / "toolkit" / "sketch" / "data" / "fold.bin"


def opencc_table(name: str, folder: Path) -> list[tuple[str, list[str]]]:
    """Return the entries (key, candidates) of one dictionary of the installed OpenCC, by its own `opencc_dict`."""
    import opencc

    clib = Path(opencc.__file__).parent / "clib"
    out = folder / f"{name}.txt"
    source = clib / "share" / "opencc" / f"{name}.ocd2"
    tool = clib / "bin" / ("opencc_dict.exe" if os.name == "nt" else "opencc_dict")
    subprocess.run([tool, "-i", source, "-o", out, "-f", "ocd2", "-t", "text"], check=True, capture_output=True)
    entries = []
    for line in out.read_text(encoding="utf-8").splitlines():
        key, _, candidates = line.partition("\t")
        entries.append((key, candidates.split(" ")))
    return entries


def joined_characters() -> list[tuple[str, str]]:
    """Return every pair of characters that OpenCC or Unicode's radical table joins."""
    pairs = list(zip(RADICALS[::2], RADICALS[1::2], strict=True))
    with tempfile.TemporaryDirectory() as name:
        for table in CHARACTER_TABLES + PHRASE_TABLES:
            for key, candidates in opencc_table(table, Path(name)):
                for candidate in candidates:
                    if len(candidate) == len(key):
                        pairs.extend(zip(key, candidate, strict=True))
    # Unicode's own singletons too, or a compatibility ideograph could land in another class than its NFKC form.
    for code in range(0x2E80, LIMIT):
        decomposed = unicodedata.normalize("NFKD", chr(code))
        if len(decomposed) == 1:
            pairs.append((chr(code), decomposed))
    return [(a, b) for a, b in pairs if a != b]


def classes(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the connected components of `pairs`, each under its representative.

    That is the lowest code point that compatibility decomposition leaves alone.
    """
    parent: dict[str, str] = {}

    def find(char: str) -> str:
        while parent.setdefault(char, char) != char:
            char = parent[char]
        return char

    for a, b in pairs:
        parent[find(a)] = find(b)
    groups = defaultdict(list)
    for char in parent:
        groups[find(char)].append(char)
    named = {}
    for members in groups.values():
        plain = [c for c in members if unicodedata.normalize("NFKD", c) == c and keeps(c)]
        named[min(plain or members)] = sorted(members)
    return named


def keeps(char: str) -> bool:
    """Tell whether a character is part of a key: a letter, a number, or a mark that carries a vowel by itself.

    Accents (Mn), enclosing marks (Me), punctuation, symbols, spaces, controls, private use and surrogates are not.
    """
    if ord(char) in IDEOGRAPHIC_PLANES:
        return True
    category = unicodedata.category(char)
    return category[0] in "LN" or category == "Mc"


def fold_char(char: str, representative: dict[str, str]) -> str:
    """Return what one character folds to: NFKD, kept characters, case folded, NFKD again, one of each class."""
    folded = char
    while True:
        # The radicals are symbols to Unicode; they must reach their class before symbols are dropped.
        folded = "".join(representative.get(c, c) for c in folded)
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if keeps(c))
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded.casefold()) if keeps(c))
        folded = "".join(representative.get(c, c) for c in folded)
        if folded == char:
            return folded
        char = folded


def build() -> bytes:
    """Return the packed table: see `toolkit.sketch.fold.load_table` for the layout."""
    representative = {char: name for name, members in classes(joined_characters()).items() for char in members}
    entries: list[int] = []
    expansions: list[str] = []
    for code in range(LIMIT):
        folded = fold_char(chr(code), representative)
        if len(folded) <= 1:
            entries.append(ord(folded) if folded else 0)
        else:
            expansions.append(folded)
            entries.append(-len(expansions))
    # Deltas to the identity are nearly all zero, so they compress to a fifth.
    deltas = [value - code for code, value in enumerate(entries)]
    text = "".join(expansions)
    numbers = [LIMIT, len(expansions), len(text), *deltas, *map(len, expansions), *map(ord, text)]
    return zlib.compress(struct.pack(f"<{len(numbers)}i", *numbers), 9)


def main() -> int:
    """Write the table, or print its classes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", action="store_true", help="print the classes instead of writing the table")
    if parser.parse_args().classes:
        for name, members in sorted(classes(joined_characters()).items()):
            print(name, "".join(members), sep="\t")
        return 0
    from toolkit.sketch.fold import table_version

    packed = build()
    DATA.parent.mkdir(exist_ok=True)
    DATA.write_bytes(packed)
    print(f"{DATA.name}: {len(packed):,} bytes; FOLD_VERSION = {table_version(packed)!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

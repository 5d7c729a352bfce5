"""The language model, the tables of bytes and what a page says, as arrays for the compiled search.

All of it is derived from what the search in Python reads: `fluency`, `language`, `neighbours`, `gbk`, `readings`. Where
that is a dict of strings, this is one hash table with open addressing, whose keys are numbers: a tag, and what is
looked up. Characters are code points; those beyond the basic plane, which no table knows, share one row. Words are the
nodes of a trie, numbered from 1; marks and characters that begin no word are numbered behind them.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.generate.kit import known_order
from toolkit.generate.readings import readings
from toolkit.repair import fluency, language, neighbours
from toolkit.repair.gbk import LEADS, TRAILS, codes, pairs, unassigned
from toolkit.repair.kits import NOTE
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import only_simplified, simplified
from toolkit.repair.search.choices import MANY, Choice, ending_in_80, hidable, unassigned_endings
from toolkit.repair.search.prices import character, ending_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    Array = np.ndarray[Any, Any]

PLANE = 0x10000
LAST_ROW = PLANE - 1
"""Row of all characters beyond the basic plane; U+FFFF is no character."""

# Columns of `chars`.
NODE, KIND, SHORT, CODE, USUAL, DIFFERING, KNOWN, LETTER, PLAIN_ONLY = range(9)
# Columns of `char_costs`, `word_costs`, `pair_costs`.
ALONE, UNLISTED, PRICE, LEAST_NEXT = range(4)
BEGIN, WHOLE, UNLISTED_WORD, CUT, LEAST_LONGER = range(5)
MADE, SHORT_OF = range(2)
ALWAYS, STRANGE, OPENING, ALONE_SHORT = range(4)
LEAST_OPENING, LEAST_MARK = range(2)
NO_LONGER = 1e9
"""Stands for what a word costs at the least that is longer, where there is none."""
IS_MARK = -1.0
"""Stands for the cost of a word that begins with a character that is not Han."""

# Tags of keys.
WORDS, NAME, READ, LISTS = (tag << 58 for tag in range(1, 5))
WIDTH = 21
"""Bits of a code point, or of the number of a word."""

# Lists of characters, by a key: what may stand where no byte is known, twice; all with byte 80; by reading, all whose
# second byte can swallow a bracket; by second byte, all, the commonest first; by reading, the pairs of bytes in a note.
LIKELY, CONTINUING, SHORTS, COMMON = range(4)
HIDDEN, UNASSIGNED = 0, 4
ENDING_80, SWALLOWING, ENDING, INSIDE = range(8, 12)


# Numbers of the arrays in the memory of the kernels (see `memory`). Of the model:
KEYS, VALUES, CHAR_ROWS, CHAR_COST_ROWS, WORD_COST_ROWS, PAIR_ROWS, PAIR_COST_ROWS, GAPS, NUMBER_LISTS = range(9)
LONGER_BEGIN, LONGER_CHARS, LONGER_WORDS, NEXT_BEGIN, NEXT_CHARS, NEXT_QUARTERS, TRAIL_COSTS = range(9, 16)
# What a page says: its code points; the same with NUL where its runs are; by character bits, and the reading that it is
# always annotated with; the text around its runs, simplified and without notes; two and three characters in a row in
# there, as a hash table of keys.
TEXT, CLEAN, KNOWN_AS, VOCABULARY, GRAMS = range(16, 21)
# Of a search: see `path_kernels`.
FIRST_OF_SEARCH = 22
SIZES = 21
"""What is known of sizes, one number each:"""
MASK, WORD_COUNT, TEXT_LENGTH, VOCABULARY_LENGTH, GRAM_MASK, CONVERTED = range(6)


class Model(NamedTuple):
    """Arrays of the model.

    Attributes:
        keys: of the hash table; 0 where a place is free.
        values: of the hash table.
        chars: one row a character: numbers.
        char_costs: one row a character: nats.
        word_costs: one row a word: nats.
        pairs: by a pair of bytes, the second one first: its character, and that simplified; 0 where there is none.
        pair_costs: by a pair of bytes likewise: nats.
        gaps: whether two bytes are a pair that decodes to a question mark.
        lists: lists of numbers, each behind its length; the hash table tells where they begin.
        longer: by word, where that begins in the next two arrays which characters continue it, in order, …
        longer_chars: … which these are, …
        longer_words: … and which words they make.
        followed: by character, where that begins in the next two arrays what often follows it, in order, …
        next_chars: … which characters, …
        next_quarters: … and what they cost, in quarters of a nat.
        trail_costs: by the second byte of a character: what one costs at the least as the beginning of a word, and what
            a mark costs at the least, nats.
    """

    keys: Array
    values: Array
    chars: Array
    char_costs: Array
    word_costs: Array
    pairs: Array
    pair_costs: Array
    gaps: Array
    lists: Array
    longer: Array
    longer_chars: Array
    longer_words: Array
    followed: Array
    next_chars: Array
    next_quarters: Array
    trail_costs: Array


class Names(NamedTuple):
    """What the numbers of readings stand for."""

    number: dict[str, int]
    name: dict[int, str]


@cache
def names() -> Names:
    """Number the readings from 1; twice that, and one more for those without a tone mark."""
    number = {name: 2 * place + name.isascii() for place, name in enumerate(sorted(readings().chars), 1)}
    return Names(number, {place: name for name, place in number.items()})


class _Table:
    """Keys and values to be."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.values: list[int] = []
        self.lists: list[int] = [0]

        self.longer: tuple[list[int], list[int]] = [], []
        self.following: tuple[list[int], list[int]] = [], []

    def put(self, key: int, value: int) -> None:
        self.keys.append(key)
        self.values.append(value)

    def put_list(self, kind: int, key: int, found: Iterable[int]) -> None:
        items = [*found]
        if items:
            self.put(LISTS | kind << 2 * WIDTH | key, len(self.lists))
            self.lists += [len(items), *items]


@cache
def model() -> Model:
    """Return the arrays: mapped from a file beside compiled code, or built, in more than a second."""
    from toolkit.repair.search.hash_kernels import fill
    from toolkit.repair.search.kept import kept
    from toolkit.sketch._jit import kept_in

    return kept(kept_in(fill), Model, build)


def build() -> Model:
    """Build the arrays: the same in every process, whatever the order of its sets."""
    from toolkit.repair.search.hash_kernels import fill

    table = _Table()
    nodes = {"": 0, **{node: place for place, node in enumerate(language.words().begin, 1)}}
    word_costs = _words(table, nodes)
    rows = {char: neighbours.characters_after.__wrapped__(char) for char in neighbours._characters()}
    chars, char_costs = _characters(table, nodes, rows)
    pair_of, pair_costs = _pairs(table, chars, char_costs, word_costs)
    _readings(table, chars)
    for base, choice in ((HIDDEN, hidable()), (UNASSIGNED, unassigned_endings())):
        _choice(table, nodes, rows, base, choice)
    table.put_list(ENDING_80, 0, ending_in_80())
    for trail in TRAILS:
        table.put_list(ENDING, trail, ending_with(trail))
    gaps = np.zeros((256, 256), np.int32)
    for lead, trails in unassigned().items():
        gaps[lead, [0, *trails]] = 1  # no pair has a second byte 0: there it stands for all of them
    size = 1 << (len(table.keys) * 5 // 4).bit_length()
    keys, values = np.zeros(size, np.int64), np.zeros(size, np.int32)
    fill(keys, values, np.array(table.keys, np.int64), np.array(table.values, np.int32))
    lists = np.array(table.lists, np.int32)
    longer = _rows(table.longer, len(word_costs))
    return Model(
        *(keys, values, chars, char_costs, word_costs, pair_of, pair_costs, gaps, lists),
        *longer,
        *_rows(table.following, PLANE),
        _least_by_trail(table, chars, char_costs, word_costs, pair_of, pair_costs),
    )


def _least_by_trail(
    table: _Table, chars: Array, char_costs: Array, word_costs: Array, pair_of: Array, pair_costs: Array
) -> Array:
    """Return what characters of a second byte cost at the least; for marks, behind any word."""
    keys, quarters = np.array(table.keys, np.int64), np.array(table.values, np.int64)
    behind = np.full(len(word_costs), np.inf)
    followed = keys >> 58 << 58 == WORDS
    np.minimum.at(behind, keys[followed] & (1 << WIDTH) - 1, quarters[followed] / 4)
    least = np.full((256, 2), NO_LONGER)
    for trail in range(256):
        rows = trail << 8 | np.flatnonzero(pair_of[trail << 8 : (trail + 1) << 8, MADE])
        is_mark = pair_costs[rows, OPENING] == IS_MARK
        least[trail, LEAST_OPENING] = min(pair_costs[rows[~is_mark], OPENING], default=NO_LONGER)
        marks = np.minimum(pair_of[rows[is_mark], SHORT_OF], LAST_ROW)
        alone = char_costs[marks, PRICE] + min(0.0, word_costs[:, UNLISTED_WORD].min())
        least[trail, LEAST_MARK] = min(np.minimum(behind[chars[marks, KIND]], alone), default=NO_LONGER)
    least[0] = least.min(axis=0)  # no pair has a second byte 0
    return least


def _rows(items: tuple[list[int], list[int]], rows: int) -> tuple[Array, Array, Array]:
    """Sort values by row and character; return where each row begins, the characters and the values."""
    keys = np.array(items[0], np.int64)
    order = np.argsort(keys)
    begin = np.searchsorted(keys[order], np.arange(rows + 1, dtype=np.int64) << WIDTH).astype(np.int32)
    return begin, (keys[order] & (1 << WIDTH) - 1).astype(np.int32), np.array(items[1], np.int32)[order]


def _words(table: _Table, nodes: dict[str, int]) -> Array:
    """Put words and pairs of words into the table; return the costs of words."""
    whole, begin = language.words()
    costs = np.zeros((len(nodes) + PLANE, 5))
    costs[:, BEGIN] = language.UNKNOWN
    costs[:, WHOLE] = -1.0
    costs[:, LEAST_LONGER] = NO_LONGER
    keys, places = table.longer
    for node, place in nodes.items():
        if node:
            before = nodes[node[:-1]]
            keys.append(before << WIDTH | ord(node[-1]))
            places.append(place)
            costs[before, LEAST_LONGER] = min(costs[before, LEAST_LONGER], begin[node])
            costs[place, CUT] = fluency._cut_off(node, begin)
    costs[1 : len(nodes), BEGIN] = list(begin.values())
    for word, cost in whole.items():
        costs[nodes[word], WHOLE] = cost

    def number(word: str) -> int | None:
        return nodes.get(word) or (len(nodes) + ord(word) if len(word) == 1 and ord(word) < PLANE else None)

    for word in neighbours._words():
        first = number(word)
        if first is not None:
            listed, unlisted = neighbours.words_after.__wrapped__(word)
            costs[first, UNLISTED_WORD] = unlisted
            for other, cost in listed.items():
                second = number(other)
                if second is not None:
                    table.put(WORDS | first << WIDTH | second, int(cost * 4))
    return costs


def _characters(table: _Table, nodes: dict[str, int], rows: dict[str, neighbours.Row]) -> tuple[Array, Array]:
    """Put pairs of characters into the table; return what characters are and cost."""
    chars = np.zeros((PLANE, 9), np.int32)
    costs = np.zeros((PLANE, 4))
    chars[:, KIND] = len(nodes) + np.arange(PLANE)
    chars[:, SHORT] = np.arange(PLANE)
    costs[:, ALONE] = neighbours.RAREST
    costs[:, PRICE] = language.price(chr(LAST_ROW))
    for cp in [*range(0x80), *range(0x2000, 0x3100), *range(0xFF00, PLANE)]:  # where all are that have a price
        costs[cp, PRICE] = language.price(chr(cp))
    for cp in [*range(0x80), *map(ord, fluency._MARKS)]:
        chars[cp, KIND] = len(nodes) + ord(fluency.kind_of(chr(cp)))
    for node, place in nodes.items():
        if len(node) == 1:
            chars[ord(node), NODE] = place
    for char, short in simplified().items():
        chars[ord(char), SHORT] = ord(short)
        chars[ord(char), DIFFERING] = 1
    for char, (lead, trail) in codes().items():
        chars[ord(char), CODE] = lead << 8 | trail
    for char in known_order():
        chars[ord(char), KNOWN] = 1
    for char in sorted(only_simplified()):
        if ord(char) < PLANE:
            chars[ord(char), PLAIN_ONLY] = 1
        table.put(READ | ord(char), 1)  # no reading has the number 0
    keys, quarters = table.following
    for char, (alone, _, _) in neighbours._characters().items():
        if ord(char) < PLANE:
            costs[ord(char), ALONE] = int(alone) / 4
            listed, unlisted = rows[char]
            costs[ord(char), UNLISTED] = unlisted
            costs[ord(char), LEAST_NEXT] = min(listed.values(), default=unlisted)
            for other, cost in listed.items():
                keys.append(ord(char) << WIDTH | ord(other))
                quarters.append(int(cost * 4))
    return chars, costs


def _pairs(table: _Table, chars: Array, char_costs: Array, word_costs: Array) -> tuple[Array, Array]:
    """Return the characters of pairs of bytes, and what they cost; those of one second byte lie side by side."""
    listed = {key & (1 << WIDTH) - 1 for key in table.keys if key >> 58 << 58 == WORDS}
    found = np.zeros((PLANE, 2), np.int32)
    costs = np.zeros((PLANE, 4))
    for code, made in enumerate(pairs()):
        if made:
            _, short, always, strange = character(code)
            row = (code & 0xFF) << 8 | code >> 8
            last = min(ord(short), LAST_ROW)
            node = chars[last, NODE]
            opening = word_costs[node, BEGIN] if node else language.UNKNOWN if is_han(short) else IS_MARK
            found[row] = ord(made), ord(short)
            alone = char_costs[last, ALONE]
            if opening == IS_MARK:  # of which nothing is known where word pairs have it
                alone = -language.IMPOSSIBLE if chars[last, KIND] in listed else char_costs[last, PRICE]
            costs[row] = always, strange, opening, alone
    return found, costs


def _readings(table: _Table, chars: Array) -> None:
    """Put readings into the table: names, which characters have them, and which bytes can swallow a bracket."""
    number = names().number
    letters = (letter for letter in map(chr, range(PLANE)) if NOTE.fullmatch(f"({letter})"))
    for place, letter in enumerate(letters, 1):
        chars[ord(letter), LETTER] = place
    for name, place in number.items():
        packed = 0
        for letter in name:
            packed = packed << 6 | chars[ord(letter), LETTER].item()
        table.put(NAME | packed, place)
        found = []
        for char in readings().chars[name]:
            lead, trail = codes()[char]
            table.put(READ | place << WIDTH | ord(char), 1)
            if trail in LEADS:
                found.append(lead << 8 | trail)
        table.put_list(SWALLOWING, place, found)
        note = name.encode("gbk")
        table.put_list(INSIDE, place, [first << 8 | second for first, second in pairwise(note) if first in LEADS])
    for char, name in readings().usual.items():
        chars[ord(char), USUAL] = number[name]


def _choice(table: _Table, nodes: dict[str, int], rows: dict[str, neighbours.Row], base: int, choice: Choice) -> None:
    """Put the lists of characters into the table that may have stood where no byte is known."""
    codes_of = choice.codes_of
    table.put_list(base + COMMON, 0, [code for short in sorted(choice.common) for code in codes_of[short]])
    for short, found in sorted(codes_of.items()):
        table.put_list(base + SHORTS, ord(short), found)
    for char, row in rows.items():
        listed = row.listed
        likely = sorted((listed[short], short) for short in listed.keys() & codes_of.keys())[:MANY]
        table.put_list(base + LIKELY, ord(char), [code for _, short in likely for code in codes_of[short]])
    continuing: dict[str, list[int]] = {}
    for node in nodes:
        if len(node) > 1 and node[-1] in codes_of:
            continuing.setdefault(node[:-1], []).extend(codes_of[node[-1]])
    for node, numbers in continuing.items():
        table.put_list(base + CONTINUING, nodes[node], numbers)

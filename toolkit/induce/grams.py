"""Which templates share wording with a text: the k-grams of all their literals, looked up in one pass over the text.

A template can only explain an article with words that it holds, so the share of the article that lies inside k-grams of
its literals bounds what it can save. One table holds the k-grams of any number of templates; an article is looked up
once, whatever their number. A k-gram of three characters fits into 64 bits as it is, so the table never errs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.sketch._jit import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

WIDTH = 3
"""Characters of a k-gram. Three are found in two thirds of an article of the mould even where it is all synonyms, and
in a tenth of other articles; four lose a third of the former, two do not tell them apart."""
BITS = 21
"""Bits of a code point."""
GOLDEN = 0x9E3779B97F4A7C15
"""2^64 divided by the golden ratio: multiplicative hashing (Knuth, *The Art of Computer Programming* 3, 6.4)."""


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class GramIndex:
    """The k-grams of several templates.

    Args:
        sets: the literals of each template.
    """

    def __init__(self, sets: Sequence[Iterable[str]]) -> None:
        owners: dict[int, list[int]] = {}
        for number, texts in enumerate(sets):
            for gram in {text[i : i + WIDTH] for text in texts for i in range(len(text) - WIDTH + 1)}:
                packed = 0
                for c in gram:
                    packed = packed << BITS | ord(c)
                owners.setdefault(packed + 1, []).append(number)  # 0 is an empty place of the table
        self.size = len(sets)
        keys = np.fromiter(owners, np.uint64, len(owners))
        counts = np.fromiter((len(o) for o in owners.values()), np.int64, len(owners))
        self._starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        self._owners = np.fromiter((n for o in owners.values() for n in o), np.int32, int(counts.sum()))
        # Twice the keys, so that a look-up that finds nothing ends after one or two steps.
        room = 1 << max(4, (2 * len(owners)).bit_length())
        self._table = np.zeros(room, np.uint64)
        self._places = np.zeros(room, np.int32)
        fill(keys, self._table, self._places)

    def covered(self, codes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return for each template how many characters of a text lie inside one of its k-grams.

        Args:
            codes: code points of the text, from `code_points`.
        """
        out = np.zeros(self.size, np.int32)
        if len(codes) >= WIDTH:
            cover(codes, self._table, self._places, self._starts, self._owners, out)
        return out


@kernel
def fill(keys: NDArray[np.uint64], table: NDArray[np.uint64], places: NDArray[np.int32]) -> None:
    """Put keys into an open-addressing table whose size is a power of two."""
    mask = np.uint64(len(table) - 1)
    for number in range(len(keys)):
        at = ((keys[number] * np.uint64(GOLDEN)) >> np.uint64(32)) & mask
        while table[at] != 0:
            at = (at + np.uint64(1)) & mask
        table[at] = keys[number]
        places[at] = number


@kernel
def cover(
    codes: NDArray[np.uint32],
    table: NDArray[np.uint64],
    places: NDArray[np.int32],
    starts: NDArray[np.int64],
    owners: NDArray[np.int32],
    out: NDArray[np.int32],
) -> None:
    """Count for each template the characters inside its k-grams, each once."""
    mask = np.uint64(len(table) - 1)
    keep = np.uint64((1 << (WIDTH - 1) * BITS) - 1)
    ends = np.zeros(len(out), np.int64)
    gram = np.uint64(0)
    for i in range(len(codes)):
        gram = ((gram & keep) << np.uint64(BITS)) | np.uint64(codes[i])
        if i < WIDTH - 1:
            continue
        key = gram + np.uint64(1)
        at = ((key * np.uint64(GOLDEN)) >> np.uint64(32)) & mask
        while table[at] != 0:
            if table[at] == key:
                number = places[at]
                for k in range(starts[number], starts[number + 1]):
                    owner = owners[k]
                    out[owner] += min(WIDTH, i + 1 - ends[owner])
                    ends[owner] = i + 1
                break
            at = (at + np.uint64(1)) & mask

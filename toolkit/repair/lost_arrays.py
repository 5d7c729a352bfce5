"""Choosing lost characters by a compiled kernel: what `toolkit.repair.lost_bytes.rank` chooses, in several texts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.repair import language
from toolkit.repair import lost_kernels as kernels
from toolkit.repair.plausible import is_han
from toolkit.repair.script_table import simplified
from toolkit.repair.search import model as m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.repair.lost_bytes import Choice, Options

    Array = np.ndarray[Any, Any]


@cache
def _tables() -> tuple[Array, ...]:
    """Return the arrays that the kernel takes of the language model."""
    model = m.model()
    nodes = model.chars[:, m.NODE].copy()
    whole = model.word_costs[:, m.WHOLE].copy()
    han = np.array([is_han(chr(code)) for code in range(m.PLANE)])
    unknown = np.where(han, language.UNKNOWN, model.char_costs[:, m.PRICE])
    begun = np.where(whole[nodes] >= 0, whole[nodes], language.UNKNOWN + language.BETWEEN)
    alone = np.where(nodes > 0, begun, unknown)
    short = np.minimum(model.chars[:, m.SHORT], m.LAST_ROW)  # what lies beyond the basic plane is in no word
    differing = model.chars[:, m.DIFFERING] > 0
    return short, differing, nodes, alone, whole, model.longer, model.longer_chars, model.longer_words


def packed(chars: str) -> bytes:
    """Return what the kernel is told about the options for a character."""
    table, alone = simplified(), language.alone()
    row = np.zeros(kernels.WIDTH, np.int64)
    row[kernels.COUNT] = len(chars)
    for place, char in enumerate(chars):
        short = table.get(char, char)
        row[kernels.SHORT + place] = min(ord(short), m.LAST_ROW)
        row[kernels.TRADITIONAL + place] = char in table
        row[kernels.COST + place] = int(alone[short] * kernels.PARTS + 0.5)
    return row.tobytes()


def choose(codes: Array, places: Array, found: Sequence[Options]) -> Array:
    """Return for each place the numbers of the best option and of the next best.

    Args:
        codes: the code points of texts, NUL between them, with the first option at each place.
        places: where a character is to be chosen.
        found: what it can be.
    """
    rows = np.frombuffer(b"".join([options.packed() for options in found]), np.int64)
    chosen = np.empty((len(found), 2), np.int32)
    codes = np.minimum(codes, m.LAST_ROW)
    kernels.rank(codes, places.astype(np.int32), rows.reshape(-1, kernels.WIDTH), *_tables(), chosen)
    return chosen


def rank_all(texts: Sequence[Sequence[str | Choice]]) -> list[bool]:
    """Choose as `lost_bytes.rank` does in each of several texts, and tell for each whether anything changed."""
    parts: list[str] = []
    places: list[int] = []
    choices: list[Choice] = []
    at = 0
    for items in texts:
        for item in items:
            if isinstance(item, str):
                parts.append(item)
                at += len(item)
            else:
                parts.append(item.best)
                places.append(at)
                choices.append(item)
                at += 1
        parts.append("\0")
        at += 1
    codes = np.frombuffer("".join(parts).encode("utf-32-le", "surrogatepass"), np.int32)
    chosen = choose(codes, np.array(places, np.int32), [choice.options for choice in choices])
    changed: set[int] = set()
    for place, choice, (best, other) in zip(places, choices, chosen.tolist(), strict=True):
        chars = choice.options.chars
        if chars[best] != choice.best:
            choice.best = chars[best]
            changed.add(place)
        choice.other = chars[other]
    if not changed:
        return [False] * len(texts)
    done = []
    index = 0
    for items in texts:
        count = sum([not isinstance(item, str) for item in items])
        done.append(not changed.isdisjoint(places[index : index + count]))
        index += count
    return done

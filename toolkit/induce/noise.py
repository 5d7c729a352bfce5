"""Single characters that were changed, recognised by what stands around them in the other articles.

Where nearly all occurrences of the same surroundings hold the same character and this one alone holds another, the
character is noise: it is set right for solving, and the deviation is kept as an edit of the article. The method needs
no template; it is noisy-channel correction with the group as the language model (Kernighan, Church & Gale 1990).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.induce import spine
from toolkit.induce.nodes import Slot, Text, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from toolkit.induce.nodes import Node, Reading

WINDOWS = ((3, 3), (5, 1), (1, 5), (6, 0), (0, 6))
"""Characters before and after that make the surroundings."""
_APART = max(max(window) for window in WINDOWS)
"""Separators between two texts, so that no text is part of another's surroundings: their order plays no part."""
LEAST = 20
"""Articles below which one odd character cannot be told from a rare value."""
SEEN = 12
"""Occurrences of the surroundings that are needed."""
DOMINANT = 0.9
"""Share of them that must hold the same character."""
RARE = 0.03
"""Share that the odd character may have at most (one occurrence always may)."""
EVIDENT = 0.0006
"""Share of changed characters from which the group counts as noisy; the least noise promised to be handled is 0.2 %,
clean groups show below 0.03 %."""
SAMPLE = 600
"""Articles that the surroundings are learnt from."""
ROUNDS = 2
_BASE = 0x9E3779B97F4A7C15
_SEPARATOR = 0x110000


def correct(texts: Sequence[str], fixed: frozenset[str]) -> list[str] | None:
    """Return the texts with changed characters set right, each of the same length, or None where there is no noise.

    Args:
        texts: lifted texts.
        fixed: characters that are neither changed nor put in (the signs of typed values).
    """
    if len(texts) < LEAST:
        return None
    import numpy as np

    drawn = spine.sample(sorted(set(texts)), SAMPLE)
    protected = np.array([*sorted(map(ord, fixed)), _SEPARATOR], dtype=np.uint64)
    codes, lengths = _codes(drawn)
    learn = len(codes)
    original = codes.copy()
    _round(codes, learn, protected)
    if float((codes != original).sum()) / max(1, int(lengths.sum())) < EVIDENT:
        return None
    codes, lengths = _codes([*drawn, *texts])
    for _ in range(ROUNDS):
        if _round(codes, learn, protected) is None:
            break
    return _texts(codes, lengths)[len(drawn) :]


def _codes(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return all code points with separators after each text, and the lengths."""
    import numpy as np

    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    out = np.full(int(lengths.sum()) + _APART * len(texts), _SEPARATOR, dtype=np.uint64)
    at = 0
    for text in texts:
        out[at : at + len(text)] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        at += len(text) + _APART
    return out, lengths


def _texts(codes: NDArray[np.uint64], lengths: NDArray[np.int64]) -> list[str]:
    out = []
    at = 0
    narrow = codes.astype("<u4")
    for length in lengths.tolist():
        out.append(narrow[at : at + length].tobytes().decode("utf-32-le", "surrogatepass"))
        at += length + _APART
    return out


def _round(codes: NDArray[np.uint64], learn: int, protected: NDArray[np.uint64]) -> bool | None:
    """Correct once, in place; returns None when nothing was changed."""
    import numpy as np

    free = ~np.isin(codes, protected)
    if not free.any():
        return None
    wanted = np.zeros(len(codes), dtype=np.uint64)
    for before, after in WINDOWS:
        keys = _surroundings(codes, before, after)
        learnt = free.copy()
        learnt[learn:] = False
        dominant = _dominant(keys[learnt], codes[learnt])
        if dominant is None:
            continue
        known, best, total, pairs, pair_counts = dominant
        where = free.nonzero()[0]
        index = np.searchsorted(known, keys[where]).clip(0, len(known) - 1)
        hit = (known[index] == keys[where]) & (codes[where] != best[index])
        where, index = where[hit], index[hit]
        mine = keys[where] * np.uint64(_BASE) + codes[where]
        slot = np.searchsorted(pairs, mine).clip(0, len(pairs) - 1)
        count = np.where(pairs[slot] == mine, pair_counts[slot], 0)
        odd = (count <= np.maximum(1, RARE * total[index])) & (wanted[where] == 0)
        wanted[where[odd]] = best[index[odd]]
    put = wanted > 0
    if not put.any():
        return None
    codes[put] = wanted[put]
    return True


def _surroundings(codes: NDArray[np.uint64], before: int, after: int) -> NDArray[np.uint64]:
    """Return a hash of what is around each character; the end of a text is a surrounding like any other."""
    import numpy as np

    n = len(codes)
    keys = np.zeros(n, dtype=np.uint64)
    base = np.uint64(_BASE)
    for step in [*range(-before, 0), *range(1, after + 1)]:
        shifted = np.full(n, _SEPARATOR, dtype=np.uint64)
        if step < 0:
            shifted[-step:] = codes[:step]
        else:
            shifted[:-step] = codes[step:]
        keys = (keys + shifted + np.uint64(1)) * base
        keys ^= keys >> np.uint64(29)
    return keys


def _dominant(
    keys: NDArray[np.uint64], chars: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64]] | None:
    """Return surroundings with a dominant character, that character, their counts, and counts of all pairs."""
    import numpy as np

    pair = keys * np.uint64(_BASE) + chars
    pairs, where, counts = np.unique(pair, return_index=True, return_counts=True)
    owner = keys[where]
    order = np.lexsort((counts, owner))
    owner, ranked, char = owner[order], counts[order], chars[where][order]
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    total = np.add.reduceat(ranked, starts)
    last = np.r_[starts[1:], len(owner)] - 1
    good = (total >= SEEN) & (ranked[last] >= DOMINANT * total)
    if not good.any():
        return None
    return owner[starts][good], char[last][good], total[good], pairs, counts


AROUND = 3
"""Characters before and after a typed value by which its damaged form is recognised."""
WIDEST = 8
"""Signs and characters of a value in pieces: a date of which a mark was changed is three numbers and two marks."""


def mend(lifted: Sequence[tuple[str, list[str]]], signs: frozenset[str]) -> list[tuple[str, list[str]]]:
    """Make typed values whole again that noise has cut (`5x00` was lifted as `5`, `x`, `00`) or robbed of their type.

    Args:
        lifted: texts with signs, and what the signs stand for.
        signs: the signs.

    Returns:
        The same, where a value may hold the odd character.
    """
    from collections import Counter

    usual: dict[tuple[str, str], Counter[str]] = {}
    for text in spine.sample([text for text, _ in lifted], SAMPLE):
        for i, c in enumerate(text):
            if c in signs:
                around = (text[max(0, i - AROUND) : i], text[i + 1 : i + 1 + AROUND])
                usual.setdefault(around, Counter())[c] += 1
    steady = {
        around: sign
        for around, counts in usual.items()
        for sign, n in counts.most_common(1)
        if n >= SEEN and n >= DOMINANT * sum(counts.values())
    }
    return [_mended(text, values, signs, steady) for text, values in lifted]


def _mended(
    text: str, values: list[str], signs: frozenset[str], steady: dict[tuple[str, str], str]
) -> tuple[str, list[str]]:
    out: list[str] = []
    kept: list[str] = []
    at = used = 0
    while at < len(text):
        end, sign = _damaged(text, at, signs, steady)
        if end == at:
            if text[at] in signs:
                kept.append(values[used])
                used += 1
            out.append(text[at])
            at += 1
            continue
        whole = ""
        for c in text[at:end]:
            if c in signs:
                whole += values[used]
                used += 1
            else:
                whole += c
        out.append(sign)
        kept.append(whole)
        at = end
    return "".join(out), kept


def _damaged(text: str, at: int, signs: frozenset[str], steady: dict[tuple[str, str], str]) -> tuple[int, str]:
    """Return the end and the sign of a damaged value that begins at `at`; the end is `at` where there is none."""
    if signs.isdisjoint(text[at : at + 3]):
        return at, ""
    before = text[max(0, at - AROUND) : at]
    own = steady.get((before, text[at + 1 : at + 1 + AROUND]))
    if own == text[at]:
        return at, ""
    for size in range(1, WIDEST + 1):
        piece = text[at : at + size]
        if len(piece) < size or piece[-1] == "\n":
            break
        if signs.isdisjoint(piece):
            continue
        sign = steady.get((before, text[at + size : at + size + AROUND]))
        if sign is not None and piece != sign:
            return at + size, sign
    return at, ""


def repaired(text: str, value: str, signs: frozenset[str]) -> str:
    """Return the text with occurrences of `value` that have one character changed set right.

    Args:
        text: a lifted text.
        value: of a variable; shorter ones than three characters are left, too much is one character away from them.
        signs: never part of an occurrence.
    """
    if len(value) < 3:
        return text
    ways = [f"{re.escape(value[:i])}[^\n]{re.escape(value[i + 1 :])}" for i in range(len(value))]
    return re.sub("|".join(ways), lambda m: m.group() if signs.intersection(m.group()) else value, text)


LIKE = 0.2
"""Share of a value's characters that may differ from a frequent value (one always may)."""
COVERED = 0.95
"""Share of the articles that must have a frequent value for all others to be damaged ones."""
FREQUENT = 4
"""Times that a value must be as frequent as one that is taken for its damaged form."""


def snapped(values: Sequence[str], weights: Sequence[int], signs: frozenset[str]) -> dict[str, str]:
    """Return, for values that are damaged forms of frequent ones, the frequent one.

    A rare value a few characters off a frequent one of the same length is its damaged form. Where (nearly) all articles
    have one of few frequent values, every other value is the damaged form of the nearest.

    Args:
        values: distinct values of a column.
        weights: how many articles have each.
        signs: characters at which values of the same length may not differ.
    """
    total = sum(weights)
    if total < LEAST:
        return {}
    frequent = [(value, weight) for value, weight in zip(values, weights, strict=True) if weight >= FREQUENT]
    by_length: dict[int, list[tuple[str, int]]] = {}
    for value, weight in frequent:
        by_length.setdefault(len(value), []).append((value, weight))
    closed = sum(weight for _, weight in frequent) >= COVERED * total
    out: dict[str, str] = {}
    for value, weight in zip(values, weights, strict=True):
        if weight > max(1, RARE * total):
            continue
        near = _near(value, weight, by_length.get(len(value), ()), signs) if len(value) > 1 else None
        if near is None and closed and weight < FREQUENT:
            near = _nearest(value, frequent)
        if near is not None:
            out[value] = near
    # A frequent value may be the damaged form of a still more frequent one, and then none is left of it to read by.
    for value, near in out.items():
        while near in out:
            near = out[near]
        out[value] = near
    return out


def _near(value: str, weight: int, others: Sequence[tuple[str, int]], signs: frozenset[str]) -> str | None:
    """Return the value of the same length that differs least, if it is much more frequent."""
    allowed = max(1, int(LIKE * len(value)))
    near = []
    for other, seen in others:
        if seen >= FREQUENT * weight and other != value:
            odd = sum(a != b for a, b in zip(value, other, strict=True))
            if odd <= allowed and aligned(value, other, signs):
                near.append((odd, -seen, other))
    return min(near)[2] if near else None


def aligned(value: str, other: str, signs: frozenset[str]) -> bool:
    """Tell whether two values are as long as each other and have the same signs at the same places."""
    return len(value) == len(other) and all(
        a == b or (a not in signs and b not in signs) for a, b in zip(value, other, strict=True)
    )


def _nearest(value: str, frequent: Sequence[tuple[str, int]]) -> str:
    from rapidfuzz.distance import Levenshtein

    return min(frequent, key=lambda pair: (Levenshtein.distance(value, pair[0]), -pair[1], pair[0]))[0]


def deviating(node: Node, reading: Reading, actual: str) -> Reading | None:
    """Return the reading of a damaged value, given that of the value it was: deviations in fixed text, values in slots.

    Args:
        node: what the value is read by.
        reading: of the undamaged value.
        actual: the damaged one.

    Returns:
        None where the value has a list or nothing that could hold the deviation.
    """
    from rapidfuzz.distance import Levenshtein

    leaves = list(write(node, reading))
    if not leaves or any(isinstance(value, list) for value in reading.values()):
        return None
    said = "".join([text for _, text, _ in leaves])
    moved = list(range(len(said) + 1))
    """Where each boundary between two characters stands in the damaged value."""
    for code in Levenshtein.opcodes(said, actual):
        for i in range(code.src_start, code.src_end + 1):
            moved[i] = min(code.dest_start + i - code.src_start, code.dest_end)
        moved[code.src_end] = code.dest_end
    out = dict(reading)
    at, start = 0, 0
    for k, (leaf, text, _) in enumerate(leaves):
        at += len(text)
        end = moved[at] if k + 1 < len(leaves) else len(actual)
        if actual[start:end] != text:
            assert isinstance(leaf, Text | Slot)
            out[leaf.id if isinstance(leaf, Text) or leaf.at < 0 else leaf.at] = actual[start:end]
        start = end
    return out

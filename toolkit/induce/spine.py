"""The spine of a column: the fixed texts that (nearly) all its values hold, in the same order.

Character k-grams that occur once in a value and in nearly all values are candidates; neighbours are merged into
segments; segments that change places with others are dropped (they belong to a permuted list); the rest is a chain. All
values are then read by the chain; where a segment is damaged it is found by alignment and the deviation is kept.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from operator import add, lt, sub
from typing import TYPE_CHECKING, NamedTuple

from toolkit.induce.places import read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

WIDTHS = (4, 8, 3, 2, 1)
"""Lengths of k-grams, tried in this order until one proposes something: four characters are seldom chance; eight for
texts that repeat themselves; short ones fill what is left between longer ones."""
SHORT_WIDTHS = (2, 1)
"""The same for columns of a sentence or two."""
SAMPLE = 64
"""Values that propose segments; all values are then read by them."""
SUPPORT = 0.8
"""Share of the sample that must hold a k-gram. With 2 % of characters changed (the noisiest text promised), a 6-gram
survives in 0.98^6 = 0.89 of the values."""
FEW = 8
"""Below so many values every one must hold the k-gram: a share of a handful says nothing."""
MANY = 16
"""Values from which arrays are quicker than lists; below 20, one in another order is more than `ORDERED` allows."""
BRIEF = 200
"""Characters up to which a k-gram is looked for in a value as it is."""
ORDERED = 0.95
"""Share of values in which one segment must come before another for the pair to be in order."""
LIST = 120
"""Characters on either side of a segment up to which it may be an item of a list."""
TRADED = 0.15
"""Share of the values in which another item must stand on the rarer side."""
MARKS = "。，、；！？"
"""What closes a sentence, a clause, or an item in a row."""


class Segment(NamedTuple):
    """A fixed text, and where it stands in each sampled value (-1: not found there as it is)."""

    text: str
    starts: Sequence[int]


class _Run(NamedTuple):
    """The same in an array."""

    text: str
    starts: NDArray[np.int64]


def sample(values: Sequence[str], size: int = SAMPLE) -> list[str]:
    """Return up to `size` values, evenly over their sorted order, so that the order of input plays no part."""
    ranked = sorted(values)
    if len(ranked) <= size:
        return ranked
    return [ranked[k * len(ranked) // size] for k in range(size)]


def proposals(values: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[int, list[Segment]]]:
    """Yield the segments of each width of k-grams that gives any; see `propose`."""
    shortest = min(map(len, values))
    barren = shortest + 1
    for width in widths:
        if width >= barren:
            continue
        held = _held(values, width, _needed(values))
        if not held:
            barren = width  # who holds longer k-grams holds shorter ones
            continue
        segments = _unique(held, values, _needed(values))
        if segments:
            yield width, segments


def propose(values: Sequence[str], width: int, need: int = 0) -> list[Segment]:
    """Return the segments that k-grams of one width give in sampled values, in the order of the text.

    Args:
        values: at least two sampled values.
        width: length of the k-grams.
        need: how many values must hold a k-gram; by default SUPPORT of them, all if they are few.
    """
    need = need or _needed(values)
    return _unique(_held(values, width, need), values, need)


def _needed(values: Sequence[str]) -> int:
    return len(values) if len(values) < FEW else int(SUPPORT * len(values) + 0.5)


def _unique(grams: Iterable[str], values: Sequence[str], need: int) -> list[Segment]:
    """Return the segments of those k-grams that stand once in a value."""
    found: list[str] = []
    rows: list[list[int]] = []
    for gram in grams:
        row = [value.find(gram) for value in values]
        for value, at in zip(values, row, strict=True):
            if at >= 0 and value.find(gram, at + 1) >= 0:
                break
        else:
            found.append(gram)
            rows.append(row)
    if not found:
        return []
    if need == len(values) < MANY:
        few = _of_few(found, rows)
        if few is not None:
            return few
    import numpy as np

    runs = _in_order(_merged(found, np.array(rows, dtype=np.int64).T))
    return [Segment(text, starts.tolist()) for text, starts in runs]


def _held(values: Sequence[str], width: int, need: int) -> Collection[str]:
    """Return the k-grams that at least `need` of the values hold."""
    ranked = sorted(values, key=len)
    slack = len(ranked) - need
    if not slack:
        grams = _grams(ranked[0], width)
        for value in ranked[1:]:
            if len(value) > BRIEF:
                grams &= _grams(value, width)
            else:
                grams = {gram for gram in grams if gram in value}
            if not grams:
                break
        return grams
    holders: Counter[str] = Counter()
    for number, value in enumerate(ranked):
        grams = _grams(value, width)
        # Who is held by none of the first `slack + 1` is lacking in too many, and so on.
        holders.update(grams if number <= slack else grams & holders.keys())
        if number >= slack:
            holders = Counter({gram: n for gram, n in holders.items() if n >= number + 1 - slack})
            if not holders:
                break
    return holders


def _grams(text: str, width: int) -> set[str]:
    if width <= 2:
        return set(text) if width == 1 else set(map(add, text, text[1:]))
    return {text[i : i + width] for i in range(len(text) - width + 1)}


def _of_few(grams: list[str], rows: list[list[int]]) -> list[Segment] | None:
    """Return what `_in_order` makes of what `_merged` returns, for few values that hold all k-grams.

    Args:
        grams: the k-grams.
        rows: where each stands in each value.

    Returns:
        None where segments change places with others.
    """
    width = len(grams[0])
    out: list[Segment] = []
    text, starts, last, offset = "", rows[0], rows[0], 0
    for row, gram in sorted(zip(rows, grams, strict=True), key=lambda pair: (sum(pair[0]), pair[1])):
        step = row[0] - last[0]
        if text and 0 < step <= width and all(b - a == step for a, b in zip(last, row, strict=True)):
            text = text[: offset + step] + gram
            offset += step
        else:
            if text:
                out.append(Segment(text, starts))
            text, starts, offset = gram, row, 0
        last = row
    out.append(Segment(text, starts))
    out.sort(key=lambda segment: segment.starts[0])
    if not all(all(map(lt, a.starts, b.starts)) for a, b in pairwise(out)):
        return None
    return _apart_few(out)


def _apart_few(segments: list[Segment]) -> list[Segment]:
    """Do what `_apart` does, where all values hold the segments."""
    out = segments[:1]
    for text, starts in segments[1:]:
        before, theirs = out[-1]
        overlap = max(0, max(map(sub, theirs, starts)) + len(before))
        if overlap < len(text):
            out.append(Segment(text[overlap:], [start + overlap for start in starts] if overlap else starts))
    return out


def _merged(grams: list[str], places: NDArray[np.int64]) -> list[_Run]:
    """Merge k-grams that overlap or touch at a fixed distance into segments."""
    import numpy as np

    width = len(grams[0])
    found = places >= 0
    middle = (np.where(found, places, 0).sum(0) / found.sum(0)).tolist()
    order = sorted(range(len(grams)), key=lambda i: (middle[i], grams[i]))
    steps = _steps(places[:, order], found[:, order], width)
    everywhere = bool(found.all())
    out: list[_Run] = []
    text, starts, offset = grams[order[0]], places[:, order[0]].copy(), 0
    for i, step in zip(order[1:], steps, strict=True):
        if step:
            text = text[: offset + step] + grams[i]
            offset += step
            if not everywhere:
                starts = np.where(starts >= 0, starts, np.where(found[:, i], places[:, i] - offset, -1))
            continue
        out.append(_Run(text, starts))
        text, starts, offset = grams[i], places[:, i].copy(), 0
    out.append(_Run(text, starts))
    return out


def _steps(places: NDArray[np.int64], found: NDArray[np.bool_], width: int) -> list[int]:
    """Return how far each k-gram stands behind the one before it, or 0 where they belong to two segments."""
    import numpy as np

    both = found[:, 1:] & found[:, :-1]
    steps = places[:, 1:] - places[:, :-1]
    least = np.where(both, steps, np.iinfo(np.int64).max).min(0)
    most = np.where(both, steps, -1).max(0)
    often = both.sum(0) * 4 >= len(found) * 3
    out = np.where(often & (least == most) & (least > 0) & (least <= width), least, 0)
    for k in np.flatnonzero(often & (least < most) & (least > 0) & (least <= width)).tolist():
        mine = steps[both[:, k], k]
        step = int(np.bincount(mine).argmax())
        if step <= width and (mine == step).mean() >= ORDERED:
            out[k] = step
    return [int(step) for step in out]


def _in_order(segments: list[_Run]) -> list[_Run]:
    """Drop segments that change places with others, and sort the rest."""
    import numpy as np

    if len(segments) == 1:
        return segments
    at = np.stack([s.starts for s in segments], axis=1)
    found = at >= 0
    common = found.T.astype(np.float64) @ found.astype(np.float64)
    before = np.zeros(common.shape)
    for row in range(len(at)):
        before += (at[row][:, None] < at[row][None, :]) & found[row][:, None] & found[row][None, :]
    share = before / np.maximum(common, 1)
    clash = (common > 0) & (share < ORDERED) & (share.T < ORDERED)
    np.fill_diagonal(clash, False)
    alive = np.ones(len(segments), dtype=bool)
    lengths = np.array([len(s.text) for s in segments])
    held = found.mean(0)
    while (clash & alive[:, None] & alive[None, :]).any():
        live = clash & alive[:, None] & alive[None, :]
        degree = live.sum(1)
        group = _component(live, int(degree.argmax()))
        # One wanderer among steady segments goes alone; segments that clash with each other go together.
        worst = max(group, key=lambda i: (degree[i], -lengths[i], segments[i].text))
        others = [i for i in group if i != worst]
        steady = [i for i in group if held[i] >= ORDERED]
        if len(others) >= 3 and all(degree[i] == 1 for i in others):
            alive[worst] = False
        elif 0 < len(steady) < len(group) and not live[np.ix_(steady, steady)].any():
            # What most values hold by chance, drawn from a common stock, tells nothing against what all of them hold.
            alive[[i for i in group if held[i] < ORDERED]] = False
        else:
            alive[group] = False
    kept = [i for i in range(len(segments)) if alive[i]]
    kept.sort(key=lambda i: (sum(share[j, i] >= ORDERED for j in kept), at[:, i].max()))
    return _apart([segments[i] for i in kept])


def _apart(segments: list[_Run]) -> list[_Run]:
    """Cut the beginning of a segment that overlaps the one before it in some value (an optional part between them)."""
    out = segments[:1]
    for text, starts in segments[1:]:
        before, theirs = out[-1]
        both = (theirs >= 0) & (starts >= 0)
        overlap = int((theirs + len(before) - starts)[both].max(initial=0))
        if overlap < len(text):
            out.append(_Run(text[overlap:], starts + overlap * (starts >= 0)))
    return out


def without_traders(segments: list[str], values: Sequence[str]) -> list[str]:
    """Drop segments that are items of a list: what stands before them in some values stands behind them in others.

    Args:
        segments: in order.
        values: sampled values.
    """
    if len(values) < FEW:
        return segments
    rows = [read(value, segments) for value in values]
    pairs = cache(_pairs)  # what stands behind one segment stands before the next
    out = []
    for k, segment in enumerate(segments):
        sides: list[tuple[set[str], set[str]]] = []
        units: Counter[tuple[int, int]] = Counter()
        for value, row in zip(values, rows, strict=True):
            here = row[k]
            if here is None:
                continue
            low = next((p[1] for p in reversed(row[:k]) if p), 0)
            high = next((p[0] for p in row[k + 1 :] if p), len(value))
            if max(here[0] - low, high - here[1]) > LIST:
                break
            sides.append((pairs(value[low : here[0]]), pairs(value[here[1] : high])))
            units[_units(value[low : here[0]]), _units(value[here[1] : high])] += 1
        else:
            # Who changes places has now more, now fewer units before it; a label has one slot on either side.
            if max(units.values(), default=0) < ORDERED * len(sides) and _trades(sides):
                continue
        out.append(segment)
    return out


def _units(text: str) -> int:
    """Count the lines that end in a text or, where none does, its sentences and clauses."""
    return text.count("\n") or sum(map(text.count, MARKS))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum()}


def _trades(sides: list[tuple[set[str], set[str]]]) -> bool:
    """Tell whether pairs of characters change sides: each in one of the two in most values, in both of them often."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for before, after in sides:
        left.update(before - after)
        right.update(after - before)
        both.update(before & after)
    need = TRADED * len(sides)
    return any(
        n >= need and right[pair] >= need and n + right[pair] >= SUPPORT * len(sides) for pair, n in left.items()
    )


def _component(edges: NDArray[np.bool_], start: int) -> list[int]:
    seen = {start}
    todo = [start]
    while todo:
        for other in edges[todo.pop()].nonzero()[0].tolist():
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return sorted(seen)


def guarded(segments: list[Segment], values: Sequence[str]) -> list[str]:
    """Return the texts of the segments, shortened where an end would cut a Latin word or a number in some value."""
    out = []
    for text, starts in segments:
        low, high = 0, len(text)
        places = [(v, int(s)) for v, s in zip(values, starts, strict=True) if s >= 0]
        while high > low and _latin(text[high - 1]) and any(_latin(v[s + high : s + high + 1]) for v, s in places):
            high -= 1
            while high > low and _latin(text[high - 1]):
                high -= 1
        while low < high and _latin(text[low]) and any(s + low > 0 and _latin(v[s + low - 1]) for v, s in places):
            low += 1
            while low < high and _latin(text[low]):
                low += 1
        if low < high:
            out.append(text[low:high])
    return out


def _latin(c: str) -> bool:
    return c.isascii() and c.isalnum()

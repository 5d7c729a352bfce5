"""What solving does quickly does the same as what says it plainly."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from toolkit.induce import pairs, sections, sentences, spine, units

TEXTS = st.lists(st.text("甲乙丙丁，。\n", min_size=1, max_size=12), min_size=2, max_size=12, unique=True)
WORDS = st.lists(st.text("甲乙丙丁戊x", max_size=5), min_size=1, max_size=14, unique=True)
few = settings(max_examples=150, deadline=None)


@few
@given(TEXTS, st.integers(1, 4))
def test_held_are_the_grams_that_so_many_values_hold(values: list[str], width: int) -> None:
    for need in (len(values), max(1, int(0.8 * len(values) + 0.5))):
        counts: Counter[str] = Counter()
        for value in values:
            counts.update({value[i : i + width] for i in range(len(value) - width + 1)})
        assert set(spine._held(values, width, need)) == {gram for gram, n in counts.items() if n >= need}


@few
@given(st.text("子丑寅卯辰", min_size=1, max_size=6), TEXTS, TEXTS)
def test_segments_of_few_values_are_those_of_many(shared: str, heads: list[str], tails: list[str]) -> None:
    values = [head + shared + tail for head, tail in zip(heads, tails, strict=False)][: spine.MANY - 1]
    for width in (1, 2, 3):
        grams = sorted(
            gram
            for gram in spine._held(values, width, len(values))
            if all(value.find(gram) == value.rfind(gram) for value in values)
        )
        if not grams:
            continue
        rows = [[value.find(gram) for value in values] for gram in grams]
        runs = spine._in_order(spine._merged(grams, np.array(rows, dtype=np.int64).T))
        quick = spine._of_few(grams, rows)
        assert quick is None or [(s.text, list(s.starts)) for s in quick] == [(t, at.tolist()) for t, at in runs]
        assert quick is not None or len(runs) < len(grams)


@few
@given(TEXTS)
def test_widths_left_out_would_propose_nothing(values: list[str]) -> None:
    widths = [width for width in spine.WIDTHS if width <= min(map(len, values))]
    plain = [(width, found) for width in widths if (found := spine.propose(values, width))]
    assert list(spine.proposals(values, spine.WIDTHS)) == plain


def plain_factors(values: list[str]) -> list[int] | None:
    """Return what `pairs.factors` returns."""
    if not pairs.LEAST <= len(values) <= pairs.MOST or max(map(len, values)) > pairs.LONGEST:
        return None
    ways = [
        [(v[:k], v[k:]) for k in range(len(v), -1, -1) if not (0 < k < len(v) and (v[k - 1 : k + 1]).isascii())]
        for v in values
    ]
    starts = Counter(v[:k] for v in values for k in range(len(v) + 1))
    ends = Counter(v[k:] for v in values for k in range(len(v) + 1))
    halves = [max(some, key=lambda half: min(starts[half[0]], ends[half[1]])) for some in ways]
    for _ in range(2):
        left, right = Counter([head for head, _ in halves]), Counter([tail for _, tail in halves])
        halves = [max(some, key=lambda half: left.get(half[0], 0) * right.get(half[1], 0)) for some in ways]
    heads, tails = {head for head, _ in halves}, {tail for _, tail in halves}
    if any(len(part) == 1 for part in heads | tails):
        return None
    if len(heads) < 2 or len(tails) < 2 or len(heads) + len(tails) > pairs.SMALLER * len(values) + 1:
        return None
    return [len(head) for head, _ in halves]


@few
@given(WORDS)
def test_factors_are_found_as_plainly(values: list[str]) -> None:
    assert pairs.factors(values) == plain_factors(values)


@few
@given(
    st.lists(st.text("甲乙丙", max_size=4), min_size=1, max_size=4, unique=True),
    st.lists(st.text("丁戊x9", max_size=4), min_size=1, max_size=5, unique=True),
    st.text("甲丁", max_size=3),
)
def test_factors_of_products_are_found_as_plainly(heads: list[str], tails: list[str], odd: str) -> None:
    values = sorted({head + tail for head in heads for tail in tails} | {odd})
    assert pairs.factors(values) == plain_factors(values)


@few
@given(
    st.lists(st.sampled_from(["一、甲乙丙丁\n", "二、甲乙丙\n", "丁丙乙甲\n", "戊己\n", ""]), min_size=1, max_size=4),
    st.lists(st.text("甲乙丙丁戊己庚\n", max_size=25), min_size=1, max_size=8),
)
def test_sections_are_grouped_as_plainly(heads: list[str], rest: list[str]) -> None:
    bodies = sorted({heads[i % len(heads)] + text for i, text in enumerate(rest)})
    grams = [sections._grams(body) for body in bodies]

    def shared(i: int, j: int) -> float:
        return len(grams[i] & grams[j]) / max(1, min(len(grams[i]), len(grams[j])))

    group = list(range(len(bodies)))
    for i, body in enumerate(bodies):
        for j in range(i):
            head, other = body.split("\n", 1)[0], bodies[j].split("\n", 1)[0]
            least = sections.KINDRED if fuzz.ratio(head, other, score_cutoff=units.ALIKE) > 0 else sections.SHARED
            if head == other or shared(i, j) >= least:
                mine, theirs = group[i], group[j]
                group = [min(mine, theirs) if g in (mine, theirs) else g for g in group]
    expected = [[i for i, g in enumerate(group) if g == root] for root in sorted(set(group))]
    assert sections._alike(bodies, grams) == expected


@few
@given(
    st.lists(st.lists(st.text("甲乙丙丁戊", min_size=1, max_size=8), min_size=1, max_size=4), min_size=2, max_size=9)
)
def test_the_nearest_class_is_found_as_plainly(rows: list[list[str]]) -> None:
    classes = units.Classes(rows)
    for unit in {unit for row in rows for unit in row} | {"甲乙丙丁戊", "戊丁"}:
        scores: Counter[int] = Counter()
        for i in range(len(unit) - 1):
            for index, members in enumerate(classes.members):
                held = sum(unit[i : i + 2] in body for body in members)
                scores[index] += held > 0 and held >= units.TYPICAL * len(members)
        best, similarity = units.NONE, units.ALIKE
        counts = sorted((n for n in scores.values() if n), reverse=True)[:3]
        if len(counts) == 3 and sum(n >= counts[2] for n in scores.values()) > 3:
            continue  # which of equals are looked at is not said
        for index in sorted((c for c, n in scores.items() if n and n >= counts[-1]), key=lambda c: (-scores[c], c)):
            members = classes.members[index]
            for body in members[:: max(1, len(members) // units.COMPARED)]:
                if fuzz.ratio(unit, body) > similarity:
                    best, similarity = index, fuzz.ratio(unit, body)
        assert classes._nearest(unit) == best


@few
@given(st.lists(st.tuples(st.text("甲乙", min_size=1, max_size=2), st.integers(-1, 3)), max_size=8), st.booleans())
def test_loose_units_stand_where_they_did(units_of: list[tuple[str, int]], listed: bool) -> None:
    groups = [group for _, group in units_of]
    if not listed:
        taken: set[int] = set()
        groups = [-1 if g in taken or taken.add(g) else g for g in groups]
    row = [unit for unit, _ in units_of]
    found = sentences._between(row, groups)
    for group in range(6):
        out, last = [], -1
        for k, unit in enumerate(row):
            if groups[k] >= 0:
                last = groups[k]
            elif last + 1 == group and not (last >= 0 and last in groups[k + 1 :]):
                out.append(unit)
        assert found.get(group, "") == "".join(out)


@few
@given(st.lists(st.lists(st.integers(-1, 4), max_size=6), min_size=1, max_size=8))
def test_rows_are_fitted_alike_and_apart(rows: list[list[int]]) -> None:
    layout = units.arrange(rows, [1] * len(rows), 1)
    if layout is not None:
        found = units.fit_all(rows, layout)
        assert found == [units.fit(row, layout) for row in rows]
        assert len({id(row) for row in found}) == len(rows)

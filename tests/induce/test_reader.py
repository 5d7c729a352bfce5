"""Reading texts by random trees: against a slow search of the cheapest path, and back to the text."""

from __future__ import annotations

import heapq
import random
from itertools import count
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.induce import viterbi
from toolkit.induce.automaton import CHAR, END, EXACT, INSIDE, JOIN, Automaton
from toolkit.induce.bits import Bits
from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, joined, text_of, walk
from toolkit.induce.reader import Reader, _chain, _whole
from toolkit.induce.readings import edits_of, pieces

COSTS = dict.fromkeys("甲乙丙丁，。0123456789", 4.0)
LETTERS = "甲乙丙丁"


def tree_of(rng: random.Random, depth: int = 0, ids: count[int] | None = None) -> Node:
    """Grow a small tree in which every text begins with another letter or mark."""
    ids = count() if ids is None else ids
    kind = rng.choice(("text", "text", "slot", "closed", "opt", "choice", "list") if depth < 2 else ("text", "slot"))
    if kind == "slot":
        return Slot(next(ids), (), rng.choice(("", "number")))
    if kind == "closed":
        return Slot(next(ids), tuple({"".join(rng.choices(LETTERS, k=2)) for _ in range(3)}))
    if kind == "opt":
        return Opt(next(ids), row_of(rng, depth + 1, ids))
    if kind == "choice":
        return Choice(next(ids), [row_of(rng, depth + 1, ids) for _ in range(2)])
    if kind == "list":
        return Repeat(next(ids), [row_of(rng, depth + 1, ids) for _ in range(2)], sep=rng.choice(("", "，")))
    return Text(next(ids), "".join(rng.choices(LETTERS, k=rng.randint(1, 4))) + rng.choice(("", "。")))


def row_of(rng: random.Random, depth: int, ids: count[int]) -> Node:
    return joined([tree_of(rng, depth, ids) for _ in range(rng.randint(1, 3))])


def grown(seed: int) -> tuple[Node, random.Random]:
    rng = random.Random(seed)
    return row_of(rng, 0, count()), rng


def drawn(node: Node, rng: random.Random, out: Reading) -> None:
    """Draw a reading of a tree."""
    if isinstance(node, Slot):
        free = str(rng.randrange(1, 99)) if node.kind else "".join(rng.choices(LETTERS, k=rng.randint(1, 3)))
        out[node.id] = rng.choice(node.choices) if node.choices else free
    elif isinstance(node, Seq):
        for part in node.parts:
            drawn(part, rng, out)
    elif isinstance(node, Opt):
        out[node.id] = rng.random() < 0.5
        if out[node.id]:
            drawn(node.body, rng, out)
    elif isinstance(node, Choice):
        out[node.id] = rng.randrange(-1, len(node.branches))
        if out[node.id] != OTHER:
            drawn(node.branches[out[node.id]], rng, out)
    elif isinstance(node, Repeat):
        out[node.id] = []
        for _ in range(rng.randrange(3)):
            inner: Reading = {}
            kind = rng.randrange(len(node.kinds))
            drawn(node.kinds[kind], rng, inner)
            out[node.id].append((kind, inner))


def named(tree: Node) -> dict[int, str]:
    return {node.id: f"n{node.id}" for node in walk(tree) if not isinstance(node, Seq | Text)}


def cheapest(made: Automaton, text: str, occurrences: list[tuple[int, int, int, float]]) -> float:
    """Oracle: Dijkstra's algorithm over (state, place)."""
    after: dict[int, list[tuple[int, float]]] = {}
    for state in range(len(made)):
        for k in range(made.first[state], made.first[state + 1]):
            after.setdefault(int(made.before[k]), []).append((state, float(made.bits[k])))
    best = {(0, 0, False): 0.0}
    todo = [(0.0, 0, 0, False)]  # bits, state, place, and whether the last character was added
    while todo:
        cost, state, place, added = heapq.heappop(todo)
        if cost > best.get((state, place, added), inf):
            continue
        if (state, place) == (len(made) - 1, len(text)):
            return cost
        ways = [(other, place, bits, False) for other, bits in after.get(state, ())]
        following = made.kinds[state + 1] if state + 1 < len(made) else JOIN
        raw = COSTS.get(text[place], 16.0) if place < len(text) else 0.0
        same = place < len(text) and made.args[min(state + 1, len(made) - 1)] == ord(text[place])
        if following == CHAR:
            ways.append((state + 1, place, viterbi.CHANGED, False))
            if place < len(text):
                ways.append((state + 1, place + 1, 0.0 if same else viterbi.CHANGED, False))
        elif following == EXACT and same:
            ways.append((state + 1, place + 1, 0.0, False))
        elif following == INSIDE and place < len(text):
            ways.append((state + 1, place + 1, float(made.costs[state + 1]) + raw, False))
        if state + 2 < len(made) and made.kinds[state + 2] == END:
            ways.append((state + 2, place, float(made.costs[state + 2]), False))
            ways += [
                (state + 2, end, bits, False)
                for start, end, slot, bits in occurrences
                if start == place and made.slot_state[slot] == state + 2
            ]
        if made.kinds[state] == INSIDE:
            if following == END:
                ways.append((state + 1, place, 0.0, False))
            if place < len(text):
                ways.append((state, place + 1, raw, False))
        if made.kinds[state] == CHAR and place < len(text):
            ways.append((state, place + 1, raw + viterbi.ADDED + (0.0 if added else viterbi.OPENED), True))
        for other, at, bits, run in ways:
            if cost + bits < best.get((other, at, run), inf):
                best[other, at, run] = cost + bits
                heapq.heappush(todo, (cost + bits, other, at, run))
    return inf


@given(st.integers(0, 10**6), st.text(alphabet=LETTERS + "，。7", max_size=9))
@settings(max_examples=150, deadline=None)
def test_the_path_is_the_cheapest(seed: int, text: str) -> None:
    tree, _ = grown(seed)
    reader = Reader(tree, COSTS)
    made = reader.automaton
    raw = np.array([COSTS.get(c, 16.0) for c in text], np.float32)
    found = reader._occurrences(text, raw)
    spans = reader._spans(text, found, {})
    codes = np.array(list(map(ord, text)), np.int32)
    arrays = (made.kinds, made.args, made.costs, made.first, made.before, made.bits, made.back)
    more = (made.marked, made.slot_state)
    bits, _, places = viterbi.best_path(codes, raw, *arrays, *more, *spans, 0, 0, len(made) - 1, 0, len(text), 1e9)
    want = cheapest(made, text, [(int(a), int(b), int(s), float(c)) for a, b, s, c in found])
    assume(want < viterbi.BEAM)  # beyond, the beam may give up what later proves cheaper
    assert bits == pytest.approx(want, abs=0.01)
    assert list(places) == sorted(places)


@given(st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_what_a_tree_writes_is_read_without_deviation(seed: int) -> None:
    tree, rng = grown(seed)
    reading: Reading = {}
    drawn(tree, rng, reading)
    text = text_of(tree, reading)
    read = Reader(tree, COSTS).read(text, 1e9)
    assert read is not None
    listed = pieces(tree, read.reading, named(tree))
    assert "".join(piece.actual for piece in listed) == text == text_of(tree, read.reading)
    assert read.found == 1


@given(st.integers(0, 10**6), st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_exactly(seed: int, text: str) -> None:
    tree, _ = grown(seed)
    read = Reader(tree, COSTS).read(text, 1e9)
    if read is None:
        return  # only a list's separator must be as it is
    listed = pieces(tree, read.reading, named(tree))
    said = "".join(piece.said for piece in listed)
    for start, end, new in reversed(edits_of(listed, text)):
        said = said[:start] + new + said[end:]
    assert said == text


def test_a_variable_is_the_value_of_most_places() -> None:
    tree = Seq(
        [
            Slot(0, (), "", 10),
            Text(1, "的電話是甲，"),
            Slot(0, (), "", 11),
            Text(2, "的地址是乙，"),
            Slot(0, (), "", 12),
            Text(3, "的總結"),
        ]
    )
    read = Reader(tree, {}).read("青禾的電話是甲，青木的地址是乙，青禾的總結", 1e9)
    assert read is not None
    assert read.reading == {0: "青禾", 11: "青木"}


def test_values_cut_no_number_and_no_word() -> None:
    tree = Seq([Text(0, "最高"), Slot(1, ("5000", "800")), Text(2, "元")])
    read = Reader(tree, COSTS).read("最高45000元", 1e9)
    assert read is not None
    assert read.reading[1] == "45000"
    assert _whole("a5b", 0, 3)
    assert not _whole("a5b", 1, 3)


def test_what_costs_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(Seq([Text(0, "甲乙丙丁" * 5)]), COSTS)
    assert reader.read("甲乙丙丁" * 5, 0.0) is not None
    assert reader.read("丁" * 400, 100.0) is None
    monkeypatch.setattr("toolkit.induce.reader.MAX_CELLS", 10)
    assert reader.read("丁丙" * 40, 1e9) is None


def test_the_chain_is_the_longest() -> None:
    assert _chain([]) == []
    assert _chain([(0, 5), (1, 1), (2, 2), (3, 9), (4, 3)]) == [(1, 1), (2, 2), (4, 3)]


def test_bits_of_unknown_characters() -> None:
    assert Reader(Seq([]), {}).raw("甲") == Bits({})["甲"] + 3

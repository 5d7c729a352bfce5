"""Damaged places are told from the clean text as the kit's own truth has them; offsets are carried over."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from toolkit.evaluate.alignment import Carrier, differences, fold_width, places, touched
from toolkit.generate import generate
from toolkit.generate.copying.kits import known_kit
from toolkit.generate.damage import damage

TEXT = st.text(st.one_of(st.sampled_from("甲乙丙丁，,(ǎ)?\n"), st.characters(categories=("Cs", "Lo"))), max_size=20)


@given(TEXT, TEXT)
def test_differences_make_one_text_of_the_other(a: str, b: str) -> None:
    a, b = fold_width(a), fold_width(b)
    out, at = "", 0
    for op in differences(a, b):
        out += a[at : op.start] + b[op.other_start : op.other_end]
        at = op.end
    assert out + a[at:] == b


@given(TEXT, TEXT)
def test_places_cover_all_differences_in_order(a: str, b: str) -> None:
    found = places(a, b)
    spans = [(place.start, place.end) for place in found]
    assert spans == sorted(spans)
    for op in differences(a, b):
        assert any(place.start <= op.start and op.end <= place.end for place in found)


@given(TEXT, TEXT)
def test_carried_offsets_are_monotone_and_right_where_nothing_changed(a: str, b: str) -> None:
    carrier = Carrier(a, b)
    went = [carrier.carry(offset) for offset in range(len(a) + 1)]
    assert went == sorted(went)
    assert all(0 <= offset <= len(b) for offset in went)
    kept = set(range(len(a))) - {i for op in differences(a, b) for i in range(op.start, op.end)}
    assert all(fold_width(a[offset]) == fold_width(b[went[offset]]) for offset in kept)


@given(st.lists(st.integers(0, 30), max_size=8, unique=True), st.integers(0, 30), st.integers(0, 3))
def test_touched_is_what_looking_at_each_span_gives(edges: list[int], start: int, length: int) -> None:
    edges.sort()
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    naive = any(low <= start + length and start <= high for low, high in spans)
    assert touched(spans, start, start + length) == naive


def test_places_are_those_of_the_kit() -> None:
    true: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for index, article in enumerate(generate("travel_list", 12, 3)):
        done = damage(article.text, known_kit(True).prefix(20 + 9 * index))
        true += Counter(place.kind for place in done.truth)
        found += Counter(place.kind for place in places(done.text, done.undone))
        assert places(done.undone, article.text) == [], "widths are not damage here"
    assert true["shifted"] == found["shifted"] > 5
    # A note on a character of a shifted run counts with the run: a few in a hundred.
    assert 0.95 * true["notes"] <= found["notes"] <= true["notes"]
    assert found["other"] == 0

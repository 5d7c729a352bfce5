"""Composition of layers of edits, against a naive oracle: apply each layer to the text it was made for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import Edit, apply_edits
from toolkit.errors import ContractError, UsageError
from toolkit.repair import repair
from toolkit.repair.plan import Layers, Repair

# Few letters, so that edits quote repeated text; surrogates, since texts may hold them.
TEXTS = st.text(alphabet=st.sampled_from("ab臺(é)\ud800\x00"), max_size=24)
PIECES = st.text(alphabet=st.sampled_from("xyz\udc00"), max_size=4)


@st.composite
def layers_of(draw: st.DrawFn, text: str) -> list[Edit]:
    """Draw one layer of edits of `text`: sorted, not overlapping; insertions and adjacent edits included."""
    edits = []
    at = 0
    for number in range(draw(st.integers(0, 5))):
        start = draw(st.integers(at, len(text)))
        end = draw(st.integers(start, min(len(text), start + 5)))
        after, runner_up = draw(PIECES), draw(st.none() | PIECES)
        before = text[start:end]
        if after == before or (edits and start == end == edits[-1].start):
            continue
        certainty = draw(st.sampled_from(["proved", "inferred", "guess"]))
        edits.append(Edit(f"k{number}", start, end, before, after, certainty, f"why {number}", runner_up))
        at = end
    return edits


@given(st.data())
def test_layers_compose_to_one_list_over_the_original(data):
    original = data.draw(TEXTS)
    layers = Layers(original)
    text = original
    for _ in range(data.draw(st.integers(1, 4))):
        layer = data.draw(layers_of(text))
        text = apply_edits(text, layer)
        layers.add(layer)
        assert layers.text == text
        assert apply_edits(original, layers.edits) == text  # also checks order, overlap and quotes
        assert all(edit.before != edit.after for edit in layers.edits)
    repair = Repair(original, layers.text, tuple(layers.edits))
    assert repair.undo() == original
    assert repair.replay(original) == text


@given(st.data())
def test_an_edit_that_is_not_applied_says_what_would_stand_in_the_original(data):
    original = data.draw(TEXTS)
    layers = Layers(original)
    layers.add(data.draw(layers_of(original)))
    for edit in data.draw(layers_of(layers.text)):
        mapped = layers.to_original(edit)
        assert original[mapped.start : mapped.end] == mapped.before
        alone = Layers(original)
        alone.add(layers.edits)
        alone.add([edit])
        wanted = (mapped.start, mapped.end, mapped.after)
        assert mapped.before == mapped.after or wanted in [(e.start, e.end, e.after) for e in alone.edits]


def edit(start: int, before: str, after: str, kind: str = "k", certainty: str = "proved", **more: str) -> Edit:
    return Edit(kind, start, start + len(before), before, after, certainty, f"{kind} says so", **more)


def test_a_later_edit_inside_an_earlier_one_is_merged_with_it():
    layers = Layers("a[漢]b")
    layers.add([edit(1, "[漢]", "中國", "first")])
    layers.add([edit(2, "國", "国", "second", "inferred", runner_up="图")])
    (only,) = layers.edits
    assert (only.start, only.end, only.before, only.after) == (1, 4, "[漢]", "中国")
    assert (only.kind, only.certainty, only.runner_up) == ("first", "inferred", "中图")
    assert only.why == "first says so; second says so"


def test_edits_that_only_stand_beside_each_other_stay_apart():
    layers = Layers("導(dǎo)語")
    layers.add([edit(1, "(dǎo)", "", "notes")])
    layers.add([edit(0, "導", "导", "script"), edit(1, "語", "语", "script")])
    assert [(e.start, e.before, e.after) for e in layers.edits] == [(0, "導", "导"), (1, "(dǎo)", ""), (6, "語", "语")]


def test_an_edit_across_a_deletion_takes_it_in():
    layers = Layers("導(dǎo)語")
    layers.add([edit(1, "(dǎo)", "", "notes")])
    layers.add([edit(0, "導語", "引言", "script")])
    (only,) = layers.edits
    assert (only.before, only.after, only.kind) == ("導(dǎo)語", "引言", "notes")


def test_edits_that_cancel_out_leave_nothing():
    layers = Layers("ab")
    layers.add([edit(0, "a", "x")])
    layers.add([edit(0, "x", "a")])
    assert layers.edits == []
    assert layers.text == "ab"


def test_a_reported_place_changes_nothing_in_the_original_either():
    layers = Layers("&amp;?")
    layers.add([edit(0, "&amp;", "&")])
    left = layers.to_original(edit(0, "&?", "&?", certainty="guess"))
    assert left.before == left.after == "&amp;?"


def test_undo_refuses_a_text_that_is_not_the_result():
    with pytest.raises(ContractError):
        Repair("ab", "cb", (edit(0, "a", "x"),)).undo()


def test_replay_refuses_another_original():
    with pytest.raises(ValueError, match="expects"):
        Repair("ab", "xb", (edit(0, "a", "x"),)).replay("zz")


def test_a_layer_with_overlapping_edits_is_refused():
    with pytest.raises(ValueError, match="overlaps"):
        Layers("abc").add([edit(0, "ab", "x"), edit(1, "b", "y")])


def test_only_texts_can_be_repaired() -> None:
    with pytest.raises(UsageError, match="NoneType"):
        repair(None)  # type: ignore[arg-type]

"""Spans of repaired text, carried back to the text as it was read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.article import Edit, apply_edits
from toolkit.engine import matching
from toolkit.engine.matching import Asked, MatchTask, spans_as_read
from toolkit.induce.template import VariableSpan


def edit(start: int, before: str, after: str) -> Edit:
    return Edit("k", start, start + len(before), before, after, "proved", "for the test")


@given(
    st.lists(
        st.tuples(st.text("甲乙", max_size=3), st.text("甲乙", max_size=2), st.text("丙丁", max_size=2)), max_size=5
    )
)
@settings(max_examples=200)
def test_untouched_characters_are_found_again(parts: list[tuple[str, str, str]]) -> None:
    """Oracle: number the characters that no edit touches, and look where they were."""
    original, repaired, edits = "", "", []
    kept: list[tuple[int, int]] = []
    for same, before, after in parts:
        kept += [(len(repaired) + k, len(original) + k) for k in range(len(same))]
        original, repaired = original + same, repaired + same
        if before or after:
            edits.append(edit(len(original), before, after))
        original, repaired = original + before, repaired + after
    assert apply_edits(original, edits) == repaired
    for here, there in kept:
        assert list(spans_as_read([VariableSpan(here, here + 1, "s")], edits)) == [(there, there + 1, "s")]
    whole = VariableSpan(0, len(repaired), "s")
    ((start, end, _),) = spans_as_read([whole], edits) if repaired else [whole]
    assert 0 <= start <= end <= len(original)


@pytest.mark.parametrize(
    ("span", "as_read"),
    [((0, 2), (0, 2)), ((2, 4), (2, 5)), ((3, 6), (2, 7)), ((2, 3), (2, 5)), ((5, 6), (6, 7)), ((1, 2), (1, 2))],
)
def test_a_span_within_an_edit_takes_all_of_it(span: tuple[int, int], as_read: tuple[int, int]) -> None:
    # 甲乙[丙丙丙 -> 丁丁]戊己
    edits = [edit(2, "丙丙丙", "丁丁")]
    assert list(spans_as_read([VariableSpan(*span, "s")], edits)) == [(*as_read, "s")]


@pytest.mark.parametrize("cause", [KeyboardInterrupt(), ValueError("no")])
def test_an_interrupt_inside_a_kernel_is_no_bad_article(cause: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def library(_path: str) -> None:
        raise SystemError("CPUDispatcher(...) returned a result with an exception set") from cause

    monkeypatch.setattr(matching, "_library", library)
    task = MatchTask("moulds", repair=False)
    if isinstance(cause, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            task(Asked("a", "甲"))
    else:
        assert "SystemError" in task(Asked("a", "甲")).failed

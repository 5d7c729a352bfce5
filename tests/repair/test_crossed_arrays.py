"""The compiled search for crossed pairs beside the one in Python, which is its oracle."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.repair import crossed, crossed_arrays
from toolkit.repair.charsets import PairCharset, to_bytes
from toolkit.repair.mixups import Reading

PAIRS: tuple[tuple[PairCharset, PairCharset], ...] = (("gbk", "big5"), ("gbk", "cp950"), ("big5", "gbk"))
ANY = st.text(st.characters(exclude_categories=()), max_size=20)
CLEAN = (
    "本平台的客服电话已经变更，请用户及时保存新的联系方式。",
    "近年來，網路借款越來越普遍，不少人因此陷入困境",
    "一、星河分期的发展历程 2020 A",
)

BITS = ["\ufffd", "A", "\n", "?", "中文", "\ufffd\ufffd", *CLEAN]


@cache
def chars(charset: PairCharset) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(sorted(to_bytes(charset))), max_size=20)


def confused(text: str, right: PairCharset, wrong: PairCharset) -> str:
    return text.encode(right, "replace").decode(wrong, "replace")


def rounded(readings: list[Reading]) -> list[Reading]:
    return [reading._replace(gain=round(reading.gain, 6)) for reading in readings]


def same(text: str, right: PairCharset, wrong: PairCharset) -> bool:
    """Tell whether both find the same; true as well where the compiled search leaves a text to Python."""
    found = crossed_arrays.readings(text, right, wrong)
    return found is None or rounded(found) == rounded([*crossed.pairs_in_python(text, right, wrong)])


@pytest.mark.parametrize(("right", "wrong"), PAIRS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_compiled_and_python_find_the_same(right: PairCharset, wrong: PairCharset, data: st.DataObject) -> None:
    mixed = st.builds(lambda text, cut: confused(text, right, wrong)[cut:], st.sampled_from(CLEAN), st.integers(0, 20))
    part = st.one_of(
        mixed, chars(wrong), ANY, st.sampled_from(["\ufffd", "A", "\n", "?", "中文", "\ufffd\ufffd", *CLEAN])
    )
    assert same("".join(data.draw(st.lists(part, max_size=8))), right, wrong)


@pytest.mark.parametrize(("right", "wrong"), PAIRS)
@pytest.mark.parametrize("loss", ["replace", "ignore"])
def test_whole_pages_are_read_compiled(right: PairCharset, wrong: PairCharset, loss: str) -> None:
    page = "\n".join(CLEAN * 3).encode(right, "replace").decode(wrong, loss)
    assert crossed_arrays.readings(page, right, wrong)
    assert same(page, right, wrong)


def test_what_lies_beyond_the_basic_plane_is_left_to_python() -> None:
    assert crossed_arrays.readings("笢恅\U00020000", "gbk", "big5") is None


def test_many_characters_bring_the_compiled_search_in(monkeypatch: pytest.MonkeyPatch) -> None:
    text = confused(CLEAN[0], "gbk", "big5")
    monkeypatch.setattr(crossed, "_read_in_python", 0)
    before = [*crossed.pairs_in_pairs(text, "gbk", "big5")]
    monkeypatch.setattr(crossed, "_read_in_python", crossed.IN_PYTHON_ALONE)
    monkeypatch.setattr(crossed, "pairs_in_python", None)  # nobody asks for it
    assert rounded([*crossed.pairs_in_pairs(text, "gbk", "big5")]) == rounded(before) != []

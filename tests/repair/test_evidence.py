"""What a page tells about its runs: only what stands outside them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.generate.kit import Kit
from toolkit.repair.evidence import Page, without_runs
from toolkit.repair.kits import BREAK
from toolkit.repair.script_table import converted, only_simplified, simplified

PAGES = st.lists(st.sampled_from(["平臺", "?shù)", "(shù)", "姆绞", "M", "，", "\n", "?", "\ud800", "a"]), max_size=12)


@given(PAGES)
@settings(max_examples=100)
def test_what_a_run_may_cover_is_blank_and_all_else_is_kept(parts: list[str]) -> None:
    text = "".join(parts)
    breaks = [match.start() for match in BREAK.finditer(text)]
    blank = without_runs(text, breaks)
    assert len(blank) == len(text)
    assert all(found in (char, "\0") for char, found in zip(text, blank, strict=True))
    assert all(blank[at] == "\0" for at in breaks)
    assert not BREAK.search(blank)
    first = breaks[0] if breaks else len(text)
    assert blank[:first] == text[:first]
    assert without_runs(text, []) == text


def test_the_characters_of_a_run_are_no_evidence() -> None:
    page = Kit.of([("數", "shù")]).annotate("平臺的用戶很多，這是不當的方式。")
    at = page.index("?")
    shown = page[at + 5]
    evidence = Page(page, [], {}, [at])
    assert not evidence.has(shown)
    assert evidence.has("臺")
    assert evidence.is_converted


def test_a_converted_page_may_keep_some_simplified_characters() -> None:
    sentence = "平臺為當地用戶提供貸款，約有三成。"
    assert Page(sentence * 20 + "导", [], {}, []).is_converted
    assert not Page(sentence * 4 + "导", [], {}, []).is_converted


def test_what_a_conversion_replaces_is_no_traditional_character() -> None:
    assert only_simplified() <= converted()
    assert converted().isdisjoint(simplified())

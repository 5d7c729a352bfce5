"""Mix-ups of charsets that other damage hides: references, spaces and invisible characters within them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.article import Certainty
from toolkit.repair import repair

PIECES = (
    *("，", "；", "中文", "的", "A", " ", "\n", "\xa0", "\u200b", "\ufffd", "é", "©", "“"),
    *("cafÃ©", "Ã©", "Ã", "Â\xa0", "Ð¿Ñ€Ð¸", "涓枃", "ÖÐÎÄ", "鐨", "(yī)"),
    *("&nbsp;", "&amp;", "&amp;nbsp;", "&#20013;", "&eacute;", "&#8203;", "&ldquo;", "&copy;", "&Atilde;", "&#195;"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他說 caf&Atilde;&copy; 很好。", "他說 café 很好。"),
        ("他說 caf&amp;Atilde;&amp;copy; 很好。", "他說 café 很好。"),
        ("&#195;&#150;&#195;\u200b&#144;", "&#195;&#150;&#195;&#144;"),  # references of controls stay
        ("涓\u200b枃", "中文"),
        ("中文\xa0Ã©", "中文 é"),
    ],
)
def test_what_hides_a_mixup_is_undone_first(text: str, expected: str) -> None:
    once = repair(text, "inferred")
    assert once.text == repair(expected, "inferred").text
    assert once.undo() == text


def test_an_honest_letter_before_a_loss_stays() -> None:
    for text in ("，café\xa0\ufffd", "un café\ufffd", "，cafÃ©&nbsp;\ufffd"):
        assert "caf\u00e9" in repair(text, "inferred").text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.sampled_from(("proved", "inferred")))
def test_a_second_repair_changes_nothing(text: str, level: Certainty) -> None:
    once = repair(text, level)
    assert repair(once.text, level).text == once.text
    assert once.undo() == text
    assert once.replay(text) == once.text

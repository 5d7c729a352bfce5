"""Contacts that hide from filters, and titles that are said over and over."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.measure.evasion import SAID, STUFFED, WORDS, is_hidden, stuffing
from toolkit.measure.signs import find_signs, reachable
from toolkit.parse import parse
from toolkit.sketch import fold


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("加薇信：abc12345", True),
        ("加V信：abc12345 了解", False),
        ("咨询威信abc12345", True),
        ("加V❤：abc12345 了解", True),
        ("联系电话一五〇一二三四五六七八", True),
        ("电话①⑤⓪①②③④⑤⑥⑦⑧", True),
        ("扣扣：9990034455", True),
        ("微信：abc12345", False),
        ("vx:abc12345", False),
        ("电话：150-1234-5678", False),
        ("電話：（02）2345-6789", False),
        ("QQ群：999003445", False),
        ("电话：010-65000123转801", False),
        ("電話：02-2345-6789 分機 12", False),
        ("電話：１６５００００１２３４", False),
    ],
)
def test_contacts_that_hide_from_filters(text: str, hidden: bool) -> None:
    found = reachable(text)
    assert found
    assert any(is_hidden(text, contact) for contact in found) == hidden
    assert bool(find_signs(text, parse(text)).hidden) == hidden


def naive(title: str, body: str) -> int:
    """Characters of the body that the phrase fills which fills most, or 0."""
    pieces = {title[i:j] for i in range(len(title)) for j in range(i + WORDS, len(title) + 1)}
    filled = [len(piece) * body.count(piece) for piece in pieces if body.count(piece) >= SAID]
    most = max(filled, default=0)
    return most if most >= STUFFED * len(body) else 0


@given(st.text("梦见蛇水好", max_size=9), st.text("梦见蛇水好", max_size=60))
@settings(max_examples=150)
def test_stuffing_is_the_phrase_that_fills_most(title: str, body: str) -> None:
    phrase = stuffing(f"{title or '题'}\n{body}")
    assert len(phrase) * body.count(phrase) * bool(phrase) == naive(title or "题", body)


def test_titles_beside_the_text_and_long_first_lines() -> None:
    body = "小舟花額度高。小舟花額度快。小舟花額度多少由它定。"
    assert stuffing(body, "小舟花額度多少") == fold("小舟花額度")
    assert stuffing(body) == ""
    assert stuffing("很長的一段話" * 20 + "\n" + "很長的一段話" * 9) == ""


@given(st.text(st.characters(), max_size=80) | st.just("\ud800\n\x00\ud800\ud800"))
@settings(max_examples=40)
def test_any_text_can_be_looked_at(text: str) -> None:
    assert stuffing(text) in fold(text)
    assert all(quote in text for quote in find_signs(text, parse(text)).hidden)


@pytest.mark.parametrize(
    ("line", "disowned", "deletion"),
    [
        ("本文由网友上传，侵权请联系删除：16500001234", True, True),
        ("部分图片来源于网络，侵删　电话：16500001234", False, False),
        ("圖文:宣教部 部分圖片來源於網絡,如有侵權請聯繫刪除 16500001234", False, False),
        ("本文图文均由网友上传，侵权请联系删除：16500001234", True, True),
        ("文章及图片来源于网络，侵权删帖：16500001234", True, True),
        ("商务合作：16500001234", False, False),
    ],
)
def test_who_borrows_pictures_answers_for_the_article(line: str, disowned: bool, deletion: bool) -> None:
    text = "馆里的冰鉴\n它有两层。\n" + line
    signs = find_signs(text, parse(text))
    assert (bool(signs.disowned), bool(signs.deletion)) == (disowned, deletion)


def test_a_title_that_baits_nobody_may_be_repeated() -> None:
    body = "\n小舟花額度高。小舟花額度快。小舟花額度由它定。"
    news, bait = "市府談小舟花額度" + body, "小舟花額度是多少" + body
    assert stuffing(news) == stuffing(bait) == fold("小舟花額度")
    assert find_signs(news, parse(news)).stuffed == ()
    assert find_signs(bait, parse(bait)).stuffed[0].span == (0, 5)

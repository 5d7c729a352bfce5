"""Whatever goes in: what the template renders is the article, and nothing is lost."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from toolkit.errors import UsageError
from toolkit.induce import Template, induce, noise

ANY = st.text(
    alphabet=st.one_of(
        st.characters(codec=None, exclude_categories=()),
        st.sampled_from("{%#}-\n\r \t。，、的一1.2\\\"'<&\x00\ud800\udfff\U000f0000\ufdd0"),
    ),
    max_size=30,
)
PIECES = (
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "\n",
    "\r\n",
    "\r",
    " ",
    "額度",
    "最高可達",
    "元。",
    "12",
    "3.5",
    "小舟花",
    "{",
    "%",
)
JOINED = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def check(texts: list[str]) -> Template:
    template = induce(texts)
    assert sorted(template.members + template.unparsed) == list(range(len(texts)))
    assert len(template.contexts) == len(template.members)
    for k, i in enumerate(template.members):
        assert template.render(template.contexts[k]) == texts[i]
        at = 0
        for start, end, name in template.spans(i):
            assert at <= start < end <= len(texts[i])
            assert name
            at = end
    again = Template.from_dict(template.to_dict())
    assert [again.render(c) for c in again.contexts] == [template.render(c) for c in template.contexts]
    template._repr_html_().encode()
    return template


@given(st.lists(ANY, max_size=6))
def test_any_texts(texts: list[str]) -> None:
    check(texts)


@given(st.lists(JOINED, max_size=3), st.lists(st.lists(JOINED, min_size=3, max_size=3), min_size=2, max_size=5))
def test_texts_of_one_mould(fixed: list[str], values: list[list[str]]) -> None:
    frame = [
        "隨著互聯網金融的快速發展，",
        "\n是一款面向年輕人的線上借款產品，{{ 額度 }}最高可達",
        "元。\n",
        "希望本文對您有所幫助。",
        *fixed,
    ]
    texts = ["".join(f + v for f, v in zip(frame, [*row, "", "", "", ""], strict=False)) for row in values]
    check(texts)


@given(st.lists(st.lists(JOINED, min_size=2, max_size=2), min_size=2, max_size=5), st.booleans())
@settings(max_examples=30)
def test_any_plain_environment_renders_the_same(values: list[list[str]], escaping: bool) -> None:
    texts = [f"{a}隨著互聯網金融的快速發展，越來越多的人開始借款{b}{{%" for a, b in values]
    template = induce(texts)
    plain = Environment(autoescape=escaping)
    for k, i in enumerate(template.members):
        assert plain.from_string(template.source).render(template.contexts[k]) == texts[i]


@pytest.mark.parametrize("odd", [False, True])
def test_what_lists_say_is_not_escaped(*, odd: bool) -> None:
    rng = random.Random(3)
    stock = [
        "額度高達五萬，'隨借隨還'\n",
        "審核只要三分鐘，極速到帳\n",
        "客服全天在線，有問必答\n",
        "利率透明，沒有隱藏費用\n",
    ]
    if odd:
        stock = [item.replace("'", "") for item in stock]
    texts = []
    for k in range(40):
        items = rng.sample(stock, 3)
        if odd and k % 10 == 1:
            items.insert(2, ('朋友說"不錯"\n', "我家的貓<也>喜歡\n", "昨天&今天下雨\n", "'好'\n")[k // 10])
        texts.append(f"以下是我們整理的要點：\n{''.join(items)}以上內容僅供參考，謝謝閱讀。")
    template = induce(texts)
    assert [slot.kind for slot in template.slots] == ["list"]
    escaping = Environment(autoescape=True).from_string(template.source)
    assert [escaping.render(context) for context in template.contexts] == [texts[i] for i in template.members]


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_order_plays_no_part(rng: random.Random) -> None:
    texts = [
        f"{rng.choice('青橙藍白')}舟成立於{rng.randrange(2000, 2020)}年，總部位於{c}，主要提供小額周轉服務。{s}"
        for c in ("臨江", "雲溪", "霧海")
        for s in ("", "歡迎留言分享您的經歷。")
    ]
    mixed = texts[:]
    rng.shuffle(mixed)
    one, two = induce(texts), induce(mixed)
    assert one.source == two.source
    assert {texts[i]: c for i, c in zip(one.members, map(str, one.contexts), strict=True)} == {
        mixed[i]: c for i, c in zip(two.members, map(str, two.contexts), strict=True)
    }


def test_wrong_input_is_told() -> None:
    with pytest.raises(UsageError, match="list of texts"):
        induce("一篇文章")
    with pytest.raises(UsageError, match="text 1 is int"):
        induce(["一篇文章", 5])  # type: ignore[list-item]


@pytest.mark.parametrize("seed", range(10))
def test_what_is_set_right_does_not_depend_on_the_order(seed: int) -> None:
    rng = random.Random(seed)
    made = []
    for _ in range(40):
        text = list(f"歡迎使用{rng.choice('青橙藍白')}舟貸，本站為您介紹各種還款方式，謝謝您的關注與支持。")
        for _ in range(rng.randrange(3)):
            text[rng.choice((0, 1, 2, -3, -2, -1))] = rng.choice("岸邊xy?")
        made.append("".join(text))
    texts = list(dict.fromkeys(made))
    told = []
    for _ in range(3):
        rng.shuffle(texts)
        told.append(dict(zip(texts, noise.correct(texts, frozenset()) or texts, strict=True)))
    assert told[0] == told[1] == told[2]

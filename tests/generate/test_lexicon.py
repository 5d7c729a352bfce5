"""Lexicons: every type of slot, and every mistake with its line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from toolkit.errors import UsageError
from toolkit.generate import generate
from toolkit.generate.lexicon import MAX_VALUES

if TYPE_CHECKING:
    from collections.abc import Callable

TYPED = """
variables:
  town: {type: record, fields: {name: name}, values: [{name: 白渡, river: 渡河}, {name: 云溪, river: 溪}]}
slots:
  amount: {type: number, min: 1000, max: 9000, step: 500}
  rate: {type: number, min: "1.5", max: "2.0", step: "0.1", decimals: 1}
  day: {type: date, from: 2023-12-30, to: 2024-01-02, format: "YYYY-MM-DD M/D"}
  hour: {type: time, from: "08:00", to: "08:30", step: 15}
  phone: {type: phone, values: ["165 0000 0123"]}
  mail: {type: email, values: [Someone@Mail.example]}
  heavy: {values: [{text: 重, weight: 9}, {text: 轻, weight: 1}]}
  word: [甲, 乙]
"""


def test_every_type_writes_what_its_node_says(template: Callable[..., str]) -> None:
    path = template(
        "{% for n in ['amount', 'rate', 'day', 'hour', 'phone', 'mail', 'word'] %}{{ pick(n) }}\n{% endfor %}"
        "{{ town }}有{{ town.river }}\n",
        TYPED,
    )
    seen: dict[str, set[str]] = {}
    for article in generate(path, 60, seed=1):
        for node in article.derivation:
            text = article.text[node.start : node.end]
            seen.setdefault(node.node, set()).add(text)
            if node.node == "amount":
                assert node.value == int(text)
                assert 1000 <= node.value <= 9000
                assert node.value % 500 == 0
            elif node.node == "rate":
                assert node.value == float(text)
                assert 1.5 <= node.value <= 2.0
            elif node.node == "day":
                day = date.fromisoformat(node.value)
                assert text == f"{day.isoformat()} {day.month}/{day.day}"
            elif node.node == "mail":
                assert node.value == "someone@mail.example"
        last = article.text.rsplit("\n", 1)[1]
        assert last in ("白渡有渡河", "云溪有溪")
        assert next((c.kind, c.value) for c in article.contacts) == ("phone", "+8616500000123")
    assert seen["rate"] == {"1.5", "1.6", "1.7", "1.8", "1.9", "2.0"}
    assert seen["hour"] == {"08:00", "08:15", "08:30"}
    assert len(seen["day"]) == 4
    assert seen["word"] == {"甲", "乙"}


def test_weights_weigh(template: Callable[..., str]) -> None:
    path = template("{{ pick('heavy') }}", TYPED)
    heavy = sum(article.text == "重" for article in generate(path, 400, seed=2))
    assert 330 <= heavy <= 385


def test_a_stock_is_used_up_before_anything_comes_twice(template: Callable[..., str]) -> None:
    path = template(
        "{% for _ in range(4) %}{{ pick('word') }}{% endfor %}",
        "slots: {word: [甲, 乙, {text: 丙, weight: 5}, 丁]}",
    )
    for article in generate(path, 30, seed=3):
        assert sorted(article.text) == sorted("甲乙丙丁")


def test_a_variable_is_one_value_everywhere(template: Callable[..., str]) -> None:
    path = template(
        "{{ name }}、{{ pick('line') }}、{{ name }}",
        "variables: {name: {type: name, values: [甲, 乙, 丙]}}\nslots: {line: ['用{name}的人']}",
    )
    for article in generate(path, 20, seed=4):
        name = article.text[0]
        assert article.text == f"{name}、用{name}的人、{name}"
        assert sum(node.node == "name" for node in article.derivation) == 3


MISTAKES = {
    "slots:\n  a: [x]\n  a: [y]\n": (3, "a second time"),
    "slots:\n  a: {type: colour, values: [x]}\n": (2, "unknown type 'colour'"),
    "slots:\n  a: ['{b}']\n": (2, "names {b}, which is no slot"),
    "slots:\n  a:\n    - 好\n    - '{很|十分'\n": (4, "never closed"),
    "slots:\n  a: ['{b}']\n  b: ['{a}']\n": (None, "goes round in circles"),
    "slots:\n  a: []\n": (2, "has no values"),
    "slots:\n  a:\n    - {text: x, weight: 0}\n": (3, "from 1 to"),
    "slots:\n  a:\n    - {text: x, weight: 1" + "0" * 400 + "}\n": (3, "from 1 to"),
    "slots:\n  a: [x]\n  b: [\0]\n": (3, "U+0000 has no place in a YAML file"),
    "variables:\n  pick: [x]\n": (2, "'pick' cannot be the name of a variable"),
    "variables:\n  self: [x]\n": (2, "'self' cannot be the name of a variable"),
    "slots:\n  a:\n    - {text: x, weight: much}\n": (3, "not a whole number"),
    "slots:\n  a: {type: number, min: 5}\n": (2, "'max' is missing"),
    "slots:\n  a: {type: number, min: 5, max: 4}\n": (2, "max is below min"),
    "slots:\n  a: {type: number, min: 0, max: 1e999999999}\n": (2, "beyond"),
    "slots:\n  a: {type: number, min: 0.55, max: 1, decimals: 1}\n": (2, "more than 1 decimals"),
    "slots:\n  a: {type: date, from: yesterday, to: 2024-01-01}\n": (2, "not a date"),
    "slots:\n  a: {type: record, values: [{x: 1}, {y: 2}]}\n": (2, "fields differ"),
    "slots:\n  1a: [x]\n": (2, "no name for a slot"),
    "slots:\n  a: [x]\nslot: {}\n": (3, "unknown key 'slot'"),
    "script: klingon\nslots: {a: [x]}\n": (1, "hans or hant"),
    "numbering: [runes]\nslots: {a: [x]}\n": (1, "unknown numbering 'runes'"),
    "include: [other.yaml]\nslots: {a: [x]}\n": (1, "there is no file other.yaml"),
    "include: [../../secret.yaml]\nslots: {a: [x]}\n": (1, "there is no file"),
    "slots:\n  a:\n    - {很|十分}好\n": (3, "needs quotes"),
    "slots: [\n": (2, ""),
    "variables: {a: [x]}\nslots: {a: [y]}\n": (None, "both a variable and a slot"),
    "slots:\n  a: ['{b|它}']\n  b: [x]\n": (2, "write {b} for the slot"),
    "": (None, "empty"),
    "slots:\n  town: {type: record, values: [{n: x}]}\n  a: ['{town.river}']\n": (3, "has no such field"),
}


@pytest.mark.parametrize("lexicon", MISTAKES)
def test_a_mistake_is_named_with_file_and_line(template: Callable[..., str], lexicon: str) -> None:
    line, message = MISTAKES[lexicon]
    path = template("x", lexicon)
    with pytest.raises(UsageError) as raised:
        next(generate(path))
    assert "lexicon.yaml" in str(raised.value)
    assert message in str(raised.value)
    if line is not None:
        assert f"lexicon.yaml:{line}:" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_lexicon_without_end_is_refused(template: Callable[..., str]) -> None:
    row = "&x [" + "a, " * 1000 + "]"
    lexicon = f"slots:\n  s0: {row}\n" + "".join(f"  s{n}: *x\n" for n in range(1, MAX_VALUES // 1000 + 2))
    with pytest.raises(UsageError, match=f"more than {MAX_VALUES} values"):
        next(generate(template("x", lexicon)))


def test_a_slot_of_an_included_file_can_be_replaced(template: Callable[..., str]) -> None:
    more = {"more.yaml": "slots: {a: [甲], b: [旧]}"}
    path = template("{{ pick('a') }}{{ pick('b') }}", "include: [mine/more.yaml]\nslots: {b: [新]}", **more)
    assert next(generate(path)).text == "甲新"

"""Tidying: what is equal becomes one variable, and what can never be is not even compared."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from toolkit.induce import induce, tidy

WORDS = ("青禾", "小舟", "微潮", "橙柚")


def drawn(seed: int) -> list[str]:
    """Draw articles in which some slots are equal, by a few articles or many, as words, letters or numbers."""
    rng = random.Random(seed)
    pairs = [rng.choice((WORDS, "甲乙丙丁", ("7", "80", "911"), ("ab", "cd", "青x"))) for _ in range(5)]
    out = []
    for _ in range(rng.choice((3, 5, 8, 20))):
        said = [rng.choice(stock) for stock in pairs]
        more = [value if rng.random() < 0.95 else rng.choice(WORDS) for value in said]
        lines = [
            f"第一處寫著{a}，隔了幾行又寫著{b}，僅此而已{k * '。'}\n"
            for k, (a, b) in enumerate(zip(said, more, strict=True))
        ]
        out.append("".join(lines))
    return out


@pytest.mark.parametrize("seed", range(12))
def test_what_is_not_compared_could_not_be_equal(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = drawn(seed)
    quick = induce(texts).source
    monkeypatch.setattr(tidy, "_can_be_equal", lambda _: True)
    assert induce(texts).source == quick


@pytest.mark.parametrize("seed", [68, 99, 161, 203])
def test_a_variable_without_a_place_is_no_key(seed: int) -> None:
    texts = drawn(seed)
    template = induce(texts)
    assert [template.render(context) for context in template.contexts] == [texts[i] for i in template.members]
    known = {*template.names.values(), "edits"}
    assert all(known.issuperset(context) for context in template.contexts)


def test_words_that_agree_are_one_variable() -> None:
    texts = [f"歡迎使用{w}，本站為您介紹{w}的優勢，謝謝您的關注。" for w in WORDS]
    (slot,) = induce(texts).slots
    assert slot.places == 2


def test_learning_from_few_articles_loads_no_compiler() -> None:
    code = """
from toolkit.induce import induce
induce([f"{n}是一款應用，額度{k}元，歡迎申請。" for k, n in enumerate(("青禾", "小舟", "微潮"))])
import sys
print([name for name in ("numba", "scipy", "opencc") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

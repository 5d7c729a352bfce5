"""Kindred texts share phrases in one order; the grouping does not depend on the order of the texts."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.engine.kindred import LONGEST, kinship
from toolkit.engine.mould_search import Mould, more_moulds
from toolkit.induce import induce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.induce import Template

STOCK = {
    "a": ["今天要為各位讀者介紹的是", "許多人在選購之前都會想知道", "最後再來談談它的售後服務",
          "以上便是本期評測的全部內容",
          "根據實際使用者的反映可以發現", "價格方面則與往年相差無幾"],
    "b": ["本路段因施工將於近日封閉", "請過往車輛提前選擇其他道路", "給大家出行帶來不便敬請諒解",
          "具體開放時間將會另行通知",
          "沿線公交站點亦有相應調整", "如需了解詳情可以撥打熱線"],
}  # fmt: skip


def words(rng: random.Random, n: int) -> str:
    return "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(n))


def texts_of(rng: random.Random, kind: str, n: int, most: int = 30) -> list[str]:
    return ["。".join(s + words(rng, rng.randrange(most // 2, most)) for s in STOCK[kind]) for _ in range(n)]


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_the_moulds_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    rows = [("a", t) for t in texts_of(rng, "a", 7)] + [("b", t) for t in texts_of(rng, "b", 5)]
    rows += [("", words(rng, 200)) for _ in range(6)] + [("", ""), ("", "。" * (LONGEST + 1)), ("", "\ud800\0")]
    rng.shuffle(rows)
    groups = kinship([text for _, text in rows]).groups()
    assert [len(group) for group in groups] == [7, 5]
    assert [{rows[i][0] for i in group} for group in groups] == [{"a"}, {"b"}]
    first = sorted(i for i, (kind, _) in enumerate(rows) if kind == "a")[:4]
    assert [sorted(group) for group in kinship([text for _, text in rows]).groups(among=first)] == [first]


@settings(max_examples=15)
@given(st.lists(st.text(st.characters(codec=None), max_size=30), max_size=8))
def test_any_texts_can_be_asked_for(texts: list[str]) -> None:
    for group in kinship(texts).groups(least=2):
        assert len(set(group)) == len(group) >= 2
        assert set(group) <= set(range(len(texts)))


def test_moulds_grow_and_strangers_stay_out() -> None:
    rng = random.Random(5)
    texts = texts_of(rng, "a", 12, 10) + texts_of(rng, "b", 6) + [words(rng, 200) for _ in range(5)]

    def learn(rows: Sequence[int]) -> Template:
        return induce([texts[i] for i in rows])

    known = {"known": Mould(list(range(6)), induce(texts[:6]))}
    out = more_moulds(texts, known, learn)
    held = {name: mould.rows for name, mould in out.items()}
    assert sorted(map(tuple, held.values())) == [tuple(range(12)), tuple(range(12, 18))]
    assert "mould-001" in held
    for mould in out.values():
        rendered = [mould.template.render(context) for context in mould.template.contexts]
        assert rendered == [texts[mould.rows[k]] for k in mould.template.members]


def test_unrelated_articles_claim_nothing() -> None:
    rng = random.Random(2)
    texts = [words(rng, 300) for _ in range(20)]
    assert more_moulds(texts, {}, lambda rows: induce([texts[i] for i in rows])) == {}
    assert more_moulds([], {}, lambda rows: induce([])) == {}

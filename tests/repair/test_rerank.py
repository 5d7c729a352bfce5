"""The choice between finalists: what its features see, and that nothing is proved by it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from toolkit.generate.damage import damage
from toolkit.generate.kit import random_kit
from toolkit.repair import rerank
from toolkit.repair.annotation import annotation
from toolkit.repair.evidence import Page, Run
from toolkit.repair.rerank import NEAR, Features, features, score
from toolkit.repair.search import beam, unshift

if TYPE_CHECKING:
    from toolkit.repair.search.sizes import Size

TEXT = (
    "這家平臺的客服說，所有借款都要在到期之前還清，否則會影響個人信用。王女士告訴記者，她去年在網上申請了一筆貸款，"
    "當時沒有仔細看合同，後來才發現手續費很高，對方還不斷打電話到她的單位。律師認為，這種催收方式已經超出了法律允許的範圍，"
    "當事人可以保留錄音和短信，向有關部門投訴。銀行業協會的負責人表示，將從四個方面加強對從業人員的管理，實現行業的健康發展。"
    "修車的時候，我們在路邊坐著，一個賣瓜的大爺停下來看。"
)


def page_of(text: str) -> Page:
    return Page(text, [], {}, [text.index("?")])


def test_the_order_of_words_and_the_page_speak_for_a_text() -> None:
    text = "這個平臺的服務很好，使用者說?x)甲乙丙，平臺的大家都說平臺好"
    start = text.index("?")
    end = text.index("，平")
    runs = [(7.0, (Run(start, end, clean, (), ()),)) for clean in ("她沒有還款", "她還款沒有", "平臺")]
    right, odd, named = features(text, "使用者說", start, page_of(text), runs)
    assert right.search == odd.search == 7.0
    assert right.tags + right.classes < odd.tags + odd.classes
    assert named.page_words < right.page_words
    assert score(right) < score(odd)


def test_the_search_is_followed_where_nothing_else_differs() -> None:
    one = Features(*[3.0] * len(Features._fields))
    assert score(one) < score(one._replace(search=4.0))
    assert score(one) < score(one._replace(tags=4.0))


def test_a_note_between_two_runs_is_no_word_of_the_text() -> None:
    text = "他說?x)甲好(hǎo)了?y)乙，明天"
    second = text.index("?y")
    runs = (Run(2, 6, "不", (), ()), Run(second, second + 4, "嗎", (), ()))
    plain = Run(2, second + 4, "不好了嗎", (), ())
    both = features(text, "他說", 2, page_of(text), [(1.0, runs), (1.0, (plain,))])
    assert both[0]._replace(page_words=0, page_pairs=0) == both[1]._replace(page_words=0, page_pairs=0)


@pytest.mark.parametrize("text", ["", "\ud800", "(", "?x)", "好(hǎo)\n", "a" * 99])
def test_what_stands_behind_the_last_run_is_read_to_the_next_one(text: str) -> None:
    ahead = rerank._ahead(text, 0)
    assert len(ahead) <= rerank.AHEAD
    assert not set(ahead) & set("(\n")
    assert "?x)" not in ahead


def test_nothing_is_proved_that_the_search_would_not_prove(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = 0
    for seed in range(12):
        drawn = random.Random(seed)
        done = damage(TEXT, random_kit(seed, drawn.randint(40, 130)))
        with_choice = annotation.__wrapped__(done.text)
        with monkeypatch.context() as without:
            without.setattr(unshift, "_reranked", lambda cheapest, *_: cheapest)
            cheapest = annotation.__wrapped__(done.text)
        proved = [[edit for edit in found.shifted if edit.certainty == "proved"] for found in (with_choice, cheapest)]
        assert proved[0] == proved[1]
        changed += with_choice.shifted != cheapest.shifted
    assert changed


def test_finalists_that_cannot_win_are_not_cut_into_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[float] = []
    cut: list[float] = []

    class Watched:
        def __init__(self, end: beam.End) -> None:
            self.cost, self.worst, self.steady = end.cost, end.worst, end.steady
            self._end = end
            offered.append(self.cost)

        def runs(self) -> tuple[Run, ...]:
            cut.append(self.cost)
            return self._end.runs()

    class WatchedSearch(beam.Search):
        def ends(self, size: Size) -> list[Watched]:  # type: ignore[override]
            offered.clear()
            cut.clear()
            return [Watched(end) for end in super().ends(size)]

    monkeypatch.setattr(unshift, "Search", WatchedSearch)
    monkeypatch.setattr(unshift, "compiled", lambda: None)
    text = damage(TEXT, random_kit(3, 90)).text
    annotation.__wrapped__(text)
    assert len(cut) < len(offered)
    beyond = [cost for cost in cut if cost > offered[0] + NEAR]
    assert len(beyond) <= 1  # the one that tells that no other one follows

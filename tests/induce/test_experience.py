"""What was seen in solving a group tells which ways need not be tried when it is solved again with more articles."""

from __future__ import annotations

from toolkit.induce.experience import LEAST, MARGIN, Experience

VALUES = [f"第{k}站" for k in range(2 * LEAST)]
ONES = [1] * len(VALUES)


def experienced(articles: int, bits: dict[str, float]) -> Experience:
    """Return what is known in solving all values when the first so many have been solved."""
    before = Experience()
    before.articles = articles
    before.note(VALUES[:articles], ONES[:articles], bits, frozenset())
    now = Experience(before)
    now.articles = len(VALUES)
    return now


def test_what_lost_clearly_is_told() -> None:
    now = experienced(LEAST, {"slot": 300.0, "chain": 100.0, "sentences": 100 * (1 + MARGIN) - 0.1})
    assert now.lost(VALUES, ONES) == {"slot"}


def test_nothing_is_told_without_experience_of_enough_articles() -> None:
    assert Experience().lost(VALUES, ONES) == frozenset()
    assert experienced(LEAST - 1, {"slot": 300.0, "chain": 100.0}).lost(VALUES, ONES) == frozenset()


def test_another_column_is_not_taken_for_it() -> None:
    now = experienced(LEAST, {"slot": 300.0, "chain": 100.0})
    assert now.lost([value + "。" for value in VALUES], ONES) == frozenset()
    assert now.lost(VALUES[: LEAST // 2], ONES[: LEAST // 2]) == frozenset()


def test_what_was_not_tried_stays_untried() -> None:
    now = experienced(LEAST, {"slot": 300.0, "chain": 100.0})
    now.note(VALUES, ONES, {"chain": 200.0}, now.lost(VALUES, ONES))
    again = Experience(now)
    again.articles = len(VALUES)
    assert again.lost(VALUES, ONES) == {"slot"}

"""A hub is shared by articles that have nothing else in common; the groups are compared with a naive search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.links.hubs import HubRule, agreement, judge
from toolkit.links.signals import coded, moulds

ARTICLES = 12
signals = st.lists(st.lists(st.integers(-1, 4), min_size=ARTICLES, max_size=ARTICLES), max_size=3)
sets = st.lists(st.sets(st.integers(0, ARTICLES - 1), min_size=1).map(sorted), max_size=5)


def naive(articles: list[int], signals: list[list[int]]) -> int:
    """Merge any two articles that agree in a signal, until nothing changes."""
    groups = [{article} for article in articles]
    changed = True
    while changed:
        changed = False
        for a in groups:
            for b in groups:
                if a is not b and any(s[i] == s[j] >= 0 for s in signals for i in a for j in b):
                    a |= b
                    groups.remove(b)
                    changed = True
                    break
            if changed:
                break
    return len(groups)


@given(sets, signals)
def test_groups_equal_a_naive_search(sets: list[list[int]], signals: list[list[int]]) -> None:
    arrays = [np.array(signal, dtype=np.int64) for signal in signals]
    assert agreement(sets, arrays) == [naive(articles, signals) for articles in sets]


@given(st.lists(st.lists(st.integers(0, 6), max_size=4), min_size=1, max_size=10))
def test_moulds_are_articles_that_share_headings(headings: list[list[int]]) -> None:
    flat = np.array([pair for pairs in headings for pair in pairs], dtype=np.int64)
    found = moulds(flat, np.array([len(pairs) for pairs in headings], dtype=np.int64)).tolist()
    for a, one in enumerate(headings):
        if found[a] < 0:
            assert all(not set(one) & set(other) for b, other in enumerate(headings) if b != a)
        else:
            assert found[found[a]] == found[a] <= a
        for b, other in enumerate(headings):
            if set(one) & set(other) and a != b:
                assert found[a] == found[b] >= 0


def test_names_are_numbered_in_order() -> None:
    assert coded([None, "b", "a", "b", None]).tolist() == [-1, 0, 1, 0, -1]


MOBILE, LANDLINE, MAIL, HOST = (
    ("phone", "+8615000001234"),
    ("phone", "+861000001234"),
    ("email", "a@b.test"),
    ("host", "a.test"),
)


@pytest.mark.parametrize(
    ("key", "articles", "groups", "cited", "hub"),
    [
        (LANDLINE, 25, 25, 25, True),  # a consular hotline in 25 unrelated news
        (LANDLINE, 25, 3, 25, False),  # cited in 25 pages of three moulds
        (LANDLINE, 2, 2, 2, False),  # too few to tell
        (MOBILE, 15, 15, 15, False),  # nobody's hotline is a mobile, until very many name it
        (MOBILE, 40, 40, 40, True),
        (MOBILE, 900, 900, 0, False),  # in the footers of a farm whose texts are all different
        (MOBILE, 2000, 2000, 0, True),  # in the footers of a portal: unrelated thousands
        (MOBILE, 2000, 40, 0, False),  # in the footers of a farm of 40 moulds
        (MAIL, 99, 99, 0, False),
        (MAIL, 400, 400, 10, True),
        (HOST, 19, 19, 0, False),
        (HOST, 2000, 1950, 0, True),
        (HOST, 2000, 60, 0, False),
        (LANDLINE, 1, 1, 1, False),
    ],
)
def test_who_is_a_hub(key: tuple[str, str], articles: int, groups: int, cited: int, hub: bool) -> None:
    found = judge(key, articles, groups, cited, HubRule())
    assert found.hub is hub
    assert bool(found.why) is hub


@given(st.integers(2, 5000), st.data())
def test_dispersion_is_a_share_and_more_relatives_never_make_a_hub(articles: int, data: st.DataObject) -> None:
    groups = data.draw(st.integers(1, articles))
    cited = data.draw(st.integers(0, articles))
    found = judge(LANDLINE, articles, groups, cited, HubRule())
    assert 0 <= found.dispersion <= 1
    if not found.hub and groups > 1:
        assert not judge(LANDLINE, articles, groups - 1, cited, HubRule()).hub

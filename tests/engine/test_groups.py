"""Groups are the connected components of who-names-what, compared with a naive search."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engine.groups import ContactIndex
from toolkit.links import Mention

KINDS = ["phone", "qq", "editor"]
corpora = st.lists(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("abcdefgh")), max_size=4), max_size=14)


def naive(corpus: list[list[tuple[str, str]]], link_by: set[str]) -> set[frozenset[int]]:
    """Merge any two articles that share a linking contact, until nothing changes."""
    groups = [{i} for i in range(len(corpus))]
    keys = [{key for key in contacts if key[0] in link_by} for contacts in corpus]
    changed = True
    while changed:
        changed = False
        for a in groups:
            for b in groups:
                if a is not b and any(keys[i] & keys[j] for i in a for j in b):
                    a |= b
                    groups.remove(b)
                    changed = True
                    break
            if changed:
                break
    return {frozenset(g) for g in groups if len(g) > 1}


def mention(kind: str, value: str, raw: str = "", part: str = "contact") -> Mention:
    return Mention(kind, value, raw, 0, 0, "proved", part)


def index_of(corpus: list[list[tuple[str, str]]], link_by: set[str]) -> ContactIndex:
    index = ContactIndex(link_by)
    for at, contacts in enumerate(corpus):
        index.add(at, [mention(kind, value, value.upper()) for kind, value in contacts])
    return index


@given(corpora)
def test_groups_equal_a_naive_search(corpus: list[list[tuple[str, str]]]) -> None:
    index = index_of(corpus, {"phone", "qq"})
    assert {frozenset(group.articles) for group in index.groups()} == naive(corpus, {"phone", "qq"})


@given(corpora)
def test_every_contact_of_a_group_is_named_by_two_of_its_articles(corpus: list[list[tuple[str, str]]]) -> None:
    for group in index_of(corpus, set(KINDS)).groups():
        assert group.contacts
        for contact in group.contacts:
            assert sum(contact in corpus[article] for article in group.articles) >= 2


@given(corpora)
def test_shared_contacts_count_articles_not_mentions(corpus: list[list[tuple[str, str]]]) -> None:
    for key, articles in index_of(corpus, set(KINDS)).shared():
        assert articles == [at for at, contacts in enumerate(corpus) if key in contacts]
        assert len(articles) > 1


def test_spellings_are_kept_in_the_order_met() -> None:
    index = ContactIndex({"phone"})
    index.add(0, [mention("phone", "+86139", "139 "), mention("phone", "+86139", "一三九")])
    index.add(1, [mention("phone", "+86139", "139 ")])
    assert index.raws(("phone", "+86139")) == ["139 ", "一三九"]


def test_a_hotline_that_unrelated_articles_cite_is_listed_and_connects_nothing() -> None:
    index = ContactIndex({"phone"})
    hotline = mention("phone", "+861000000000", part="paragraph")
    for at in range(8):
        own = mention("phone", f"+8615000000{at // 4:03}")
        index.add(at, [hotline, own])
    # Articles 0 to 3 are copies of each other, the others are not.
    index.judge(np.array([7, 7, 7, 7, -1, -1, -1, -1]))
    assert index.hub(hotline.key).startswith("8 articles cite it")
    assert not index.links(hotline.key)
    assert [group.articles for group in index.groups()] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    assert hotline.key in dict(index.shared())


def test_without_judging_there_are_no_hubs() -> None:
    index = ContactIndex({"phone"})
    for at in range(5):
        index.add(at, [mention("phone", "+861000000000", part="paragraph")])
    assert [group.articles for group in index.groups()] == [(0, 1, 2, 3, 4)]

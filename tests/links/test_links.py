"""The graph: components are who-shares-what, every edge can be checked in the text, hubs merge nothing."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.article import Article
from toolkit.errors import UsageError
from toolkit.generate.damage import damage
from toolkit.generate.kit import Entry, Kit, known_order
from toolkit.generate.readings import readings
from toolkit.links import NODE_KINDS, TYING_KINDS, Facts, HubRule, Links, Mention, build
from toolkit.links.facts import heading_pairs, host_of, kit_limit, mentions, text_of
from toolkit.links.signals import kit_settings
from toolkit.parse import contacts, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

values = st.sampled_from(
    [("phone", "+8615000000001"), ("phone", "+861000000001"), ("qq", "360000001"), ("editor", "甲")]
)
parts = st.sampled_from(["contact", "paragraph"])
facts = st.builds(
    lambda mentions, host, cluster, headings, notes: Facts(
        id="",
        host=host,
        mentions=tuple(Mention(kind, value, value, 0, 1, "proved", part) for (kind, value), part in mentions),
        headings=tuple(headings),
        cluster=cluster,
        kit_level=60 if notes else None,
        notes=notes,
    ),
    st.lists(st.tuples(values, parts), max_size=3),
    st.sampled_from([None, "a.test", "b.test"]),
    st.sampled_from([None, "c1", "c2"]),
    st.lists(st.integers(0, 4), max_size=2),
    st.sampled_from([0, 3, 40]),
)
TIGHT = HubRule(public=2, personal=2, own_public=3, own_personal=4, host=2, dispersion=0.4)
"""Thresholds low enough for hubs among a dozen articles."""


def corpus(found: Sequence[Facts]) -> list[Facts]:
    names = [field for field in Facts.__dataclass_fields__ if field != "id"]
    return [Facts(id=f"a{at}", **{name: getattr(fact, name) for name in names}) for at, fact in enumerate(found)]


@given(st.lists(facts, max_size=12), st.sets(st.sampled_from(NODE_KINDS)))
def test_components_are_what_ties_connect(found: list[Facts], by: set[str]) -> None:
    links = build(corpus(found), by=by, rule=TIGHT)
    groups = [{at} for at in range(len(found))]
    for node in links.nodes:
        assert node.ties == (node.kind in by and len(node.articles) > 1 and not node.reach.hub)
        assert list(node.articles) == sorted(set(node.articles))
        if node.ties:
            joined = set().union(*(group for group in groups if group & set(node.articles)))
            groups = [group for group in groups if not group & joined] + [joined]
    assert {frozenset(c.articles) for c in links.components} == {frozenset(g) for g in groups if len(g) > 1}
    for component in links.components:
        assert component.nodes
        assert all(links.nodes[node].ties for node in component.nodes)


@given(st.lists(facts, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_the_articles_changes_nothing(found: list[Facts], rng: object) -> None:
    one = corpus(found)
    other = list(one)
    rng.shuffle(other)  # type: ignore[attr-defined]

    def seen(links: Links) -> tuple[object, ...]:
        ids = [fact.id for fact in links.articles]
        nodes = {
            (node.key, node.ties, node.reach.hub, frozenset(ids[at] for at in node.articles))
            for node in links.nodes
            if node.kind != "mould"  # a mould is named after its first article
        }
        return nodes, {(c.id, frozenset(ids[at] for at in c.articles)) for c in links.components}

    assert seen(build(one, rule=TIGHT)) == seen(build(other, rule=TIGHT))


def test_every_mention_can_be_checked_in_the_text() -> None:
    texts = [article.text for article in itertools.islice(toolkit.generate("loan_guide", 6, seed=2), 6)]
    links = toolkit.links(texts)
    named = [edge for edge in links.edges if edge.kind == "names"]
    assert len(named) == sum(len(contacts(text)) for text in texts)
    for edge in named:
        assert texts[edge.article][edge.start : edge.end] == edge.raw
        assert edge.part in {leaf.kind for leaf in parse(texts[edge.article]).leaves()}
        assert links.nodes[edge.node].kind in (*TYING_KINDS, "editor", "domain")


def test_a_hotline_merges_no_operators() -> None:
    """Three operators with articles of several moulds each; one national number stands in all of them and in news."""
    articles: list[Article] = []
    owner: list[str] = []
    for name in ("loan_guide", "travel_list", "health_advice"):
        for made in itertools.islice(toolkit.generate(name, 14, seed=7), 14):
            found = next((c.value for c in contacts(made.text) if c.kind in TYING_KINDS), "")
            cite = "\n".join(
                [*made.text.split("\n")[:3], "遇險可撥打外事熱線010-82300000求助。", *made.text.split("\n")[3:]]
            )
            articles.append(Article(id=made.id, source="made", text=cite))
            owner.append(found)
    rng = random.Random(4)
    for at in range(30):
        words = "，".join("".join(rng.choices("山水風雲春夏秋冬東西南北車船橋路花鳥魚蟲", k=9)) for _ in range(8))
        text = f"第{at}號消息\n{words}。有困難的市民可撥打求助電話010-66660000。"
        articles.append(Article(id=f"news{at}", source="made", text=text))
        owner.append("")
    links = toolkit.links(articles)
    assert links.node("phone", "+861066660000").reach.hub
    # The generator has five operators, each with up to four contacts.
    assert links.node("phone", "+861082300000").reach.hub
    assert len(links.components) >= 3
    assert all("news" not in articles[at].id for component in links.components for at in component.articles)


def test_kinds_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UsageError, match="fax"):
        toolkit.links(["一篇文字"], by=["phone", "fax"])


def test_nothing_links_to_nothing() -> None:
    links = toolkit.links([])
    assert (len(links.nodes), len(links.edges), len(links.components)) == (0, 0, 0)
    assert "0 articles" in repr(links)


def test_texts_articles_and_facts_may_be_mixed() -> None:
    text = "甲的說明\n聯系電話：15000000001"
    fact = Facts("f", mentions=(Mention("phone", "+8615000000001", "x", 0, 1, "proved", "contact"),))
    links = toolkit.links([text, fact, Article(id="a", source="s", text=text + "。", url="https://WWW.a.test/1")])
    assert [component.articles for component in links.components] == [(0, 1, 2)]
    assert [item.id for item in links.articles] == ["0", "f", "a"]
    assert links.articles[2].host == "a.test"
    assert "component" in links._repr_html_()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.Example.test/a", "example.test"),
        ("https://user@example.test:8443/", "example.test"),
        ("//example.test/x", "example.test"),
        ("http://[::1", None),
        ("http://localhost/", None),
        ("http://例子.test/", "xn--fsqu00a.test"),
        ("not an address", None),
        ("", None),
        (None, None),
    ],
)
def test_hosts_of_addresses(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_has_facts(text: str) -> None:
    outline = parse(text).to_dict()
    found = contacts(text)
    assert len(mentions(outline, [contact.to_dict() for contact in found])) == len(found)
    assert all(0 <= number < 2**56 for number in heading_pairs(outline))
    host_of(text)


def test_headings_of_one_mould_are_shared_whatever_the_name_and_the_script() -> None:
    def article(name: str, extra: str = "") -> str:
        return (
            f"{name}好不好\n一、{name}的由來\n說來話長，這是第一段。\n二、借款的流程\n分作三步，依次辦理。\n{extra}"
            f"三、逾期以後怎樣\n{name}會打電話提醒。\n四、給借款人的話\n量入為出。\n"
        )

    one = heading_pairs(parse(article("蜂巢易借")).to_dict())
    other = heading_pairs(parse(article("橙柚分期").replace("借款的流程", "借款的流程")).to_dict())
    more = heading_pairs(parse(article("橙柚分期", "2.1 補充的說明\n這一節別處沒有。\n")).to_dict())
    assert len(one) == 3
    assert one == other
    assert 0 < len(set(one) & set(more)) < 3


ranges = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=30)


@given(ranges, st.randoms())
def test_settings_explain_every_page_and_are_few(pages: list[tuple[int, int]], rng: random.Random) -> None:
    levels = [level for level, _ in pages]
    limits = [level + more for level, more in pages]
    found = kit_settings(levels, limits)
    assert all(level <= kit for level, kit in zip(levels, found, strict=True))
    # Pages of one setting leave a length that all of them allow.
    for kit in set(found):
        mine = [at for at, own in enumerate(found) if own == kit]
        assert max(levels[at] for at in mine) < min(limits[at] for at in mine)
    # As few as the most pages that exclude each other: those that the greedy way began settings with.
    apart, last = 0, -1
    for limit, level in sorted(zip(limits, levels, strict=True)):
        if level > last:
            apart, last = apart + 1, limit - 1
    assert len(set(found)) == apart
    order = list(range(len(pages)))
    rng.shuffle(order)
    assert kit_settings([levels[at] for at in order], [limits[at] for at in order]) == [found[at] for at in order]


def test_pages_of_one_setting_share_a_kit_node() -> None:
    chars = known_order()
    usual = readings().usual
    texts = []
    for size, seed in ((60, 3), (110, 4)):
        kit = Kit(tuple(Entry(char, usual[char]) for char in chars[:size]))
        script = opencc.OpenCC("s2t")
        for made in itertools.islice(toolkit.generate("loan_guide", 5, seed=seed), 5):
            texts.append(damage(script.convert(made.text), kit).text)
    nodes = [node for node in toolkit.links(texts).nodes if node.kind == "kit"]
    assert [node.articles for node in nodes] == [(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)]


def test_the_limit_is_the_next_character_without_a_note() -> None:
    order = known_order()
    assert kit_limit(order[4] + order[7], 5) == 8
    assert kit_limit("", 5) == len(order) + 1
    assert kit_limit(order[4], None) is None
    assert text_of(parse("標題\n一、甲\n文字\n").to_dict()) == "標題\n一、甲\n文字\n"

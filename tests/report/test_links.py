"""The page of links: hostile text stays text, the policy fits the page, and what is left out is said."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from toolkit.links import Facts, Links, Mention, build
from toolkit.links.hosts import HostEvidence
from toolkit.report.links import LinkLimits, render_links
from toolkit.report.network import network

HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
    st.sampled_from(
        ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "--></title></style></script><svg>"]
    ),
)


def graph(h: str, articles: int = 6) -> Links:
    """Two operators and a hub, with `h` wherever text is held."""
    return build(
        [
            Facts(
                f"{h}{at}",
                title=h,
                host=h,
                mentions=(
                    Mention("qq", f"{h}{at % 2}", h, 0, 2, "proved", "contact"),
                    Mention("phone", f"+86{h}", h, 3, 4, "inferred", "paragraph"),
                    Mention("editor", h, h, 5, 6, "proved", "editor"),
                ),
            )
            for at in range(articles)
        ]
    )


def manifest(h: str, links: Links) -> dict[str, Any]:
    names = ("articles", "rejected", "nodes", "edges", "shared", "hubs", "components", "linked", "hosts")
    counts = dict.fromkeys(names, 1) | {"articles": len(links.articles), "components": len(links.components)}
    return {
        "title": h,
        "created": "2026-01-02T03:04:05+00:00",
        "toolkit": h,
        "inputs": [h] * 4,
        "by": [h],
        "rule": links.rule.to_dict(),
        "counts": counts,
    }


def page(h: str, articles: int = 6, limits: LinkLimits | None = None) -> str:
    links = graph(h, articles)
    hosts = [HostEvidence(h, 2, 1, 1, (h,), (h,), h)]
    return render_links(links, hosts, {**manifest(h, links), "by": links.by}, limits)


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    tree = LexborHTMLParser(html)
    for node in tree.css(".cp"):
        node.unwrap()
    return [(node.tag or "", tuple(sorted(node.attributes))) for node in tree.css("*")]


@settings(max_examples=40)
@given(HOSTILE)
@example("\ud800\x00\u202e")
def test_hostile_text_adds_no_element_and_no_attribute(text: str) -> None:
    html = page(text)
    html.encode()
    assert skeleton(html) == skeleton(page("字"))


def test_the_policy_allows_exactly_our_style_and_script() -> None:
    tree = LexborHTMLParser(page("字"))
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(tree.css_first(name).text().encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not re.search(r"url\(|@import|https?:", tree.css_first("style").text())
    assert not [n for n in tree.css("*") if {"src", "style", "onclick", "onload"} & set(n.attributes)]


def test_anchors_are_unique_and_links_lead_somewhere() -> None:
    tree = LexborHTMLParser(page("字"))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in tree.css("a[href]"):
        assert (node.attributes["href"] or "").removeprefix("#") in ids


def test_what_is_shown() -> None:
    tree = LexborHTMLParser(page("某"))
    assert len(tree.css("details.component")) == 2
    assert len(tree.css("svg.network")) == 2
    assert len(tree.css("svg.network circle.article")) == 6
    assert "6 articles cite it" in tree.css_first("#hubs").text()
    assert "某" in tree.css_first("#hosts tbody").text()
    assert "in a contact, characters 0–2" in tree.css_first("#components").text()


def test_the_page_is_bounded_and_says_what_it_leaves_out() -> None:
    limits = LinkLimits(components=1, pictures=1, articles=2, nodes=1)
    tree = LexborHTMLParser(page("某", 300, limits))
    assert len(tree.css("details.component")) == 1
    assert "Showing 1 of 2 components" in tree.css_first("#components").text()
    assert "Showing 2 of 150 articles" in tree.css_first("#components").text()
    assert len(tree.css("circle.article")) == 60
    assert "60 articles of 150" in tree.css_first("#components").text()


def test_nothing_found_is_said() -> None:
    links = build([])
    text = LexborHTMLParser(render_links(links, [], {**manifest("空", links), "by": links.by})).body.text()
    assert "No article could be read" in text
    assert "No host carries enough evidence" in text


def test_a_picture_is_the_same_every_time() -> None:
    links = graph("某")
    one, other = (network(links, links.components[0], 1) for _ in range(2))
    assert one.svg() == other.svg()
    assert one.articles == 3
    assert one._repr_html_().startswith("<svg")

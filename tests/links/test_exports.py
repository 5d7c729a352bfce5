"""What other programs read: GraphML that any XML reader takes, block lists as documented, a steady layout."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolkit.links import Facts, Links, Mention, build
from toolkit.links.blocklists import content_farm_terminator, ublacklist
from toolkit.links.graphml import EDGE_DATA, NODE_DATA, graphml
from toolkit.links.hosts import HostEvidence, host_evidence
from toolkit.links.layout import layout

NS = "{http://graphml.graphdrawing.org/xmlns}"
HOSTILE = st.text(st.characters(exclude_categories=()), max_size=12) | st.sampled_from(
    ["]]>", "<a>&amp;", "\"'", "\x00\x1b", "\ud800", "\ufffe\uffff", "\r\n", "--><!--"]
)
CASTS = {"string": str, "int": int, "double": float, "boolean": lambda text: {"true": True, "false": False}[text]}


def read_graphml(text: str) -> tuple[dict[str, dict[str, object]], list[dict[str, object]]]:
    """Read a graph as NetworkX does: keys first, then nodes and edges with typed data."""
    root = ET.fromstring(text)
    assert root.tag == f"{NS}graphml"
    keys = {key.get("id"): (key.get("attr.name"), CASTS[str(key.get("attr.type"))]) for key in root.iter(f"{NS}key")}

    def data(element: ET.Element) -> dict[str, object]:
        found = {}
        for item in element.iter(f"{NS}data"):
            name, cast = keys[item.get("key")]
            found[str(name)] = cast(item.text or "")
        return found

    (graph,) = root.iter(f"{NS}graph")
    assert graph.get("edgedefault") == "undirected"
    nodes = {str(node.get("id")): data(node) for node in graph.iter(f"{NS}node")}
    edges = [{**data(e), "source": e.get("source"), "target": e.get("target")} for e in graph.iter(f"{NS}edge")]
    return nodes, edges


def mention(value: str, kind: str = "phone", start: int = 0) -> Mention:
    return Mention(kind, value, value, start, start + len(value), "proved", "contact")


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), max_size=5))
def test_graphml_is_well_formed_whatever_it_holds(rows: list[tuple[str, str, str]]) -> None:
    links = build([Facts(a, title=b, mentions=(mention(c),), host=b or None) for a, b, c in rows])
    text = "".join(graphml(links))
    nodes, edges = read_graphml(text)
    assert len(nodes) == len(links.articles) + len(links.nodes)
    assert len(edges) == len(links.edges)
    assert all(edge["source"] in nodes and edge["target"] in nodes for edge in edges)
    text.encode()


def test_graphml_says_what_the_graph_says() -> None:
    links = build([Facts("甲", title="一<二", mentions=(mention("+8615000000001", start=3),)) for _ in range(2)])
    nodes, edges = read_graphml("".join(graphml(links)))
    component = links.components[0].id
    assert nodes["a0"] == {"kind": "article", "value": "甲", "title": "一<二", "component": component}
    assert nodes["n0"] == {
        "kind": "phone",
        "value": "+8615000000001",
        "articles": 2,
        "groups": 2,
        "dispersion": 1.0,
        "hub": False,
        "ties": True,
        "component": component,
    }
    assert edges[0] == {
        "source": "a0",
        "target": "n0",
        "kind": "names",
        "raw": "+8615000000001",
        "start": 3,
        "end": 17,
        "certainty": "proved",
        "part": "contact",
        "ties": True,
    }
    assert set(nodes["n0"]) <= set(NODE_DATA)
    assert set(edges[0]) - {"source", "target"} == set(EDGE_DATA)


PATTERN = re.compile(r"\*://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+/\* # .+")
"""A match pattern with a comment: `*` only in front of the host (uBlacklist's ruleset specification)."""
ROW = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+ {2}# .+")
"""A host, white space, a comment, as in the published lists of Content Farm Terminator."""


@given(HOSTILE, st.lists(HOSTILE | st.just("farm.example"), max_size=4))
def test_nothing_read_breaks_out_of_its_line(name: str, hosts: list[str]) -> None:
    evidence = [HostEvidence(host, 3, 1, 2, (name, host), (name,), "") for host in hosts]
    one = ublacklist(evidence, name=name, source=name)
    _, front, rules = one.split("---\n", 2)
    assert isinstance(yaml.safe_load(front)["name"], str)
    for line in rules.splitlines():
        assert line.startswith("# ") or PATTERN.fullmatch(line), line
    other = content_farm_terminator(evidence, name=name, source=name)
    for line in other.splitlines():
        assert not line or line.startswith("  # ") or ROW.fullmatch(line), line
    assert one.count("*://") == sum(bool(ROW.fullmatch(line)) for line in other.splitlines())
    assert "REVIEW BEFORE USE" in one
    assert "REVIEW BEFORE USE" in other
    (one + other).encode()


def farm(hosts: list[str], per_host: int = 3, phone: str = "+8615000000001", **more: object) -> list[Facts]:
    return [
        Facts(f"{host}-{at}", host=host, mentions=(mention(phone),), headings=(1, 2), **more)  # type: ignore[arg-type]
        for host in hosts
        for at in range(per_host)
    ]


def proposed(links: Links) -> list[str]:
    return [evidence.host for evidence in host_evidence(links)]


def test_hosts_of_one_hand_and_one_mould_are_proposed_with_their_evidence() -> None:
    (one, two) = host_evidence(build(farm(["a.test", "b.test"])))
    assert (one.host, one.articles, one.tied, one.hosts) == ("a.test", 3, 3, ("b.test",))
    assert one.contacts == ("phone:+8615000000001",)
    assert two.component == one.component != ""
    assert "tied to 1 other host by phone:+8615000000001" in one.why


def test_notes_of_an_annotator_are_evidence_of_their_own() -> None:
    facts = [Facts(f"a{at}", host="a.test", kit_level=60, notes=20) for at in range(2)]
    (one,) = host_evidence(build(facts))
    assert (one.kit, one.tied) == (2, 0)
    assert one.why == "2 articles; 2 with an annotator's notes"


@pytest.mark.parametrize(
    "facts",
    [
        farm(["a.test"]),  # one host with its own phone in every footer: any honest site
        [
            Facts(f"{h}{at}", host=h, mentions=(mention("+8615000000001"),))
            for h in ("a.test", "b.test")
            for at in range(3)
        ],
        farm(["a.test"], phone="+8615000000001") + farm(["b.test"], phone="+8615000000002"),  # one mould, two hands
        farm(["a.test", "b.test"], per_host=1),  # a single page may be anybody's
        farm(["a.gov.cn", "www.b.edu.tw", "c.ac.cn"]),
        [
            *farm(["a.test", "b.test"], per_host=2),
            *(Facts(f"x{at}", host=h) for at, h in enumerate(["a.test", "b.test"] * 9)),
        ],
    ],
)
def test_hosts_without_enough_evidence_are_not_proposed(facts: list[Facts]) -> None:
    assert proposed(build(facts)) == []


@given(st.integers(0, 12), st.data())
def test_layout_is_in_the_unit_square_and_always_the_same(count: int, data: st.DataObject) -> None:
    node = st.integers(0, max(0, count - 1))
    edges = data.draw(st.lists(st.tuples(node, node), max_size=15)) if count else []
    places = layout(count, edges)
    assert len(places) == count
    assert places == layout(count, edges)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)
    assert len(set(places)) == count


def test_neighbours_are_near() -> None:
    # Two stars of six: the ends of an edge are nearer to each other than the two centres are.
    edges = [(0, at) for at in range(2, 8)] + [(1, at) for at in range(8, 14)]
    places = layout(14, edges)

    def far(a: int, b: int) -> float:
        return ((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5

    assert max(far(a, b) for a, b in edges) < far(0, 1)

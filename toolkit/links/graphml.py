"""The graph as GraphML, for Gephi, yEd, NetworkX, igraph (graphml.graphdrawing.org/primer/graphml-primer.html)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from toolkit.links.model import Links

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even escaped (section 2.2): controls, lone surrogates, U+FFFE, U+FFFF."""

NODE_DATA = {
    "kind": "string",
    "value": "string",
    "title": "string",
    "host": "string",
    "articles": "int",
    "groups": "int",
    "dispersion": "double",
    "hub": "boolean",
    "ties": "boolean",
    "component": "string",
}
EDGE_DATA = {
    "kind": "string",
    "raw": "string",
    "start": "int",
    "end": "int",
    "certainty": "string",
    "part": "string",
    "ties": "boolean",
}
"""Attributes of nodes and edges, with their GraphML types."""


def graphml(links: Links) -> Iterator[str]:
    r"""Yield the document in pieces, each a line or a few.

    Articles are nodes `a0`, `a1` … in their order, everything else `n0`, `n1` …; characters that XML cannot hold are
    spelled as `\uXXXX`.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for target, names in (("node", NODE_DATA), ("edge", EDGE_DATA)):
        for name, form in names.items():
            yield f'  <key id="{target}-{name}" for="{target}" attr.name="{name}" attr.type="{form}"/>\n'
    yield '  <graph id="links" edgedefault="undirected">\n'
    component_of = links.component_of()
    for at, fact in enumerate(links.articles):
        component = links.components[component_of[at]].id if component_of[at] >= 0 else None
        data: dict[str, Any] = {"kind": "article", "value": fact.id, "title": fact.title, "host": fact.host}
        data["component"] = component
        yield f'    <node id="a{at}">{_data("node", data)}</node>\n'
    for at, node in enumerate(links.nodes):
        tied = component_of[node.articles[0]] if node.ties else -1
        data = {
            "kind": node.kind,
            "value": node.value,
            "articles": len(node.articles),
            "groups": node.reach.groups,
            "dispersion": round(node.reach.dispersion, 4),
            "hub": node.reach.hub,
            "ties": node.ties,
            "component": links.components[tied].id if tied >= 0 else None,
        }
        yield f'    <node id="n{at}">{_data("node", data)}</node>\n'
    for at, edge in enumerate(links.edges):
        data = {name: getattr(edge, name) for name in EDGE_DATA if name != "ties"}
        data["ties"] = links.nodes[edge.node].ties
        yield f'    <edge id="e{at}" source="a{edge.article}" target="n{edge.node}">{_data("edge", data)}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _data(target: str, values: Mapping[str, Any]) -> str:
    """Return the `data` elements of what is known."""
    return "".join(
        f"<data key={quoteattr(f'{target}-{name}')}>{_content(value)}</data>"
        for name, value in values.items()
        if value is not None and value != ""
    )


def _content(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", str(value))
    # A bare carriage return would be read as a line feed (XML 1.0, 2.11).
    return escape(text, {"\r": "&#13;"})

"""Links: who stands behind which articles, and the evidence of each tie.

`links(texts)` returns a graph of articles and what they share (also as `toolkit.links(texts)`); `build` does the same
for facts found before.
"""

from __future__ import annotations

from toolkit._callable import make_callable
from toolkit.links.build import build
from toolkit.links.facts import Facts, Mention
from toolkit.links.hubs import HubRule, Reach
from toolkit.links.model import NODE_KINDS, TYING_KINDS, Component, Edge, Links, Node
from toolkit.links.texts import links

__all__ = [
    "NODE_KINDS",
    "TYING_KINDS",
    "Component",
    "Edge",
    "Facts",
    "HubRule",
    "Links",
    "Mention",
    "Node",
    "Reach",
    "build",
    "links",
]

make_callable(__name__, links)

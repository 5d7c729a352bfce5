"""Repair, parse, deduplicate and explain templated Chinese articles.

The names below are the public face; each is loaded when it is first used, so that `import toolkit` stays cheap.
Rooms named like a verb are both: `toolkit.repair(text)` repairs, `toolkit.repair.FIXERS` lists the fixers.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from toolkit._lazy import loader
from toolkit._version import __version__
from toolkit.article import Article, Edit, Reject, Span

if TYPE_CHECKING:
    from toolkit.dedup import Clusters, dedup
    from toolkit.engine import Scan, scan
    from toolkit.evaluate import Evaluation, evaluate
    from toolkit.generate import generate
    from toolkit.induce import Template, induce
    from toolkit.links import Links, links
    from toolkit.measure import Reference, Score, measure, score
    from toolkit.parse import Contact, Outline, contacts, parse
    from toolkit.repair import Repair, repair

__all__ = [
    "Article",
    "Clusters",
    "Contact",
    "Edit",
    "Evaluation",
    "Links",
    "Outline",
    "Reference",
    "Reject",
    "Repair",
    "Scan",
    "Score",
    "Span",
    "Template",
    "__version__",
    "contacts",
    "dedup",
    "evaluate",
    "generate",
    "induce",
    "links",
    "measure",
    "parse",
    "repair",
    "scan",
    "score",
]

_LAZY = {
    "Clusters": "toolkit.dedup",
    "Contact": "toolkit.parse",
    "Evaluation": "toolkit.evaluate",
    "Links": "toolkit.links",
    "Outline": "toolkit.parse",
    "Reference": "toolkit.measure",
    "Repair": "toolkit.repair",
    "Scan": "toolkit.engine",
    "Score": "toolkit.measure",
    "Template": "toolkit.induce",
    "contacts": "toolkit.parse",
    "scan": "toolkit.engine",
    "score": "toolkit.measure",
}
_ROOMS = frozenset({"dedup", "evaluate", "generate", "induce", "links", "measure", "parse", "repair"})


_load = loader(__name__, _LAZY)


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"toolkit.{name}")
    return _load(name)


def __dir__() -> list[str]:
    return sorted(__all__)

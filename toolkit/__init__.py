"""Repair, parse, deduplicate and explain templated Chinese articles.

The names below are the public face; each is loaded when it is first used, so that `import toolkit` stays cheap.
Rooms named like a verb are both: `toolkit.repair(text)` repairs, `toolkit.repair.FIXERS` lists the fixers.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from toolkit._version import __version__
from toolkit.article import Article, Edit, Reject, Span

if TYPE_CHECKING:
    from toolkit.dedup import Clusters, dedup
    from toolkit.engine import Scan, scan
    from toolkit.evaluate import Evaluation, evaluate
    from toolkit.generate import generate
    from toolkit.induce import Template, induce
    from toolkit.links import Links, links
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
    "Reject",
    "Repair",
    "Scan",
    "Span",
    "Template",
    "__version__",
    "contacts",
    "dedup",
    "evaluate",
    "generate",
    "induce",
    "links",
    "parse",
    "repair",
    "scan",
]

_LAZY = {
    "Clusters": "toolkit.dedup",
    "Contact": "toolkit.parse",
    "Evaluation": "toolkit.evaluate",
    "Links": "toolkit.links",
    "Outline": "toolkit.parse",
    "Repair": "toolkit.repair",
    "Scan": "toolkit.engine",
    "Template": "toolkit.induce",
    "contacts": "toolkit.parse",
    "scan": "toolkit.engine",
}
_ROOMS = frozenset({"dedup", "evaluate", "generate", "induce", "links", "parse", "repair"})


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"toolkit.{name}")
    if name in _LAZY:
        value = getattr(importlib.import_module(_LAZY[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'toolkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

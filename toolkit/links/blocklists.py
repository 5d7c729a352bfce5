"""Lists of hosts in the formats of browser extensions.

uBlacklist: a ruleset with YAML front matter and one match pattern a line, comments after `#` (its ruleset and
subscription specifications, github.com/iorate/ublacklist, docs/). Content Farm Terminator: one host a line, a comment
after white space, comment lines begin with white space (its published lists and github.com/danny0838/content-farm-
terminator).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolkit.links.hosts import HostEvidence

HEAD = (
    "REVIEW BEFORE USE: proposed by a program, confirmed by nobody.",
    "Each host stands here for what its pages in one corpus have in common: the notes of an annotator's kit, or a",
    "contact that ties it to other hosts with copies or pages of one mould. The evidence is on its line.",
    "Look at every host, remove what does not belong here, and tell those whom you block how to object.",
)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")
"""A host name as both extensions take it: letters, digits and hyphens, at least one dot, 63 characters a label
(RFC 1123, 2.1). Names with underscores are served by nobody who can be blocked."""

_UNPRINTABLE = re.compile(
    r"[^ -~\u00a1-\ud7ff\uf900-\ufffd]|[\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def ublacklist(evidence: Iterable[HostEvidence], *, name: str, source: str) -> str:
    """Return a subscription of uBlacklist.

    Args:
        evidence: the hosts.
        name: what the subscription is called.
        source: what made it, for the header.
    """
    head = ["---", f"name: {json.dumps(_one_line(name), ensure_ascii=True)}", "---"]
    head += [f"# {line}" for line in (*HEAD, f"Made by {_one_line(source)}.")]
    rules = [f"*://*.{item.host}/* # {_one_line(item.why)}" for item in listed(evidence)]
    return "\n".join([*head, *rules]) + "\n"


def content_farm_terminator(evidence: Iterable[HostEvidence], *, name: str, source: str) -> str:
    """Return a block list of Content Farm Terminator; arguments as for `ublacklist`."""
    head = [f"  # Title: {_one_line(name)}", f"  # Made by {_one_line(source)}.", *(f"  # {line}" for line in HEAD), ""]
    rules = [f"{item.host}  # {_one_line(item.why)}" for item in listed(evidence)]
    return "\n".join([*head, *rules]) + "\n"


def listed(evidence: Iterable[HostEvidence]) -> Sequence[HostEvidence]:
    """Return the hosts whose names both extensions take."""
    return [item for item in evidence if _NAME.fullmatch(item.host) and len(item.host) <= 253]


def _one_line(text: str) -> str:
    """Keep what was read from breaking out of its comment: no line ends, no invisible characters."""
    return _UNPRINTABLE.sub(" ", text)

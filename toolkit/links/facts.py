"""What linking needs to know of one article: its contacts with their places, and the signals it may share.

Everything is read off the JSON form of an outline, so that an article that was parsed in another process, or a line
of `articles.jsonl`, serves as well as a text at hand.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolkit.article import Certainty

Key = tuple[str, str]
"""A contact's kind and normalised value."""

FOOTER_PARTS = frozenset({"editor", "source", "disclaimer", "contact", "furniture"})
"""Kinds of leaves that belong to the page or to whoever published it; a contact elsewhere is cited by the article."""

KIT_NOTES = 12
"""Notes from which a page's place in the annotator's order is taken as evidence. A page of 12 notes has them spread
over the order; with two or three, a page of any setting may look like that of a lower one."""

_HEADING_MIN = 6
"""Folded characters of two neighbouring headings together, from which sharing them means something: 概述 followed by
总结 stands in every second article."""


_NAME_MIN = 3
"""Characters of a name that stands in a single heading."""

_HOST = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//(?:[^/?#@\s]*@)?(?P<host>[^/?#:@\[\]\s]+)")
"""Scheme, user, host of an address (RFC 3986, 3.2); hosts written as numbers in brackets have no name."""


class Mention(NamedTuple):
    """One place where an article names a contact.

    Attributes:
        kind, value, raw, start, end, certainty: see `toolkit.parse.Contact`.
        part: kind of the leaf of the outline that holds it (`contact`, `paragraph` …).
    """

    kind: str
    value: str
    raw: str
    start: int
    end: int
    certainty: Certainty
    part: str

    @property
    def key(self) -> Key:
        """Kind and value: what makes two mentions the same contact."""
        return self.kind, self.value


@dataclass(frozen=True, slots=True)
class Facts:
    """What linking knows of one article.

    Attributes:
        id: unique in the corpus.
        title: if known.
        host: canonical name of the host that served it, without `www.`; None when no address is known.
        mentions: its contacts in the order of the text.
        headings: a number for each two neighbouring headings (see `heading_pairs`).
        cluster: name of its cluster of near-duplicates; None when it has no copy.
        similarity: to the representative of that cluster, 0 to 1.
        kit_level: how far down the annotator's order its notes reach; None without enough notes.
        notes: how many notes say so.
        kit_limit: the next place of that order whose character stands in the text without a note: the kit is shorter
            than that. None when it is not known.
    """

    id: str
    title: str | None = None
    host: str | None = None
    mentions: tuple[Mention, ...] = ()
    headings: tuple[int, ...] = ()
    cluster: str | None = None
    similarity: float = 1.0
    kit_level: int | None = None
    notes: int = 0
    kit_limit: int | None = None


def kit_limit(text: str, level: int | None) -> int | None:
    """Return the first place behind `level` in the annotator's order whose character stands in a text.

    Args:
        text: the repaired text of an article, without notes.
        level: how far down the order its notes reach; None without notes.

    Returns:
        A place, counted from 1, that the setting of the page did not reach; one past the end of the order where no
        such character stands; None without a level.
    """
    if level is None:
        return None
    from toolkit.generate.kit import known_order

    order = known_order()
    chars = set(text)
    return next((place for place, char in enumerate(order[level:], level + 1) if char in chars), len(order) + 1)


def host_of(url: str | None) -> str | None:
    """Return the canonical host of an address without a leading `www.`, or None when it has none.

    >>> host_of("https://WWW.Example.COM:8080/a?b"), host_of("no address"), host_of(None)
    ('example.com', None, None)
    """
    from toolkit.parse.finders.hosts import canonical_host

    match = _HOST.match(url) if url else None
    host = canonical_host(match["host"]) if match else None
    return host.removeprefix("www.") if host is not None and "." in host else None


def mentions(outline: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]) -> tuple[Mention, ...]:
    """Return the contacts of an article with the parts of the outline in which they stand.

    Args:
        outline: `Outline.to_dict()`.
        contacts: `Contact.to_dict()` of each, offsets in the same text.
    """
    if not contacts:
        return ()
    leaves = list(_leaves(outline))
    starts = [leaf["start"] for leaf in leaves]
    found = []
    for contact in contacts:
        at = bisect_right(starts, contact["start"]) - 1
        part = leaves[at]["kind"] if at >= 0 else "paragraph"
        found.append(Mention(part=part, **{name: contact[name] for name in Mention._fields[:-1]}))
    return tuple(found)


def text_of(outline: Mapping[str, Any]) -> str:
    """Return the text of an outline: its leaves tile it."""
    return "".join(leaf["text"] for leaf in _leaves(outline))


def _leaves(outline: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the leaves, in the order of the text."""
    stack = list(reversed(outline.get("children", ())))
    while stack:
        node = stack.pop()
        below = node.get("children")
        if below:
            stack.extend(reversed(below))
        else:
            yield node


def heading_pairs(outline: Mapping[str, Any]) -> tuple[int, ...]:
    """Return a number for each two neighbouring headings of sections: what articles of one mould share.

    Numbering, notes, script and the name that title and headings share are taken out before, so that two copies of a
    mould about two products have the same numbers; optional sections that one of them lacks cost only the pairs at
    that place. Headings of leads and conclusions, which all articles share, are left out.

    Args:
        outline: `Outline.to_dict()`.
    """
    from toolkit.parse.compare import shared_name
    from toolkit.sketch.fold import fold

    title = next((node["text"] for node in outline["children"] if node["kind"] == "title"), None)
    headings = []
    stack = [(node, False) for node in reversed(outline["children"])]
    while stack:
        node, inside = stack.pop()
        if node["kind"] == "heading" and inside:
            words = node["text"].strip()
            headings.append(words.removeprefix(node["label"] or ""))
        stack.extend((child, node["kind"] == "section") for child in reversed(node.get("children", ())))
    # A name that only one heading repeats is one, too, if it is no common word of two characters.
    name = shared_name(title, headings) or shared_name(title, headings, least=1) or ""
    if len(name) < _NAME_MIN and sum(name in words for words in headings) < 2:
        name = ""
    folded = [fold(words.replace(name, " ") if name else words) for words in headings]
    return tuple(
        int.from_bytes(hashlib.blake2b(f"{a}|{b}".encode(), digest_size=7).digest(), "big")
        for a, b in pairwise(folded)
        if a and b and len(a) + len(b) >= _HEADING_MIN
    )

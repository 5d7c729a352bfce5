"""Phrases: text with places, `{platform}`, and closed lists, `{迅速|飞快|}`, nested as deep as one likes.

This is spintax with names. A group with a bar is a closed list (an empty member makes the whole optional); a group
that is a single ASCII identifier, perhaps with a field (`{network.mail}`), is a place for that slot or variable.
A backslash before a brace, a bar or a backslash takes away its meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_PIECE = re.compile(r"\\[{}|\\]|[{}|]|[^{}|\\]+|\\")
_PLACE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?")
MAX_DEPTH = 20
"""Groups within groups; nobody writes more, and a hostile file shall not exhaust the stack."""


@dataclass(frozen=True, slots=True)
class Place:
    """A reference to a slot or a variable, `{name}` or `{name.field}`."""

    name: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A closed list; one of its members is written."""

    members: tuple[Phrase, ...]


Part: TypeAlias = "str | Place | Group"
Phrase: TypeAlias = "tuple[Part, ...]"


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says why."""


def parse_phrase(source: str) -> Phrase:
    """Read a phrase.

    Args:
        source: the phrase as it is written in a lexicon.

    Raises:
        PhraseError: braces do not match, a bar stands outside braces, or a place is no identifier.

    >>> parse_phrase("用{platform}借钱")
    ('用', Place(name='platform', field=None), '借钱')
    >>> parse_phrase("{很|十分}快")
    (Group(members=(('很',), ('十分',))), '快')
    """
    pieces = _PIECE.findall(source)
    phrase, at = _sequence(pieces, 0, 0)
    if at < len(pieces):
        what = "a bar outside of braces" if pieces[at] == "|" else "a closing brace too many"
        raise PhraseError(f"{what} in {source!r}")
    return phrase


def _sequence(pieces: list[str], at: int, depth: int) -> tuple[Phrase, int]:
    """Read parts until a bar, a closing brace or the end; return them and the place of what ended them."""
    parts: list[Part] = []
    while at < len(pieces) and pieces[at] not in ("|", "}"):
        piece = pieces[at]
        at += 1
        if piece == "{":
            part, at = _group(pieces, at, depth + 1)
            parts.append(part)
            continue
        text = piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece
        if parts and isinstance(parts[-1], str):
            text = str(parts.pop()) + text
        parts.append(text)
    return tuple(parts), at


def _group(pieces: list[str], at: int, depth: int) -> tuple[Part, int]:
    """Read what follows an opening brace, up to and with the closing one."""
    if depth > MAX_DEPTH:
        raise PhraseError(f"braces nested deeper than {MAX_DEPTH}")
    members: list[Phrase] = []
    while True:
        phrase, at = _sequence(pieces, at, depth)
        members.append(phrase)
        if at >= len(pieces):
            raise PhraseError("a brace that is never closed")
        at += 1
        if pieces[at - 1] == "}":
            break
    if len(members) > 1:
        return Group(tuple(members)), at
    (only,) = members
    if len(only) == 1 and isinstance(only[0], str) and _PLACE.fullmatch(only[0]):
        name, _, field = only[0].partition(".")
        return Place(name, field or None), at
    shown = "".join(part if isinstance(part, str) else "{…}" for part in only)
    raise PhraseError(f"{{{shown}}} is neither the name of a slot nor a list with bars")


def places(phrase: Phrase) -> list[Place]:
    """Return all places of a phrase, also those within groups.

    >>> [place.name for place in places(parse_phrase("{a}与{b|{c.d}}"))]
    ['a', 'c']
    """
    found: list[Place] = []
    for part in phrase:
        if isinstance(part, Place):
            found.append(part)
        elif isinstance(part, Group):
            for member in part.members:
                found.extend(places(member))
    return found


def bare_members(phrase: Phrase) -> list[str]:
    """Return members of groups that are a plain word, which may be a place whose braces were forgotten.

    >>> bare_members(parse_phrase("{platform|{city}|它}"))
    ['platform', '它']
    """
    found: list[str] = []
    for part in phrase:
        if isinstance(part, Group):
            for member in part.members:
                if len(member) == 1 and isinstance(member[0], str):
                    found.append(member[0])
                found.extend(bare_members(member))
    return found

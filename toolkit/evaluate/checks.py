"""What a row of a truth must look like, so that whatever is wrong with one is said in one line, before any scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS = ("clean", "text", "template", "file")
_WAYS = {"copying": "way", "damage": "kind"}


def problem(row: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a row of a truth, in the form of docs/truth.md, or None.

    >>> problem({"id": "a", "sections": [{"kind": "section"}]})
    'sections, number 1: start is a whole number'
    >>> problem({"id": "a", "contacts": [{"kind": "qq", "value": "99900"}]})
    """
    if not isinstance(row.get("id"), str):
        return "there is no id"
    for key in _TEXTS:
        if not isinstance(row.get(key), (str, type(None))):
            return f"{key} is a text or null"
    if not isinstance(row.get("record"), (int, type(None))):
        return "record is a number or null"
    if not isinstance(row.get("cluster"), (str, int, type(None))):
        return "cluster is a text or null"
    if not isinstance(row.get("derivation"), (list, str, type(None))):
        return "derivation is a list or null"
    for key, check in _MEMBERS.items():
        members = row.get(key)
        if members is None:
            continue
        if not isinstance(members, (list, tuple)):
            return f"{key} is a list or null"
        for number, member in enumerate(members, start=1):
            wrong = check(key, member)
            if wrong is not None:
                return f"{key}, number {number}: {wrong}"
    return None


def _section(_: str, member: Any) -> str | None:
    if not isinstance(member, dict):
        return "expected an object"
    number = member.get("number")
    if not isinstance(member.get("start"), int):
        return "start is a whole number"
    if not isinstance(number, (list, tuple)) or not all(isinstance(part, int) for part in number):
        return "number is a list of whole numbers"
    return _texts(member, "kind", "heading")


def _contact(_: str, member: Any) -> str | None:
    return _texts(member, "kind", "value") if isinstance(member, dict) else "expected an object"


def _step(key: str, member: Any) -> str | None:
    if isinstance(member, str):
        return None
    known = _WAYS[key]
    return _texts(member, known) if isinstance(member, dict) else f"expected a name, or an object with {known}"


def _texts(member: Mapping[str, Any], *keys: str) -> str | None:
    return next((f"{key} is a text" for key in keys if not isinstance(member.get(key), str)), None)


_MEMBERS = {"sections": _section, "contacts": _contact, "copying": _step, "damage": _step}
"""Keys that are lists -> what says what is wrong with a member."""

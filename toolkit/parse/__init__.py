"""Parse: the outline of an article, and the contacts of the people behind it.

`parse(text)` returns an `Outline` (also as `toolkit.parse(text)`), `contacts(text)` a list of `Contact`.
"""

from __future__ import annotations

from toolkit._callable import make_callable
from toolkit.parse.finders import Contact, contacts
from toolkit.parse.model import KINDS, Issue, Node, Outline
from toolkit.parse.outline import parse

__all__ = ["KINDS", "Contact", "Issue", "Node", "Outline", "contacts", "parse"]

make_callable(__name__, parse)

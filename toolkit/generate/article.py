"""A generated article and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.generate.slots import CONTACT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolkit.generate.marks import Node

_CONTAINERS = frozenset({"section", "lead", "conclusion", "list", "footer"})
_LINES = frozenset(
    {"title", "heading", "item", "question", "answer", "quote"}
    | {"editor", "source", "disclaimer", "contact", "furniture"}
)
STRUCTURE = _CONTAINERS | _LINES
"""Names of nodes of type `part`, named as the kinds of the outline that `toolkit.parse` returns."""
_HEADED = frozenset({"section", "lead", "conclusion"})


class Section(NamedTuple):
    """A part with a heading of its own, and all that stands under it.

    Attributes:
        kind: `lead`, `section` or `conclusion`.
        number: the number as a list, `[2, 1]` for 2.1; empty where it has none.
        heading: the heading without its number; empty where there is none.
        start: first character, that of the heading's number.
        end: one past the last character, the line's end not counted.
    """

    kind: str
    number: list[int]
    heading: str
    start: int
    end: int


class TrueContact(NamedTuple):
    """A contact that a template wrote.

    Attributes:
        kind: as in `toolkit.contacts`: `phone email qq wechat telegram url domain editor`.
        value: the normal form: E.164 for phones, lower case for mail and hosts.
        raw: as written.
        start: first character.
        end: one past the last.
    """

    kind: str
    value: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True)
class Generated:
    """One article with its truth.

    Attributes:
        template: name of the template.
        seed: the seed that the caller gave.
        index: number of the article in the stream of this template and seed, from 0.
        choices: every decision, in order; with the template they make the article again (`Mould.replay`).
        text: the article: lines, with no line end after the last.
        title: the line that the template writes first as a title; None where it writes none.
        derive: returns the derivation; called when it is first asked for.
        synthetic: always True, and written wherever the article goes.
        annotated: whether the derivation says where sections and contacts are; they are unknown otherwise.
    """

    template: str
    seed: int
    index: int
    choices: tuple[int, ...]
    text: str
    title: str | None
    derive: Callable[[Generated], tuple[Node, ...]] = field(repr=False, compare=False)
    synthetic: bool = True
    annotated: bool = True

    @cached_property
    def derivation(self) -> tuple[Node, ...]:
        """Who wrote which characters: nodes in order of their start, outer before inner."""
        return self.derive(self)

    def __getstate__(self) -> dict[str, Any]:
        """Let an article travel between processes: its derivation goes along, its template stays."""
        nodes = self.derivation
        return {**self.__dict__, "derivation": nodes, "derive": _known}

    @property
    def id(self) -> str:
        """Template, seed and number: unique, and enough to make the article again."""
        return f"{self.template}-{self.seed}-{self.index}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Lead, sections, subsections and conclusion, in order of their start."""
        headings = {node.parent: node.value for node in self.derivation if node[2:4] == ("heading", "part")}
        return tuple(
            Section(node.node, list(node.value or []), headings.get(index, ""), node.start, node.end)
            for index, node in enumerate(self.derivation)
            if node.type == "part" and node.node in _HEADED
        )

    @cached_property
    def contacts(self) -> tuple[TrueContact, ...]:
        """The contacts in the text, in order of their start."""
        return tuple(
            TrueContact(node.type, str(node.value), self.text[node.start : node.end], node.start, node.end)
            for node in self.derivation
            if node.type in CONTACT_TYPES
        )

    def outline(self) -> dict[str, Any]:
        """Return the article as a tree in the form of `toolkit.parse(...).to_dict()`.

        A node has `kind`, `number`, `label`, `start`, `end` and `text` or `children`. Lines that the template did not
        name are paragraphs. Line ends between the parts belong to none.
        """
        children: dict[int, list[int]] = {}
        kept: dict[int, int] = {-1: -1}
        for index, node in enumerate(self.derivation):
            owner = kept[node.parent]
            kept[index] = owner
            if node.type == "part" and node.node in STRUCTURE and node.start < node.end:
                children.setdefault(owner, []).append(index)
                kept[index] = index
        return {"kind": "article", "start": 0, "end": len(self.text), "children": self._tree(-1, children)}

    def _tree(self, owner: int, children: Mapping[int, list[int]]) -> list[dict[str, Any]]:
        """Return the parts of one node, and paragraphs for the lines between them."""
        start, end = (0, len(self.text)) if owner < 0 else self.derivation[owner][:2]
        out: list[dict[str, Any]] = []
        at = start
        for index in children.get(owner, ()):
            node = self.derivation[index]
            out += self._paragraphs(at, node.start)
            out.append(self._part(index, children))
            at = node.end
        return out + self._paragraphs(at, end)

    def _part(self, index: int, children: Mapping[int, list[int]]) -> dict[str, Any]:
        node = self.derivation[index]
        part: dict[str, Any] = {"kind": node.node, "number": None, "label": None, "start": node.start, "end": node.end}
        if node.node in _HEADED:
            part["number"] = node.value
        elif node.node == "item":
            number = node.value["number"]
            part |= {"number": None if number is None else [number], "label": node.value["label"]}
        elif node.node == "question":
            part["number"] = [node.value]
        if node.node in _CONTAINERS:
            part["children"] = self._tree(index, children)
        else:
            part["text"] = self.text[node.start : node.end]
        return part

    def _paragraphs(self, start: int, end: int) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        at = start
        for line in self.text[start:end].split("\n"):
            if line.strip():
                part = {"kind": "paragraph", "number": None, "label": None, "start": at, "end": at + len(line)}
                out.append({**part, "text": line})
            at += len(line) + 1
        return out

    def to_dict(self) -> dict[str, Any]:
        """Return article and truth as plain JSON types."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "template": self.template,
            "seed": self.seed,
            "index": self.index,
            "synthetic": self.synthetic,
            "sections": [section._asdict() for section in self.sections] if self.annotated else None,
            "contacts": [contact._asdict() for contact in self.contacts] if self.annotated else None,
            "derivation": [node._asdict() for node in self.derivation],
            "choices": list(self.choices),
        }


def _known(article: Generated) -> tuple[Node, ...]:
    """Stand for `derive` where the derivation has come along."""
    return article.derivation

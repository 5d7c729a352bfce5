"""A generated article and the truth about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring as _text
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.generate.derivation import expand
from toolkit.generate.slots import CONTACT_TYPES
from toolkit.generate.written import END

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolkit.generate.derivation import Node
    from toolkit.generate.written import Note

_CONTAINERS = frozenset({"section", "lead", "conclusion", "list", "footer"})
_LINES = frozenset(
    {"title", "heading", "item", "question", "answer", "quote"}
    | {"editor", "source", "disclaimer", "contact", "furniture"}
)
STRUCTURE = _CONTAINERS | _LINES
"""Names of nodes of type `part`, named as the kinds of the outline that `toolkit.parse` returns."""
HEADED = frozenset({"section", "lead", "conclusion"})
"""Those that are sections."""


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
        walk: the derivation as JSON, without the brackets around it and with a comma before each part; see
            `toolkit.generate.derivation`.
        notes: where sections and contacts are, see `toolkit.generate.written`.
        synthetic: always True, and written wherever the article goes.
        annotated: whether the derivation says where sections and contacts are; they are unknown otherwise.
    """

    template: str
    seed: int
    index: int
    choices: tuple[int, ...]
    text: str
    title: str | None
    walk: str = field(repr=False)
    notes: Sequence[Note] = field(default=(), repr=False, compare=False)
    synthetic: bool = True
    annotated: bool = True

    @cached_property
    def derivation(self) -> tuple[Node, ...]:
        """Who wrote which characters: nodes in order of their start, outer before inner."""
        return tuple(expand(self.tree(), self.text))

    def tree(self) -> list[Any]:
        """Return the derivation as it is kept, see `toolkit.generate.derivation`."""
        tree: list[Any] = json.loads(f"[{self.walk[1:]}]")
        return tree

    @property
    def id(self) -> str:
        """Template, seed and number: unique, and enough to make the article again."""
        return f"{self.template}-{self.seed}-{self.index}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Lead, sections, subsections and conclusion, in order of their start."""
        found: list[Any] = []
        open_: list[int] = []
        for at, kind, number, heading in self.notes:
            if kind in HEADED:
                open_.append(len(found))
                found.append((kind, json.loads(number), str.__str__(heading), at))
            elif kind == END:
                index = open_.pop()
                end = min(at, len(self.text))
                while end > found[index][3] and self.text[end - 1] == "\n":
                    end -= 1
                found[index] = Section._make((*found[index], end))
        if any(section.start >= section.end for section in found):
            return self._sections()  # where a part of nothing stands depends on the parts around it
        return tuple(found)

    def _sections(self) -> tuple[Section, ...]:
        """Return the same from the derivation."""
        headings = {node.parent: node for node in self.derivation if node[2:4] == ("heading", "part")}
        out: list[Section] = []
        for index, node in enumerate(self.derivation):
            if node.type == "part" and node.node in HEADED:
                head = headings.get(index)
                heading = "" if head is None else self.text[head.start + head.value : head.end]
                out.append(Section(node.node, list(node.value or []), heading, node.start, node.end))
        return tuple(out)

    @cached_property
    def contacts(self) -> tuple[TrueContact, ...]:
        """The contacts in the text, in order of their start."""
        return tuple(
            TrueContact(kind, value, self.text[at : at + length], at, at + length)
            for at, kind, value, length in self.notes
            if kind in CONTACT_TYPES
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
        if node.node in HEADED:
            part["number"] = node.value
        elif node.node == "item":
            part |= {"number": None if node.value is None else [node.value], "label": self._label(index)}
        elif node.node == "question":
            part["number"] = [node.value]
        if node.node in _CONTAINERS:
            part["children"] = self._tree(index, children)
        else:
            part["text"] = self.text[node.start : node.end]
        return part

    def _label(self, index: int) -> str | None:
        """Return the label of an item."""
        for node in self.derivation[index + 1 :]:
            if node.parent < index:
                break
            if node[2:] == ("label", "part", None, index):
                return self.text[node.start : node.end]
        return None

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
        """Return article and truth as plain JSON types; `toolkit.generate.expand` reads the derivation."""
        return {**self.listed(), "derivation": self.tree()}

    def listed(self) -> dict[str, Any]:
        """Return the same without the derivation."""
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
            "choices": list(self.choices),
        }

    def to_json(self) -> bytes:
        """Return `to_dict()` as JSON in UTF-8, without a line end: the same, many times as fast.

        Raises:
            UnicodeEncodeError: a text holds a lone surrogate.
        """
        sections, contacts = self._listed()
        head = (
            f'{{"id": {_text(self.id)}, "title": {"null" if self.title is None else _text(self.title)}, '
            f'"text": {_text(self.text)}, "template": {_text(self.template)}, "seed": {self.seed}, '
            f'"index": {self.index}, "synthetic": true, "sections": {sections}, "contacts": {contacts}, '
            f'"choices": [{", ".join(map(_numbers.__getitem__, self.choices))}], "derivation": ['
        )
        # A walk is ASCII as a rule, the rest is not: apart, encoding them takes a quarter of the time.
        return b"".join((head.encode(), self.walk[1:].encode(), b"]}"))

    def _listed(self) -> tuple[str, str]:
        """Return sections and contacts as JSON."""
        if not self.annotated:
            return "null", "null"
        heads: list[tuple[str, str, str, int]] = []
        ends: list[int] = []
        contacts: list[str] = []
        text = self.text
        open_: list[int] = []
        for at, kind, value, more in self.notes:
            if kind == END:
                index = open_.pop()
                start, end = heads[index][3], min(at, len(text))
                while end > start and text[end - 1] == "\n":
                    end -= 1
                if end <= start:
                    return _json(self.sections), _json(self.contacts)  # where nothing stands takes more than notes
                ends[index] = end
            elif kind in HEADED:
                open_.append(len(heads))
                heads.append((kind, value, more, at))
                ends.append(at)
            else:
                raw = text[at : at + more]
                contacts.append(
                    f'{{"kind": "{kind}", "value": {_text(value)}, "raw": {_text(raw)}, "start": {at}, '
                    f'"end": {at + more}}}'
                )
        sections = [
            f'{{"kind": "{kind}", "number": {number}, "heading": {_text(heading)}, "start": {start}, "end": {end}}}'
            for (kind, number, heading, start), end in zip(heads, ends, strict=True)
        ]
        return f"[{', '.join(sections)}]", f"[{', '.join(contacts)}]"


def _json(rows: Sequence[Section] | Sequence[TrueContact]) -> str:
    return json.dumps([row._asdict() for row in rows], ensure_ascii=False)


class _Numbers(dict[int, str]):
    """Number -> its digits."""

    def __missing__(self, number: int) -> str:
        return str(number)


_numbers = _Numbers({number: str(number) for number in range(1000)})

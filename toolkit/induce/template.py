"""What induction returns: the template, the contexts of its articles, and how to read a new article by it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from toolkit.errors import InputError
from toolkit.induce.contexts import Context, Naming
from toolkit.induce.frames import Frames, cut, frames
from toolkit.induce.jinja import renderer
from toolkit.induce.nodes import OTHER, Choice, Node, Opt, Reading, Repeat, Seq, Slot, Text, children, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from toolkit.induce.match import Match
    from toolkit.induce.reader import Reader

FORMAT = 1
"""Version of the saved form."""
Kind = TypeVar("Kind")


class VariableSpan(NamedTuple):
    """A run of variable characters: `text[start:end]` was written by `slot`."""

    start: int
    end: int
    slot: str


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """What a slot holds.

    Attributes:
        name: as in the source and the contexts.
        kind: `number`, `date`, `url` … where typed, `choice` for a closed list, `part` for an optional part,
            `branch` for alternatives, `list` for a list, else `text`.
        present: articles that have it.
        distinct: different values.
        entropy: bits of its value in an article, from the shares of its values.
        examples: its most frequent values, at most five.
        places: how often it stands in the template.
    """

    name: str
    kind: str
    present: int
    distinct: int
    entropy: float
    examples: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the induction found, in numbers.

    Attributes:
        articles: texts given.
        parsed: texts that the template renders.
        kind: `template`, `skeleton` (only the outline is shared) or `none`.
        raw_bits: bits of the parsed texts without a template.
        template_bits: bits of template, choices and values together.
        fixed_share: share of the parsed characters that are fixed text.
        edited: articles that deviate from the template, damaged ones included.
        edits: deviations in all.
        reason: why there is no template, else "".
        damaged: articles that were learnt from in another form than their own (`induce(texts, originals)`).
    """

    articles: int
    parsed: int
    kind: str
    raw_bits: float
    template_bits: float
    fixed_share: float
    edited: int
    edits: int
    reason: str = ""
    damaged: int = 0

    @property
    def saved(self) -> float:
        """Share of the bits that the template saves, 0 to 1; the outline of few articles may cost what it saves."""
        return max(0.0, 1 - self.template_bits / self.raw_bits) if self.raw_bits else 0.0


@dataclass(eq=False)
class Template:
    """A template and the articles it renders.

    Attributes:
        source: Jinja source; "" where no template was found.
        contexts: for each member, what makes `render` give its text; in the order of `members`.
        slots: what varies, in the order of the source.
        unparsed: positions of the given texts that are not of this template.
        report: the induction in numbers.
        members: positions of the given texts that `contexts` render.
        tree: the template as a tree.
        names: of the tree's nodes.
        costs: bits of a character, for matching.
        lengths: characters of the unparsed texts, in the order of `unparsed`.
    """

    source: str
    contexts: list[Context]
    slots: list[SlotInfo]
    unparsed: list[int]
    report: Report
    members: list[int]
    tree: Node = field(repr=False)
    names: dict[int, str] = field(repr=False)
    costs: dict[str, float] = field(repr=False, default_factory=dict)
    lengths: list[int] = field(repr=False, default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.source)

    @cached_property
    def naming(self) -> Naming:
        """Between readings and contexts."""
        return Naming(self.tree, self.names)

    @cached_property
    def reader(self) -> Reader:
        """Reads texts by this template."""
        from toolkit.induce.reader import Reader

        return Reader(self.tree, self.costs)

    @cached_property
    def layout(self) -> Frames:
        """What is layout: running numbers, ends of items."""
        return frames(self.tree)

    @cached_property
    def least_strength(self) -> float:
        """Bits by which an article's fixed words must be no chance for it to be of this outline."""
        from toolkit.induce.strength import needed

        return needed(self)

    @cached_property
    def _member(self) -> dict[int, int]:
        return {position: k for k, position in enumerate(self.members)}

    def render(self, context: Mapping[str, Any]) -> str:
        """Return the text of a context; closed lists without a value draw one.

        Raises:
            jinja2.UndefinedError: the context lacks a name that is no closed list.
        """
        text = renderer(self.source)(context)
        if self.report.edited or "edits" not in context:
            return text
        # No article deviated when the source was written, so it does not apply edits itself.
        out, at = [], 0
        for start, end, new in context["edits"]:
            out += [text[at:start], new]
            at = end
        return "".join([*out, text[at:]])

    def spans(self, i: int) -> list[VariableSpan]:
        """Return the variable characters of text `i` (a position among the given texts), in order, not overlapping.

        Variable is what a slot wrote, a sentence chosen among alternatives, an item drawn from a larger stock, and what
        deviates from the template. Fixed text of an optional part, or of a list that every article has in some order,
        is not variable, nor are running numbers and what stands between items. A text that is not of this template is
        variable as a whole, with slot "".

        Raises:
            IndexError: there is no text `i`.
        """
        if not 0 <= i < self.report.articles:
            raise IndexError(f"there is no text {i}; the template was made from {self.report.articles}")
        k = self._member.get(i)
        if k is None:
            length = self.lengths[self.unparsed.index(i)]
            return [VariableSpan(0, length, "")] if length else []
        context = self.contexts[k]
        return self.spans_of(self.naming.reading(context), context.get("edits", ()))

    def spans_of(self, reading: Reading, edits: Sequence[Sequence[Any]] = ()) -> list[VariableSpan]:
        """Return the variable characters of the text of a reading, with its deviations applied."""
        spans: list[VariableSpan] = []
        at = 0
        for owner, text in traced(self.tree, reading, self.names, self.layout):
            if owner and text:
                if spans and spans[-1].end == at and spans[-1].slot == owner:
                    spans[-1] = VariableSpan(spans[-1].start, at + len(text), owner)
                else:
                    spans.append(VariableSpan(at, at + len(text), owner))
            at += len(text)
        return moved(spans, edits) if edits else spans

    def match(self, text: str) -> Match:
        """Tell whether a text comes from this mould; falsy when it does not."""
        from toolkit.induce.match import match

        return match(self, text)

    def to_spintax(self) -> str:
        """Return the template as spintax: `{a|b}`; slots as a choice of the values that were seen."""
        from toolkit.induce.spintax import to_spintax

        return to_spintax(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the template with its contexts as plain JSON types."""
        return {
            "format": FORMAT,
            "source": self.source,
            "contexts": self.contexts,
            "slots": [_plain(info) for info in self.slots],
            "unparsed": self.unparsed,
            "members": self.members,
            "report": _plain(self.report) | {"saved": self.report.saved},
            "tree": _dump(self.tree),
            "names": {str(i): name for i, name in self.names.items()},
            "costs": self.costs,
            "lengths": self.lengths,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Template:
        """Make a template from what `to_dict` returned.

        Raises:
            InputError: it is something else, or of another version.
        """
        if data.get("format") != FORMAT:
            raise InputError(f"not a template of format {FORMAT}; induce it again")
        try:
            report = {k: v for k, v in data["report"].items() if k != "saved"}
            return cls(
                source=data["source"],
                contexts=list(data["contexts"]),
                slots=[SlotInfo(**{**slot, "examples": tuple(slot["examples"])}) for slot in data["slots"]],
                unparsed=list(data["unparsed"]),
                report=Report(**report),
                members=list(data["members"]),
                tree=_load(data["tree"]),
                names={int(i): _checked(name, str) for i, name in data["names"].items()},
                costs={_checked(c, str): _checked(bits, float) for c, bits in data["costs"].items()},
                lengths=list(data["lengths"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"not a template: {error!r}") from error

    def save(self, path: str | Path) -> None:
        """Write `to_dict` as JSON, lone surrogates escaped."""
        from pathlib import Path

        Path(path).write_text(json.dumps(self.to_dict()), encoding="ascii")

    @classmethod
    def load(cls, path: str | Path) -> Template:
        """Read what `save` wrote.

        Raises:
            InputError: the file is no template.
        """
        from pathlib import Path

        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: not a saved template: {error}") from error
        if not isinstance(data, dict):
            raise InputError(f"{path}: not a saved template")
        return cls.from_dict(data)

    def _repr_html_(self) -> str:
        from toolkit.induce.notebook import template_html

        return template_html(self)


def traced(
    node: Node,
    reading: Mapping[int, Any],
    names: Mapping[int, str],
    layout: Frames,
    owner: str = "",
    article: Mapping[int, Any] | None = None,
) -> list[tuple[str, str]]:
    """Return the pieces of a text, each with the name of the slot that wrote it, or "" for fixed text and layout.

    `article` is the reading around that of a list's item.
    """
    article = reading if article is None else article
    if isinstance(node, Text):
        return list(cut(node, owner, layout))
    if isinstance(node, Slot):
        mine = "" if node.id in layout else owner or names.get(node.id, "")
        return [(mine, (article if node.shared else reading).get(node.id, ""))]
    if isinstance(node, Seq):
        return [piece for part in node.parts for piece in traced(part, reading, names, layout, owner, article)]
    if isinstance(node, Opt):
        return traced(node.body, reading, names, layout, owner, article) if reading.get(node.id) else []
    if isinstance(node, Choice):
        branch = reading.get(node.id, -1)
        mine = owner or names[node.id]
        return traced(node.branches[branch], reading, names, layout, mine, article) if branch >= 0 else []
    mine = owner or ("" if node.full else names[node.id])
    out: list[tuple[str, str]] = []
    for k, (kind, item) in enumerate(reading.get(node.id, ())):
        if k and node.sep:
            out.append(("", node.sep))
        if kind == OTHER:
            out.append((mine or names[node.id], item))
        else:
            out += traced(node.kinds[kind], item, names, layout, mine, article)
    return out


def moved(spans: list[VariableSpan], edits: Sequence[Sequence[Any]]) -> list[VariableSpan]:
    """Move spans from the rendered text to the edited one.

    An edit inside a slot stays the slot's; one in fixed text makes nothing variable.
    """
    out = []
    for start, end, name in spans:
        low = high = 0
        for e_start, e_end, new in edits:
            grown = len(new) - (e_end - e_start)
            if e_end <= start and (e_start, e_end) != (start, start):
                low += grown
                high += grown
            elif e_start < end or (e_start, e_end) == (start, start):
                high += grown
        if start + low < end + high:
            out.append(VariableSpan(start + low, end + high, name))
    return out


def _plain(item: SlotInfo | Report) -> dict[str, Any]:
    out = {name: getattr(item, name) for name in item.__dataclass_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in out.items()}


def _dump(node: Node) -> dict[str, Any]:
    out: dict[str, Any] = {"node": type(node).__name__.lower()}
    if not isinstance(node, Seq):
        out["id"] = node.id
    if isinstance(node, Text):
        out["text"] = node.text
    elif isinstance(node, Slot):
        out |= {"choices": list(node.choices), "kind": node.kind, "at": node.at, "shared": node.shared}
    else:
        out["children"] = [_dump(child) for child in children(node)]
        if isinstance(node, Repeat):
            out |= {"full": node.full, "other": node.other, "sep": node.sep}
    return out


def _load(data: Mapping[str, Any]) -> Node:
    kind = data["node"]
    if kind == "seq":
        return Seq([_load(child) for child in data["children"]])
    number = _checked(data["id"], int)
    if kind == "text":
        return Text(number, _checked(data["text"], str))
    if kind == "slot":
        choices = tuple(_checked(choice, str) for choice in _checked(data["choices"], list))
        at, shared = _checked(data["at"], int), _checked(data["shared"], bool)
        return Slot(number, choices, _checked(data["kind"], str), at, shared)
    inner = [_load(child) for child in data["children"]]
    if not inner:
        raise ValueError(f"a node {kind!r} with nothing in it")
    if kind == "opt":
        return Opt(number, inner[0])
    if kind == "choice":
        return Choice(number, inner)
    if kind == "repeat":
        full, other = _checked(data["full"], bool), _checked(data["other"], bool)
        return Repeat(number, inner, full, other, _checked(data["sep"], str))
    raise ValueError(f"unknown node {kind!r}")


def _checked(value: Any, kind: type[Kind]) -> Kind:
    """Return a value of a file if it is what it has to be: a file may be damaged, or written by a stranger."""
    if type(value) is not kind:  # True is an int to isinstance
        raise TypeError(f"{type(value).__name__} where {kind.__name__} is wanted")
    return value


def rendered(tree: Node, reading: Reading) -> str:
    """Return the text of a reading without its deviations."""
    return "".join([said for _, said, _ in write(tree, reading)])

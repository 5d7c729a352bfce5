"""Read annotated articles and score the parser on them (format: `annotated/README.md`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from toolkit.parse import contacts, parse

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.parse import Outline


class Leaf(NamedTuple):
    """What is said of one leaf: where it starts, its tag, its number, its label."""

    start: int
    tag: str
    number: tuple[int, ...] | None
    label: str | None


@dataclass
class Case:
    name: str
    text: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    contacts: Counter[tuple[str, str]] = field(default_factory=Counter)
    issues: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)


FOOTER = ("editor", "source", "disclaimer", "contact", "furniture")


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("=== "):
            cases.append(Case(row[4:]))
            continue
        case = cases[-1]
        if row.startswith("@ "):
            kind, value = row[2:].split(" ", 1)
            case.contacts[kind, value] += 1
            continue
        if row.startswith("! "):
            kind, found = row[2:].rsplit(" ", 1)
            case.issues.append((kind, tuple(map(int, found.split(".")))))
            continue
        tag, _, words = row.partition("\t")
        if case.text and not tag.startswith("+"):
            case.text += "\n"
        if tag != ".":
            name, _, rest = tag.lstrip("+").partition(":")
            number, _, label = rest.partition("=")
            parts = tuple(map(int, number.split("."))) if number else None
            indent = len(words) - len(words.lstrip())
            case.leaves.append(Leaf(len(case.text) + indent, name, parts, label or None))
        case.text += words
    return cases


def found_leaves(outline: Outline) -> list[Leaf]:
    """Return what the parser says, in the terms of the annotation."""
    out: list[Leaf] = []
    stack = [(node, "", 0) for node in reversed(outline.children)]
    while stack:
        node, place, depth = stack.pop()
        if node.children:
            if node.kind in ("lead", "conclusion"):
                place = node.kind[0]
            deeper = depth + (node.kind == "section")
            if node.kind == "item":
                out.append(Leaf(_at(node), "i", _number(node), node.label))
                stack.extend((child, place, deeper) for child in reversed(node.children[1:]))
                continue
            stack.extend((child, place, deeper) for child in reversed(node.children))
            continue
        tag = {"heading": f"h{depth}", "paragraph": "p", "item": "i", "question": "q", "answer": "a"}.get(
            node.kind, node.kind
        )
        if place and node.kind in ("heading", "paragraph"):
            tag = place + node.kind[0]
        label = node.label if node.kind == "item" else None
        number = _number(node) if tag != "a" else None
        out.append(Leaf(_at(node), tag, number, label))
    return out


def _at(node) -> int:
    return node.start + len(node.text) - len(node.text.lstrip())


def _number(node) -> tuple[int, ...] | None:
    return tuple(node.number) if node.number else None


class Counts(NamedTuple):
    hit: int
    wrong: int
    missed: int

    def f1(self) -> float:
        total = 2 * self.hit + self.wrong + self.missed
        return 2 * self.hit / total if total else 1.0


def compare(found: Counter, truth: Counter) -> Counts:
    hit = sum((found & truth).values())
    return Counts(hit, sum(found.values()) - hit, sum(truth.values()) - hit)


def boundaries(leaves: list[Leaf]) -> Counter:
    return Counter((x.start, x.tag, x.number) for x in leaves if x.tag[0] == "h" or x.tag in ("lh", "ch"))


@dataclass
class Report:
    scores: dict[str, float]
    mistakes: list[str]


def score(cases: list[Case]) -> Report:
    """Return F1 of section boundaries, footers and contacts, the accuracy of labels, and what went wrong."""
    totals = {name: Counts(0, 0, 0) for name in ("sections", "footers", "contacts")}
    right = total = 0
    mistakes: list[str] = []
    for case in cases:
        outline = parse(case.text)
        leaves = found_leaves(outline)
        truth = set(case.leaves)
        right += len(truth & set(leaves))
        total += len(truth)
        pairs = {
            "sections": (boundaries(leaves), boundaries(case.leaves)),
            "footers": tuple(Counter((x.start, x.tag) for x in ls if x.tag in FOOTER) for ls in (leaves, case.leaves)),
            "contacts": (Counter((c.kind, c.value) for c in contacts(case.text)), case.contacts),
        }
        for name, (got, want) in pairs.items():
            counts = compare(got, want)
            totals[name] = Counts(*(a + b for a, b in zip(totals[name], counts, strict=True)))
            mistakes += [f"{case.name}: {name} + {x}" for x in (got - want)]
            mistakes += [f"{case.name}: {name} - {x}" for x in (want - got)]
        for leaf in case.leaves:
            if leaf not in leaves:
                got_here = [x for x in leaves if x.start == leaf.start]
                line = case.text[leaf.start :].split("\n")[0][:30]
                mistakes.append(f"{case.name}: label {tuple(leaf[1:])} got {[tuple(x[1:]) for x in got_here]}  {line}")
        issues = [(issue.kind, tuple(issue.found)) for issue in outline.issues]
        if issues != case.issues:
            mistakes.append(f"{case.name}: issues {issues}, want {case.issues}")
    scores = {name: counts.f1() for name, counts in totals.items()}
    scores["labels"] = right / total
    return Report(scores, mistakes)

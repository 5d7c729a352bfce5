"""Clusters of one mould: near-duplicate search may split what one template printed.

Two clusters are one mould where one template of both is shorter than two: the same two-part code that accepts every
other construct (`docs/methods_induce.md`). Where one template's words cover part of the other's articles (the index of
a library), the union is tried; it must render (nearly) all articles and save bits. Two moulds that share a footer do
not: a template of both has to tell them apart for every article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.induce.library import Library
from toolkit.induce.match import BOUNDS
from toolkit.induce.scripts import forms
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.induce.template import Template

PROBES = 3
"""Articles of a cluster that other clusters' words are looked for in."""
COVERED, MOSTLY = 0.2, BOUNDS["template"].covered
"""Share of an article's characters that the words of another template cover, from which both may be of one mould, and
from which its articles would be read by it. Clusters of one mould of the sample corpus cover 0.2 and more of each
other, those of two at most 0.19, by their footers."""
SAVED, SAVED_LITTLE = 0.2, 0.05
"""Share of the bits of the cheaper template that the union must save, and where the one's words cover most of the
other's articles. In the sample corpus unions of one mould save 0.07 and more, of two moulds that print the same footer
at most 0.03; of two of the generator's moulds 0.1 at most, by chance in what is sampled."""
PARTS, SPREAD, SPREAD_LITTLE = 3, 0.25, 0.1
"""Parts of an article of each of which such a share must be covered for a union to be accepted that saves anything at
all, and for one that saves little: what two moulds share is a lead or a footer, 0.06 of the part that they share least
in the sample corpus, where clusters of one mould cover 0.45 of it."""
PARSED = 0.97
"""Share of the union that its template must render."""
LEARNT = 12
"""Articles of each side that a union is tried on; the bits of more say the same."""
TRIES = 3
"""Unions that are tried for each cluster at most, the likeliest first."""


def merged(
    templates: Mapping[str, Template],
    texts: Mapping[str, Sequence[str]],
    again: Callable[[Sequence[str]], Template],
    learn: Callable[[Sequence[str]], Template],
) -> dict[tuple[str, ...], Template]:
    """Return the templates of clusters that are of one mould, by the names of those clusters.

    Args:
        templates: of the clusters, by name.
        texts: the articles of each, repaired ones where they are damaged.
        again: induces the template of the articles of several clusters, by their names, in the order given.
        learn: induces the template of some texts.

    Returns:
        Names in the order of `templates`, two or more; no name twice.
    """
    names = [name for name, template in templates.items() if template.report.kind == "template"]
    place = {name: k for k, name in enumerate(names)}
    held = {name: sample(texts[name], LEARNT) for name in names}
    bits: dict[tuple[str, ...], float] = {
        (name,): templates[name].report.template_bits for name in names if len(held[name]) == len(texts[name])
    }
    group: dict[str, tuple[str, ...]] = {name: (name,) for name in names}
    tries = dict.fromkeys(names, TRIES)
    refused: set[tuple[str, ...]] = set()
    for (first, second), (covered, spread) in _likely({name: templates[name] for name in names}, texts):
        a, b = group[first], group[second]
        union = tuple(sorted({*a, *b}, key=place.__getitem__))
        if a == b or union in refused or not (tries[first] and tries[second]):
            continue
        tries[first] -= 1
        tries[second] -= 1
        both = [text for side in (a, b) for text in sample([t for name in side for t in held[name]], LEARNT)]
        template = learn(both)
        parts = [_bits(side, held, bits, learn) for side in (a, b)]
        share = SAVED if covered < MOSTLY or spread < SPREAD_LITTLE else SAVED_LITTLE if spread < SPREAD else 0.0
        least = share * min(parts)
        if not _one(template) or sum(parts) - template.report.template_bits < least:
            refused.add(union)
            continue
        for name in union:
            group[name] = union
    out: dict[tuple[str, ...], Template] = {}
    for union in dict.fromkeys(group.values()):
        if len(union) > 1:
            template = again(union)
            if _one(template):
                out[union] = template
    return out


def _one(template: Template) -> bool:
    report = template.report
    return report.kind == "template" and report.parsed >= PARSED * report.articles


def _bits(
    side: tuple[str, ...],
    held: Mapping[str, Sequence[str]],
    bits: dict[tuple[str, ...], float],
    learn: Callable[[Sequence[str]], Template],
) -> float:
    """Return the bits of the articles of a side as far as they are tried, by their own template."""
    if side not in bits:
        bits[side] = learn(sample([t for name in side for t in held[name]], LEARNT)).report.template_bits
    return bits[side]


def _likely(
    templates: Mapping[str, Template], texts: Mapping[str, Sequence[str]]
) -> list[tuple[tuple[str, str], tuple[float, float]]]:
    """Return pairs of names of which one's words cover the other's articles; most covering first.

    With each: how much of an article is covered, and of the least covered part of it.
    """
    library = Library(templates)
    strength: dict[tuple[str, str], tuple[float, float]] = {}
    for name in templates:
        for probe in sample(texts[name], PROBES):
            for form in forms(probe):
                size = len(form) // PARTS + 1
                parts = [library.covered(form[at : at + size]) for at in range(0, len(form), size)]
                for other, share in library.covered(form).items():
                    if other != name and share >= COVERED:
                        pair = (min(name, other), max(name, other))
                        found = share, min(part[other] for part in parts)
                        strength[pair] = max(strength.get(pair, found), found)
    return sorted(strength.items(), key=lambda item: (-item[1][0], item[0]))

"""Clusters of one mould: near-duplicate search may split what one template printed.

The templates tell: where one reads the other's articles, both are the same mould. A template is tried on a few articles
of another cluster only if enough pieces of its fixed text are there (the index of a library), and the union is kept
only if one template renders (nearly) all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.induce.library import Library
from toolkit.induce.spine import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from toolkit.induce.template import Template

PROBES = 7
"""Articles of a cluster that other clusters' templates are tried on."""
ACCEPTED = 0.5
"""Share of them that must be accepted."""
PARSED = 0.97
"""Share of the union that its template must render."""


def same_mould(templates: Mapping[str, Template], texts: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the names of clusters that are of one mould, as far as their templates tell.

    Args:
        templates: of the clusters, by name; those that found nothing are left out.
        texts: the articles of each, repaired ones where they are damaged.

    Returns:
        Groups of two names or more, each in the order of `templates`.
    """
    names = [name for name, template in templates.items() if template]
    library = Library({name: templates[name] for name in names})
    root = {name: name for name in names}

    def find(name: str) -> str:
        while root[name] != name:
            name = root[name]
        return name

    place = {name: k for k, name in enumerate(names)}
    for name in names:
        probes = sample(texts[name], PROBES)
        tried: dict[str, list[str]] = {}
        for probe in probes:
            for other in library.candidates(probe):
                if other != name:
                    tried.setdefault(other, []).append(probe)
        for other, likely in sorted(tried.items(), key=lambda pair: place[pair[0]]):
            a, b = find(name), find(other)
            need = ACCEPTED * len(probes)
            if a != b and len(likely) >= need and sum(bool(templates[other].match(p)) for p in likely) >= need:
                first, second = sorted((a, b), key=place.__getitem__)
                root[second] = first
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(find(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def merged(
    templates: Mapping[str, Template],
    texts: Mapping[str, Sequence[str]],
    again: Callable[[Sequence[str]], Template],
) -> dict[tuple[str, ...], Template]:
    """Return the templates of clusters that are of one mould, by the names of those clusters.

    Args:
        templates: of the clusters, by name.
        texts: the articles of each, repaired ones where they are damaged.
        again: induces the template of the articles of several clusters, by their names, in the order given.
    """
    out: dict[tuple[str, ...], Template] = {}
    for group in same_mould(templates, texts):
        template = again(group)
        if template.report.kind == "template" and template.report.parsed >= PARSED * template.report.articles:
            out[tuple(group)] = template
    return out

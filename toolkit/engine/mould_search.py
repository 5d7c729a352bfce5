"""Moulds that clusters of near-duplicates miss: articles of a rich mould may share too little to be a cluster.

Two ways lead to them. What is in no cluster is read by the templates that were found, and what matches is learnt from,
too. What is left is grouped by phrases in one order (`toolkit.engine.kindred`), and a group is a mould where induction
says so: its template must save clearly more than that of one story told by several newspapers.

The cost is bounded by that of reading: each round compares at most `kindred.ALIGNED` texts, and what a template was
found for leaves the rest by a library's index, which refuses a foreign article in microseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.engine.kindred import kinship
from toolkit.induce.library import Library
from toolkit.induce.merge import PARSED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from toolkit.induce.template import Template

CLAIMED, CLAIMED_FEW, SEVERAL = 0.22, 0.3, 5
"""Share of the bits that the template of a kindred group must save, and of a group of fewer than so many articles. Of
2,449 pieces of news, groups of one story or one kind of story saved up to 0.18, and one of three up to 0.27; eight
draws of the generator's templates save 0.22 to 0.6, forty 0.6 and more."""
FEWEST = 3
"""Articles that a new mould has at least: two that share something are a pair of copies."""
CHAINS, CLEAN = (5, 6, 7, 8), 0.9
"""Shared segments that are asked for to take a group apart, and the share of it that must be in the parts: moulds that
draw on the same stock phrases are linked by few segments, and articles of one mould by many."""
ROUNDS = 4
"""Times that kindred articles are looked for: each takes away the moulds that it found, so that rarer ones are seen."""


class Mould(NamedTuple):
    """Articles and their template.

    Attributes:
        rows: positions of the articles, ascending; all of them were learnt from.
        template: of their texts, in that order.
    """

    rows: list[int]
    template: Template


def more_moulds(
    texts: Sequence[str],
    found: Mapping[str, Mould],
    learn: Callable[[Sequence[int]], Template],
    *,
    least: int = 3,
    search: bool = True,
    forms: Callable[[str], Sequence[str]] = lambda text: (text,),
) -> dict[str, Mould]:
    """Return moulds with the articles that no group holds yet, and further moulds among those.

    Args:
        texts: all articles, repaired where they were damaged.
        found: groups by name. Those without a template count as no group: their articles are looked at, too.
        learn: induces the template of the articles at some positions.
        least: articles that a new mould has at least, three in any case.
        search: also look for further moulds.
        forms: the forms of an article that a template may read, as it is written in the other script.

    Returns:
        The moulds of `found` that grew, by their names, and new ones as `mould-001`, …, the largest first.
    """
    grown: dict[str, list[int]] = {}
    new: dict[str, Mould] = {}
    held = {row for mould in found.values() if mould.template for row in mould.rows}
    rest = [row for row in range(len(texts)) if row not in held]
    latest: Mapping[str, Mould] = found
    for left in range(ROUNDS, -1, -1):
        rest = _taken(texts, rest, latest, grown, forms)
        if not (left and search):
            break
        latest = _seeded(texts, rest, learn, max(least, FEWEST), len(new))
        if not latest:
            break
        new.update(latest)
        gone = {row for mould in latest.values() for row in mould.rows}
        rest = [row for row in rest if row not in gone]
    out = dict(new)
    for name, rows in grown.items():
        mould = new.get(name) or found[name]
        union = sorted([*mould.rows, *rows])
        template = learn(union)
        if template.report.kind == "template" and template.report.parsed >= PARSED * len(union):
            out[name] = Mould(union, template)
    return out


def _taken(
    texts: Sequence[str],
    rest: Collection[int],
    moulds: Mapping[str, Mould],
    grown: dict[str, list[int]],
    forms: Callable[[str], Sequence[str]],
) -> list[int]:
    """Read articles by templates, note those that match, and return the others."""
    # An outline is no proof that an article is of the mould: a skeleton's articles share nothing else.
    library = Library({n: m.template for n, m in moulds.items() if m.template.report.kind == "template"})
    if not len(library):
        return list(rest)
    out = []
    for row in rest:
        hit = next((found for form in forms(texts[row]) if (found := library.match(form))), None)
        if hit is None:
            out.append(row)
        else:
            grown.setdefault(hit.name, []).append(row)
    return out


def _seeded(
    texts: Sequence[str], rest: Sequence[int], learn: Callable[[Sequence[int]], Template], least: int, known: int
) -> dict[str, Mould]:
    """Return the moulds among articles that none of the known ones reads."""
    kin = kinship([texts[row] for row in rest])

    def learnt(group: Sequence[int]) -> Mould | None:
        rows = sorted(rest[k] for k in group)
        template = learn(rows)
        if template.unparsed and len(template.members) >= least:
            rows = [rows[k] for k in template.members]
            template = learn(rows)
        report = template.report
        need = CLAIMED if len(rows) >= SEVERAL else CLAIMED_FEW
        return Mould(rows, template) if report.kind == "template" and report.saved >= need else None

    def moulds(group: Sequence[int]) -> list[Mould]:
        for chain in CHAINS:
            parts = kin.groups(chain, least=least, among=group)
            if len(parts) > 1 and sum(map(len, parts)) >= CLEAN * len(group):
                return [mould for part in parts for mould in moulds(part)]
        whole = learnt(group)
        return [whole] if whole else []

    found = [mould for group in kin.groups(least=least) for mould in moulds(group)]
    found.sort(key=lambda mould: (-len(mould.rows), min(texts[row] for row in mould.rows)))
    return {f"mould-{k:03}": mould for k, mould in enumerate(found, start=known + 1)}

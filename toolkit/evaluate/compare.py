"""From matched articles to figures: each room is given what the truth knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.evaluate import duplicates, repair, structure, templates
from toolkit.evaluate.evaluation import Evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.evaluate.figures import Bootstrap
    from toolkit.evaluate.inputs import Matched


def compare(matched: Matched, bootstrap: Bootstrap) -> Evaluation:
    """Score a run whose articles have found their truth."""
    repaired: list[repair.Repaired] = []
    parsed: list[structure.Parsed] = []
    contacts: list[dict[str, tuple[int, int, int]]] = []
    members: list[duplicates.Member] = []
    moulds: list[templates.Judged] = []
    for found, row in matched.pairs:
        if (judged := templates.judge(found, row)) is not None:
            moulds.append(judged)
            continue
        # What `contentfarm generate` writes is clean: its text is the truth.
        clean = row.get("clean", row.get("text"))
        if isinstance(clean, str) and found.told:
            repaired.append(repair.judge(found, clean, _kinds(row, "damage")))
            if row.get("sections") is not None and found.outline is not None:
                parsed.append(structure.judge(found, clean, row["sections"]))
        if row.get("contacts") is not None and found.contacts is not None:
            contacts.append(structure.contact_counts(found.contacts, row["contacts"]))
        if row.get("cluster") is not None and found.cluster is not None:
            ways = tuple(sorted({*_kinds(row, "copying"), *_kinds(row, "damage")}))
            text = found.text if found.told else row.get("text")
            members.append(duplicates.Member(str(row["cluster"]), found.cluster, ways, text))
    figures = (
        *repair.figures(repaired, bootstrap).figures,
        *structure.parse_figures(parsed, bootstrap).figures,
        *structure.contact_figures(contacts, bootstrap).figures,
        *duplicates.figures(members, bootstrap).figures,
        *templates.figures(moulds, [row.get("template") for row in matched.absent], bootstrap).figures,
    )
    return Evaluation(figures, len(matched.pairs), tuple(matched.unknown), tuple(matched.missing), bootstrap)


def _kinds(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the names of the ways in a list of the truth, whose members are names or objects with `way` or `kind`."""
    steps = row.get(key) or ()
    return tuple(step if isinstance(step, str) else str(step.get("way") or step.get("kind")) for step in steps)

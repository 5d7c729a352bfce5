"""What `contentfarm induce` writes: the library of templates, the account of the other articles, and the table."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.common import print_table, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolkit.cli.induce_groups import Found, Group
    from toolkit.induce import Template

TOO_LONG = "far longer than the others"
STRANGE = "does not share the mould"
TOO_LITTLE = "its group shares too little"
ALONE = "in no group"
"""Why an article is of no template, as the library says it."""


def write(output: str, found: Found, ids: Sequence[str], title: str, *, spintax: bool) -> None:
    """Write all files of the library together.

    Args:
        output: the folder.
        found: groups and their templates.
        ids: of all articles; each is one of a template's, or in the list of the others with the reason.
        title: heading of the page.
        spintax: also write each template as spintax.
    """
    from toolkit._version import __version__
    from toolkit.corpus import RunFolder
    from toolkit.report.template_view import Named, templates_page

    used: set[str] = set()
    files: dict[str, str] = {}
    with RunFolder(output, command="induce") as folder:
        for group, template in found:
            if not template:
                continue
            file = _file_name(group.name, used)
            files[group.name] = f"{file}.j2"
            with folder.binary(f"{file}.j2") as out:
                # As it is: a text file would change the line ends of the template, which are the articles'.
                out.write(template.source.encode("utf-8", "surrogatepass"))
            folder.text(f"{file}.json", json.dumps(_described(group, template)))
            if spintax:
                with folder.binary(f"{file}.spintax.txt") as out:
                    out.write(template.to_spintax().encode("utf-8", "surrogatepass"))
        with folder.jsonl("others.jsonl") as others:
            for row in _others(found, ids):
                others.write(row)
        shown = [Named(group.name, template) for group, template in found]
        folder.text("index.html", templates_page(shown, title=title, files=files))
        parsed = sum(template.report.parsed for _, template in found)
        counts = {
            "groups": len(found),
            "templates": len(files),
            "clusters": sum(max(1, len(group.clusters)) for group, _ in found),
            "read": len(ids),
            "articles": sum(len(group.ids) for group, _ in found),
            "parsed": parsed,
            "joined": sum(len(group.joined) for group, _ in found),
            "others": len(ids) - parsed,
        }
        folder.manifest({"toolkit": __version__, "command": "induce", "counts": counts})


def _described(group: Group, template: Template) -> dict[str, object]:
    data = template.to_dict() | {"name": group.name, "ids": [group.ids[i] for i in template.members]}
    data["unparsed_ids"] = [group.ids[i] for i in template.unparsed]
    data["unparsed_why"] = _why(group, template)
    if group.clusters:
        data["clusters"] = group.clusters
    if group.joined:
        data["joined_ids"] = group.joined
    return data


def _why(group: Group, template: Template) -> list[str]:
    from toolkit.induce.members import oversized

    far = oversized([len(text) for text in group.texts])
    return [TOO_LONG if i in far else STRANGE for i in template.unparsed]


def _others(found: Found, ids: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the articles that no template renders, in the order of reading, with the reason."""
    why: dict[str, tuple[str, str]] = {}
    parsed: set[str] = set()
    for group, template in found:
        if template:
            parsed.update(group.ids[i] for i in template.members)
            strange = zip(template.unparsed, _why(group, template), strict=True)
            why.update((group.ids[i], (group.name, reason)) for i, reason in strange)
        else:
            why.update((id_, (group.name, TOO_LITTLE)) for id_ in group.ids)
    for id_ in ids:
        if id_ not in parsed:
            group_name, reason = why.get(id_, ("", ALONE))
            yield {"id": id_, "group": group_name, "why": reason}


def _file_name(name: str, used: set[str]) -> str:
    """Return a name for files that no other group has."""
    plain = re.sub(r"[^0-9A-Za-z_-]+", "-", name).strip("-")[:60] or "template"
    file, n = plain, 1
    while file.lower() in used:
        n += 1
        file = f"{plain}-{n}"
    used.add(file.lower())
    return file


def tell(found: Found, output: str) -> None:
    """Print the table of the groups."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("cluster", "articles", "of the mould", "kind", "fixed", "saved", "slots"):
        table.add_column(heading, justify="left" if heading in ("cluster", "kind") else "right")
    for group, template in found:
        r = template.report
        name = group.name + (f" + {len(group.clusters) - 1:,}" if group.clusters else "")
        cells = [f"{r.parsed:,}", r.kind, f"{r.fixed_share:.0%}", f"{r.saved:.0%}", f"{len(template.slots):,}"]
        table.add_row(printable(name), f"{len(group.ids):,}", *(cells if template else ["0", "none", "", "", ""]))
    print_table(table)
    click.echo(f"templates: {printable(str(Path(output) / 'index.html'))}")

"""`contentfarm match`: which articles of a corpus come from the templates of a library."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import (
    EXIT_DONE,
    EXIT_FINDINGS,
    EXIT_REJECTS,
    common_options,
    printable,
    read_articles,
    reading_options,
)
from toolkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from toolkit.article import Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.induce import Template
    from toolkit.induce.library import Hit

STEP = 100
"""Articles between two moves of the bar."""


@click.command("match", short_help="Find the articles that come from the templates of a library.")
@click.argument("library", metavar="LIBRARY", required=False)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="JSON Lines file, instead of stdout.")
@click.option("--all", "singles", is_flag=True, help="Write a line for articles of no template too.")
@click.option("--spans", is_flag=True, help="Also write where the slots stand in the article.")
@click.option("--fail-on", type=click.Choice(["match"]), help="Exit with 4 when an article comes from a template.")
@reading_options
@common_options
def command(
    library: str | None,
    paths: tuple[str, ...],
    output: str | None,
    singles: bool,
    spans: bool,
    fail_on: str | None,
    reading: ReadOptions,
    ui: Ui,
) -> int:
    """Tell which articles come from a template, with their slot values; one line of JSON for each.

    LIBRARY is a folder that `contentfarm induce` wrote, or one of its .json files. PATH is a file, a folder, a glob, or
    - for standard input.
    """
    if library is None or not paths:
        raise UsageError("a library and a corpus, please; type for example: contentfarm match templates/ corpus/")
    from toolkit.corpus import RunFolder
    from toolkit.corpus.writers import encode_json
    from toolkit.induce.library import Library

    known = Library(_load(Path(library)))
    if not len(known):
        raise InputError(f"{printable(library)}: no template in it; make some with: contentfarm induce PATH -o FOLDER")
    rejects: list[Reject] = []
    read = matched = 0
    target = Path(output) if output else None
    folder = RunFolder(target.parent) if target is not None else nullcontext()
    with folder as run, ui.progress("Matching") as advance:
        out = run.binary(target.name) if run is not None and target is not None else sys.stdout.buffer
        for article in read_articles(paths, reading, ui, on_reject=rejects.append):
            hit = known.match(article.text)
            read += 1
            matched += hit is not None
            if hit is not None or singles:
                out.write(encode_json(_line(article.id, hit, spans=spans)))
            if read % STEP == 0:
                advance(STEP)
        if run is not None:
            out.close()
        else:
            out.flush()
    ui.info(f"{matched:,} of {read:,} articles come from {len(known):,} templates; {len(rejects):,} inputs rejected")
    if fail_on and matched:
        return EXIT_FINDINGS
    return EXIT_REJECTS if rejects else EXIT_DONE


def _line(id_: str, hit: Hit | None, *, spans: bool) -> dict[str, Any]:
    if hit is None:
        return {"id": id_, "template": None}
    match = hit.match
    line: dict[str, Any] = {
        "id": id_,
        "template": hit.name,
        "bits_saved": round(match.bits_saved, 1),
        "saved": round(match.bits_saved / match.raw_bits, 4) if match.raw_bits else 0.0,
        "found": round(match.found, 4),
        "slots": match.context,
    }
    if spans:
        line["spans"] = [list(span) for span in match.spans]
    return line


def _load(path: Path) -> dict[str, Template]:
    """Read the templates of a folder or a file, by name."""
    from toolkit.induce import Template

    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    out: dict[str, Template] = {}
    for file in files:
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{printable(str(file))}: not a saved template: {error}") from error
        if isinstance(data, dict) and "tree" in data:
            out[str(data.get("name") or file.stem)] = Template.from_dict(data)
        elif not path.is_dir():
            raise InputError(f"{printable(str(file))}: not a saved template")
    return out

"""`contentfarm parse`: the outline of articles, for a person as a tree or Markdown, for a program as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import EXIT_DONE, EXIT_REJECTS, common_options, printable, read_articles, reading_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.article import Article, Reject
    from toolkit.cli.common import Ui
    from toolkit.corpus import ReadOptions
    from toolkit.parse import Contact, Outline


@click.command("parse", short_help="Show the outline of articles: title, lead, sections, lists, footer.")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["tree", "json", "jsonl", "md"]),
    default="tree",
    show_default=True,
    help="tree for reading; json, or jsonl with one article a line; md for the article as Markdown.",
)
@click.option("--contacts/--no-contacts", "with_contacts", help="Also list phones, mails, accounts, hosts, editors.")
@click.option(
    "--repair/--no-repair",
    "with_repair",
    default=True,
    show_default=True,
    help="Undo proved damage first; offsets refer to the repaired text.",
)
@reading_options
@common_options
def command(
    paths: tuple[str, ...], form: str, with_contacts: bool, with_repair: bool, reading: ReadOptions, ui: Ui
) -> int:
    """Show the outline of each article: title, lead, sections, lists, conclusion, footer, page furniture.

    PATH is a file, a folder, a glob, or - for standard input. The outline goes to standard output.
    """
    if not paths:
        raise UsageError("nothing to parse; type for example: contentfarm parse article.txt")
    from toolkit.parse import contacts, parse

    rejects: list[Reject] = []
    waiting: dict[str, Any] | None = None
    count = 0
    for article in read_articles(paths, reading, ui, on_reject=rejects.append):
        text = _repaired(article.text) if with_repair else article.text
        outline = parse(text)
        found = contacts(text) if with_contacts else None
        if form == "json":
            # One article is one object, several are a list; the first waits until it is known which.
            if count:
                _write(("[" if count == 1 else ",") + _json(waiting, indent=True))
            waiting = _record(article, outline, found)
        elif form == "jsonl":
            _write(_json(_record(article, outline, found)))
        elif form == "md":
            _write(_markdown(article, outline, found))
        else:
            _write(_tree(article, outline, found))
        count += 1
    if form == "json":
        if count > 1:
            _write("," + _json(waiting, indent=True) + "]")
        else:
            _write(_json(waiting, indent=True) if count else "[]")
    if not count and not rejects:
        ui.warn("no article was found under " + ", ".join(printable(path) for path in paths))
    return EXIT_REJECTS if rejects else EXIT_DONE


def _repaired(text: str) -> str:
    from toolkit.repair import repair

    return repair(text).text


def _record(article: Article, outline: Outline, found: list[Contact] | None) -> dict[str, Any]:
    """Return one article as JSON types: its id and source, the outline, the contacts if asked for."""
    record = {"id": article.id, "source": article.source, **outline.to_dict()}
    if found is not None:
        record["contacts"] = [contact.to_dict() for contact in found]
    return record


def _json(record: dict[str, Any] | None, *, indent: bool = False) -> str:
    text = json.dumps(record, ensure_ascii=False, indent=2 if indent else None)
    # A lone surrogate has no UTF-8; JSON can carry it escaped.
    return text if text.isascii() or _encodable(text) else json.dumps(record, indent=2 if indent else None)


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _markdown(article: Article, outline: Outline, found: list[Contact] | None) -> str:
    lines = [f"<!-- {printable(article.id).replace('--', '- -')} -->", "", outline.to_markdown()]
    if found:
        lines += ["| kind | value | as written |", "|---|---|---|"]
        lines += [f"| {contact.kind} | {_cell(contact.value)} | {_cell(contact.raw)} |" for contact in found]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return printable(text).replace("|", "\\|")


def _tree(article: Article, outline: Outline, found: list[Contact] | None) -> str:
    lines = [f"== {printable(article.id)}"]
    lines += [printable(line) for line in outline.to_tree().splitlines()]
    lines += [
        f"@ {contact.kind} {printable(contact.value)} ({contact.start}:{contact.end}, {contact.certainty})"
        for contact in found or ()
    ]
    return "\n".join(lines) + "\n"


def _write(text: str) -> None:
    click.echo(text.encode("utf-8", "backslashreplace"))

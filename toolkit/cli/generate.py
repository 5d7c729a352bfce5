"""`contentfarm generate`: synthetic articles from templates, with their truth."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.common import EXIT_DONE, common_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolkit.cli.common import Ui
    from toolkit.generate import Generated

PLAIN = ("id", "title", "text", "template", "seed", "index", "synthetic")
"""What `--no-truth` leaves of an article."""
TRUTH = "truth.jsonl"


@click.command("generate", short_help="Write synthetic articles from templates, with their truth.")
@click.argument("templates", nargs=-1, metavar="TEMPLATE...")
@click.option(
    "-n", "--number", metavar="N", type=click.IntRange(min=0), default=10, show_default=True,
    help="Articles from each template.",
)  # fmt: skip
@click.option("--seed", metavar="S", type=int, default=0, show_default=True, help="Another seed draws other articles.")
@click.option(
    "-o", "--output", metavar="FILE",
    help="A name ending in .jsonl or .parquet, or in / for a folder of text files; - is standard output.  [default: -]",
)  # fmt: skip
@click.option(
    "--truth/--no-truth", default=True, show_default=True, help="Write derivation, sections and contacts along."
)
@click.option("--list", "list_them", is_flag=True, help="Name the templates and what they are, and stop.")
@common_options
def command(
    templates: tuple[str, ...], number: int, seed: int, output: str | None, truth: bool, list_them: bool, ui: Ui
) -> int:
    """Write N articles from each TEMPLATE: the name of one of the project's, or a folder of your own.

    The same templates, number and seed give the same bytes. Every article is marked as synthetic.
    """
    if list_them:
        _list()
        return EXIT_DONE
    if not templates:
        raise UsageError("no template is named; type for example: contentfarm generate loan_guide -n 3 --seed 7")
    from toolkit.generate import load

    moulds = [load(name) for name in templates]
    names = [mould.name for mould in moulds]
    if len(set(names)) < len(names):
        raise UsageError("two of the templates have the same name, so their articles would have the same ids")
    write = _writer(output or "-", truth)
    with ui.progress("generate", total=number * len(moulds)) as advance:

        def articles() -> Iterator[Generated]:
            for mould in moulds:
                for article in mould.articles(number, seed, truth=truth):
                    yield article
                    advance(1)

        write(articles())
    if output and output != "-":
        ui.info(f"{number * len(moulds)} articles written to {output}")
    return EXIT_DONE


def _list() -> None:
    from toolkit.generate import load, names

    known = names()
    width = max(map(len, known), default=0)
    for name in known:
        click.echo(f"{name:{width}}  {load(name).lexicon.about}")


def _writer(output: str, truth: bool) -> Callable[[Iterator[Generated]], None]:
    """Return what writes articles to `output`."""
    if output == "-":
        return lambda articles: _to_stdout(articles, truth)
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        return lambda articles: _to_folder(articles, path, truth)
    if path.suffix == ".jsonl":
        return lambda articles: _to_jsonl(articles, path, truth)
    if path.suffix == ".parquet":
        return lambda articles: _to_parquet(articles, path, truth)
    raise UsageError(f"cannot tell the format of {output!r}; end its name in .jsonl, .parquet, or / for text files")


def _row(article: Generated, truth: bool) -> dict[str, Any]:
    return article.to_dict() if truth else {key: getattr(article, key) for key in PLAIN}


def _to_stdout(articles: Iterator[Generated], truth: bool) -> None:
    from toolkit.corpus.writers import encode_json

    for article in articles:
        sys.stdout.buffer.write(encode_json(_row(article, truth)))
    sys.stdout.buffer.flush()


def _to_jsonl(articles: Iterator[Generated], path: Path, truth: bool) -> None:
    from toolkit.corpus import RunFolder

    with RunFolder(path.parent) as folder, folder.jsonl(path.name) as file:
        for article in articles:
            file.write(_row(article, truth))


def _to_parquet(articles: Iterator[Generated], path: Path, truth: bool) -> None:
    import pyarrow as pa

    from toolkit.corpus import RunFolder

    schema: dict[str, str | pa.DataType] = dict.fromkeys(PLAIN, "string")
    schema |= {"seed": "int64", "index": "int64", "synthetic": "bool"}
    if truth:
        span = [("start", pa.int32()), ("end", pa.int32())]
        strings = [(name, pa.string()) for name in ("kind", "value", "raw")]
        section = [("kind", pa.string()), ("number", pa.list_(pa.int32())), ("heading", pa.string()), *span]
        node = [*span, ("node", pa.string()), ("type", pa.string()), ("value", pa.string()), ("parent", pa.int32())]
        schema |= {"sections": pa.list_(pa.struct(section)), "contacts": pa.list_(pa.struct([*strings, *span]))}
        schema |= {"derivation": pa.list_(pa.struct(node)), "choices": pa.list_(pa.int32())}
    with RunFolder(path.parent) as folder, folder.parquet(path.name, schema) as file:
        for article in articles:
            row = _row(article, truth)
            for part in row.get("derivation", ()):
                # A column has one type; values are numbers, names, lists: JSON holds them all.
                part["value"] = json.dumps(part["value"], ensure_ascii=False)
            file.write(row)


def _to_folder(articles: Iterator[Generated], path: Path, truth: bool) -> None:
    from toolkit.corpus import RunFolder

    with RunFolder(path) as folder, folder.jsonl(TRUTH) as file:
        for article in articles:
            name = f"{article.template}/{article.index:06}.txt"
            folder.text(name, article.text + "\n")
            file.write({"file": name, **_row(article, truth)})
        # The truth is no article of the folder.
        folder.text(".contentfarmignore", f"{TRUTH}\n")

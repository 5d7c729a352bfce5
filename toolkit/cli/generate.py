"""`contentfarm generate`: synthetic articles from templates, with their truth."""

from __future__ import annotations

import gc
import itertools
import json
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from toolkit.cli.common import EXIT_DONE, common_options
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from toolkit.cli.common import Ui
    from toolkit.generate import Generated
    from toolkit.generate.mould import Mould
    from toolkit.generate.recipes import CopySpec
    from toolkit.generate.spintax import Spin

    Row: TypeAlias = "dict[str, Any] | Generated"
    """What is written of an article: itself with its whole truth, or some of it."""

PLAIN = ("id", "title", "text", "template", "seed", "index", "synthetic")
"""What `--no-truth` leaves of an article."""
TRUTH_KEYS = (*PLAIN, "sections", "contacts", "derivation", "choices")
"""What an article has with its truth."""
COPY_KEYS = (*PLAIN, "cluster", "clean", "sections", "contacts", "copying", "damage", "edits")
"""What articles and copies have where there is a recipe."""
TRUTH = "truth.jsonl"
BATCH = 64
"""Articles that are written at once, and by which the bar moves on: both cost more than an article."""
COLLECT = 50_000
"""New objects after which cycles are looked for: some megabytes."""


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
@click.option("--recipe", metavar="FILE", help="YAML that says which copies of each article are made, and how.")
@common_options
def command(
    templates: tuple[str, ...],
    number: int,
    seed: int,
    output: str | None,
    truth: bool,
    list_them: bool,
    recipe: str | None,
    ui: Ui,
) -> int:
    """Write N articles from each TEMPLATE.

    TEMPLATE is the name of one of the project's, a folder of your own, or a spintax file (.spin). The same templates,
    number, seed and recipe give the same bytes. Every article is marked as synthetic.
    """
    if list_them:
        _list()
        return EXIT_DONE
    if not templates:
        raise UsageError("no template is named; type for example: contentfarm generate loan_guide -n 3 --seed 7")
    from toolkit.generate import load

    specs = _recipe(recipe) if recipe is not None else None
    moulds = [load(name) for name in templates]
    names = [mould.name for mould in moulds]
    if len(set(names)) < len(names):
        raise UsageError("two of the templates have the same name, so their articles would have the same ids")
    write = _writer(output or "-", PLAIN if not truth else TRUTH_KEYS if specs is None else COPY_KEYS)
    written = 0
    with _seldom_collecting(), ui.progress("generate", total=number * len(moulds)) as advance:

        def batches() -> Iterator[list[Row]]:
            nonlocal written
            for mould in moulds:
                articles = mould.articles(number, seed)
                while some := list(itertools.islice(articles, BATCH)):
                    rows = list(_rows(mould, some, truth, specs))
                    yield rows
                    written += len(rows)
                    advance(len(some))

        write(batches())
    if output and output != "-":
        ui.info(f"{written:,} articles written to {output}")
    return EXIT_DONE


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let Python look for reference cycles less often: articles leave few, and looking takes a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _recipe(path: str) -> tuple[CopySpec, ...]:
    from toolkit.generate.recipes import read_recipe

    try:
        source = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 (byte {error.start})") from None
    return read_recipe(source, path)


def _rows(
    mould: Mould | Spin, articles: Sequence[Generated], truth: bool, specs: tuple[CopySpec, ...] | None
) -> Iterable[Row]:
    """Return articles, and their copies if there is a recipe, as what is written of them."""
    if specs is None:
        return articles if truth else [{key: getattr(article, key) for key in PLAIN} for article in articles]
    from toolkit.generate.recipes import copies

    rows = (row for article in articles for row in copies(mould, article, specs))
    return rows if truth else ({key: row[key] for key in PLAIN} for row in rows)


def _line(row: Row) -> bytes:
    """Return a row as JSON, without a line end."""
    from toolkit.corpus.writers import encode_json

    if not isinstance(row, dict):
        with suppress(UnicodeEncodeError):  # what cannot be encoded is named by what follows
            return row.to_json()
        row = row.to_dict()
    return encode_json(row).removesuffix(b"\n")


def _lines(rows: Iterable[Row]) -> bytes:
    return b"".join([part for row in rows for part in (_line(row), b"\n")])


def _list() -> None:
    from toolkit.generate import load, names

    known = names()
    width = max(map(len, known), default=0)
    for name in known:
        click.echo(f"{name:{width}}  {load(name).about}")


def _writer(output: str, keys: tuple[str, ...]) -> Callable[[Iterable[list[Row]]], None]:
    """Return what writes rows with these keys, which come in batches, to `output`."""
    if output == "-":
        return _to_stdout
    path = Path(output)
    if output.endswith(("/", "\\")) or path.is_dir():
        return lambda batches: _to_folder(batches, path)
    if path.suffix == ".jsonl":
        return lambda batches: _to_jsonl(batches, path)
    if path.suffix == ".parquet":
        return lambda batches: _to_parquet(batches, path, keys)
    raise UsageError(f"cannot tell the format of {output!r}; end its name in .jsonl, .parquet, or / for text files")


def _to_stdout(batches: Iterable[list[Row]]) -> None:
    for rows in batches:
        sys.stdout.buffer.write(_lines(rows))
    sys.stdout.buffer.flush()


def _to_jsonl(batches: Iterable[list[Row]], path: Path) -> None:
    from toolkit.corpus import RunFolder

    with RunFolder(path.parent) as folder, folder.jsonl(path.name) as file:
        for rows in batches:
            file.write_encoded(_lines(rows), len(rows))


def _to_parquet(batches: Iterable[list[Row]], path: Path, keys: tuple[str, ...]) -> None:
    from toolkit.corpus import RunFolder

    known = _columns()
    schema = {key: known[key] for key in keys}
    with RunFolder(path.parent) as folder, folder.parquet(path.name, schema) as file:
        for row in (row for rows in batches for row in rows):
            if not isinstance(row, dict):
                # A column has one type; nodes hold names, numbers and nodes: JSON holds them all.
                file.write({**row.listed(), "derivation": f"[{row.walk[1:]}]"})
                continue
            for step in (*row.get("copying", ()), *row.get("damage", ())):
                step["options"] = json.dumps(step["options"], ensure_ascii=False)
            edits = {"edits": json.dumps(row["edits"], ensure_ascii=False)} if "edits" in row else {}
            file.write({**row, **edits})


def _columns() -> dict[str, str | pa.DataType]:
    """Return the Parquet type of each key."""
    import pyarrow as pa

    text, number = pa.string(), pa.int32()
    span = [("start", number), ("end", number)]
    section = [("kind", text), ("number", pa.list_(number)), ("heading", text), *span]
    contact = [("kind", text), ("value", text), ("raw", text), *span]
    columns: dict[str, str | pa.DataType] = dict.fromkeys(("id", "title", "text", "template"), "string")
    columns |= dict.fromkeys(("cluster", "clean", "derivation", "edits"), "string")
    columns |= {"seed": "int64", "index": "int64", "synthetic": "bool", "choices": pa.list_(number)}
    columns |= {name: pa.list_(pa.struct(row)) for name, row in (("sections", section), ("contacts", contact))}
    columns |= {
        "copying": pa.list_(pa.struct([("way", text), ("options", text)])),
        "damage": pa.list_(pa.struct([("kind", text), ("options", text), ("places", number)])),
    }
    return columns


def _to_folder(batches: Iterable[list[Row]], path: Path) -> None:
    from toolkit.corpus import RunFolder

    with RunFolder(path) as folder, folder.jsonl(TRUTH) as file:
        for row in (row for rows in batches for row in rows):
            head = row if isinstance(row, dict) else {key: getattr(row, key) for key in PLAIN}
            copied = head["id"].partition("~")[2]
            name = f"{head['template']}/{head['index']:06}{f'~{copied}' if copied else ''}.txt"
            folder.text(name, head["text"] + "\n")
            named = json.dumps({"file": name}, ensure_ascii=False).removesuffix("}")
            file.write_encoded(b"%b, %b\n" % (named.encode(), _line(row).removeprefix(b"{")), 1)
        # The truth is no article of the folder.
        folder.text(".contentfarmignore", f"{TRUTH}\n")

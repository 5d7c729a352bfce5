"""What is compared: the articles of a run and the rows of a truth, and which row is which article's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import InputError, UsageError
from toolkit.evaluate.checks import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.evaluate.templates import Structure

SHOWN = 3
"""Ids that a message gives as examples."""


@dataclass(frozen=True, slots=True)
class Found:
    """One article as a run left it.

    Attributes:
        id: its id in the run.
        text: the text after repair.
        source: the file it was read from, as the run was told.
        record: its number in the file, from 1; None where the file is the article.
        outline: the outline as a tree, or None if the run has none.
        contacts: the contacts, or None if the run has none.
        edits: the edits that were applied.
        cluster: the cluster, or None if the run has none.
        structure: what a template says of it, or None if the run is none of templates; its text may be empty then,
            where the run does not tell it.
        told: whether the run tells its text; that of a dedup has ids and clusters alone.
    """

    id: str
    text: str
    source: str = ""
    record: int | None = None
    outline: Mapping[str, Any] | None = None
    contacts: Sequence[Mapping[str, Any]] | None = None
    edits: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    cluster: str | None = None
    structure: Structure | None = None
    told: bool = True


def read_run(run: Any) -> list[Found]:
    """Return the articles of a run.

    Args:
        run: the folder of a `contentfarm scan` or a `contentfarm dedup`, a `toolkit.Scan`, or a mapping with `articles`
            and, where there are any, `clusters` and `contacts`: Arrow tables or lists of rows in the columns of a scan.
            Or, for the scores of templates, the folder of a `contentfarm induce`, the JSON Lines of a `contentfarm
            match`, or a mapping with `templates`: name to (`toolkit.Template`, the ids of the texts that it was
            induced from, in order).

    Raises:
        InputError: the folder holds no complete run, or a file of it is broken.
        UsageError: a table has no column `id` or `text`.
    """
    if isinstance(run, (str, Path)):
        from toolkit.evaluate import library

        if library.is_library(Path(run)):
            return list(library.read_library(Path(run)))
        if Path(run).is_file():
            return list(library.read_matches(Path(run)))
        if _is_dedup(Path(run)):
            return [Found(row["id"], "", row["id"], cluster=row["cluster"], told=False) for row in _clusters(Path(run))]
        from toolkit.engine import Scan

        run = Scan(run)
    if hasattr(run, "folder"):
        articles: Iterable[Mapping[str, Any]] = read_jsonl(Path(run.folder) / "articles.jsonl")
        clusters, contacts = _clusters(Path(run.folder)), None
    elif isinstance(run, dict) and "templates" in run:
        from toolkit.evaluate.library import of_template

        return [
            found for name, (template, ids) in run["templates"].items() for found in of_template(template, name, ids)
        ]
    elif isinstance(run, dict):
        articles = _rows(run.get("articles"))
        clusters, contacts = _rows(run.get("clusters")), _by_id(run["contacts"]) if "contacts" in run else None
    else:
        raise UsageError(f"a run is a folder, a Scan, or a dict of tables, not {type(run).__name__}")
    cluster = {row["id"]: row["cluster"] for row in clusters}
    found: list[Found] = []
    for row in articles:
        if not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise UsageError("the articles of a run need the columns id and text")
        listed = row.get("contacts") if contacts is None else contacts.get(row["id"], [])
        found.append(
            Found(
                id=row["id"],
                text=row["text"],
                source=row.get("source") or "",
                record=row.get("record"),
                outline=row.get("outline"),
                contacts=listed,
                edits=row.get("edits") or (),
                cluster=cluster.get(row["id"]),
            )
        )
    return found


def _is_dedup(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # whoever reads the folder as a scan says what is wrong with it
    return isinstance(manifest, dict) and manifest.get("command") == "dedup"


def _clusters(folder: Path) -> list[Mapping[str, Any]]:
    """Return the rows `id, cluster` of a folder.

    Raises:
        InputError: the file is not there, broken, or without these columns.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = folder / "clusters.parquet"
    try:
        return _rows(pq.read_table(path, columns=["id", "cluster"]).select(["id", "cluster"]))
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def _rows(table: Any) -> list[Mapping[str, Any]]:
    if table is None:
        return []
    rows: list[Mapping[str, Any]] = table.to_pylist() if hasattr(table, "to_pylist") else list(table)
    return rows


def _by_id(table: Any) -> dict[str, list[Mapping[str, Any]]]:
    out: dict[str, list[Mapping[str, Any]]] = {}
    for row in _rows(table):
        out.setdefault(row["id"], []).append(row)
    return out


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file.

    Raises:
        InputError: the file cannot be read, or a line is no object; the message names file and line.
    """
    return (row for _, row in _numbered(path))


def _numbered(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield file and line, and the object there; a byte order mark before the first is none of it."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise InputError(f"{path}:{number}: not JSON: {error}") from None
                except RecursionError:
                    raise InputError(f"{path}:{number}: nested too deep") from None
                if not isinstance(row, dict):
                    raise InputError(f"{path}:{number}: expected an object, one a line")
                yield f"{path}:{number}", row
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def read_truth(truth: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a truth.

    Args:
        truth: a path of JSON Lines in the form of docs/truth.md, or such rows.

    Raises:
        InputError: the file cannot be read; file and line are named.
        UsageError: an id comes twice, or a row is wrong (`checks.problem`); file and line, or the row, are named.
    """
    if isinstance(truth, (str, Path)):
        numbered: Iterable[tuple[str, Mapping[str, Any]]] = _numbered(Path(truth))
    else:
        numbered = ((f"truth, row {number}", row) for number, row in enumerate(truth, start=1))
    rows: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    for where, row in numbered:
        wrong = problem(row)
        if wrong is not None:
            raise UsageError(f"{where}: {wrong}")
        if row["id"] in seen:
            raise UsageError(f"{where}: the id {row['id']!r} stands there a second time")
        seen.add(row["id"])
        rows.append(row)
    if not rows:
        raise UsageError("the truth is empty")
    return rows


@dataclass(frozen=True, slots=True)
class Matched:
    """Articles of a run with their truth.

    Attributes:
        pairs: article and truth, in the order of the run.
        unknown: ids of the run that the truth does not know.
        missing: ids of the truth that the run does not have.
        absent: their rows.
    """

    pairs: list[tuple[Found, Mapping[str, Any]]]
    unknown: list[str]
    missing: list[str]
    absent: list[Mapping[str, Any]] = field(default_factory=list)


def match(found: Sequence[Found], truth: Sequence[Mapping[str, Any]]) -> Matched:
    """Find the truth of each article.

    In this order: the same id; the same id but for the folders that a scan puts in front (`corpus/farm/01.txt` for
    `farm/01.txt`); the same file, with the same freedom, and record.

    Raises:
        UsageError: nothing matches, or two articles have one truth.
    """
    by_id = {row["id"]: row for row in truth}
    by_place = {(row["file"], row.get("record")): row for row in truth if isinstance(row.get("file"), str)}
    pairs: list[tuple[Found, Mapping[str, Any]]] = []
    unknown: list[str] = []
    taken: dict[str, str] = {}
    for article in found:
        row = _find(article, by_id, by_place)
        if row is None:
            unknown.append(article.id)
            continue
        if row["id"] in taken:
            raise UsageError(
                f"{taken[row['id']]!r} and {article.id!r} of the run are both {row['id']!r} of the truth; was a folder "
                "scanned twice, or do two folders of the run hold files of the same name?"
            )
        taken[row["id"]] = article.id
        pairs.append((article, row))
    if not pairs:
        mine = ", ".join(repr(article.id) for article in found[:SHOWN]) or "no articles"
        theirs = ", ".join(repr(row["id"]) for row in truth[:SHOWN])
        raise UsageError(f"no article of the run is in the truth: the run has {mine} …, the truth {theirs} …")
    absent = [row for row in truth if row["id"] not in taken]
    return Matched(pairs, unknown, [row["id"] for row in absent], absent)


def _find(
    article: Found, by_id: Mapping[str, Mapping[str, Any]], by_place: Mapping[tuple[str, Any], Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    for name in _endings(article.id):
        if name in by_id:
            return by_id[name]
    for name in _endings(article.source):
        if (name, article.record) in by_place:
            return by_place[name, article.record]
    return None


def _endings(path: str) -> Iterator[str]:
    """Yield a path, then the path without its first folder, and so on; the longest match is the best."""
    path = path.replace("\\", "/")
    while path:
        yield path
        _, slash, path = path.partition("/")
        if not slash:
            return

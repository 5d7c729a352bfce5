"""Scores of many articles: by several processes that share one reference, and kept on disk.

The evidence of a million articles does not fit memory: a line an article waits in a file, and what stays here is a
label and two numbers each.
"""

from __future__ import annotations

import functools
import heapq
import json
from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.article import Reject
from toolkit.corpus.writers import writing
from toolkit.engine.pool import map_ordered
from toolkit.errors import is_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from toolkit.measure import Reference, Score

LABELS = ("none", "possible", "likely")
"""Labels, the least suspicious first."""

COLUMNS = {
    "id": "string",
    "label": "string",
    "value": "float64",
    "templated": "bool",
    "templatedness": "float64",
    "p_value": "float64",
    "why": "string",
}
"""What the table of scores says of an article, and how Parquet holds it."""

LISTED = 50
"""Articles of the highest values that are kept for a page."""

_ARRAYS = ("codes", "offsets", "keys")
_DERIVED = ("short", "long", "postings", "literal")

_known: dict[str, Reference] = {}
"""The reference of each folder that this process has seen."""


class Asked(NamedTuple):
    """An article to score."""

    id: str
    source: str
    title: str | None
    text: str
    host: str | None = None


class Entry(NamedTuple):
    """A row of the table, and everything else as one line of JSON."""

    row: dict[str, Any]
    line: str


def share(reference: Reference, folder: Path) -> None:
    """Write a reference so that other processes map it into memory: its texts and the tables made of them."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(reference.folded, name))
        for name in _DERIVED:
            value = getattr(reference, name)
            for place, part in enumerate(value if isinstance(value, tuple) else (value,)):
                np.save(folder / f"{name}.{place}.npy", part)
        np.save(folder / "groups.npy", reference.groups)
        head = {
            "ids": reference.ids,
            "hosts": reference.hosts,
            "shapes": reference.shapes,
            "null": reference.null.to_dict(),
            "fold_version": reference.fold_version,
        }
        (folder / "head.json").write_text(json.dumps(head), encoding="ascii")


def shared(folder: Path) -> Reference:
    """Return the reference that `share` wrote; its arrays are mapped, so that all processes hold one copy of them."""
    from toolkit.measure import Reference
    from toolkit.measure.columns import Folded, Frequencies
    from toolkit.measure.null import Null
    from toolkit.measure.outlines import Shape

    def mapped(name: str) -> Any:
        # as a plain array: every slice of a memory map would be one again, and slow
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")).view(np.ndarray)

    head = json.loads((folder / "head.json").read_text(encoding="ascii"))
    made = Reference(
        Folded(*map(mapped, _ARRAYS)),
        tuple(head["ids"]),
        mapped("groups"),
        tuple(head["hosts"]),
        tuple(Shape(tuple(tokens), tuple(words), count) for tokens, words, count in head["shapes"]),
        Null.from_dict(head["null"]),
        head["fold_version"],
    )
    # Where `cached_property` keeps what it has computed.
    made.__dict__["literal"] = mapped("literal.0")
    made.__dict__["postings"] = tuple(mapped(f"postings.{place}") for place in range(3))
    for name in ("short", "long"):
        made.__dict__[name] = Frequencies(*(mapped(f"{name}.{place}") for place in range(3)))
    return made


def score_one(asked: Asked, score: Callable[[Asked], Score]) -> Entry | Reject:
    """Score one article; one that makes the toolkit fail becomes a reject, never the end of a run."""
    try:
        found = score(asked)
        row = {
            "id": asked.id,
            "label": found.label,
            "value": round(found.value, 6),
            "templated": found.templated,
            "templatedness": round(found.templatedness, 6),
            "p_value": found.p_value,
            "why": found.summary,
        }
        told = {} if found.label == "none" else {"statement": found.statement(asked.id)}
        return Entry(row, json.dumps({"id": asked.id, **found.to_dict(), **told}))
    except Exception as error:
        if is_interrupt(error):
            raise KeyboardInterrupt from error
        reason = f"the toolkit failed to score {asked.id!r} ({type(error).__name__}: {error}); please report it"
        return Reject(asked.source, None, reason)


def _against(asked: Asked, reference: Reference) -> Score:
    from toolkit.measure import score

    return score(asked.text, reference, title=asked.title, host=asked.host)


def _score_shared(asked: Asked, folder: Path) -> Entry | Reject:
    reference = _known.get(str(folder))
    if reference is None:
        reference = _known[str(folder)] = shared(folder)
    return score_one(asked, functools.partial(_against, reference=reference))


def score_all(
    articles: Iterable[Asked], reference: Reference, scratch: Path, *, processes: int = 1
) -> Iterator[Entry | Reject]:
    """Yield the score of each article, in their order; the same for any number of processes.

    Args:
        articles: read lazily.
        reference: to score against.
        scratch: an empty folder, for what processes share; the caller removes it.
        processes: 1 does all work here.

    Raises:
        ContentFarmError: a worker process died.
        OutputError: the scratch folder cannot be written.
    """
    folder = scratch / "reference"
    if processes > 1:
        share(reference, folder)
    _known[str(folder)] = reference  # this process has it already
    try:
        yield from map_ordered(functools.partial(_score_shared, folder=folder), articles, processes=processes)
    finally:
        del _known[str(folder)]


class Scores:
    """The scores of a run: what charts and totals need in memory, the rest on disk.

    Args:
        path: the file for the details; the caller removes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._labels = array("b")
        self._values = array("d")
        self._templatedness = array("d")
        self._highest: list[tuple[float, _Later, int]] = []

    def __len__(self) -> int:
        return len(self._labels)

    def fill(self, entries: Iterable[Entry]) -> None:
        """Keep the scores, in their order."""
        with writing(self._path), self._path.open("w", encoding="utf-8", newline="\n") as lines:
            for number, (row, line) in enumerate(entries):
                self._labels.append(LABELS.index(row["label"]))
                self._values.append(row["value"])
                self._templatedness.append(row["templatedness"])
                kept = (row["value"], _Later(row["id"]), number)
                if len(self._highest) < LISTED:
                    heapq.heappush(self._highest, kept)
                else:
                    heapq.heappushpop(self._highest, kept)
                lines.write(f"{json.dumps(row)}\n{line}\n")

    def count(self, label: str) -> int:
        """Return how many articles have a label."""
        return self._labels.count(LABELS.index(label))

    @property
    def worst(self) -> int:
        """Place of the worst label in `LABELS`; 0 where there is no score."""
        return max(self._labels, default=0)

    def numbers(self) -> list[dict[str, Any]]:
        """Return label and both probabilities of each article."""
        columns = zip(self._labels, self._values, self._templatedness, strict=True)
        return [{"label": LABELS[a], "value": b, "templatedness": c} for a, b, c in columns]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the row of each article, `COLUMNS` by name."""
        for row, _ in self._read():
            yield json.loads(row)

    def details(self) -> Iterator[dict[str, Any]]:
        """Yield everything about each article."""
        for _, line in self._read():
            yield json.loads(line)

    def highest(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return row and details of the articles that are shown, the highest values first, then by id."""
        places = {number: (-value, later.name) for value, later, number in self._highest}
        found = [
            (places[number], json.loads(row), json.loads(line))
            for number, (row, line) in enumerate(self._read())
            if number in places
        ]
        return [(row, line) for _, row, line in sorted(found, key=lambda entry: entry[0])]

    def _read(self) -> Iterator[tuple[str, str]]:
        if not len(self):
            return
        with self._path.open(encoding="utf-8", newline="\n") as lines:
            for row in lines:
                yield row, next(lines)


class _Later:
    """A name whose order is turned around: of equal values the first names are shown."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __lt__(self, other: _Later) -> bool:
        return self.name > other.name

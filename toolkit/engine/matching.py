"""Articles against a library of templates, in this process or in several.

Each process reads the library once; what travels is an article there and a finished line back.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.corpus.failures import os_reason
from toolkit.corpus.writers import finite
from toolkit.engine.mould_views import FOLDER
from toolkit.errors import InputError, is_interrupt
from toolkit.induce.template import VariableSpan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from toolkit.article import Edit
    from toolkit.induce import Template
    from toolkit.induce.library import Hit, Library


class Asked(NamedTuple):
    """An article to be matched: its id and its text."""

    id: str
    text: str


class Answer(NamedTuple):
    """What became of an article.

    Attributes:
        line: a line of JSON Lines, empty where nothing is to be written.
        template: name of the template that it comes from, or None.
        failed: why it could not be matched, else "".
    """

    line: bytes
    template: str | None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class MatchTask:
    """Matches one article; picklable.

    Attributes:
        library: the folder, or the file, that `read_library` reads.
        repair: undo proved damage first.
        script: `keep`, or the script that the text is then converted to, which should be that of the templates.
        spans: tell where the slots stand.
        singles: also make a line of an article that comes from no template.
    """

    library: str
    repair: bool = True
    script: str = "keep"
    spans: bool = False
    singles: bool = False

    def __call__(self, asked: Asked) -> Answer:
        """Match an article; one on which the toolkit fails is answered with the reason."""
        try:
            text = asked.text
            edits: tuple[Edit, ...] = ()
            if self.repair:
                from toolkit.repair import repair

                repaired = repair(text, script=self.script)
                text, edits = repaired.text, tuple(repaired.edits)
            hit = _library(self.library).match(text)
        except Exception as error:
            if is_interrupt(error):
                raise KeyboardInterrupt from error
            return Answer(b"", None, f"matching failed: {type(error).__name__}: {error}")
        if hit is None:
            return Answer(_encoded({"id": asked.id, "template": None}) if self.singles else b"", None)
        line = _line(asked.id, hit)
        if self.spans:
            line["spans"] = [[*span, name] for *span, name in spans_as_read(hit.match.spans, edits)]
        return Answer(_encoded(line), hit.name)


@lru_cache(maxsize=1)
def _library(path: str) -> Library:
    from toolkit.induce.library import Library

    return Library(read_library(Path(path)))


def read_library(path: Path) -> dict[str, Template]:
    """Read the templates of a folder that `contentfarm induce` or `contentfarm scan` wrote, or of one file, by name.

    Raises:
        InputError: a file cannot be read, or is no template; a folder may hold other JSON files too.
    """
    from toolkit.induce import Template

    try:
        patterns = ("*.json", f"{FOLDER}/*.json")
        files = [file for p in patterns for file in sorted(path.glob(p))] if path.is_dir() else [path]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {os_reason(error)}") from error
    out: dict[str, Template] = {}
    for file in files:
        data = _read_json(file)
        if isinstance(data, dict) and "tree" in data:
            try:
                template = Template.from_dict(data)
            except (InputError, RecursionError) as error:
                raise InputError(f"{file}: {error}") from error
            name = str(data.get("name") or file.stem)
            out[name if name not in out else file.stem] = template
        elif not path.is_dir():
            raise InputError(
                f"{path}: holds JSON, but no template; name a folder or file that contentfarm induce wrote"
            )
    return out


def _read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"{file}: there is no such file or folder; make a library with contentfarm induce") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {os_reason(error)}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file}: is no JSON, so no saved template ({error})") from error


def spans_as_read(spans: Iterable[VariableSpan], edits: Sequence[Edit]) -> Iterator[VariableSpan]:
    """Carry spans of a repaired text back to the text as it was read.

    Args:
        spans: of the repaired text.
        edits: that made it, in order. A span that ends within one takes all of what stood there.

    >>> from toolkit.article import Edit
    >>> note = Edit("notes", 2, 7, "(dǎo)", "", "proved", "a note")
    >>> list(spans_as_read([VariableSpan(0, 2, "a"), VariableSpan(2, 3, "b")], [note]))
    [VariableSpan(start=0, end=2, slot='a'), VariableSpan(start=7, end=8, slot='b')]
    """
    begins: list[int] = []
    ends: list[int] = []
    grown = 0
    for edit in edits:
        begins.append(edit.start + grown)
        grown += len(edit.after) - (edit.end - edit.start)
        ends.append(edit.end + grown)

    def back(at: int, *, closing: bool) -> int:
        # What stood where nothing is now lies between two spans, so it belongs to neither.
        k = (bisect_left(begins, at) if closing else bisect_right(begins, at)) - 1
        if k < 0:
            return at
        if at >= ends[k]:
            return edits[k].end + at - ends[k]
        return edits[k].end if closing else edits[k].start

    for start, end, name in spans:
        yield VariableSpan(back(start, closing=False), back(end, closing=True), name)


def _line(id_: str, hit: Hit) -> dict[str, Any]:
    match = hit.match
    return {
        "id": id_,
        "template": hit.name,
        "kind": hit.kind,
        "bits_saved": round(match.bits_saved, 1),
        "saved": round(match.bits_saved / match.raw_bits, 4) if match.raw_bits else 0.0,
        "found": round(match.found, 4),
        "strength": round(match.strength, 1),
        "fixed": round(match.covered, 4),
        "slots": match.context,
    }


def _encoded(row: Mapping[str, Any]) -> bytes:
    """Return a line of JSON Lines; a lone surrogate has no UTF-8, so a line that holds one is escaped."""
    try:
        return f"{json.dumps(finite(row), ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(finite(row))}\n".encode("ascii")

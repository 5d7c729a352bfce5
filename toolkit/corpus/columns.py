"""Rows to articles: which column is the text, and what else an article takes from its record."""

from __future__ import annotations

import base64
import contextlib
import datetime
import json
import math
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from toolkit.article import Article, Reject
from toolkit.corpus.options import ID_NAMES, TEXT_NAMES, TITLE_NAMES, URL_NAMES
from toolkit.corpus.rows import Columns, RawText, clean_reason, names, size_reason, surrogate_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from toolkit.corpus.options import ReadOptions
    from toolkit.corpus.rows import Row

_MAX_LAYOUTS = 1024
"""Layouts remembered per run; records with ever new columns must not fill the memory."""


class ArticleMaker:
    """Turns rows into articles whose ids are unique within the run.

    Not a pure function: it remembers the ids it gave, as 64-bit digests (about 100 bytes an article). Two ids with
    one digest only cost the later one an unneeded suffix.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._layouts: dict[tuple[str, ...], Columns | str] = {}
        self._ids: set[bytes] = set()

    def make(self, row: Row, source: str) -> Article | Reject:
        """Return the article that a row holds, or why it holds none."""
        columns = self.layout(row)
        if isinstance(columns, str):
            return Reject(source, row.record, columns)
        text = row.columns[columns.text]
        if isinstance(text, bytes):
            text = _utf8(text)
        if not isinstance(text, str):
            return Reject(source, row.record, _not_text(columns.text, text))
        reason = clean_reason(text) or size_reason(text, self._options)
        if reason:
            return Reject(source, row.record, reason)
        for name, value in row.columns.items():
            if reason := surrogate_reason(name, value) or surrogate_reason(name, name):
                return Reject(source, row.record, reason)
        taken = {columns.text}
        own_id = _scalar(row.columns, columns.id, taken)
        title = _scalar(row.columns, columns.title, taken)
        url = _scalar(row.columns, columns.url, taken)
        extra = {name: jsonable(value) for name, value in row.columns.items() if name not in taken}
        return Article(
            id=self.unique(own_id, source, row.record),
            source=source,
            text=text,
            record=row.record,
            title=title,
            url=url,
            encoding=row.encoding,
            extra=extra,
        )

    def claim_all(self, ids: Iterable[str]) -> None:
        """Take these ids as given: those of articles that an earlier run has read."""
        for identity in ids:
            self._claim(identity)

    def layout(self, row: Row) -> Columns | str:
        """Return which of a row's columns hold what, or the reason why none holds the text."""
        if isinstance(row.raw, RawText):  # the columns are ours, whatever those of other inputs are called
            return Columns("text", None, *(name if name in row.columns else None for name in ("title", "url")))
        key = tuple(row.columns)
        found = self._layouts.get(key)
        if found is None:
            found = choose_columns(key, self._options, text_only=True)
            if len(self._layouts) < _MAX_LAYOUTS:
                self._layouts[key] = found
        return found

    def unique(self, own_id: str | None, source: str, record: int | None) -> str:
        """Return the id of an article, and take it as given: its own, if it has one and no other article has it."""
        place = source if record is None else f"{source}#{record}"
        candidate = own_id or place
        if self._claim(candidate):
            return candidate
        candidate = f"{candidate}@{place}"
        number = 2
        unique = candidate
        while not self._claim(unique):
            unique = f"{candidate}~{number}"
            number += 1
        return unique

    def _claim(self, article_id: str) -> bool:
        digest = blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if digest in self._ids:
            return False
        self._ids.add(digest)
        return True


def choose_columns(existing: Sequence[str], options: ReadOptions, *, text_only: bool = False) -> Columns | str:
    """Return which of the `existing` columns hold what, or a reason that names the columns that exist.

    Args:
        existing: names of columns.
        options: those that the caller names.
        text_only: do not ask for the other columns that the caller names: not every JSON object has every member.

    >>> from toolkit.corpus.options import ReadOptions
    >>> choose_columns(["ID", "標題", "正文"], ReadOptions())
    Columns(text='正文', id='ID', title='標題', url=None)
    >>> choose_columns(["a", "b"], ReadOptions(text_column="body"))
    "no column 'body': the columns are 'a', 'b'; name the one with the article by --text-column"
    """
    text = _pick(existing, options.text_column, TEXT_NAMES)
    hint = "name the one with the article by --text-column"
    if text is None:
        if not existing:
            return "the record has no columns"
        if options.text_column is not None:
            return f"no column {options.text_column!r}: the columns are {names(existing)}; {hint}"
        return f"no column holds the article's text: the columns are {names(existing)}; {hint}"
    missing = {} if text_only else missing_columns(existing, options)
    for option, wanted in missing.items():
        return f"no column {wanted!r} ({option}): the columns are {names(existing)}"
    others = [name for name in existing if name != text]
    return Columns(
        text,
        _pick(others, options.id_column, ID_NAMES),
        _pick(others, options.title_column, TITLE_NAMES),
        _pick(others, options.url_column, URL_NAMES),
    )


def missing_columns(existing: Iterable[str], options: ReadOptions) -> dict[str, str]:
    """Return the columns besides the text that the caller names and that do not exist, by option.

    >>> from toolkit.corpus.options import ReadOptions
    >>> missing_columns(["No", "text"], ReadOptions(id_column="no", url_column="web"))
    {'--url-column': 'web'}
    """
    named = {
        "--id-column": options.id_column,
        "--title-column": options.title_column,
        "--url-column": options.url_column,
    }
    existing = [*existing]
    return {option: name for option, name in named.items() if name and _pick(existing, name, ()) is None}


def _pick(existing: Iterable[str], wanted: str | None, usual: Sequence[str]) -> str | None:
    if wanted is not None:
        usual = (wanted,)
    folded: dict[str, str] = {}
    for name in existing:
        if wanted == name:
            return name
        folded.setdefault(name.strip().casefold(), name)
    return next((folded[name.casefold()] for name in usual if name.casefold() in folded), None)


_EXACT_IN_FLOAT = 2**53
"""Whole numbers up to this are exact as IEEE 754 doubles; above, the digits would be made up."""


def _scalar(columns: Mapping[str, Any], name: str | None, taken: set[str]) -> str | None:
    """Return a text or number as a string and mark its column as taken; any other value stays with the extras.

    Whole numbers are written without a point: a table with a gap in its integers (of pandas, say) holds them as
    floats. NaN is such a gap, and an infinity is no name.
    """
    if name is None:
        return None
    value = columns[name]
    if value is None or (isinstance(value, float) and math.isnan(value)):
        taken.add(name)
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value in (math.inf, -math.inf):
        return None
    taken.add(name)
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT_IN_FLOAT:
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    return text if text.strip() else None


def _not_text(name: str, value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    if value is None:
        return f"column {name!r} is null"
    if isinstance(value, bytes):
        return f"column {name!r} holds bytes that are no UTF-8"
    return f"column {name!r} holds {kinds.get(type(value), type(value).__name__)}, not text"


def _utf8(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def jsonable(value: Any) -> Any:
    """Return a value of a user's column as JSON types: dates in ISO 8601, bytes in base64, the rest as text.

    >>> jsonable({"on": datetime.date(2024, 5, 1), "n": [1, 2.5, None]})
    {'on': '2024-05-01', 'n': [1, 2.5, None]}
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict | list):
        with contextlib.suppress(TypeError, ValueError, RecursionError):
            json.dumps(value)  # plain JSON already: the C encoder tells sooner than a walk
            return value
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value)

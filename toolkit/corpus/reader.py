"""`read`: whatever the caller names, as a stream of articles and rejects."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from toolkit.article import Article, Reject
from toolkit.corpus import streams
from toolkit.corpus.columns import ArticleMaker, missing_columns
from toolkit.corpus.encoding import decode
from toolkit.corpus.failures import BrokenInputError, reason_of
from toolkit.corpus.find import find
from toolkit.corpus.options import ReadOptions
from toolkit.corpus.rows import Broken, RawText, Row

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from toolkit.corpus.find import Found, Kind


def read(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadOptions | None = None,
    *,
    stdin: BinaryIO | None = None,
    on_ignored: Callable[[str, str], None] | None = None,
) -> Iterator[Article | Reject]:
    """Yield every article that the inputs hold, and a reject for everything that could not become one.

    Each item counts as one input read: articles + rejects = read. Files of records are streamed, never held whole.

    Args:
        paths: files, folders (walked in order of name), glob patterns and `-` for standard input.
        options: how inputs are found and understood; None for the defaults.
        stdin: where `-` reads from; None for this process's standard input.
        on_ignored: called with (path, reason) for files that are left out on purpose: unknown extensions met in
            folders, hidden files, ignore patterns, second paths to one file.

    Raises:
        UsageError: the output folder (`options.skip_dirs`) is itself one of the folders to read.
    """
    options = options or ReadOptions()
    maker = ArticleMaker(options)
    for item in find(paths, options, on_ignored):
        if isinstance(item, Reject):
            yield item
            continue
        for record in records(item, options, maker, stdin=stdin):
            yield record if isinstance(record, Reject) else record[1]


def records(
    found: Found, options: ReadOptions, maker: ArticleMaker, *, stdin: BinaryIO | None = None
) -> Iterator[tuple[Row, Article] | Reject]:
    """Yield the articles of one input, each with the row it was made from, and the rejects among them.

    A column besides the text that the caller names and that no record of a file has is one reject more: the articles
    come through without it, but a misspelt name must not go unseen.
    """
    unmet: dict[str, str] | None = None
    for row in rows(found, options, stdin=stdin):
        if isinstance(row, Broken):
            yield Reject(found.source, row.record, row.reason)
            continue
        if unmet != {} and not isinstance(row.raw, RawText):
            still = missing_columns(row.columns, options)
            unmet = {option: name for option, name in (still if unmet is None else unmet).items() if option in still}
        article = maker.make(row, found.source)
        yield article if isinstance(article, Reject) else (row, article)
    for option, name in (unmet or {}).items():
        yield Reject(found.source, None, f"no record has the column {name!r} ({option})")


def rows(found: Found, options: ReadOptions, *, stdin: BinaryIO | None = None) -> Iterator[Row | Broken]:
    """Yield the records of one input; whatever breaks it off is the last item."""
    try:
        if found.path is None:
            yield from _piped(stdin or streams.standard_input(), options)
        else:
            with streams.opened(found.path) as file:
                if found.kind is None:
                    yield from _piped(file, options)
                else:
                    yield from read_kind(streams.unpack(file, found.packing), found.kind, options)
    except (OSError, EOFError, zlib.error, BrokenInputError) as error:
        yield Broken(None, reason_of(error))


def _piped(stream: BinaryIO, options: ReadOptions) -> Iterator[Row | Broken]:
    """Read a stream that has no name: its first bytes tell compression and kind, unless the caller did."""
    peekable = streams.buffered(stream)
    packing = streams.sniff_packing(peekable)
    if packing is not None:
        peekable = streams.buffered(streams.unpack(cast("BinaryIO", peekable), packing))
    kind = options.stdin_format
    if kind == "auto":
        kind = sniff_kind(peekable.peek(_SNIFF)[:_SNIFF])
    yield from read_kind(cast("BinaryIO", peekable), kind, options)


def sniff_kind(head: bytes) -> Kind:
    r"""Tell what kind of data begins with `head`; CSV cannot be told from text and has to be named.

    >>> sniff_kind(b'\n{"text": "a"}'), sniff_kind(b"<!DOCTYPE html><html>"), sniff_kind(b"[1]"), sniff_kind(b"{a}")
    ('jsonl', 'html', 'text', 'text')
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _JSON_OBJECT.match(head):
        # An object spread over lines, or several on one, is JSON; one a line is both, and lines fail singly.
        first, _, rest = head.partition(b"\n")
        return "json" if rest and not first.rstrip().endswith(b"}") else "jsonl"
    if _JSON_ARRAY.match(head):
        return "json"
    return "html" if _HTML.match(head) else "text"


def read_kind(stream: BinaryIO, kind: Kind, options: ReadOptions) -> Iterator[Row | Broken]:
    """Yield the records of decompressed bytes of a known kind.

    Raises:
        BrokenInputError, OSError, EOFError: the stream breaks off.
    """
    if kind == "jsonl":
        from toolkit.corpus.jsonl import read_jsonl

        yield from read_jsonl(stream, options)
    elif kind == "json":
        from toolkit.corpus.jsonfile import read_json

        yield from read_json(stream, options)
    elif kind in ("csv", "tsv"):
        from toolkit.corpus.csvfile import read_csv

        yield from read_csv(stream, options, tabs=kind == "tsv")
    elif kind == "parquet":
        from toolkit.corpus.parquetfile import read_parquet

        yield from read_parquet(stream, options)
    elif kind == "html" and options.extract_html:
        from toolkit.corpus.html import read_html

        yield read_html(stream, options)
    else:
        yield _read_text(stream, options)


def _read_text(stream: BinaryIO, options: ReadOptions) -> Row | Broken:
    data = streams.read_whole(stream, options.max_bytes)
    if not data:
        return Broken(None, "the file is empty")
    decoded = decode(data, options.encoding)
    return Row(None, {"text": decoded.text}, decoded.label, RawText(data, is_page=False))


_SNIFF = 2**12
_JSON_OBJECT = re.compile(rb'\{\s*["}]')
_JSON_ARRAY = re.compile(rb"\[\s*\{")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|\?xml[^>]*>\s*<(?:!doctype\s+)?html)", re.IGNORECASE)

"""A corpus written again with other texts, each file in its own format: what a cleaner takes home.

Only the text column changes. A record whose text stays the same is copied as it stands (in UTF-8); records that were
rejected are left out, and named. A page becomes a text file: its main text has no single place in the markup.
"""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from toolkit.article import Article, Reject
from toolkit.corpus.columns import ArticleMaker
from toolkit.corpus.find import Found, find
from toolkit.corpus.options import ReadOptions
from toolkit.corpus.reader import records
from toolkit.corpus.rewriters import Rewriter, open_rewriter
from toolkit.errors import ContractError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from toolkit.corpus.rows import Row
    from toolkit.corpus.runfolder import RunFolder


class _Entry(NamedTuple):
    """A record on its way: what it was read as, and where it came from."""

    found: Found
    row: Row
    column: str
    article: Article


def rewrite(
    paths: Sequence[str | os.PathLike[str]],
    run: RunFolder,
    change: Callable[[Iterator[Article]], Iterable[str | None]],
    options: ReadOptions | None = None,
    *,
    under: str = "",
    stdin: BinaryIO | None = None,
    on_ignored: Callable[[str, str], None] | None = None,
) -> Iterator[Article | Reject]:
    """Write the inputs again under `run`, with the texts that `change` gives, and yield every item once it is done.

    A file keeps its path below the folder that was named (a file that was named, its name); a second one of the same
    path gets `~2` before its extension. Compression stays; everything becomes UTF-8; `page.html` becomes
    `page.html.txt`.

    Args:
        paths: as for `read`.
        run: the open output folder; its files appear when it is left without an error.
        change: gets the stream of articles and returns that of their new texts, in the same order, such as
            `lambda articles: map(fix, articles)`; it may read ahead, to work on several at a time. None leaves the
            record out; a file of which nothing is left is not written.
        options: as for `read`; `skip_dirs` should hold the output folder.
        under: a folder below that of the run, ending in `/`, for the files.
        stdin: as for `read`.
        on_ignored: as for `read`.

    Raises:
        UsageError: as `read`.
        OutputError: a file cannot be written, or a new text holds a lone surrogate.
        ContractError: `change` returned fewer or more texts than it got articles.
    """
    options = options or ReadOptions()
    waiting: deque[_Entry | Reject] = deque()

    def articles() -> Iterator[Article]:
        for entry in _entries(paths, options, stdin, on_ignored):
            waiting.append(entry)
            if isinstance(entry, _Entry):
                yield entry.article

    names = _Names()
    with ExitStack() as stack:
        current: Found | None = None
        writer: Rewriter | None = None
        for text in change(articles()):
            yield from _rejects(waiting)
            if not waiting:
                raise ContractError("more texts came back than articles went in")
            entry = waiting.popleft()
            assert isinstance(entry, _Entry)
            if text is None:
                yield entry.article
                continue
            if writer is None or entry.found is not current:
                stack.close()
                current = entry.found
                writer = stack.enter_context(
                    open_rewriter(run, under + names.free(entry), entry.row, entry.found.packing)
                )
            writer.write(entry.row, entry.column, entry.article.text, text)
            yield entry.article
    yield from _rejects(waiting)
    if waiting:
        raise ContractError(f"{len(waiting)} fewer texts came back than articles went in")


def _entries(
    paths: Sequence[str | os.PathLike[str]],
    options: ReadOptions,
    stdin: BinaryIO | None,
    on_ignored: Callable[[str, str], None] | None,
) -> Iterator[_Entry | Reject]:
    maker = ArticleMaker(options)
    for found in find(paths, options, on_ignored):
        if isinstance(found, Reject):
            yield found
            continue
        for record in records(found, options, maker, stdin=stdin):
            if isinstance(record, Reject):
                yield record
                continue
            row, article = record
            columns = maker.layout(row)
            assert not isinstance(columns, str)
            yield _Entry(found, row, columns.text, article)


def _rejects(waiting: deque[_Entry | Reject]) -> Iterator[Reject]:
    """Yield the rejects at the head of the queue."""
    while waiting and isinstance(waiting[0], Reject):
        item = waiting.popleft()
        assert isinstance(item, Reject)
        yield item


class _Names:
    """Gives each input a path of its own below the output folder."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, entry: _Entry) -> str:
        wanted = PurePosixPath(entry.found.relative + Rewriter.suffix_for(entry.row, entry.found))
        name, number = str(wanted), 1
        while name.casefold() in self._taken:  # some file systems do not tell case apart
            number += 1
            stem, dot, extensions = wanted.name.partition(".")
            name = str(wanted.with_name(f"{stem}~{number}{dot}{extensions}"))
        self._taken.add(name.casefold())
        return name
